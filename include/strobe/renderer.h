/*
 * What a session tells of its tracees, and the two ways to show it: as strace's lines (lines.h) or as JSON (json.h).
 *
 * A renderer never stops or asks a task: it sees records and events. It writes to one struct strobe_output. With
 * several outputs (a file per task) there is one renderer for each.
 *
 * The order of calls for one task: attached, { entry, exit }, signal, stopped …, then exited or killed. Entry is
 * only remembered; the usual call is formatted in one go at its exit. If anything of another task comes in
 * between, or show is called, the entry half becomes visible first. So a record that was given to entry must
 * stay where it is until exit, gone, detached, superseded or interrupt was called for its line.
 */
#ifndef STROBE_RENDERER_H
#define STROBE_RENDERER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/decode.h"
#include "strobe/output.h"
#include "strobe/record.h"
#include "strobe/text.h"

/* The ABI that this program is built for. */
#if defined(__x86_64__) && !defined(__ILP32__)
#define STROBE_ABI_OWN STROBE_ABI_X86_64
#elif defined(__x86_64__)
#define STROBE_ABI_OWN STROBE_ABI_X32
#else
#define STROBE_ABI_OWN STROBE_ABI_I386
#endif

/* Something that is not a call: who, when, where. */
struct strobe_event {
	pid_t tid, tgid;
	const char *comm; /* the task's name, NULL when unknown; not kept */
	uint8_t abi;      /* enum strobe_abi of the task, for the width of the instruction pointer */
	bool has_instruction_pointer;
	uint64_t instruction_pointer;
	uint64_t time;      /* ns since the epoch, CLOCK_REALTIME */
	uint64_t monotonic; /* ns, CLOCK_MONOTONIC */
	const struct strobe_notes
		*notes; /* what is known of the processes that a signal's siginfo names, NULL: nothing */
	const struct strobe_stack *stack; /* of a task that gets a signal; not kept; NULL: not taken */
};

enum strobe_line_state {
	STROBE_LINE_NONE,      /* the task is in no call that is shown */
	STROBE_LINE_ENTERED,   /* entry came, nothing is written yet */
	STROBE_LINE_HALF,      /* the entry half is written, the line goes on */
	STROBE_LINE_UNFINISHED /* the entry half is written and its line ended; "resumed" comes */
};

/* What a renderer remembers of one task; lies in the session's task. Zero-initialise it. */
struct strobe_line {
	uint8_t state; /* readable: enum strobe_line_state */
	bool with_pid; /* the line began with the task's id */
	bool has_number;
	struct strobe_progress progress;
	struct strobe_text_state text;
	uint64_t number;         /* of the last call, for -n */
	const char *interrupted; /* name of the call that the task's restart_syscall goes on with */
	const struct strobe_record *record; /* while ENTERED or HALF */
	const struct strobe_limits *limits; /* the same */
};

/* What else is known of a return. */
enum strobe_exit_note {
	STROBE_EXIT_INJECTED = 1, /* the result or a signal was injected */
	STROBE_EXIT_DELAYED = 2,  /* a delay was injected */
	STROBE_EXIT_NO_TIME = 4,  /* the entry was not seen: no duration */
	STROBE_EXIT_POKED = 8     /* what arguments point at was overwritten */
};

struct strobe_renderer;

struct strobe_renderer_ops {
	/*
	 * The task is in a call (record: ENTERED, what entry needs is captured). limits must live as long as
	 * the record.
	 */
	void (*entry)(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits);
	/* The call returned. notes: enum strobe_exit_note. If entry was not called for it, it is shown whole. */
	void (*exit)(struct strobe_renderer *renderer, struct strobe_line *line,
		     const struct strobe_record *record, const struct strobe_limits *limits, unsigned notes);
	/*
	 * The task will not return from its call: it was killed or ended in it ("= ?"). Call it before
	 * exited, killed and superseded; does nothing when the task is in no call. record: the one given to
	 * entry.
	 */
	void (*gone)(struct strobe_renderer *renderer, struct strobe_line *line,
		     const struct strobe_record *record, const struct strobe_limits *limits,
		     const struct strobe_event *event);
	/* The tracer leaves the task. */
	void (*detached)(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event);
	/*
	 * A signal is delivered to the task. info: its siginfo_t in this program's own ABI, as
	 * PTRACE_GETSIGINFO gives it for tasks of any ABI; NULL when unknown.
	 */
	void (*signal)(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_event *event, int signo, const void *info, size_t size);
	/* The task is in a group-stop. */
	void (*stopped)(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int signo);
	void (*exited)(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_event *event, int status);
	void (*killed)(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_event *event, int signo, bool core);
	/*
	 * The task execer, not its group's leader, has made execve; the leader (line, event) is superseded by
	 * it, and execer goes on under the leader's id. Call gone for the leader first. The session then
	 * moves execer's line (a plain copy will do) and record to the leader's task. Where each task has its
	 * own renderer, this is called first for execer's, with line NULL: only execer's line is ended there,
	 * and goes on in the leader's.
	 */
	void (*superseded)(struct strobe_renderer *renderer, struct strobe_line *line,
			   const struct strobe_event *event, struct strobe_line *execer, pid_t execer_tid);
	/* An execve succeeded (PTRACE_EVENT_EXEC); event has the id and name from now on, former the id before. */
	void (*exec)(struct strobe_renderer *renderer, struct strobe_line *line,
		     const struct strobe_event *event, pid_t former);
	/* A task is traced from now on. parent: the task that made it, 0 when it was attached to or launched. */
	void (*attached)(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event, pid_t parent);
	/*
	 * The task's ABI (event.abi) is another than that of its call before, or than strobe's own at its
	 * first. To be told before the entry of the call that shows it, whether that is traced or not, unless
	 * the user wants these messages to be quiet.
	 */
	void (*personality)(struct strobe_renderer *renderer, struct strobe_line *line,
			    const struct strobe_event *event);
	/*
	 * Nothing happens for a while: makes visible what is known, by writing the entry half if there is
	 * one. Does not flush.
	 */
	void (*show)(struct strobe_renderer *renderer);
	/* Something else writes to the same place (a message): ends the line that is open, if one is. */
	void (*interrupt)(struct strobe_renderer *renderer);
	/* Ends the line that is open, frees the renderer. The output stays. */
	void (*free)(struct strobe_renderer *renderer);
};

struct strobe_renderer {
	const struct strobe_renderer_ops *ops;
	struct strobe_output *output;
	unsigned
		tasks; /* set by the session: how many tasks are traced now; more than one makes "[pid N] " */
};

#endif
