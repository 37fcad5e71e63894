/*
 * Which tasks are kept, and when they are let go.
 *
 * The kernel wakes a task on an idle CPU if there is one, so tracer and tracee, which never run at the same time, chase each
 * other from CPU to CPU. Moving the tracer alone does not help, for it is the tracee that then goes to the idle CPU: both
 * need a mask of one CPU.
 *
 * Stops are counted in windows. When a window was short, so that tasks do little between their stops, those that stop are
 * kept on the CPU that strobe runs on; one task at a time in most programs, but also several that wait for each other. What
 * could run beside it must not be held up, so
 *
 * - a task that has made few stops is not kept yet, nor is one that others have overtaken by a whole window;
 * - with more than one task kept, a tick every half millisecond looks whether two of them compute, and then lets all go;
 * - all are let go when stops take longer together than apart, when nothing happens, and every few hundredths of a second, for
 *   the kernel to find the place anew;
 * - whenever this was wrong, the time until it is tried again doubles.
 *
 * A task has its own mask in calls that show, change or hand on the mask, when it is traced no more, and when strobe is
 * dead (cpu_guard.c).
 */
#include "same_cpu.h"

#include <sched.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "strobe/capture.h"

#define WINDOW 16u
/* Windows to wait, at most, after several tasks were kept that could have run at once; and when it takes longer together. */
#define MOST_PAUSE 3
#define LONG_PAUSE 1023
/* A window is short when a stop in it takes less, ns. */
#define SHORT_STOP 100000
/* With several tasks kept, ns from tick to tick. */
#define QUICK_TICK 500000
/* Stops between two ticks that tasks which compute don't reach; at every so many with fewer, tasks in calls are looked at. */
#define QUICK_STOPS 25
#define SPARSE_LOOKS 8
/* Ticks until all are let go in any case: quick ones, others. */
#define QUICK_TICKS 320
#define SLOW_TICKS 4
/* Tasks whose state is looked up at a tick, at most. */
#define STATE_LOOKS 3
/* Stops of its own, or in a row, that a thread has made before it is kept. New processes have much to call at first. */
#define OWN_STOPS 16
#define ROW_STOPS 4
/* Windows without a stop after which a task is let go that is in a call. */
#define ASLEEP 16
/* Windows after which it is judged whether being together was right. */
#define JUDGED 8
/* Calls that a task is left alone for: when it computes, when it could not be kept. */
#define BUSY_CALLS 64
#define REFUSED_CALLS 4096

static void tell(struct strobe_trace *trace, int cpu)
{
	strobe_engine_message(trace, "--same-cpu=%d: there is no such CPU, or none that strobe may run on",
			      cpu);
}

/* Strobe's own place; -1: as it was. */
static bool move(struct strobe_same_cpu *place, int cpu)
{
	struct strobe_cpus only;

	if (cpu == place->cpu)
		return true;
	if (cpu < 0) {
		strobe_cpus_put_back(0, &place->own, strobe_cpus_same(&place->own, &place->whole));
	} else {
		strobe_cpus_only(&only, cpu);
		if (strobe_cpus_give(0, &only) < 0)
			return false;
	}
	place->cpu = cpu;
	return true;
}

int strobe_same_cpu_check(struct strobe_trace *trace)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	memset(place, 0, sizeof *place);
	place->cpu = -1;
	place->fixed = trace->config->same_cpu == STROBE_SAME_CPU_FIXED ? (int)trace->config->cpu : -1;
	place->together = true;
	place->length = place->left = WINDOW;
	if (trace->config->same_cpu == STROBE_SAME_CPU_NEVER)
		return 0;
	if (strobe_cpus_of(0, &place->own) < 0)
		return place->fixed < 0 ? 0 : (tell(trace, place->fixed), -1);
	place->working = true;
	memset(&place->whole, 0xff, sizeof place->whole);
	if (strobe_cpus_give(0, &place->whole) < 0 || strobe_cpus_of(0, &place->whole) < 0)
		place->whole = place->own;
	strobe_cpus_put_back(0, &place->own, strobe_cpus_same(&place->own, &place->whole));
	if (place->fixed < 0) {
		place->working = strobe_cpus_count(&place->whole) > 1;
		return 0;
	}
	if (!strobe_cpus_has(&place->own, place->fixed)) {
		tell(trace, place->fixed);
		return -1;
	}
	return 0;
}

void strobe_same_cpu_begin(struct strobe_trace *trace)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (place->working && place->fixed >= 0 && !move(place, place->fixed))
		tell(trace, place->fixed);
}

void strobe_same_cpu_end(struct strobe_trace *trace)
{
	move(&trace->same_cpu, -1);
	strobe_guard_stop(&trace->same_cpu.guard);
}

void strobe_same_cpu_let_go(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (!task->kept)
		return;
	if (task->guarded)
		strobe_guard_let_go(task->guarded);
	task->guarded = NULL;
	task->kept = false;
	*(task->kept_before ? &task->kept_before->kept_next : &place->kept) = task->kept_next;
	if (task->kept_next)
		task->kept_next->kept_before = task->kept_before;
	place->kept_count--;
}

/* Where all may run: where strobe is kept or runs now, if that fits. -1: nowhere. */
static int choose(const struct strobe_same_cpu *place, const struct strobe_cpus *cpus)
{
	int now = place->cpu >= 0 ? place->cpu : sched_getcpu();

	if (strobe_cpus_has(cpus, now) && strobe_cpus_has(&place->own, now))
		return now;
	for (int cpu = 0; place->fixed < 0 && !place->kept && cpu <= STROBE_CPU_MAX; cpu++) {
		if (strobe_cpus_has(cpus, cpu) && strobe_cpus_has(&place->own, cpu))
			return cpu;
	}
	return -1;
}

/* False: it can't be kept, and is as it was. */
static bool give_place(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	struct strobe_cpus cpus;
	int cpu;

	if (strobe_cpus_of(task->pub.tid, &cpus) < 0)
		return false;
	/* Strobe goes where the task may be. If it may not go everywhere there, somebody wants them apart. */
	if (place->fixed < 0 && !strobe_cpus_within(&cpus, &place->own))
		return false;
	cpu = choose(place, &cpus);
	if (cpu < 0 || !move(place, cpu))
		return false;
	/* One that has a single CPU anyway need not be touched. */
	if (strobe_cpus_count(&cpus) > 1) {
		if (strobe_guard_start(&place->guard) < 0)
			return false;
		task->guarded = strobe_guard_keep(&place->guard, task->pub.tid, cpu, &cpus,
						  strobe_cpus_same(&cpus, &place->whole));
		return task->guarded != NULL;
	}
	return true;
}

static bool keep(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (!give_place(trace, task)) {
		if (!place->kept && place->fixed < 0)
			move(place, -1);
		task->unkept = REFUSED_CALLS;
		return false;
	}
	task->kept = true;
	task->kept_before = NULL;
	task->kept_next = place->kept;
	if (place->kept)
		place->kept->kept_before = task;
	place->kept = task;
	place->kept_count++;
	return true;
}

/* Lets all go. pause: windows until it is tried again, at least. */
static void part(struct strobe_trace *trace, unsigned pause)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	while (place->kept)
		strobe_same_cpu_let_go(trace, place->kept);
	move(place, -1);
	place->pause = pause;
	place->together = false;
	place->since = 0;
	if (place->quick)
		strobe_engine_slow_ticks(trace);
	place->quick = false;
	place->ticks = place->sparse = 0;
}

void strobe_same_cpu_pause(struct strobe_trace *trace)
{
	if (trace->same_cpu.fixed < 0 && trace->same_cpu.cpu >= 0)
		part(trace, 0);
}

void strobe_same_cpu_stop(struct strobe_trace *trace)
{
	part(trace, 0);
	trace->same_cpu.working = false;
}

/* Twice as many windows as the last time, up to the most. */
static unsigned longer(unsigned *pause, unsigned most)
{
	*pause = *pause < most / 2 ? 2 * *pause + 1 : most;
	return *pause;
}

static void let_idle_go(struct strobe_trace *trace)
{
	const struct strobe_same_cpu *place = &trace->same_cpu;

	for (struct task *task = place->kept, *next; task; task = next) {
		unsigned unseen = place->window - task->seen;

		next = task->kept_next;
		if (!task->pub.in_syscall && unseen > 0) {
			strobe_same_cpu_let_go(trace, task);
			task->unkept = BUSY_CALLS;
		} else if (unseen > ASLEEP) {
			strobe_same_cpu_let_go(trace, task);
		}
	}
}

static uint64_t average(uint64_t so_far, uint64_t latest)
{
	return so_far ? (3 * so_far + latest) / 4 : latest;
}

static void end_window(struct strobe_trace *trace)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	uint64_t now = strobe_engine_clock(CLOCK_MONOTONIC);
	unsigned length = place->kept_count > WINDOW / 2 ? 2 * place->kept_count : WINDOW;
	uint64_t stop_time = place->begun ? (now - place->begun) / place->length : UINT64_MAX;

	if (!place->together && stop_time < SHORT_STOP) {
		place->apart_time = average(place->apart_time, stop_time);
		if (place->pause)
			place->pause--;
		else
			place->together = true;
	} else if (place->together) {
		if (place->several && stop_time < SHORT_STOP)
			place->together_time = average(place->together_time, stop_time);
		if (++place->since == JUDGED && place->several && place->apart_time &&
		    place->together_time > place->apart_time * 5 / 4)
			part(trace, longer(&place->long_pause, LONG_PAUSE));
		else
			let_idle_go(trace);
	}
	place->begun = now;
	place->length = place->left = length;
	place->several = false;
	place->window++;
}

static void looked(struct strobe_same_cpu *place, struct task *task)
{
	if (!task->looking)
		return;
	task->looking = false;
	place->looking--;
}

void strobe_same_cpu_stopped(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	looked(place, task);
	if (!place->working || place->fixed >= 0)
		return;
	if (task->stops < OWN_STOPS)
		task->stops++;
	task->seen = place->window;
	place->stops++;
	if (task == place->latest) {
		place->row++;
	} else {
		if (place->latest)
			place->several = true;
		place->latest = task;
		place->row = 0;
	}
	if (--place->left == 0)
		end_window(trace);
}

void strobe_same_cpu_resume(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	/* In a call it may be about to show its mask, see strobe_same_cpu_entered. */
	if (task->pub.in_syscall || task->kept || !place->working || place->looking)
		return;
	if (task->unkept) {
		task->unkept--;
		return;
	}
	if (place->fixed >= 0) {
		keep(trace, task);
		return;
	}
	if (!place->together || trace->held ||
	    (task->pub.tid != task->pub.tgid && task->stops < OWN_STOPS && place->row < ROW_STOPS))
		return;
	if (!keep(trace, task))
		return;
	if (place->kept_count == 1 && trace->count < STROBE_MANY_TASKS) {
		strobe_engine_want_ticks(trace);
	} else if (!place->quick) {
		place->quick = true;
		place->stops = 0;
		trace->ticking = true;
		strobe_own_signals_tick_every(QUICK_TICK);
	}
}

/* Whether two of those that are kept could run at once. What tasks do in a call, /proc knows: looks many are asked for it. */
static bool held_up(const struct strobe_same_cpu *place, unsigned looks)
{
	unsigned running = 0;

	for (const struct task *task = place->kept; task && running < 2; task = task->kept_next)
		running += !task->pub.in_syscall;
	for (const struct task *task = place->kept; task && running < 2 && looks; task = task->kept_next) {
		if (task->pub.in_syscall) {
			running += strobe_proc_state(task->pub.tid) == 'R';
			looks--;
		}
	}
	return running > 1;
}

/* A tick while several are kept. True: they stay. */
static bool quick_tick(struct strobe_trace *trace, unsigned stops)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (stops >= QUICK_STOPS) {
		place->sparse = 0;
	} else if (held_up(place, place->sparse++ % SPARSE_LOOKS ? 0 : STATE_LOOKS)) {
		part(trace, longer(&place->next_pause, MOST_PAUSE));
		return false;
	}
	if (++place->ticks < QUICK_TICKS)
		return true;
	place->next_pause /= 2;
	place->long_pause /= 2;
	part(trace, 0);
	return false;
}

bool strobe_same_cpu_tick(struct strobe_trace *trace)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	unsigned stops = place->stops;

	place->stops = 0;
	if (place->fixed >= 0 || place->cpu < 0)
		return false;
	if (place->quick)
		return quick_tick(trace, stops) && place->ticks % (QUICK_TICKS / SLOW_TICKS);
	if (stops && ++place->ticks < SLOW_TICKS)
		return false;
	part(trace, 0);
	/* Nothing happens: that is no reason to begin otherwise when something does. */
	place->together = !stops;
	return false;
}

void strobe_same_cpu_forget(struct strobe_trace *trace, struct task *task, bool ended)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	looked(place, task);
	if (task->guarded && ended) {
		strobe_guard_forget(task->guarded);
		task->guarded = NULL;
	}
	strobe_same_cpu_let_go(trace, task);
	if (place->latest == task)
		place->latest = NULL;
}
