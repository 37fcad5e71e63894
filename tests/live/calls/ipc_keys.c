/*
 * add_key, request_key, keyctl: every operation, with arguments that change nothing.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

int main(void)
{
	char bytes[64] = "hello";
	syscall(SYS_add_key, NULL, "description", "payload", 7, -2);
	syscall(SYS_add_key, UNREADABLE, UNREADABLE, UNREADABLE, 5, 77);
	syscall(SYS_add_key, "no-such-type", "description", "payload", 7, -99);
	syscall(SYS_request_key, "no-such-type", "description", "info", -3);
	syscall(SYS_request_key, NULL, NULL, NULL, 0);
	for (long operation = -1; operation < 36; operation++) {
		/* 1, 18: a new session keyring; 6, 11, 17 read; 2, 3, 7, 21, 15 change: with a serial that is no key's. */
		if (operation == 1 || operation == 18)
			continue;
		syscall(SYS_keyctl, operation, 0x7ffffff0L, 0x77L, 0x7ffffff1L, 5L);
		syscall(SYS_keyctl, operation, (uintptr_t)-9L, bytes, 3L, bytes);
	}
	return 0;
}
