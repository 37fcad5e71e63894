/* Threads that come and go, argv[1] at a time for argv[2] rounds; then exit_group while argv[1] of them are blocked. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *brief(void *data)
{
	for (int i = 0; i < 10; i++)
		syscall(SYS_getppid);
	return data;
}

static void *blocked(void *data)
{
	pthread_barrier_wait(data);
	for (;;)
		pause();
	return NULL;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 8;
	int rounds = argc > 2 ? atoi(argv[2]) : 5;
	pthread_t *thread = calloc((size_t)n, sizeof *thread);
	pthread_barrier_t barrier;

	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < n; i++) {
			if (pthread_create(&thread[i], NULL, brief, NULL) != 0)
				return 1;
		}
		for (int i = 0; i < n; i++)
			pthread_join(thread[i], NULL);
	}
	pthread_barrier_init(&barrier, NULL, (unsigned)n + 1);
	for (int i = 0; i < n; i++) {
		if (pthread_create(&thread[i], NULL, blocked, &barrier) != 0)
			return 1;
	}
	pthread_barrier_wait(&barrier);
	_exit(42);
}
