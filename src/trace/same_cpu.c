/*
 * Which task is kept, and when it is let go.
 *
 * The kernel wakes a task on an idle CPU if there is one, so tracer and tracee, which never run at the same time, chase each
 * other from CPU to CPU. Moving the tracer alone does not help, for it is the tracee that then goes to the idle CPU: both
 * need a mask of one CPU. The tracee's is changed as little as possible:
 *
 * - one task only is kept, that which has made all of the latest stops. Others go where they like, so that nothing that
 *   could run beside it is held up. When another stops, or a new one is about to be made, it is let go at once.
 * - it is let go every few hundredths of a second, for the kernel to find the place anew, and when it does nothing.
 * - it has its own mask in calls that show, change or hand on the mask, while it is traced no more, and when strobe is dead
 *   (guard.c).
 */
#include "same_cpu.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "engine.h"

/* Stops in a row before a task is kept: for the first time, when a process has to be forked for it; least; most. */
#define FIRST_PATIENCE 64
#define LEAST_PATIENCE 8
#define MOST_PATIENCE 4096
/* A task that looks at its mask in /proc gets so many stops for it. */
#define LOOK_STOPS 64
/* Stops until one that could not be kept is tried again. */
#define REFUSED_STOPS 4096

/* What strobe_trace_forked() goes by: one engine runs at a time. */
static const struct strobe_same_cpu *at_work;

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
	place->patience = FIRST_PATIENCE;
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

	at_work = place;
	if (place->working && place->fixed >= 0 && !move(place, place->fixed))
		tell(trace, place->fixed);
}

void strobe_same_cpu_end(struct strobe_trace *trace)
{
	move(&trace->same_cpu, -1);
	strobe_guard_stop(&trace->same_cpu.guard);
	at_work = NULL;
}

void strobe_trace_forked(void)
{
	if (at_work && at_work->cpu >= 0)
		strobe_cpus_put_back(0, &at_work->own, strobe_cpus_same(&at_work->own, &at_work->whole));
}

/* The task has its own mask again. */
static void let_go(struct strobe_same_cpu *place, struct task *task)
{
	if (task->guarded)
		strobe_guard_let_go(task->guarded);
	task->guarded = NULL;
	if (place->kept == task)
		place->kept = NULL;
}

/* Where both may run: where strobe runs now, if that fits. -1: nowhere. */
static int choose(const struct strobe_same_cpu *place, const struct strobe_cpus *cpus)
{
	int now = place->fixed >= 0 ? place->fixed : sched_getcpu();

	if (strobe_cpus_has(cpus, now) && strobe_cpus_has(&place->own, now))
		return now;
	for (int cpu = 0; place->fixed < 0 && cpu < (int)sizeof cpus->words * 8; cpu++) {
		if (strobe_cpus_has(cpus, cpu) && strobe_cpus_has(&place->own, cpu))
			return cpu;
	}
	return -1;
}

static void let_go_each(struct strobe_trace *trace, struct task *task)
{
	let_go(&trace->same_cpu, task);
}

static bool keep(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	struct strobe_cpus cpus;
	int cpu;

	if (strobe_cpus_of(task->pub.tid, &cpus) < 0 || (cpu = choose(place, &cpus)) < 0)
		return false;
	/* One that has a single CPU anyway need not be touched. */
	if (strobe_cpus_count(&cpus) > 1) {
		if (strobe_guard_start(&place->guard) < 0)
			return false;
		task->guarded = strobe_guard_keep(&place->guard, task->pub.tid, cpu, &cpus,
						  strobe_cpus_same(&cpus, &place->whole));
		if (!task->guarded)
			return false;
	}
	if (!move(place, cpu)) {
		let_go(place, task);
		return false;
	}
	return true;
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
	if (task == place->latest) {
		place->row++;
		place->stops++;
		return;
	}
	place->latest = task;
	place->row = 0;
	if (!place->working || place->fixed >= 0)
		return;
	if (place->kept) {
		/* Two that take turns are not to be kept by turns. */
		if (place->stops < 4 * (unsigned long)place->patience && place->patience < MOST_PATIENCE)
			place->patience *= 2;
		else if (place->stops > 64 * (unsigned long)place->patience &&
			 place->patience > LEAST_PATIENCE)
			place->patience /= 2;
		let_go(place, place->kept);
	}
	move(place, -1);
}

void strobe_same_cpu_resume(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	/* In a call it may be about to show its mask, see strobe_same_cpu_entered. */
	if (task->pub.in_syscall || task->guarded || !place->working || place->looking)
		return;
	if (task->unkept) {
		task->unkept--;
		return;
	}
	if (place->fixed < 0) {
		if (place->kept || place->row < place->patience || task != place->latest)
			return;
		if (place->patience == FIRST_PATIENCE)
			place->patience = LEAST_PATIENCE;
	}
	if (!keep(trace, task)) {
		task->unkept = REFUSED_STOPS;
		return;
	}
	place->stops = 0;
	if (place->fixed < 0) {
		place->kept = task;
		strobe_engine_want_ticks(trace);
	}
}

/* What a call has to do with the mask of the task that makes it. */
enum bearing { NOTHING, HANDS_ON, SHOWS, OPENS };

static enum bearing bearing_64(uint64_t number)
{
	switch (number) {
	case 56:  /* clone */
	case 57:  /* fork */
	case 58:  /* vfork */
	case 59:  /* execve: may change its tid, or who may change its mask */
	case 105: /* setuid: likewise */
	case 113: /* setreuid */
	case 117: /* setresuid */
	case 322: /* execveat */
	case 435: /* clone3 */
	case 520: /* x32: execve */
	case 545: /* x32: execveat */ return HANDS_ON;
	case 203: /* sched_setaffinity */
	case 204: /* sched_getaffinity */ return SHOWS;
	case 2:   /* open */
	case 257: /* openat */
	case 437: /* openat2 */ return OPENS;
	default: return NOTHING;
	}
}

static enum bearing bearing_i386(uint64_t number)
{
	switch (number) {
	case 2:   /* fork */
	case 11:  /* execve */
	case 23:  /* setuid */
	case 70:  /* setreuid */
	case 120: /* clone */
	case 164: /* setresuid */
	case 190: /* vfork */
	case 203: /* setreuid32 */
	case 208: /* setresuid32 */
	case 213: /* setuid32 */
	case 358: /* execveat */
	case 435: /* clone3 */ return HANDS_ON;
	case 241: /* sched_setaffinity */
	case 242: /* sched_getaffinity */ return SHOWS;
	case 5:   /* open */
	case 295: /* openat */
	case 437: /* openat2 */ return OPENS;
	default: return NOTHING;
	}
}

/* Whether it opens something in /proc, where masks can be read (Cpus_allowed in proc_pid_status(5)). */
static bool opens_proc(const struct task *task)
{
	const struct strobe_stop *stop = &task->stop;
	unsigned path = stop->number == 2 || stop->number == 5 ? 0 : 1;
	union {
		long word;
		char start[sizeof(long)];
	} begin;

	errno = 0;
	begin.word = ptrace(PTRACE_PEEKDATA, task->pub.tid, (void *)stop->args[path], NULL);
	return !errno && !memcmp(begin.start, "/proc/", 6);
}

void strobe_same_cpu_entered(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	enum bearing bearing;

	if (place->cpu < 0)
		return;
	bearing = task->stop.abi == STROBE_ABI_I386 ? bearing_i386(task->stop.number)
						    : bearing_64(task->stop.number);
	if (bearing == NOTHING || (bearing == OPENS && !(task->guarded && opens_proc(task))))
		return;
	if (bearing == OPENS)
		task->unkept = LOOK_STOPS;
	let_go(place, task);
	place->row = 0;
	if (bearing != SHOWS)
		return;
	/* It may be another's mask that it is about. */
	strobe_tasks_each(trace, let_go_each);
	task->looking = true;
	place->looking++;
}

void strobe_same_cpu_forget(struct strobe_trace *trace, struct task *task, bool ended)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	looked(place, task);
	if (task->guarded && ended) {
		strobe_guard_forget(task->guarded);
		task->guarded = NULL;
	}
	let_go(place, task);
	if (place->latest == task)
		place->latest = NULL;
}

void strobe_same_cpu_tick(struct strobe_trace *trace)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (place->fixed >= 0 || place->cpu < 0)
		return;
	if (place->kept)
		let_go(place, place->kept);
	move(place, -1);
	place->row = 0;
}
