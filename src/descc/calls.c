/*
 * Calls: "like" followed, classes inferred, and whether all that is described is used.
 */
#include "signatures.h"

/* --- like ---------------------------------------------------------------------------------------------------------- */

static bool same_substitutions(const struct substitution *a, const struct substitution *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->from != b->from || a->to->op != NODE_NAMED || b->to->op != NODE_NAMED ||
		    a->to->name != b->to->name || a->to->base != b->to->base || a->to->bound || b->to->bound)
			return false;
	return a == b;
}

/* One env for equal replacements, so that structs are made once for all calls that replace the same. */
static const struct env *find_env(const struct env *outer, struct substitution *with)
{
	static VECTOR(struct env *) all;

	for (size_t i = 0; i < all.n; i++)
		if (all.items[i]->outer == outer && same_substitutions(all.items[i]->with, with)) {
			for (struct substitution *a = with, *b = all.items[i]->with; a && b;
			     a = a->next, b = b->next)
				a->used |= b->used;
			return all.items[i];
		}

	struct env *env = memory_alloc(sizeof *env);

	env->outer = (struct env *)outer;
	env->with = with;
	vector_push(&all, env);
	return env;
}

static void check_substitutions(struct model *model, const struct call_node *call)
{
	uint8_t base;

	for (const struct substitution *with = call->with; with; with = with->next)
		if (!map_get(&model->sets, with->from) && !map_get(&model->structs, with->from) &&
		    !map_get(&model->attrs, with->from) && names_base(with->from) < 0 &&
		    names_kind(with->from, &base) < 0)
			diag_error(with->at, "unknown type '%s'", with->from);
}

static bool find_sources(struct model *model, struct call_node *call, struct sources *sources)
{
	VECTOR(struct substitution *) withs = { 0 };

	sources->n = 0;
	for (struct call_node *node = call;;) {
		if (sources->n == MAX_SOURCES) {
			diag_error(call->at, "'%s' is like itself, or through too many others", call->name);
			return false;
		}
		sources->items[sources->n++].node = node;
		if (!node->like)
			break;

		struct call_node *base = map_get(&model->calls, node->like);

		if (!base) {
			diag_error(node->like_at, "unknown call '%s'", node->like);
			return false;
		}
		check_substitutions(model, node);
		vector_push(&withs, node->with);
		base->like_base = true;
		node = base;
	}
	/* What stands in a description further down the chain is replaced by the lower ones first. */
	for (int i = 0; i < sources->n; i++) {
		const struct env *env = NULL;

		for (int j = i - 1; j >= 0; j--)
			if (withs.items[j])
				env = find_env(env, withs.items[j]);
		sources->items[i].env = env;
	}
	return true;
}

/* --- calls ---------------------------------------------------------------------------------------------------------- */

static void attach_cases(struct model *model)
{
	for (size_t i = 0; i < model->program->cases.n; i++) {
		struct case_node *node = model->program->cases.items[i];
		struct call_node *target = map_get(&model->calls, node->target);

		if (!target) {
			diag_error(node->target_at, "unknown call '%s'", node->target);
			node->call.reached = true;
			continue;
		}
		*target->cases_end = node;
		target->cases_end = &node->next;
	}
}

static unsigned class_bit(struct model *model, const char *name, struct position at)
{
	for (size_t i = 0; i < model->classes.n; i++)
		if (model->classes.items[i] == name)
			return 1u << i;
	if (model->classes.n == 32) {
		diag_error(at, "more than 32 classes");
		return 0;
	}
	vector_push(&model->classes, name);
	return 1u << (model->classes.n - 1);
}

static unsigned infer_classes(struct model *model, const struct model_signature *signature)
{
	unsigned classes = 0;

	for (size_t i = 0; i < signature->args.n; i++) {
		const struct model_type *type = signature->args.items[i]->type;

		if (type->op == STROBE_OP_INT &&
		    (type->kind == STROBE_KIND_fd || type->kind == STROBE_KIND_dirfd))
			classes |= class_bit(model, memory_name("desc"), signature->at);
		if (type->op == STROBE_OP_POINTER && type->ref->op == STROBE_OP_STRING &&
		    type->ref->flags & STROBE_TYPE_PATH)
			classes |= class_bit(model, memory_name("file"), signature->at);
	}
	for (size_t i = 0; i < signature->selectors.n; i++)
		for (size_t j = 0; j < signature->selectors.items[i].cases.n; j++)
			classes |=
				infer_classes(model, signature->selectors.items[i].cases.items[j].signature);
	return classes;
}

static unsigned gather_flags(const struct model_signature *signature)
{
	unsigned flags = signature->flags;

	for (size_t i = 0; i < signature->selectors.n; i++)
		for (size_t j = 0; j < signature->selectors.items[i].cases.n; j++)
			flags |= gather_flags(signature->selectors.items[i].cases.items[j].signature);
	return flags;
}

static void build_call(struct model *model, struct call_node *node)
{
	struct sources sources;
	struct context context = { 0 };
	struct model_call call = { .node = node };

	if (!find_sources(model, node, &sources))
		return;
	for (int i = sources.n - 1; i >= 0; i--) {
		const struct source *source = &sources.items[i];

		source->node->reached = true;
		if (!source->node->like)
			signature_add_slots(&context.slots, source->node->args, source->env);
		if (source->node->ret) {
			context.ret = source->node->ret;
			context.ret_env = source->env;
		}
		if (source->node->has_aux) {
			context.aux = source->node->aux;
			context.aux_env = source->env;
		}
		context.named |= source->node->named;
	}
	call.signature = signature_make(model, &sources, &context, node->name, node->at);
	call.flags = gather_flags(call.signature);
	for (int i = 0; i < sources.n; i++)
		if (sources.items[i].node->namespaces)
			call.flags |= STROBE_CALL_NAMESPACES;
	call.classes = infer_classes(model, call.signature);
	for (int i = sources.n - 1; i >= 0; i--)
		for (const struct class_list *entry = sources.items[i].node->classes; entry;
		     entry = entry->next) {
			unsigned bit = class_bit(model, entry->name, entry->at);

			call.classes = entry->away ? call.classes & ~bit : call.classes | bit;
		}
	vector_push(&model->all_calls, call);
}

/* Only a call that is never shown itself is not built: what it is the base of is. */
static void mark_used(struct model *model)
{
	for (size_t i = 0; i < model->program->rows.n; i++) {
		struct row_node *row = model->program->rows.items[i];
		struct call_node *call = row->call ? map_get(&model->calls, row->call) : NULL;

		if (call)
			call->used = true;
		else if (row->call)
			diag_error(row->call_at, "unknown call '%s'", row->call);
	}
}

static void check_reached(struct model *model)
{
	for (size_t i = 0; i < model->program->calls.n; i++) {
		const struct call_node *call = model->program->calls.items[i];

		if (!model->partial && !call->used && !call->like_base)
			diag_error(call->at, "no row of a table uses the call '%s'", call->name);
		for (const struct substitution *with = call->with; with; with = with->next)
			if (!with->used)
				diag_error(with->at, "'%s' does not use '%s'", call->like, with->from);
	}
	for (size_t i = 0; i < model->program->cases.n; i++)
		if (!model->program->cases.items[i]->call.reached)
			diag_error(model->program->cases.items[i]->at,
				   "the case can't be reached from a call");
}

void calls_build(struct model *model)
{
	attach_cases(model);
	mark_used(model);
	for (size_t i = 0; i < model->program->calls.n; i++)
		build_call(model, model->program->calls.items[i]);
	check_reached(model);
}
