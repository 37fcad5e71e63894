/* A thread that is not the leader makes calls, executes this program anew, and looks at its mask then: some times. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static char **arguments;

static void *thread(void *unused)
{
	char left[16], *next[] = { arguments[0], left, arguments[2], NULL };

	for (int i = 0; i < 200; i++)
		syscall(SYS_getppid);
	snprintf(left, sizeof left, "%d", atoi(arguments[1]) - 1);
	execv("/proc/self/exe", next);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t other;
	cpu_set_t mask;

	if (argc != 3)
		return 2;
	arguments = argv;
	for (int i = 0; i < 200; i++)
		syscall(SYS_getppid);
	if (sched_getaffinity(0, sizeof mask, &mask) < 0 || CPU_COUNT(&mask) != atoi(argv[2]))
		printf("%d CPUs\n", CPU_COUNT(&mask));
	if (atoi(argv[1]) > 0 && pthread_create(&other, NULL, thread, NULL) == 0)
		pthread_join(other, NULL);
	return 0;
}
