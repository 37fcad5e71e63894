/*
 * The times in front of lines.
 */
#include <string.h>

#include "log.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of at most so many digits; the number of those there are. */
static size_t number(const char *text, size_t size, size_t most, int64_t *value)
{
	size_t length = 0;

	*value = 0;
	while (length < size && length < most && is_digit(text[length]))
		*value = *value * 10 + (text[length++] - '0');
	return length;
}

/* ".123" up to nine digits, any precision; absent: 0. */
static size_t fraction(const char *text, size_t size, uint32_t *nanoseconds)
{
	int64_t value;
	size_t digits;

	*nanoseconds = 0;
	if (!size || *text != '.')
		return 0;
	digits = number(text + 1, size - 1, 9, &value);
	for (size_t i = digits; i < 9; i++)
		value *= 10;
	*nanoseconds = (uint32_t)value;
	return digits ? digits + 1 : 0;
}

/* "12:34:56"; the length, 0 when it is none. */
static size_t clock_time(const char *text, size_t size, int64_t *seconds)
{
	int64_t part[3];

	if (size < 8 || text[2] != ':' || text[5] != ':')
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (number(text + 3 * i, 2, 2, &part[i]) != 2)
			return 0;
	if (part[0] > 23 || part[1] > 59 || part[2] > 60)
		return 0;
	*seconds = part[0] * 3600 + part[1] * 60 + part[2];
	return 8;
}

static enum line_kind stamp_at(const char *text, size_t size, struct stamp *stamp)
{
	enum line_kind kind = LINE_DAY;
	size_t length = clock_time(text, size, &stamp->seconds);

	if (!length) {
		length = number(text, size, 18, &stamp->seconds);
		kind = LINE_UNIX;
	}
	if (!length)
		return LINE_PLAIN;
	length += fraction(text + length, size - length, &stamp->nanoseconds);
	return length < size && text[length] == ' ' ? kind : LINE_PLAIN;
}

/* "1234 ", "1234<name> " or "[pid  1234] "; the length, 0 when there is none. */
static size_t task_id(const char *text, size_t size)
{
	bool brackets = size > 5 && !memcmp(text, "[pid ", 5);
	size_t at = brackets ? 5 : 0, digits;
	int64_t value;

	while (brackets && at < size && text[at] == ' ')
		at++;
	digits = number(text + at, size - at, 10, &value);
	at += digits;
	if (!digits)
		return 0;
	if (at < size && text[at] == '<') {
		const char *close = memchr(text + at, '>', size - at);

		if (!close)
			return 0;
		at = (size_t)(close - text) + 1;
	}
	if (brackets && at < size && text[at++] != ']')
		return 0;
	if (at >= size || text[at] != ' ')
		return 0;
	while (at < size && text[at] == ' ')
		at++;
	return at;
}

enum line_kind stamp_parse(const char *text, size_t size, struct stamp *stamp, bool *has_id)
{
	size_t id = task_id(text, size);
	enum line_kind kind = LINE_PLAIN;

	/* "1234 5678.9 ..." is an id and a time, "5678 read(..." a time. */
	if (id)
		kind = stamp_at(text + id, size - id, stamp);
	*has_id = kind != LINE_PLAIN;
	return kind == LINE_PLAIN ? stamp_at(text, size, stamp) : kind;
}

bool stamp_before(const struct stamp *one, const struct stamp *other)
{
	if (one->seconds != other->seconds)
		return one->seconds < other->seconds;
	return one->nanoseconds < other->nanoseconds;
}
