/*
 * Keeps strobe and the task that it traces on one CPU: for a tracer and a tracee that take turns, waking each other across
 * CPUs costs more than all the rest of a stop.
 */
#ifndef STROBE_TRACE_SAME_CPU_H
#define STROBE_TRACE_SAME_CPU_H

#include <stdint.h>

#include "cpu_guard.h"

struct strobe_trace;
struct task;

/* With so many tasks, ticks are quick while one is kept. */
#define STROBE_MANY_TASKS 32

struct strobe_same_cpu {
	struct strobe_guard guard;
	struct strobe_cpus own;   /* strobe's own mask, as it was at the start */
	struct strobe_cpus whole; /* all CPUs that its cpuset has */
	bool working;             /* the session wants it, and there is a choice of CPUs */
	int fixed;                /* everything is kept on this CPU; -1: as it fits */
	int cpu;                  /* where strobe is kept, -1: nowhere */
	struct task *kept;        /* the tasks that are kept there: a list */
	unsigned kept_count;
	unsigned looking; /* tasks in calls that can show any task's mask */

	/* The rest is not used with a fixed CPU. */
	bool together;                      /* what stops is to be kept */
	bool quick;                         /* ticks come every QUICK_TICK */
	unsigned ticks;                     /* such ticks */
	unsigned sparse;                    /* of these in a row with few stops */
	struct task *latest;                /* the task that stopped last */
	unsigned row;                       /* stops of it in a row */
	unsigned stops;                     /* since the last tick */
	unsigned length;                    /* of the window, stops */
	unsigned left;                      /* of these */
	unsigned window;                    /* number of the window */
	unsigned since;                     /* windows since strobe and tasks are together */
	uint64_t begun;                     /* the window, CLOCK_MONOTONIC ns */
	bool several;                       /* more than one task has stopped in the window */
	unsigned pause;                     /* windows until they are together again, at least */
	unsigned next_pause, long_pause;    /* the last ones, for either reason */
	uint64_t apart_time, together_time; /* ns a stop takes of late: 0 not known */
};

/* The CPU can be used: before anything is launched. -1 after a message if it can't. */
int strobe_same_cpu_check(struct strobe_trace *trace);
void strobe_same_cpu_begin(struct strobe_trace *trace);
void strobe_same_cpu_end(struct strobe_trace *trace);

/* The task has its own mask again. */
void strobe_same_cpu_let_go(struct strobe_trace *trace, struct task *task);

/* The task has stopped. */
void strobe_same_cpu_stopped(struct strobe_trace *trace, struct task *task);
/* It is about to go on, from wherever it is. */
void strobe_same_cpu_resume(struct strobe_trace *trace, struct task *task);
/* own_mask.c. It enters the call of task->stop: where that shows, changes or hands on its mask, it has its own again. */
void strobe_same_cpu_entered(struct strobe_trace *trace, struct task *task);
/* It is at its first stop, made by a traced task. */
void strobe_same_cpu_born(struct strobe_trace *trace, struct task *task);
/* It has another tid. */
void strobe_same_cpu_renamed(struct task *task);
/* strobe has nothing to do with it any more. ended: nor has the kernel. */
void strobe_same_cpu_forget(struct strobe_trace *trace, struct task *task, bool ended);
/* All tasks have their own masks: for a while, because the timer is needed for something else; for good. */
void strobe_same_cpu_pause(struct strobe_trace *trace);
void strobe_same_cpu_stop(struct strobe_trace *trace);
/* Time has passed. True: this tick was for nothing else. */
bool strobe_same_cpu_tick(struct strobe_trace *trace);

#endif
