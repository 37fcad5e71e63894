/*
 * What each option does to the options: those that say which processes are traced, beyond what strace knows.
 */
#include "cli.h"

#include <limits.h>
#include <string.h>

#include "strobe/trace.h"

bool cli_set_attach_name(struct cli *cli, const char *argument)
{
	struct strobe_options *options = cli->options;

	if (!*argument)
		return cli_invalid(cli, argument);
	options->attach_names =
		cli_grow(options->attach_names, options->attach_name_count + 1, sizeof(char *));
	options->attach_names[options->attach_name_count++] = argument;
	return true;
}

bool cli_set_children(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->attach_children = true;
}

bool cli_set_follow_what(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = { { "all", STROBE_FOLLOW_ALL },
						 { "forks", STROBE_FOLLOW_FORKS },
						 { "threads", STROBE_FOLLOW_THREADS },
						 { NULL, 0 } };
	int word = argument ? cli_find_word(words, argument, strlen(argument)) : STROBE_FOLLOW_ALL;

	if (word < 0)
		return cli_invalid(cli, argument);
	cli->options->follow_what = (unsigned)word;
	return cli_set_follow_long(cli, NULL);
}

bool cli_set_follow_depth(struct cli *cli, const char *argument)
{
	return cli_take_number(cli, argument, 1, INT_MAX, &cli->options->follow_depth);
}

bool cli_set_seccomp(struct cli *cli, const char *argument)
{
	return cli_take_when(cli, argument ? argument : "always", &cli->options->seccomp_bpf);
}

bool cli_set_same_cpu(struct cli *cli, const char *argument)
{
	static const struct cli_word words[] = { { "auto", STROBE_SAME_CPU_AUTO },
						 { "never", STROBE_SAME_CPU_NEVER },
						 { NULL, 0 } };
	int word = cli_find_word(words, argument, strlen(argument));
	uint64_t number = 0;

	if (word < 0) {
		if (!cli_parse_number(argument, 0, STROBE_CPU_MAX, &number))
			return cli_invalid(cli, argument);
		word = STROBE_SAME_CPU_FIXED;
	}
	cli->options->same_cpu = (unsigned)word;
	cli->options->cpu = (unsigned)number;
	return true;
}
