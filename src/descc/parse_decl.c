/*
 * struct, union, attrs, call, case, and the rows of tables.
 */
#include <string.h>

#include "parse.h"

struct label *parse_label(struct parser *parser)
{
	struct label *label = memory_alloc(sizeof *label);

	label->at = parser->token->at;
	if (parse_take(parser, "*"))
		label->is_default = true;
	else if (parser->token->kind == TOKEN_NUMBER || parse_at(parser, "-"))
		label->value = parse_number(parser, "a label", NULL);
	else
		label->name = parse_name(parser, "a label");
	return label;
}

static struct label *parse_arm_labels(struct parser *parser)
{
	struct label *first = NULL, **end = &first;

	do {
		*end = parse_label(parser);
		end = &(*end)->next;
		parse_take(parser, ",");
	} while (!parse_take(parser, ":"));
	return first;
}

static struct arm *parse_arms(struct parser *parser, bool of_attrs)
{
	struct arm *first = NULL, **end = &first;

	while (!parse_take(parser, "}")) {
		struct arm *arm = memory_alloc(sizeof *arm);

		arm->at = parser->token->at;
		arm->labels = parse_arm_labels(parser);
		if (parse_at_name(parser, "none") && !(parser->token[1].kind == TOKEN_NAME && of_attrs)) {
			parser->token++;
			arm->none = true;
		} else if (parser->token->kind == TOKEN_STRING) {
			arm->text = parse_string(parser, "text");
		} else if (of_attrs) {
			arm->type = parse_type(parser);
		} else {
			arm->members = parse_members(parser, "}", true);
		}
		parse_take(parser, ",");
		*end = arm;
		end = &arm->next;
	}
	return first;
}

static struct name_list *parse_show(struct parser *parser)
{
	struct name_list *first = NULL, **end = &first;

	parse_need(parser, "(");
	do {
		struct name_list *entry = memory_alloc(sizeof *entry);

		if (parse_at(parser, ")"))
			break;
		entry->at = parser->token->at;
		entry->name = parse_name(parser, "the name of a member");
		*end = entry;
		end = &entry->next;
	} while (parse_take(parser, ","));
	parse_need(parser, ")");
	return first;
}

static void parse_struct_mods(struct parser *parser, struct struct_node *node)
{
	struct body **end = &node->bodies->next;

	for (;;) {
		if (parse_take_name(parser, "show")) {
			node->show = parse_show(parser);
		} else if (parse_take_name(parser, "listed")) {
			node->listed = true;
		} else if (parse_take_name(parser, "dated")) {
			parse_need(parser, "(");
			node->dated_sec = parse_expr(parser);
			if (parse_take(parser, ",") && !parse_take_name(parser, "none")) {
				if (parse_at_name(parser, "usec") && parser->token[1].kind == TOKEN_NAME) {
					parser->token++;
					node->usec = true;
				}
				node->dated_nsec = parse_expr(parser);
			}
			parse_need(parser, ")");
		} else if (parse_take_name(parser, "symbol")) {
			parse_need(parser, "(");
			node->symbol = parse_expr(parser);
			parse_need(parser, ",");
			node->symbol_at = parser->token->at;
			node->symbol_set = parse_name(parser, "the name of an enum");
			parse_need(parser, ")");
		} else if (parse_take(parser, "@")) {
			struct body *body = memory_alloc(sizeof *body);

			body->abis = parse_abi_list(parser);
			parse_need(parser, "{");
			body->members = parse_members(parser, "}", false);
			parse_need(parser, "}");
			*end = body;
			end = &body->next;
		} else {
			return;
		}
	}
}

static void parse_struct_head(struct parser *parser, struct struct_node *node)
{
	for (;;) {
		if (parse_take_name(parser, "packed")) {
			node->packed = parse_take(parser, "@") ? parse_abi_list(parser) : ALL_ABIS;
		} else if (!node->is_union && parse_take_name(parser, "overlay")) {
			node->overlay = true;
		} else if (!node->is_union && parse_take_name(parser, "padded")) {
			node->padded = true;
		} else if (!node->is_union && parse_take_name(parser, "sized")) {
			uint64_t sized = parse_number(parser, "the first size of the struct", NULL);

			if (sized < 1 || sized > 4096)
				diag_error(parser->token[-1].at,
					   "a sized struct has 1 to 4096 bytes at first");
			node->sized = (unsigned)(sized & 0xffff);
		} else {
			return;
		}
	}
}

void parse_struct(struct parser *parser, bool is_union)
{
	struct struct_node *node = memory_alloc(sizeof *node);

	node->at = parser->token->at;
	node->is_union = is_union;
	node->name = parse_name(parser, "a name");
	node->bodies = memory_alloc(sizeof *node->bodies);
	vector_push(&parser->program->structs, node);
	parse_struct_head(parser, node);
	if (parse_take(parser, "{")) {
		node->bodies->members = parse_members(parser, "}", false);
		parse_need(parser, "}");
	} else if (!is_union) {
		parse_expected(parser, "'{'");
	}
	if (is_union) {
		if (!parse_take_name(parser, "by"))
			parse_expected(parser, "'by'");
		node->by = parse_expr(parser);
		parse_need(parser, "{");
		node->arms = parse_arms(parser, false);
	}
	parse_struct_mods(parser, node);
}

void parse_attrs(struct parser *parser)
{
	struct attrs_node *node = memory_alloc(sizeof *node);

	node->at = parser->token->at;
	node->name = parse_name(parser, "a name");
	node->set_at = parser->token->at;
	node->set = parse_name(parser, "the enum that names the types");
	vector_push(&parser->program->attrs, node);
	parse_need(parser, "{");
	node->arms = parse_arms(parser, true);
}

struct class_list *parse_classes(struct parser *parser)
{
	struct class_list *first = NULL, **end = &first;

	while (parse_at(parser, "%")) {
		struct class_list *entry = memory_alloc(sizeof *entry);

		entry->at = parser->token->at;
		parser->token++;
		entry->away = parse_take(parser, "!");
		if (parse_at(parser, "%"))
			parse_fail(parser, "a class such as %%%%stat is computed, it can't be given");
		entry->name = parse_name(parser, "the name of a class");
		if (!strcmp(entry->name, "net"))
			entry->name = memory_name("network");
		*end = entry;
		end = &entry->next;
	}
	return first;
}

static void append_classes(struct call_node *call, struct class_list *classes)
{
	struct class_list **end = &call->classes;

	while (*end)
		end = &(*end)->next;
	*end = classes;
}

/* What may follow the arguments: [RETURN] and, in any order, mods and classes. */
static void parse_call_tail(struct parser *parser, struct call_node *call)
{
	if (parser->token->kind == TOKEN_NAME && !parse_is_declaration_word(parser->token->text) &&
	    !parse_at_name(parser, "named") && !parse_at_name(parser, "aux") &&
	    !parse_at_name(parser, "namespaces")) {
		struct position at = parser->token->at;

		if (parse_take_name(parser, "void")) {
			call->ret = memory_alloc(sizeof *call->ret);
			call->ret->op = NODE_VOID;
			call->ret->at = at;
		} else {
			call->ret = parse_type(parser);
		}
	}
	for (;;) {
		if (parse_take_name(parser, "named")) {
			call->named = true;
		} else if (parse_take_name(parser, "namespaces")) {
			call->namespaces = true;
		} else if (parse_take_name(parser, "aux")) {
			call->has_aux = true;
			call->aux = parse_aux(parser);
		} else if (parse_at(parser, "%")) {
			append_classes(call, parse_classes(parser));
		} else {
			return;
		}
	}
}

static void parse_like(struct parser *parser, struct call_node *call)
{
	struct substitution **end = &call->with;

	call->like_at = parser->token->at;
	call->like = parse_name(parser, "the name of a call");
	if (!parse_take_name(parser, "with"))
		return;
	do {
		struct substitution *entry = memory_alloc(sizeof *entry);

		entry->at = parser->token->at;
		entry->from = parse_name(parser, "the type to replace");
		parse_need(parser, "=");
		entry->to = parse_type(parser);
		*end = entry;
		end = &entry->next;
	} while (parse_take(parser, ","));
}

void parse_call(struct parser *parser)
{
	struct call_node *call = memory_alloc(sizeof *call);

	call->at = parser->token->at;
	call->name = parse_name(parser, "the name of the call");
	call->cases_end = &call->cases;
	vector_push(&parser->program->calls, call);
	if (parse_take_name(parser, "like")) {
		parse_like(parser, call);
	} else {
		if (!parse_take(parser, "("))
			parse_expected(parser, "'(' or 'like'");
		call->args = parse_arguments(parser);
		if (parser->token->kind != TOKEN_NAME || parse_is_declaration_word(parser->token->text) ||
		    parse_at_name(parser, "aux"))
			parse_expected(parser, "the type of the result");
	}
	parse_call_tail(parser, call);
}

void parse_case(struct parser *parser)
{
	struct case_node *node = memory_alloc(sizeof *node);
	struct label **end = &node->labels;

	node->at = node->target_at = parser->token->at;
	node->target = parse_name(parser, "the name of a call");
	parse_need(parser, ".");
	node->arg_at = parser->token->at;
	node->arg = parse_name(parser, "the name of an argument");
	if (parse_take(parser, ".")) {
		node->field_at = parser->token->at;
		node->field = parse_name(parser, "the name of a field of flags");
	}
	node->call.at = node->at;
	node->call.cases_end = &node->call.cases;
	while (!parse_at(parser, "(") && !parse_at_name(parser, "as")) {
		*end = parse_label(parser);
		if ((*end)->is_default)
			diag_error((*end)->at, "a case has no default: the call itself is that");
		end = &(*end)->next;
		parse_take(parser, ",");
	}
	if (!node->labels)
		parse_expected(parser, "a label");
	if (parse_take_name(parser, "as")) {
		node->call.at = parser->token->at;
		node->call.name = parse_name(parser, "the name of the case");
	}
	vector_push(&parser->program->cases, node);
	parse_need(parser, "(");
	node->call.args = parse_arguments(parser);
	parse_call_tail(parser, &node->call);
	if (node->call.classes)
		diag_error(node->call.classes->at, "a case has no classes: they belong to its call");
}
