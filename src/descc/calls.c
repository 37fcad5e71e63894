/*
 * Calls: "like" followed, cases spread out into signatures of their own, registers given out, classes inferred.
 */
#include <string.h>

#include "model.h"

#define MAX_SOURCES 8
#define MAX_ARGS 16

/* A description that a call is made of: its own, then that which it is like, and so on; with what replaces types in it. */
struct source {
	struct call_node *node;
	const struct env *env;
};

struct sources {
	struct source items[MAX_SOURCES];
	int n;
};

/* An argument as written, and what replaces types in it. */
struct slot {
	struct member *member; /* a copy, linked to the next slot's */
	const struct env *env;
};

struct slots {
	struct slot items[MAX_ARGS];
	int n;
};

/* What a case takes over unless it says otherwise. */
struct context {
	struct slots slots;
	struct type_node *ret;
	const struct env *ret_env;
	const struct member *aux;
	const struct env *aux_env;
	bool named;
};

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
			for (struct substitution *a = with, *b = all.items[i]->with; a && b; a = a->next, b = b->next)
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
			diag_error(call->at, "'%s' is like itself", call->name);
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

/* --- arguments ------------------------------------------------------------------------------------------------------ */

static void add_slots(struct slots *slots, const struct member *members, const struct env *env)
{
	for (; members; members = members->next) {
		struct member *copy = memory_grow(members, sizeof *members, sizeof *members);

		if (slots->n == MAX_ARGS) {
			diag_error(members->at, "too many arguments");
			return;
		}
		copy->next = NULL;
		if (slots->n)
			slots->items[slots->n - 1].member->next = copy;
		slots->items[slots->n++] = (struct slot){ copy, env };
	}
}

/* The arguments up to the one that selects, as copies of their own. */
static struct slots cut_slots(const struct slots *slots, const struct member *last)
{
	struct slots cut = { .n = 0 };

	for (int i = 0; i < slots->n; i++) {
		struct member only = *slots->items[i].member;

		only.next = NULL;
		add_slots(&cut, &only, slots->items[i].env);
		if (slots->items[i].member == last)
			break;
	}
	return cut;
}

static void check_argument(const struct model_signature *signature, const struct model_field *field,
			   const struct member *member)
{
	if (field->type->op != STROBE_OP_INT && field->type->op != STROBE_OP_POINTER)
		diag_error(member->type->at, "an argument is a scalar or a pointer: in, out, inout or merge is missing");
	if (field->type->op == STROBE_OP_POINTER && field->type->dir == STROBE_DIR_SAME)
		diag_error(member->type->at, "an argument that is a pointer has a direction: in, out, inout or merge");
	if (member->bits || member->was || member->flat || member->brief)
		diag_error(member->at, "'bits', 'was', 'flat' and 'brief' are for members");
	if (member->value && member->at_value && field->type->op != STROBE_OP_POINTER)
		diag_error(member->at, "'at' is for arguments that are pointers");
	for (size_t i = 0; member->name && i < signature->args.n; i++) {
		const struct model_field *other = signature->args.items[i];

		if (other->name == member->name && !other->cond && !field->cond && other->reg != field->reg)
			diag_error(member->at, "the argument '%s' is defined twice", member->name);
	}
}

/* Gives the register, on i386 too, where a pair takes two; next: the registers that come after. */
static void give_register(struct model_field *field, const struct member *member, int next[2])
{
	bool pair = field->type && field->type->pair;

	if (member->value) {
		field->reg = field->reg_i386 = 0;
		return;
	}
	if (member->reg >= 0)
		next[0] = next[1] = member->reg;
	field->reg = next[0];
	field->reg_i386 = next[1];
	next[0]++;
	next[1] += pair ? 2 : 1;
	if (next[0] > 6 || next[1] > 6)
		diag_error(member->at, "'%s' lies behind the sixth register%s", member->name ? member->name : "_",
			   next[0] > 6 ? "" : " on i386");
}

static void make_arguments(struct model *model, struct model_signature *signature, const struct context *context)
{
	struct scope scope = { .signature = signature,
			       .args = context->slots.n ? context->slots.items[0].member : NULL };
	int next[2] = { 0, 0 };

	for (int i = 0; i < context->slots.n; i++) {
		const struct member *member = context->slots.items[i].member;
		struct model_field skipped = { 0 };

		if (!member->type) {
			give_register(&skipped, member, next);
			continue;
		}
		scope.env = context->slots.items[i].env;

		struct model_field *field = field_make(model, &scope, member);

		give_register(field, member, next);
		if (context->named)
			field->flags |= STROBE_FIELD_NAMED;
		check_argument(signature, field, member);
		vector_push(&signature->args, field);
	}
}

static void give_aux_register(const struct model_signature *signature, const struct member *item,
			      struct model_field *field)
{
	if (item->text || item->value) {
		field->reg = field->reg_i386 = 0;
		return;
	}
	if (item->result) {
		field->reg = field->reg_i386 = STROBE_REG_RESULT;
		if (field->type->op != STROBE_OP_INT)
			diag_error(item->at, "the result is a scalar");
		return;
	}
	field->reg = field->reg_i386 = item->reg;
	for (size_t i = 0; item->reg < 0 && i < signature->args.n; i++)
		if (signature->args.items[i]->name == item->name) {
			field->reg = signature->args.items[i]->reg;
			field->reg_i386 = signature->args.items[i]->reg_i386;
			break;
		}
	if (field->reg < 0) {
		diag_error(item->at, "'%s' is not an argument: give its register with @", item->name ? item->name : "_");
		field->reg = field->reg_i386 = 0;
	}
}

static void make_aux(struct model *model, struct model_signature *signature, const struct context *context)
{
	struct scope scope = { .signature = signature,
			       .args = context->slots.n ? context->slots.items[0].member : NULL,
			       .env = context->aux_env };

	for (const struct member *item = context->aux; item; item = item->next) {
		if (!item->type && !item->text) {
			diag_error(item->at, "an item of aux is a text or an argument");
			continue;
		}

		struct model_field *field = field_make(model, &scope, item);

		give_aux_register(signature, item, field);
		if (field->type->op != STROBE_OP_INT && field->type->op != STROBE_OP_POINTER &&
		    field->type->op != STROBE_OP_VERBATIM)
			diag_error(item->at, "an item of aux is a scalar or a pointer: a direction is missing");
		vector_push(&signature->aux, field);
	}
}

static void make_return(struct model *model, struct model_signature *signature, const struct context *context)
{
	struct scope scope = { .signature = signature, .env = context->ret_env };
	struct type_node *node = context->ret;
	uint8_t base = 0;

	if (node->op == NODE_VOID) {
		signature->flags |= STROBE_CALL_VOID;
		return;
	}
	/* A kind without a base of its own shows the whole register. */
	if (node->op == NODE_NAMED && !node->base && names_kind(node->name, &base) >= 0 && base == STROBE_BASE_COUNT) {
		node = memory_grow(node, sizeof *node, sizeof *node);
		node->base = memory_name("ulong");
	}
	signature->ret = type_make(model, &scope, node);
	if (signature->ret->op != STROBE_OP_INT || signature->ret->pair)
		diag_error(node->at, "the result is a scalar");
}

/* --- cases ---------------------------------------------------------------------------------------------------------- */

static struct model_signature *make_signature(struct model *model, const struct sources *sources,
					      const struct context *context, const char *name, struct position at);

static struct model_selector *find_selector(struct model_signature *signature, int arg, uint64_t mask, unsigned shift)
{
	for (size_t i = 0; i < signature->selectors.n; i++) {
		struct model_selector *selector = &signature->selectors.items[i];

		if (selector->arg == arg && selector->mask == mask && selector->shift == shift)
			return selector;
	}
	vector_push(&signature->selectors, (struct model_selector){ .arg = arg, .mask = mask, .shift = shift });
	return &signature->selectors.items[signature->selectors.n - 1];
}

/* The value as the walker loads it from a register: in the width of the base, sign-extended if it is signed. */
static uint64_t load_value(uint64_t value, uint8_t base, int abi)
{
	unsigned bits = 8 * names_base_size(base, abi);

	if (bits == 64)
		return value;
	value &= (UINT64_C(1) << bits) - 1;
	if (names_base_signed(base) && value >> (bits - 1))
		value |= UINT64_MAX << bits;
	return value;
}

static void add_case(struct model_selector *selector, struct model_case fresh)
{
	for (size_t i = 0; i < selector->cases.n; i++) {
		struct model_case *other = &selector->cases.items[i];

		if (other->value != fresh.value || !(other->abis & fresh.abis))
			continue;
		/* The call's own cases replace those of the call that it is like. */
		if (other->source == fresh.source)
			diag_error(fresh.at, "the case stands twice: also at %s", diag_place(other->at));
		fresh.abis &= ~other->abis;
	}
	if (fresh.abis)
		vector_push(&selector->cases, fresh);
}

static void add_label(struct model *model, const struct label *label, struct set_node *hint,
		      const struct model_type *type, struct model_selector *selector, struct model_case base)
{
	uint64_t value[STROBE_ABI_COUNT] = { label->value, label->value, label->value };
	bool unknown = false, negative;

	if (label->name && !sets_value(model, label->at, label->name, hint, &unknown, value, &negative)) {
		if (unknown)
			diag_error(label->at, "unknown value '%s'", label->name);
		return;
	}
	base.at = label->at;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		uint64_t possible = selector->mask >> selector->shift;

		base.value = selector->mask == UINT64_MAX ? load_value(value[abi], type->base, abi) : value[abi];
		base.abis = 1u << abi;
		if (base.value & ~possible)
			diag_error(label->at, "the case can't be reached: the value lies outside of the field");
		/* Rows of equal value are joined when they are emitted. */
		add_case(selector, base);
	}
}

static void make_case(struct model *model, struct model_signature *signature, const struct context *context,
		      struct case_node *node, const struct env *env, int source)
{
	const struct member *member = NULL;
	struct set_node *set;
	struct item_node *field = NULL;
	int arg = 0;

	node->call.reached = true;
	for (int i = 0; i < context->slots.n && !member; i++) {
		if (context->slots.items[i].member->name == node->arg && context->slots.items[i].member->type)
			member = context->slots.items[i].member;
		else
			arg += context->slots.items[i].member->type != NULL;
	}
	if (!member) {
		diag_error(node->arg_at, "'%s' has no argument '%s'", node->target, node->arg);
		return;
	}

	const struct model_type *type = signature->args.items[arg]->type;

	if (type->op != STROBE_OP_INT) {
		diag_error(node->arg_at, "'%s' is not a scalar, it can't select a case", node->arg);
		return;
	}
	set = type->set;
	if (node->field) {
		field = set && set->is_flags ? sets_field(set, node->field) : NULL;
		if (!field) {
			diag_error(node->field_at, "'%s' is no field of the flags of '%s'", node->field, node->arg);
			return;
		}
		set = sets_field_values(model, field);
	}

	struct context inner = *context;
	struct sources own = { .items = { { &node->call, env } }, .n = 1 };

	inner.slots = cut_slots(&context->slots, member);
	add_slots(&inner.slots, node->call.args, env);
	inner.named |= node->call.named;
	if (node->call.ret) {
		inner.ret = node->call.ret;
		inner.ret_env = env;
	}
	if (node->call.has_aux) {
		inner.aux = node->call.aux;
		inner.aux_env = env;
	}

	struct model_signature *made =
		make_signature(model, &own, &inner, node->call.name ? node->call.name : signature->name, node->at);
	struct model_selector *selector =
		find_selector(signature, arg, field ? field->value[0] : UINT64_MAX, field ? field->shift : 0);

	for (const struct label *label = node->labels; label; label = label->next)
		add_label(model, label, set, type, selector,
			  (struct model_case){ .signature = made, .source = source });
}

static struct model_signature *make_signature(struct model *model, const struct sources *sources,
					      const struct context *context, const char *name, struct position at)
{
	struct model_signature *signature = memory_alloc(sizeof *signature);

	signature->name = name;
	signature->at = at;
	make_arguments(model, signature, context);
	if (context->ret)
		make_return(model, signature, context);
	make_aux(model, signature, context);
	for (int i = 0; i < sources->n; i++) {
		struct call_node *node = sources->items[i].node;

		/* A case of a case of itself can't be written, but a name can be defined twice. */
		if (node->busy)
			continue;
		node->busy = true;
		for (struct case_node *entry = node->cases; entry; entry = entry->next)
			make_case(model, signature, context, entry, sources->items[i].env, i);
		node->busy = false;
	}
	if (signature->selectors.n)
		signature->flags |= STROBE_CALL_CASES;
	check_phases(model, signature);
	return signature;
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

		if (type->op == STROBE_OP_INT && (type->kind == STROBE_KIND_fd || type->kind == STROBE_KIND_dirfd))
			classes |= class_bit(model, memory_name("desc"), signature->at);
		if (type->op == STROBE_OP_POINTER && type->ref->op == STROBE_OP_STRING &&
		    type->ref->flags & STROBE_TYPE_PATH)
			classes |= class_bit(model, memory_name("file"), signature->at);
	}
	for (size_t i = 0; i < signature->selectors.n; i++)
		for (size_t j = 0; j < signature->selectors.items[i].cases.n; j++)
			classes |= infer_classes(model, signature->selectors.items[i].cases.items[j].signature);
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
			add_slots(&context.slots, source->node->args, source->env);
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
	call.signature = make_signature(model, &sources, &context, node->name, node->at);
	call.flags = gather_flags(call.signature);
	call.classes = infer_classes(model, call.signature);
	for (int i = sources.n - 1; i >= 0; i--)
		for (const struct class_list *entry = sources.items[i].node->classes; entry; entry = entry->next) {
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
			diag_error(model->program->cases.items[i]->at, "the case can't be reached from a call");
}

void calls_build(struct model *model)
{
	attach_cases(model);
	mark_used(model);
	for (size_t i = 0; i < model->program->calls.n; i++)
		build_call(model, model->program->calls.items[i]);
	check_reached(model);
}
