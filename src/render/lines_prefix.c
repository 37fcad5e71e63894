/*
 * What stands in front of a line, and the duration behind it.
 */
#include <time.h>

#include "lines_inside.h"

#define SECOND 1000000000ull

/* A name may hold anything: < and > are escaped so that they can't be taken for the end of it. */
static void put_comm(struct lines *lines, const char *comm)
{
	if (!lines->options.comm || !comm)
		return;
	strobe_color_punct(lines->base.output, "<");
	strobe_text_escaped(lines->base.output, comm, strnlen(comm, 16), "<>", lines->options.text.hex);
	strobe_color_punct(lines->base.output, ">");
}

static void put_pid(struct lines *lines, const struct moment *moment)
{
	struct strobe_output *output = lines->base.output;
	bool brackets = lines->options.pid == STROBE_PID_SEVERAL;
	size_t start = output->column;
	if (brackets) {
		strobe_color_punct(output, "[");
		strobe_output_bytes(output, "pid ", 4);
		strobe_output_decimal(output, (uint64_t)moment->tid, 5, ' ');
		put_comm(lines, moment->comm);
		strobe_color_punct(output, "]");
		strobe_output_char(output, ' ');
	} else {
		strobe_output_unsigned(output, (uint64_t)moment->tid);
		if (lines->options.comm)
			put_comm(lines, moment->comm);
		else
			strobe_output_pad(output, start + 5);
		strobe_output_char(output, ' ');
	}
}

/* ".000123", cut, not rounded. */
static void put_fraction(struct strobe_output *output, uint64_t nanoseconds, unsigned digits)
{
	static const unsigned powers[] = { 1,      10,      100,      1000,      10000,
					   100000, 1000000, 10000000, 100000000, 1000000000 };
	if (!digits || digits > 9)
		return;
	strobe_output_char(output, '.');
	strobe_output_decimal(output, nanoseconds / powers[9 - digits], digits, '0');
}

static void put_stamp(struct lines *lines, const struct moment *moment)
{
	struct strobe_output *output = lines->base.output;
	uint64_t seconds = moment->time / SECOND;
	if (lines->options.stamp == STROBE_STAMP_UNIX) {
		strobe_output_unsigned(output, seconds);
	} else {
		if (seconds != lines->second || !lines->time_text[0]) {
			struct tm tm;
			time_t time = (time_t)seconds;
			if (!localtime_r(&time, &tm) ||
			    !strftime(lines->time_text, sizeof(lines->time_text), "%T", &tm))
				lines->time_text[0] = '\0';
			lines->second = seconds;
		}
		strobe_output_text(output, lines->time_text);
	}
	put_fraction(output, moment->time % SECOND, lines->options.stamp_digits);
	strobe_output_char(output, ' ');
}

/* The time since the line before. In parentheses, with a sign, when the time of day stands before it. */
static void put_relative(struct lines *lines, const struct moment *moment)
{
	struct strobe_output *output = lines->base.output;
	bool beside = lines->options.stamp != STROBE_STAMP_NONE;
	uint64_t passed = lines->last_monotonic && moment->monotonic > lines->last_monotonic
				  ? moment->monotonic - lines->last_monotonic
				  : 0;
	lines->last_monotonic = moment->monotonic;
	if (beside)
		strobe_output_bytes(output, "(+", 2);
	strobe_output_decimal(output, passed / SECOND, 6, ' ');
	put_fraction(output, passed % SECOND, lines->options.relative_digits);
	strobe_output_text(output, beside ? ") " : " ");
}

static void put_instruction_pointer(struct lines *lines, const struct moment *moment)
{
	struct strobe_output *output = lines->base.output;
	unsigned width = moment->abi == STROBE_ABI_I386 ? 8 : 16;
	strobe_color_punct(output, "[");
	if (moment->has_instruction_pointer)
		strobe_output_hex(output, moment->instruction_pointer, width);
	else
		strobe_output_fill(output, '?', width);
	strobe_color_punct(output, "]");
	strobe_output_char(output, ' ');
}

void lines_put_prefix(struct lines *lines, const struct moment *moment, bool pid)
{
	if (pid)
		put_pid(lines, moment);
	if (lines->options.stamp != STROBE_STAMP_NONE)
		put_stamp(lines, moment);
	if (lines->options.relative)
		put_relative(lines, moment);
	if (lines->options.number) {
		strobe_color_punct(lines->base.output, "[");
		strobe_output_decimal(lines->base.output, moment->number, 4, ' ');
		strobe_color_punct(lines->base.output, "]");
		strobe_output_char(lines->base.output, ' ');
	}
	if (lines->options.instruction_pointer)
		put_instruction_pointer(lines, moment);
}

void lines_put_duration(struct lines *lines, const struct strobe_record *record)
{
	struct strobe_output *output = lines->base.output;
	uint64_t passed = 0;
	if (record->exit_monotonic > record->entry_monotonic)
		passed = record->exit_monotonic - record->entry_monotonic;
	strobe_output_char(output, ' ');
	strobe_color(output, STROBE_COLOR_RETVAL);
	strobe_color_punct(output, "<");
	strobe_output_unsigned(output, passed / SECOND);
	put_fraction(output, passed % SECOND, lines->options.duration_digits);
	strobe_color_punct(output, ">");
	strobe_color(output, STROBE_COLOR_NONE);
}
