/*
 * execve from a thread while the leader and other threads make calls without a pause: the program runs itself again
 * argv[1] times so, then exits with status 11.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static char number[16];

static void *execs(void *data)
{
	char *argv[] = { "thread_exec_busy", number, NULL };

	usleep((unsigned)(getpid() + atoi(number) * 37) % 500);
	execv("/proc/self/exe", argv);
	_exit(1);
	return data;
}

static void *busy(void *data)
{
	for (;;)
		syscall(SYS_getppid);
	return data;
}

int main(int argc, char **argv)
{
	int left = argc > 1 ? atoi(argv[1]) : 10;
	pthread_t thread;

	if (left == 0)
		return 11;
	snprintf(number, sizeof number, "%d", left - 1);
	pthread_create(&thread, NULL, busy, NULL);
	pthread_create(&thread, NULL, execs, NULL);
	pthread_create(&thread, NULL, busy, NULL);
	busy(NULL);
	return 2;
}
