/*
 * Attaches to a running process, or to one of its threads.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "engine.h"
#include "strobe/capture.h"

/* Seizes one thread. 0, or -1 with errno. */
static int seize(struct strobe_trace *trace, pid_t tid)
{
	struct task *task;

	if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)trace->options) < 0)
		return -1;
	task = strobe_tasks_add(trace, tid);
	if (!task) {
		/* The thread can't be detached before it has stopped; but it needs no record to go on when strobe ends. */
		errno = ENOMEM;
		return -1;
	}
	task->pub.tgid = strobe_proc_tgid(tid);
	if (task->pub.tgid < 0)
		task->pub.tgid = tid;
	task->pub.origin = STROBE_ORIGIN_ATTACHED;
	task->starting = true;
	ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return 0;
}

static void complain(struct strobe_trace *trace, pid_t pid, int error)
{
	pid_t tracer = strobe_proc_tracer(pid);

	if (error == EPERM && tracer > 0 && tracer != getpid())
		strobe_engine_message(trace, "attach: ptrace(PTRACE_SEIZE, %d): %s: it is already traced by process %d",
				      pid, strerror(error), tracer);
	else
		strobe_engine_message(trace, "attach: ptrace(PTRACE_SEIZE, %d): %s", pid, strerror(error));
}

/*
 * Seizes the threads that aren't seized yet. Returns how many were; threads that have ended meanwhile are no error. The
 * kernel attaches threads that seized ones create by itself (PTRACE_O_TRACECLONE), so those turn up as seized already.
 */
static int seize_threads(struct strobe_trace *trace, pid_t pid)
{
	ssize_t room = 64, n;
	pid_t *tids = NULL;
	int seized = 0;

	for (;;) {
		pid_t *more = realloc(tids, (size_t)room * sizeof *tids);

		if (!more) {
			free(tids);
			return -1;
		}
		tids = more;
		n = strobe_proc_threads(pid, tids, (size_t)room);
		if (n <= room)
			break;
		room = n * 2;
	}
	for (ssize_t i = 0; i < n; i++) {
		if (!strobe_tasks_find(trace, tids[i]) && seize(trace, tids[i]) == 0)
			seized++;
	}
	free(tids);
	return seized;
}

int strobe_engine_attach(struct strobe_trace *trace, pid_t pid)
{
	if (strobe_tasks_find(trace, pid))
		return 0;
	if (seize(trace, pid) < 0) {
		complain(trace, pid, errno);
		return -1;
	}
	if (!(trace->config->follow & STROBE_FOLLOW_THREADS))
		return 0;
	/* Threads that were not seized may create others between the listing and the seizing: until none is new. */
	while (seize_threads(trace, pid) > 0)
		;
	return 0;
}
