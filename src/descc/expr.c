/*
 * Expressions: what their names mean, and what is known of them already.
 */
#include <string.h>

#include "model.h"

static struct expr *number(struct position at, uint64_t value)
{
	struct expr *expr = memory_alloc(sizeof *expr);

	expr->op = EXPR_NUMBER;
	expr->at = at;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		expr->value[abi] = value;
	return expr;
}

bool expr_constant(const struct expr *expr)
{
	for (; expr; expr = expr->next)
		if (expr->op != EXPR_NUMBER)
			return false;
	return true;
}

bool expr_fetches(const struct expr *expr)
{
	for (; expr; expr = expr->next) {
		if (expr->op == EXPR_DEREF || (expr->op == EXPR_UNARY && expr->code == STROBE_CODE_NETLINK))
			return true;
		if (expr_fetches(expr->left) || expr_fetches(expr->right))
			return true;
	}
	return false;
}

bool expr_uses_result(const struct expr *expr)
{
	for (; expr; expr = expr->next) {
		if (expr->op == EXPR_WORD &&
		    (expr->code == STROBE_CODE_RET || expr->code == STROBE_CODE_FAILED ||
		     expr->code == STROBE_CODE_RESTARTED))
			return true;
		if (expr_uses_result(expr->left) || expr_uses_result(expr->right))
			return true;
	}
	return false;
}

void expr_add_thousandfold(struct expr **expr)
{
	struct expr *product = memory_alloc(sizeof *product);

	product->op = EXPR_BINARY;
	product->at = (*expr)->at;
	product->code = STROBE_CODE_MUL;
	product->left = *expr;
	product->right = number((*expr)->at, 1000);
	*expr = product;
}

/* --- sets of names ---------------------------------------------------------------------------------------------- */

static const struct member *find_argument(const struct scope *scope, const char *name)
{
	for (const struct member *arg = scope->args; arg; arg = arg->next)
		if (arg->name == name)
			return arg;
	return NULL;
}

static struct set_node *set_of_node(struct model *model, const struct env *env, struct type_node *node,
				    bool pointee)
{
	node = type_substitute(env, node, false);
	if (pointee && node->op == NODE_POINTER)
		node = type_substitute(env, node->of, false);
	return node->name ? map_get(&model->sets, node->name) : NULL;
}

struct set_node *expr_set(struct model *model, const struct scope *scope, const struct expr *expr)
{
	const struct member *member = NULL;

	if (expr->op == EXPR_BINARY && expr->code == STROBE_CODE_AND) {
		struct set_node *set = expr_set(model, scope, expr->left);

		return set ? set : expr_set(model, scope, expr->right);
	}
	if (expr->op != EXPR_NAME && expr->op != EXPR_DEREF)
		return NULL;
	if (scope->home)
		member = struct_find(scope->home, expr->name);
	if (!member)
		member = find_argument(scope, expr->name);
	if (!member || !member->type)
		return NULL;

	struct set_node *set = set_of_node(model, scope->env, member->type, expr->op == EXPR_DEREF);

	if (set && expr->field) {
		struct item_node *field = sets_field(set, expr->field);

		return field ? sets_field_values(model, field) : NULL;
	}
	return set;
}

/* --- folding ---------------------------------------------------------------------------------------------------- */

static uint64_t fold_compare(uint8_t code, uint64_t a, uint64_t b, bool is_signed)
{
	int64_t x = (int64_t)a, y = (int64_t)b;

	switch (code) {
	case STROBE_CODE_LT: return is_signed ? x < y : a < b;
	case STROBE_CODE_LE: return is_signed ? x <= y : a <= b;
	case STROBE_CODE_GT: return is_signed ? x > y : a > b;
	case STROBE_CODE_GE: return is_signed ? x >= y : a >= b;
	case STROBE_CODE_EQ: return a == b;
	default: return a != b;
	}
}

static uint64_t fold_divide(uint64_t a, uint64_t b, bool is_signed)
{
	if (!b)
		return 0;
	if (!is_signed)
		return a / b;
	if ((int64_t)b == -1)
		return -a;
	return (uint64_t)((int64_t)a / (int64_t)b);
}

static uint64_t fold_values(uint8_t code, uint64_t a, uint64_t b, bool is_signed)
{
	switch (code) {
	case STROBE_CODE_OR_ELSE: return a || b;
	case STROBE_CODE_AND_ALSO: return a && b;
	case STROBE_CODE_OR: return a | b;
	case STROBE_CODE_XOR: return a ^ b;
	case STROBE_CODE_AND: return a & b;
	case STROBE_CODE_SHL: return b > 63 ? 0 : a << b;
	case STROBE_CODE_SHR:
		if (is_signed)
			return (uint64_t)((int64_t)a >> (b > 63 ? 63 : b));
		return b > 63 ? 0 : a >> b;
	case STROBE_CODE_ADD: return a + b;
	case STROBE_CODE_SUB: return a - b;
	case STROBE_CODE_MUL: return a * b;
	case STROBE_CODE_DIV: return fold_divide(a, b, is_signed);
	default: return fold_compare(code, a, b, is_signed);
	}
}

static struct expr *fold(struct expr *expr)
{
	const struct expr *left = expr->left, *right = expr->right;

	if (left->op != EXPR_NUMBER || (right && right->op != EXPR_NUMBER) ||
	    expr->code == STROBE_CODE_NETLINK)
		return expr;

	struct expr *result = number(expr->at, 0);
	bool is_signed = left->is_signed || (right && right->is_signed);

	result->is_signed = is_signed;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		uint64_t a = left->value[abi];

		if (expr->op == EXPR_BINARY)
			result->value[abi] = fold_values(expr->code, a, right->value[abi], is_signed);
		else if (expr->code == STROBE_CODE_NOT)
			result->value[abi] = !a;
		else
			result->value[abi] = expr->code == STROBE_CODE_INVERT ? ~a : -a;
	}
	if (expr->code == STROBE_CODE_NEGATE)
		result->is_signed = true;
	return result;
}

/* --- names ------------------------------------------------------------------------------------------------------- */

static struct expr *resolve_constant(struct model *model, const struct expr *expr, struct set_node *hint,
				     bool *unknown)
{
	struct expr *result = number(expr->at, 0);

	sets_value(model, expr->at, expr->name, hint, unknown, result->value, &result->is_signed);
	return result;
}

static bool place_argument(const struct scope *scope, struct expr *expr)
{
	const struct member *arg = find_argument(scope, expr->name);
	int index = 0;

	if (!arg)
		return false;
	/* Skipped registers are no arguments. */
	for (const struct member *other = scope->args; other != arg; other = other->next)
		index += other->type != NULL;
	expr->place = PLACE_ARG;
	expr->index = index;
	return true;
}

static struct expr *resolve_name(struct model *model, const struct scope *scope, const struct expr *expr,
				 struct set_node *hint)
{
	struct expr *result = memory_grow(expr, sizeof *expr, sizeof *expr);
	bool unknown = true;

	result->next = NULL;
	if (scope->home && struct_find(scope->home, expr->name)) {
		result->place = PLACE_MEMBER;
		result->home = scope->home;
		vector_push(&model->placed, result);
		return result;
	}
	if (!scope->owner && !scope->home && place_argument(scope, result))
		return result;
	if (expr->op == EXPR_NAME && !expr->field && !expr->at_entry) {
		struct expr *constant = resolve_constant(model, expr, hint, &unknown);

		if (!unknown)
			return constant;
	}
	result->place = PLACE_DYNAMIC;
	if (scope->owner) {
		vector_push(&scope->owner->direct.uses, result);
	} else if (scope->home && scope->signature) {
		vector_push(&scope->signature->direct.uses, result);
	} else {
		diag_error(expr->at, "unknown name '%s'", expr->name);
		return number(expr->at, 0);
	}
	return result;
}

static struct expr *resolve(struct model *model, const struct scope *scope, const struct expr *expr,
			    struct set_node *hint)
{
	struct expr *result;

	switch (expr->op) {
	case EXPR_NAME:
	case EXPR_DEREF: return resolve_name(model, scope, expr, hint);
	case EXPR_ABI:
		result = number(expr->at, 0);
		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			result->value[abi] = expr->value[0] >> abi & 1;
		return result;
	case EXPR_UNARY:
	case EXPR_BINARY:
		result = memory_grow(expr, sizeof *expr, sizeof *expr);
		result->next = NULL;
		if (expr->right) {
			/* In "x == NAME", NAME is looked for among the values of x first. */
			struct set_node *left = expr_set(model, scope, expr->left);
			struct set_node *right = expr_set(model, scope, expr->right);

			result->right = resolve(model, scope, expr->right, left ? left : hint);
			result->left = resolve(model, scope, expr->left, right ? right : hint);
		} else {
			result->left = resolve(model, scope, expr->left, hint);
		}
		return fold(result);
	default:
		result = memory_grow(expr, sizeof *expr, sizeof *expr);
		result->next = NULL;
		return result;
	}
}

/* How many values lie on the walker's stack at most. */
static int depth_of(const struct expr *expr)
{
	switch (expr->op) {
	case EXPR_UNARY: return depth_of(expr->left);
	case EXPR_BINARY: {
		int left = depth_of(expr->left), right = depth_of(expr->right) + 1;

		return left > right ? left : right;
	}
	case EXPR_NAME:
	case EXPR_DEREF: return expr->field ? 2 : 1;
	default: return 1;
	}
}

struct expr *expr_resolve(struct model *model, const struct scope *scope, const struct expr *expr)
{
	if (!expr)
		return NULL;

	struct expr *result = resolve(model, scope, expr, NULL);

	if (depth_of(result) >= STROBE_CODE_STACK)
		diag_error(expr->at, "the expression is nested too deeply");
	return result;
}

struct expr *expr_resolve_list(struct model *model, const struct scope *scope, const struct expr *expr)
{
	struct expr *first = NULL, **end = &first;

	for (; expr; expr = expr->next) {
		*end = expr_resolve(model, scope, expr);
		end = &(*end)->next;
	}
	return first;
}

/* --- what a name's field is --------------------------------------------------------------------------------------- */

/* The scalar behind a pointer: what it points at, or the first member of the struct that it points at. */
static const struct model_type *pointee(const struct model_type *type)
{
	if (type->op != STROBE_OP_POINTER)
		return NULL;
	type = type->ref;
	for (int depth = 0; type && type->op == STROBE_OP_STRUCT && depth < 8; depth++) {
		const struct model_body *body = type->record->body[0];

		type = body && body->fields.n ? body->fields.items[0]->type : NULL;
	}
	return type && type->op == STROBE_OP_INT ? type : NULL;
}

static void take_field(struct expr *expr, const struct model_type *type)
{
	struct item_node *field =
		type->set && type->set->is_flags ? sets_field(type->set, expr->field) : NULL;

	if (!type->set || !type->set->is_flags) {
		diag_error(expr->at, "'%s' has no flags type, so it has no field '%s'", expr->name,
			   expr->field);
		return;
	}
	if (!field) {
		diag_error(expr->at, "the flags '%s' of '%s' have no field '%s'", type->set->name, expr->name,
			   expr->field);
		return;
	}
	if (expr->candidate && (expr->mask != field->value[0] || expr->shift != field->shift))
		diag_error(expr->at, "the field '%s.%s' means different bits in different places", expr->name,
			   expr->field);
	expr->mask = field->value[0];
	expr->shift = (uint8_t)field->shift;
}

void expr_take(struct expr *expr, const struct model_field *field)
{
	const struct model_type *type = field->type;

	if (expr->candidate == field || expr->reported || !type)
		return;
	if (expr->op == EXPR_DEREF) {
		type = pointee(type);
		if (!type) {
			diag_error(expr->at, "'%s' does not point at a scalar", expr->name);
			expr->reported = true;
			return;
		}
		if (expr->candidate && expr->base != type->base)
			diag_error(expr->at, "'*%s' points at different types in different places",
				   expr->name);
		expr->base = type->base;
	} else if (type->op != STROBE_OP_INT && type->op != STROBE_OP_POINTER) {
		diag_error(expr->at, "'%s' is not a scalar", expr->name);
		expr->reported = true;
		return;
	}
	if (expr->field)
		take_field(expr, type);
	expr->candidate = field;
}
