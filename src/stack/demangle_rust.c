/*
 * Names of Rust functions: both the older form, which is a C++ name with a hash at its end, and the newer (Rust RFC 2603,
 * "v0"). Hashes and other marks that tell equal names apart are left out. What is written is bounded: v0 names can refer back
 * to their own parts.
 */
#include <config.h>

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"

#define TEXT_MOST (1u << 20)
#define DEPTH_MOST 128
#define STEPS_MOST 100000

struct rust {
	const char *start, *at, *end;
	char *text;
	size_t used, room;
	unsigned depth, steps;
	uint64_t lifetimes; /* bound so far, around what is being written */
	bool bad, silent;
};

static void put_bytes(struct rust *rust, const char *bytes, size_t size)
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

static void put(struct rust *rust, const char *text)
{
	put_bytes(rust, text, strlen(text));
}

static void put_number(struct rust *rust, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	put(rust, digits);
}

static char peek(const struct rust *rust)
{
	return rust->at < rust->end ? *rust->at : '\0';
}

static bool take(struct rust *rust, char wanted)
{
	if (peek(rust) != wanted || wanted == '\0')
		return false;
	rust->at++;
	return true;
}

static char next(struct rust *rust)
{
	if (rust->at < rust->end && !rust->bad)
		return *rust->at++;
	rust->bad = true;
	return '\0';
}

/* "_" is 0, "0_" is 1, and so on with digits, small and capital letters. */
static uint64_t base_62(struct rust *rust)
{
	uint64_t value = 0;

	if (take(rust, '_'))
		return 0;
	while (!rust->bad) {
		char byte = next(rust);
		unsigned digit;

		if (byte == '_')
			return value + 1;
		if (isdigit((unsigned char)byte))
			digit = (unsigned)(byte - '0');
		else if (islower((unsigned char)byte))
			digit = (unsigned)(byte - 'a') + 10;
		else if (isupper((unsigned char)byte))
			digit = (unsigned)(byte - 'A') + 36;
		else
			break;
		if (value > (UINT64_MAX - digit) / 62 - 1)
			break;
		value = value * 62 + digit;
	}
	rust->bad = true;
	return 0;
}

static uint64_t optional_62(struct rust *rust, char mark)
{
	return take(rust, mark) ? base_62(rust) + 1 : 0;
}

static size_t decimal(struct rust *rust)
{
	size_t value = 0;

	if (!isdigit((unsigned char)peek(rust)))
		rust->bad = true;
	if (take(rust, '0'))
		return 0;
	while (isdigit((unsigned char)peek(rust)) && value < TEXT_MOST)
		value = value * 10 + (size_t)(next(rust) - '0');
	return value;
}

/* An identifier without its mark in front. */
static void identifier(struct rust *rust)
{
	bool puny = take(rust, 'u');
	size_t length = decimal(rust);

	take(rust, '_');
	if (length > (size_t)(rust->end - rust->at)) {
		rust->bad = true;
		return;
	}
	if (puny)
		put(rust, "punycode{");
	put_bytes(rust, rust->at, length);
	if (puny)
		put(rust, "}");
	rust->at += length;
}

static void path(struct rust *rust, bool value);
static void type(struct rust *rust);
static void constant(struct rust *rust);

static bool enter(struct rust *rust)
{
	if (rust->depth == DEPTH_MOST || rust->steps++ == STEPS_MOST)
		rust->bad = true;
	if (rust->bad)
		return false;
	rust->depth++;
	return true;
}

/* Goes on at an earlier place. It must lie before, so this ends. */
static void refer(struct rust *rust, void (*what)(struct rust *))
{
	const char *mark = rust->at - 1, *back;
	uint64_t distance = base_62(rust);

	back = rust->at;
	if (rust->bad || distance >= (uint64_t)(mark - rust->start)) {
		rust->bad = true;
		return;
	}
	rust->at = rust->start + distance;
	if (!rust->silent)
		what(rust);
	rust->at = back;
}

static void path_of_value(struct rust *rust)
{
	path(rust, true);
}

static void path_of_type(struct rust *rust)
{
	path(rust, false);
}

static void lifetime(struct rust *rust, uint64_t index)
{
	char name[3] = "'_";

	if (index == 0) {
		put(rust, name);
		return;
	}
	if (index > rust->lifetimes) {
		rust->bad = true;
		return;
	}
	index = rust->lifetimes - index;
	name[1] = index < 26 ? (char)('a' + index) : '_';
	put(rust, name);
	if (index >= 26)
		put_number(rust, index);
}

static void generic_argument(struct rust *rust)
{
	if (take(rust, 'L'))
		lifetime(rust, base_62(rust));
	else if (take(rust, 'K'))
		constant(rust);
	else
		type(rust);
}

static void generic_arguments(struct rust *rust)
{
	for (unsigned count = 0; !rust->bad && !take(rust, 'E'); count++) {
		if (count)
			put(rust, ", ");
		generic_argument(rust);
	}
}

/* Where an implementation stands says little; it is read over. */
static void skip_implementation(struct rust *rust)
{
	bool silent = rust->silent;

	rust->silent = true;
	optional_62(rust, 's');
	path(rust, false);
	rust->silent = silent;
}

static void nested(struct rust *rust, bool value)
{
	char space = next(rust);
	uint64_t mark;
	const char *name;

	path(rust, value);
	mark = optional_62(rust, 's');
	if (islower((unsigned char)space)) {
		name = rust->at;
		if (peek(rust) == '0') {
			identifier(rust);
			return;
		}
		put(rust, "::");
		rust->at = name;
		identifier(rust);
		return;
	}
	put(rust, "::{");
	if (space == 'C')
		put(rust, "closure");
	else if (space == 'S')
		put(rust, "shim");
	else
		put_bytes(rust, &space, 1);
	if (peek(rust) != '0')
		put(rust, ":");
	identifier(rust);
	put(rust, "#");
	put_number(rust, mark);
	put(rust, "}");
}

static void path(struct rust *rust, bool value)
{
	char kind;

	if (!enter(rust))
		return;
	switch (kind = next(rust)) {
	case 'C':
		optional_62(rust, 's');
		identifier(rust);
		break;
	case 'N': nested(rust, value); break;
	case 'M':
	case 'X':
		skip_implementation(rust);
		/* fall through */
	case 'Y':
		put(rust, "<");
		type(rust);
		if (kind != 'M') {
			put(rust, " as ");
			path(rust, false);
		}
		put(rust, ">");
		break;
	case 'I':
		path(rust, value);
		put(rust, value ? "::<" : "<");
		generic_arguments(rust);
		put(rust, ">");
		break;
	case 'B': refer(rust, value ? path_of_value : path_of_type); break;
	default: rust->bad = true;
	}
	rust->depth--;
}

static const char *basic_type(char letter)
{
	static const char *const names[26] = {
		"i8", "bool", "char", "f64", "str", "f32", NULL, "u8", "isize", "usize", NULL, "i32", "u32",
		"i128", "u128", "_", NULL, NULL, "i16", "u16", "()", "...", NULL, "i64", "u64", "!",
	};

	return islower((unsigned char)letter) ? names[letter - 'a'] : NULL;
}

/* "for<'a, 'b> ", when lifetimes are bound. */
static void binder(struct rust *rust)
{
	uint64_t count = optional_62(rust, 'G');

	if (count > 1000)
		rust->bad = true;
	if (!count || rust->bad)
		return;
	put(rust, "for<");
	for (uint64_t i = 0; i < count; i++) {
		rust->lifetimes++;
		put(rust, i ? ", " : "");
		lifetime(rust, 1);
	}
	put(rust, "> ");
}

static void function_type(struct rust *rust)
{
	uint64_t lifetimes = rust->lifetimes;

	binder(rust);
	if (take(rust, 'U'))
		put(rust, "unsafe ");
	if (take(rust, 'K')) {
		put(rust, "extern \"");
		if (take(rust, 'C'))
			put(rust, "C");
		else
			identifier(rust);
		put(rust, "\" ");
	}
	put(rust, "fn(");
	generic_arguments(rust);
	put(rust, ")");
	if (!take(rust, 'u')) {
		put(rust, " -> ");
		type(rust);
	}
	rust->lifetimes = lifetimes;
}

/* A trait with the values of its associated types: Iterator<Item = u8>. The angle brackets are shared. */
static void dynamic_trait(struct rust *rust)
{
	bool open = false;

	path(rust, false);
	while (!rust->bad && take(rust, 'p')) {
		if (!open && rust->used && rust->text[rust->used - 1] == '>') {
			rust->text[--rust->used] = '\0';
			put(rust, ", ");
		} else {
			put(rust, open ? ", " : "<");
		}
		open = true;
		identifier(rust);
		put(rust, " = ");
		type(rust);
	}
	if (open)
		put(rust, ">");
}

static void dynamic_type(struct rust *rust)
{
	uint64_t lifetimes = rust->lifetimes, index;

	put(rust, "dyn ");
	binder(rust);
	for (unsigned count = 0; !rust->bad && !take(rust, 'E'); count++) {
		if (count)
			put(rust, " + ");
		dynamic_trait(rust);
	}
	rust->lifetimes = lifetimes;
	if (!take(rust, 'L'))
		rust->bad = true;
	index = base_62(rust);
	if (index) {
		put(rust, " + ");
		lifetime(rust, index);
	}
}

static void reference(struct rust *rust, const char *what)
{
	put(rust, "&");
	if (take(rust, 'L')) {
		uint64_t index = base_62(rust);

		if (index) {
			lifetime(rust, index);
			put(rust, " ");
		}
	}
	put(rust, what);
	type(rust);
}

static void tuple(struct rust *rust)
{
	unsigned count = 0;

	put(rust, "(");
	for (; !rust->bad && !take(rust, 'E'); count++) {
		if (count)
			put(rust, ", ");
		type(rust);
	}
	put(rust, count == 1 ? ",)" : ")");
}

static void type(struct rust *rust)
{
	const char *basic = basic_type(peek(rust));
	char kind;

	if (basic) {
		rust->at++;
		put(rust, basic);
		return;
	}
	if (!enter(rust))
		return;
	switch (kind = next(rust)) {
	case 'R': reference(rust, ""); break;
	case 'Q': reference(rust, "mut "); break;
	case 'P':
	case 'O':
		put(rust, kind == 'P' ? "*const " : "*mut ");
		type(rust);
		break;
	case 'A':
	case 'S':
		put(rust, "[");
		type(rust);
		if (kind == 'A') {
			put(rust, "; ");
			constant(rust);
		}
		put(rust, "]");
		break;
	case 'T': tuple(rust); break;
	case 'F': function_type(rust); break;
	case 'D': dynamic_type(rust); break;
	case 'B': refer(rust, type); break;
	default:
		rust->at--;
		path(rust, false);
	}
	rust->depth--;
}

/* A value: its type, then hexadecimal digits up to an underscore. */
static void constant(struct rust *rust)
{
	uint64_t value = 0;
	const char *digits;
	char kind;

	if (take(rust, 'p')) {
		put(rust, "_");
		return;
	}
	if (!enter(rust))
		return;
	kind = next(rust);
	if (kind == 'B') {
		refer(rust, constant);
	} else {
		if (!strchr("abchijlmnostxy", kind))
			rust->bad = true;
		if (take(rust, 'n'))
			put(rust, "-");
		digits = rust->at;
		while (isxdigit((unsigned char)peek(rust)) && !isupper((unsigned char)peek(rust))) {
			char byte = next(rust);

			value = value << 4 | (unsigned)(isdigit((unsigned char)byte) ? byte - '0' : byte - 'a' + 10);
		}
		if (kind == 'b') {
			put(rust, value ? "true" : "false");
		} else if (rust->at - digits > 16) {
			put(rust, "0x");
			put_bytes(rust, digits, (size_t)(rust->at - digits));
		} else {
			put_number(rust, value);
		}
		if (!take(rust, '_'))
			rust->bad = true;
	}
	rust->depth--;
}

/* The older form's escapes: "$LT$" for "<", "$u7b$" for a character by its code, ".." for "::". */
static size_t escape(struct rust *rust, const char *at, size_t size)
{
	static const char *const escapes[][2] = {
		{ "$SP$", "@" }, { "$BP$", "*" }, { "$RF$", "&" }, { "$LT$", "<" }, { "$GT$", ">" }, { "$LP$", "(" },
		{ "$RP$", ")" }, { "$C$", "," }, { "..", "::" },
	};

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		size_t length = strlen(escapes[i][0]);

		if (length <= size && memcmp(at, escapes[i][0], length) == 0) {
			put(rust, escapes[i][1]);
			return length;
		}
	}
	if (size >= 4 && at[0] == '$' && at[1] == 'u') {
		unsigned value = 0, digits = 0;

		while (digits < 6 && digits + 2 < size && isxdigit((unsigned char)at[2 + digits])) {
			char byte = at[2 + digits++];

			value = value << 4 | (unsigned)(isdigit((unsigned char)byte) ? byte - '0' : (byte | 32) - 'a' + 10);
		}
		if (digits && digits + 2 < size && at[2 + digits] == '$' && value >= ' ' && value < 0x7f) {
			char byte = (char)value;

			put_bytes(rust, &byte, 1);
			return digits + 3;
		}
	}
	put_bytes(rust, at, 1);
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

static void older(struct rust *rust)
{
	bool hashed = false;

	rust->at = rust->start;
	for (unsigned count = 0; !rust->bad && !take(rust, 'E'); count++) {
		size_t length = decimal(rust);
		const char *at = rust->at;

		if (rust->bad || hashed || length == 0 || length > (size_t)(rust->end - at)) {
			rust->bad = true;
			return;
		}
		rust->at += length;
		hashed = is_hash(at, length);
		if (hashed && peek(rust) == 'E')
			continue;
		if (count)
			put(rust, "::");
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

char *stack_demangle_rust(const char *name)
{
	struct rust rust = { .end = name + strcspn(name, ".") };

	if (strncmp(name, "_ZN", 3) == 0) {
		/* Here dots are part of the name; only what stands behind its E isn't. */
		rust.start = name + 3;
		rust.end = name + strlen(name);
		older(&rust);
	} else if (strncmp(name, "_R", 2) == 0) {
		rust.start = rust.at = name + 2;
		path(&rust, true);
		/* The crate that an instance was made for may follow. */
		if (!rust.bad && rust.at < rust.end && *rust.at != '$') {
			rust.silent = true;
			path(&rust, false);
		}
		if (rust.at < rust.end && *rust.at != '$')
			rust.bad = true;
	} else {
		rust.bad = true;
	}
	if (!rust.bad && rust.text)
		return rust.text;
	free(rust.text);
	return NULL;
}
