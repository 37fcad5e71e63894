/* mount, umount2, swap and their kin, on names that don't exist. */
#include "calls_file.h"

#include <sys/mount.h>

int main(void)
{
	make_hole();
	enter_folder("file-mount");
	syscall(SYS_mount, "source", "/nosuch/target", "type", 0L, "data=1,\n");
	syscall(SYS_mount, "source", "/nosuch/target", "type", (long)(MS_RDONLY | MS_NOSUID | MS_RELATIME), NULL);
	syscall(SYS_mount, NULL, "/nosuch/target", "type", (long)(MS_REMOUNT | MS_NOATIME), "data");
	syscall(SYS_mount, hole, "/nosuch/target", 0x1234L, (long)(MS_BIND | MS_REC), 0x5678L);
	syscall(SYS_mount, "", "/nosuch/target", NULL, (long)MS_PRIVATE, NULL);
	syscall(SYS_mount, "none", "/nosuch/target", "type", 0xc0ed0000UL | MS_RDONLY, "data");
	syscall(SYS_mount, "none", "/nosuch/target", "type", 0x200L, at_end("xy", 2));
	syscall(SYS_mount, "none", "/nosuch/target", "0123456789012345678901234567890123456789", 0x210L,
		"0123456789012345678901234567890123456789");
	syscall(SYS_mount, NULL, NULL, NULL, 0L, NULL);
	syscall(SYS_umount2, "/nosuch/target", 0);
	syscall(SYS_umount2, "/nosuch/target", MNT_DETACH | MNT_FORCE | MNT_EXPIRE | 8);
	syscall(SYS_umount2, "/nosuch/target", 0x10);
	syscall(SYS_umount2, NULL, -1);
	syscall(SYS_pivot_root, "/nosuch/new", "/nosuch/old");
	syscall(SYS_pivot_root, hole, NULL);
	syscall(SYS_swapon, "/nosuch", 0);
	syscall(SYS_swapon, "/nosuch", 0x8000 | 5);
	syscall(SYS_swapon, "/nosuch", 0x10000 | 0x80000);
	syscall(SYS_swapoff, "/nosuch");
	syscall(SYS_acct, "/nosuch");
	leave_folder((const char *const[]){ NULL });
	return 0;
}
