/*
 * Splits a description or table file into tokens.
 */
#ifndef DESCC_LEXER_H
#define DESCC_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_STRING, TOKEN_PUNCT };

struct token {
	enum token_kind kind;
	struct position at;
	const char *text; /* interned: a name, a string's content, a punctuation mark as written */
	uint64_t number;
	bool first; /* on its line */
};

struct tokens {
	struct token *items; /* the last one is TOKEN_END */
	size_t n;
};

/* The tokens of a file's content. Bytes that are no token are reported and skipped. */
struct tokens lexer_run(unsigned file, const char *text, size_t length);
/* The same for one line of a file. */
struct tokens lexer_run_line(unsigned file, unsigned line, const char *text, size_t length);

#endif
