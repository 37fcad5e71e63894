/*
 * strobe_options_parse(): defaults, getopt_long over the option table, and what must hold between options.
 */
#include "cli.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/tips.h"
#include "strobe/trace.h"

/* getopt_long's values for long options: past all characters. */
#define LONG_BASE 256
#define MAX_OPTIONS 128

static void set_defaults(struct strobe_options *options, const char *program)
{
	static const enum strobe_column columns[] = { STROBE_COLUMN_TIME_PERCENT, STROBE_COLUMN_TIME_TOTAL,
						      STROBE_COLUMN_TIME_AVG,     STROBE_COLUMN_CALLS,
						      STROBE_COLUMN_ERRORS,       STROBE_COLUMN_NAME };

	*options = (struct strobe_options){
		.program = program,
		.status = STROBE_STATUS_ALL,
		.string_limit = 32,
		.same_cpu = STROBE_SAME_CPU_AUTO,
		.align_column = 40,
		.stack_frames = 256,
		.summary_sort = STROBE_COLUMN_TIME_PERCENT,
		.tip = -1,
		.signals = { .inverted = true },
	};
	cli_fill_calls(&options->trace, true);
	cli_fill_calls(&options->abbrev, true);
	cli_fill_calls(&options->verbose, true);
	memcpy(options->summary_columns, columns, sizeof(columns));
	options->summary_column_count = sizeof(columns) / sizeof(columns[0]);
}

/* getopt's short options, from the table. "+": the command's own options are not ours. */
static void list_letters(char *letters)
{
	*letters++ = '+';
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *option = &cli_options[i];

		if (!option->letter)
			continue;
		*letters++ = option->letter;
		/* An optional argument belongs to the long form alone: "-k" takes none. */
		if (option->argument == CLI_REQUIRED)
			*letters++ = ':';
	}
	*letters = 0;
}

/* Whether the option is written out on the command line. */
static bool is_written(const char *name, int argc, char **argv)
{
	size_t size = strlen(name);

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strncmp(argv[i], "--", 2) && !strncmp(argv[i] + 2, name, size) &&
		    (!argv[i][2 + size] || argv[i][2 + size] == '='))
			return true;
	return false;
}

/*
 * The first of the options that are the same by another name: getopt_long takes an abbreviation that fits several as
 * ambiguous, unless these have the same value.
 */
static size_t first_of_twins(size_t index)
{
	const struct cli_option *option = &cli_options[index];

	for (size_t i = 0; i < index; i++)
		if (cli_options[i].name && cli_options[i].apply == option->apply &&
		    cli_options[i].argument == option->argument)
			return i;
	return index;
}

/* Those that strace lacks must be written out: they take no abbreviation away from strace's. */
static void list_names(struct option *names, int argc, char **argv)
{
	static const int arguments[] = { no_argument, required_argument, optional_argument };

	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *option = &cli_options[i];

		if (option->name && (!cli_option_is_own(option) || is_written(option->name, argc, argv)))
			*names++ = (struct option){ option->name, arguments[option->argument], NULL,
						    LONG_BASE + (int)first_of_twins(i) };
	}
	*names = (struct option){ 0 };
}

/* name: a long option as it was meant, whole. */
static bool apply(struct cli *cli, int value, const char *name)
{
	const struct cli_option *option;
	char shown[64];
	bool good;

	if (value >= LONG_BASE) {
		option = &cli_options[value - LONG_BASE];
		snprintf(shown, sizeof(shown), "--%s", name);
	} else {
		option = cli_option_lettered(value);
		snprintf(shown, sizeof(shown), "-%c", value);
	}
	if (!option)
		return false; /* getopt has said what is wrong */
	cli->shown = shown;
	good = option->apply(cli, optarg);
	if (good && !option->supported && !cli->accept_unsupported)
		good = cli_error(cli, "%s: not supported yet", shown);
	return good;
}

enum strobe_options_status cli_parse(struct cli *cli, int argc, char **argv)
{
	char letters[2 * MAX_OPTIONS + 2];
	struct option names[MAX_OPTIONS + 1];
	int value, index = 0;

	_Static_assert(LONG_BASE > 255, "characters and long options must differ");
	set_defaults(cli->options, argc > 0 ? argv[0] : "strobe");
	if (cli_option_count > MAX_OPTIONS)
		abort();
	list_letters(letters);
	list_names(names, argc, argv);
	optind = 0; /* glibc: start anew */
	while ((value = getopt_long(argc, argv, letters, names, &index)) != -1) {
		if (!apply(cli, value, names[index].name))
			return STROBE_OPTIONS_ERROR;
		if (cli->help) {
			cli_print_help(cli->options->program);
			return STROBE_OPTIONS_DONE;
		}
	}
	if (cli->versions) {
		cli_print_version(cli->options->program);
		return STROBE_OPTIONS_DONE;
	}
	if (optind < argc)
		cli->options->command = argv + optind;
	else if (!cli->options->attach_count && !cli->options->attach_name_count &&
		 cli->options->tips != STROBE_TIPS_NONE) {
		strobe_tips_show(cli->options);
		return STROBE_OPTIONS_DONE;
	}
	return cli_check(cli) ? STROBE_OPTIONS_RUN : STROBE_OPTIONS_ERROR;
}

enum strobe_options_status strobe_options_parse(int argc, char **argv, struct strobe_options *options)
{
	struct cli cli = { .options = options };

	return cli_parse(&cli, argc, argv);
}

static void free_pokes(struct strobe_pokes *pokes)
{
	for (size_t i = 0; i < pokes->count; i++)
		free(pokes->poke[i].data);
}

void strobe_options_free(struct strobe_options *options)
{
	for (size_t i = 0; i < options->rule_count; i++) {
		free_pokes(&options->rules[i].poke_enter);
		free_pokes(&options->rules[i].poke_exit);
	}
	free(options->rules);
	free(options->environment);
	free(options->attach);
	free(options->attach_names);
	free(options->paths);
	free(options->signals.numbers);
	free(options->trace_fds.numbers);
	free(options->read_fds.numbers);
	free(options->write_fds.numbers);
	*options = (struct strobe_options){ 0 };
}
