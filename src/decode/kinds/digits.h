/*
 * Small texts for kinds that have a form of their own, built without printf.
 */
#ifndef STROBE_DIGITS_H
#define STROBE_DIGITS_H

#include <stddef.h>
#include <stdint.h>

/* A text that is being built; what doesn't fit is dropped (the callers' buffers are large enough by construction). */
struct text_buffer {
	char text[192];
	size_t used;
};

static inline void add_text(struct text_buffer *buffer, const char *text)
{
	while (*text && buffer->used + 1 < sizeof(buffer->text))
		buffer->text[buffer->used++] = *text++;
	buffer->text[buffer->used] = '\0';
}

static inline void add_number(struct text_buffer *buffer, uint64_t number, unsigned radix)
{
	char digits[24];
	size_t at = sizeof(digits);
	digits[--at] = '\0';
	do
		digits[--at] = "0123456789abcdef"[number % radix];
	while (number /= radix);
	add_text(buffer, digits + at);
}

/* As printf's %#x: 0 as "0". */
static inline void add_hex(struct text_buffer *buffer, uint64_t number)
{
	if (number)
		add_text(buffer, "0x");
	add_number(buffer, number, 16);
}

#endif
