/*
 * -h, made from the option table, and -V.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "cli.h"

#include <stdio.h>
#include <string.h>

#ifndef STROBE_VERSION
#define STROBE_VERSION "unknown"
#endif

/* Where the descriptions stand. */
#define TEXT_COLUMN 18

static const char *const titles[CLI_SECTION_COUNT] = {
	[CLI_STARTUP] = "Startup",       [CLI_TRACING] = "Tracing",
	[CLI_FILTERING] = "Filtering",   [CLI_OUTPUT] = "Output",
	[CLI_STATISTICS] = "Statistics", [CLI_STOP] = "Stopping",
	[CLI_TAMPERING] = "Tampering",   [CLI_MISCELLANEOUS] = "Miscellaneous",
};

/* "  -s SIZE, --string-limit=SIZE" */
static int print_names(const struct cli_option *option)
{
	const char *value = option->value ? option->value : "";
	int width = 2;

	fputs("  ", stdout);
	if (option->letter) {
		width += printf("-%c", option->letter);
		if (option->argument == CLI_REQUIRED)
			width += printf(" %s", value);
	}
	if (option->name) {
		width += printf("%s--%s", option->letter ? ", " : "", option->name);
		if (option->argument == CLI_REQUIRED)
			width += printf("=%s", value);
		else if (option->argument == CLI_OPTIONAL)
			width += printf("[=%s]", value);
	}
	return width;
}

static void print_option(const struct cli_option *option)
{
	int width = print_names(option);

	if (width > TEXT_COLUMN - 2) {
		putchar('\n');
		width = 0;
	}
	for (const char *line = option->help; *line;) {
		size_t size = strcspn(line, "\n");

		printf("%*s%.*s\n", TEXT_COLUMN - width, "", (int)size, line);
		line += size + (line[size] == '\n');
		width = 0;
	}
}

void cli_print_help(const char *program)
{
	printf("Usage: %s [OPTION]... [--] COMMAND [ARGUMENT]...\n"
	       "  or:  %s [OPTION]... -p PID... [COMMAND [ARGUMENT]...]\n"
	       "Trace the system calls and signals of COMMAND, or of processes that run already.\n",
	       program, program);
	for (unsigned section = 0; section < CLI_SECTION_COUNT; section++) {
		bool any = false;

		for (size_t i = 0; i < cli_option_count; i++) {
			const struct cli_option *option = &cli_options[i];

			if (option->section != section || !option->supported || !option->help)
				continue;
			if (!any)
				printf("\n%s:\n", titles[section]);
			any = true;
			print_option(option);
		}
	}
}

/* Whoever asks "strace" for its version wants to know which strace's options and output to expect. */
static void print_name(const char *program)
{
	const char *slash = strrchr(program, '/');

	if (strcmp(slash ? slash + 1 : program, "strace") == 0)
		printf("strace -- version 7.2 (strobe %s)\n", STROBE_VERSION);
	else
		printf("strobe -- version %s\n", STROBE_VERSION);
}

void cli_print_version(const char *program)
{
	static const char *const features[][3] = {
	/* what it is for, through what, what is missing without it */
#ifdef HAVE_LIBSECCOMP
		{ "seccomp-filter", "libseccomp", NULL },
#else
		{ "seccomp-filter", NULL, "libseccomp" },
#endif
#ifdef HAVE_LIBUNWIND
		{ "stack-trace", "libunwind", NULL },
#else
		{ "stack-trace", NULL, "libunwind" },
#endif
#if defined(HAVE_LIBUNWIND) && defined(HAVE_LIBDW)
		{ "stack-source", "libdw", NULL },
#else
		{ "stack-source", NULL, "libdw" },
#endif
	};
	bool missing = false;

	print_name(program);
	printf("Copyright (c) 2026 the strobe authors\n"
	       "License MIT. There is no warranty, to the extent permitted by law.\n\n"
	       "Optional features enabled:");
	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
		if (features[i][1])
			printf(" %s=%s", features[i][0], features[i][1]);
		else
			missing = true;
	}
#ifdef HAVE_LIBUNWIND
	printf(" stack-demangle");
#endif
	/* strace's words for: programs of the other ABIs, i386 and x32, are decoded as well. */
	printf(" m32-mpers mx32-mpers\n");
	if (missing)
		printf("Optional features missing:");
	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if (!features[i][1])
			printf(" %s (built without %s)", features[i][0], features[i][2]);
	if (missing)
		printf("\n");
}
