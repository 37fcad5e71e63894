/*
 * Tables of numbers: one row a line.
 */
#include <string.h>

#include "parse.h"

/*
 * A name as users see it may hold '#' (x32's "rt_sigaction#64"), which is a comment elsewhere: such names are
 * cut out of the line before it is split into tokens.
 */
static const char *cut_name(char *line, size_t length)
{
	size_t i = 0;

	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (i == length || line[i] < '0' || line[i] > '9')
		return NULL;
	while (i < length && line[i] != ' ' && line[i] != '\t')
		i++;
	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;

	size_t start = i;
	bool odd = false;

	while (i < length && line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
		odd |= i > start && line[i] == '#';
		i++;
	}
	if (!odd)
		return NULL;

	const char *name = memory_intern(line + start, i - start);

	/* A plain name of the same length takes its place for the parser. */
	memset(line + start, 'n', i - start);
	return name;
}

static void parse_row(struct parser *parser, unsigned abi)
{
	struct row_node *row = memory_alloc(sizeof *row);

	row->at = parser->token->at;
	row->abi = abi;
	if (parser->token->kind != TOKEN_NUMBER)
		parse_expected(parser, "a syscall number");
	row->number = parser->token++->number;
	/* x32 numbers have this bit in the register; the table may have it or not. */
	if (abi == STROBE_ABI_X32)
		row->number &= ~UINT64_C(0x40000000);
	if (row->number > 4095)
		diag_error(row->at, "a syscall number is at most 4095");
	row->name = parse_name(parser, "the name of the syscall");
	if (parser->row_name)
		row->name = parser->row_name;
	row->call_at = parser->token->at;
	if (parse_take_name(parser, "undecoded")) {
		struct position at = parser->token->at;
		uint64_t n_args = parse_number(parser, "the number of arguments", NULL);

		if (n_args > 6)
			diag_error(at, "a syscall has at most 6 arguments");
		row->n_args = (unsigned)(n_args > 6 ? 6 : n_args);
	} else {
		row->call = parse_name(parser, "the call that describes it, or 'undecoded'");
	}
	row->classes = parse_classes(parser);
	for (struct class_list *entry = row->classes; entry; entry = entry->next)
		if (entry->away)
			diag_error(entry->at,
				   "the classes of a row are all that it has: there is nothing to take away");
	if (parser->token->kind != TOKEN_END)
		parse_fail(parser, "a row ends here");
	if (row->number <= 4095)
		vector_push(&parser->program->rows, row);
}

static void parse_line(struct parser *parser, struct position at, unsigned abi, char *line, size_t length)
{
	struct tokens tokens;

	parser->row_name = cut_name(line, length);
	tokens = lexer_run_line(at.file, at.line, line, length);
	parser->token = parser->first = tokens.items;
	parser->depth = 0;
	if (parser->token->kind != TOKEN_END && setjmp(parser->failed) == 0)
		parse_row(parser, abi);
}

void parse_rows(struct program *program, unsigned file, unsigned abi, const char *text, size_t length)
{
	struct parser *parser = memory_alloc(sizeof *parser);
	const char *line = text, *end = text + length;

	parser->program = program;
	for (unsigned number = 1; line < end; number++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t line_length = (size_t)((newline ? newline : end) - line);

		parse_line(parser, (struct position){ file, number, 1 }, abi,
			   memory_grow(line, line_length, line_length + 1), line_length);
		line = newline ? newline + 1 : end;
	}
}
