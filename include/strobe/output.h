/*
 * Buffered output to a file descriptor, with the few number formats that traces need. An error is said once on
 * stderr and kept; what is written after it is dropped and counted, so that the tracees are never held up by it.
 */
#ifndef STROBE_OUTPUT_H
#define STROBE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strobe_palette;

/* Every field is the output's own, but the ones that are said to be readable. */
struct strobe_output {
	char *buffer;
	size_t used, room;
	size_t column; /* readable: bytes since the start of the line */
	int fd;
	int error;        /* readable: errno of the write that failed first, 0 when none did */
	uint64_t written; /* readable: bytes that reached the file */
	uint64_t dropped; /* readable: bytes that were given up, because of the error */
	char *name;       /* readable: of the file, as errors name it */
	bool owned;       /* the fd is closed with the output */
	bool is_pipe;     /* the fd is a pipe */
	const struct strobe_palette *palette; /* to be set: colours, NULL for none; see palette.h */
};

/*
 * Starts an output to fd. name is copied; owned says whether strobe_output_close closes the fd. A room of 0 is
 * the usual one (128 KiB). fd -1 makes an output to memory alone: it grows, and strobe_output_take empties it.
 * Returns false, with errno, when there is no memory; the output is then usable and drops everything.
 */
bool strobe_output_open(struct strobe_output *output, int fd, bool owned, const char *name, size_t room);

/* Writes what is in the buffer. Returns false when that, or an earlier write, failed. */
bool strobe_output_flush(struct strobe_output *output);

/*
 * Flushes, closes the fd if it is owned (an error of close counts as one of writing), frees. Returns as flush
 * does.
 */
bool strobe_output_close(struct strobe_output *output);

/* Marks the output as failed, as a write that failed with that errno does; for errors found elsewhere. */
void strobe_output_fail(struct strobe_output *output, int error);

/* Of an output to memory: its bytes, and empties it. The bytes are good until the next call for this output. */
const char *strobe_output_take(struct strobe_output *output, size_t *size);

/* strobe_output_bytes where the bytes find no room in the buffer as it is. */
void strobe_output_more(struct strobe_output *output, const void *data, size_t size);

/* Bytes and strings. column starts anew when the last byte is a newline; others inside are not looked for. */
static inline void strobe_output_bytes(struct strobe_output *output, const void *data, size_t size)
{
	if (__builtin_expect(size > output->room - output->used, 0)) {
		strobe_output_more(output, data, size);
		return;
	}
	if (!size)
		return;
	memcpy(output->buffer + output->used, data, size);
	output->used += size;
	output->column = ((const char *)data)[size - 1] == '\n' ? 0 : output->column + size;
}

static inline void strobe_output_text(struct strobe_output *output, const char *text)
{
	strobe_output_bytes(output, text, strlen(text));
}

static inline void strobe_output_char(struct strobe_output *output, char byte)
{
	if (__builtin_expect(output->used < output->room && byte != '\n', 1)) {
		output->buffer[output->used++] = byte;
		output->column++;
	} else {
		strobe_output_bytes(output, &byte, 1);
	}
}

/* The same byte, count times. */
void strobe_output_fill(struct strobe_output *output, char byte, size_t count);

/* Blanks up to that column, none when the line is that long already. */
void strobe_output_pad(struct strobe_output *output, size_t column);

/*
 * Numbers: decimal, decimal with leading zeros or blanks up to width, octal digits, hexadecimal digits (at
 * least width, padded with 0).
 */
void strobe_output_unsigned(struct strobe_output *output, uint64_t value);
void strobe_output_signed(struct strobe_output *output, int64_t value);
void strobe_output_decimal(struct strobe_output *output, uint64_t value, unsigned width, char fill);
void strobe_output_octal(struct strobe_output *output, uint64_t value, unsigned width);
void strobe_output_hex(struct strobe_output *output, uint64_t value, unsigned width);

#endif
