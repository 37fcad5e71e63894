/*
 * A child stops itself (SIGSTOP, then SIGTSTP); the parent sees it stopped, sees that it stays so, and continues it: 0 if all
 * was as it is without a tracer.
 */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The child goes on only when told: a continuation is forgotten once the child stops again or ends. */
static int go[2];

static void wait_for_go(void)
{
	char byte;

	if (read(go[0], &byte, 1) != 1)
		_exit(9);
}

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
	return write(go[1], "", 1) == 1 ? 0 : 4;
}

int main(void)
{
	int status, bad;
	pid_t pid;

	if (pipe(go))
		return 21;
	pid = fork();
	if (pid == 0) {
		/* An orphaned process group is not stopped by SIGTSTP. */
		setpgid(0, 0);
		raise(SIGSTOP);
		wait_for_go();
		raise(SIGTSTP);
		wait_for_go();
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
