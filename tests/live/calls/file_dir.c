/* getdents, extended attributes, file handles, inotify. */
#include "calls_file.h"

struct file_handle_head { unsigned int bytes; int type; unsigned char id[128]; };

static char buf[4096];

static void entries(void)
{
	int fd = syscall(SYS_openat, AT_FDCWD, "sub", O_RDONLY | O_DIRECTORY);

	syscall(SYS_getdents64, fd, buf, sizeof(buf));
	syscall(SYS_getdents64, fd, buf, sizeof(buf));
	syscall(SYS_lseek, fd, 0L, SEEK_SET);
	syscall(SYS_getdents64, fd, buf, 10);
	syscall(SYS_getdents64, fd, hole, sizeof(buf));
	syscall(SYS_getdents64, -1, NULL, -1);
#ifdef SYS_getdents
	syscall(SYS_getdents, fd, buf, sizeof(buf));
	syscall(SYS_getdents, fd, buf, sizeof(buf));
	syscall(SYS_getdents, -1, buf, sizeof(buf));
#endif
	syscall(SYS_close, fd);
}

static void attributes(int fd)
{
	struct { uint64_t value; uint32_t size, flags; uint64_t more; } args = { (uintptr_t)"w", 1, 1, 0 };

	syscall(SYS_setxattr, "file", "user.one", "value\0\1", 7, 0);
	syscall(SYS_setxattr, "file", "user.one", "value", 5, 1);
	syscall(SYS_setxattr, "nosuch", "user.one", NULL, 0, 3);
	syscall(SYS_setxattr, "nosuch", hole, hole, 5, 0xff);
	syscall(SYS_lsetxattr, "file", "user.two", "0123456789012345678901234567890123456789", 40, 2);
	syscall(SYS_lsetxattr, "file", "user.two", "0123456789012345678901234567890123456789", 40, 4);
	syscall(SYS_fsetxattr, fd, "user.three", "z", 1L, 0);
	syscall(SYS_fsetxattr, -1, "user.three", "z", -1L, 0);
	syscall(SYS_getxattr, "file", "user.one", buf, 100);
	syscall(SYS_getxattr, "file", "user.one", buf, 0);
	syscall(SYS_getxattr, "file", "user.one", NULL, 0);
	syscall(SYS_getxattr, "file", "user.one", buf, 2);
	syscall(SYS_getxattr, "nosuch", "user.one", buf, 100);
	syscall(SYS_lgetxattr, "file", "user.nosuch", buf, 100);
	syscall(SYS_fgetxattr, fd, "user.three", buf, 100);
	syscall(SYS_fgetxattr, fd, "user.three", hole, 100);
	syscall(SYS_listxattr, "file", buf, 100);
	syscall(SYS_listxattr, "file", buf, 0);
	syscall(SYS_listxattr, "file", NULL, 0);
	syscall(SYS_listxattr, "nosuch", buf, 100);
	syscall(SYS_llistxattr, "file", hole, 100);
	syscall(SYS_flistxattr, fd, buf, 100);
	syscall(SYS_setxattrat, AT_FDCWD, "file", 0, "user.four", &args, 16L);
	syscall(SYS_setxattrat, -1, "file", 0x1100, "user.four", &args, 24L);
	args.more = 0x12;
	args.flags = 4;
	syscall(SYS_setxattrat, -1, "file", 1, "user.four", &args, 24L);
	syscall(SYS_setxattrat, -1, "file", 1, "user.four", hole, 16L);
	syscall(SYS_setxattrat, -1, "file", 1, "user.four", &args, 15L);
	args.value = (uintptr_t)buf;
	args.size = 64;
	args.flags = 0;
	syscall(SYS_getxattrat, AT_FDCWD, "file", 0, "user.three", &args, 16L);
	syscall(SYS_getxattrat, AT_FDCWD, "file", 0, "user.nosuch", &args, 16L);
	syscall(SYS_listxattrat, AT_FDCWD, "file", 0, buf, 100L);
	syscall(SYS_listxattrat, -1, "file", AT_SYMLINK_NOFOLLOW, buf, 0L);
	syscall(SYS_removexattrat, AT_FDCWD, "file", 0, "user.three");
	syscall(SYS_removexattrat, -1, "file", 0x4000, hole);
	syscall(SYS_removexattr, "file", "user.one");
	syscall(SYS_removexattr, "file", NULL);
	syscall(SYS_lremovexattr, "file", "user.two");
	syscall(SYS_fremovexattr, fd, "user.nosuch");
}

static void handles(void)
{
	struct file_handle_head handle = { 0, 0, { 0 } };
	int mount = 7, fd;

	syscall(SYS_name_to_handle_at, AT_FDCWD, "/proc/version", &handle, &mount, 0x400);
	handle.bytes = 128;
	syscall(SYS_name_to_handle_at, AT_FDCWD, "/etc/passwd", &handle, &mount, 0);
	syscall(SYS_open_by_handle_at, -1, &handle, O_RDONLY);
	handle.bytes = 200;
	syscall(SYS_name_to_handle_at, -1, "/etc/passwd", &handle, NULL, 0x1000);
	syscall(SYS_open_by_handle_at, -1, &handle, O_RDWR | O_PATH);
	syscall(SYS_name_to_handle_at, -1, NULL, hole, hole, -1);
	syscall(SYS_name_to_handle_at, -1, NULL, NULL, hole, 8);
	syscall(SYS_open_by_handle_at, -1, hole, O_RDONLY);
	syscall(SYS_open_by_handle_at, -1, at_end(&handle, 10), O_RDONLY);
	fd = syscall(SYS_inotify_init1, O_CLOEXEC);
	syscall(SYS_inotify_init1, O_NONBLOCK | O_CLOEXEC | 3);
	syscall(SYS_inotify_init1, 3);
	syscall(SYS_inotify_init1, 0);
	syscall(SYS_inotify_add_watch, fd, "sub", 0xfff);
	syscall(SYS_inotify_add_watch, fd, "nosuch", 0x81000002);
	syscall(SYS_inotify_add_watch, -1, hole, -1);
	syscall(SYS_inotify_add_watch, -1, "x", 0);
	syscall(SYS_inotify_add_watch, -1, "x", 0x1000);
	syscall(SYS_inotify_rm_watch, fd, 1);
	syscall(SYS_inotify_rm_watch, fd, 99);
	syscall(SYS_inotify_rm_watch, -1, -1);
#ifdef SYS_inotify_init
	syscall(SYS_inotify_init);
#endif
}

int main(void)
{
	int fd;

	make_hole();
	enter_folder("file-dir");
	mkdir("sub", 0755);
	close(syscall(SYS_openat, AT_FDCWD, "sub/a file", O_RDWR | O_CREAT, 0644));
	fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0644);
	entries();
	attributes(fd);
	handles();
	leave_folder((const char *const[]){ "sub/a file", "sub", "file", NULL });
	return 0;
}
