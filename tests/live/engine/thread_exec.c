/* execve from a thread that isn't the leader, while the leader (and two more threads) are blocked. */
#include <pthread.h>
#include <unistd.h>

static pthread_barrier_t barrier;

static void *execs(void *data)
{
	char *argv[] = { "sh", "-c", "exit 9", NULL };

	(void)data;
	pthread_barrier_wait(&barrier);
	execv("/bin/sh", argv);
	_exit(1);
}

static void *waits(void *data)
{
	pthread_barrier_wait(&barrier);
	pause();
	return data;
}

int main(void)
{
	pthread_t thread[3];

	pthread_barrier_init(&barrier, NULL, 4);
	pthread_create(&thread[0], NULL, waits, NULL);
	pthread_create(&thread[1], NULL, waits, NULL);
	pthread_create(&thread[2], NULL, execs, NULL);
	pthread_barrier_wait(&barrier);
	pause();
	return 2;
}
