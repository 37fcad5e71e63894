/*
 * Arguments, registers, results, aux, and the cases with theirs.
 */
#include "signatures.h"

/* --- arguments ------------------------------------------------------------------------------------------------------ */

void signature_add_slots(struct slots *slots, const struct member *members, const struct env *env)
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
		signature_add_slots(&cut, &only, slots->items[i].env);
		if (slots->items[i].member == last)
			break;
	}
	return cut;
}

static void check_argument(const struct model_signature *signature, const struct model_field *field,
			   const struct member *member)
{
	if (field->type->op != STROBE_OP_INT && field->type->op != STROBE_OP_POINTER)
		diag_error(member->type->at,
			   "an argument is a scalar or a pointer: in, out, inout or merge is missing");
	if (field->type->op == STROBE_OP_POINTER && field->type->dir == STROBE_DIR_SAME)
		diag_error(member->type->at,
			   "an argument that is a pointer has a direction: in, out, inout or merge");
	if (member->bits || member->was || member->flat || member->brief)
		diag_error(member->at, "'bits', 'was', 'flat' and 'brief' are for members");
	if ((member->sent || member->received) && field->type->op != STROBE_OP_POINTER)
		diag_error(member->at, "'sent' and 'received' are for arguments that are pointers");
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
		diag_error(member->at, "'%s' lies behind the sixth register%s",
			   member->name ? member->name : "_", next[0] > 6 ? "" : " on i386");
}

static void make_arguments(struct model *model, struct model_signature *signature,
			   const struct context *context)
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
		diag_error(item->at, "'%s' is not an argument: give its register with @",
			   item->name ? item->name : "_");
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
			diag_error(item->at,
				   "an item of aux is a scalar or a pointer: a direction is missing");
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
	if (node->op == NODE_NAMED && !node->base && names_kind(node->name, &base) >= 0 &&
	    base == STROBE_BASE_COUNT) {
		node = memory_grow(node, sizeof *node, sizeof *node);
		node->base = memory_name("ulong");
	}
	signature->ret = type_make(model, &scope, node);
	if (signature->ret->op != STROBE_OP_INT || signature->ret->pair)
		diag_error(node->at, "the result is a scalar");
}

/* --- cases ---------------------------------------------------------------------------------------------------------- */

static struct model_selector *find_selector(struct model_signature *signature, int arg, uint64_t mask,
					    unsigned shift)
{
	for (size_t i = 0; i < signature->selectors.n; i++) {
		struct model_selector *selector = &signature->selectors.items[i];

		if (selector->arg == arg && selector->mask == mask && selector->shift == shift)
			return selector;
	}
	vector_push(&signature->selectors,
		    (struct model_selector){ .arg = arg, .mask = mask, .shift = shift });
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

		base.value =
			selector->mask == UINT64_MAX ? load_value(value[abi], type->base, abi) : value[abi];
		base.abis = 1u << abi;
		if (base.value & ~possible)
			diag_error(label->at,
				   "the case can't be reached: the value lies outside of the field");
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
			diag_error(node->field_at, "'%s' is no field of the flags of '%s'", node->field,
				   node->arg);
			return;
		}
		set = sets_field_values(model, field);
	}

	if (context->depth == 16) {
		diag_error(node->at, "cases of cases, nested too deeply");
		return;
	}

	struct context inner = *context;
	struct sources own = { .items = { { &node->call, env } }, .n = 1 };

	inner.slots = cut_slots(&context->slots, member);
	signature_add_slots(&inner.slots, node->call.args, env);
	inner.depth++;
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
		signature_make(model, &own, &inner, node->call.name ? node->call.name : signature->name,
			       node->at);
	struct model_selector *selector =
		find_selector(signature, arg, field ? field->value[0] : UINT64_MAX, field ? field->shift : 0);

	for (const struct label *label = node->labels; label; label = label->next)
		add_label(model, label, set, type, selector,
			  (struct model_case){ .signature = made, .source = source });
}

struct model_signature *signature_make(struct model *model, const struct sources *sources,
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
	check_phases(signature);
	return signature;
}
