/*
 * Descriptors copied, pipes, and descriptors that stand for events.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static void copies(void)
{
	int channel[2];
	pipe(channel);
	pipe2(channel, O_CLOEXEC | O_NONBLOCK);
	pipe2(channel, O_DIRECT);
	syscall(SYS_pipe2, channel, 0x40000000);
	syscall(SYS_pipe2, UNREADABLE, 0);
	syscall(SYS_pipe, UNREADABLE);
	syscall(SYS_pipe, NULL);
	dup(channel[0]);
	dup(-1);
	dup2(channel[0], 99);
	dup3(channel[0], 98, O_CLOEXEC);
	dup3(channel[0], channel[0], 0);
	dup3(-1, -1, -1);
}

static void events(void)
{
	syscall(SYS_eventfd2, 3, EFD_CLOEXEC | EFD_SEMAPHORE | EFD_NONBLOCK);
	syscall(SYS_eventfd2, -1, -1);
	syscall(SYS_eventfd, 7);
}

static void signals(void)
{
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGCHLD);
	syscall(SYS_signalfd4, -1, &mask, 8, SFD_CLOEXEC | SFD_NONBLOCK);
	syscall(SYS_signalfd, -1, &mask, 8);
	syscall(SYS_signalfd4, -1, &mask, 16, 0);
	syscall(SYS_signalfd4, -1, NULL, 8, 1);
	syscall(SYS_signalfd4, -1, UNREADABLE, 8, 0);
}

static void timers(void)
{
	/* One-shot and long gone: what is left of it is always nothing. */
	struct itimerspec time = {.it_value.tv_nsec = 1}, old;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	timerfd_settime(fd, 0, &time, &old);
	timerfd_settime(fd, TFD_TIMER_ABSTIME, &time, NULL);
	usleep(1000);
	timerfd_gettime(fd, &old);
	timerfd_gettime(-1, &old);
	timerfd_settime(-1, -1, &time, &old);
	timerfd_settime(fd, 0, NULL, &old);
	syscall(SYS_timerfd_settime, fd, 0, UNREADABLE, UNREADABLE);
	timerfd_create(-1, -1);
	timerfd_create(12, 0);
}

int main(void)
{
	copies();
	events();
	signals();
	timers();
	syscall(SYS_userfaultfd, -1);
	syscall(SYS_userfaultfd, O_CLOEXEC | 1);
	return 0;
}
