/*
 * enum and flags.
 */
#include <string.h>

#include "parse.h"

static struct item_node *parse_items(struct parser *parser, bool is_flags);

static struct set_node *new_set(struct position at, const char *name, bool is_flags)
{
	struct set_node *set = memory_alloc(sizeof *set);

	set->at = at;
	set->name = name;
	set->is_flags = is_flags;
	set->index = -1;
	return set;
}

static void parse_abi_values(struct parser *parser, struct item_node *item)
{
	while (parse_take(parser, "@")) {
		unsigned abis = parse_abi_list(parser);
		bool negative;

		parse_need(parser, ":");

		uint64_t value = parse_number(parser, "a value", &negative);

		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			if (abis >> abi & 1) {
				item->value[abi] = value;
				item->negative[abi] = negative;
			}
	}
}

/* Behind "FIELD MASK": ["UNKNOWN"] [shift N ["SHIFT_NAME"]] [hidden]: { … } or ENUM. */
static void parse_field(struct parser *parser, struct item_node *item)
{
	item->form = ITEM_FIELD;
	if (parser->token->kind == TOKEN_STRING)
		item->unknown = parse_string(parser, "text");
	if (parse_take_name(parser, "shift")) {
		uint64_t shift = parse_number(parser, "the number of bits to shift by", NULL);

		if (shift > 63)
			diag_error(parser->token[-1].at, "a shift is less than 64");
		item->shift = (unsigned)(shift & 63);
		if (parser->token->kind == TOKEN_STRING)
			item->shift_name = parse_string(parser, "text");
	}
	if (parse_take_name(parser, "hidden"))
		item->hidden = true;
	parse_need(parser, ":");
	if (parser->token->kind == TOKEN_NAME) {
		item->alias_at = parser->token->at;
		item->alias = parse_name(parser, "the name of an enum");
		return;
	}
	item->sub = new_set(item->at, item->name, false);
	parse_need(parser, "{");
	item->sub->items = parse_items(parser, false);
	parse_need(parser, "}");
}

static bool at_field(const struct parser *parser)
{
	const struct token *next = parser->token + 1;

	if (parse_at(parser, ":"))
		return true;
	if (parser->token->kind == TOKEN_STRING)
		return next->kind == TOKEN_PUNCT
			       ? !strcmp(next->text, ":")
			       : next->kind == TOKEN_NAME &&
					 (!strcmp(next->text, "shift") || !strcmp(next->text, "hidden"));
	if (parse_at_name(parser, "shift") && next->kind == TOKEN_NUMBER)
		return next[1].kind == TOKEN_STRING || next[1].kind == TOKEN_NAME ||
		       (next[1].kind == TOKEN_PUNCT && !strcmp(next[1].text, ":"));
	return parse_at_name(parser, "hidden") && next->kind == TOKEN_PUNCT && !strcmp(next->text, ":");
}

static struct item_node *parse_item(struct parser *parser, bool is_flags)
{
	struct item_node *item = memory_alloc(sizeof *item);
	bool negative;

	item->at = parser->token->at;
	item->quoted = parser->token->kind == TOKEN_STRING;
	item->name =
		item->quoted ? parse_string(parser, "a name") : parse_name(parser, "the name of a value");
	if (parse_take(parser, "=")) {
		item->form = ITEM_ALIAS;
		item->alias_at = parser->token->at;
		item->alias = parse_name(parser, "the name that it is an alias of");
		return item;
	}
	if (parse_take(parser, "*")) {
		item->form = ITEM_RANGE;
		item->value[0] = parse_number(parser, "the first value of the range", &negative);
		item->negative[0] = negative;
		for (int abi = 1; abi < STROBE_ABI_COUNT; abi++) {
			item->value[abi] = item->value[0];
			item->negative[abi] = negative;
		}
		parse_need(parser, "..");
		item->last = parse_number(parser, "the last value of the range", NULL);
		if (parse_take_name(parser, "from"))
			item->from = parse_number(parser, "a number", NULL);
		return item;
	}
	item->value[0] = parse_number(parser, "a value, '=' or '*'", &negative);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		item->value[abi] = item->value[0];
		item->negative[abi] = negative;
	}
	if (is_flags && at_field(parser))
		parse_field(parser, item);
	else
		parse_abi_values(parser, item);
	return item;
}

static struct item_node *parse_items(struct parser *parser, bool is_flags)
{
	struct item_node *first = NULL, **end = &first;

	while (!parse_at(parser, "}")) {
		*end = parse_item(parser, is_flags);
		end = &(*end)->next;
		parse_take(parser, ",");
	}
	return first;
}

void parse_set(struct parser *parser, bool is_flags)
{
	struct position at = parser->token->at;
	struct set_node *set = new_set(at, parse_name(parser, "a name"), is_flags);

	if (parser->token->kind == TOKEN_NAME) {
		set->base_at = parser->token->at;
		set->base = parse_name(parser, "a base type");
	}
	if (parser->token->kind == TOKEN_STRING)
		set->unknown = parse_string(parser, "text");
	/* The set's name is known even when an item is wrong, so that its uses are no errors too. */
	vector_push(&parser->program->sets, set);
	parse_need(parser, "{");
	set->items = parse_items(parser, is_flags);
	parse_need(parser, "}");
	for (;;) {
		if (parse_take_name(parser, "dec"))
			set->decimal = true;
		else if (parse_take_name(parser, "commented"))
			set->commented = true;
		else if (is_flags && parse_take_name(parser, "as"))
			set->function = parse_string(parser, "the name of a macro, in quotes");
		else if (is_flags && parse_take_name(parser, "umode"))
			set->umode = true;
		else if (is_flags && parse_take_name(parser, "bar"))
			set->bar = true;
		else if (is_flags && parse_take_name(parser, "apart"))
			set->apart = true;
		else
			break;
	}
}
