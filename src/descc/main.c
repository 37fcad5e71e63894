/*
 * descc: compiles descriptions into const tables.
 *
 *   descc [--partial] -o strobe-tables.c [-H ids.h] FILE.desc … ABI.tbl …
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "emit.h"
#include "lexer.h"
#include "memory.h"
#include "model.h"
#include "parse.h"

#define MAX_ERRORS 100

struct options {
	const char *output, *ids;
	bool partial;
	char **files;
	int n_files;
};

static int usage(void)
{
	fprintf(stderr, "usage: descc [--partial] -o TABLES.c [-H IDS.h] FILE.desc ... ABI.tbl ...\n");
	return 2;
}

/* The whole content of a file in the arena, NULL after a message. */
static char *read_whole(const char *name, size_t *length)
{
	FILE *file = fopen(name, "rb");
	size_t capacity = 65536;
	char *text = memory_alloc(capacity);

	*length = 0;
	if (file) {
		size_t got;

		while ((got = fread(text + *length, 1, capacity - *length, file)) > 0) {
			*length += got;
			if (*length == capacity) {
				text = memory_grow(text, capacity, capacity * 2);
				capacity *= 2;
			}
		}
	}
	if (!file || ferror(file)) {
		fprintf(stderr, "descc: %s: %s\n", name, strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	fclose(file);
	return text;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return length > tail && !strcmp(name + length - tail, suffix);
}

static int table_abi(const char *name)
{
	static const char *const files[STROBE_ABI_COUNT] = { "x86_64.tbl", "x32.tbl", "i386.tbl" };
	const char *base = strrchr(name, '/');

	base = base ? base + 1 : name;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		if (!strcmp(base, files[abi]))
			return abi;
	return -1;
}

static bool parse_file(struct program *program, const char *name)
{
	size_t length;
	char *text = read_whole(name, &length);

	if (!text)
		return false;
	if (has_suffix(name, ".desc")) {
		parse_descriptions(program, lexer_run(diag_add_file(name), text, length));
		return true;
	}
	if (table_abi(name) >= 0) {
		parse_rows(program, diag_add_file(name), (unsigned)table_abi(name), text, length);
		return true;
	}
	fprintf(stderr, "descc: %s: neither a .desc file nor x86_64.tbl, x32.tbl or i386.tbl\n", name);
	return false;
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--partial"))
			options->partial = true;
		else if (!strcmp(argv[i], "-o") && i + 1 < argc)
			options->output = argv[++i];
		else if (!strcmp(argv[i], "-H") && i + 1 < argc)
			options->ids = argv[++i];
		else
			return false;
	}
	options->files = argv + i;
	options->n_files = argc - i;
	return options->output && options->n_files > 0;
}

static int compile(const struct options *options)
{
	struct program *program = memory_alloc(sizeof *program);
	struct model *model;

	for (int i = 0; i < options->n_files; i++)
		if (!parse_file(program, options->files[i]))
			return 1;
	model = model_build(program, options->partial);
	if (!diag_count())
		emit_tables(model);
	if (diag_count()) {
		diag_print(MAX_ERRORS);
		return 1;
	}
	return emit_write(options->output, options->ids) ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	int status;

	if (!parse_options(argc, argv, &options))
		return usage();
	status = compile(&options);
	memory_release();
	return status;
}
