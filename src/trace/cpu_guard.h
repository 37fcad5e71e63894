/*
 * Tasks whose CPU mask is changed for a while, and a process that puts the masks back when this one dies, however it dies.
 */
#ifndef STROBE_TRACE_CPU_GUARD_H
#define STROBE_TRACE_CPU_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "strobe/trace.h"

/* A set of CPUs as sched_setaffinity(2) takes it. */
struct strobe_cpus {
	unsigned long words[(STROBE_CPU_MAX + 1) / (8 * sizeof(unsigned long))];
};

/* tid 0: this thread. 0, or -1 with errno. */
int strobe_cpus_of(pid_t tid, struct strobe_cpus *cpus);
int strobe_cpus_give(pid_t tid, const struct strobe_cpus *cpus);
void strobe_cpus_only(struct strobe_cpus *cpus, int cpu);
bool strobe_cpus_has(const struct strobe_cpus *cpus, int cpu);
bool strobe_cpus_same(const struct strobe_cpus *one, const struct strobe_cpus *other);
/* Whether each of the first set's is in the other. */
bool strobe_cpus_within(const struct strobe_cpus *one, const struct strobe_cpus *other);
unsigned strobe_cpus_count(const struct strobe_cpus *cpus);
/*
 * Gives the thread these CPUs after its mask was another. all: if every CPU that its cpuset has makes the same mask, it gets
 * no mask of its own, and so follows its cpuset when that changes.
 */
void strobe_cpus_put_back(pid_t tid, const struct strobe_cpus *cpus, bool all);

/* A task that is kept on one CPU. */
struct strobe_guarded {
	volatile pid_t tid; /* 0: the entry is free */
	int cpu;
	bool all;                /* as for strobe_cpus_put_back */
	struct strobe_cpus cpus; /* its own mask */
};

#define STROBE_GUARD_ROOM 4096u

/* Shared with the process that watches. */
struct strobe_guard_table {
	volatile unsigned used; /* entries from here on are free */
	struct strobe_guarded entries[STROBE_GUARD_ROOM];
};

struct strobe_guard {
	struct strobe_guard_table *table; /* NULL: not started */
	pid_t watcher;                    /* that process */
	int end;       /* of a pipe that nobody else has: it closes when this process dies */
	unsigned next; /* the entry to try first */
	bool failed;
};

/* Starts it at the first call. 0, or -1 when that can't be (no process can be created, no memory is left). */
int strobe_guard_start(struct strobe_guard *guard);
/* Ends the process. No task may be kept then. */
void strobe_guard_stop(struct strobe_guard *guard);
/*
 * Keeps the task on the CPU. cpus and all as in the entry. Returns the entry, or NULL: no room is left, or the kernel refuses;
 * the task is as it was then.
 */
struct strobe_guarded *strobe_guard_keep(struct strobe_guard *guard, pid_t tid, int cpu,
					 const struct strobe_cpus *cpus, bool all);
/* Gives it its own CPUs again, unless someone else has changed its mask meanwhile, and frees the entry. */
void strobe_guard_let_go(struct strobe_guarded *entry);
/* The task has ended. */
void strobe_guard_forget(struct strobe_guarded *entry);

#endif
