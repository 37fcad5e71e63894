/*
 * Names of Rust functions in their older form: C++ names with a hash at their end, which is left out, and with escapes for
 * what C++ names can't have. And the reading and writing that both forms have in common.
 */
#include <config.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack/rust.h"

#define TEXT_MOST (1u << 20)

void rust_put_bytes(struct rust *rust, const char *bytes, size_t size)
{
	if (rust->bad || rust->silent)
		return;
	if (size >= rust->room - rust->used) {
		size_t room = (rust->used + size + 64) * 2;
		char *bigger = room <= TEXT_MOST ? realloc(rust->text, room) : NULL;

		if (!bigger) {
			rust->bad = true;
			return;
		}
		rust->text = bigger;
		rust->room = room;
	}
	memcpy(rust->text + rust->used, bytes, size);
	rust->used += size;
	rust->text[rust->used] = '\0';
}

void rust_put(struct rust *rust, const char *text)
{
	rust_put_bytes(rust, text, strlen(text));
}

void rust_put_number(struct rust *rust, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	rust_put(rust, digits);
}

char rust_peek(const struct rust *rust)
{
	return rust->at < rust->end ? *rust->at : '\0';
}

bool rust_take(struct rust *rust, char wanted)
{
	if (rust_peek(rust) != wanted || wanted == '\0')
		return false;
	rust->at++;
	return true;
}

char rust_next(struct rust *rust)
{
	if (rust->at < rust->end && !rust->bad)
		return *rust->at++;
	rust->bad = true;
	return '\0';
}

size_t rust_decimal(struct rust *rust)
{
	size_t value = 0;

	if (!isdigit((unsigned char)rust_peek(rust)))
		rust->bad = true;
	if (rust_take(rust, '0'))
		return 0;
	while (isdigit((unsigned char)rust_peek(rust)) && value < TEXT_MOST)
		value = value * 10 + (size_t)(rust_next(rust) - '0');
	return value;
}

/* The older form's escapes: "$LT$" for "<", "$u7b$" for a character by its code, ".." for "::". */
static size_t escape(struct rust *rust, const char *at, size_t size)
{
	static const char *const escapes[][2] = {
		{ "$SP$", "@" }, { "$BP$", "*" }, { "$RF$", "&" }, { "$LT$", "<" }, { "$GT$", ">" },
		{ "$LP$", "(" }, { "$RP$", ")" }, { "$C$", "," },  { "..", "::" },
	};

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		size_t length = strlen(escapes[i][0]);

		if (length <= size && memcmp(at, escapes[i][0], length) == 0) {
			rust_put(rust, escapes[i][1]);
			return length;
		}
	}
	if (size >= 4 && at[0] == '$' && at[1] == 'u') {
		unsigned value = 0, digits = 0;

		while (digits < 6 && digits + 2 < size && isxdigit((unsigned char)at[2 + digits])) {
			char byte = at[2 + digits++];

			value = value << 4 |
				(unsigned)(isdigit((unsigned char)byte) ? byte - '0'
									: (byte | 32) - 'a' + 10);
		}
		if (digits && digits + 2 < size && at[2 + digits] == '$' && value >= ' ' && value < 0x7f) {
			char byte = (char)value;

			rust_put_bytes(rust, &byte, 1);
			return digits + 3;
		}
	}
	rust_put_bytes(rust, at, 1);
	return 1;
}

/* "17h" and sixteen digits stand at the end of every older name, and hardly of a C++ name. */
static bool is_hash(const char *at, size_t size)
{
	if (size != 17 || at[0] != 'h')
		return false;
	for (size_t i = 1; i < size; i++)
		if (!isdigit((unsigned char)at[i]) && !(at[i] >= 'a' && at[i] <= 'f'))
			return false;
	return true;
}

void rust_older(struct rust *rust)
{
	bool hashed = false;

	for (unsigned count = 0; !rust->bad && !rust_take(rust, 'E'); count++) {
		size_t length = rust_decimal(rust);
		const char *at = rust->at;

		if (rust->bad || hashed || length == 0 || length > (size_t)(rust->end - at)) {
			rust->bad = true;
			return;
		}
		rust->at += length;
		hashed = is_hash(at, length);
		if (hashed && rust_peek(rust) == 'E')
			continue;
		if (count)
			rust_put(rust, "::");
		/* An underscore stands in front of what would not begin as an identifier. */
		if (length > 1 && at[0] == '_' && at[1] == '$') {
			at++;
			length--;
		}
		while (length) {
			size_t done = escape(rust, at, length);

			at += done;
			length -= done;
		}
	}
	if (!hashed)
		rust->bad = true;
}
