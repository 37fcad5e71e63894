/*
 * Types: from what is written to what the walker interprets.
 */
#include "model.h"

#include <string.h>

/* --- "with T = U" ------------------------------------------------------------------------------------------------ */

static struct type_node *substitute_one(struct substitution *with, struct type_node *node, bool use)
{
	bool base = node->base == with->from && with->to->op == NODE_NAMED && !with->to->base;

	if (node->name != with->from && !base)
		return node;
	if (node->op != NODE_NAMED && node->op != NODE_ATTRS)
		return node;

	struct type_node *copy =
		memory_grow(node->op == NODE_ATTRS || base ? node : with->to, sizeof *copy, sizeof *copy);

	if (use)
		with->used = true;
	copy->at = node->at;
	if (base) {
		copy->base = with->to->name;
	} else if (node->op == NODE_ATTRS) {
		copy->name = with->to->name;
	} else {
		if (node->base && !copy->base)
			copy->base = node->base;
		if (node->bound && !copy->bound)
			copy->bound = node->bound;
	}
	return copy;
}

struct type_node *type_substitute(const struct env *env, struct type_node *node, bool use)
{
	if (!env || !node)
		return node;
	node = type_substitute(env->outer, node, use);
	for (struct substitution *with = env->with; with; with = with->next) {
		struct type_node *changed = substitute_one(with, node, use);

		if (changed != node)
			return changed;
	}
	return node;
}

/* --- making ------------------------------------------------------------------------------------------------------- */

struct model_type *type_plain(uint8_t op)
{
	struct model_type *type = memory_alloc(sizeof *type);

	type->op = op;
	return type;
}

static void make_scalar(struct model *model, struct model_type *type, const struct type_node *node)
{
	const char *name = node->name;
	uint8_t kind_base = STROBE_BASE_COUNT;
	int base = node->base ? names_base(node->base) : -1, kind;

	type->op = STROBE_OP_INT;
	if (node->bound)
		diag_error(node->at, "a scalar has no bound");
	if (node->base && base < 0)
		diag_error(node->at, "'%s' is not a base type", node->base);
	type->set = map_get(&model->sets, name);
	if (type->set) {
		type->kind = STROBE_KIND_set;
		type->base = base >= 0 ? (uint8_t)base : type->set->base_number;
		return;
	}
	if (!node->base && names_base(name) >= 0) {
		type->base = (uint8_t)names_base(name);
		type->kind = STROBE_KIND_dec;
		return;
	}
	kind = names_kind(name, &kind_base);
	if (kind < 0) {
		if (map_get(&model->structs, name) || map_get(&model->attrs, name))
			diag_error(node->at, "'%s' is not a scalar", name);
		else
			diag_error(node->at, node->base ? "unknown kind or set '%s'" : "unknown type '%s'",
				   name);
		kind = STROBE_KIND_dec;
		kind_base = STROBE_BASE_S32;
	} else if (!node->base && kind_base == STROBE_BASE_COUNT) {
		diag_error(node->at, "the kind '%s' needs a base, as in u32:%s", name, name);
	}
	type->kind = (uint8_t)kind;
	type->base = base >= 0 ? (uint8_t)base : kind_base == STROBE_BASE_COUNT ? STROBE_BASE_U32 : kind_base;
}

static void make_named(struct model *model, const struct scope *scope, struct model_type *type,
		       const struct type_node *node)
{
	const struct struct_node *record = map_get(&model->structs, node->name);

	if (!record || node->base) {
		make_scalar(model, type, node);
		return;
	}
	type->op = STROBE_OP_STRUCT;
	type->record = struct_make(model, record, scope->env);
	struct_nest(model, scope->owner, type->record);
	type->bound = expr_resolve_list(model, scope, node->bound);
}

static void make_text(struct model *model, const struct scope *scope, struct model_type *type,
		      const struct type_node *node)
{
	bool text = node->op == NODE_STRING || node->op == NODE_PATH;

	type->op = text ? STROBE_OP_STRING : STROBE_OP_BYTES;
	if (node->op == NODE_PATH)
		type->flags |= STROBE_TYPE_PATH;
	if (node->op == NODE_HEXBYTES)
		type->flags |= STROBE_TYPE_HEX;
	type->bound = expr_resolve_list(model, scope, node->bound);
	if (scope->inline_type && type->bound && expr_constant(type->bound))
		type->flags |= STROBE_TYPE_INLINE;
	if (scope->inline_type && !type->bound)
		diag_error(node->at, "in a struct, '%s' needs a bound, or 'ptr' before it",
			   text ? "string" : "bytes");
}

static void make_stream(struct model *model, const struct scope *scope, struct model_type *type,
			const struct type_node *node)
{
	type->op = STROBE_OP_STREAM;
	type->ref = type_make(model, scope, node->of);
	type->bound = expr_resolve_list(model, scope, node->bound);
	type->arg = (uint8_t)node->align;
	type->step = node->name;
	if (type->ref->op != STROBE_OP_STRUCT) {
		diag_error(node->of->at, "the elements of a stream are structs");
		type->ref = type_plain(STROBE_OP_NOTHING);
	} else if (!struct_find(type->ref->record, node->name)) {
		diag_error(node->at, "'%s' has no member '%s'", type->ref->record->name, node->name);
	}
}

static void make_pointer(struct model *model, const struct scope *scope, struct model_type *type,
			 const struct type_node *node)
{
	struct scope inner = *scope;

	inner.inline_type = false;
	type->op = STROBE_OP_POINTER;
	type->base = node->wide ? STROBE_BASE_U64 : STROBE_BASE_PTR;
	type->dir = node->dir;
	type->flags |= STROBE_TYPE_POINTS;
	type->ref = type_make(model, &inner, node->of);
	if (node->then)
		type->ref2 = type_make(model, &inner, node->then);
	if (node->then_if)
		type->when = expr_resolve(model, &inner, node->then_if);
}

static void make_attrs(struct model *model, const struct scope *scope, struct model_type *type,
		       const struct type_node *node)
{
	const struct attrs_node *attrs = map_get(&model->attrs, node->name);

	type->op = STROBE_OP_ATTRS;
	type->bound = expr_resolve_list(model, scope, node->bound);
	if (attrs) {
		type->record = attrs_make(model, attrs, scope->env);
		struct_nest(model, scope->owner, type->record);
	} else {
		diag_error(node->at, "unknown attrs '%s'", node->name);
		type->op = STROBE_OP_NOTHING;
	}
}

static uint8_t memory_op(enum node_op op)
{
	switch (op) {
	case NODE_SIGSET: return STROBE_OP_SIGSET;
	case NODE_FDSET: return STROBE_OP_FDSET;
	case NODE_CPUSET: return STROBE_OP_CPUSET;
	case NODE_IPV6: return STROBE_OP_IPV6;
	case NODE_MAC: return STROBE_OP_MAC;
	default: return STROBE_OP_SUNPATH;
	}
}

static void make_pair(struct model *model, struct model_type *type, const struct type_node *node)
{
	struct type_node named = *node;

	named.op = NODE_NAMED;
	named.name = node->name ? node->name : memory_name(node->wide ? "s64" : "u64");
	named.base = node->name ? memory_name(node->wide ? "s64" : "u64") : NULL;
	make_scalar(model, type, &named);
	type->pair = true;
}

/* The room of a hardware address whose bounds are numbers is the first of them. */
static uint8_t mac_room(const struct expr *bound)
{
	if (!bound || !expr_constant(bound))
		return 0;
	return bound->value[0] < UINT8_MAX ? (uint8_t)bound->value[0] : UINT8_MAX;
}

struct model_type *type_make(struct model *model, const struct scope *scope, struct type_node *written)
{
	struct model_type *type = memory_alloc(sizeof *type);
	struct type_node *node = type_substitute(scope->env, written, true);

	type->at = node->at;
	switch (node->op) {
	case NODE_NAMED: make_named(model, scope, type, node); break;
	case NODE_STRING:
	case NODE_PATH:
	case NODE_BYTES:
	case NODE_HEXBYTES: make_text(model, scope, type, node); break;
	case NODE_ARRAY:
	case NODE_UNTIL0:
		type->op = node->op == NODE_ARRAY ? STROBE_OP_ARRAY : STROBE_OP_UNTIL0;
		type->ref = type_make(model, scope, node->of);
		if (type->ref->op == STROBE_OP_STRING && !type->ref->bound)
			diag_error(node->at, "a string has no size: a list of pointers is (ptr string)[...]");
		type->count = expr_resolve_list(model, scope, node->count);
		type->bound = expr_resolve_list(model, scope, node->bound);
		break;
	case NODE_STREAM: make_stream(model, scope, type, node); break;
	case NODE_ATTRS: make_attrs(model, scope, type, node); break;
	case NODE_POINTER: make_pointer(model, scope, type, node); break;
	case NODE_PAIR: make_pair(model, type, node); break;
	case NODE_VOID: break;
	default:
		type->op = memory_op(node->op);
		type->bound = expr_resolve_list(model, scope, node->bound);
		if (type->op == STROBE_OP_IPV6)
			type->bound = NULL;
		if (type->op == STROBE_OP_MAC)
			type->arg = mac_room(type->bound);
	}
	return type;
}

/* --- fields: members and arguments -------------------------------------------------------------------------------- */

static bool is_list(const struct model_type *type)
{
	return type->op == STROBE_OP_ARRAY || type->op == STROBE_OP_UNTIL0 || type->op == STROBE_OP_STREAM ||
	       type->op == STROBE_OP_ATTRS;
}

static void apply_list_mods(struct model *model, const struct scope *scope, const struct member *member,
			    struct model_type *list)
{
	if (member->counted)
		list->text = member->counted;
	if (member->lone)
		list->flags |= STROBE_TYPE_LONE;
	if (member->indexed) {
		list->indices = map_get(&model->sets, member->indexed);
		if (!list->indices || list->op != STROBE_OP_ARRAY)
			diag_error(member->at,
				   list->indices ? "'indexed' is for arrays" : "unknown enum '%s'",
				   member->indexed);
	}
	list->budget = expr_resolve(model, scope, member->budget);
	if (member->where) {
		struct scope element = *scope;

		/* Names mean the element's members first. */
		element.home =
			list->ref && list->ref->op == STROBE_OP_STRUCT ? list->ref->record : scope->home;
		list->where = expr_resolve(model, &element, member->where);
	}
}

static void apply_type_mods(struct model *model, const struct scope *scope, const struct member *member,
			    struct model_type *type)
{
	struct model_type *target = type->op == STROBE_OP_POINTER ? type->ref : type;

	if (member->counted || member->where || member->budget || member->lone || member->indexed) {
		if (target->op == STROBE_OP_FDSET && member->budget)
			target->budget = expr_resolve(model, scope, member->budget);
		else if (is_list(target))
			apply_list_mods(model, scope, member, target);
		else
			diag_error(member->at,
				   "'counted', 'where', 'budget', 'lone' and 'indexed' are for lists");
		if (type->ref2 && is_list(type->ref2))
			apply_list_mods(model, scope, member, type->ref2);
	}
	/* Of a list of pointers, "when" and "bare" are about the pointers. */
	if (type->op == STROBE_OP_ARRAY && type->ref->op == STROBE_OP_POINTER)
		type = type->ref;
	if (member->when && type->op != STROBE_OP_POINTER)
		diag_error(member->when->at, "'when' is for pointers");
	else if (member->when && type->when)
		diag_error(member->when->at, "'when' and the condition of '=>' can't be had together");
	else if (member->when)
		type->when = expr_resolve(model, scope, member->when);
	if (member->bare && type->op != STROBE_OP_POINTER)
		diag_error(member->at, "'bare' is for pointers");
	else if (member->bare)
		type->flags |= STROBE_TYPE_BARE;
	if (member->whole && target->op != STROBE_OP_BYTES && target->op != STROBE_OP_STRING &&
	    target->op != STROBE_OP_ARRAY)
		diag_error(member->at, "'whole' is for bytes, strings and arrays");
	else if (member->whole)
		target->flags |= STROBE_TYPE_INLINE;
	if (member->most && target->op != STROBE_OP_BYTES)
		diag_error(member->at, "'whole' with a number is for bytes");
	else if (member->most)
		target->count = expr_resolve(model, scope, member->most);
}

static unsigned field_flags(const struct member *member)
{
	unsigned flags = 0;

	if (member->brief)
		flags |= STROBE_FIELD_BRIEF;
	if (member->flat)
		flags |= STROBE_FIELD_FLAT;
	if (member->was)
		flags |= STROBE_FIELD_WAS;
	if (member->unnamed)
		flags |= STROBE_FIELD_UNNAMED;
	if (member->named)
		flags |= STROBE_FIELD_NAMED;
	if (member->usec)
		flags |= STROBE_FIELD_DATED_USEC;
	if (member->sent)
		flags |= STROBE_FIELD_SENT;
	if (member->received)
		flags |= STROBE_FIELD_RECEIVED;
	return flags;
}

struct model_field *field_make(struct model *model, const struct scope *scope, const struct member *member)
{
	struct model_field *field = memory_alloc(sizeof *field);

	field->name = member->name;
	field->at = member->at;
	field->flags = field_flags(member);
	field->bits = member->bits;
	field->reg = -1;
	field->label = member->label;
	if (member->text) {
		field->type = type_plain(STROBE_OP_VERBATIM);
		field->type->text = member->text;
	} else {
		field->type = type_make(model, scope, member->type);
		apply_type_mods(model, scope, member, field->type);
	}
	if (member->flat && field->type->op != STROBE_OP_STRUCT)
		diag_error(member->at, "'flat' is for structs and unions");
	field->cond = expr_resolve(model, scope, member->cond);
	field->dated_sec = expr_resolve(model, scope, member->dated_sec);
	field->dated_nsec = expr_resolve(model, scope, member->dated_nsec);
	if (member->usec)
		expr_add_thousandfold(&field->dated_nsec);
	field->value = expr_resolve(model, scope, member->value);
	if (field->type->pair)
		field->flags |= STROBE_FIELD_PAIR;
	return field;
}

/* --- sizes -------------------------------------------------------------------------------------------------------- */

static uint64_t constant_bound(const struct expr *bound, int abi)
{
	uint64_t least = UINT64_MAX;

	if (!bound || !expr_constant(bound))
		return 0;
	for (; bound; bound = bound->next)
		if (bound->value[abi] < least)
			least = bound->value[abi];
	return least > UINT32_MAX ? 0 : least;
}

uint64_t type_size(struct model *model, struct model_type *type, int abi)
{
	uint64_t count, element;

	switch (type->op) {
	case STROBE_OP_INT:
	case STROBE_OP_POINTER: return names_base_size(type->base, abi);
	case STROBE_OP_STRUCT:
		layout_compute(model, type->record);
		return type->bound ? constant_bound(type->bound, abi) : type->record->size[abi];
	case STROBE_OP_ARRAY:
		count = constant_bound(type->count, abi);
		element = type_size(model, type->ref, abi);
		if (type->bound)
			return expr_constant(type->bound) && count &&
					       count * element < constant_bound(type->bound, abi)
				       ? count * element
				       : constant_bound(type->bound, abi);
		return count * element;
	case STROBE_OP_STRING:
	case STROBE_OP_BYTES:
	case STROBE_OP_SIGSET:
	case STROBE_OP_CPUSET:
	case STROBE_OP_SUNPATH: return constant_bound(type->bound, abi);
	case STROBE_OP_FDSET: return (constant_bound(type->bound, abi) + 7) / 8;
	case STROBE_OP_IPV6: return 16;
	case STROBE_OP_MAC: return type->bound ? constant_bound(type->bound, abi) : 6;
	default: return 0;
	}
}

/* The least of the constants in a list of bounds, UINT64_MAX when there is none. */
static uint64_t least_constant(const struct expr *bound, int abi)
{
	uint64_t least = UINT64_MAX;

	for (; bound; bound = bound->next)
		if (bound->op == EXPR_NUMBER && bound->value[abi] < least)
			least = bound->value[abi];
	return least;
}

uint64_t type_room(struct model *model, struct model_type *type, int abi)
{
	uint64_t bound = least_constant(type->bound, abi), count, element;

	switch (type->op) {
	case STROBE_OP_STRUCT:
		layout_compute(model, type->record);
		return bound != UINT64_MAX ? bound : type->record->size[abi];
	case STROBE_OP_ARRAY:
		count = least_constant(type->count, abi);
		element = type_room(model, type->ref, abi);
		if (count < UINT32_MAX && count * element < bound)
			return count * element;
		return bound == UINT64_MAX ? 0 : bound;
	case STROBE_OP_STRING:
	case STROBE_OP_BYTES:
	case STROBE_OP_SIGSET:
	case STROBE_OP_CPUSET:
	case STROBE_OP_SUNPATH:
	case STROBE_OP_STREAM:
	case STROBE_OP_ATTRS: return bound == UINT64_MAX ? 0 : bound;
	case STROBE_OP_MAC: return !type->bound ? 6 : bound == UINT64_MAX ? 0 : bound;
	default: return type_size(model, type, abi);
	}
}

unsigned type_align(struct model *model, struct model_type *type, int abi)
{
	switch (type->op) {
	case STROBE_OP_INT:
	case STROBE_OP_POINTER: return names_base_align(type->base, abi);
	case STROBE_OP_STRUCT:
		layout_compute(model, type->record);
		return type->record->align[abi] ? type->record->align[abi] : 1;
	case STROBE_OP_ARRAY:
	case STROBE_OP_UNTIL0:
	case STROBE_OP_STREAM: return type_align(model, type->ref, abi);
	case STROBE_OP_SIGSET:
	case STROBE_OP_FDSET:
	case STROBE_OP_CPUSET: return names_base_align(STROBE_BASE_SIZE, abi);
	case STROBE_OP_IPV6:
	case STROBE_OP_ATTRS: return 4;
	default: return 1;
	}
}

bool type_points(const struct model_type *type)
{
	if (!type)
		return false;
	if (type->op == STROBE_OP_POINTER)
		return true;
	if (type->record)
		return struct_points(type->record);
	return type_points(type->ref);
}
