/*
 * What the command line asked for: plain data, made by strobe_options_parse() and only read after it. Nothing here is
 * opened, looked up in a tracee or started; sets of calls are already resolved against the tables.
 */
#ifndef STROBE_OPTIONS_H
#define STROBE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/abi.h"
#include "strobe/text.h"

/* Call numbers that a set can tell apart; all greater ones are in or out together. */
#define STROBE_CALL_SET_NUMBERS 1024
/* Greatest number of a call's arguments that can be overwritten by an inject rule (arg1 to arg7, as the manual counts). */
#define STROBE_POKE_ARGS 7

/* A set of system calls of each ABI. */
struct strobe_call_set {
	uint64_t words[STROBE_ABI_COUNT][STROBE_CALL_SET_NUMBERS / 64];
	bool others[STROBE_ABI_COUNT]; /* the numbers from STROBE_CALL_SET_NUMBERS on */
};

/* Whether the call is in the set; number as in struct strobe_record. */
static inline bool strobe_call_set_has(const struct strobe_call_set *set, unsigned abi, uint64_t number)
{
	if (number >= STROBE_CALL_SET_NUMBERS)
		return set->others[abi];
	return set->words[abi][number / 64] >> (number % 64) & 1;
}

/* Whether the set holds every call, known or not; whether it holds none. */
bool strobe_call_set_is_full(const struct strobe_call_set *set);
bool strobe_call_set_is_empty(const struct strobe_call_set *set);

/* A set of small numbers: descriptors or signals. numbers is ascending. */
struct strobe_number_set {
	int *numbers;
	size_t count;
	bool inverted; /* the set is all numbers but these; inverted with count 0: all */
};

bool strobe_number_set_has(const struct strobe_number_set *set, int number);

enum strobe_output_format { STROBE_OUTPUT_TEXT, STROBE_OUTPUT_JSON, STROBE_OUTPUT_FOLDED };

/* Messages that are not shown (-q, -e quiet=). */
enum strobe_quiet {
	STROBE_QUIET_ATTACH = 1,
	STROBE_QUIET_EXIT = 2,
	STROBE_QUIET_PATH_RESOLUTION = 4,
	STROBE_QUIET_PERSONALITY = 8,
	STROBE_QUIET_THREAD_EXECVE = 16,
	STROBE_QUIET_ALL = 31
};

/* Outcomes of calls (-z, -Z, -e status=). */
enum strobe_status {
	STROBE_STATUS_SUCCESSFUL = 1,
	STROBE_STATUS_FAILED = 2,
	STROBE_STATUS_UNFINISHED = 4,
	STROBE_STATUS_UNAVAILABLE = 8,
	STROBE_STATUS_DETACHED = 16,
	STROBE_STATUS_ALL = 31
};

/* What is shown with a descriptor (-y, --decode-fds). */
enum strobe_decode_fds {
	STROBE_FDS_PATH = 1,
	STROBE_FDS_SOCKET = 2,
	STROBE_FDS_DEV = 4,
	STROBE_FDS_EVENTFD = 8,
	STROBE_FDS_PIDFD = 16,
	STROBE_FDS_SIGNALFD = 32,
	STROBE_FDS_ALL = 63
};

/* What is shown with a process id (-Y, --decode-pids). */
enum strobe_decode_pids { STROBE_PIDS_COMM = 1, STROBE_PIDS_PIDNS = 2, STROBE_PIDS_ALL = 3 };

enum strobe_clock_format { STROBE_CLOCK_NONE, STROBE_CLOCK_TIME, STROBE_CLOCK_UNIX };
/* Digits of a second's fraction. */
enum strobe_precision {
	STROBE_PRECISION_S = 0,
	STROBE_PRECISION_MS = 3,
	STROBE_PRECISION_US = 6,
	STROBE_PRECISION_NS = 9
};

enum strobe_summary { STROBE_SUMMARY_NONE, STROBE_SUMMARY_ONLY, STROBE_SUMMARY_ALSO };

/* Columns of the summary, and what it is sorted by. */
enum strobe_column {
	STROBE_COLUMN_TIME_PERCENT,
	STROBE_COLUMN_TIME_TOTAL,
	STROBE_COLUMN_TIME_MIN,
	STROBE_COLUMN_TIME_MAX,
	STROBE_COLUMN_TIME_AVG,
	STROBE_COLUMN_WALL_TOTAL,
	STROBE_COLUMN_WALL_MIN,
	STROBE_COLUMN_WALL_MAX,
	STROBE_COLUMN_WALL_AVG,
	STROBE_COLUMN_CALLS,
	STROBE_COLUMN_ERRORS,
	STROBE_COLUMN_NAME,
	STROBE_COLUMN_COUNT,
	STROBE_COLUMN_NOTHING = STROBE_COLUMN_COUNT /* only to sort by */
};

enum strobe_when { STROBE_WHEN_AUTO, STROBE_WHEN_ALWAYS, STROBE_WHEN_NEVER };
enum strobe_tips { STROBE_TIPS_NONE, STROBE_TIPS_COMPACT, STROBE_TIPS_FULL };

/* What an inject rule does. */
enum strobe_tamper_action {
	STROBE_TAMPER_ERROR = 1,
	STROBE_TAMPER_RETVAL = 2,
	STROBE_TAMPER_SIGNAL = 4,
	STROBE_TAMPER_SYSCALL = 8,
	STROBE_TAMPER_DELAY_ENTER = 16,
	STROBE_TAMPER_DELAY_EXIT = 32,
	STROBE_TAMPER_POKE_ENTER = 64,
	STROBE_TAMPER_POKE_EXIT = 128
};

/* Bytes to write to where an argument points. */
struct strobe_poke {
	unsigned arg; /* 0: the first */
	uint8_t *data;
	size_t size;
};

struct strobe_pokes {
	struct strobe_poke poke[STROBE_POKE_ARGS];
	size_t count;
};

#define STROBE_WHEN_NO_END UINT32_MAX

/* One -e inject= or -e fault=. In the order of the command line; whichever comes first is asked first. */
struct strobe_tamper_rule {
	struct strobe_call_set calls;
	unsigned actions; /* enum strobe_tamper_action */
	int error;
	int64_t retval;
	int signal;
	int replacement
		[STROBE_ABI_COUNT]; /* SYSCALL: the number that runs instead, -1 where the ABI lacks it */
	uint64_t delay_enter, delay_exit; /* ns */
	struct strobe_pokes poke_enter, poke_exit;
	/* Which invocations of each call, counted from 1 for each task: first, first + step … up to last. */
	uint16_t first, step;
	uint32_t last; /* STROBE_WHEN_NO_END: without end */
};

struct strobe_options {
	const char *program; /* argv[0]: what messages begin with */

	/* The command, a piece of argv that ends with NULL; NULL when there is only -p. */
	char **command;
	const char *argv0;        /* its argv[0] when it differs, else NULL */
	const char **environment; /* -E in order: "VAR=VAL", or "VAR" to remove it */
	size_t environment_count;
	pid_t *attach; /* -p */
	size_t attach_count;
	const char **attach_names; /* --attach-name: patterns (glob) for names of processes */
	size_t attach_name_count;
	bool attach_children; /* and all descendants of these */
	bool has_user;
	const char *user; /* name for initgroups(3); NULL for a UID:GID pair (no supplementary groups) */
	uid_t uid;
	gid_t gid;

	bool follow_forks;
	unsigned follow_what;   /* enum strobe_follow, with follow_forks; 0: not given, all */
	unsigned follow_depth;  /* 0: no limit */
	unsigned daemonize;     /* 0, 1 grandchild, 2 process group, 3 session */
	unsigned interruptible; /* 0: not given; else as -I: enum strobe_interruptible */
	uint64_t syscall_limit; /* 0: none */
	bool kill_on_exit;
	bool detach_on_execve;
	enum strobe_when seccomp_bpf;
	unsigned same_cpu; /* enum strobe_same_cpu_when */
	unsigned cpu;      /* for STROBE_SAME_CPU_FIXED */
	bool debug;

	struct strobe_call_set trace, abbrev, verbose, raw;
	struct strobe_number_set signals;
	struct strobe_number_set trace_fds, read_fds, write_fds;
	bool has_trace_fds;
	unsigned status;    /* enum strobe_status: those that are shown */
	const char **paths; /* -P */
	size_t path_count;
	unsigned quiet; /* enum strobe_quiet */
	bool quiet_given;

	struct strobe_tamper_rule *rules;
	size_t rule_count;

	enum strobe_output_format format;
	bool folded_time;       /* FOLDED: weighted by time, not by calls */
	const char *output;     /* NULL: stderr (TEXT) or stdout; may begin with | or ! */
	const char *flamegraph; /* file of the picture; NULL: none */
	bool flamegraph_only;   /* no trace beside it */
	bool output_append, output_separately;
	uint32_t string_limit;           /* bytes (-s) */
	unsigned align_column;           /* -a */
	enum strobe_hex strings;         /* -x */
	enum strobe_constants constants; /* -X */
	enum strobe_when color;
	unsigned decode_fds, decode_pids;
	bool kvm_vcpu, kvm_run; /* vcpu, vcpu+ */
	bool namespaces;
	bool instruction_pointer, syscall_number, arg_names, always_show_pid;
	bool stack_trace, stack_source;
	unsigned stack_frames; /* limit */
	enum strobe_clock_format clock;
	enum strobe_precision clock_precision;
	bool relative_times, syscall_times;
	enum strobe_precision relative_precision, syscall_precision;

	enum strobe_summary summary;
	bool summary_wall;
	enum strobe_column summary_sort;
	enum strobe_column summary_columns[STROBE_COLUMN_COUNT];
	size_t summary_column_count;
	bool has_overhead;
	uint64_t overhead; /* ns */

	enum strobe_tips tips;
	int tip; /* -1: random */
};

enum strobe_options_status {
	STROBE_OPTIONS_RUN,  /* go on: there is a command or a process to attach to */
	STROBE_OPTIONS_DONE, /* help or version was printed to stdout: exit with 0 */
	STROBE_OPTIONS_ERROR /* a line was printed to stderr: exit with 1 */
};

/*
 * Parses the command line into *options, which need not be initialised. The strings of argv are kept by reference and
 * must live as long as *options. Whatever the status is, strobe_options_free() gives the memory back.
 */
enum strobe_options_status strobe_options_parse(int argc, char **argv, struct strobe_options *options);
void strobe_options_free(struct strobe_options *options);

#endif
