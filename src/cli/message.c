/*
 * What the command line's parsing says on stderr: one line each, in front the name strobe was called by.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const struct cli *cli, const char *format, va_list arguments)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", cli->options->program);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

bool cli_error(const struct cli *cli, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(cli, format, arguments);
	va_end(arguments);
	return false;
}

void cli_warn(const struct cli *cli, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(cli, format, arguments);
	va_end(arguments);
}

bool cli_invalid(const struct cli *cli, const char *argument)
{
	return cli_error(cli, "invalid %s argument: '%s'", cli->shown, argument);
}

void *cli_grow(void *old, size_t count, size_t size)
{
	void *memory = reallocarray(old, count, size);

	if (!memory && count && size) {
		fprintf(stderr, "%s: command line: %s\n", program_invocation_name, strerror(errno));
		exit(1);
	}
	return memory;
}
