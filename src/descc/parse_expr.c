/*
 * Expressions: precedence climbing with C's levels.
 */
#include <string.h>

#include "parse.h"

static const struct {
	const char *mark;
	int level;
	enum strobe_code_op code;
} operators[] = {
	{ "||", 1, STROBE_CODE_OR_ELSE }, { "&&", 2, STROBE_CODE_AND_ALSO }, { "|", 3, STROBE_CODE_OR },
	{ "^", 4, STROBE_CODE_XOR },      { "&", 5, STROBE_CODE_AND },       { "==", 6, STROBE_CODE_EQ },
	{ "!=", 6, STROBE_CODE_NE },      { "<", 7, STROBE_CODE_LT },        { "<=", 7, STROBE_CODE_LE },
	{ ">", 7, STROBE_CODE_GT },       { ">=", 7, STROBE_CODE_GE },       { "<<", 8, STROBE_CODE_SHL },
	{ ">>", 8, STROBE_CODE_SHR },     { "+", 9, STROBE_CODE_ADD },       { "-", 9, STROBE_CODE_SUB },
	{ "*", 10, STROBE_CODE_MUL },     { "/", 10, STROBE_CODE_DIV },
};

static const struct {
	const char *name;
	enum strobe_code_op code;
} words[] = {
	{ "ret", STROBE_CODE_RET },
	{ "failed", STROBE_CODE_FAILED },
	{ "restarted", STROBE_CODE_RESTARTED },
	{ "rest", STROBE_CODE_REST },
	{ "verbose", STROBE_CODE_VERBOSE },
	{ "sp", STROBE_CODE_STACK_POINTER },
};

static struct expr *new_expr(struct position at, enum expr_op op)
{
	struct expr *expr = memory_alloc(sizeof *expr);

	expr->op = op;
	expr->at = at;
	return expr;
}

static void parse_suffixes(struct parser *parser, struct expr *expr)
{
	for (;;) {
		if (parse_at(parser, ".") && !expr->field) {
			parser->token++;
			expr->field = parse_name(parser, "the name of a field of flags");
		} else if (parse_at(parser, "@") && parser->token[1].kind == TOKEN_NAME &&
			   !strcmp(parser->token[1].text, "in")) {
			parser->token += 2;
			expr->at_entry = true;
		} else {
			return;
		}
	}
}

static struct expr *parse_name_atom(struct parser *parser)
{
	struct expr *expr = new_expr(parser->token->at, EXPR_NAME);

	if (parse_at_name(parser, "abi") && parser->token[1].kind == TOKEN_PUNCT &&
	    !strcmp(parser->token[1].text, "(")) {
		parser->token += 2;
		expr->op = EXPR_ABI;
		expr->value[0] = parse_abi_list(parser);
		parse_need(parser, ")");
		return expr;
	}
	if (parse_at_name(parser, "netlink") && parser->token[1].kind == TOKEN_PUNCT &&
	    !strcmp(parser->token[1].text, "(")) {
		parser->token += 2;
		expr->op = EXPR_UNARY;
		expr->code = (uint8_t)STROBE_CODE_NETLINK;
		expr->left = parse_expr(parser);
		parse_need(parser, ")");
		return expr;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (parse_take_name(parser, words[i].name)) {
			expr->op = EXPR_WORD;
			expr->code = (uint8_t)words[i].code;
			return expr;
		}
	expr->name = parse_name(parser, "a name");
	parse_suffixes(parser, expr);
	return expr;
}

static struct expr *parse_unary(struct parser *parser)
{
	static const struct {
		const char *mark;
		enum strobe_code_op code;
	} marks[] = { { "!", STROBE_CODE_NOT }, { "~", STROBE_CODE_INVERT }, { "-", STROBE_CODE_NEGATE } };
	struct position at = parser->token->at;
	struct expr *expr;

	parse_deeper(parser);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (parse_take(parser, marks[i].mark)) {
			expr = new_expr(at, EXPR_UNARY);
			expr->code = (uint8_t)marks[i].code;
			expr->left = parse_unary(parser);
			parser->depth--;
			return expr;
		}
	if (parse_take(parser, "*")) {
		expr = new_expr(parser->token->at, EXPR_DEREF);
		expr->name = parse_name(parser, "the name of a pointer");
		parse_suffixes(parser, expr);
	} else if (parse_take(parser, "(")) {
		expr = parse_expr(parser);
		parse_need(parser, ")");
	} else if (parser->token->kind == TOKEN_NUMBER) {
		expr = new_expr(at, EXPR_NUMBER);
		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			expr->value[abi] = parser->token->number;
		parser->token++;
	} else if (parser->token->kind == TOKEN_NAME) {
		expr = parse_name_atom(parser);
	} else {
		parse_expected(parser, "an expression");
	}
	parser->depth--;
	return expr;
}

static int find_operator(const struct parser *parser)
{
	if (parser->token->kind != TOKEN_PUNCT)
		return -1;
	/* "*:" is a label of the union that the expression stands in. */
	if (!strcmp(parser->token->text, "*") && parser->token[1].kind == TOKEN_PUNCT &&
	    !strcmp(parser->token[1].text, ":"))
		return -1;
	for (int i = 0; i < (int)(sizeof operators / sizeof *operators); i++)
		if (!strcmp(parser->token->text, operators[i].mark))
			return i;
	return -1;
}

static struct expr *parse_level(struct parser *parser, int level)
{
	struct expr *left = parse_unary(parser);
	int terms = 0;

	for (;;) {
		int i = find_operator(parser);

		if (i < 0 || operators[i].level < level)
			return left;

		if (++terms > 100)
			parse_fail(parser, "the expression is too long");

		struct expr *expr = new_expr(parser->token->at, EXPR_BINARY);

		parser->token++;
		expr->code = (uint8_t)operators[i].code;
		expr->left = left;
		parse_deeper(parser);
		expr->right = parse_level(parser, operators[i].level + 1);
		parser->depth--;
		left = expr;
	}
}

struct expr *parse_expr(struct parser *parser)
{
	parse_deeper(parser);

	struct expr *expr = parse_level(parser, 1);

	parser->depth--;
	return expr;
}

struct expr *parse_expr_list(struct parser *parser)
{
	struct expr *first = parse_expr(parser), *last = first;
	int bounds = 1;

	while (parse_take(parser, ",")) {
		if (++bounds > 16)
			parse_fail(parser, "too many bounds");
		last->next = parse_expr(parser);
		last = last->next;
	}
	return first;
}
