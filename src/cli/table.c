/*
 * The option table. Everything strobe's command line knows is a row here: parsing, the qualifiers of -e, the help, and
 * whether strobe does it yet.
 *
 * The order is that of the long options in getopt_long's list of what an ambiguous abbreviation could mean.
 */
#include "cli.h"

#include <string.h>

const struct cli_option cli_options[] = {
	{ "columns", 'a', CLI_REQUIRED, CLI_OUTPUT, true, cli_set_columns, "COLUMN",
	  "align results at COLUMN (default 40)" },
	{ "output-append-mode", 'A', CLI_NONE, CLI_OUTPUT, true, cli_set_append, NULL,
	  "add to the file of -o, keep what is in it" },
	{ "arg-names", 'N', CLI_NONE, CLI_OUTPUT, true, cli_set_arg_names, NULL,
	  "show the names of arguments" },
	{ "detach-on", 'b', CLI_REQUIRED, CLI_TRACING, true, cli_set_detach_on, "execve",
	  "detach from a process that calls execve" },
	{ "summary-only", 'c', CLI_NONE, CLI_STATISTICS, true, cli_set_summary_only, NULL,
	  "count time, calls and errors of each call, and show nothing else" },
	{ "summary", 'C', CLI_NONE, CLI_STATISTICS, true, cli_set_summary, NULL,
	  "as -c, but show the trace too" },
	{ "debug", 'd', CLI_NONE, CLI_MISCELLANEOUS, true, cli_set_debug, NULL,
	  "show on stderr what the tracer does" },
	{ NULL, 'D', CLI_NONE, CLI_TRACING, true, cli_set_daemonize, NULL,
	  "run the tracer as a grandchild; -DD: in its own process group;\n-DDD: in its own session" },
	{ "daemonize", 0, CLI_OPTIONAL, CLI_TRACING, true, cli_set_daemonize_long, "HOW",
	  "the same; HOW is grandchild, pgroup or session" },
	{ "daemonised", 0, CLI_OPTIONAL, CLI_TRACING, true, cli_set_daemonize_long, "HOW", NULL },
	{ "daemonized", 0, CLI_OPTIONAL, CLI_TRACING, true, cli_set_daemonize_long, "HOW", NULL },
	{ NULL, 'e', CLI_REQUIRED, CLI_FILTERING, true, cli_set_expression, "EXPR",
	  "QUALIFIER=[!]all or QUALIFIER=[!]VALUE[,VALUE]...: the same as the long\n"
	  "option of the qualifier's name; without QUALIFIER=: trace" },
	{ "env", 'E', CLI_REQUIRED, CLI_STARTUP, true, cli_set_env, "VAR[=VALUE]",
	  "set or remove VAR in the command's environment" },
	{ NULL, 'f', CLI_NONE, CLI_TRACING, true, cli_set_follow, NULL,
	  "trace also what traced processes create; -ff: and with -o write a file for each" },
	{ "follow-forks", 0, CLI_NONE, CLI_TRACING, true, cli_set_follow_long, NULL,
	  "trace also what traced processes create" },
	{ "follow", 0, CLI_OPTIONAL, CLI_TRACING, true, cli_set_follow_what, "WHAT",
	  "trace also new threads, forks (processes), or all (default)" },
	{ "follow-depth", 0, CLI_REQUIRED, CLI_TRACING, true, cli_set_follow_depth, "DEPTH",
	  "with -f: children of the first DEPTH generations only" },
	{ NULL, 'F', CLI_NONE, CLI_TRACING, true, cli_set_deprecated_follow, NULL, NULL },
	{ "flamegraph", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_flamegraph, "FILE.svg",
	  "draw which code makes which calls; no trace beside it without -o or --format" },
	{ "format", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_format, "FORMAT",
	  "text (the default), or to stdout without -o: json, an object a line;\n"
	  "folded or folded:time, stacks with how many calls they made, or their time" },
	{ "help", 'h', CLI_NONE, CLI_MISCELLANEOUS, true, cli_set_help, NULL, "show this" },
	{ "instruction-pointer", 'i', CLI_NONE, CLI_OUTPUT, true, cli_set_instruction_pointer, NULL,
	  "show the instruction pointer at each call" },
	{ "interruptible", 'I', CLI_REQUIRED, CLI_TRACING, true, cli_set_interruptible, "WHEN",
	  "when signals end strobe: 1 (anywhere), 2 (waiting), 3 (never), 4 (never_tstp)" },
	{ "stack-trace", 'k', CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_stack, "HOW",
	  "show the stack after each call; HOW is symbol or source" },
	{ "stack-traces", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_stack, "HOW", NULL },
	{ "stack-trace-frame-limit", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_stack_frames, "LIMIT",
	  "show at most LIMIT frames of a stack (default 256)" },
	{ "syscall-limit", 0, CLI_REQUIRED, CLI_STOP, true, cli_set_syscall_limit, "LIMIT",
	  "detach from everything after LIMIT calls" },
	{ "kill-on-exit", 0, CLI_NONE, CLI_TRACING, true, cli_set_kill_on_exit, NULL,
	  "what is traced dies with the tracer" },
	{ "syscall-number", 'n', CLI_NONE, CLI_OUTPUT, true, cli_set_syscall_number, NULL,
	  "show the number of each call" },
	{ "output-separately", 0, CLI_NONE, CLI_OUTPUT, true, cli_set_output_separately, NULL,
	  "with -o: write a file for each task, FILE.PID" },
	{ "output", 'o', CLI_REQUIRED, CLI_OUTPUT, true, cli_set_output, "FILE",
	  "write the trace to FILE instead of stderr" },
	{ "summary-syscall-overhead", 'O', CLI_REQUIRED, CLI_STATISTICS, true, cli_set_overhead, "TIME",
	  "what tracing a call costs; a number with s, ms, us or ns (default us)" },
	{ "attach", 'p', CLI_REQUIRED, CLI_STARTUP, true, cli_set_attach, "PID",
	  "trace the process PID; may be given several times, or as a list" },
	{ "attach-name", 0, CLI_REQUIRED, CLI_STARTUP, true, cli_set_attach_name, "PATTERN",
	  "trace every process whose name, or whose program's, matches PATTERN (glob)" },
	{ "children", 0, CLI_NONE, CLI_STARTUP, true, cli_set_children, NULL,
	  "with -p or --attach-name: and all that descend from these" },
	{ "trace-path", 'P', CLI_REQUIRED, CLI_FILTERING, true, cli_set_trace_path, "PATH",
	  "show only calls that access PATH; may be given several times" },
	{ NULL, 'q', CLI_NONE, CLI_OUTPUT, true, cli_set_quiet, NULL,
	  "no messages about attaching and personalities; -qq: none about exits;\n-qqq: none at all" },
	{ "relative-timestamps", 'r', CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_relative, "PRECISION",
	  "show the time since the call before; PRECISION is s, ms, us (default) or ns" },
	{ "string-limit", 's', CLI_REQUIRED, CLI_OUTPUT, true, cli_set_string_limit, "SIZE",
	  "show at most SIZE bytes of strings, elements of lists (default 32)" },
	{ "summary-sort-by", 'S', CLI_REQUIRED, CLI_STATISTICS, true, cli_set_sort, "COLUMN",
	  "sort the summary by COLUMN, or nothing (default time)" },
	{ "absolute-timestamps", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_clock_long, "FORMAT,PRECISION",
	  "FORMAT is none, time (default) or unix; PRECISION is s (default), ms, us or ns" },
	{ "timestamps", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_clock_long, "FORMAT,PRECISION", NULL },
	{ NULL, 't', CLI_NONE, CLI_OUTPUT, true, cli_set_clock, NULL,
	  "show the time of day; -tt: with microseconds; -ttt: as seconds since 1970" },
	{ "syscall-times", 'T', CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_syscall_times, "PRECISION",
	  "show the time spent in each call" },
	{ "user", 'u', CLI_REQUIRED, CLI_STARTUP, true, cli_set_user, "USER",
	  "run the command as USER, a name or UID:GID" },
	{ "summary-columns", 'U', CLI_REQUIRED, CLI_STATISTICS, true, cli_set_summary_columns, "COLUMNS",
	  "the columns of the summary" },
	{ "no-abbrev", 'v', CLI_NONE, CLI_OUTPUT, true, cli_set_no_abbrev, NULL,
	  "show structures and lists whole" },
	{ "version", 'V', CLI_NONE, CLI_MISCELLANEOUS, true, cli_set_version, NULL,
	  "show the version and what this build can do" },
	{ "summary-wall-clock", 'w', CLI_NONE, CLI_STATISTICS, true, cli_set_wall_clock, NULL,
	  "sum up the time between beginning and end of calls, not the system time" },
	{ NULL, 'x', CLI_NONE, CLI_OUTPUT, true, cli_set_hex, NULL,
	  "show strings that are not ASCII in hexadecimal; -xx: all strings" },
	{ "strings-in-hex", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_hex_long, "WHICH",
	  "WHICH is none, non-ascii-chars, non-ascii or all (default)" },
	{ "const-print-style", 'X', CLI_REQUIRED, CLI_OUTPUT, true, cli_set_constants, "STYLE",
	  "show named constants raw, abbrev (the name, default) or verbose (both)" },
	{ NULL, 'y', CLI_NONE, CLI_OUTPUT, true, cli_set_decode_fds, NULL,
	  "show the paths of descriptors; -yy: all that is known of them" },
	{ "pidns-translation", 0, CLI_NONE, CLI_OUTPUT, true, cli_set_pidns, NULL,
	  "show process ids in strobe's namespace, too" },
	{ NULL, 'Y', CLI_NONE, CLI_OUTPUT, true, cli_set_pid_names, NULL,
	  "show the names of process ids" },
	{ "successful-only", 'z', CLI_NONE, CLI_FILTERING, true, cli_set_successful_only, NULL,
	  "show only calls that succeeded" },
	{ "failed-only", 'Z', CLI_NONE, CLI_FILTERING, true, cli_set_failed_only, NULL,
	  "show only calls that failed" },
	{ "failing-only", 0, CLI_NONE, CLI_FILTERING, true, cli_set_failed_only, NULL, NULL },
	{ "argv0", 0, CLI_REQUIRED, CLI_STARTUP, true, cli_set_argv0, "NAME",
	  "give the command NAME as its argv[0]" },
	{ "always-show-pid", 0, CLI_NONE, CLI_OUTPUT, true, cli_set_always_show_pid, NULL,
	  "show the process id also of a single process" },
	{ "color", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_color, "WHEN",
	  "colour the trace: auto (on a terminal, default), always or never" },
	{ "seccomp-bpf", 0, CLI_OPTIONAL, CLI_TRACING, true, cli_set_seccomp, "WHEN",
	  "let the kernel leave out calls that are not traced: auto (where that is safe),\n"
	  "always (the default of WHEN) or never" },
	{ "same-cpu", 0, CLI_REQUIRED, CLI_TRACING, true, cli_set_same_cpu, "WHEN",
	  "keep strobe and what it traces on one CPU: auto (while one task at a time is\n"
	  "active), never, or always on the CPU of that number" },
	{ "tips", 0, CLI_OPTIONAL, CLI_MISCELLANEOUS, true, cli_set_tips, "[id:]ID,[format:]FORMAT",
	  "show a tip at the end; ID is a number or random (default),\n"
	  "FORMAT is none, compact (default) or full" },
	{ "trace", 0, CLI_REQUIRED, CLI_FILTERING, true, cli_set_trace, "SET",
	  "trace only the calls in SET: [!][?]{CALL|NUMBER|%CLASS|/REGEX|all}[@64|@32|@x32],...\n"
	  "or none; ? means that it need not exist" },
	{ "abbrev", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_abbrev, "SET",
	  "abbreviate structures of the calls in SET (default all)" },
	{ "verbose", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_verbose, "SET",
	  "follow pointers to structures in the calls in SET (default all)" },
	{ "raw", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_raw, "SET",
	  "show the calls in SET with plain numbers as arguments" },
	{ "signals", 0, CLI_REQUIRED, CLI_FILTERING, true, cli_set_signal, "SET",
	  "show only the signals in SET" },
	{ "status", 0, CLI_REQUIRED, CLI_FILTERING, true, cli_set_status, "SET",
	  "show only calls that end so: successful, failed, unfinished, unavailable, detached" },
	{ "read", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_read, "SET",
	  "dump all data read from the descriptors in SET" },
	{ "write", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_write, "SET",
	  "dump all data written to the descriptors in SET" },
	{ "fault", 0, CLI_REQUIRED, CLI_TAMPERING, true, cli_set_fault, "SET[:error=ERRNO][:when=WHEN]",
	  "let the calls in SET fail (default ENOSYS)" },
	{ "inject", 0, CLI_REQUIRED, CLI_TAMPERING, true, cli_set_inject, "SET:ACTION[:ACTION]...[:when=WHEN]",
	  "ACTION is error=ERRNO, retval=VALUE, signal=SIGNAL, syscall=CALL, delay_enter=TIME,\n"
	  "delay_exit=TIME, poke_enter=@argN=HEX,... or poke_exit=@argN=HEX,...;\n"
	  "WHEN is FIRST[..LAST][+[STEP]]" },
	{ "kvm", 0, CLI_REQUIRED, CLI_OUTPUT, false, cli_set_kvm, "vcpu[+]",
	  "show why virtual CPUs exit" },
	{ "quiet", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_quiet_long, "SET",
	  "no messages of these kinds: attach, exit, path-resolution, personality, thread-execve" },
	{ "silent", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_quiet_long, "SET", NULL },
	{ "silence", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_quiet_long, "SET", NULL },
	{ "namespace", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_namespace, "new",
	  "show the namespaces that tracees enter" },
	{ "decode-fds", 0, CLI_OPTIONAL, CLI_OUTPUT, true, cli_set_decode_fds_long, "SET",
	  "what to show of descriptors: path, socket, dev, eventfd, pidfd, signalfd" },
	{ "decode-pids", 0, CLI_REQUIRED, CLI_OUTPUT, true, cli_set_decode_pids, "SET",
	  "what to show of process ids: comm, pidns" },
	{ "trace-fds", 0, CLI_REQUIRED, CLI_FILTERING, true, cli_set_trace_fds, "SET",
	  "show only calls on the descriptors in SET" },
	{ "secontext", 0, CLI_OPTIONAL, CLI_OUTPUT, false, cli_set_secontext, "SET", NULL },
};

const size_t cli_option_count = sizeof(cli_options) / sizeof(cli_options[0]);

/* The names that -e takes, and the long options they stand for. */
static const char *const qualifiers[][2] = {
	{ "trace", "trace" },	    { "t", "trace" },		{ "trace-fds", "trace-fds" },
	{ "trace-fd", "trace-fds" }, { "fds", "trace-fds" },	{ "fd", "trace-fds" },
	{ "abbrev", "abbrev" },	    { "a", "abbrev" },		{ "verbose", "verbose" },
	{ "v", "verbose" },	    { "raw", "raw" },		{ "x", "raw" },
	{ "signal", "signals" },    { "signals", "signals" },	{ "s", "signals" },
	{ "read", "read" },	    { "reads", "read" },	{ "r", "read" },
	{ "write", "write" },	    { "writes", "write" },	{ "w", "write" },
	{ "fault", "fault" },	    { "inject", "inject" },	{ "status", "status" },
	{ "quiet", "quiet" },	    { "silent", "quiet" },	{ "silence", "quiet" },
	{ "q", "quiet" },	    { "kvm", "kvm" },		{ "namespace", "namespace" },
	{ "decode-fds", "decode-fds" }, { "decode-fd", "decode-fds" }, { "decode-pids", "decode-pids" },
	{ "decode-pid", "decode-pids" },
};

bool cli_option_is_own(const struct cli_option *option)
{
	static const char *const names[] = { "attach-name", "children", "follow", "follow-depth", "format" };

	for (size_t i = 0; option->name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(option->name, names[i]))
			return true;
	return false;
}

const struct cli_option *cli_option_named(const char *name)
{
	for (size_t i = 0; i < cli_option_count; i++)
		if (cli_options[i].name && !strcmp(cli_options[i].name, name))
			return &cli_options[i];
	return NULL;
}

const struct cli_option *cli_option_lettered(int letter)
{
	for (size_t i = 0; i < cli_option_count; i++)
		if (cli_options[i].letter && cli_options[i].letter == letter)
			return &cli_options[i];
	return NULL;
}

const struct cli_option *cli_qualifier(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
		if (strlen(qualifiers[i][0]) == size && !memcmp(qualifiers[i][0], name, size))
			return cli_option_named(qualifiers[i][1]);
	return NULL;
}
