/* argv[1] children block; the parent kills them with SIGKILL at odd moments; then a thread kills the whole process. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *busy(void *data)
{
	for (;;)
		syscall(SYS_getppid);
	return data;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 10;
	pthread_t thread;
	int status;

	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0)
			busy(NULL);
		usleep((unsigned)i * 100);
		kill(pid, SIGKILL);
		if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
			return 1;
	}
	for (int i = 0; i < 4; i++)
		pthread_create(&thread, NULL, busy, NULL);
	usleep(20000);
	kill(getpid(), SIGKILL);
	pause();
	return 2;
}
