/*
 * The guard: where a filter is in place, what is traced can't do without a tracer, not even when strobe has to end. So the
 * process that was started as strobe only waits, and a child of it traces. When a signal ends strobe, the child finishes
 * the output and tells the guard, which ends by that signal; the child stays, without a sound, for as long as something
 * is left to trace. It does so too when the guard is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

static const int forwarded[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM };

/* What the tracer has told before it ended counts; signals with smaller numbers come first. Else the guard ends as it did. */
static _Noreturn void end_as(pid_t tracer, int status)
{
	const struct timespec now = { 0, 0 };
	sigset_t just;
	siginfo_t info;

	sigemptyset(&just);
	sigaddset(&just, STROBE_GUARD_SIGNAL);
	while (sigtimedwait(&just, &info, &now) == STROBE_GUARD_SIGNAL)
		if (info.si_code == SI_QUEUE && info.si_pid == tracer)
			strobe_trace_die_by(info.si_value.sival_int);
	if (WIFSIGNALED(status))
		strobe_trace_die_by(WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}

static _Noreturn void guard(pid_t tracer, const sigset_t *signals)
{
	siginfo_t info;
	int status;

	for (;;) {
		int signo = sigwaitinfo(signals, &info);

		if (signo == SIGCHLD && waitpid(tracer, &status, WNOHANG) == tracer)
			end_as(tracer, status);
		if (signo <= 0 || signo == SIGCHLD)
			continue;
		if (signo == STROBE_GUARD_SIGNAL) {
			if (info.si_code == SI_QUEUE && info.si_pid == tracer)
				strobe_trace_die_by(info.si_value.sival_int);
		} else if (info.si_code <= 0) {
			/* Sent by a process to this one; what comes from a terminal, the tracer gets itself. */
			kill(tracer, signo);
		}
	}
}

pid_t guard_start(bool ignore_stop)
{
	sigset_t signals, before;
	pid_t pid, parent = getpid();

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, STROBE_GUARD_SIGNAL);
	for (size_t i = 0; i < sizeof(forwarded) / sizeof(forwarded[0]); i++)
		sigaddset(&signals, forwarded[i]);
	fflush(NULL);
	sigprocmask(SIG_BLOCK, &signals, &before);
	pid = fork();
	if (pid > 0) {
		/* Ignored, it would let the kernel reap the child. */
		signal(SIGCHLD, SIG_DFL);
		if (ignore_stop)
			signal(SIGTSTP, SIG_IGN);
		guard(pid, &signals);
	}
	if (pid < 0)
		parent = 0;
	else if (prctl(PR_SET_PDEATHSIG, STROBE_GUARD_SIGNAL) < 0 || getppid() != parent)
		_exit(1); /* nobody waits for what would be traced */
	sigprocmask(SIG_SETMASK, &before, NULL);
	return parent;
}

void guard_release(pid_t guard_pid, int signo)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
	/* Neither a terminal's end nor its keys are for what stays; nor does it hold a folder. */
	setsid();
	if (chdir("/") < 0) {
		/* It stays where it is, which harms nobody much. */
	}
	if (signo && getppid() == guard_pid)
		sigqueue(guard_pid, STROBE_GUARD_SIGNAL, (union sigval){ .sival_int = signo });
}
