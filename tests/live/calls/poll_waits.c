/*
 * poll, ppoll, select, pselect6: ready, timed out, interrupted by nothing, wrong.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static int ready[2], idle[2];

static void polls(void)
{
	struct pollfd fds[3] = {{ready[0], POLLIN | POLLOUT, 0}, {idle[0], POLLIN, 0}, {idle[1], POLLOUT, 0}};
	struct pollfd many[50];
	struct timespec time = {0, 0};
	sigset_t mask;
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct pollfd *edge = (struct pollfd *)(page + 4096) - 2;
	munmap(page + 4096, 4096);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	poll(fds, 3, 100);
	poll(fds + 1, 1, 1);
	poll(fds + 1, 1, 0);
	poll(NULL, 0, 0);
	poll(NULL, 3, 0);
	poll(UNREADABLE, 3, 0);
	poll(fds, 3, -1);
	memcpy(edge, fds, 2 * sizeof(*edge));
	poll(edge, 2, 0);
	poll(edge, 5, 0);
	for (int bit = 0; bit < 16; bit++) {
		fds[0].events = 1 << bit;
		poll(fds, 1, 0);
	}
	fds[0].events = -1;
	poll(fds, 1, 0);
	fds[0].fd = -1;
	poll(fds, 2, 0);
	fds[0].fd = 99;
	poll(fds, 2, 0);
	for (int i = 0; i < 50; i++)
		many[i] = (struct pollfd){ready[0], POLLIN, 0};
	poll(many, 32, 0);
	poll(many, 33, 0);
	syscall(SYS_ppoll, fds, 3, &time, &mask, 8);
	syscall(SYS_ppoll, fds, 3, NULL, NULL, 8);
	time.tv_nsec = 1000;
	syscall(SYS_ppoll, fds + 1, 1, &time, NULL, 8);
	time.tv_nsec = 2000000000;
	syscall(SYS_ppoll, fds, 3, &time, &mask, 8);
	syscall(SYS_ppoll, fds, 3, &time, &mask, 9);
	syscall(SYS_ppoll, fds, 3, UNREADABLE, UNREADABLE, 8);
}

static void selects(void)
{
	fd_set in, out, except, all;
	struct timeval time = {0, 0};
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&except);
	FD_ZERO(&all);
	FD_SET(ready[0], &in);
	FD_SET(idle[0], &in);
	FD_SET(idle[1], &out);
	FD_SET(idle[0], &except);
	syscall(SYS_select, 10, &in, &out, &except, &time);
	FD_ZERO(&in);
	FD_SET(idle[0], &in);
	time.tv_usec = 100;
	syscall(SYS_select, 10, &in, NULL, NULL, &time);
	FD_SET(ready[0], &in);
	syscall(SYS_select, 10, &in, NULL, NULL, NULL);
	syscall(SYS_select, 0, NULL, NULL, NULL, &time);
	time.tv_usec = 0;
	syscall(SYS_select, 0, &in, &in, &in, &time);
	syscall(SYS_select, -1, &in, NULL, NULL, &time);
	syscall(SYS_select, 10, UNREADABLE, NULL, NULL, &time);
	syscall(SYS_select, 10, &in, NULL, NULL, UNREADABLE);
	FD_SET(200, &in);
	syscall(SYS_select, 201, &in, NULL, NULL, &time);
	syscall(SYS_select, 1025, &in, NULL, NULL, &time);
	time.tv_sec = -1;
	syscall(SYS_select, 0, NULL, NULL, NULL, &time);
	for (int fd = 10; fd < 70; fd++) {
		dup2(idle[1], fd);
		FD_SET(fd, &all);
	}
	time.tv_sec = 0;
	syscall(SYS_select, 80, NULL, &all, NULL, &time);
}

static void masked_selects(void)
{
	fd_set in;
	struct timespec time = {0, 0};
	sigset_t mask;
	struct {
		const sigset_t *mask;
		size_t size;
	} pack = {&mask, 8};
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	FD_ZERO(&in);
	FD_SET(ready[0], &in);
	syscall(SYS_pselect6, 10, &in, NULL, NULL, &time, &pack);
	time.tv_nsec = 1000;
	FD_ZERO(&in);
	syscall(SYS_pselect6, 10, &in, NULL, NULL, &time, &pack);
	pack.mask = NULL;
	syscall(SYS_pselect6, 0, NULL, NULL, NULL, &time, &pack);
	syscall(SYS_pselect6, 0, NULL, NULL, NULL, &time, NULL);
	syscall(SYS_pselect6, 0, NULL, NULL, NULL, &time, UNREADABLE);
	syscall(SYS_pselect6, 0, NULL, NULL, NULL, UNREADABLE, NULL);
	pack.mask = &mask;
	pack.size = 16;
	syscall(SYS_pselect6, 3, &in, NULL, NULL, &time, &pack);
}

int main(void)
{
	if (pipe(ready) || pipe2(idle, O_CLOEXEC | O_NONBLOCK) || write(ready[1], "x", 1) != 1)
		return 1;
	polls();
	selects();
	masked_selects();
	return 0;
}
