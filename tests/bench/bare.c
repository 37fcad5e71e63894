/*
 * A ptrace loop that decodes nothing: what any tracer that stops at each system call costs at least. It does what
 * strobe's loop does, wait, PTRACE_GET_SYSCALL_INFO, resume, for one task.
 *
 *	bare COMMAND [ARGUMENT]...
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t launch(char **argv)
{
	pid_t child = fork();

	if (child < 0) {
		perror("bare: fork");
		exit(1);
	}
	if (!child) {
		raise(SIGSTOP);
		execvp(argv[0], argv);
		perror("bare: exec");
		_exit(127);
	}
	return child;
}

static void seize(pid_t child)
{
	int status;

	if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) < 0) {
		perror("bare: seize");
		exit(1);
	}
	kill(child, SIGCONT);
}

int main(int argc, char **argv)
{
	struct __ptrace_syscall_info info;
	unsigned long stops = 0;
	int status;
	pid_t child;

	if (argc < 2) {
		fprintf(stderr, "usage: bare COMMAND [ARGUMENT]...\n");
		return 2;
	}
	child = launch(argv + 1);
	seize(child);
	for (;;) {
		long signo = 0;

		if (waitpid(child, &status, __WALL) < 0)
			break;
		if (!WIFSTOPPED(status))
			break;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			stops++;
			ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info);
		} else if (!(status >> 16)) {
			signo = WSTOPSIG(status);
		} else if (status >> 16 == PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP) {
			ptrace(PTRACE_LISTEN, child, 0, 0);
			continue;
		}
		ptrace(PTRACE_SYSCALL, child, 0, signo);
	}
	if (getenv("BARE_STOPS"))
		fprintf(stderr, "%lu stops\n", stops);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
