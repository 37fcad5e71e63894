/*
 * Sets of signals, of descriptors and of words: "a,b", "!a,b", "all", "none".
 */
#include "cli.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "strobe/decode.h"

/* Linux's signals; names go no further. */
#define SIGNAL_MAX 64

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

bool strobe_number_set_has(const struct strobe_number_set *set, int number)
{
	bool found = set->count && bsearch(&number, set->numbers, set->count, sizeof(int), compare);

	return found != set->inverted;
}

int cli_signal(const char *text, size_t size, int least, int most)
{
	char name[32], buffer[16];
	uint64_t number;

	if (!size || size >= sizeof(name))
		return -1;
	memcpy(name, text, size);
	name[size] = 0;
	if (isdigit((unsigned char)*name))
		return cli_parse_number(name, (uint64_t)least, (uint64_t)most, &number) ? (int)number : -1;
	for (int signo = 1; signo <= SIGNAL_MAX; signo++) {
		const char *known = strobe_decode_signal_name(signo, buffer);

		if (known && !strncmp(known, "SIG", 3) &&
		    (!strcasecmp(known, name) || !strcasecmp(known + 3, name)))
			return signo;
	}
	return -1;
}

static int descriptor(const char *text, size_t size)
{
	char digits[16];
	uint64_t number;

	if (size >= sizeof(digits))
		return -1;
	memcpy(digits, text, size);
	digits[size] = 0;
	return cli_parse_number(digits, 0, INT_MAX, &number) ? (int)number : -1;
}

static int signal_number(const char *text, size_t size)
{
	/* Up to 255, as a set of signals in strace goes. */
	return cli_signal(text, size, 0, 255);
}

/* The beginning of a set: takes the "!" off, and says whether it is "all" or "none" as a whole. */
static const char *begin_set(const char *text, bool *inverted, bool *whole)
{
	*inverted = false;
	for (; *text == '!'; text++)
		*inverted = !*inverted;
	*whole = true;
	if (!strcmp(text, "all"))
		*inverted = !*inverted;
	else if (strcmp(text, "none"))
		*whole = false;
	return text;
}

static bool parse_numbers(const struct cli *cli, const char *text, const char *what,
			  int (*number)(const char *text, size_t size), struct strobe_number_set *set)
{
	bool whole;
	const char *rest = begin_set(text, &set->inverted, &whole);
	size_t size;

	free(set->numbers);
	set->numbers = NULL;
	set->count = 0;
	if (whole)
		return true;
	for (; *(rest += strspn(rest, ",")); rest += size) {
		int value;

		size = strcspn(rest, ",");
		value = number(rest, size);
		if (value < 0)
			return cli_error(cli, "invalid %s '%.*s'", what, (int)size, rest);
		set->numbers = cli_grow(set->numbers, set->count + 1, sizeof(int));
		set->numbers[set->count++] = value;
	}
	if (!set->count)
		return cli_error(cli, "invalid %s '%s'", what, text);
	qsort(set->numbers, set->count, sizeof(int), compare);
	return true;
}

bool cli_parse_signals(const struct cli *cli, const char *text, struct strobe_number_set *set)
{
	return parse_numbers(cli, text, "signal", signal_number, set);
}

bool cli_parse_descriptors(const struct cli *cli, const char *text, struct strobe_number_set *set)
{
	return parse_numbers(cli, text, "descriptor", descriptor, set);
}

int cli_find_word(const struct cli_word *words, const char *text, size_t size)
{
	for (size_t i = 0; words[i].word; i++)
		if (strlen(words[i].word) == size && !strncasecmp(words[i].word, text, size))
			return (int)words[i].bits;
	return -1;
}

bool cli_take_when(const struct cli *cli, const char *argument, enum strobe_when *when)
{
	static const struct cli_word words[] = { { "auto", STROBE_WHEN_AUTO },
						 { "always", STROBE_WHEN_ALWAYS },
						 { "never", STROBE_WHEN_NEVER },
						 { NULL, 0 } };
	int word = cli_find_word(words, argument, strlen(argument));

	if (word < 0)
		return cli_invalid(cli, argument);
	*when = (enum strobe_when)word;
	return true;
}

bool cli_parse_words(const struct cli *cli, const char *text, const struct cli_word *words, const char *what,
		     unsigned all, unsigned *bits)
{
	bool inverted, whole, any = false;
	const char *rest = begin_set(text, &inverted, &whole);
	unsigned found = 0;
	size_t size;

	for (; !whole && *(rest += strspn(rest, ",")); rest += size) {
		int word;

		size = strcspn(rest, ",");
		word = cli_find_word(words, rest, size);
		if (word < 0)
			return cli_error(cli, "invalid %s '%.*s'", what, (int)size, rest);
		found |= (unsigned)word;
		any = true;
	}
	if (!whole && !any)
		return cli_error(cli, "invalid %s '%s'", what, text);
	*bits = inverted ? all & ~found : found;
	return true;
}
