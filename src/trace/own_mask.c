/*
 * Where a task that is kept on a CPU would show the mask that it was given, or hand it on: it has its own there.
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>

#include "engine.h"
#include "strobe/capture.h"

/* Calls that a task is left alone for that looks at its mask in /proc. */
#define LOOK_CALLS 64

/* What a call has to do with the mask of the task that makes it. */
enum bearing { NOTHING, HANDS_ON, RENAMES, SHOWS, OPENS };

static enum bearing bearing_64(uint64_t number)
{
	switch (number) {
	case 56:  /* clone */
	case 57:  /* fork */
	case 58:  /* vfork */
	case 105: /* setuid: may change who may change its mask */
	case 113: /* setreuid */
	case 117: /* setresuid */
	case 435: /* clone3 */ return HANDS_ON;
	case 59:  /* execve */
	case 322: /* execveat */
	case 520: /* x32: execve */
	case 545: /* x32: execveat */ return RENAMES;
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
	case 23:  /* setuid */
	case 70:  /* setreuid */
	case 120: /* clone */
	case 164: /* setresuid */
	case 190: /* vfork */
	case 203: /* setreuid32 */
	case 208: /* setresuid32 */
	case 213: /* setuid32 */
	case 435: /* clone3 */ return HANDS_ON;
	case 11: /* execve */
	case 358: /* execveat */ return RENAMES;
	case 241: /* sched_setaffinity */
	case 242: /* sched_getaffinity */ return SHOWS;
	case 5:   /* open */
	case 295: /* openat */
	case 437: /* openat2 */ return OPENS;
	default: return NOTHING;
	}
}

/* Whether it opens a file in /proc that tells a mask: /proc/TID/status (Cpus_allowed, proc_pid_status(5)) in any spelling. */
static bool opens_status(const struct task *task)
{
	static const char proc[] = "/proc/", status[] = "/status";
	const struct strobe_stop *stop = &task->stop;
	unsigned path = stop->number == 2 || stop->number == 5 ? 0 : 1;
	char name[256];
	struct strobe_region region = {
		.addr = stop->args[path], .data = name, .len = sizeof name, .string = true
	};
	union {
		long word;
		char start[sizeof(long)];
	} begin;

	/* Most paths lead elsewhere, which one word tells. */
	errno = 0;
	begin.word = ptrace(PTRACE_PEEKDATA, task->pub.tid, (void *)stop->args[path], NULL);
	if (errno || memcmp(begin.start, proc, sizeof proc - 1))
		return false;
	strobe_memory_read_batch(task->pub.tid, &region, 1);
	/* A name that goes on, or that can't be read whole, may be one. */
	if (!region.got || name[region.got - 1])
		return true;
	return region.got >= sizeof status &&
	       !memcmp(name + region.got - sizeof status, status, sizeof status);
}

void strobe_same_cpu_entered(struct strobe_trace *trace, struct task *task)
{
	struct strobe_same_cpu *place = &trace->same_cpu;
	enum bearing bearing;

	if (!place->working)
		return;
	bearing = task->stop.abi == STROBE_ABI_I386 ? bearing_i386(task->stop.number)
						    : bearing_64(task->stop.number);
	if (bearing == NOTHING || (bearing == OPENS && !opens_status(task)))
		return;
	/* A thread takes its leader's tid. */
	if (bearing == RENAMES && task->pub.tid == task->pub.tgid)
		return;
	/* It will be read a few stops later. */
	if (bearing == OPENS)
		task->unkept = LOOK_CALLS;
	strobe_same_cpu_let_go(trace, task);
	if (bearing != SHOWS)
		return;
	/* It may be another's mask that it is about. */
	while (place->kept)
		strobe_same_cpu_let_go(trace, place->kept);
	task->looking = true;
	place->looking++;
}

/*
 * With a filter, the calls that create tasks don't stop, so what they create has the mask that its creator was given, if that
 * was kept. The first stop comes before it runs.
 */
void strobe_same_cpu_born(struct strobe_trace *trace, struct task *task)
{
	const struct strobe_same_cpu *place = &trace->same_cpu;
	const struct task *creator = task->creator ? strobe_tasks_find(trace, task->creator) : NULL;
	struct strobe_cpus now, given;

	if (!place->working || !trace->config->filter || strobe_cpus_of(task->pub.tid, &now) < 0 ||
	    strobe_cpus_count(&now) != 1)
		return;
	given = place->own;
	if (creator && creator->guarded)
		given = creator->guarded->cpus;
	else if (creator)
		strobe_cpus_of(creator->pub.tid, &given);
	if (!strobe_cpus_same(&now, &given))
		strobe_cpus_put_back(task->pub.tid, &given, strobe_cpus_same(&given, &place->whole));
}

void strobe_same_cpu_renamed(struct task *task)
{
	if (task->guarded)
		task->guarded->tid = task->pub.tid;
}
