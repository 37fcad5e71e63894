/*
 * The mount calls that work on descriptors. Nothing is mounted: the descriptors and paths are bad.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

/* uapi/asm-generic/unistd.h: newer than some C libraries. */
enum {
	OPEN_TREE = 428,
	MOVE_MOUNT,
	FSOPEN,
	FSCONFIG,
	FSMOUNT,
	FSPICK,
	MOUNT_SETATTR = 442,
	STATMOUNT = 457,
	LISTMOUNT = 458,
	OPEN_TREE_ATTR = 467
};

int main(void)
{
	uint64_t attributes[8] = {3, 0x70, 0x40000, 5};
	uint64_t request[4] = {24, 0x7fffffffffffff00, 0xffff, 0};
	char buffer[512];
	syscall(OPEN_TREE, -1, "/nonexistent", 0);
	syscall(OPEN_TREE, AT_FDCWD, "/nonexistent", 0xffffffff);
	syscall(OPEN_TREE_ATTR, -1, "/nonexistent", 1, attributes, 32);
	syscall(OPEN_TREE_ATTR, -1, UNREADABLE, 1, UNREADABLE, 32);
	syscall(MOVE_MOUNT, -1, "/nonexistent", AT_FDCWD, "/nonexistent", 0xffffffff);
	syscall(MOVE_MOUNT, AT_FDCWD, "", -1, "", 0);
	syscall(FSOPEN, "no-such-filesystem", 0);
	syscall(FSOPEN, UNREADABLE, 0xffffffff);
	syscall(FSMOUNT, -1, 1, 0x2000ff);
	syscall(FSMOUNT, -1, 0xffffffff, 0);
	syscall(FSPICK, AT_FDCWD, "/nonexistent", 0xffffffff);
	for (long command = -1; command < 11; command++) {
		syscall(FSCONFIG, -1, command, "key", "value", 5);
		syscall(FSCONFIG, -1, command, NULL, UNREADABLE, AT_FDCWD);
	}
	for (long size = 0; size <= 48; size += 8)
		syscall(MOUNT_SETATTR, -1, "/nonexistent", 0x9900, attributes, size);
	attributes[4] = 0x0102030405060708;
	syscall(MOUNT_SETATTR, -1, "/nonexistent", 0, attributes, 40);
	syscall(MOUNT_SETATTR, -1, "/nonexistent", 0, UNREADABLE, 32);
	for (request[0] = 16; request[0] <= 40; request[0] += 8) {
		syscall(STATMOUNT, request, buffer, sizeof(buffer), 0);
		syscall(LISTMOUNT, request, buffer, 4, 1);
	}
	syscall(STATMOUNT, NULL, NULL, 0, -1);
	syscall(LISTMOUNT, UNREADABLE, NULL, 0, -1);
	return 0;
}
