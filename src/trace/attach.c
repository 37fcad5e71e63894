/*
 * Attaches to a running process, or to one of its threads.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
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
	trace->attached_last = task;
	task->starting = true;
	ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return 0;
}

/*
 * What a system call was interrupted with that can't just be made again, and is gone on with by restart_syscall(2);
 * then the registers still tell which it was.
 */
#define RESTARTBLOCK 516

void strobe_engine_look_for_restart(struct task *task)
{
	struct __ptrace_syscall_info info;
	uint64_t number, result;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->pub.tid, (void *)sizeof info, &info) <= 0)
		return;
	result = (uint64_t)ptrace(PTRACE_PEEKUSER, task->pub.tid,
				  (void *)offsetof(struct user_regs_struct, rax), 0);
	number = (uint64_t)ptrace(PTRACE_PEEKUSER, task->pub.tid,
				  (void *)offsetof(struct user_regs_struct, orig_rax), 0);
	if ((int)result != -RESTARTBLOCK)
		return;
	task->pub.abi = (uint8_t)strobe_engine_abi(info.arch, number);
	task->pub.restarting = task->pub.abi == STROBE_ABI_X32 ? number & 0x3fffffff : number;
}

static void complain(struct strobe_trace *trace, pid_t pid, int error)
{
	char hint[STROBE_HINT_SIZE] = "";

	if (error == EPERM)
		strobe_engine_hint(pid, hint);
	strobe_engine_message(trace, "attach: ptrace(PTRACE_SEIZE, %d): %s%s", pid, strerror(error), hint);
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
	struct task *first;
	int seized, error;

	if (strobe_tasks_find(trace, pid))
		return 0;
	seized = seize(trace, pid) == 0;
	error = errno;
	/*
	 * Threads that were not seized may create others between the listing and the seizing: until none is new. A leader
	 * that has ended can't be seized, but its threads can.
	 */
	if (trace->config->follow & STROBE_FOLLOW_THREADS) {
		for (int more; (more = seize_threads(trace, pid)) > 0;)
			seized += more;
	}
	if (seized) {
		first = strobe_tasks_find(trace, pid);
		if (!first)
			first = trace->attached_last;
		first->pub.threads = (unsigned)seized;
		return 0;
	}
	complain(trace, pid, error);
	return -1;
}
