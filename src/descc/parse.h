/*
 * The parser: recursive descent over the tokens of one file. An error ends the declaration that it is in; parsing goes on
 * with the next one.
 */
#ifndef DESCC_PARSE_H
#define DESCC_PARSE_H

#include <setjmp.h>

#include "ast.h"
#include "lexer.h"

/* Adds what a .desc file declares to the program. */
void parse_descriptions(struct program *program, struct tokens tokens);
/* Adds the rows of an ABI's .tbl file. */
void parse_rows(struct program *program, unsigned file, unsigned abi, const char *text, size_t length);

/* What follows is between the parser's own files. */

struct parser {
	struct program *program;
	const struct token *token; /* the next one */
	const struct token *first;
	jmp_buf failed;
	int depth;
	const char *row_name; /* of a table's row, when it is no plain name */
};

/* Notes an error at the next token and leaves the declaration. */
_Noreturn void parse_fail(struct parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
_Noreturn void parse_expected(struct parser *parser, const char *what);
bool parse_at(const struct parser *parser, const char *punctuation);
bool parse_at_name(const struct parser *parser, const char *name);
bool parse_take(struct parser *parser, const char *punctuation);
bool parse_take_name(struct parser *parser, const char *name);
void parse_need(struct parser *parser, const char *punctuation);
const char *parse_name(struct parser *parser, const char *what);
const char *parse_string(struct parser *parser, const char *what);
/* A number with an optional minus; *negative may be NULL. */
uint64_t parse_number(struct parser *parser, const char *what, bool *negative);
unsigned parse_abi_name(struct parser *parser);
/* ABI, ABI … as a mask. */
unsigned parse_abi_list(struct parser *parser);
/* Guards the recursion against garbage. */
void parse_deeper(struct parser *parser);
/* "enum", "struct" and the other words that a declaration starts with. */
bool parse_is_declaration_word(const char *name);

struct expr *parse_expr(struct parser *parser);
/* EXPR, EXPR … */
struct expr *parse_expr_list(struct parser *parser);

struct type_node *parse_type(struct parser *parser);
/* Members up to a closing mark, which is left; in_arm: up to the next label. */
struct member *parse_members(struct parser *parser, const char *closing, bool in_arm);
/* Arguments up to the ")". */
struct member *parse_arguments(struct parser *parser);
struct member *parse_aux(struct parser *parser);
struct label *parse_label(struct parser *parser);

void parse_set(struct parser *parser, bool is_flags);
void parse_struct(struct parser *parser, bool is_union);
void parse_attrs(struct parser *parser);
void parse_call(struct parser *parser);
void parse_case(struct parser *parser);
struct class_list *parse_classes(struct parser *parser);

#endif
