/*
 * Threads that take turns: each waits on a pipe until the one before it has done its calls, so that every run makes the
 * same calls in the same order. The last thread sleeps before it ends, so that joining it always waits.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int turns[3][2];

static void rest(long milliseconds)
{
	struct timespec time = { 0, milliseconds * 1000000 };

	syscall(SYS_nanosleep, &time, NULL);
}

static void *work(void *argument)
{
	int own = *(int *)argument, file;
	char byte;

	read(turns[own][0], &byte, 1);
	prctl(PR_SET_NAME, own ? "second" : "first");
	file = open("/dev/null", O_RDWR | O_CLOEXEC);
	write(file, "a thread's own words\n\1\2\377", 24);
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0);
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1);
	sched_yield();
	close(file);
	open("/nonexistent/file", O_RDONLY);
	write(turns[own + 1][1], "x", 1);
	if (own)
		rest(20);
	return NULL;
}

static void handler(int signal)
{
	(void)signal;
}

int main(void)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pthread_t threads[2];
	int own[2] = { 0, 1 };
	char byte;

	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 3; i++)
		pipe2(turns[i], i == 2 ? O_CLOEXEC : 0);
	for (int i = 0; i < 2; i++) {
		pthread_create(&threads[i], NULL, work, &own[i]);
		rest(2);
	}
	write(turns[0][1], "x", 1);
	read(turns[2][0], &byte, 1);
	pthread_join(threads[1], NULL);
	pthread_join(threads[0], NULL);
	write(turns[2][1], "the end", 7);
	return 0;
}
