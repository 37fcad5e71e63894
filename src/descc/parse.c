#include "parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *describe(const struct token *token)
{
	switch (token->kind) {
	case TOKEN_END: return "the end of the file";
	case TOKEN_STRING: return "a string";
	default: return memory_format("'%.60s'", token->text);
	}
}

void parse_fail(struct parser *parser, const char *format, ...)
{
	char text[300];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	diag_error(parser->token->at, "%s", text);
	longjmp(parser->failed, 1);
}

void parse_expected(struct parser *parser, const char *what)
{
	parse_fail(parser, "expected %s before %s", what, describe(parser->token));
}

bool parse_at(const struct parser *parser, const char *punctuation)
{
	return parser->token->kind == TOKEN_PUNCT && !strcmp(parser->token->text, punctuation);
}

bool parse_at_name(const struct parser *parser, const char *name)
{
	return parser->token->kind == TOKEN_NAME && !strcmp(parser->token->text, name);
}

bool parse_take(struct parser *parser, const char *punctuation)
{
	if (!parse_at(parser, punctuation))
		return false;
	parser->token++;
	return true;
}

bool parse_take_name(struct parser *parser, const char *name)
{
	if (!parse_at_name(parser, name))
		return false;
	parser->token++;
	return true;
}

void parse_need(struct parser *parser, const char *punctuation)
{
	if (!parse_take(parser, punctuation))
		parse_expected(parser, memory_format("'%s'", punctuation));
}

const char *parse_name(struct parser *parser, const char *what)
{
	if (parser->token->kind != TOKEN_NAME)
		parse_expected(parser, what);
	return parser->token++->text;
}

const char *parse_string(struct parser *parser, const char *what)
{
	if (parser->token->kind != TOKEN_STRING)
		parse_expected(parser, what);
	return parser->token++->text;
}

uint64_t parse_number(struct parser *parser, const char *what, bool *negative)
{
	bool minus = parse_take(parser, "-");

	if (parser->token->kind != TOKEN_NUMBER)
		parse_expected(parser, what);

	uint64_t value = parser->token++->number;

	if (negative)
		*negative = minus && value;
	return minus ? -value : value;
}

unsigned parse_abi_name(struct parser *parser)
{
	static const char *const names[STROBE_ABI_COUNT] = { "x86_64", "x32", "i386" };

	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++)
		if (parse_take_name(parser, names[abi]))
			return abi;
	parse_expected(parser, "an ABI (x86_64, x32 or i386)");
}

unsigned parse_abi_list(struct parser *parser)
{
	unsigned mask = 1u << parse_abi_name(parser);

	/* A comma may also end what the list stands in. */
	while (parse_at(parser, ",") && parser->token[1].kind == TOKEN_NAME &&
	       (!strcmp(parser->token[1].text, "x86_64") || !strcmp(parser->token[1].text, "x32") ||
		!strcmp(parser->token[1].text, "i386"))) {
		parser->token++;
		mask |= 1u << parse_abi_name(parser);
	}
	return mask;
}

void parse_deeper(struct parser *parser)
{
	if (++parser->depth > 100)
		parse_fail(parser, "nested too deeply");
}

static const struct {
	const char *name;
	void (*parse)(struct parser *);
} words[] = {
	{ "attrs", parse_attrs },
	{ "call", parse_call },
	{ "case", parse_case },
};

bool parse_is_declaration_word(const char *name)
{
	return !strcmp(name, "enum") || !strcmp(name, "flags") || !strcmp(name, "struct") ||
	       !strcmp(name, "union") || !strcmp(name, "attrs") || !strcmp(name, "call") ||
	       !strcmp(name, "case");
}

static void parse_declaration(struct parser *parser)
{
	if (parse_take_name(parser, "enum")) {
		parse_set(parser, false);
		return;
	}
	if (parse_take_name(parser, "flags")) {
		parse_set(parser, true);
		return;
	}
	if (parse_take_name(parser, "struct")) {
		parse_struct(parser, false);
		return;
	}
	if (parse_take_name(parser, "union")) {
		parse_struct(parser, true);
		return;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (parse_take_name(parser, words[i].name)) {
			words[i].parse(parser);
			return;
		}
	parse_expected(parser, "a declaration (enum, flags, struct, union, attrs, call or case)");
}

/* After an error: goes on at the next declaration, which stands at the start of a line. */
static void skip_to_declaration(struct parser *parser, const struct token *from)
{
	const struct token *token = parser->token > from ? parser->token : from + 1;

	if (from->kind == TOKEN_END)
		token = from;
	while (token->kind != TOKEN_END &&
	       !(token->first && token->at.column == 1 && token->kind == TOKEN_NAME &&
		 parse_is_declaration_word(token->text)))
		token++;
	parser->token = token;
}

void parse_descriptions(struct program *program, struct tokens tokens)
{
	struct parser *parser = memory_alloc(sizeof *parser);

	parser->program = program;
	parser->token = parser->first = tokens.items;
	while (parser->token->kind != TOKEN_END) {
		const struct token *volatile start = parser->token;

		parser->depth = 0;
		if (setjmp(parser->failed) == 0)
			parse_declaration(parser);
		else
			skip_to_declaration(parser, start);
	}
}
