/*
 * Buffered output: gathers bytes, writes them in large pieces that end with a line where possible, and survives
 * a file that can't be written.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memrchr */
#endif

#include "strobe/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_ROOM (128u * 1024)
/* An output to memory holds one line; a record's memory is limited to 16 MiB, and a byte takes at most 4 characters or so. */
#define OUTPUT_MEMORY ((size_t)256 * 1024 * 1024)

bool strobe_output_open(struct strobe_output *output, int fd, bool owned, const char *name, size_t room)
{
	*output = (struct strobe_output){ .fd = fd, .owned = owned };
	struct stat status;
	output->is_pipe = fd >= 0 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
	if (!room)
		room = fd < 0 ? 4096 : OUTPUT_ROOM;
	output->buffer = malloc(room);
	output->name = strdup(name ? name : "output");
	if (!output->buffer || !output->name) {
		output->error = ENOMEM;
		errno = ENOMEM;
		return false;
	}
	output->room = room;
	return true;
}

void strobe_output_fail(struct strobe_output *output, int error)
{
	if (output->error)
		return;
	output->error = error;
	fprintf(stderr, "%s: write: %s: %s: the rest of the trace is lost\n", program_invocation_name,
		output->name ? output->name : "output", strerror(error));
}

/*
 * write(2) without SIGPIPE and SIGXFSZ: a closed pipe and a limit on the size of files (setrlimit(2)) are errors of this output
 * like others, not the end of the tracer. The signal that the failed write left pending is for this thread alone, and
 * taken back.
 */
static ssize_t write_quietly(int fd, const char *data, size_t size)
{
	sigset_t signals, before, pending;
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	if (pthread_sigmask(SIG_BLOCK, &signals, &before))
		return write(fd, data, size);
	bool known = !sigpending(&pending);
	ssize_t count = write(fd, data, size);
	int error = errno, left = count >= 0 ? 0 : error == EPIPE ? SIGPIPE : error == EFBIG ? SIGXFSZ : 0;
	if (left && !(known && sigismember(&pending, left) == 1)) {
		struct timespec now = { 0, 0 };
		sigemptyset(&signals);
		sigaddset(&signals, left);
		while (sigtimedwait(&signals, NULL, &now) < 0 && errno == EINTR)
			;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return count;
}

/*
 * How much of it is written at once. Of the writes to a pipe those of up to PIPE_BUF bytes are atomic (pipe(7)): what ends
 * there with a line leaves the reader whole lines, however the tracer ends, also while the pipe is full.
 */
static size_t piece(const struct strobe_output *output, const char *data, size_t size)
{
	if (!output->is_pipe || size <= PIPE_BUF)
		return size;
	const char *line_end = memrchr(data, '\n', PIPE_BUF);
	return line_end ? (size_t)(line_end - data) + 1 : PIPE_BUF;
}

/* Writes all of it. A descriptor that someone else made non-blocking (a shared terminal) is waited for. */
static bool write_all(struct strobe_output *output, const char *data, size_t size)
{
	while (size) {
		ssize_t count = write_quietly(output->fd, data, piece(output, data, size));
		if (count > 0) {
			data += count;
			size -= (size_t)count;
			output->written += (uint64_t)count;
		} else if (count < 0 && errno == EAGAIN) {
			struct pollfd ready = { .fd = output->fd, .events = POLLOUT };
			poll(&ready, 1, -1);
		} else if (count == 0 || errno != EINTR) {
			strobe_output_fail(output, count ? errno : EIO);
			output->dropped += size;
			return false;
		}
	}
	return true;
}

/* Writes the first count bytes of the buffer, or drops them after an error. */
static void drain(struct strobe_output *output, size_t count)
{
	if (output->error)
		output->dropped += count;
	else
		write_all(output, output->buffer, count);
	output->used -= count;
	memmove(output->buffer, output->buffer + count, output->used);
}

bool strobe_output_flush(struct strobe_output *output)
{
	if (output->used && output->fd >= 0)
		drain(output, output->used);
	return !output->error;
}

bool strobe_output_close(struct strobe_output *output)
{
	strobe_output_flush(output);
	if (output->owned && output->fd >= 0 && close(output->fd) < 0 && errno != EINTR)
		strobe_output_fail(output, errno);
	bool ok = !output->error;
	free(output->buffer);
	free(output->name);
	output->buffer = NULL;
	output->name = NULL;
	output->used = output->room = 0;
	output->fd = -1;
	return ok;
}

const char *strobe_output_take(struct strobe_output *output, size_t *size)
{
	*size = output->used;
	output->used = 0;
	output->column = 0;
	return output->buffer;
}

/* Room for one byte at least. False when there can be none: then the bytes are lost. */
static bool make_room(struct strobe_output *output)
{
	if (!output->buffer)
		return false;
	if (output->fd >= 0) {
		const char *line_end = memrchr(output->buffer, '\n', output->used);
		drain(output, line_end ? (size_t)(line_end - output->buffer) + 1 : output->used);
		return true;
	}
	size_t room = output->room * 2;
	char *buffer = room <= OUTPUT_MEMORY ? realloc(output->buffer, room) : NULL;
	if (!buffer) {
		output->error = ENOMEM;
		return false;
	}
	output->buffer = buffer;
	output->room = room;
	return true;
}

void strobe_output_more(struct strobe_output *output, const void *data, size_t size)
{
	const char *bytes = data;
	output->column = bytes[size - 1] == '\n' ? 0 : output->column + size;
	while (size) {
		size_t left = output->room - output->used;
		if (!left) {
			if (!make_room(output)) {
				output->dropped += size;
				return;
			}
			continue;
		}
		size_t count = size < left ? size : left;
		memcpy(output->buffer + output->used, bytes, count);
		output->used += count;
		bytes += count;
		size -= count;
	}
}

void strobe_output_fill(struct strobe_output *output, char byte, size_t count)
{
	if (count < output->room - output->used && byte != '\n') {
		memset(output->buffer + output->used, byte, count);
		output->used += count;
		output->column += count;
		return;
	}
	while (count--)
		strobe_output_char(output, byte);
}

void strobe_output_pad(struct strobe_output *output, size_t column)
{
	if (output->column < column)
		strobe_output_fill(output, ' ', column - output->column);
}

/* "00" to "99": two digits come out of each division. */
static const char digit_pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354"
	"55565758596061626364656667686970717273747576777879808182838485868788899091929394959697989900";

/* Writes the digits so that they end at end; returns their beginning. */
static char *put_decimal(char *end, uint64_t value)
{
	while (value >= 100) {
		end -= 2;
		memcpy(end, digit_pairs + value % 100 * 2, 2);
		value /= 100;
	}
	if (value >= 10) {
		end -= 2;
		memcpy(end, digit_pairs + value * 2, 2);
	} else {
		*--end = (char)('0' + value);
	}
	return end;
}

void strobe_output_unsigned(struct strobe_output *output, uint64_t value)
{
	char digits[20], *end = digits + sizeof(digits);
	char *start = put_decimal(end, value);
	strobe_output_bytes(output, start, (size_t)(end - start));
}

void strobe_output_signed(struct strobe_output *output, int64_t value)
{
	char digits[21], *end = digits + sizeof(digits);
	char *start = put_decimal(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
	if (value < 0)
		*--start = '-';
	strobe_output_bytes(output, start, (size_t)(end - start));
}

void strobe_output_decimal(struct strobe_output *output, uint64_t value, unsigned width, char fill)
{
	char digits[20], *end = digits + sizeof(digits);
	char *start = put_decimal(end, value);
	size_t size = (size_t)(end - start);
	if (size < width)
		strobe_output_fill(output, fill, width - size);
	strobe_output_bytes(output, start, size);
}

/* Digits of a base that is a power of two. */
static void put_power(struct strobe_output *output, uint64_t value, unsigned bits, unsigned width)
{
	static const char hex[] = "0123456789abcdef";
	char digits[64], *end = digits + sizeof(digits), *start = end;
	do {
		*--start = hex[value & ((1u << bits) - 1)];
		value >>= bits;
	} while (value);
	while ((size_t)(end - start) < width && start > digits)
		*--start = '0';
	strobe_output_bytes(output, start, (size_t)(end - start));
}

void strobe_output_octal(struct strobe_output *output, uint64_t value, unsigned width)
{
	put_power(output, value, 3, width);
}

void strobe_output_hex(struct strobe_output *output, uint64_t value, unsigned width)
{
	put_power(output, value, 4, width);
}
