/*
 * The command line's own contracts: what the parts of src/cli share. Others use strobe/options.h alone.
 */
#ifndef STROBE_CLI_H
#define STROBE_CLI_H

#include <stdarg.h>

#include "strobe/options.h"

/* Where the parsing stands. */
struct cli {
	struct strobe_options *options;
	const char *shown; /* the option at hand, as it was written: "-s", "--string-limit", "-e signal" */
	bool accept_unsupported; /* for tests: options that are not supported yet are parsed all the same */
	/* How often the short options were given that add up, and whether their long twins were. */
	unsigned daemonize, quiet, times, hex, fds, stack, verdicts, follow, deprecated_follow, versions,
		help;
	bool daemonize_long, quiet_long, times_long, hex_long, fds_long;
	bool sort_given, columns_given, frames_given, format_given;
};

enum cli_argument { CLI_NONE, CLI_REQUIRED, CLI_OPTIONAL };

enum cli_section {
	CLI_STARTUP,
	CLI_TRACING,
	CLI_FILTERING,
	CLI_OUTPUT,
	CLI_STATISTICS,
	CLI_STOP,
	CLI_TAMPERING,
	CLI_MISCELLANEOUS,
	CLI_SECTION_COUNT
};

/* One option. Its value is set by apply(), which returns false after having printed what is wrong with the argument. */
struct cli_option {
	const char *name; /* long, NULL: none */
	char letter;      /* short, 0: none */
	uint8_t argument; /* enum cli_argument, of the long form */
	uint8_t section;  /* enum cli_section, of the help */
	bool supported;   /* strobe does it; else it is refused */
	bool (*apply)(struct cli *cli, const char *argument);
	const char *value; /* the argument's name in the help */
	const char *help;  /* lines; NULL: another name of the option before */
};

extern const struct cli_option cli_options[];
extern const size_t cli_option_count;

/* Whether strace has no such option: it has no abbreviations. */
bool cli_option_is_own(const struct cli_option *option);
/* The option of that long name; NULL when there is none. */
const struct cli_option *cli_option_named(const char *name);
/* The option of that letter; NULL when there is none. */
const struct cli_option *cli_option_lettered(int letter);
/* The option that a qualifier of -e stands for ("t" and "trace": --trace); NULL when it is none. size: its bytes. */
const struct cli_option *cli_qualifier(const char *name, size_t size);

/* Whether the command line can be run; false after a message. */
bool cli_check(struct cli *cli);

enum strobe_options_status cli_parse(struct cli *cli, int argc, char **argv);

/* "PROGRAM: text" and a newline on stderr. Return false, so that callers can return it. */
bool cli_error(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same text, but parsing goes on. */
void cli_warn(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "invalid -s argument: 'x'". */
bool cli_invalid(const struct cli *cli, const char *argument);
/* Ends the process when the memory is exhausted; as realloc, for count things of that size. */
void *cli_grow(void *old, size_t count, size_t size);

void cli_print_help(const char *program);
void cli_print_version(const char *program);

/* Sets. Each is false after a message. */
bool cli_parse_calls(const struct cli *cli, const char *text, struct strobe_call_set *set);
void cli_fill_calls(struct strobe_call_set *set, bool full);
/* Unknown calls are never left out of a trace. */
void cli_add_unknown_calls(struct strobe_call_set *set);
bool cli_parse_signals(const struct cli *cli, const char *text, struct strobe_number_set *set);
bool cli_parse_descriptors(const struct cli *cli, const char *text, struct strobe_number_set *set);
/* A signal by name or number, -1 when it is none. */
int cli_signal(const char *text, size_t size, int least, int most);

/* A word and the bits that it stands for. A list of them ends with a NULL word. */
struct cli_word {
	const char *word;
	unsigned bits;
};
/* A set of words: "a,b", "!a", "all", "none"; what names it in messages ("status"). */
bool cli_parse_words(const struct cli *cli, const char *text, const struct cli_word *words, const char *what,
		     unsigned all, unsigned *bits);
/* One word, case ignored; -1 when it is none of them. */
int cli_find_word(const struct cli_word *words, const char *text, size_t size);
/* An option's argument that is auto, always or never. False after a message. */
bool cli_take_when(const struct cli *cli, const char *argument, enum strobe_when *when);

/* Numbers: the whole text is a decimal number from least to most. */
bool cli_parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number);
/* An option's argument that is such a number. False after a message. */
bool cli_take_number(const struct cli *cli, const char *argument, uint64_t least, unsigned most,
		     unsigned *number);
/* A time with a unit (s, ms, us, ns; none: us) in ns, at most INT64_MAX. */
bool cli_parse_time(const char *text, size_t size, uint64_t *nanoseconds);

bool cli_parse_rule(const struct cli *cli, const char *text, bool fault);

/* The setters that the option table names. */
bool cli_set_abbrev(struct cli *cli, const char *argument);
bool cli_set_always_show_pid(struct cli *cli, const char *argument);
bool cli_set_append(struct cli *cli, const char *argument);
bool cli_set_arg_names(struct cli *cli, const char *argument);
bool cli_set_argv0(struct cli *cli, const char *argument);
bool cli_set_attach(struct cli *cli, const char *argument);
bool cli_set_attach_name(struct cli *cli, const char *argument);
bool cli_set_children(struct cli *cli, const char *argument);
bool cli_set_clock(struct cli *cli, const char *argument);
bool cli_set_clock_long(struct cli *cli, const char *argument);
bool cli_set_color(struct cli *cli, const char *argument);
bool cli_set_columns(struct cli *cli, const char *argument);
bool cli_set_constants(struct cli *cli, const char *argument);
bool cli_set_daemonize(struct cli *cli, const char *argument);
bool cli_set_daemonize_long(struct cli *cli, const char *argument);
bool cli_set_debug(struct cli *cli, const char *argument);
bool cli_set_decode_fds(struct cli *cli, const char *argument);
bool cli_set_decode_fds_long(struct cli *cli, const char *argument);
bool cli_set_decode_pids(struct cli *cli, const char *argument);
bool cli_set_deprecated_follow(struct cli *cli, const char *argument);
bool cli_set_detach_on(struct cli *cli, const char *argument);
bool cli_set_env(struct cli *cli, const char *argument);
bool cli_set_expression(struct cli *cli, const char *argument);
bool cli_set_failed_only(struct cli *cli, const char *argument);
bool cli_set_fault(struct cli *cli, const char *argument);
bool cli_set_follow(struct cli *cli, const char *argument);
bool cli_set_follow_depth(struct cli *cli, const char *argument);
bool cli_set_follow_what(struct cli *cli, const char *argument);
bool cli_set_follow_long(struct cli *cli, const char *argument);
bool cli_set_format(struct cli *cli, const char *argument);
bool cli_set_flamegraph(struct cli *cli, const char *argument);
bool cli_set_help(struct cli *cli, const char *argument);
bool cli_set_hex(struct cli *cli, const char *argument);
bool cli_set_hex_long(struct cli *cli, const char *argument);
bool cli_set_inject(struct cli *cli, const char *argument);
bool cli_set_instruction_pointer(struct cli *cli, const char *argument);
bool cli_set_interruptible(struct cli *cli, const char *argument);
bool cli_set_kill_on_exit(struct cli *cli, const char *argument);
bool cli_set_kvm(struct cli *cli, const char *argument);
bool cli_set_namespace(struct cli *cli, const char *argument);
bool cli_set_no_abbrev(struct cli *cli, const char *argument);
bool cli_set_output(struct cli *cli, const char *argument);
bool cli_set_output_separately(struct cli *cli, const char *argument);
bool cli_set_overhead(struct cli *cli, const char *argument);
bool cli_set_pid_names(struct cli *cli, const char *argument);
bool cli_set_pidns(struct cli *cli, const char *argument);
bool cli_set_quiet(struct cli *cli, const char *argument);
bool cli_set_quiet_long(struct cli *cli, const char *argument);
bool cli_set_raw(struct cli *cli, const char *argument);
bool cli_set_read(struct cli *cli, const char *argument);
bool cli_set_relative(struct cli *cli, const char *argument);
bool cli_set_seccomp(struct cli *cli, const char *argument);
bool cli_set_same_cpu(struct cli *cli, const char *argument);
bool cli_set_secontext(struct cli *cli, const char *argument);
bool cli_set_signal(struct cli *cli, const char *argument);
bool cli_set_sort(struct cli *cli, const char *argument);
bool cli_set_stack(struct cli *cli, const char *argument);
bool cli_set_stack_frames(struct cli *cli, const char *argument);
bool cli_set_status(struct cli *cli, const char *argument);
bool cli_set_string_limit(struct cli *cli, const char *argument);
bool cli_set_successful_only(struct cli *cli, const char *argument);
bool cli_set_summary(struct cli *cli, const char *argument);
bool cli_set_summary_columns(struct cli *cli, const char *argument);
bool cli_set_summary_only(struct cli *cli, const char *argument);
bool cli_set_syscall_limit(struct cli *cli, const char *argument);
bool cli_set_syscall_number(struct cli *cli, const char *argument);
bool cli_set_syscall_times(struct cli *cli, const char *argument);
bool cli_set_tips(struct cli *cli, const char *argument);
bool cli_set_trace(struct cli *cli, const char *argument);
bool cli_set_trace_fds(struct cli *cli, const char *argument);
bool cli_set_trace_path(struct cli *cli, const char *argument);
bool cli_set_user(struct cli *cli, const char *argument);
bool cli_set_verbose(struct cli *cli, const char *argument);
bool cli_set_version(struct cli *cli, const char *argument);
bool cli_set_wall_clock(struct cli *cli, const char *argument);
bool cli_set_write(struct cli *cli, const char *argument);

#endif
