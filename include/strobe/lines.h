/*
 * The renderer of strace's lines: prefixes, columns, results, <unfinished ...> and <... resumed>, signals, exits.
 */
#ifndef STROBE_LINES_H
#define STROBE_LINES_H

#include "strobe/renderer.h"

/* What a line says about its task, in front. */
enum strobe_pid_prefix {
	STROBE_PID_NEVER,
	STROBE_PID_SEVERAL, /* "[pid  1234] " while several tasks are traced (-f to a terminal) */
	STROBE_PID_COLUMN   /* "1234  " (-f -o FILE, --always-show-pid) */
};

enum strobe_stamp {
	STROBE_STAMP_NONE,
	STROBE_STAMP_TIME, /* 14:01:59, local time (-t) */
	STROBE_STAMP_UNIX  /* seconds since the epoch (-ttt) */
};

/* Digits after the point: 0 s, 3 ms, 6 us, 9 ns. */
struct strobe_lines_options {
	struct strobe_text_options text;
	struct strobe_limits limits; /* for what is not a call: siginfo */
	unsigned column;             /* where "=" stands (-a); strace's default is 40 */
	enum strobe_pid_prefix pid;
	bool comm; /* the task's name after its id (-Y) */
	enum strobe_stamp stamp;
	unsigned stamp_digits;
	bool relative; /* -r */
	unsigned relative_digits;
	bool duration; /* -T */
	unsigned duration_digits;
	bool instruction_pointer; /* -i */
	bool number;              /* -n */
	bool whole;               /* a call shows only when it ended, whole (-z, -Z, -e status) */
	bool quiet_superseded;    /* no "+++ superseded by execve +++" (-e quiet=superseded) */
};

/* The defaults: column 40, no prefix, strace's limits (32, abbreviated). */
void strobe_lines_defaults(struct strobe_lines_options *options);

/* A renderer that writes to output (kept, not owned); options are copied. NULL with errno when there is no memory. */
struct strobe_renderer *strobe_lines_new(struct strobe_output *output,
					 const struct strobe_lines_options *options);

/*
 * The text that goes with an errno, as strerror gives it in the C locale, or with an ERESTART code (512 …); NULL
 * when there is none.
 */
const char *strobe_errno_text(int error);

#endif
