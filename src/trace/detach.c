/*
 * Lets tasks go as they were found: running ones run on, stopped ones stay stopped. Or kills them, if that is wished.
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <time.h>

#include "engine.h"
#include "strobe/capture.h"

/* How often detach_all looks for tasks that will never stop, ns. */
#define LOOK_EVERY 100000000
/* For how long a further fatal signal is taken for the same, and one that can't stop now is waited for, ns. */
#define PATIENCE 1000000000

/*
 * The task is stopped. signo is delivered as it goes on. A group-stopped task stays so: the kernel remembers the stop of
 * the group itself.
 */
void strobe_engine_detach(struct strobe_trace *trace, struct task *task, int signo)
{
	strobe_same_cpu_forget(trace, task, false);
	if (ptrace(PTRACE_DETACH, task->pub.tid, NULL, (void *)(long)signo) < 0) {
		/* Killed meanwhile: its end is still to be waited for. */
		if (errno == ESRCH)
			return;
		strobe_engine_message(trace, "ptrace(PTRACE_DETACH, %d): %s", task->pub.tid, strerror(errno));
	}
	if (task->pub.tid == trace->command && !trace->detaching && !trace->finishing &&
	    !trace->config->background)
		trace->command_detached = true;
	if (task->announced && trace->ops->detached)
		trace->ops->detached(trace, &task->pub);
	strobe_engine_forget(trace, task);
}

static void interrupt(struct strobe_trace *trace, struct task *task)
{
	task->leaving = true;
	if (task->held) {
		int signo = task->held_signal;

		strobe_engine_unhold(trace, task);
		strobe_engine_detach(trace, task, signo);
		return;
	}
	/* One that is stopped already, its event not yet handled, is detached when that is. */
	ptrace(PTRACE_INTERRUPT, task->pub.tid, NULL, NULL);
}

/*
 * A leader that has ended before its threads neither stops nor is reported until they have ended too; and one that waits
 * in the kernel where only death interrupts it, for its vfork()ed child or for a disk that does not answer, won't stop
 * soon. The kernel lets go of them when the tracer ends.
 */
static void drop_unstoppable(struct strobe_trace *trace, struct task *task)
{
	char state = strobe_proc_state(task->pub.tid);
	bool patient = strobe_engine_clock(CLOCK_MONOTONIC) - trace->detach_begun < PATIENCE;

	if (state != 'Z' && (state != 'D' || patient))
		return;
	if (task->announced && trace->ops->detached)
		trace->ops->detached(trace, &task->pub);
	strobe_engine_forget(trace, task);
}

/*
 * Detaches from all tasks. Another fatal signal ends the wait for those that don't stop; but not at once, for the first
 * often comes twice: from a terminal, or from timeout(1).
 */
void strobe_engine_detach_all(struct strobe_trace *trace)
{
	struct wait_event event;

	trace->detaching = true;
	strobe_same_cpu_stop(trace);
	trace->detach_begun = strobe_engine_clock(CLOCK_MONOTONIC);
	strobe_tasks_each(trace, interrupt);
	strobe_own_signals_tick_after(LOOK_EVERY);
	while (trace->count > 0) {
		if (strobe_engine_next(trace, &event))
			strobe_engine_handle(trace, event.tid, event.status);
		else if (errno == ECHILD)
			break;
		if (strobe_own_signals_fatal() &&
		    strobe_engine_clock(CLOCK_MONOTONIC) - trace->detach_begun > PATIENCE)
			break;
		if (strobe_own_signals_ticked())
			strobe_tasks_each(trace, drop_unstoppable);
	}
	strobe_own_signals_tick_after(0);
}

static void kill_one(struct strobe_trace *trace, struct task *task)
{
	(void)trace;
	kill(task->pub.tgid, SIGKILL);
}

/* Kills all and waits for their ends, so that the listener hears of them; what escapes, the kernel kills when strobe ends. */
void strobe_engine_kill_all(struct strobe_trace *trace)
{
	struct wait_event event;

	strobe_same_cpu_stop(trace);
	strobe_tasks_each(trace, kill_one);
	strobe_own_signals_tick_after(0);
	while (trace->count > 0) {
		if (strobe_engine_next(trace, &event))
			strobe_engine_handle(trace, event.tid, event.status);
		else if (errno == ECHILD)
			break;
		if (strobe_own_signals_fatal())
			break;
	}
}

void strobe_trace_detach(struct strobe_trace *trace, struct strobe_task *task)
{
	(void)trace;
	((struct task *)task)->leaving = true;
}

void strobe_trace_finish(struct strobe_trace *trace)
{
	trace->finishing = true;
}
