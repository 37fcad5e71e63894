/*
 * Numbers and times on the command line.
 */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool cli_parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
	char *end;
	const char *digits = text + strspn(text, " \t\n\v\f\r");

	if (*digits == '+')
		digits++;
	if (!isdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !errno && !*end && *number >= least && *number <= most;
}

bool cli_take_number(const struct cli *cli, const char *argument, uint64_t least, unsigned most,
		     unsigned *number)
{
	uint64_t parsed;

	if (!cli_parse_number(argument, least, most, &parsed))
		return cli_invalid(cli, argument);
	*number = (unsigned)parsed;
	return true;
}

bool cli_parse_time(const char *text, size_t size, uint64_t *nanoseconds)
{
	static const struct {
		const char *unit;
		double nanoseconds;
	} units[] = { { "", 1e3 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "ns", 1 } };
	char copy[64];
	char *end;
	double value;

	if (size >= sizeof(copy))
		return false;
	memcpy(copy, text, size);
	copy[size] = 0;
	/* strtod would take hexadecimal numbers, infinities and NaN as well. */
	if (!copy[strspn(copy, " \t\n+-0123456789.")] ? !strpbrk(copy, "0123456789")
						      : strpbrk(copy, "xXiIaA") != NULL)
		return false;
	value = strtod(copy, &end);
	if (end == copy || !(value >= 0))
		return false;
	/* As strace has it, the number itself, whatever its unit, is at most 2^63 - 1, which no double is. */
	if (value >= 0x1p63 && strtoull(copy, NULL, 10) != INT64_MAX)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].unit))
			continue;
		value *= units[i].nanoseconds;
		*nanoseconds = value < 0x1p63 ? (uint64_t)value : INT64_MAX;
		return true;
	}
	return false;
}
