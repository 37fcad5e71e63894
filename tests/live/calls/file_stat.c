/* stat and its kin on files that don't change between two runs; statfs; times that are set. */
#include "calls_file.h"

#include <linux/stat.h>
#include <sys/time.h>
#include <utime.h>

#ifndef STATX__RESERVED
#define STATX__RESERVED 0x80000000U
#endif

static char buf[512];

static void stats(void)
{
	int null = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);

#ifdef SYS_newfstatat
	syscall(SYS_stat, "/dev/null", buf);
	syscall(SYS_stat, "/dev/mem", buf);
	syscall(SYS_stat, "/etc/passwd", buf);
	syscall(SYS_stat, "/etc", buf);
	syscall(SYS_stat, "/usr", buf);
	syscall(SYS_stat, "link", buf);
	syscall(SYS_lstat, "/proc/self/exe", NULL);
	syscall(SYS_stat, "/nosuch", buf);
	syscall(SYS_stat, "/etc/passwd", hole);
	syscall(SYS_stat, "/etc/passwd", page_end - 100);
	syscall(SYS_stat, NULL, NULL);
	syscall(SYS_fstat, null, buf);
	syscall(SYS_fstat, -1, buf);
	syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", buf, 0);
	syscall(SYS_newfstatat, null, "", buf, AT_EMPTY_PATH);
	syscall(SYS_newfstatat, -1, "x", buf, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
	syscall(SYS_newfstatat, -1, "x", buf, -1);
	syscall(SYS_newfstatat, -1, "x", buf, 1);
#endif
	syscall(SYS_statx, AT_FDCWD, "/etc/passwd", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, buf);
	syscall(SYS_statx, AT_FDCWD, "/etc/passwd", AT_STATX_DONT_SYNC | AT_SYMLINK_NOFOLLOW, STATX_ALL, buf);
	syscall(SYS_statx, AT_FDCWD, "/dev/null", AT_STATX_FORCE_SYNC, STATX_TYPE | STATX_MODE, buf);
	syscall(SYS_statx, AT_FDCWD, "/dev/null", AT_STATX_SYNC_TYPE, 0, buf);
	syscall(SYS_statx, AT_FDCWD, "/dev/null", 0, 0xffff, buf);
	syscall(SYS_statx, AT_FDCWD, "/", 0, 0x1fff, buf);
	syscall(SYS_statx, null, "", AT_EMPTY_PATH, STATX_ATIME | STATX_MTIME | STATX_CTIME | STATX_BTIME, buf);
	syscall(SYS_statx, -1, "x", -1, -1, buf);
	syscall(SYS_statx, -1, "x", 1, STATX__RESERVED, buf);
	syscall(SYS_statx, AT_FDCWD, "/nosuch", 0, 0x7ff, NULL);
	syscall(SYS_statx, AT_FDCWD, "/", 0, 0x7ff, hole);
}

static void times(void)
{
	struct timespec ts[2] = { { 1000000000, 123456789 }, { -1, 999999999 } };
	struct timespec now[2] = { { 1, UTIME_NOW }, { 2, UTIME_OMIT } };
	struct timespec bad[2] = { { 1, -1 }, { 0, 1000000000 } };

#ifdef SYS_newfstatat
	struct timeval tv[2] = { { 1000000000, 123456 }, { 1500000000, 7 } };
	struct timeval wrong[2] = { { -1, -1 }, { 0, 1000000 } };
	struct utimbuf times = { 1000000000, 2 };

	syscall(SYS_utime, "file", &times);
	syscall(SYS_utime, "file", NULL);
	syscall(SYS_utime, "nosuch", &times);
	syscall(SYS_utime, "nosuch", hole);
	syscall(SYS_utimes, "file", tv);
	syscall(SYS_utimes, "file", wrong);
	syscall(SYS_utimes, "file", NULL);
	syscall(SYS_utimes, hole, hole);
	syscall(SYS_utimes, "x", at_end(tv, 16));
	syscall(SYS_futimesat, AT_FDCWD, "file", tv);
	syscall(SYS_futimesat, -1, "file", tv);
	syscall(SYS_futimesat, -1, NULL, NULL);
	syscall(SYS_stat, "file", NULL);
#endif
	syscall(SYS_utimensat, AT_FDCWD, "file", ts, 0);
	syscall(SYS_utimensat, AT_FDCWD, "file", now, AT_SYMLINK_NOFOLLOW);
	syscall(SYS_utimensat, AT_FDCWD, "file", bad, 0x100 | 1);
	syscall(SYS_utimensat, -1, NULL, NULL, 0);
	syscall(SYS_utimensat, -1, "file", hole, 1);
	syscall(SYS_utimensat, -1, "file", at_end(ts, 16), AT_EMPTY_PATH);
}

static void statfses(void)
{
	int null = syscall(SYS_openat, AT_FDCWD, "/proc/self", O_RDONLY | O_DIRECTORY);

	syscall(SYS_statfs, "/proc", buf);
	syscall(SYS_statfs, "/sys", buf);
	syscall(SYS_statfs, "/dev", NULL);
	syscall(SYS_statfs, "/dev", hole);
	syscall(SYS_statfs, "/nosuch", buf);
	syscall(SYS_statfs, NULL, buf);
	syscall(SYS_fstatfs, null, buf);
	syscall(SYS_fstatfs, -1, buf);
	syscall(SYS_fstatfs, null, hole);
}

int main(void)
{
	make_hole();
	enter_folder("file-stat");
	symlink("/etc/passwd", "link");
	close(syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0644));
	stats();
	times();
	statfses();
	leave_folder((const char *const[]){ "link", "file", NULL });
	return 0;
}
