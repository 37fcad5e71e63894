/*
 * One file of a trace that was written with -ff: its lines, in order, with their times.
 *
 * A file may be larger than memory, and a line longer than any buffer: of a line only the beginning is looked at, the rest
 * is copied through. No file stays open between two reads, so there may be more of them than descriptors.
 */
#ifndef STROBE_LOG_H
#define STROBE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A time of day is counted from 0:00 of the first day, a time since 1970 from then. */
struct stamp {
	int64_t seconds;
	uint32_t nanoseconds;
};

#define DAY 86400

/* The beginning of a line. */
enum line_kind {
	LINE_PLAIN, /* no time: it belongs to the line before, as a stack or a dump does */
	LINE_DAY,   /* the time of day, -t, -tt, --absolute-timestamps=time */
	LINE_UNIX   /* the time since 1970, -ttt, --absolute-timestamps=unix */
};

struct log {
	char *path;
	uint64_t pid;
	struct stamp stamp; /* of the line at hand */
	bool has_id;        /* that line begins with the task's id (--always-show-pid) */
	bool ended;
	bool failed;       /* it could not be read; a message has been given */
	bool time_of_day;  /* its stamps are times of day */
	int64_t day;       /* what is added to times of day, in seconds */
	int64_t last_time; /* the latest time of day, to notice midnight */
	int64_t offset;    /* in the file, of what lies behind the buffer */
	char *buffer;
	size_t at, end; /* the unread part of the buffer */
};

/* Memory for one file's unread lines. */
#define LOG_BUFFER 32768

/* What the line at text begins with, behind the task's id if there is one; size is enough for both, or all there is. */
enum line_kind stamp_parse(const char *text, size_t size, struct stamp *stamp, bool *has_id);
bool stamp_before(const struct stamp *one, const struct stamp *other);

/* The first and the last time in the file. False when there is none: after a message, or because it is empty. */
bool log_span(struct log *log, struct stamp *first, struct stamp *last);
/* Has the first line at hand. Lines in front of the first one with a time have that one's. */
void log_start(struct log *log, const struct stamp *first);
/*
 * Copies the line at hand, and all plain ones that follow it, to the stream, each with the id in front, padded to width,
 * unless it has it already. Then the next line is at hand, or the log has ended. False when the stream can't be written.
 */
bool log_copy(struct log *log, FILE *stream, int width);
void log_close(struct log *log);

#endif
