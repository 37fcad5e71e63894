/*
 * Scalars from memory and registers, and the expressions over them.
 */
#include <string.h>

#include "walker.h"

/* An expression's value. It is evaluated on a copy, since that may mark the walker, which is not the caller's to change. */
static uint64_t compute(const struct walker *walker, uint16_t code, const struct frame *frame,
			enum strobe_phase phase)
{
	struct walker scratch = *walker;
	return walker_eval(&scratch, code, frame, phase).bits;
}

struct value walker_argument(const struct walker *walker, const struct strobe_field *argument)
{
	const struct strobe_type *type = &strobe_types[argument->type];
	unsigned base =
		type->op == STROBE_OP_INT || type->op == STROBE_OP_POINTER ? type->base : STROBE_BASE_PTR;
	if (argument->value) {
		/* A value that no register holds. */
		uint64_t computed = compute(walker, argument->value, NULL, STROBE_AT_ENTRY);
		return walker_from_register(walker->abi, base, computed);
	}
	if (argument->reg == STROBE_REG_RESULT)
		return walker_from_register(walker->abi, base, (uint64_t)walker->record->result);
	bool i386 = walker->abi == STROBE_ABI_I386;
	unsigned reg = i386 ? argument->reg_i386 : argument->reg;
	uint64_t bits = reg < 6 ? walker->record->args[reg] : 0;
	if (i386 && argument->flags & STROBE_FIELD_PAIR && reg < 5)
		bits = (uint32_t)bits | walker->record->args[reg + 1] << 32;
	/* A register holds a number as it goes over the network. */
	return walker_from_register(walker->abi, base, walker_from_network(base, bits));
}

uint32_t walker_computed_offset(const struct walker *walker, const struct frame *frame, unsigned index)
{
	const struct strobe_field *field = &strobe_fields[frame->layout->first_field + index];
	uint64_t offset = compute(walker, field->value, frame, frame->place.phase);
	return offset < frame->place.size ? (uint32_t)offset : frame->place.size;
}

bool walker_member(const struct walker *walker, const struct frame *frame, unsigned index, bool at_entry,
		   struct value *value)
{
	const struct strobe_field *field = &strobe_fields[frame->layout->first_field + index];
	const struct strobe_type *type = &strobe_types[field->type];
	const struct place *place = at_entry ? frame->entry : &frame->place;
	if (field->value && !(field->flags & STROBE_FIELD_AT)) {
		value->bits = compute(walker, field->value, frame, frame->place.phase);
		*value = walker_from_register(walker->abi, type->base, value->bits);
		return true;
	}
	uint32_t offset = walker_offset(walker, frame, index);
	if (!place || offset > place->size || (type->op != STROBE_OP_INT && type->op != STROBE_OP_POINTER))
		return false;
	if (!walker_load(walker->abi, type->base, place->data + offset, place->size - offset, value))
		return false;
	if (field->bit_width && field->bit_width < 64) {
		uint64_t bits = value->bits >> field->bit_offset & ((1ull << field->bit_width) - 1);
		unsigned shift = 64u - field->bit_width;
		value->bits = value->is_signed ? (uint64_t)((int64_t)(bits << shift) >> shift) : bits;
	}
	return true;
}

/* A name seen from inside a struct: the innermost struct that has it, else the call's argument. */
static bool find_name(const struct walker *walker, const struct frame *frame, uint16_t id, bool at_entry,
		      struct value *value)
{
	for (; frame; frame = frame->outer)
		for (unsigned i = 0; i < frame->layout->n_fields; i++)
			if (strobe_fields[frame->layout->first_field + i].id == id)
				return walker_member(walker, frame, i, at_entry, value);
	if (!walker->signature)
		return false;
	for (unsigned i = 0; i < walker->signature->n_args; i++) {
		const struct strobe_field *argument = &strobe_fields[walker->signature->first_arg + i];
		if (argument->id == id) {
			*value = walker_argument(walker, argument);
			return true;
		}
	}
	return false;
}

/* A plain scalar member on its usual place; false where that takes a closer look. */
static bool load_plain(const struct walker *walker, const struct frame *frame, unsigned index,
		       struct value *value)
{
	if (!frame)
		return false;
	const struct strobe_field *field = &strobe_fields[frame->layout->first_field + index];
	const struct strobe_type *type = &strobe_types[field->type];
	uint32_t offset = strobe_offsets[frame->layout->offsets + index];
	if (field->value || field->bit_width || type->op != STROBE_OP_INT || offset > frame->place.size)
		return false;
	return walker_load(walker->abi, type->base, frame->place.data + offset, frame->place.size - offset,
			   value);
}

/* The values that an expression starts from. False when one is not there. */
static bool load_atom(struct walker *walker, uint32_t word, const struct frame *frame, struct value *value)
{
	const struct strobe_record *record = walker->record;
	uint32_t operand = word >> 8;
	bool at_entry = operand & STROBE_CODE_AT_ENTRY;
	uint16_t index = (uint16_t)operand;
	bool returned = record && record->state == STROBE_STATE_RETURNED;
	*value = (struct value){ 0, false };
	switch (word & 0xff) {
	case STROBE_CODE_CONST: value->bits = operand; return true;
	case STROBE_CODE_WIDE:
		value->bits = strobe_wide[operand];
		value->is_signed = (int64_t)value->bits < 0;
		return true;
	case STROBE_CODE_PER_ABI: value->bits = strobe_wide[operand + walker->abi]; return true;
	case STROBE_CODE_MEMBER_BY_ABI:
		index = operand >> (walker->abi * STROBE_CODE_INDEX_BITS) &
			((1u << STROBE_CODE_INDEX_BITS) - 1);
		/* fall through */
	case STROBE_CODE_MEMBER:
		if (!at_entry && load_plain(walker, frame, index, value))
			return true;
		return frame && walker_member(walker, frame, index, at_entry, value);
	case STROBE_CODE_ARG:
		if (!walker->signature)
			return false;
		*value = walker_argument(walker, &strobe_fields[walker->signature->first_arg + index]);
		return true;
	case STROBE_CODE_NAME: return find_name(walker, frame, index, at_entry, value);
	case STROBE_CODE_RET:
		/* Before the exit there is no result; a bound that names it is then no bound. */
		value->is_signed = true;
		value->bits = !returned ? INT64_MAX : (uint64_t)(record->failed ? -1 : record->result);
		return returned;
	case STROBE_CODE_FAILED: value->bits = returned && record->failed; return returned;
	case STROBE_CODE_RESTARTED:
		value->bits = returned && record->failed && record->error >= 512;
		return returned;
	case STROBE_CODE_REST:
		if (!frame)
			return false;
		value->bits = frame->limit > frame->current ? frame->limit - frame->current : 0;
		return true;
	case STROBE_CODE_STACK_POINTER: value->bits = record ? record->stack_pointer : 0; return record;
	case STROBE_CODE_VERBOSE: value->bits = walker->limits->verbose; return true;
	case STROBE_CODE_ABI: value->bits = operand >> walker->abi & 1; return true;
	}
	return false;
}

static struct value dereference(struct walker *walker, uint32_t operand, struct value pointer,
				enum strobe_phase phase)
{
	struct value value = { 0, false };
	struct place place;
	int error;
	unsigned base = operand & 0xff;
	if (operand & STROBE_CODE_AT_ENTRY)
		phase = STROBE_AT_ENTRY;
	unsigned width = walker_base_width(walker->abi, base);
	if (!pointer.bits ||
	    walker_fetch(walker, pointer.bits, width, phase, STROBE_WANT_BYTES, &place, &error) !=
		    FETCH_WHOLE ||
	    !walker_load(walker->abi, base, place.data, place.size, &value))
		walker->unknown = true;
	return value;
}

static struct value apply_binary(unsigned op, struct value left, struct value right)
{
	bool is_signed = left.is_signed || right.is_signed;
	uint64_t a = left.bits, b = right.bits;
	int64_t sa = (int64_t)a, sb = (int64_t)b;
	switch (op) {
	case STROBE_CODE_OR_ELSE: return (struct value){ a || b, false };
	case STROBE_CODE_AND_ALSO: return (struct value){ a && b, false };
	case STROBE_CODE_OR: return (struct value){ a | b, is_signed };
	case STROBE_CODE_XOR: return (struct value){ a ^ b, is_signed };
	case STROBE_CODE_AND: return (struct value){ a & b, is_signed };
	case STROBE_CODE_EQ: return (struct value){ a == b, false };
	case STROBE_CODE_NE: return (struct value){ a != b, false };
	case STROBE_CODE_LT: return (struct value){ is_signed ? sa < sb : a < b, false };
	case STROBE_CODE_LE: return (struct value){ is_signed ? sa <= sb : a <= b, false };
	case STROBE_CODE_GT: return (struct value){ is_signed ? sa > sb : a > b, false };
	case STROBE_CODE_GE: return (struct value){ is_signed ? sa >= sb : a >= b, false };
	case STROBE_CODE_SHL: return (struct value){ b < 64 ? a << b : 0, is_signed };
	case STROBE_CODE_SHR: return (struct value){ b < 64 ? a >> b : 0, is_signed };
	case STROBE_CODE_ADD: return (struct value){ a + b, is_signed };
	case STROBE_CODE_SUB: return (struct value){ a - b, is_signed };
	case STROBE_CODE_MUL: return (struct value){ a * b, is_signed };
	case STROBE_CODE_DIV:
		if (b == 0 || (is_signed && sb == -1))
			return (struct value){ b ? 0 - a : 0, is_signed };
		return (struct value){ is_signed ? (uint64_t)(sa / sb) : a / b, is_signed };
	case STROBE_CODE_MIN:
		if (left.is_signed && sa < 0)
			a = 0;
		if (right.is_signed && sb < 0)
			b = 0;
		return (struct value){ a < b ? a : b, false };
	}
	return (struct value){ 0, false };
}

/* Operations on the value on top of the stack. */
static struct value apply_unary(struct walker *walker, uint32_t word, struct value value,
				enum strobe_phase phase)
{
	switch (word & 0xff) {
	case STROBE_CODE_DEREF: return dereference(walker, word >> 8, value, phase);
	case STROBE_CODE_NETLINK: {
		int64_t fd = (int32_t)value.bits;
		return (struct value){ (uint64_t)walker_fact(walker, STROBE_NOTE_NETLINK, fd, -1), true };
	}
	case STROBE_CODE_NOT: return (struct value){ !value.bits, false };
	case STROBE_CODE_INVERT: return (struct value){ ~value.bits, value.is_signed };
	default: return (struct value){ 0 - value.bits, true }; /* STROBE_CODE_NEGATE */
	}
}

struct value walker_eval(struct walker *walker, uint16_t code, const struct frame *frame,
			 enum strobe_phase phase)
{
	struct value stack[1 + STROBE_CODE_STACK], *top = stack;
	*top = (struct value){ 0, false };
	for (const uint32_t *word = strobe_code + code; (*word & 0xff) != STROBE_CODE_END; word++) {
		unsigned op = *word & 0xff;
		uint32_t operand = *word >> 8;
		if (op & STROBE_CODE_IMMEDIATE) {
			*top = apply_binary(op & ~STROBE_CODE_IMMEDIATE, *top,
					    (struct value){ operand, false });
		} else if (op >= STROBE_CODE_OR_ELSE) {
			top--;
			*top = apply_binary(op, top[0], top[1]);
		} else if (op == STROBE_CODE_FIELD) {
			top--;
			*top = (struct value){ (top[0].bits & top[1].bits) >> operand, false };
		} else if (op == STROBE_CODE_DEREF || op >= STROBE_CODE_NOT) {
			*top = apply_unary(walker, *word, *top, phase);
		} else if (!load_atom(walker, *word, frame, ++top)) {
			walker->unknown = true;
		}
	}
	return *top;
}

bool walker_holds(struct walker *walker, uint16_t code, const struct frame *frame, enum strobe_phase phase)
{
	if (!code)
		return true;
	bool unknown_before = walker->unknown;
	walker->unknown = walker->undecided = false;
	bool holds = walker_eval(walker, code, frame, phase).bits != 0;
	if (walker->collect && (walker->unknown || walker->undecided))
		holds = !walker->undecided;
	walker->unknown = unknown_before;
	return holds;
}

uint64_t walker_bound(struct walker *walker, uint16_t code, const struct frame *frame,
		      enum strobe_phase phase, uint64_t limit)
{
	if (!code)
		return limit;
	struct value bound = walker_eval(walker, code, frame, phase);
	if (bound.is_signed && (int64_t)bound.bits < 0)
		return 0;
	return bound.bits < limit ? bound.bits : limit;
}
