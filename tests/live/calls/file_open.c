/* open, openat, openat2, creat and every flag of theirs. */
#include "calls_file.h"

#include <linux/openat2.h>

static void with_how(void)
{
	struct open_how how = { .flags = O_RDWR | O_CREAT | O_CLOEXEC, .mode = 0640, .resolve = RESOLVE_BENEATH };
	struct { struct open_how how; uint64_t more; } longer = { { .flags = O_RDONLY }, 0 };

	syscall(SYS_openat2, AT_FDCWD, "two", &how, sizeof(how));
	how.flags = O_PATH | (1ULL << 40);
	how.resolve = 0x3f;
	syscall(SYS_openat2, -1, "two", &how, sizeof(how));
	how.resolve = 0x4000;
	how.flags = O_RDONLY;
	syscall(SYS_openat2, -1, "two", &how, sizeof(how));
	how.mode = 0;
	syscall(SYS_openat2, -1, "two", &how, sizeof(how));
	syscall(SYS_openat2, -1, "two", &how, 20L);
	syscall(SYS_openat2, -1, "two", hole, sizeof(how));
	syscall(SYS_openat2, -1, "two", NULL, sizeof(how));
	syscall(SYS_openat2, -1, hole, at_end(&how, 20), sizeof(how));
	syscall(SYS_openat2, -1, "two", &longer, sizeof(longer));
	longer.more = 0x1234;
	syscall(SYS_openat2, -1, "two", &longer, sizeof(longer));
	syscall(SYS_openat2, -1, "two", at_end(&how, sizeof(how)), sizeof(longer));
}

int main(void)
{
	static const char longname[300] = { [0 ... 298] = 'n' };
	int dir;

	make_hole();
	enter_folder("file-open");
	syscall(SYS_creat, "made", 0644);
	syscall(SYS_creat, "made", 01777644);
	syscall(SYS_creat, NULL, 0);
	syscall(SYS_creat, hole, 07);
	syscall(SYS_open, "made", O_RDONLY);
	syscall(SYS_open, "made", O_WRONLY | O_APPEND);
	syscall(SYS_open, "made", O_RDWR | O_CREAT | O_EXCL, 0600);
	syscall(SYS_open, "made", O_ACCMODE);
	syscall(SYS_open, "made", O_ACCMODE | O_NONBLOCK);
	syscall(SYS_open, "made", -1);
	syscall(SYS_open, "made", 0x80000000);
	syscall(SYS_open, ".", O_RDWR | O_TMPFILE, 0600);
	syscall(SYS_open, ".", __O_TMPFILE, 0600);
	syscall(SYS_open, "made", O_SYNC);
	syscall(SYS_open, "made", O_DSYNC | O_RDWR);
	syscall(SYS_open, "made", O_SYNC & ~O_DSYNC);
	syscall(SYS_open, NULL, 0);
	syscall(SYS_open, hole, 0);
	syscall(SYS_open, at_end("abc", 3), 0);
	syscall(SYS_open, longname, 0);
	syscall(SYS_open, "a\nb\t\"\001", 0);
	for (int bit = 2; bit < 32; bit++)
		syscall(SYS_open, "nosuch/made", 1U << bit, 0);
	dir = syscall(SYS_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	syscall(SYS_openat, dir, "made", O_RDONLY | O_NOFOLLOW | O_NOATIME | O_LARGEFILE);
	syscall(SYS_openat, -1, "made", O_WRONLY | O_DIRECT | O_TRUNC | O_NOCTTY | O_PATH | O_ASYNC);
	syscall(SYS_openat, -100, "new", O_CREAT | O_RDWR, 0100644);
	syscall(SYS_openat, 0x1ffffff9cLL, "new", O_RDONLY);
	syscall(SYS_openat, -101, "new", O_RDONLY);
	with_how();
	leave_folder((const char *const[]){ "made", "new", "two", NULL });
	return 0;
}
