/*
 * The options about summaries (-c and its kin), and tips.
 */
#include "cli.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

static const struct cli_word columns[] = {
	{ "time-percent", STROBE_COLUMN_TIME_PERCENT },
	{ "time", STROBE_COLUMN_TIME_PERCENT },
	{ "total-time", STROBE_COLUMN_TIME_TOTAL },
	{ "time-total", STROBE_COLUMN_TIME_TOTAL },
	{ "min-time", STROBE_COLUMN_TIME_MIN },
	{ "shortest", STROBE_COLUMN_TIME_MIN },
	{ "time-min", STROBE_COLUMN_TIME_MIN },
	{ "max-time", STROBE_COLUMN_TIME_MAX },
	{ "longest", STROBE_COLUMN_TIME_MAX },
	{ "time-max", STROBE_COLUMN_TIME_MAX },
	{ "avg-time", STROBE_COLUMN_TIME_AVG },
	{ "time-avg", STROBE_COLUMN_TIME_AVG },
	{ "wall-total", STROBE_COLUMN_WALL_TOTAL },
	{ "total-wall", STROBE_COLUMN_WALL_TOTAL },
	{ "wall-min", STROBE_COLUMN_WALL_MIN },
	{ "min-wall", STROBE_COLUMN_WALL_MIN },
	{ "wall-max", STROBE_COLUMN_WALL_MAX },
	{ "max-wall", STROBE_COLUMN_WALL_MAX },
	{ "wall-avg", STROBE_COLUMN_WALL_AVG },
	{ "avg-wall", STROBE_COLUMN_WALL_AVG },
	{ "calls", STROBE_COLUMN_CALLS },
	{ "count", STROBE_COLUMN_CALLS },
	{ "errors", STROBE_COLUMN_ERRORS },
	{ "error", STROBE_COLUMN_ERRORS },
	{ "name", STROBE_COLUMN_NAME },
	{ "syscall", STROBE_COLUMN_NAME },
	{ "syscall-name", STROBE_COLUMN_NAME },
	{ NULL, 0 },
};

static int column_named(const char *name, size_t size)
{
	for (size_t i = 0; columns[i].word; i++)
		if (strlen(columns[i].word) == size && !memcmp(columns[i].word, name, size))
			return (int)columns[i].bits;
	return -1;
}

bool cli_set_summary_only(struct cli *cli, const char *argument)
{
	(void)argument;
	if (cli->options->summary == STROBE_SUMMARY_ALSO)
		return cli_error(cli, "-c/--summary-only and -C/--summary are mutually exclusive");
	cli->options->summary = STROBE_SUMMARY_ONLY;
	return true;
}

bool cli_set_summary(struct cli *cli, const char *argument)
{
	(void)argument;
	if (cli->options->summary == STROBE_SUMMARY_ONLY)
		return cli_error(cli, "-c/--summary-only and -C/--summary are mutually exclusive");
	cli->options->summary = STROBE_SUMMARY_ALSO;
	return true;
}

bool cli_set_wall_clock(struct cli *cli, const char *argument)
{
	(void)argument;
	return cli->options->summary_wall = true;
}

bool cli_set_overhead(struct cli *cli, const char *argument)
{
	if (!cli_parse_time(argument, strlen(argument), &cli->options->overhead))
		return cli_invalid(cli, argument);
	return cli->options->has_overhead = true;
}

bool cli_set_sort(struct cli *cli, const char *argument)
{
	int column = column_named(argument, strlen(argument));

	/* "time" is a share of the total, so both sort alike. */
	if (!strcmp(argument, "nothing") || !strcmp(argument, "none"))
		column = STROBE_COLUMN_NOTHING;
	if (column < 0)
		return cli_error(cli, "invalid sortby: '%s'", argument);
	cli->sort_given = true;
	cli->options->summary_sort = (enum strobe_column)column;
	return true;
}

bool cli_set_summary_columns(struct cli *cli, const char *argument)
{
	struct strobe_options *options = cli->options;
	unsigned seen = 0;

	options->summary_column_count = 0;
	for (const char *rest = argument;;) {
		size_t size = strcspn(rest, ",");
		int column = column_named(rest, size);

		if (column < 0)
			return cli_error(cli, "unknown column name: '%.*s'", (int)size, rest);
		if (seen & 1u << column)
			return cli_error(
				cli,
				"call summary column has been provided more than once: '%.*s' (-U option "
				"residual: '%s')",
				(int)size, rest, rest);
		seen |= 1u << column;
		options->summary_columns[options->summary_column_count++] = (enum strobe_column)column;
		if (!rest[size])
			break;
		rest += size + 1;
	}
	if (!(seen & 1u << STROBE_COLUMN_NAME))
		options->summary_columns[options->summary_column_count++] = STROBE_COLUMN_NAME;
	return cli->columns_given = true;
}

/* [[id:]ID][,[format:]FORMAT] */
bool cli_set_tips(struct cli *cli, const char *argument)
{
	static const struct cli_word formats[] = { { "none", STROBE_TIPS_NONE },
						   { "compact", STROBE_TIPS_COMPACT },
						   { "full", STROBE_TIPS_FULL },
						   { NULL, 0 } };
	static const struct cli_word random[] = { { "random", 0 }, { NULL, 0 } };
	const char *rest = argument ? argument : "";
	size_t size;

	if (cli->options->tips == STROBE_TIPS_NONE)
		cli->options->tips = STROBE_TIPS_COMPACT;
	for (; *(rest += strspn(rest, ",")); rest += size) {
		size_t id = strncasecmp(rest, "id:", 3) ? 0 : 3,
		       format = strncasecmp(rest, "format:", 7) ? 0 : 7;
		char digits[16] = "";
		uint64_t number;
		int word = -1;

		size = strcspn(rest, ",");
		if (!id)
			word = cli_find_word(formats, rest + format, size - format);
		if (word >= 0) {
			cli->options->tips = (enum strobe_tips)word;
			continue;
		}
		if (size - id < sizeof(digits))
			memcpy(digits, rest + id, size - id);
		if (!format && !cli_find_word(random, rest + id, size - id))
			cli->options->tip = -1;
		else if (!format && cli_parse_number(digits, 0, INT_MAX, &number))
			cli->options->tip = (int)number;
		else
			return cli_invalid(cli, argument);
	}
	return true;
}
