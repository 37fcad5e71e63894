/* read, write and their kin: strings, vectors, offsets, failing calls and bad memory. */
#include "calls_file.h"

#include <sys/uio.h>

static void plain(int fd)
{
	char buf[64];

	syscall(SYS_write, fd, "hello\n\0\1\377 \"quoted\\\t", 20);
	syscall(SYS_lseek, fd, 0L, SEEK_SET);
	syscall(SYS_read, fd, buf, sizeof(buf));
	syscall(SYS_read, fd, buf, sizeof(buf));
	syscall(SYS_read, fd, buf, 0);
	syscall(SYS_read, fd, NULL, 4);
	syscall(SYS_read, fd, hole, 4);
	syscall(SYS_read, -1, buf, 4);
	syscall(SYS_write, fd, NULL, 0);
	syscall(SYS_write, fd, "", 0);
	syscall(SYS_write, fd, NULL, 3);
	syscall(SYS_write, fd, hole, 3);
	syscall(SYS_write, fd, at_end("abcd", 4), 8);
	syscall(SYS_write, -1, "0123456789012345678901234567890123456789", 40);
	syscall(SYS_write, -1, "01234567890123456789012345678901", 32);
	syscall(SYS_write, -1, "012345678901234567890123456789012", 33);
	syscall(SYS_pwrite64, fd, "XY", 2, 3L);
	syscall(SYS_pread64, fd, buf, 5, 2L);
	syscall(SYS_pread64, fd, buf, 5, -1L);
	syscall(SYS_pwrite64, fd, buf, 5, -1L);
	syscall(SYS_pread64, -1, hole, 1L << 40, 1L << 40);
}

static void vectors(int fd)
{
	char a[8] = "aaaaaaa", b[40] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
	struct iovec iov[3] = { { a, 7 }, { b, 39 }, { NULL, 0 } };
	struct iovec bad[2] = { { hole, 4 }, { a, 2 } };
	struct iovec *cut = (struct iovec *)page_end - 1;
	struct iovec many[40];

	syscall(SYS_writev, fd, iov, 3);
	syscall(SYS_writev, fd, bad, 2);
	syscall(SYS_writev, fd, NULL, 2);
	syscall(SYS_writev, fd, NULL, 0);
	syscall(SYS_writev, fd, iov, 0);
	syscall(SYS_writev, fd, hole, 2);
	*cut = iov[0];
	syscall(SYS_writev, fd, cut, 2);
	syscall(SYS_lseek, fd, 0L, SEEK_SET);
	memset(a, 0, sizeof(a));
	syscall(SYS_readv, fd, iov, 2);
	syscall(SYS_readv, fd, bad, 2);
	syscall(SYS_readv, fd, iov, 0);
	syscall(SYS_readv, -1, iov, 2);
	syscall(SYS_readv, fd, hole, 2);
	syscall(SYS_lseek, fd, 0L, SEEK_SET);
	iov[0].iov_len = 3;
	iov[1].iov_len = 39;
	syscall(SYS_preadv, fd, iov, 2, 50L, 0);
	syscall(SYS_preadv, fd, iov, 2, 3L, 0);
	syscall(SYS_preadv, fd, iov, 2, -3L, 0);
	syscall(SYS_pwritev, fd, iov, 2, 5L, 0);
	syscall(SYS_pwritev, -1, iov, 2, 5L, 0);
	syscall(SYS_preadv2, fd, iov, 2, 1L, 0, 0);
	syscall(SYS_preadv2, fd, iov, 2, -1L, -1L, RWF_HIPRI | RWF_NOWAIT);
	syscall(SYS_preadv2, -1, iov, 2, -1L, -1L, 0xffffffff);
	syscall(SYS_preadv2, -1, iov, 2, 0L, 0L, 0x80000000);
	syscall(SYS_pwritev2, fd, iov, 2, 1L, 0, RWF_DSYNC);
	syscall(SYS_pwritev2, fd, iov, 1, 1L, 0, RWF_SYNC | RWF_APPEND);
	for (int i = 0; i < 40; i++) {
		many[i].iov_base = a;
		many[i].iov_len = 1;
	}
	syscall(SYS_writev, fd, many, 40);
	syscall(SYS_pread64, fd, b, 39, 0L);
}

static void whole_files(int fd)
{
	loff_t in = 2, out = 4;
	int copy = syscall(SYS_openat, AT_FDCWD, "copy", O_RDWR | O_CREAT | O_TRUNC, 0644);
	int pipes[2];
	struct iovec iov = { "pipe", 4 };

	syscall(SYS_ftruncate, fd, 10L);
	syscall(SYS_ftruncate, fd, -1L);
	syscall(SYS_truncate, "copy", 100L);
	syscall(SYS_truncate, "nosuch", 1L << 40);
	syscall(SYS_truncate, NULL, 0L);
	syscall(SYS_fallocate, fd, 0, 0L, 20L);
	syscall(SYS_fallocate, fd, 3, 5L, 20L);
	syscall(SYS_fallocate, -1, 0xffff, -5L, 20L);
	syscall(SYS_fallocate, -1, 0xff80, -5L, 20L);
	syscall(SYS_fadvise64, fd, 0L, 0L, POSIX_FADV_DONTNEED);
	syscall(SYS_fadvise64, fd, 1L, 0L, 17);
	syscall(SYS_readahead, fd, 0L, 4096L);
	syscall(SYS_readahead, -1, -1L, 4096L);
	syscall(SYS_copy_file_range, fd, &in, copy, &out, 4L, 0);
	syscall(SYS_copy_file_range, fd, NULL, copy, NULL, 4L, 1);
	syscall(SYS_copy_file_range, fd, hole, copy, NULL, 4L, 0);
	in = 1;
	syscall(SYS_sendfile, copy, fd, &in, 3L);
	syscall(SYS_sendfile, copy, fd, NULL, 3L);
	syscall(SYS_sendfile, copy, fd, hole, 3L);
	syscall(SYS_sendfile, -1, fd, &in, 3L);
	syscall(SYS_pipe, pipes);
	in = 0;
	syscall(SYS_splice, fd, &in, pipes[1], NULL, 4L, SPLICE_F_MOVE | SPLICE_F_MORE);
	syscall(SYS_splice, fd, &in, -1, &in, 4L, 0x10);
	syscall(SYS_splice, fd, hole, -1, hole, 4L, 0xff);
	syscall(SYS_tee, pipes[0], pipes[1], 4L, SPLICE_F_NONBLOCK);
	syscall(SYS_tee, -1, -2, 4L, 0);
	syscall(SYS_vmsplice, pipes[1], &iov, 1L, 0);
	syscall(SYS_vmsplice, pipes[1], hole, 1L, SPLICE_F_GIFT);
	syscall(SYS_vmsplice, -1, &iov, 1L, 0);
	syscall(SYS_sync_file_range, fd, 0L, 10L, SYNC_FILE_RANGE_WRITE);
	syscall(SYS_sync_file_range, -1, -1L, -1L, 0xff);
	syscall(SYS_sync_file_range, -1, 1L, 1L, 0x8);
	syscall(SYS_fsync, fd);
	syscall(SYS_fdatasync, fd);
	syscall(SYS_fdatasync, -1);
	syscall(SYS_syncfs, -1);
	syscall(SYS_close, pipes[0]);
	syscall(SYS_close, pipes[1]);
	syscall(SYS_close, copy);
	syscall(SYS_close, -1);
	syscall(SYS_close_range, 100, 200, 0);
	syscall(SYS_close_range, 100, ~0U, 2 | 4);
	syscall(SYS_close_range, 200, 100, 6);
	syscall(SYS_close_range, 200, 100, 0xff);
	syscall(SYS_close_range, 200, 100, 0x80);
}

int main(void)
{
	int fd;

	make_hole();
	enter_folder("file-io");
	fd = syscall(SYS_openat, AT_FDCWD, "data", O_RDWR | O_CREAT | O_TRUNC, 0644);
	plain(fd);
	vectors(fd);
	for (int whence = -1; whence < 7; whence++)
		syscall(SYS_lseek, fd, 1L, whence);
	syscall(SYS_lseek, -1, -5L, SEEK_END);
	whole_files(fd);
	syscall(SYS_flock, fd, 2 | 4);
	syscall(SYS_flock, fd, 8);
	syscall(SYS_flock, fd, 1);
	syscall(SYS_flock, -1, 0x20 | 64 | 128);
	syscall(SYS_flock, -1, 0);
	syscall(SYS_memfd_create, "name", 1U);
	syscall(SYS_memfd_create, "name", 3U | (21U << 26) | 4);
	syscall(SYS_memfd_create, NULL, 0xffffffff);
	syscall(SYS_memfd_create, hole, 0x20U);
	leave_folder((const char *const[]){ "data", "copy", NULL });
	return 0;
}
