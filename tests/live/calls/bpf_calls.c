/* bpf(2): every command with attributes of many sizes, empty and full of garbage. */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned sizes[] = { 0,  1,  4,  5,  8,  12, 16,  20,  24,  28,  32,  40, 44,
				  48, 56, 64, 72, 80, 96, 120, 128, 144, 152, 168, 176 };

int main(void)
{
	static unsigned char attr[512];
	static char name[] = "a_name";
	for (unsigned command = 0; command < 41; command++) {
		for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			memset(attr, 0, sizeof(attr));
			for (unsigned j = 0; j < sizes[i]; j++)
				attr[j] = j % 8 >= 4 && command % 2 ? 0 : 1 + j;
			syscall(SYS_bpf, command, attr, sizes[i]);
		}
		memset(attr, 0, sizeof(attr));
		*(uint32_t *)attr = -1;
		syscall(SYS_bpf, command, attr, 48);
		/* Strings and lists that can be read wherever a pointer may be. */
		for (unsigned j = 0; j < 20; j++)
			((uint64_t *)attr)[j] = (uintptr_t)name;
		syscall(SYS_bpf, command, attr, 152);
		for (unsigned j = 0; j < 40; j++)
			((uint32_t *)attr)[j] = j % 3;
		syscall(SYS_bpf, command, attr, 128);
	}
	syscall(SYS_bpf, -1, attr, 12);
	syscall(SYS_bpf, 1 << 16, attr, 12);
	syscall(SYS_bpf, 0, 0, 0);
	syscall(SYS_bpf, 0, (void *)1, 48);
	syscall(SYS_bpf, 5, attr, -1);
	syscall(SYS_bpf, 5, attr, 4096);
	return 0;
}
