/*
 * Reading one log: in pieces, without keeping the file open.
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than the longest task id, name and time of a line. */
#define BEGINNING 128

static void fail(struct log *log)
{
	fprintf(stderr, "strobe-log-merge: %s: %s\n", log->path, strerror(errno));
	log->failed = true;
}

/*
 * Reads up to size bytes at the offset; a negative offset counts from the end, and is set to where that is.
 * -1 after a message.
 */
static ssize_t read_at(struct log *log, int64_t *offset, char *data, size_t size)
{
	ssize_t got, all = 0;
	int fd = open(log->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fail(log);
		return -1;
	}
	if (*offset < 0) {
		int64_t length = lseek(fd, 0, SEEK_END);

		*offset = length + *offset > 0 ? length + *offset : 0;
	}
	do {
		got = pread(fd, data + all, size - (size_t)all, *offset + all);
		if (got > 0)
			all += got;
	} while ((got > 0 && (size_t)all < size) || (got < 0 && errno == EINTR));
	if (got < 0)
		fail(log);
	close(fd);
	return got < 0 ? -1 : all;
}

/* Moves what is unread to the front, and fills the rest of the buffer. False at the end of the file. */
static bool fill(struct log *log)
{
	ssize_t got;

	if (!log->buffer && !(log->buffer = malloc(LOG_BUFFER))) {
		fail(log);
		return false;
	}
	memmove(log->buffer, log->buffer + log->at, log->end - log->at);
	log->end -= log->at;
	log->at = 0;
	got = read_at(log, &log->offset, log->buffer + log->end, LOG_BUFFER - log->end);
	if (got <= 0)
		return false;
	log->offset += got;
	log->end += (size_t)got;
	return true;
}

/* Looks at the beginning of the next line. False at the end of the log. */
static bool look(struct log *log, enum line_kind *kind)
{
	if (log->end - log->at < BEGINNING)
		fill(log);
	if (log->at == log->end || log->failed)
		return false;
	*kind = stamp_parse(log->buffer + log->at, log->end - log->at, &log->stamp, &log->has_id);
	if (*kind != LINE_DAY)
		return true;
	/* Half a day back is the next day: clocks are set by less. */
	log->time_of_day = true;
	if (log->stamp.seconds + DAY / 2 < log->last_time)
		log->day += DAY;
	log->last_time = log->stamp.seconds;
	log->stamp.seconds += log->day;
	return true;
}

/* The rest of the line goes to the stream, or nowhere. */
static bool pass_line(struct log *log, FILE *stream)
{
	for (;;) {
		size_t size = log->end - log->at;
		const char *start = log->buffer + log->at, *newline = memchr(start, '\n', size);

		if (newline)
			size = (size_t)(newline - start) + 1;
		if (stream && size && fwrite(start, 1, size, stream) != size)
			return false;
		log->at += size;
		if (newline)
			return true;
		if (!fill(log))
			return !stream || putc('\n', stream) != EOF;
	}
}

static void end(struct log *log)
{
	log->ended = true;
	log_close(log);
}

void log_start(struct log *log, const struct stamp *first)
{
	enum line_kind kind;

	if (!look(log, &kind)) {
		end(log);
		return;
	}
	if (kind == LINE_PLAIN) {
		log->stamp = *first;
		log->stamp.seconds += log->day;
	}
}

bool log_copy(struct log *log, FILE *stream, int width)
{
	enum line_kind kind;

	do {
		if (!log->has_id && fprintf(stream, "%-*llu ", width, (unsigned long long)log->pid) < 0)
			return false;
		if (!pass_line(log, stream))
			return false;
		if (!look(log, &kind)) {
			end(log);
			return true;
		}
	} while (kind == LINE_PLAIN);
	return true;
}

void log_close(struct log *log)
{
	free(log->buffer);
	log->buffer = NULL;
	log->at = log->end = 0;
}

/* The last time in the last piece of the file. */
static void find_last(struct log *log, struct stamp *last)
{
	int64_t offset = -LOG_BUFFER;
	ssize_t size = read_at(log, &offset, log->buffer, LOG_BUFFER);
	const char *at = log->buffer, *end = at + (size > 0 ? size : 0);
	struct stamp stamp;
	bool has_id;

	if (offset) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : end;
	}
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (stamp_parse(at, (size_t)(end - at), &stamp, &has_id) != LINE_PLAIN)
			*last = stamp;
		at = newline ? newline + 1 : end;
	}
}

bool log_span(struct log *log, struct stamp *first, struct stamp *last)
{
	enum line_kind kind = LINE_PLAIN;
	bool any = false;

	while (look(log, &kind) && kind == LINE_PLAIN) {
		any = true;
		pass_line(log, NULL);
	}
	if (kind == LINE_PLAIN) {
		if (any && !log->failed)
			fprintf(stderr,
				"strobe-log-merge: %s: no line has a time; trace with -t, -tt or -ttt\n",
				log->path);
		log->failed |= any;
		end(log);
		return false;
	}
	*first = *last = log->stamp;
	find_last(log, last);
	log_close(log);
	log->offset = 0;
	log->day = log->last_time = 0;
	return !log->failed;
}
