/*
 * epoll: sets made, filled, waited on.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

int main(void)
{
	int ready[2], idle[2];
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x100000002}, got[40];
	struct timespec time = {0, 1000};
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	memset(got, 0xff, sizeof(got));
	if (pipe(ready) || pipe2(idle, O_NONBLOCK) || write(ready[1], "x", 1) != 1)
		return 1;
	int set = epoll_create(5), empty = epoll_create1(EPOLL_CLOEXEC);
	epoll_create(-1);
	epoll_create1(0xffffffff);
	epoll_ctl(set, EPOLL_CTL_ADD, ready[0], &event);
	event.events = EPOLLOUT | EPOLLET;
	epoll_ctl(set, EPOLL_CTL_ADD, idle[1], &event);
	event.data.u64 = 0;
	epoll_ctl(set, EPOLL_CTL_MOD, idle[1], &event);
	epoll_ctl(set, 77, idle[1], &event);
	epoll_ctl(set, EPOLL_CTL_MOD, idle[1], NULL);
	syscall(SYS_epoll_ctl, set, EPOLL_CTL_ADD, idle[1], UNREADABLE);
	for (int bit = 0; bit < 32; bit++) {
		event.events = UINT32_C(1) << bit;
		epoll_ctl(-1, EPOLL_CTL_ADD, -1, &event);
	}
	event.events = 0xffffffff;
	epoll_ctl(-1, EPOLL_CTL_ADD, -1, &event);
	epoll_wait(set, got, 4, 10);
	epoll_wait(empty, got, 4, 1);
	epoll_wait(empty, got, 0, 1);
	syscall(SYS_epoll_wait, empty, UNREADABLE, 4, 1);
	syscall(SYS_epoll_wait, set, UNREADABLE, 4, 10);
	epoll_wait(set, got, 1, -1);
	syscall(SYS_epoll_pwait, set, got, 4, 10, &mask, 8);
	syscall(SYS_epoll_pwait, empty, got, 4, 0, NULL, 8);
	syscall(SYS_epoll_pwait, -1, got, 4, 10, &mask, 16);
	syscall(SYS_epoll_pwait2, set, got, 4, &time, &mask, 8);
	syscall(SYS_epoll_pwait2, empty, got, 4, &time, NULL, 8);
	syscall(SYS_epoll_pwait2, set, got, 4, NULL, NULL, 8);
	syscall(SYS_epoll_pwait2, set, got, 4, UNREADABLE, UNREADABLE, 8);
	epoll_ctl(set, EPOLL_CTL_DEL, ready[0], &event);
	epoll_ctl(set, EPOLL_CTL_DEL, idle[1], NULL);
	for (int fd = 100; fd < 140; fd++) {
		dup2(ready[0], fd);
		event.events = EPOLLIN;
		event.data.u64 = fd;
		epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
	}
	epoll_wait(set, got, 40, 0);
	return 0;
}
