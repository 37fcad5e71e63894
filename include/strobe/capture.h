/*
 * Copies from a stopped task what a record needs: its memory in batches, and what /proc says of it.
 */
#ifndef STROBE_CAPTURE_H
#define STROBE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/decode.h"
#include "strobe/record.h"

/* A region of a task's memory to be copied. */
struct strobe_region {
	uint64_t addr; /* in the task */
	void *data;    /* len bytes of room here */
	size_t len;    /* bytes wanted */
	size_t got;    /* set: bytes read, from the beginning */
	int error;     /* set: errno (EFAULT, EPERM, ESRCH ...) when not all could be read, else 0 */
	bool string; /* ends after the first NUL: got counts it, and what lies behind it need not be readable */
};

/*
 * Reads n regions with as few system calls as possible (usually one). Each region gets what can be read of it from its
 * beginning, up to the first byte that can't. Never fails as a whole: each region says how it fared.
 */
void strobe_memory_read_batch(pid_t pid, struct strobe_region *regions, size_t n);

/*
 * Writes len bytes into a stopped task's memory, as the task itself could. Returns the bytes written, fewer than len at
 * the first that could not be, or -1 with errno when none could.
 */
ssize_t strobe_memory_write(pid_t pid, uint64_t addr, const void *data, size_t len);

/*
 * Fetches into record->chunks all that the record's call points at in that phase, round by round (pointers behind
 * pointers), from the task pid, which is stopped. Returns the number of chunks that were added; what could not be read
 * says so itself, and what found no room in the store is not there.
 */
int strobe_capture(struct strobe_record *record, enum strobe_phase phase, pid_t pid,
		   const struct strobe_limits *limits);

/*
 * Fetches the data that the record's call, which has returned, moved from or to its descriptor; marks the record as dumped. At
 * most STROBE_DUMP_MAX bytes.
 */
void strobe_capture_dump(struct strobe_record *record, pid_t pid);

/* Looks up which namespaces the record's call, which has succeeded, put the task pid, or its new child, into. */
void strobe_capture_namespaces(struct strobe_record *record, pid_t pid, const struct strobe_limits *limits);

/*
 * Looks up the notes that were asked for and are still pending, as far as limits->descriptors and
 * limits->processes go, from the task pid, which is stopped. strobe_capture does it for its record.
 */
void strobe_capture_notes(struct strobe_notes *notes, pid_t pid, const struct strobe_limits *limits);

/*
 * What a descriptor of the task leads to, as /proc/TID/fd has it, NUL-terminated. Returns its length, or -1
 * with errno when there is no such descriptor.
 */
ssize_t strobe_proc_descriptor(pid_t tid, int64_t fd, char *path, size_t size);

/* The task's name (/proc/TID/comm without newline), NUL-terminated. Returns 0, or -1 with errno and an empty name. */
int strobe_proc_comm(pid_t tid, char comm[16]);

/* The thread group of a task (Tgid of /proc/TID/status), -1 with errno if there is none. */
pid_t strobe_proc_tgid(pid_t tid);

/* The process's parent and its tracer, as in /proc/TID/status; 0 if none, -1 with errno when it can't be read. */
pid_t strobe_proc_parent(pid_t tid);
pid_t strobe_proc_tracer(pid_t tid);

/* A task's state as in /proc/TID/stat: 'R', 'S', 'T', 'Z' ...; 0 when it can't be read. Whether it is a kernel thread. */
char strobe_proc_state(pid_t tid);
bool strobe_proc_is_kernel_thread(pid_t tid);

/* The Yama module's restriction on ptrace, 0 (none) to 3; 0 when there is no such module. */
unsigned strobe_proc_ptrace_scope(void);

/* Threads of a process: fills up to room tids, returns how many there are, or -1 with errno. */
ssize_t strobe_proc_threads(pid_t pid, pid_t *tids, size_t room);

#endif
