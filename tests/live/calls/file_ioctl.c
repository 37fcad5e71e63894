/* ioctl: terminals through a pseudo terminal, files' flags and extents, and numbers nobody knows. */
#include "calls_file.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#define TERMIOS_GET 0x5401
#define TERMIOS_SET 0x5402

static unsigned char buf[4096];

static void terminals(void)
{
	int master = syscall(SYS_openat, AT_FDCWD, "/dev/ptmx", O_RDWR | O_NOCTTY);
	int zero = 0, one = 1, slave;
	unsigned short size[4] = { 24, 80, 1, 2 };

	syscall(SYS_ioctl, master, 0x40045431, &zero);
	syscall(SYS_ioctl, master, 0x40045431, hole);
	slave = syscall(SYS_ioctl, master, 0x5441, O_RDWR | O_NOCTTY);
	syscall(SYS_ioctl, slave, TERMIOS_GET, buf);
	syscall(SYS_ioctl, slave, TERMIOS_SET, buf);
	memset(buf, 0, 16);
	syscall(SYS_ioctl, -1, 0x5403, buf);
	memset(buf, 0xff, 16);
	syscall(SYS_ioctl, -1, 0x5404, buf);
	syscall(SYS_ioctl, slave, 0x802c542a, buf);
	syscall(SYS_ioctl, -1, 0x402c542b, buf);
	syscall(SYS_ioctl, slave, 0x5405, buf);
	syscall(SYS_ioctl, -1, 0x5406, buf);
	syscall(SYS_ioctl, slave, TERMIOS_GET, NULL);
	syscall(SYS_ioctl, slave, TERMIOS_GET, hole);
	syscall(SYS_ioctl, slave, TERMIOS_GET, page_end - 20);
	syscall(SYS_ioctl, -1, TERMIOS_SET, page_end - 20);
	syscall(SYS_ioctl, slave, TIOCSWINSZ, size);
	syscall(SYS_ioctl, slave, TIOCGWINSZ, buf);
	syscall(SYS_ioctl, -1, TIOCGWINSZ, buf);
	syscall(SYS_ioctl, slave, TIOCGPGRP, buf);
	syscall(SYS_ioctl, slave, TIOCSPGRP, &one);
	syscall(SYS_ioctl, slave, TIOCGSID, buf);
	syscall(SYS_ioctl, slave, TIOCSCTTY, 0);
	syscall(SYS_ioctl, slave, TIOCNOTTY);
	syscall(SYS_ioctl, slave, TIOCEXCL);
	syscall(SYS_ioctl, slave, FIONREAD, buf);
	syscall(SYS_ioctl, slave, TIOCOUTQ, buf);
	syscall(SYS_ioctl, slave, FIONBIO, &one);
	syscall(SYS_ioctl, -1, FIOASYNC, &one);
	syscall(SYS_ioctl, slave, FIOCLEX);
	syscall(SYS_ioctl, slave, FIONCLEX);
	syscall(SYS_ioctl, slave, 0x540a, 0);
	syscall(SYS_ioctl, slave, 0x540a, 7);
	syscall(SYS_ioctl, slave, 0x540b, 2);
	syscall(SYS_ioctl, slave, 0x5409, 1);
	syscall(SYS_ioctl, -1, TIOCMBIS, &one);
	syscall(SYS_ioctl, -1, TIOCMSET, &zero);
	syscall(SYS_ioctl, -1, TIOCMGET, buf);
	syscall(SYS_ioctl, -1, TIOCSTI, "a");
	syscall(SYS_ioctl, slave, TIOCGETD, buf);
	syscall(SYS_ioctl, -1, TIOCSETD, &one);
	syscall(SYS_ioctl, master, TIOCPKT, &one);
}

static void files(int fd)
{
	struct fiemap *map = (struct fiemap *)buf;
	struct file_clone_range range = { -1, 1, 2, 3 };
	struct { uint64_t start, length; uint16_t count, pad; uint32_t more; int64_t fd; uint64_t offset, done; int32_t
		 status; uint32_t pad2; } dedupe = { 0, 1, 1, 0, 0, -1, 5, 0, 0, 0 };
	struct fsxattr attr = { .fsx_xflags = 0xffffffff, .fsx_extsize = 4096, .fsx_projid = 3 };
	uint64_t pair[2] = { 1, 2 }, trim[3] = { 1, 2, 3 };
	int one = 1;

	syscall(SYS_ioctl, fd, FS_IOC_GETFLAGS, buf);
	*(int *)buf = -1;
	syscall(SYS_ioctl, -1, FS_IOC_SETFLAGS, buf);
	*(int *)buf = 0;
	syscall(SYS_ioctl, -1, FS_IOC_SETFLAGS, buf);
	syscall(SYS_ioctl, fd, FS_IOC_GETFLAGS, hole);
	syscall(SYS_ioctl, -1, FS_IOC_FSGETXATTR, buf);
	syscall(SYS_ioctl, -1, FS_IOC_FSSETXATTR, &attr);
	memset(buf, 0, sizeof(buf));
	map->fm_length = ~0ULL;
	map->fm_flags = FIEMAP_FLAG_SYNC;
	map->fm_extent_count = 4;
	syscall(SYS_ioctl, fd, FS_IOC_FIEMAP, map);
	map->fm_flags = 0x80;
	syscall(SYS_ioctl, -1, FS_IOC_FIEMAP, map);
	syscall(SYS_ioctl, -1, FS_IOC_FIEMAP, hole);
	syscall(SYS_ioctl, fd, FICLONE, -1);
	syscall(SYS_ioctl, fd, FICLONERANGE, &range);
	syscall(SYS_ioctl, -1, FIDEDUPERANGE, &dedupe);
	syscall(SYS_ioctl, -1, FITRIM, trim);
	syscall(SYS_ioctl, fd, FIGETBSZ, buf);
	syscall(SYS_ioctl, -1, BLKGETSIZE64, buf);
	syscall(SYS_ioctl, -1, BLKDISCARD, pair);
	syscall(SYS_ioctl, -1, BLKROSET, &one);
	syscall(SYS_ioctl, -1, BLKRASET, 128L);
	syscall(SYS_ioctl, -1, BLKFLSBUF);
	syscall(SYS_ioctl, -1, BLKSSZGET, NULL);
	syscall(SYS_ioctl, -1, _IOC(_IOC_READ, 0xde, 0xad, 8), buf);
	syscall(SYS_ioctl, -1, _IOC(_IOC_READ | _IOC_WRITE, 0xde, 0, 0), NULL);
	syscall(SYS_ioctl, -1, 0xffffffff, -1L);
	syscall(SYS_ioctl, -1, 0, 0);
	syscall(SYS_ioctl, -1, 0x7b00 | 1, 5);
}

int main(void)
{
	int fd;

	make_hole();
	enter_folder("file-ioctl");
	fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0644);
	terminals();
	files(fd);
	leave_folder((const char *const[]){ "file", NULL });
	return 0;
}
