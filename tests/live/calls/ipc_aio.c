/*
 * Asynchronous input and output of the kernel's own kind, and the set-up of io_uring.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static void submitted(aio_context_t context, int fd)
{
	static struct iovec vector[2] = {{"aa", 2}, {"bbb", 3}};
	struct iocb write_block = {.aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = 1, .aio_buf = (uintptr_t) "hello", .aio_nbytes = 5,
		.aio_flags = IOCB_FLAG_RESFD, .aio_resfd = 7, .aio_reqprio = 2};
	struct iocb sync = {.aio_lio_opcode = IOCB_CMD_FSYNC, .aio_fildes = fd};
	struct iocb poll_block = {.aio_lio_opcode = IOCB_CMD_POLL, .aio_fildes = fd, .aio_buf = 5};
	struct iocb unknown = {.aio_lio_opcode = 99}, none = {.aio_lio_opcode = IOCB_CMD_NOOP};
	struct iocb writes = {.aio_lio_opcode = IOCB_CMD_PWRITEV, .aio_fildes = 1, .aio_buf = (uintptr_t)vector, .aio_nbytes = 2};
	struct iocb reads = {.aio_lio_opcode = IOCB_CMD_PREADV, .aio_fildes = fd, .aio_buf = (uintptr_t)vector, .aio_nbytes = 2};
	struct iocb *list[] = {&write_block, &sync, &poll_block, &unknown, &none, &writes, &reads, NULL, UNREADABLE};
	struct io_event event;
	syscall(SYS_io_submit, -1L, 9, list);
	syscall(SYS_io_submit, context, 0, list);
	syscall(SYS_io_submit, context, 1, NULL);
	syscall(SYS_io_submit, context, 1, UNREADABLE);
	syscall(SYS_io_cancel, context, &write_block, &event);
	syscall(SYS_io_cancel, -1L, NULL, NULL);
}

int main(void)
{
	aio_context_t context = 0;
	char buffer[16];
	struct timespec time = {1, 0};
	sigset_t mask;
	struct {
		const sigset_t *mask;
		size_t size;
	} pack = {&mask, 8};
	struct io_event events[4];
	struct {
		uint32_t words[30];
	} parameters = {{0}};
	sigemptyset(&mask);
	syscall(SYS_io_setup, 5, &context);
	syscall(SYS_io_setup, 5, UNREADABLE);
	int fd = open("/dev/zero", O_RDONLY);
	struct iocb block = {.aio_data = 0x77, .aio_lio_opcode = IOCB_CMD_PREAD, .aio_fildes = fd, .aio_buf = (uintptr_t)buffer,
		.aio_nbytes = sizeof(buffer), .aio_offset = 3};
	struct iocb *list[] = {&block};
	syscall(SYS_io_submit, context, 1, list);
	syscall(SYS_io_getevents, context, 1, 4, events, &time);
	syscall(SYS_io_getevents, context, 0, 4, events, NULL);
	submitted(context, fd);
	syscall(SYS_io_pgetevents, context, 0, 4, events, &time, &pack);
	syscall(SYS_io_pgetevents, context, 0, 4, events, NULL, NULL);
	syscall(SYS_io_destroy, context);
	syscall(SYS_io_getevents, -1L, 1, 4, events, &time);
	syscall(SYS_io_uring_setup, 2, NULL);
	parameters.words[2] = 0xffffffff;
	syscall(SYS_io_uring_setup, 2, &parameters);
	syscall(SYS_io_uring_enter, -1, 1, 2, 0, &mask, 8);
	syscall(SYS_io_uring_enter, -1, 1, 2, 0xffffffff, NULL, 0);
	for (int code = 0; code < 40; code++)
		syscall(SYS_io_uring_register, -1, code, NULL, 3);
	return 0;
}
