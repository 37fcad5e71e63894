/*
 * Threads that compute, sleep, read and write a pipe for argv[2] seconds, argv[1] of them. Attaching and detaching
 * must not be noticed: no call fails, and no thread stands still for a second. Says "fine" and exits with 0, or what was
 * noticed, and 1.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX 64

static volatile unsigned long rounds[MAX];
static int pipe_ends[2];

static void noticed(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(1);
}

static void nap(long ns)
{
	struct timespec time = { 0, ns };

	if (nanosleep(&time, NULL) < 0)
		noticed("nanosleep");
}

static void *work(void *data)
{
	size_t i = (size_t)data;
	char byte = 'x';

	for (;;) {
		syscall(SYS_getppid);
		rounds[i]++;
		switch (i % 4) {
		case 1:
			nap(1000000);
			break;
		case 2:
			if (read(pipe_ends[0], &byte, 1) != 1)
				noticed("read");
			break;
		case 3:
			nap(500000);
			if (write(pipe_ends[1], &byte, 1) != 1)
				noticed("write");
			break;
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)atoi(argv[1]) : 8;
	int seconds = argc > 2 ? atoi(argv[2]) : 2;
	unsigned long before[MAX] = { 0 };
	pthread_t thread;

	if (n > MAX || pipe(pipe_ends) < 0)
		return 2;
	for (size_t i = 0; i < n; i++) {
		if (pthread_create(&thread, NULL, work, (void *)i) != 0)
			return 2;
	}
	for (int second = 0; second < seconds; second++) {
		struct timespec time = { 1, 0 };

		if (nanosleep(&time, NULL) < 0)
			noticed("nanosleep");
		for (size_t i = 0; i < n; i++) {
			if (rounds[i] == before[i]) {
				printf("thread %zu stood still\n", i);
				return 1;
			}
			before[i] = rounds[i];
		}
	}
	puts("fine");
	return 0;
}
