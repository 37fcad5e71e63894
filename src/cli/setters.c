/*
 * What each option does to the options: those that select and that start.
 */
#include "cli.h"

#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

bool cli_set_expression(struct cli *cli, const char *argument)
{
	const char *equals = strchr(argument, '=');
	const struct cli_option *option = NULL;
	char shown[32];
	bool good;

	if (equals)
		option = cli_qualifier(argument, (size_t)(equals - argument));
	if (!option)
		return cli_set_trace(cli, argument);
	memcpy(shown, "-e ", 3);
	memcpy(shown + 3, argument, (size_t)(equals - argument));
	shown[3 + (equals - argument)] = 0;
	cli->shown = shown;
	good = option->apply(cli, equals + 1);
	if (good && !option->supported && !cli->accept_unsupported)
		good = cli_error(cli, "%s: not supported yet", shown);
	cli->shown = "-e";
	return good;
}

bool cli_set_trace(struct cli *cli, const char *argument)
{
	if (!cli_parse_calls(cli, argument, &cli->options->trace))
		return false;
	cli_add_unknown_calls(&cli->options->trace);
	return true;
}

bool cli_set_abbrev(struct cli *cli, const char *argument)
{
	return cli_parse_calls(cli, argument, &cli->options->abbrev);
}

bool cli_set_no_abbrev(struct cli *cli, const char *argument)
{
	(void)argument;
	cli_fill_calls(&cli->options->abbrev, false);
	return true;
}

bool cli_set_verbose(struct cli *cli, const char *argument)
{
	return cli_parse_calls(cli, argument, &cli->options->verbose);
}

bool cli_set_raw(struct cli *cli, const char *argument)
{
	return cli_parse_calls(cli, argument, &cli->options->raw);
}

bool cli_set_signal(struct cli *cli, const char *argument)
{
	return cli_parse_signals(cli, argument, &cli->options->signals);
}

bool cli_set_read(struct cli *cli, const char *argument)
{
	return cli_parse_descriptors(cli, argument, &cli->options->read_fds);
}

bool cli_set_write(struct cli *cli, const char *argument)
{
	return cli_parse_descriptors(cli, argument, &cli->options->write_fds);
}

bool cli_set_trace_fds(struct cli *cli, const char *argument)
{
	cli->options->has_trace_fds = true;
	return cli_parse_descriptors(cli, argument, &cli->options->trace_fds);
}

bool cli_set_trace_path(struct cli *cli, const char *argument)
{
	struct strobe_options *options = cli->options;

	options->paths = cli_grow(options->paths, options->path_count + 1, sizeof(char *));
	options->paths[options->path_count++] = argument;
	return true;
}

bool cli_set_status(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = {
		{ "successful", STROBE_STATUS_SUCCESSFUL }, { "failed", STROBE_STATUS_FAILED },
		{ "unfinished", STROBE_STATUS_UNFINISHED }, { "unavailable", STROBE_STATUS_UNAVAILABLE },
		{ "detached", STROBE_STATUS_DETACHED },     { NULL, 0 },
	};

	return cli_parse_words(cli, argument, words, "status", STROBE_STATUS_ALL, &cli->options->status);
}

bool cli_set_successful_only(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->verdicts++;
	cli->options->status = STROBE_STATUS_SUCCESSFUL;
	return true;
}

bool cli_set_failed_only(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->verdicts++;
	cli->options->status = STROBE_STATUS_FAILED;
	return true;
}

bool cli_set_fault(struct cli *cli, const char *argument)
{
	return cli_parse_rule(cli, argument, true);
}

bool cli_set_inject(struct cli *cli, const char *argument)
{
	return cli_parse_rule(cli, argument, false);
}

bool cli_set_env(struct cli *cli, const char *argument)
{
	struct strobe_options *options = cli->options;

	options->environment = cli_grow(options->environment, options->environment_count + 1, sizeof(char *));
	options->environment[options->environment_count++] = argument;
	return true;
}

bool cli_set_attach(struct cli *cli, const char *argument)
{
	static const char blanks[] = ", \t\n";
	struct strobe_options *options = cli->options;
	size_t size;

	for (; *(argument += strspn(argument, blanks)); argument += size) {
		char digits[16];
		uint64_t pid = 0;

		size = strcspn(argument, blanks);
		if (size < sizeof(digits)) {
			memcpy(digits, argument, size);
			digits[size] = 0;
		}
		if (size >= sizeof(digits) || !cli_parse_number(digits, 1, INT_MAX, &pid))
			return cli_error(cli, "Invalid process id: '%.*s'", (int)size, argument);
		options->attach = cli_grow(options->attach, options->attach_count + 1, sizeof(pid_t));
		options->attach[options->attach_count++] = (pid_t)pid;
	}
	return true;
}

/* Whom the command runs as is looked up when the whole line is known to be good: cli_check(). */
bool cli_set_user(struct cli *cli, const char *argument)
{
	cli->options->has_user = true;
	cli->options->user = argument;
	return true;
}

bool cli_set_argv0(struct cli *cli, const char *argument)
{
	cli->options->argv0 = argument;
	return true;
}

bool cli_set_detach_on(struct cli *cli, const char *argument)
{
	if (strcmp(argument, "execve"))
		return cli_error(cli, "Syscall '%s' for -b isn't supported", argument);
	cli->options->detach_on_execve = true;
	return true;
}

bool cli_set_daemonize(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->daemonize = ++cli->daemonize;
	return true;
}

bool cli_set_daemonize_long(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = {
		{ "grandchild", 1 }, { "pgroup", 2 }, { "pgrp", 2 }, { "session", 3 }, { NULL, 0 }
	};
	int word = argument ? cli_find_word(words, argument, strlen(argument)) : 1;

	if (word < 0)
		return cli_invalid(cli, argument);
	cli->daemonize_long = true;
	cli->options->daemonize = (unsigned)word;
	return true;
}

bool cli_set_follow(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->follow_forks = true;
	if (++cli->follow > 1)
		cli->options->output_separately = true;
	return true;
}

bool cli_set_follow_long(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options->follow_forks = true;
	if (!cli->follow)
		cli->follow = 1;
	return true;
}

bool cli_set_deprecated_follow(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->deprecated_follow++;
	return true;
}

bool cli_set_interruptible(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = {
		{ "anywhere", 1 }, { "waiting", 2 }, { "never", 3 }, { "never_tstp", 4 }, { NULL, 0 }
	};
	int word = cli_find_word(words, argument, strlen(argument));
	uint64_t number;

	if (word < 0) {
		if (!cli_parse_number(argument, 1, 4, &number))
			return cli_invalid(cli, argument);
		word = (int)number;
	}
	cli->options->interruptible = (unsigned)word;
	return true;
}

bool cli_set_syscall_limit(struct cli *cli, const char *argument)
{
	return cli_parse_number(argument, 1, INT64_MAX, &cli->options->syscall_limit) ||
	       cli_invalid(cli, argument);
}

bool cli_set_kill_on_exit(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->kill_on_exit = true;
}

bool cli_set_debug(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->debug = true;
}

bool cli_set_help(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->help++;
	return true;
}

bool cli_set_version(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->versions++;
	return true;
}
