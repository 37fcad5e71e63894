/*
 * One thread makes calls without a pause, others make a few each with pauses between, some compute. All of those must come
 * to their end, or this does not end.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OTHERS 24

static volatile int done;

static void *busy(void *argument)
{
	while (!done)
		syscall(SYS_getppid);
	return argument;
}

static void *other(void *argument)
{
	for (int i = 0; i < 20; i++) {
		if ((long)argument % 3)
			usleep(1000);
		else
			for (volatile int n = 0; n < 100000; n++)
				;
		syscall(SYS_getppid);
	}
	return argument;
}

int main(void)
{
	pthread_t first, others[OTHERS];

	if (pthread_create(&first, NULL, busy, NULL))
		return 1;
	for (long i = 0; i < OTHERS; i++)
		if (pthread_create(&others[i], NULL, other, (void *)i))
			return 1;
	for (int i = 0; i < OTHERS; i++)
		pthread_join(others[i], NULL);
	done = 1;
	pthread_join(first, NULL);
	puts("all have ended");
	return 0;
}
