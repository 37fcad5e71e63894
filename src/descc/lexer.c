#include "lexer.h"

#include <string.h>

#include "memory.h"

struct lexer {
	const char *p, *end, *line_start;
	unsigned file, line;
	bool first;
	VECTOR(struct token) tokens;
};

static struct position here(const struct lexer *lexer, const char *p)
{
	return (struct position){ lexer->file, lexer->line, (unsigned)(p - lexer->line_start) + 1 };
}

static void add(struct lexer *lexer, enum token_kind kind, const char *start, const char *text,
		uint64_t number)
{
	struct token token = { kind, here(lexer, start), text, number, lexer->first };

	lexer->first = false;
	vector_push(&lexer->tokens, token);
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int digit_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static void lex_number(struct lexer *lexer)
{
	const char *start = lexer->p, *p = start;
	unsigned radix = 10;
	uint64_t value = 0;
	bool bad = false, large = false;

	if (p[0] == '0' && lexer->end - p > 2 && (p[1] == 'x' || p[1] == 'X') && digit_value(p[2]) < 16) {
		radix = 16;
		p += 2;
	} else if (p[0] == '0') {
		radix = 8;
	}
	while (p < lexer->end && (is_name_start(*p) || is_digit(*p))) {
		unsigned digit = (unsigned)digit_value(*p++);

		if (digit >= radix)
			bad = true;
		else if (__builtin_mul_overflow(value, radix, &value) ||
			 __builtin_add_overflow(value, digit, &value))
			large = true;
	}
	if (bad)
		diag_error(here(lexer, start), "'%.*s' is not a number",
			   (int)(p - start > 40 ? 40 : p - start), start);
	else if (large)
		diag_error(here(lexer, start), "the number does not fit in 64 bits");
	add(lexer, TOKEN_NUMBER, start, memory_intern(start, (size_t)(p - start)), value);
	lexer->p = p;
}

static void lex_string(struct lexer *lexer)
{
	const char *start = lexer->p, *p = start + 1;
	char *text =
		memory_alloc((size_t)(lexer->end - start) < 4096 ? (size_t)(lexer->end - start) + 1 : 4096);
	size_t n = 0;

	while (p < lexer->end && *p != '"' && *p != '\n') {
		if (*p == '\\' && lexer->end - p > 1 && (p[1] == '"' || p[1] == '\\'))
			p++;
		else if (*p == '\\')
			diag_error(here(lexer, p), "only \\\" and \\\\ can stand in a string");
		if (n < 4095)
			text[n++] = *p ? *p : ' ';
		p++;
	}
	if (p == lexer->end || *p != '"')
		diag_error(here(lexer, start), "the string does not end on its line");
	else
		p++;
	if (n == 4095)
		diag_error(here(lexer, start), "the string is too long");
	add(lexer, TOKEN_STRING, start, memory_intern(text, n), 0);
	lexer->p = p;
}

static bool lex_punctuation(struct lexer *lexer)
{
	static const char *const marks[] = {
		"=>", "==", "!=", "<=", ">=", "<<", ">>", "&&", "||", "..", "{", "}", "(", ")", "[", "]", ",",
		":",  ".",  "=",  "!",  "~",  "<",  ">",  "+",  "-",  "*",  "/", "&", "|", "^", "@", "%"
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t length = strlen(marks[i]);

		if ((size_t)(lexer->end - lexer->p) >= length && !memcmp(lexer->p, marks[i], length)) {
			add(lexer, TOKEN_PUNCT, lexer->p, memory_name(marks[i]), 0);
			lexer->p += length;
			return true;
		}
	}
	return false;
}

static void lex_name(struct lexer *lexer)
{
	const char *start = lexer->p, *p = start;

	while (p < lexer->end && (is_name_start(*p) || is_digit(*p)))
		p++;
	if (p - start > 255)
		diag_error(here(lexer, start), "the name is too long");
	add(lexer, TOKEN_NAME, start, memory_intern(start, p - start > 255 ? 255 : (size_t)(p - start)), 0);
	lexer->p = p;
}

static void skip_unknown(struct lexer *lexer)
{
	unsigned char c = (unsigned char)*lexer->p;

	if (c > ' ' && c < 0x7f)
		diag_error(here(lexer, lexer->p), "'%c' has no meaning here", c);
	else
		diag_error(here(lexer, lexer->p), "the byte 0x%02x has no meaning here", c);
	/* A run of them (UTF-8, a binary file) is one error. */
	do
		lexer->p++;
	while (lexer->p < lexer->end &&
	       ((unsigned char)*lexer->p >= 0x7f || (unsigned char)*lexer->p < '\t'));
}

struct tokens lexer_run(unsigned file, const char *text, size_t length)
{
	return lexer_run_line(file, 1, text, length);
}

struct tokens lexer_run_line(unsigned file, unsigned line, const char *text, size_t length)
{
	struct lexer lexer = { text, text + length, text, file, line, true, { 0 } };

	while (lexer.p < lexer.end) {
		char c = *lexer.p;

		if (c == '\n') {
			lexer.p++;
			lexer.line++;
			lexer.line_start = lexer.p;
			lexer.first = true;
		} else if (c == ' ' || c == '\t' || c == '\r') {
			lexer.p++;
		} else if (c == '#') {
			while (lexer.p < lexer.end && *lexer.p != '\n')
				lexer.p++;
		} else if (is_name_start(c)) {
			lex_name(&lexer);
		} else if (is_digit(c)) {
			lex_number(&lexer);
		} else if (c == '"') {
			lex_string(&lexer);
		} else if (!lex_punctuation(&lexer)) {
			skip_unknown(&lexer);
		}
	}
	add(&lexer, TOKEN_END, lexer.p, "end of file", 0);
	return (struct tokens){ lexer.tokens.items, lexer.tokens.n };
}
