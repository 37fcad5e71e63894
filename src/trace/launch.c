/*
 * Starts the command, traced from its execve on.
 *
 * The child waits in read() on a pipe until the tracer has seized and interrupted it, then goes on to execve. No signal
 * is sent to it and none of its dispositions, its mask or its descriptors is touched, so that the command finds all of
 * them as it would without a tracer. What the child does before the execve is not told.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"

static _Noreturn void child_failed(const char *what)
{
	char line[256];
	int n = snprintf(line, sizeof line, "%s: %s: %s\n", program_invocation_name, what, strerror(errno));

	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0) {
		/* Nobody is left to be told. */
	}
	_exit(1);
}

/* seccomp(2): without CAP_SYS_ADMIN a filter needs no_new_privs, which changes what setuid programs do: so not first. */
static int load_filter(const struct sock_fprog *filter)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter) == 0)
		return 0;
	if (errno != EACCES || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter);
}

static _Noreturn void child(const struct strobe_trace_config *config, const char *path, int go)
{
	char byte;
	ssize_t n;

	do
		n = read(go, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(1); /* the tracer is gone, or could not trace */
	close(go);
	if (config->background)
		prctl(PR_SET_PTRACER, 0, 0, 0, 0);
	/* First: who runs the command as another user may load a filter before that, and not after it. */
	if (config->filter && load_filter(config->filter) < 0)
		child_failed("seccomp");
	if (config->prepare && config->prepare(config->prepare_data) != 0)
		_exit(1);
	execve(path, config->argv, config->envp ? config->envp : environ);
	child_failed("exec");
}

/* Seizes the child that waits for its go. PTRACE_INTERRUPT makes it stop at once, and so be resumed to stop at calls. */
static int seize_child(struct strobe_trace *trace, pid_t pid)
{
	struct task *task;

	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)trace->options) < 0) {
		char hint[STROBE_HINT_SIZE] = "";
		int error = errno;

		if (error == EPERM)
			strobe_engine_hint(pid, hint);
		strobe_engine_message(trace, "ptrace(PTRACE_SEIZE, %d): %s%s", pid, strerror(error), hint);
		return -1;
	}
	task = strobe_tasks_add(trace, pid);
	if (!task) {
		strobe_engine_message(trace, "%s", strerror(ENOMEM));
		return -1;
	}
	task->pub.tgid = pid;
	task->pub.origin = STROBE_ORIGIN_LAUNCHED;
	task->hidden = true;
	task->starting = true;
	if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0) {
		strobe_engine_message(trace, "ptrace(PTRACE_INTERRUPT, %d): %s", pid, strerror(errno));
		strobe_tasks_remove(trace, task);
		return -1;
	}
	return 0;
}

/* A descriptor above the standard three: with one of those closed, the pipe must not take its place in the child. */
static int move_up(int fd)
{
	int high;

	if (fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

/*
 * This process becomes the command, its grandchild the tracer: so the command is a child of whoever started strobe.
 * Returns in the grandchild, with the pid of the command, or -1 with errno in this process.
 */
static pid_t fork_tracer(const struct strobe_trace_config *config, const char *path, const int go[2])
{
	pid_t command = getpid(), pid = fork();

	if (pid < 0)
		return -1;
	if (pid > 0) {
		close(go[1]);
		/* Yama would not let a grandchild trace this process; where there is no Yama, the call fails in vain. */
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		child(config, path, go[0]);
	}
	pid = fork();
	if (pid != 0)
		_exit(pid < 0);
	if (config->background == 2)
		setpgid(0, 0);
	else if (config->background > 2)
		setsid();
	return command;
}

/* Forks what becomes the command. Returns its pid, or -1 after a message. */
static pid_t fork_command(struct strobe_trace *trace, const char *path, const int go[2])
{
	const struct strobe_trace_config *config = trace->config;
	pid_t pid;

	fflush(NULL);
	pid = config->background ? fork_tracer(config, path, go) : fork();
	if (pid == 0) {
		close(go[1]);
		child(config, path, go[0]);
	}
	if (pid < 0)
		strobe_engine_message(trace, "fork: %s", strerror(errno));
	return pid;
}

int strobe_engine_launch(struct strobe_trace *trace)
{
	const struct strobe_trace_config *config = trace->config;
	char path[PATH_MAX + 64];
	int go[2];
	pid_t pid;

	if (strobe_trace_find_program(config->program ? config->program : config->argv[0], path,
				      sizeof path) < 0) {
		strobe_engine_message(trace, "%s", path);
		return -1;
	}
	if (pipe2(go, O_CLOEXEC) < 0) {
		strobe_engine_message(trace, "pipe: %s", strerror(errno));
		return -1;
	}
	go[0] = move_up(go[0]);
	go[1] = move_up(go[1]);
	pid = fork_command(trace, path, go);
	close(go[0]);
	if (pid > 0 && seize_child(trace, pid) == 0 && write(go[1], "", 1) == 1) {
		close(go[1]);
		trace->command = pid;
		return 0;
	}
	close(go[1]); /* the child reads the end of the pipe and ends */
	if (pid > 0 && !config->background)
		waitpid(pid, NULL, 0);
	return -1;
}
