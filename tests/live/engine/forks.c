/* Processes by fork, vfork, posix_spawn and clone, three deep, all waited for. Exit status 7. */
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int cloned(void *data)
{
	(void)data;
	return 5;
}

static int nest(int depth)
{
	int status;
	pid_t pid;

	if (depth == 0)
		return 3;
	pid = fork();
	if (pid == 0)
		_exit(nest(depth - 1));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 99;
	return WEXITSTATUS(status);
}

int main(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	char *argv[] = { "true", NULL }, *envp[] = { NULL };
	int status;
	pid_t pid;

	if (nest(3) != 3)
		return 1;
	pid = vfork();
	if (pid == 0)
		_exit(4);
	if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 4)
		return 2;
	pid = clone(cloned, stack + sizeof stack, SIGCHLD, NULL);
	if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 5)
		return 3;
	/* No exit signal: another kind of event for a tracer. */
	pid = clone(cloned, stack + sizeof stack, 0, NULL);
	if (waitpid(pid, &status, __WALL) != pid || WEXITSTATUS(status) != 5)
		return 4;
	if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, envp) != 0)
		return 5;
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return 6;
	return 7;
}
