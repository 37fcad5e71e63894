/*
 * What the files of the lines renderer share. Nothing outside src/render includes this.
 */
#ifndef STROBE_LINES_INSIDE_H
#define STROBE_LINES_INSIDE_H

#include "strobe/lines.h"
#include "strobe/palette.h"
#include "text_sink.h"

struct lines {
	struct strobe_renderer base; /* first */
	struct strobe_lines_options options;
	struct strobe_text text;
	struct strobe_line *
		open; /* the task whose call's line is being written, or remembered to be; NULL when none is */
	uint64_t last_monotonic; /* of the line before, for -r; 0 at first */
	uint64_t second;         /* the second that time_text shows */
	char time_text[9];       /* "14:01:59", empty at first */
};

/* Who a line is about, and when it began. */
struct moment {
	pid_t tid;
	const char *comm;
	uint8_t abi;
	uint64_t time, monotonic;
	bool has_instruction_pointer;
	uint64_t instruction_pointer;
	uint64_t number;
};

static inline void lines_put(struct lines *lines, const char *text)
{
	strobe_output_text(lines->base.output, text);
}

/* What follows is of that meaning. */
static inline void lines_color(struct lines *lines, enum strobe_color which)
{
	strobe_color(lines->base.output, which);
}

/* All that stands in front of a line; pid: with the task's id. */
void lines_put_prefix(struct lines *lines, const struct moment *moment, bool pid);
/* " <0.000123>" */
void lines_put_duration(struct lines *lines, const struct strobe_record *record);
/* What stands behind "= ", to the end of the line; notes: enum strobe_exit_note. */
void lines_put_outcome(struct lines *lines, const struct strobe_record *record,
		       const struct strobe_limits *limits, unsigned notes);
/* The data that the call moved, if it is to be shown, in lines of its own. */
void lines_put_dump(struct lines *lines, const struct strobe_record *record);

#endif
