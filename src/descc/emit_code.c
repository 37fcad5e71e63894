/*
 * Expressions as postfix code.
 */
#include <string.h>

#include "tables.h"

#define WORDS 512

struct code {
	uint32_t words[WORDS];
	size_t n;
	struct position at;
};

static void put(struct code *code, unsigned op, uint32_t operand)
{
	if (code->n + 1 >= WORDS) {
		diag_error(code->at, "the expression is too long");
		code->n = 0;
	}
	code->words[code->n++] = op | operand << 8;
}

static void put_number(struct code *code, const uint64_t value[STROBE_ABI_COUNT])
{
	bool same = true, truth = true;
	unsigned mask = 0;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		same &= value[abi] == value[0];
		truth &= value[abi] <= 1;
		mask |= value[abi] == 1 ? 1u << abi : 0;
	}
	if (same && value[0] < 1u << 24)
		put(code, STROBE_CODE_CONST, (uint32_t)value[0]);
	else if (same)
		put(code, STROBE_CODE_WIDE, (uint32_t)pool_add(&tables.wide, value, 1));
	else if (truth)
		put(code, STROBE_CODE_ABI, mask);
	else
		put(code, STROBE_CODE_PER_ABI, (uint32_t)pool_add(&tables.wide, value, STROBE_ABI_COUNT));
}

/* A member by its place in the layout, which may be another on each ABI. False when it is not there on all of them. */
static bool put_member(struct code *code, const struct expr *expr, uint32_t entry)
{
	uint32_t by_abi = 0;
	int index[STROBE_ABI_COUNT];
	bool same = true;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (!struct_field(expr->home, expr->name, abi, &index[abi]) ||
		    index[abi] >> STROBE_CODE_INDEX_BITS)
			return false;
		same &= index[abi] == index[0];
		by_abi |= (uint32_t)index[abi] << (abi * STROBE_CODE_INDEX_BITS);
	}
	if (same)
		put(code, STROBE_CODE_MEMBER, (uint32_t)index[0] | entry);
	else
		put(code, STROBE_CODE_MEMBER_BY_ABI, by_abi | entry);
	return true;
}

static void put_name(struct code *code, const struct expr *expr)
{
	uint32_t entry = expr->at_entry ? STROBE_CODE_AT_ENTRY : 0;
	uint64_t mask[STROBE_ABI_COUNT];

	if (expr->place == PLACE_ARG)
		put(code, STROBE_CODE_ARG, (uint32_t)expr->index | entry);
	else if (expr->place != PLACE_MEMBER || !put_member(code, expr, entry))
		put(code, STROBE_CODE_NAME, tables_id(expr->name) | entry);
	if (expr->op == EXPR_DEREF)
		put(code, STROBE_CODE_DEREF, expr->base | entry);
	if (expr->field) {
		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			mask[abi] = expr->mask;
		put_number(code, mask);
		put(code, STROBE_CODE_FIELD, expr->shift);
	}
}

/* An operation whose right side was just put: a constant becomes part of it. */
static void put_binary(struct code *code, unsigned op, const struct expr *right)
{
	uint32_t last = code->n ? code->words[code->n - 1] : 0;

	if (right->op == EXPR_NUMBER && (last & 0xff) == STROBE_CODE_CONST)
		code->words[code->n - 1] = op | STROBE_CODE_IMMEDIATE | (last & ~0xffu);
	else
		put(code, op, 0);
}

static void put_expr(struct code *code, const struct expr *expr)
{
	switch (expr->op) {
	case EXPR_NUMBER: put_number(code, expr->value); return;
	case EXPR_NAME:
	case EXPR_DEREF: put_name(code, expr); return;
	case EXPR_UNARY: put_expr(code, expr->left); break;
	case EXPR_BINARY:
		put_expr(code, expr->left);
		put_expr(code, expr->right);
		put_binary(code, expr->code, expr->right);
		return;
	default: break;
	}
	put(code, expr->code, 0);
}

uint16_t tables_code(const struct expr *expr)
{
	struct code code = { .n = 0 };

	if (!expr)
		return 0;
	code.at = expr->at;
	put_expr(&code, expr);
	for (expr = expr->next; expr; expr = expr->next) {
		put_expr(&code, expr);
		put(&code, STROBE_CODE_MIN, 0);
	}
	code.words[code.n++] = STROBE_CODE_END;
	return (uint16_t)pool_add(&tables.code, code.words, code.n);
}
