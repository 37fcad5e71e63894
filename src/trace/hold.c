/*
 * Tasks whose going on is delayed. They stay in their stop, in a list by time; the timer interrupts the wait for others.
 */
#include <errno.h>
#include <time.h>

#include "engine.h"

/* Arms the timer for the soonest of the delayed tasks. */
static void arm(struct strobe_trace *trace)
{
	uint64_t now = strobe_engine_clock(CLOCK_MONOTONIC);
	uint64_t until = trace->held->held_until;

	trace->ticking = true;
	strobe_own_signals_tick_after(until > now ? until - now : 1);
}

void strobe_engine_hold(struct strobe_trace *trace, struct task *task, int signo)
{
	struct task **link = &trace->held;
	uint64_t now = strobe_engine_clock(CLOCK_MONOTONIC);

	strobe_same_cpu_pause(trace);
	task->held = true;
	task->held_signal = signo;
	task->held_until = now + task->delay < now ? UINT64_MAX : now + task->delay;
	task->delay = 0;
	while (*link && (*link)->held_until <= task->held_until)
		link = &(*link)->held_next;
	task->held_next = *link;
	*link = task;
	if (trace->held == task)
		arm(trace);
}

void strobe_engine_unhold(struct strobe_trace *trace, struct task *task)
{
	struct task **link = &trace->held;

	while (*link != task)
		link = &(*link)->held_next;
	*link = task->held_next;
	task->held = false;
}

/* Resumes those whose time has come. */
void strobe_engine_release_held(struct strobe_trace *trace)
{
	uint64_t now = strobe_engine_clock(CLOCK_MONOTONIC);

	while (trace->held && trace->held->held_until <= now) {
		struct task *task = trace->held;

		strobe_engine_unhold(trace, task);
		strobe_engine_resume(trace, task, task->held_signal);
	}
	if (trace->held)
		arm(trace);
}

int strobe_trace_delay(struct strobe_trace *trace, struct strobe_task *task, uint64_t nanoseconds)
{
	(void)trace;
	((struct task *)task)->delay = nanoseconds;
	return 0;
}
