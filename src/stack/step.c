/*
 * Goes from a frame to its caller's by rules that were worked out.
 */
#include <config.h>

#include <string.h>

#include "stack/dwarf.h"
#include "stack/rules.h"

#define DEPTH 16
/* Expressions have branches, and so can loop; real ones are shorter than this. */
#define OPERATIONS_MOST 200

enum {
	DW_OP_addr = 0x03,
	DW_OP_deref = 0x06,
	DW_OP_const1u = 0x08,
	DW_OP_const8s = 0x0f,
	DW_OP_constu = 0x10,
	DW_OP_consts = 0x11,
	DW_OP_dup = 0x12,
	DW_OP_drop = 0x13,
	DW_OP_over = 0x14,
	DW_OP_swap = 0x16,
	DW_OP_and = 0x1a,
	DW_OP_minus = 0x1c,
	DW_OP_mul = 0x1e,
	DW_OP_neg = 0x1f,
	DW_OP_not = 0x20,
	DW_OP_or = 0x21,
	DW_OP_plus = 0x22,
	DW_OP_plus_uconst = 0x23,
	DW_OP_shl = 0x24,
	DW_OP_shr = 0x25,
	DW_OP_xor = 0x27,
	DW_OP_bra = 0x28,
	DW_OP_eq = 0x29,
	DW_OP_ge = 0x2a,
	DW_OP_gt = 0x2b,
	DW_OP_le = 0x2c,
	DW_OP_lt = 0x2d,
	DW_OP_ne = 0x2e,
	DW_OP_skip = 0x2f,
	DW_OP_lit0 = 0x30,
	DW_OP_lit31 = 0x4f,
	DW_OP_breg0 = 0x70,
	DW_OP_breg31 = 0x8f,
	DW_OP_nop = 0x96
};

struct evaluation {
	struct stack_capture *capture;
	const struct stack_state *state;
	struct dwarf_bytes bytes;
	const uint8_t *start;
	uint64_t stack[DEPTH];
	unsigned depth;
	bool wide;
};

static bool read_word(struct stack_capture *capture, bool wide, uint64_t address, uint64_t *value)
{
	uint8_t data[8];

	if (!stack_memory_read(&capture->stacks->memory, wide ? address : (uint32_t)address, data,
			       wide ? 8 : 4))
		return false;
	*value = wide ? stack_u64(data) : stack_u32(data);
	return true;
}

static void push(struct evaluation *evaluation, uint64_t value)
{
	if (evaluation->depth == DEPTH)
		evaluation->bytes.bad = true;
	else
		evaluation->stack[evaluation->depth++] = evaluation->wide ? value : (uint32_t)value;
}

static uint64_t pop(struct evaluation *evaluation)
{
	if (evaluation->depth)
		return evaluation->stack[--evaluation->depth];
	evaluation->bytes.bad = true;
	return 0;
}

static int64_t as_signed(const struct evaluation *evaluation, uint64_t value)
{
	return evaluation->wide ? (int64_t)value : (int32_t)(uint32_t)value;
}

/* Operations on the two topmost values. */
static void combine(struct evaluation *evaluation, uint8_t code)
{
	uint64_t second = pop(evaluation), first = pop(evaluation);
	int64_t left = as_signed(evaluation, first), right = as_signed(evaluation, second);

	switch (code) {
	case DW_OP_and: push(evaluation, first & second); break;
	case DW_OP_minus: push(evaluation, first - second); break;
	case DW_OP_mul: push(evaluation, first * second); break;
	case DW_OP_or: push(evaluation, first | second); break;
	case DW_OP_plus: push(evaluation, first + second); break;
	case DW_OP_shl: push(evaluation, second < 64 ? first << second : 0); break;
	case DW_OP_shr: push(evaluation, second < 64 ? first >> second : 0); break;
	case DW_OP_xor: push(evaluation, first ^ second); break;
	case DW_OP_eq: push(evaluation, left == right); break;
	case DW_OP_ge: push(evaluation, left >= right); break;
	case DW_OP_gt: push(evaluation, left > right); break;
	case DW_OP_le: push(evaluation, left <= right); break;
	case DW_OP_lt: push(evaluation, left < right); break;
	case DW_OP_ne: push(evaluation, left != right); break;
	case DW_OP_swap:
		push(evaluation, second);
		push(evaluation, first);
		break;
	case DW_OP_over:
		push(evaluation, first);
		push(evaluation, second);
		push(evaluation, first);
		break;
	default: evaluation->bytes.bad = true;
	}
}

static void jump(struct evaluation *evaluation, bool taken)
{
	int16_t distance = (int16_t)cfi_number(&evaluation->bytes, 2);

	if (!taken)
		return;
	if (distance < evaluation->start - evaluation->bytes.at ||
	    distance > evaluation->bytes.end - evaluation->bytes.at)
		evaluation->bytes.bad = true;
	else
		evaluation->bytes.at += distance;
}

static void take_constant(struct evaluation *evaluation, uint8_t code)
{
	unsigned size = 1u << ((code - DW_OP_const1u) / 2);
	uint64_t value = cfi_number(&evaluation->bytes, size);

	/* The odd ones are signed. */
	if ((code - DW_OP_const1u) % 2 && size < 8 && value >> (8 * size - 1))
		value |= ~(uint64_t)0 << (8 * size);
	push(evaluation, value);
}

static void operate(struct evaluation *evaluation, uint8_t code)
{
	struct dwarf_bytes *bytes = &evaluation->bytes;
	uint64_t value;

	if (code >= DW_OP_breg0 && code <= DW_OP_breg31) {
		value = (uint64_t)cfi_sleb(bytes);
		if (code - DW_OP_breg0 >= STACK_REGISTERS)
			bytes->bad = true;
		else
			push(evaluation, evaluation->state->registers[code - DW_OP_breg0] + value);
		return;
	}
	if (code >= DW_OP_lit0 && code <= DW_OP_lit31) {
		push(evaluation, code - DW_OP_lit0);
		return;
	}
	if (code >= DW_OP_const1u && code <= DW_OP_const8s) {
		take_constant(evaluation, code);
		return;
	}
	switch (code) {
	case DW_OP_nop: break;
	case DW_OP_deref:
		if (!read_word(evaluation->capture, evaluation->wide, pop(evaluation), &value))
			bytes->bad = true;
		else
			push(evaluation, value);
		break;
	case DW_OP_constu: push(evaluation, cfi_uleb(bytes)); break;
	case DW_OP_consts: push(evaluation, (uint64_t)cfi_sleb(bytes)); break;
	case DW_OP_plus_uconst:
		value = pop(evaluation);
		push(evaluation, value + cfi_uleb(bytes));
		break;
	case DW_OP_dup:
		value = pop(evaluation);
		push(evaluation, value);
		push(evaluation, value);
		break;
	case DW_OP_drop: pop(evaluation); break;
	case DW_OP_neg: push(evaluation, -pop(evaluation)); break;
	case DW_OP_not: push(evaluation, ~pop(evaluation)); break;
	case DW_OP_skip: jump(evaluation, true); break;
	case DW_OP_bra:
		value = pop(evaluation);
		jump(evaluation, value != 0);
		break;
	default: combine(evaluation, code);
	}
}

/* Evaluates the expression whose length stands at that offset of the unwind bytes. first: on the stack at its start. */
static bool evaluate(struct stack_capture *capture, const struct strobe_stack_file *file, int32_t offset,
		     bool wide, const struct stack_state *state, const uint64_t *first, uint64_t *value)
{
	struct evaluation evaluation = { .capture = capture, .state = state, .wide = wide };
	unsigned operations = 0;
	uint64_t size;

	evaluation.bytes = (struct dwarf_bytes){ .at = file->unwind + offset,
						 .end = file->unwind + file->unwind_size,
						 .wide = wide };
	size = cfi_uleb(&evaluation.bytes);
	if (evaluation.bytes.bad || size > (uint64_t)(evaluation.bytes.end - evaluation.bytes.at))
		return false;
	evaluation.start = evaluation.bytes.at;
	evaluation.bytes.end = evaluation.bytes.at + size;
	if (first)
		push(&evaluation, *first);
	while (evaluation.bytes.at < evaluation.bytes.end && !evaluation.bytes.bad &&
	       operations++ < OPERATIONS_MOST)
		operate(&evaluation, (uint8_t)cfi_number(&evaluation.bytes, 1));
	*value = pop(&evaluation);
	return !evaluation.bytes.bad && operations <= OPERATIONS_MOST;
}

static bool apply(struct stack_capture *capture, const struct strobe_stack_file *file,
		  const struct stack_rule *rule, bool wide, const struct stack_state *state, uint64_t frame,
		  uint64_t *value)
{
	uint64_t where;

	switch (rule->kind) {
	case STACK_RULE_AT: return read_word(capture, wide, frame + (uint64_t)(int64_t)rule->offset, value);
	case STACK_RULE_IS: *value = frame + (uint64_t)(int64_t)rule->offset; return true;
	case STACK_RULE_REGISTER:
		if (rule->offset < 0 || rule->offset >= STACK_REGISTERS)
			return false;
		*value = state->registers[rule->offset];
		return true;
	case STACK_RULE_AT_EXPRESSION:
		return evaluate(capture, file, rule->offset, wide, state, &frame, &where) &&
		       read_word(capture, wide, where, value);
	case STACK_RULE_IS_EXPRESSION:
		return evaluate(capture, file, rule->offset, wide, state, &frame, value);
	default: return true;
	}
}

enum stack_step stack_rules_step(struct stack_capture *capture, const struct strobe_stack_file *file,
				 const struct stack_rules *rules, bool wide, struct stack_state *state)
{
	unsigned count = wide ? 17 : 9, stack = wide ? 7 : 4;
	struct stack_state caller = *state;
	uint64_t frame;

	if (!rules->known || rules->return_register >= count)
		return STACK_STEP_UNKNOWN;
	if (rules->registers[rules->return_register].kind == STACK_RULE_UNDEFINED ||
	    rules->registers[rules->return_register].kind == STACK_RULE_SAME)
		return STACK_STEP_LAST;
	if (rules->frame.kind == STACK_RULE_REGISTER)
		frame = state->registers[rules->frame_register] + (uint64_t)(int64_t)rules->frame.offset;
	else if (!evaluate(capture, file, rules->frame.offset, wide, state, NULL, &frame))
		return STACK_STEP_UNKNOWN;
	/* By the ABIs the CFA is the stack pointer before the call. */
	caller.registers[stack] = wide ? frame : (uint32_t)frame;
	for (unsigned i = 0; i < count; i++) {
		uint64_t value = caller.registers[i];

		if (rules->registers[i].kind == STACK_RULE_SAME)
			continue;
		if (apply(capture, file, &rules->registers[i], wide, state, frame, &value))
			caller.registers[i] = wide ? value : (uint32_t)value;
		else if (i == rules->return_register)
			return STACK_STEP_UNKNOWN;
	}
	caller.address = caller.registers[rules->return_register];
	/* Going round in a circle. */
	if (caller.address == state->address && caller.registers[stack] == state->registers[stack])
		return STACK_STEP_LAST;
	*state = caller;
	return STACK_STEP_DONE;
}
