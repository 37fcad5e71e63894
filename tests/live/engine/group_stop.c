/*
 * A child stops itself (SIGSTOP, then SIGTSTP); the parent sees it stopped, sees that it stays so, and continues it: 0 if all
 * was as it is without a tracer.
 */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int cycle(pid_t pid, int signo)
{
	struct timespec moment = { 0, 50000000 };
	int status;

	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != signo)
		return 1;
	nanosleep(&moment, NULL);
	if (waitpid(pid, &status, WUNTRACED | WNOHANG) != 0)
		return 2;
	kill(pid, SIGCONT);
	if (waitpid(pid, &status, WCONTINUED) != pid || !WIFCONTINUED(status))
		return 3;
	return 0;
}

int main(void)
{
	int status, bad;
	pid_t pid = fork();

	if (pid == 0) {
		/* An orphaned process group is not stopped by SIGTSTP. */
		setpgid(0, 0);
		raise(SIGSTOP);
		raise(SIGTSTP);
		_exit(0);
	}
	bad = cycle(pid, SIGSTOP);
	if (!bad && (bad = cycle(pid, SIGTSTP)))
		bad += 10;
	if (bad) {
		kill(pid, SIGKILL);
		return bad;
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return 20;
	return 0;
}
