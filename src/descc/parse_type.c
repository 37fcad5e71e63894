/*
 * Types, members, arguments.
 */
#include <string.h>

#include "parse.h"

/* The words that can follow a type; none of them can be a type's name. */
static bool is_mod(const char *name)
{
	static const char *const mods[] = { "brief",   "if",    "when",    "bits",  "was",
					    "dated",   "flat",  "unnamed", "named", "bare",
					    "counted", "where", "budget",  "whole", "is",
					    "at",      "lone",  "indexed", "sent",  "received" };

	for (size_t i = 0; i < sizeof mods / sizeof *mods; i++)
		if (!strcmp(name, mods[i]))
			return true;
	return false;
}

static const struct {
	const char *name;
	enum node_op op;
	bool bound;
} memory_types[] = {
	{ "string", NODE_STRING, false },    { "path", NODE_PATH, false },    { "bytes", NODE_BYTES, true },
	{ "hexbytes", NODE_HEXBYTES, true }, { "sigset", NODE_SIGSET, true }, { "fdset", NODE_FDSET, true },
	{ "cpuset", NODE_CPUSET, true },     { "ipv6", NODE_IPV6, false },    { "mac", NODE_MAC, false },
	{ "sunpath", NODE_SUNPATH, true },
};

static int parse_direction(struct parser *parser)
{
	if (parse_take_name(parser, "in"))
		return STROBE_DIR_IN;
	if (parse_take_name(parser, "out"))
		return parse_take(parser, "!") ? STROBE_DIR_OUT_ALWAYS : STROBE_DIR_OUT;
	if (parse_take_name(parser, "inout"))
		return STROBE_DIR_INOUT;
	if (parse_take_name(parser, "merge"))
		return STROBE_DIR_MERGE;
	return STROBE_DIR_SAME;
}

static struct type_node *new_type(struct position at, enum node_op op)
{
	struct type_node *type = memory_alloc(sizeof *type);

	type->op = op;
	type->at = at;
	return type;
}

static struct type_node *parse_pointer(struct parser *parser, struct position at, bool wide)
{
	struct type_node *type = new_type(at, NODE_POINTER);

	type->wide = wide;
	type->dir = (uint8_t)parse_direction(parser);
	type->of = parse_type(parser);
	/* An unbounded string has no size, so no array: ptr string[until 0] is a list of pointers. */
	if (type->dir == STROBE_DIR_SAME && (type->of->op == NODE_UNTIL0 || type->of->op == NODE_ARRAY) &&
	    (type->of->of->op == NODE_STRING || type->of->of->op == NODE_PATH) && !type->of->of->bound) {
		struct type_node *list = type->of;

		type->of = list->of;
		list->of = type;
		return list;
	}
	if (type->dir != STROBE_DIR_SAME && parse_take(parser, "=>")) {
		if (type->dir != STROBE_DIR_IN)
			parse_fail(parser, "'=>' follows 'in' only");
		type->dir = STROBE_DIR_IN_THEN;
		type->then = parse_type(parser);
		if (parse_take_name(parser, "if"))
			type->then_if = parse_expr(parser);
	}
	return type;
}

/* Whether what follows "ptr" is what it points at. */
static bool at_pointee(const struct parser *parser)
{
	if (parser->token->kind == TOKEN_NAME)
		return !is_mod(parser->token->text);
	return parse_at(parser, "(");
}

static struct type_node *parse_stream(struct parser *parser, struct position at)
{
	struct type_node *type = new_type(at, NODE_STREAM);

	type->of = new_type(parser->token->at, NODE_NAMED);
	type->of->name = parse_name(parser, "the name of a struct");
	parse_need(parser, "(");
	type->bound = parse_expr_list(parser);
	parse_need(parser, ")");
	if (!parse_take_name(parser, "step"))
		parse_expected(parser, "'step'");
	type->name = parse_name(parser, "the member that holds the length");
	type->align = 1;
	if (parse_take_name(parser, "align")) {
		if (parse_take_name(parser, "size")) {
			type->align = 0;
			return type;
		}
		struct position number_at = parser->token->at;
		uint64_t align = parse_number(parser, "an alignment", NULL);

		if (align != 1 && align != 2 && align != 4 && align != 8)
			diag_error(number_at, "an alignment is 1, 2, 4, 8 or 'size'");
		type->align = (int)(align & 15);
	}
	return type;
}

static struct type_node *parse_named(struct parser *parser, struct position at)
{
	const char *name = parse_name(parser, "a type");

	for (size_t i = 0; i < sizeof memory_types / sizeof *memory_types; i++) {
		if (strcmp(name, memory_types[i].name))
			continue;

		struct type_node *type = new_type(at, memory_types[i].op);

		if (parse_take(parser, "(")) {
			type->bound = parse_expr_list(parser);
			parse_need(parser, ")");
		} else if (memory_types[i].bound) {
			parse_fail(parser, "'%s' needs a bound in parentheses", name);
		}
		return type;
	}

	struct type_node *type = new_type(at, NODE_NAMED);

	type->name = name;
	if (!strcmp(name, "u64pair") || !strcmp(name, "s64pair")) {
		type->op = NODE_PAIR;
		type->wide = name[0] == 's';
		type->name = NULL;
		if (parse_take(parser, ":"))
			type->name = parse_name(parser, "a kind or a set");
		return type;
	}
	if (parse_at(parser, ":") && parser->token[1].kind == TOKEN_NAME) {
		parser->token++;
		type->base = name;
		type->name = parse_name(parser, "a kind or a set");
	}
	if (parse_take(parser, "(")) {
		type->bound = parse_expr_list(parser);
		parse_need(parser, ")");
	}
	return type;
}

static struct type_node *parse_primary(struct parser *parser)
{
	struct position at = parser->token->at;

	if (parse_take(parser, "(")) {
		struct type_node *type = parse_type(parser);

		parse_need(parser, ")");
		return type;
	}
	if (parse_at_name(parser, "ptr") || parse_at_name(parser, "ptr64")) {
		bool wide = parse_at_name(parser, "ptr64");

		parser->token++;
		if (wide || at_pointee(parser))
			return parse_pointer(parser, at, wide);
		parser->token--;
	}
	if (parse_take_name(parser, "stream"))
		return parse_stream(parser, at);
	if (parse_at_name(parser, "attrs") && parser->token[1].kind == TOKEN_NAME) {
		struct type_node *type = new_type(at, NODE_ATTRS);

		parser->token++;
		type->name = parse_name(parser, "the name of attrs");
		parse_need(parser, "(");
		type->bound = parse_expr_list(parser);
		parse_need(parser, ")");
		return type;
	}
	return parse_named(parser, at);
}

struct type_node *parse_type(struct parser *parser)
{
	parse_deeper(parser);

	struct type_node *type = parse_primary(parser);

	while (parse_at(parser, "[")) {
		struct type_node *list = new_type(parser->token->at, NODE_ARRAY);

		parse_deeper(parser);
		parser->token++;
		list->of = type;
		if (parse_take_name(parser, "until")) {
			list->op = NODE_UNTIL0;
			if (parse_number(parser, "0", NULL) != 0)
				parse_fail(parser, "a list ends at an element that is 0");
		} else if (!parse_at(parser, "]")) {
			list->count = parse_expr_list(parser);
		}
		parse_need(parser, "]");
		if (parse_take(parser, "(")) {
			list->bound = parse_expr_list(parser);
			parse_need(parser, ")");
		} else if (list->op == NODE_ARRAY && !list->count) {
			parse_fail(parser, "a list without a count needs a bound in bytes: T[](B)");
		}
		type = list;
	}
	parser->depth--;
	return type;
}

static void parse_dated(struct parser *parser, struct expr **sec, struct expr **nsec, bool *usec)
{
	parse_need(parser, "(");
	*sec = parse_expr(parser);
	if (parse_take(parser, ",") && !parse_take_name(parser, "none")) {
		if (parse_at_name(parser, "usec") && parser->token[1].kind == TOKEN_NAME) {
			parser->token++;
			*usec = true;
		}
		*nsec = parse_expr(parser);
	}
	parse_need(parser, ")");
}

/* "@N", the register, before or behind the type. */
static bool parse_register(struct parser *parser, struct member *member)
{
	if (!parse_at(parser, "@") || parser->token[1].kind != TOKEN_NUMBER)
		return false;
	parser->token++;
	if (parser->token->number > 5)
		diag_error(parser->token->at, "the registers are 0 to 5");
	member->reg = (int)(parser->token->number % 6);
	parser->token++;
	return true;
}

/* One mod, if there is one. */
static bool parse_mod(struct parser *parser, struct member *member)
{
	if (parse_take_name(parser, "brief"))
		member->brief = true;
	else if (parse_take_name(parser, "was"))
		member->was = true;
	else if (parse_take_name(parser, "flat"))
		member->flat = true;
	else if (parse_take_name(parser, "unnamed"))
		member->unnamed = true;
	else if (parse_take_name(parser, "named"))
		member->named = true;
	else if (parse_take_name(parser, "sent"))
		member->sent = true;
	else if (parse_take_name(parser, "received"))
		member->received = true;
	else if (parse_take_name(parser, "bare"))
		member->bare = true;
	else if (parse_take_name(parser, "whole")) {
		member->whole = true;
		if (parser->token->kind == TOKEN_NUMBER)
			member->most = parse_expr(parser);
	} else if (parse_take_name(parser, "lone"))
		member->lone = true;
	else if (parse_take_name(parser, "indexed"))
		member->indexed = parse_name(parser, "the enum that names the indices");
	else if (parse_take_name(parser, "if"))
		member->cond = parse_expr(parser);
	else if (parse_take_name(parser, "when"))
		member->when = parse_expr(parser);
	else if (parse_take_name(parser, "where"))
		member->where = parse_expr(parser);
	else if (parse_take_name(parser, "budget"))
		member->budget = parse_expr(parser);
	else if (parse_at_name(parser, "is") || parse_at_name(parser, "at")) {
		member->at_value = parse_take_name(parser, "at");
		parser->token += !member->at_value;
		member->value = parse_expr(parser);
	} else if (parse_take_name(parser, "counted"))
		member->counted = parse_string(parser, "what the elements are called, in quotes");
	else if (parse_take_name(parser, "dated"))
		parse_dated(parser, &member->dated_sec, &member->dated_nsec, &member->usec);
	else if (parse_take_name(parser, "bits")) {
		uint64_t bits = parse_number(parser, "a number of bits", NULL);

		if (bits < 1 || bits > 64)
			diag_error(parser->token[-1].at, "a bit-field has 1 to 64 bits");
		member->bits = bits > 64 ? 64 : (int)bits;
	} else if (parse_register(parser, member)) {
		return true;
	} else {
		return false;
	}
	return true;
}

static struct member *parse_member(struct parser *parser, bool argument)
{
	struct member *member = memory_alloc(sizeof *member);

	member->at = parser->token->at;
	member->reg = -1;
	member->name = parse_name(parser, argument ? "the name of an argument" : "the name of a member");
	if (!strcmp(member->name, "_"))
		member->name = NULL;
	if (argument && !member->name && (parse_at(parser, ",") || parse_at(parser, ")")))
		return member;
	if (argument) {
		parse_register(parser, member);

		const struct token *start = parser->token;

		/* A direction makes it a pointer. */
		if (parse_direction(parser) != STROBE_DIR_SAME) {
			parser->token = start;
			member->type = parse_pointer(parser, start->at, false);
		}
	}
	if (!member->type)
		member->type = parse_type(parser);
	while (parse_mod(parser, member))
		;
	return member;
}

/* In a union, whether a label (and not a member) comes behind a comma. */
static bool at_label(const struct parser *parser, bool several)
{
	const struct token *token = parser->token;

	if (token->kind == TOKEN_NUMBER || parse_at(parser, "*") || parse_at(parser, "-"))
		return true;
	if (token->kind != TOKEN_NAME)
		return false;
	/* Several labels in a row, "A B:", look like a member until the colon; but members' names are in small letters. */
	if (several && token->text[0] >= 'A' && token->text[0] <= 'Z')
		while (token[1].kind == TOKEN_NAME || token[1].kind == TOKEN_NUMBER)
			token++;
	return token[1].kind == TOKEN_PUNCT && !strcmp(token[1].text, ":");
}

struct member *parse_members(struct parser *parser, const char *closing, bool in_arm)
{
	struct member *first = NULL, **end = &first;

	while (!parse_at(parser, closing)) {
		if (in_arm && at_label(parser, first != NULL))
			break;
		*end = parse_member(parser, false);
		end = &(*end)->next;
		if (!parse_take(parser, ",")) {
			if (!in_arm && !parse_at(parser, closing))
				parse_expected(parser, memory_format("',' or '%s'", closing));
			break;
		}
	}
	return first;
}

struct member *parse_arguments(struct parser *parser)
{
	struct member *first = NULL, **end = &first;

	while (!parse_at(parser, ")")) {
		*end = parse_member(parser, true);
		end = &(*end)->next;
		if (!parse_take(parser, ",") && !parse_at(parser, ")"))
			parse_expected(parser, "',' or ')'");
	}
	parser->token++;
	return first;
}

struct member *parse_aux(struct parser *parser)
{
	struct member *first = NULL, **end = &first;

	parse_need(parser, "(");
	while (!parse_at(parser, ")")) {
		struct member *item;
		const char *text = NULL;
		struct position at = parser->token->at;

		if (parser->token->kind == TOKEN_STRING)
			text = parse_string(parser, "text");
		if (text && (parse_at(parser, ",") || parse_at(parser, ")") || parse_at_name(parser, "if"))) {
			item = memory_alloc(sizeof *item);
			item->at = at;
			item->text = text;
			item->reg = -1;
			if (parse_take_name(parser, "if"))
				item->cond = parse_expr(parser);
		} else {
			bool result = parse_at_name(parser, "ret");

			item = parse_member(parser, true);
			item->label = text;
			item->result = result;
		}
		*end = item;
		end = &item->next;
		if (!parse_take(parser, ",") && !parse_at(parser, ")"))
			parse_expected(parser, "',' or ')'");
	}
	parser->token++;
	return first;
}
