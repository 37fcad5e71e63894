/*
 * Sets of system calls, as -e trace= and its kin write them: [!][?]VALUE[,[?]VALUE]..., VALUE being a name, a number,
 * a %class, a /regular expression or "all", each with @64, @32 or @x32 to mean one ABI alone (strace(1), "-e trace").
 */
#include "cli.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/decode.h"

/* Classes that could be written without "%" in the past. Those of a call's name never were: "stat" is that call alone. */
static const char *const bare_classes[] = { "file", "process", "network", "signal", "ipc", "desc", "memory" };

#define EVERY_ABI ((1u << STROBE_ABI_COUNT) - 1)

static void add(struct strobe_call_set *set, unsigned abi, uint64_t number)
{
	if (number < STROBE_CALL_SET_NUMBERS)
		set->words[abi][number / 64] |= UINT64_C(1) << (number % 64);
}

void cli_fill_calls(struct strobe_call_set *set, bool full)
{
	memset(set->words, full ? 0xff : 0, sizeof(set->words));
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++)
		set->others[abi] = full;
}

void cli_add_unknown_calls(struct strobe_call_set *set)
{
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		for (uint32_t number = 0; number < STROBE_CALL_SET_NUMBERS; number++)
			if (!strobe_decode_row(abi, number))
				add(set, abi, number);
		set->others[abi] = true;
	}
}

bool strobe_call_set_is_full(const struct strobe_call_set *set)
{
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (!set->others[abi])
			return false;
		for (size_t i = 0; i < STROBE_CALL_SET_NUMBERS / 64; i++)
			if (set->words[abi][i] != UINT64_MAX)
				return false;
	}
	return true;
}

bool strobe_call_set_is_empty(const struct strobe_call_set *set)
{
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (set->others[abi])
			return false;
		for (size_t i = 0; i < STROBE_CALL_SET_NUMBERS / 64; i++)
			if (set->words[abi][i])
				return false;
	}
	return true;
}

static void invert(struct strobe_call_set *set)
{
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		set->others[abi] = !set->others[abi];
		for (size_t i = 0; i < STROBE_CALL_SET_NUMBERS / 64; i++)
			set->words[abi][i] = ~set->words[abi][i];
	}
}

/* Adds the calls of these ABIs (a bit each) for which the test holds; returns whether there was one. */
static bool add_where(struct strobe_call_set *set, unsigned abis,
		      bool (*test)(const struct strobe_row *row, const void *data), const void *data)
{
	bool found = false;

	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (!(abis & 1u << abi))
			continue;
		for (uint32_t number = 0; number < strobe_row_count[abi]; number++) {
			const struct strobe_row *row = strobe_decode_row(abi, number);

			if (row && test(row, data)) {
				add(set, abi, number);
				found = true;
			}
		}
	}
	return found;
}

static bool has_name(const struct strobe_row *row, const void *data)
{
	return !strcmp(strobe_decode_text(row->name), data);
}

static bool has_class(const struct strobe_row *row, const void *data)
{
	return row->classes & *(const uint32_t *)data;
}

static bool matches(const struct strobe_row *row, const void *data)
{
	return !regexec(data, strobe_decode_text(row->name), 0, NULL, 0);
}

static uint32_t class_bit(const char *name)
{
	for (uint32_t i = 0; i < strobe_class_count; i++)
		if (!strcmp(strobe_decode_text(strobe_class_names[i]), name))
			return UINT32_C(1) << i;
	return 0;
}

/* The classes that a name after "%" means: a bit each, 0 when it means none. */
static uint32_t classes_named(const char *name)
{
	uint32_t bits = class_bit(name);

	if (bits)
		return bits;
	if (!strcmp(name, "net"))
		return class_bit("network");
	if (!strcmp(name, "%stat"))
		return class_bit("stat") | class_bit("lstat") | class_bit("fstat");
	if (!strcmp(name, "%statfs"))
		return class_bit("statfs") | class_bit("fstatfs");
	return 0;
}

static bool is_bare_class(const char *name)
{
	for (size_t i = 0; i < sizeof(bare_classes) / sizeof(bare_classes[0]); i++)
		if (!strcmp(bare_classes[i], name))
			return true;
	return false;
}

/* A number stands for the call of each ABI that has one of that number. */
static bool add_number(struct strobe_call_set *set, unsigned abis, const char *name)
{
	uint64_t number;
	bool found = false;

	if (!cli_parse_number(name, 0, STROBE_CALL_SET_NUMBERS - 1, &number))
		return false;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (!(abis & 1u << abi) || !strobe_decode_row(abi, number) ||
		    strobe_decode_whole(abi, number) != number)
			continue;
		add(set, abi, number);
		found = true;
	}
	return found;
}

static bool add_regex(const struct cli *cli, struct strobe_call_set *set, unsigned abis, const char *pattern,
		      bool *found)
{
	regex_t regex;
	int error = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB);

	if (error) {
		char text[128];

		regerror(error, &regex, text, sizeof(text));
		return cli_error(cli, "regcomp: %s: %s", pattern, text);
	}
	*found = add_where(set, abis, matches, &regex);
	regfree(&regex);
	return true;
}

static bool add_plain(struct strobe_call_set *set, unsigned abis, const char *name)
{
	uint32_t classes = 0;
	bool found = false;

	if (isdigit((unsigned char)*name))
		return add_number(set, abis, name);
	if (!strcmp(name, "all")) {
		for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
			if (abis & 1u << abi) {
				memset(set->words[abi], 0xff, sizeof(set->words[abi]));
				set->others[abi] = true;
			}
		}
		return true;
	}
	if (*name == '%')
		classes = classes_named(name + 1);
	else if (is_bare_class(name))
		classes = classes_named(name);
	if (classes)
		found = add_where(set, abis, has_class, &classes);
	/* The one old call that asks for file system statistics without being a statfs. */
	if (!strcmp(name, "%%statfs"))
		found |= add_where(set, abis, has_name, "ustat");
	return found || classes || add_where(set, abis, has_name, name);
}

/* Takes "@64" and the like off the end of the value. */
static bool take_abi(const struct cli *cli, char *value, unsigned *abis)
{
	char *at = strrchr(value, '@');

	*abis = EVERY_ABI;
	if (!at)
		return true;
	if (!strcmp(at, "@64"))
		*abis = 1u << STROBE_ABI_X86_64;
	else if (!strcmp(at, "@32"))
		*abis = 1u << STROBE_ABI_I386;
	else if (!strcmp(at, "@x32"))
		*abis = 1u << STROBE_ABI_X32;
	else
		return cli_error(cli, "incorrect personality designator '%s' in qualification '%s'", at + 1,
				 value);
	*at = 0;
	return true;
}

static bool add_value(const struct cli *cli, const char *written, struct strobe_call_set *set)
{
	bool optional = *written == '?';
	bool found = false, good = false;
	unsigned abis;
	char *value;

	while (*written == '?')
		written++;
	value = strcpy(cli_grow(NULL, strlen(written) + 1, 1), written);
	if (take_abi(cli, value, &abis)) {
		good = true;
		if (*value == '/')
			good = add_regex(cli, set, abis, value + 1, &found);
		else
			found = add_plain(set, abis, value);
		if (good && !found && !optional)
			good = cli_error(cli, "invalid system call '%s'", written);
	}
	free(value);
	return good;
}

bool cli_parse_calls(const struct cli *cli, const char *text, struct strobe_call_set *set)
{
	const char *rest = text;
	bool inverted = false, good = true, any = false;
	char *copy, *place = NULL;

	while (*rest == '!') {
		inverted = !inverted;
		rest++;
	}
	cli_fill_calls(set, false);
	if (!strcmp(rest, "none")) {
		cli_fill_calls(set, inverted);
		return true;
	}
	copy = strcpy(cli_grow(NULL, strlen(rest) + 1, 1), rest);
	for (char *value = strtok_r(copy, ",", &place); value && good; value = strtok_r(NULL, ",", &place)) {
		good = add_value(cli, value, set);
		any = true;
	}
	free(copy);
	if (good && !any)
		return cli_error(cli, "invalid system call '%s'", text);
	if (inverted)
		invert(set);
	return good;
}
