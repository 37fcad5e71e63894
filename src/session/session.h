/*
 * The session's inside: what its files share.
 */
#ifndef STROBE_SESSION_INSIDE_H
#define STROBE_SESSION_INSIDE_H

#include <stdbool.h>
#include <sys/types.h>

#include "strobe/decode.h"
#include "strobe/options.h"
#include "strobe/output.h"
#include "strobe/palette.h"
#include "strobe/record.h"
#include "strobe/renderer.h"
#include "strobe/report.h"
#include "strobe/trace.h"

/* An output and the renderer that writes to it. */
struct sheet {
	struct strobe_output output;
	struct strobe_renderer *renderer;
	pid_t writer; /* the process behind "|CMD", 0 if none */
};

/* How much of a call is shown. */
enum detail { DETAIL_BRIEF, DETAIL_VERBOSE, DETAIL_UNFOLLOWED, DETAIL_RAW, DETAIL_COUNT };

struct session {
	const struct strobe_options *options;
	struct strobe_trace *trace;
	struct strobe_report *report; /* -c, -C; else NULL */
	bool silent;                  /* -c: calls are counted, nothing is shown of them */
	pid_t *attach;                /* -p and --attach-name */
	size_t attach_count;
	struct tracee
		*own_sheets;   /* tasks with a file each (-ff), linked by their next_own and previous_own */
	struct stacks *stacks; /* where stacks are wanted; else NULL */
	struct mappings *mappings;      /* the same */
	struct strobe_profile *profile; /* --format=folded, --flamegraph; else NULL */
	int flamegraph;                 /* the picture's file; -1: none */
	bool flamegraph_made;           /* it wasn't there before */
	bool began;                     /* the command runs, or a process was attached to */
	struct sheet main;              /* where everything goes, unless there is a file for each task */
	bool immediate;  /* what is known is written before a task goes on: the output is a terminal */
	bool wants_comm; /* records need the tasks' names */
	bool wants_time; /* events need the time */
	int prctl;       /* number of prctl on x86_64: after it, a name may be another */
	unsigned quiet;  /* enum strobe_quiet: messages that are not shown */
	bool whole;      /* calls show when they ended, if their outcome is asked for (-z, -Z, -e status) */
	uint64_t shown_calls; /* for --syscall-limit */
	bool failed;          /* some output could not be written */
	unsigned tasks;
	unsigned quiet_for; /* calls of idle() since something was shown */
	pid_t guard;        /* the process that ends in place of this one, see guard.c; 0 none */
	bool filtering;     /* a filter of the kernel leaves out what is not traced */
	int filter_calls[STROBE_ABI_COUNT][2]; /* the numbers of seccomp and prctl, which set other filters */
	bool dumps;                            /* -e read or -e write */
	bool selects; /* -P or -e trace-fds: only calls that take what these ask for are shown */
	char **paths; /* of -P, and what they lead to */
	size_t path_count;
	struct strobe_sink_ops select_ops;
	struct strobe_limits limits[DETAIL_COUNT];
	struct strobe_palette palette;
};

struct tamper_counts;

/* What tampering keeps of a task. */
struct tamper {
	const struct strobe_tamper_rule *rule; /* that acts on the call the task is in, NULL if none */
	unsigned notes;                        /* enum strobe_exit_note: what was done to that call */
	struct tamper_counts *counts;
};

/* What the session keeps of a task: strobe_task.user. */
struct tracee {
	struct sheet *sheet; /* the session's main one, or its own */
	struct strobe_record record;
	struct strobe_line line;
	const struct strobe_limits *limits; /* of the call it is in */
	bool shown;                         /* that call is shown */
	bool in_call;
	bool uncounted; /* superseded: no longer among session.tasks */
	bool launching; /* it is strobe's child, before its first successful execve */
	struct tracee *next_own, *previous_own;
	struct tamper tamper;
	struct kept_stack *kept_stack; /* of the call it is in, taken at its entry */
	uint32_t place;                /* of that call in the profile */
	struct strobe_notes notes;     /* about the signal that it gets */
	char new_comm[16];             /* its name since the execve that it is in; empty: the same */
	uint64_t system_time;          /* at the entry of the call it is in, ns */
};

/* tamper.c: at a call's entry and exit; the latter puts what the task will see into the record. */
void tamper_entry(struct session *session, struct tamper *tamper, struct strobe_task *task,
		  const struct strobe_record *record);
void tamper_exit(struct session *session, struct tamper *tamper, struct strobe_task *task,
		 struct strobe_record *record);
void tamper_free(struct tamper *tamper);

/* sheets.c */
bool sheet_open(struct session *session, struct sheet *sheet, pid_t tid);
/* Writes what is left, closes, frees. False when something could not be written. */
bool sheet_close(struct sheet *sheet);

/*
 * split.c: a stop at a call that stands for others (i386's socketcall and ipc) as one at the call that it
 * makes, in *split; other stops as they are. The result of one that has returned.
 */
const struct strobe_stop *split_call(const struct strobe_stop *stop, pid_t tid, struct strobe_stop *split);
void split_result(struct strobe_record *record, const struct strobe_stop *stop, pid_t tid);

/* targets.c: finds the processes to attach to. False after a message. */
bool find_targets(struct session *session);

/*
 * filtering.c: wanted: whether there shall be one. make: makes the kernel's filter for the launched command,
 * false when there shall be none (if the user asked for one, a message says why). returned: a call is over,
 * shown or not; it may have set a filter of the program's own.
 */
struct sock_fprog;
bool filtering_wanted(const struct strobe_options *options);
bool filtering_make(struct session *session, struct sock_fprog *filter);
void filtering_returned(const struct session *session, struct strobe_task *task,
			const struct strobe_stop *stop);

/*
 * guard.c: start makes this process the guard of a new one, in which it returns the guard's pid, 0 when there
 * could be none; with ignore_stop the guard ignores SIGTSTP (-I4). release: output is finished; the guard
 * shall end by signo (0: it has ended), and this process goes on unseen.
 */
#define STROBE_GUARD_SIGNAL SIGRTMIN
pid_t guard_start(bool ignore_stop);
void guard_release(pid_t guard_pid, int signo);

/*
 * session.c: summary and flame graph, if something was traced, and the end of the output. False when that is
 * not all written.
 */
bool session_finish(struct session *session, bool traced);

/*
 * silent.c: a renderer for -c, which passes on to inner (which it then owns) nothing but changes of the ABI.
 * NULL: no memory.
 */
struct strobe_renderer *silent_new(struct strobe_renderer *inner);

/* dumps.c: takes the data that the call, which has returned, moved, if its descriptor is asked for. */
void dumps_capture(const struct session *session, struct strobe_record *record, pid_t tid);

/* select.c: open says false when memory ran out; select_call is for a record of a call that was just entered. */
bool select_open(struct session *session);
void select_close(struct session *session);
bool select_call(struct session *session, struct strobe_record *record, pid_t tid);

/*
 * stacks.c: stacks in the trace; all but stacks_now do nothing without -k. open says false when memory ran
 * out. entry and exit: the stack of a call is taken into its record. shown_now: that of a task which gets a
 * signal, good until the next one is taken. show, show_call: writes a stack, or the call's, after the line
 * that was just written, if the trace is text.
 */
bool stacks_open(struct session *session);
void stacks_close(struct session *session);
struct strobe_stacks *stacks_cache(const struct session *session);
const struct strobe_stack *stacks_now(const struct session *session, const struct strobe_task *task);
const struct strobe_stack *stacks_shown_now(const struct session *session, const struct strobe_task *task);
void stacks_entry(const struct session *session, struct tracee *tracee, const struct strobe_task *task,
		  const struct strobe_stop *stop);
void stacks_exit(const struct session *session, struct tracee *tracee, const struct strobe_task *task);
void stacks_show(const struct session *session, struct tracee *tracee, const struct strobe_stack *stack);
void stacks_show_call(const struct session *session, struct tracee *tracee);
void stacks_new_program(const struct session *session, const struct strobe_task *task);
void stacks_task_gone(const struct session *session, struct tracee *tracee, const struct strobe_task *task);

/*
 * mappings.c: sees to it that a process's map is read again when it has changed. open says false when memory ran out.
 * returned: a call is over, shown or not. add_calls: those that must be seen for this.
 */
bool mappings_open(struct session *session);
void mappings_close(struct session *session);
void mappings_add_calls(const struct session *session, struct strobe_call_set *set);
void mappings_attached(const struct session *session, const struct strobe_task *task);
void mappings_returned(const struct session *session, const struct strobe_task *task,
		       const struct strobe_stop *stop);

/*
 * profiles.c: stacks added up; all do nothing when that isn't wanted. open says false after a message. add:
 * the call that the task is in ended then (ns, CLOCK_MONOTONIC). write: to the session's output, and the
 * picture.
 */
bool profiles_wanted(const struct strobe_options *options);
bool profiles_open(struct session *session);
void profiles_close(struct session *session);
void profiles_entry(const struct session *session, struct tracee *tracee, const struct strobe_task *task,
		    const struct strobe_stop *stop);
void profiles_add(const struct session *session, const struct tracee *tracee, uint64_t end);
void profiles_write(struct session *session);

/* listener.c */
extern const struct strobe_trace_ops session_listener;

#endif
