/* Calls that take the names of files: access, links, names, modes, owners, devices, folders. */
#include "calls_file.h"

static void accesses(void)
{
	syscall(SYS_access, "/", 0);
	syscall(SYS_access, "/", 4);
	syscall(SYS_access, "/nosuch", 7);
	syscall(SYS_access, NULL, 8);
	syscall(SYS_access, hole, 0xf);
	syscall(SYS_access, at_end("abc", 3), 3);
	syscall(SYS_access, at_end("abc", 4), -1);
	syscall(SYS_faccessat, AT_FDCWD, "/", 1);
	syscall(SYS_faccessat, -1, "x", 8);
	syscall(SYS_faccessat2, AT_FDCWD, "/", 2, AT_EACCESS);
	syscall(SYS_faccessat2, -1, "x", 6, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
	syscall(SYS_faccessat2, -1, "x", 6, -1);
	syscall(SYS_faccessat2, -1, "x", 6, 0);
}

static void links(void)
{
	char buf[64];

	syscall(SYS_symlink, "to", "soft");
	syscall(SYS_symlink, NULL, hole);
	syscall(SYS_symlinkat, "to", AT_FDCWD, "soft");
	syscall(SYS_symlinkat, "to", -1, "soft");
	memset(buf, 'z', sizeof(buf));
	syscall(SYS_readlink, "soft", buf, 64);
	syscall(SYS_readlink, "soft", buf, 1);
	syscall(SYS_readlink, "soft", buf, -1);
	syscall(SYS_readlink, "nosuch", buf, 64);
	syscall(SYS_readlink, "soft", hole, 64);
	syscall(SYS_readlink, "soft", NULL, 0);
	syscall(SYS_readlinkat, AT_FDCWD, "soft", buf, 64);
	syscall(SYS_readlinkat, -1, "soft", buf, 64L);
	syscall(SYS_link, "file", "hard");
	syscall(SYS_link, "nosuch", "hard");
	syscall(SYS_linkat, AT_FDCWD, "file", AT_FDCWD, "hard2", 0);
	syscall(SYS_linkat, -1, "file", -2, "hard2", AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
	syscall(SYS_linkat, -1, NULL, -2, hole, 0x80000001);
	syscall(SYS_linkat, -1, NULL, -2, hole, 0xffff);
	syscall(SYS_rename, "hard", "harder");
	syscall(SYS_rename, NULL, "harder");
	syscall(SYS_renameat, AT_FDCWD, "harder", AT_FDCWD, "hard");
	syscall(SYS_renameat, -1, "harder", -1, "hard");
	syscall(SYS_renameat2, AT_FDCWD, "hard", AT_FDCWD, "hard2", 2);
	syscall(SYS_renameat2, -1, "hard", -1, "hard2", 7);
	syscall(SYS_renameat2, -1, "hard", -1, "hard2", 0xff);
	syscall(SYS_renameat2, -1, "hard", -1, "hard2", 0x100);
	syscall(SYS_unlink, "hard");
	syscall(SYS_unlink, "nosuch");
	syscall(SYS_unlinkat, AT_FDCWD, "hard2", 0);
	syscall(SYS_unlinkat, AT_FDCWD, "soft", 0);
	syscall(SYS_unlinkat, -1, "soft", AT_REMOVEDIR);
	syscall(SYS_unlinkat, -1, "soft", 0x1201);
	syscall(SYS_unlinkat, -1, "soft", 1);
}

static void modes(int fd)
{
	syscall(SYS_chmod, "file", 0644);
	syscall(SYS_chmod, "nosuch", 07777);
	syscall(SYS_chmod, "nosuch", 0107777);
	syscall(SYS_chmod, "nosuch", -1);
	syscall(SYS_fchmod, fd, 0600);
	syscall(SYS_fchmod, -1, 0);
	syscall(SYS_fchmodat, AT_FDCWD, "file", 0640);
	syscall(SYS_fchmodat, -1, "file", 1);
	syscall(SYS_fchmodat2, AT_FDCWD, "file", 0640, AT_SYMLINK_NOFOLLOW);
	syscall(SYS_fchmodat2, -1, "file", 0640, 0x1001);
	syscall(SYS_fchmodat2, -1, "file", 0640, 0x1);
	syscall(SYS_chown, "file", 0, 0);
	syscall(SYS_chown, "file", -1, -1);
	syscall(SYS_chown, "nosuch", 4000000000U, 1000);
	syscall(SYS_fchown, fd, -1, 0);
	syscall(SYS_lchown, "nosuch", 1, 2);
	syscall(SYS_fchownat, AT_FDCWD, "nosuch", 1, -1, AT_SYMLINK_NOFOLLOW);
	syscall(SYS_fchownat, -1, "nosuch", 1, -1, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | 1);
	syscall(SYS_umask, 027);
	syscall(SYS_umask, -1);
	syscall(SYS_umask, 022);
}

static void nodes(void)
{
	syscall(SYS_mknod, "pipe", S_IFIFO | 0600);
	syscall(SYS_mknod, "nosuch/null", S_IFCHR | 0666, 0x103);
	syscall(SYS_mknod, "nosuch/block", S_IFBLK | 0666, 0xfff12345678ULL);
	syscall(SYS_mknod, "nosuch/plain", 0666, 7);
	syscall(SYS_mknod, "nosuch/sock", S_IFSOCK | S_ISUID, 7);
	syscall(SYS_mknod, NULL, S_IFDIR | 07777, 7);
	syscall(SYS_mknodat, AT_FDCWD, "nosuch/x", S_IFREG | 0644, 0);
	syscall(SYS_mknodat, -1, "nosuch/x", S_IFCHR | S_ISVTX, 0xffffffffU);
	syscall(SYS_mknodat, -1, "x", 0xf000 | 0777, 5);
	syscall(SYS_unlink, "pipe");
}

static void folders(void)
{
	char buf[128];
	int fd;

	syscall(SYS_mkdir, "sub", 0755);
	syscall(SYS_mkdir, "sub", 01777);
	syscall(SYS_mkdir, NULL, -1);
	syscall(SYS_mkdirat, AT_FDCWD, "sub/sub", 0700);
	syscall(SYS_mkdirat, -1, "sub/sub", 0);
	fd = syscall(SYS_openat, AT_FDCWD, "sub", O_RDONLY | O_DIRECTORY);
	syscall(SYS_fchdir, fd);
	syscall(SYS_getcwd, buf, 128);
	syscall(SYS_getcwd, buf, 3);
	syscall(SYS_getcwd, hole, 128);
	syscall(SYS_getcwd, NULL, 0);
	syscall(SYS_chdir, "..");
	syscall(SYS_chdir, "nosuch");
	syscall(SYS_chdir, NULL);
	syscall(SYS_fchdir, -1);
	syscall(SYS_chroot, "/nosuch");
	syscall(SYS_chroot, hole);
	syscall(SYS_rmdir, "sub/sub");
	syscall(SYS_rmdir, "sub");
	syscall(SYS_rmdir, "nosuch");
	syscall(SYS_close, fd);
}

int main(void)
{
	int fd;

	make_hole();
	enter_folder("file-path");
	fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0644);
	accesses();
	links();
	modes(fd);
	nodes();
	folders();
	leave_folder((const char *const[]){ "file", "soft", NULL });
	return 0;
}
