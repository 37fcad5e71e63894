/*
 * Names of Rust functions in their newer form (Rust RFC 2603, "v0"). Marks that tell equal names apart are left out. What is
 * written is bounded: names can refer back to their own parts.
 */
#include <config.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"
#include "stack/rust.h"

#define DEPTH_MOST 128
#define STEPS_MOST 100000

/* "_" is 0, "0_" is 1, and so on with digits, small and capital letters. */
static uint64_t base_62(struct rust *rust)
{
	uint64_t value = 0;

	if (rust_take(rust, '_'))
		return 0;
	while (!rust->bad) {
		char byte = rust_next(rust);
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
	return rust_take(rust, mark) ? base_62(rust) + 1 : 0;
}

/* An identifier without its mark in front. */
static void identifier(struct rust *rust)
{
	bool puny = rust_take(rust, 'u');
	size_t length = rust_decimal(rust);

	rust_take(rust, '_');
	if (length > (size_t)(rust->end - rust->at)) {
		rust->bad = true;
		return;
	}
	if (puny)
		rust_put(rust, "punycode{");
	rust_put_bytes(rust, rust->at, length);
	if (puny)
		rust_put(rust, "}");
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
		rust_put(rust, name);
		return;
	}
	if (index > rust->lifetimes) {
		rust->bad = true;
		return;
	}
	index = rust->lifetimes - index;
	name[1] = index < 26 ? (char)('a' + index) : '_';
	rust_put(rust, name);
	if (index >= 26)
		rust_put_number(rust, index);
}

static void generic_argument(struct rust *rust)
{
	if (rust_take(rust, 'L'))
		lifetime(rust, base_62(rust));
	else if (rust_take(rust, 'K'))
		constant(rust);
	else
		type(rust);
}

static void generic_arguments(struct rust *rust)
{
	for (unsigned count = 0; !rust->bad && !rust_take(rust, 'E'); count++) {
		if (count)
			rust_put(rust, ", ");
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
	char space = rust_next(rust);
	uint64_t mark;
	const char *name;

	path(rust, value);
	mark = optional_62(rust, 's');
	if (islower((unsigned char)space)) {
		name = rust->at;
		if (rust_peek(rust) == '0') {
			identifier(rust);
			return;
		}
		rust_put(rust, "::");
		rust->at = name;
		identifier(rust);
		return;
	}
	rust_put(rust, "::{");
	if (space == 'C')
		rust_put(rust, "closure");
	else if (space == 'S')
		rust_put(rust, "shim");
	else
		rust_put_bytes(rust, &space, 1);
	if (rust_peek(rust) != '0')
		rust_put(rust, ":");
	identifier(rust);
	rust_put(rust, "#");
	rust_put_number(rust, mark);
	rust_put(rust, "}");
}

static void path(struct rust *rust, bool value)
{
	char kind;

	if (!enter(rust))
		return;
	switch (kind = rust_next(rust)) {
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
		rust_put(rust, "<");
		type(rust);
		if (kind != 'M') {
			rust_put(rust, " as ");
			path(rust, false);
		}
		rust_put(rust, ">");
		break;
	case 'I':
		path(rust, value);
		rust_put(rust, value ? "::<" : "<");
		generic_arguments(rust);
		rust_put(rust, ">");
		break;
	case 'B': refer(rust, value ? path_of_value : path_of_type); break;
	default: rust->bad = true;
	}
	rust->depth--;
}

static const char *basic_type(char letter)
{
	static const char *const names[26] = {
		"i8",    "bool", "char", "f64", "str",  "f32",  NULL,  "u8", "isize",
		"usize", NULL,   "i32",  "u32", "i128", "u128", "_",   NULL, NULL,
		"i16",   "u16",  "()",   "...", NULL,   "i64",  "u64", "!",
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
	rust_put(rust, "for<");
	for (uint64_t i = 0; i < count; i++) {
		rust->lifetimes++;
		rust_put(rust, i ? ", " : "");
		lifetime(rust, 1);
	}
	rust_put(rust, "> ");
}

static void function_type(struct rust *rust)
{
	uint64_t lifetimes = rust->lifetimes;

	binder(rust);
	if (rust_take(rust, 'U'))
		rust_put(rust, "unsafe ");
	if (rust_take(rust, 'K')) {
		rust_put(rust, "extern \"");
		if (rust_take(rust, 'C'))
			rust_put(rust, "C");
		else
			identifier(rust);
		rust_put(rust, "\" ");
	}
	rust_put(rust, "fn(");
	generic_arguments(rust);
	rust_put(rust, ")");
	if (!rust_take(rust, 'u')) {
		rust_put(rust, " -> ");
		type(rust);
	}
	rust->lifetimes = lifetimes;
}

/* A trait with the values of its associated types: Iterator<Item = u8>. The angle brackets are shared. */
static void dynamic_trait(struct rust *rust)
{
	bool open = false;

	path(rust, false);
	while (!rust->bad && rust_take(rust, 'p')) {
		if (!open && rust->used && rust->text[rust->used - 1] == '>') {
			rust->text[--rust->used] = '\0';
			rust_put(rust, ", ");
		} else {
			rust_put(rust, open ? ", " : "<");
		}
		open = true;
		identifier(rust);
		rust_put(rust, " = ");
		type(rust);
	}
	if (open)
		rust_put(rust, ">");
}

static void dynamic_type(struct rust *rust)
{
	uint64_t lifetimes = rust->lifetimes, index;

	rust_put(rust, "dyn ");
	binder(rust);
	for (unsigned count = 0; !rust->bad && !rust_take(rust, 'E'); count++) {
		if (count)
			rust_put(rust, " + ");
		dynamic_trait(rust);
	}
	rust->lifetimes = lifetimes;
	if (!rust_take(rust, 'L'))
		rust->bad = true;
	index = base_62(rust);
	if (index) {
		rust_put(rust, " + ");
		lifetime(rust, index);
	}
}

static void reference(struct rust *rust, const char *what)
{
	rust_put(rust, "&");
	if (rust_take(rust, 'L')) {
		uint64_t index = base_62(rust);

		if (index) {
			lifetime(rust, index);
			rust_put(rust, " ");
		}
	}
	rust_put(rust, what);
	type(rust);
}

static void tuple(struct rust *rust)
{
	unsigned count = 0;

	rust_put(rust, "(");
	for (; !rust->bad && !rust_take(rust, 'E'); count++) {
		if (count)
			rust_put(rust, ", ");
		type(rust);
	}
	rust_put(rust, count == 1 ? ",)" : ")");
}

static void type(struct rust *rust)
{
	const char *basic = basic_type(rust_peek(rust));
	char kind;

	if (basic) {
		rust->at++;
		rust_put(rust, basic);
		return;
	}
	if (!enter(rust))
		return;
	switch (kind = rust_next(rust)) {
	case 'R': reference(rust, ""); break;
	case 'Q': reference(rust, "mut "); break;
	case 'P':
	case 'O':
		rust_put(rust, kind == 'P' ? "*const " : "*mut ");
		type(rust);
		break;
	case 'A':
	case 'S':
		rust_put(rust, "[");
		type(rust);
		if (kind == 'A') {
			rust_put(rust, "; ");
			constant(rust);
		}
		rust_put(rust, "]");
		break;
	case 'T': tuple(rust); break;
	case 'F': function_type(rust); break;
	case 'D': dynamic_type(rust); break;
	case 'B': refer(rust, type); break;
	default: rust->at--; path(rust, false);
	}
	rust->depth--;
}

/* A value: its type, then hexadecimal digits up to an underscore. */
static void constant(struct rust *rust)
{
	uint64_t value = 0;
	const char *digits;
	char kind;

	if (rust_take(rust, 'p')) {
		rust_put(rust, "_");
		return;
	}
	if (!enter(rust))
		return;
	kind = rust_next(rust);
	if (kind == 'B') {
		refer(rust, constant);
	} else {
		if (!strchr("abchijlmnostxy", kind))
			rust->bad = true;
		if (rust_take(rust, 'n'))
			rust_put(rust, "-");
		digits = rust->at;
		while (isxdigit((unsigned char)rust_peek(rust)) && !isupper((unsigned char)rust_peek(rust))) {
			char byte = rust_next(rust);

			value = value << 4 |
				(unsigned)(isdigit((unsigned char)byte) ? byte - '0' : byte - 'a' + 10);
		}
		if (kind == 'b') {
			rust_put(rust, value ? "true" : "false");
		} else if (rust->at - digits > 16) {
			rust_put(rust, "0x");
			rust_put_bytes(rust, digits, (size_t)(rust->at - digits));
		} else {
			rust_put_number(rust, value);
		}
		if (!rust_take(rust, '_'))
			rust->bad = true;
	}
	rust->depth--;
}

char *stack_demangle_rust(const char *name)
{
	struct rust rust = { .end = name + strcspn(name, ".") };

	if (strncmp(name, "_ZN", 3) == 0) {
		/* Here dots are part of the name; only what stands behind its E isn't. */
		rust.start = rust.at = name + 3;
		rust.end = name + strlen(name);
		rust_older(&rust);
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
