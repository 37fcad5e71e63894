/*
 * What traced tasks create, and what becomes of their ids at execve.
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>

#include "engine.h"
#include "strobe/capture.h"

static bool wanted(const struct strobe_trace *trace, const struct task *task, const struct task *creator)
{
	bool thread = creator ? task->pub.tgid == creator->pub.tgid : task->pub.tgid != task->pub.tid;

	if (!(trace->config->follow & (thread ? STROBE_FOLLOW_THREADS : STROBE_FOLLOW_FORKS)))
		return false;
	return thread || !trace->config->follow_depth || task->pub.depth <= trace->config->follow_depth;
}

/* Adds a task that a traced one created; creator 0: not known. It is told of at its first stop. */
static struct task *add_created(struct strobe_trace *trace, pid_t tid, struct task *creator, int event)
{
	struct task *task = strobe_tasks_add(trace, tid);

	if (!task) {
		strobe_engine_message(trace, "process %d: %s", tid, strerror(ENOMEM));
		return NULL;
	}
	task->starting = true;
	task->pub.origin = STROBE_ORIGIN_CREATED;
	/* PTRACE_EVENT_FORK and _VFORK nearly always mean a process, but exit signal and CLONE_THREAD are independent. */
	task->pub.tgid = event == PTRACE_EVENT_FORK ? tid : strobe_proc_tgid(tid);
	if (task->pub.tgid < 0)
		task->pub.tgid = tid;
	if (!creator) {
		/* Its stop came before its creator's: a thread's creator is in its group, a process's is its parent. */
		pid_t from = task->pub.tgid != tid ? task->pub.tgid : strobe_proc_parent(tid);

		creator = from > 0 ? strobe_tasks_find(trace, from) : NULL;
	}
	if (creator) {
		task->creator = creator->pub.tid;
		task->pub.depth = creator->pub.depth + (task->pub.tgid != creator->pub.tgid);
		task->filtered = creator->filtered;
	}
	task->unwanted = !wanted(trace, task, creator);
	return task;
}

void strobe_engine_created(struct strobe_trace *trace, struct task *task, int event)
{
	unsigned long tid;

	if (ptrace(PTRACE_GETEVENTMSG, task->pub.tid, NULL, &tid) < 0)
		return;
	if (!strobe_tasks_find(trace, (pid_t)tid))
		add_created(trace, (pid_t)tid, task, event);
}

/* A stop of a task that is not in the table: a new one whose creator's event has yet to come. NULL without memory. */
struct task *strobe_engine_first_stop(struct strobe_trace *trace, pid_t tid)
{
	return add_created(trace, tid, NULL, 0);
}

/* Tells the listener of a new task. */
void strobe_engine_announce(struct strobe_trace *trace, struct task *task)
{
	struct task *creator = task->creator ? strobe_tasks_find(trace, task->creator) : NULL;

	task->announced = true;
	if (task->pub.origin == STROBE_ORIGIN_ATTACHED)
		strobe_engine_look_for_restart(task);
	if (trace->ops->new_task)
		trace->ops->new_task(trace, &task->pub, creator ? &creator->pub : NULL);
}

/*
 * PTRACE_EVENT_EXEC of the task with that tid. ptrace(2), "execve(2) under ptrace": all other threads are gone, and the
 * thread that called execve has the leader's tid now; the event's message is the tid it had. Returns the task that
 * goes on, which is another than task when a thread took the leader's place.
 */
struct task *strobe_engine_execed(struct strobe_trace *trace, struct task *task, pid_t tid)
{
	unsigned long message;
	struct task *thread;
	pid_t former;

	if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &message) < 0)
		message = (unsigned long)tid;
	former = (pid_t)message;
	thread = former == tid ? NULL : strobe_tasks_find(trace, former);
	if (thread) {
		if (thread->announced && trace->ops->renamed)
			trace->ops->renamed(trace, &thread->pub, tid);
		if (task->announced && trace->ops->superseded)
			trace->ops->superseded(trace, &task->pub, former);
		strobe_same_cpu_forget(trace, task, true);
		strobe_engine_forget(trace, task);
		strobe_tasks_rename(trace, thread, tid);
		strobe_same_cpu_renamed(thread);
		task = thread;
	} else if (former != tid) {
		/* An untraced thread took over: what the leader was doing never returns. */
		task->pub.in_syscall = false;
	}
	if (tid == trace->command) {
		task->hidden = false;
		if (trace->config->filter && !trace->command_execed)
			task->filtered = true;
		trace->command_execed = true;
	}
	if (task->announced && trace->ops->exec)
		trace->ops->exec(trace, &task->pub);
	return task;
}
