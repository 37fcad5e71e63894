/*
 * POSIX message queues.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

int main(void)
{
	struct mq_attr wanted = {.mq_flags = 0, .mq_maxmsg = 5, .mq_msgsize = 64}, old;
	struct timespec past = {1, 5};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 5};
	char text[100];
	unsigned priority;
	int queue = syscall(SYS_mq_open, "strobe-test-queue", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &wanted);
	syscall(SYS_mq_open, "strobe-test-queue", O_RDONLY);
	syscall(SYS_mq_open, "strobe-test-queue", O_RDONLY | O_CREAT, 0644, NULL);
	syscall(SYS_mq_open, UNREADABLE, O_WRONLY | O_CREAT, 0644, UNREADABLE);
	syscall(SYS_mq_timedsend, queue, "abc", 3, 7, NULL);
	syscall(SYS_mq_timedsend, queue, "abcd", 4, 7, &past);
	syscall(SYS_mq_timedsend, queue, UNREADABLE, 4, 7, UNREADABLE);
	syscall(SYS_mq_timedreceive, queue, text, sizeof(text), &priority, NULL);
	syscall(SYS_mq_timedreceive, queue, text, sizeof(text), NULL, &past);
	syscall(SYS_mq_timedreceive, queue, text, sizeof(text), &priority, &past);
	syscall(SYS_mq_timedreceive, queue, text, 10, &priority, NULL);
	wanted.mq_flags = O_NONBLOCK;
	syscall(SYS_mq_getsetattr, queue, &wanted, &old);
	syscall(SYS_mq_getsetattr, queue, NULL, &old);
	wanted.mq_flags = 7;
	syscall(SYS_mq_getsetattr, queue, &wanted, NULL);
	syscall(SYS_mq_getsetattr, -1, &wanted, &old);
	syscall(SYS_mq_notify, queue, &event);
	syscall(SYS_mq_notify, queue, NULL);
	syscall(SYS_mq_notify, -1, UNREADABLE);
	syscall(SYS_mq_unlink, "strobe-test-queue");
	syscall(SYS_mq_unlink, "strobe-test-none");
	syscall(SYS_mq_unlink, UNREADABLE);
	return 0;
}
