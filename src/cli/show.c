/*
 * What each option does to the options: those that say how the trace is shown, and summaries.
 */
#include "cli.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

/* strace allows strings up to this, less than what four bytes of output for each byte could overflow. */
#define STRING_LIMIT_MAX (INT_MAX / 2)

static const struct cli_word precisions[] = { { "s", STROBE_PRECISION_S },
					      { "ms", STROBE_PRECISION_MS },
					      { "us", STROBE_PRECISION_US },
					      { "ns", STROBE_PRECISION_NS },
					      { NULL, 0 } };

bool cli_set_columns(struct cli *cli, const char *argument)
{
	return cli_take_number(cli, argument, 0, INT_MAX, &cli->options->align_column);
}

bool cli_set_string_limit(struct cli *cli, const char *argument)
{
	return cli_take_number(cli, argument, 0, STRING_LIMIT_MAX, &cli->options->string_limit);
}

bool cli_set_format(struct cli *cli, const char *argument)
{
	static const struct {
		const char *name;
		enum strobe_output_format format;
		bool time;
	} formats[] = {
		{ "text", STROBE_OUTPUT_TEXT, false },
		{ "json", STROBE_OUTPUT_JSON, false },
		{ "folded", STROBE_OUTPUT_FOLDED, false },
		{ "folded:count", STROBE_OUTPUT_FOLDED, false },
		{ "folded:time", STROBE_OUTPUT_FOLDED, true },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(argument, formats[i].name))
			continue;
		cli->options->format = formats[i].format;
		cli->options->folded_time = formats[i].time;
		return cli->format_given = true;
	}
	return cli_invalid(cli, argument);
}

/* What is overwritten is a picture: the command's name may stand there by mistake. */
bool cli_set_flamegraph(struct cli *cli, const char *argument)
{
	size_t size = strlen(argument);

	if (size < 5 || strcmp(argument + size - 4, ".svg"))
		return cli_error(cli, "--flamegraph: '%s' does not end in .svg", argument);
	cli->options->flamegraph = argument;
	return true;
}

bool cli_set_output(struct cli *cli, const char *argument)
{
	cli->options->output = argument;
	return true;
}

bool cli_set_append(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->output_append = true;
}

bool cli_set_output_separately(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->output_separately = true;
}

bool cli_set_quiet(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->quiet++;
	cli->options->quiet_given = true;
	cli->options->quiet |= STROBE_QUIET_ATTACH | STROBE_QUIET_PERSONALITY;
	if (cli->quiet >= 2)
		cli->options->quiet |= STROBE_QUIET_EXIT;
	/* What a path of -P was resolved into is said even then, as strace does. */
	if (cli->quiet >= 3)
		cli->options->quiet |= STROBE_QUIET_ALL & ~STROBE_QUIET_PATH_RESOLUTION;
	return true;
}

bool cli_set_quiet_long(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = {
		{ "attach", STROBE_QUIET_ATTACH },
		{ "exit", STROBE_QUIET_EXIT },
		{ "exits", STROBE_QUIET_EXIT },
		{ "path-resolution", STROBE_QUIET_PATH_RESOLUTION },
		{ "personality", STROBE_QUIET_PERSONALITY },
		{ "thread-execve", STROBE_QUIET_THREAD_EXECVE },
		{ "superseded", STROBE_QUIET_THREAD_EXECVE },
		{ NULL, 0 },
	};

	cli->quiet_long = true;
	cli->options->quiet_given = true;
	return cli_parse_words(cli, argument ? argument : "attach,personality", words, "quiet",
			       STROBE_QUIET_ALL, &cli->options->quiet);
}

bool cli_set_hex(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->strings = ++cli->hex > 1 ? STROBE_HEX_ALL : STROBE_HEX_NON_ASCII;
	return true;
}

bool cli_set_hex_long(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = { { "none", STROBE_HEX_NONE },
						 { "non-ascii-chars", STROBE_HEX_NON_ASCII_CHARS },
						 { "non-ascii", STROBE_HEX_NON_ASCII },
						 { "all", STROBE_HEX_ALL },
						 { NULL, 0 } };
	int word = argument ? cli_find_word(words, argument, strlen(argument)) : STROBE_HEX_ALL;

	if (word < 0)
		return cli_invalid(cli, argument);
	cli->hex_long = true;
	cli->options->strings = (enum strobe_hex)word;
	return true;
}

bool cli_set_constants(struct cli *cli, const char *argument)
{
	if (!strcmp(argument, "raw"))
		cli->options->constants = STROBE_CONSTANTS_RAW;
	else if (!strcmp(argument, "abbrev"))
		cli->options->constants = STROBE_CONSTANTS_ABBREV;
	else if (!strcmp(argument, "verbose"))
		cli->options->constants = STROBE_CONSTANTS_VERBOSE;
	else
		return cli_invalid(cli, argument);
	return true;
}

bool cli_set_color(struct cli *cli, const char *argument)
{
	return cli_take_when(cli, argument, &cli->options->color);
}

bool cli_set_decode_fds(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->decode_fds = ++cli->fds > 1 ? STROBE_FDS_ALL : STROBE_FDS_PATH;
	return true;
}

bool cli_set_decode_fds_long(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = {
		{ "path", STROBE_FDS_PATH },
		{ "socket", STROBE_FDS_SOCKET },
		{ "dev", STROBE_FDS_DEV },
		{ "eventfd", STROBE_FDS_EVENTFD },
		{ "pidfd", STROBE_FDS_PIDFD },
		{ "signalfd", STROBE_FDS_SIGNALFD },
		{ NULL, 0 },
	};

	cli->fds_long = true;
	return cli_parse_words(cli, argument ? argument : "path", words, "decode-fds", STROBE_FDS_ALL,
			       &cli->options->decode_fds);
}

bool cli_set_decode_pids(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = { { "comm", STROBE_PIDS_COMM },
						 { "pidns", STROBE_PIDS_PIDNS },
						 { NULL, 0 } };

	return cli_parse_words(cli, argument, words, "decode-pids", STROBE_PIDS_ALL,
			       &cli->options->decode_pids);
}

bool cli_set_pid_names(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->decode_pids |= STROBE_PIDS_COMM;
	return true;
}

bool cli_set_pidns(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->decode_pids |= STROBE_PIDS_PIDNS;
	return true;
}

bool cli_set_kvm(struct cli *cli, const char *argument)
{
	if (strcmp(argument, "vcpu") && strcmp(argument, "vcpu+"))
		return cli_error(cli, "invalid -e kvm= argument: '%s'", argument);
	cli->options->kvm_vcpu = true;
	cli->options->kvm_run = argument[4];
	return true;
}

bool cli_set_namespace(struct cli *cli, const char *argument)
{
	if (argument && strcmp(argument, "new"))
		return cli_error(cli, "invalid -e namespace= argument: '%s'", argument);
	return cli->options->namespaces = true;
}

bool cli_set_instruction_pointer(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->instruction_pointer = true;
}

bool cli_set_syscall_number(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->syscall_number = true;
}

bool cli_set_arg_names(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->arg_names = true;
}

bool cli_set_always_show_pid(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->always_show_pid = true;
}

bool cli_set_stack(struct cli *cli, const char *argument)
{
	if (argument && strcmp(argument, "symbol") && strcmp(argument, "source"))
		return cli_invalid(cli, argument);
	cli->options->stack_trace = true;
	if (++cli->stack > 1 || (argument && !strcmp(argument, "source")))
		cli->options->stack_source = true;
	return true;
}

bool cli_set_stack_frames(struct cli *cli, const char *argument)
{
	cli->frames_given = true;
	return cli_take_number(cli, argument, 1, INT_MAX, &cli->options->stack_frames);
}

bool cli_set_secontext(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli_error(
		cli,
		"SELinux context printing (--secontext option) is not supported by this build of strobe");
}

bool cli_set_clock(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->times++;
	cli->options->clock = cli->times > 2 ? STROBE_CLOCK_UNIX : STROBE_CLOCK_TIME;
	cli->options->clock_precision = cli->times > 1 ? STROBE_PRECISION_US : STROBE_PRECISION_S;
	return true;
}

/* [[format:]FORMAT][,[precision:]PRECISION], in any order; what is not said stays as it was. */
bool cli_set_clock_long(struct cli *cli, const char *argument)
{
	static const struct cli_word formats[] = { { "none", STROBE_CLOCK_NONE },
						   { "time", STROBE_CLOCK_TIME },
						   { "unix", STROBE_CLOCK_UNIX },
						   { NULL, 0 } };
	const char *rest = argument ? argument : "";
	size_t size;

	if (!cli->times_long)
		cli->options->clock = STROBE_CLOCK_TIME;
	cli->times_long = true;
	for (; *(rest += strspn(rest, ",")); rest += size) {
		size_t format = strncasecmp(rest, "format:", 7) ? 0 : 7;
		size_t precision = strncasecmp(rest, "precision:", 10) ? 0 : 10;
		int word = -1;

		size = strcspn(rest, ",");
		if (!precision)
			word = cli_find_word(formats, rest + format, size - format);
		if (word >= 0) {
			cli->options->clock = (enum strobe_clock_format)word;
			continue;
		}
		if (!format)
			word = cli_find_word(precisions, rest + precision, size - precision);
		if (word < 0)
			return cli_invalid(cli, argument);
		cli->options->clock_precision = (enum strobe_precision)word;
	}
	return true;
}

static bool set_precision(struct cli *cli, const char *argument, bool *flag, enum strobe_precision *precision)
{
	int word = argument ? cli_find_word(precisions, argument, strlen(argument)) : STROBE_PRECISION_US;

	if (word < 0)
		return cli_invalid(cli, argument);
	*flag = true;
	*precision = (enum strobe_precision)word;
	return true;
}

bool cli_set_relative(struct cli *cli, const char *argument)
{
	return set_precision(cli, argument, &cli->options->relative_times, &cli->options->relative_precision);
}

bool cli_set_syscall_times(struct cli *cli, const char *argument)
{
	return set_precision(cli, argument, &cli->options->syscall_times, &cli->options->syscall_precision);
}
