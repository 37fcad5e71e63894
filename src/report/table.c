/*
 * The summary as a table of text.
 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 16

static const struct {
	const char *title;
	unsigned width;
} columns[STROBE_COLUMN_COUNT] = {
	[STROBE_COLUMN_TIME_PERCENT] = { "% time", 6 },  [STROBE_COLUMN_TIME_TOTAL] = { "seconds", 11 },
	[STROBE_COLUMN_TIME_MIN] = { "shortest", 8 },    [STROBE_COLUMN_TIME_MAX] = { "longest", 8 },
	[STROBE_COLUMN_TIME_AVG] = { "usecs/call", 11 }, [STROBE_COLUMN_WALL_TOTAL] = { "wall-total", 11 },
	[STROBE_COLUMN_WALL_MIN] = { "wall-min", 8 },    [STROBE_COLUMN_WALL_MAX] = { "wall-max", 8 },
	[STROBE_COLUMN_WALL_AVG] = { "wall-avg", 11 },   [STROBE_COLUMN_CALLS] = { "calls", 9 },
	[STROBE_COLUMN_ERRORS] = { "errors", 9 },        [STROBE_COLUMN_NAME] = { "syscall", NAME_WIDTH },
};

/* One table. */
struct table {
	const struct strobe_report *report;
	struct strobe_output *output;
	struct count total;
	unsigned name_width;
};

__attribute__((format(printf, 2, 3))) static void put(struct strobe_output *output, const char *format, ...)
{
	char text[96];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	strobe_output_text(output, text);
}

static double seconds(uint64_t nanoseconds)
{
	return (double)nanoseconds / 1e9;
}

/* Of the whole; all of nothing is 100 %. */
static double percent(const struct table *table, const struct count *count)
{
	uint64_t whole = report_time(table->report, &table->total)->total;
	if (count == &table->total)
		return 100;
	return whole ? 100.0 * (double)report_time(table->report, count)->total / (double)whole : 0;
}

static unsigned long long microseconds_per_call(const struct duration *duration, const struct count *count)
{
	return duration->total / count->calls / 1000;
}

static void put_cell(const struct table *table, enum strobe_column column, const struct count *count,
		     const char *name, bool last)
{
	struct strobe_output *output = table->output;
	const struct duration *time = report_time(table->report, count);
	int width = (int)columns[column].width;
	switch (column) {
	case STROBE_COLUMN_TIME_PERCENT: put(output, "%*.2f", width, percent(table, count)); break;
	case STROBE_COLUMN_TIME_TOTAL: put(output, "%*.6f", width, seconds(time->total)); break;
	case STROBE_COLUMN_TIME_MIN: put(output, "%*.6f", width, seconds(time->least)); break;
	case STROBE_COLUMN_TIME_MAX: put(output, "%*.6f", width, seconds(time->most)); break;
	case STROBE_COLUMN_TIME_AVG: put(output, "%*llu", width, microseconds_per_call(time, count)); break;
	case STROBE_COLUMN_WALL_TOTAL: put(output, "%*.6f", width, seconds(count->wall.total)); break;
	case STROBE_COLUMN_WALL_MIN: put(output, "%*.6f", width, seconds(count->wall.least)); break;
	case STROBE_COLUMN_WALL_MAX: put(output, "%*.6f", width, seconds(count->wall.most)); break;
	case STROBE_COLUMN_WALL_AVG:
		put(output, "%*llu", width, microseconds_per_call(&count->wall, count));
		break;
	case STROBE_COLUMN_CALLS: put(output, "%*llu", width, (unsigned long long)count->calls); break;
	case STROBE_COLUMN_ERRORS:
		/* None is blank. */
		if (count->errors)
			put(output, "%*llu", width, (unsigned long long)count->errors);
		else
			strobe_output_fill(output, ' ', columns[column].width);
		break;
	default:
		/* The only column that begins at its left, so nothing fills it up when it is the last. */
		strobe_output_text(output, name);
		if (!last && strlen(name) < table->name_width)
			strobe_output_fill(output, ' ', table->name_width - strlen(name));
	}
}

static void put_row(const struct table *table, const struct count *count, const char *name)
{
	const struct strobe_options *options = table->report->options;
	for (size_t i = 0; i < options->summary_column_count; i++) {
		if (i)
			strobe_output_char(table->output, ' ');
		put_cell(table, options->summary_columns[i], count, name,
			 i + 1 == options->summary_column_count);
	}
	strobe_output_char(table->output, '\n');
}

static unsigned width_of(const struct table *table, enum strobe_column column)
{
	return column == STROBE_COLUMN_NAME ? table->name_width : columns[column].width;
}

static void put_titles(const struct table *table)
{
	const struct strobe_options *options = table->report->options;
	for (size_t i = 0; i < options->summary_column_count; i++) {
		enum strobe_column column = options->summary_columns[i];
		bool last = i + 1 == options->summary_column_count;
		bool left = column == STROBE_COLUMN_NAME;
		size_t blanks = width_of(table, column) - strlen(columns[column].title);
		if (i)
			strobe_output_char(table->output, ' ');
		if (!left)
			strobe_output_fill(table->output, ' ', blanks);
		strobe_output_text(table->output, columns[column].title);
		if (left && !last)
			strobe_output_fill(table->output, ' ', blanks);
	}
	strobe_output_char(table->output, '\n');
}

static void put_rule(const struct table *table)
{
	const struct strobe_options *options = table->report->options;
	for (size_t i = 0; i < options->summary_column_count; i++) {
		if (i)
			strobe_output_char(table->output, ' ');
		strobe_output_fill(table->output, '-', width_of(table, options->summary_columns[i]));
	}
	strobe_output_char(table->output, '\n');
}

/* As wide as the longest name and one more. */
static unsigned find_name_width(const struct counts *counts, unsigned abi)
{
	size_t width = NAME_WIDTH;
	for (uint32_t i = 0; i < counts->used; i++) {
		char buffer[REPORT_NAME_SIZE];
		size_t length = strlen(report_name(abi, counts->count[i].number, buffer));
		if (length + 1 > width)
			width = length + 1;
	}
	return (unsigned)width;
}

static void print_table(struct strobe_report *report, unsigned abi, struct strobe_output *output)
{
	const struct counts *counts = &report->counts[abi];
	struct table table = { .report = report,
			       .output = output,
			       .total = report_total(counts),
			       .name_width = find_name_width(counts, abi) };
	report_sort(report, abi);
	put_titles(&table);
	put_rule(&table);
	for (uint32_t i = 0; i < counts->used; i++) {
		char buffer[REPORT_NAME_SIZE];
		put_row(&table, &counts->count[i], report_name(abi, counts->count[i].number, buffer));
	}
	put_rule(&table);
	put_row(&table, &table.total, "total");
}

void strobe_report_print(struct strobe_report *report, struct strobe_output *output)
{
	/* As strace orders and calls them: its own first. */
	static const struct {
		uint8_t abi;
		const char *mode;
	} tables[] = { { STROBE_ABI_X86_64, NULL },
		       { STROBE_ABI_I386, "32 bit" },
		       { STROBE_ABI_X32, "x32" } };
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (!report->counts[tables[i].abi].used)
			continue;
		if (tables[i].mode)
			put(output, "System call usage summary for %s mode:\n", tables[i].mode);
		print_table(report, tables[i].abi, output);
	}
}
