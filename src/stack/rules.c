/*
 * Runs the instructions of call frame information (DWARF 5, 6.4.2) up to an address.
 */
#include <config.h>

#include <string.h>

#include "stack/dwarf.h"
#include "stack/rules.h"

/* Rules that are remembered inside one another; compilers nest them once. */
#define REMEMBERED 8

enum {
	DW_CFA_advance_loc = 0x40, /* with the operand in the low six bits, as the next two */
	DW_CFA_offset = 0x80,
	DW_CFA_restore = 0xc0,
	DW_CFA_nop = 0x00,
	DW_CFA_advance_loc1 = 0x02,
	DW_CFA_advance_loc2 = 0x03,
	DW_CFA_advance_loc4 = 0x04,
	DW_CFA_offset_extended = 0x05,
	DW_CFA_restore_extended = 0x06,
	DW_CFA_undefined = 0x07,
	DW_CFA_same_value = 0x08,
	DW_CFA_register = 0x09,
	DW_CFA_remember_state = 0x0a,
	DW_CFA_restore_state = 0x0b,
	DW_CFA_def_cfa = 0x0c,
	DW_CFA_def_cfa_register = 0x0d,
	DW_CFA_def_cfa_offset = 0x0e,
	DW_CFA_def_cfa_expression = 0x0f,
	DW_CFA_expression = 0x10,
	DW_CFA_offset_extended_sf = 0x11,
	DW_CFA_def_cfa_sf = 0x12,
	DW_CFA_def_cfa_offset_sf = 0x13,
	DW_CFA_val_offset = 0x14,
	DW_CFA_val_offset_sf = 0x15,
	DW_CFA_val_expression = 0x16,
	DW_CFA_GNU_args_size = 0x2e
};

struct machine {
	const struct strobe_stack_file *file;
	const struct dwarf_fde *fde;
	struct dwarf_bytes bytes;
	struct stack_rules now, initial, remembered[REMEMBERED];
	unsigned depth;
	uint64_t at; /* the code that the rules are for begins here */
	uint64_t target;
	bool over; /* target is passed */
};

static void advance(struct machine *machine, uint64_t delta)
{
	uint64_t at = machine->at + delta * machine->fde->code_align;

	if (at > machine->target || at < machine->at)
		machine->over = true;
	machine->at = at;
}

static int32_t to_offset(struct machine *machine, int64_t offset)
{
	if (offset != (int32_t)offset)
		machine->bytes.bad = true;
	return (int32_t)offset;
}

static int32_t factored(struct machine *machine, bool is_signed)
{
	int64_t factor = is_signed ? cfi_sleb(&machine->bytes) : (int64_t)cfi_uleb(&machine->bytes);
	int64_t offset;

	if (__builtin_mul_overflow(factor, machine->fde->data_align, &offset))
		machine->bytes.bad = true;
	return to_offset(machine, offset);
}

/* Registers that aren't needed to find callers (vectors and the like) are passed over. */
static void set_rule(struct machine *machine, uint64_t number, enum stack_rule_kind kind, int32_t offset)
{
	if (number < STACK_REGISTERS)
		machine->now.registers[number] =
			(struct stack_rule){ .kind = (uint8_t)kind, .offset = offset };
}

static void restore(struct machine *machine, uint64_t number)
{
	if (number < STACK_REGISTERS)
		machine->now.registers[number] = machine->initial.registers[number];
}

static void set_frame_register(struct machine *machine, uint64_t number)
{
	if (number >= STACK_REGISTERS)
		machine->bytes.bad = true;
	machine->now.frame_register = (uint8_t)number;
	machine->now.frame.kind = STACK_RULE_REGISTER;
}

/* Where an expression's length stands, and steps over it. */
static int32_t take_expression(struct machine *machine)
{
	int32_t offset = to_offset(machine, machine->bytes.at - machine->file->unwind);
	uint64_t size = cfi_uleb(&machine->bytes);

	if (size > (uint64_t)(machine->bytes.end - machine->bytes.at))
		machine->bytes.bad = true;
	else
		machine->bytes.at += size;
	return offset;
}

static void run_frame(struct machine *machine, uint8_t code)
{
	struct dwarf_bytes *bytes = &machine->bytes;

	switch (code) {
	case DW_CFA_def_cfa:
		set_frame_register(machine, cfi_uleb(bytes));
		machine->now.frame.offset = to_offset(machine, (int64_t)cfi_uleb(bytes));
		break;
	case DW_CFA_def_cfa_sf:
		set_frame_register(machine, cfi_uleb(bytes));
		machine->now.frame.offset = factored(machine, true);
		break;
	case DW_CFA_def_cfa_register: set_frame_register(machine, cfi_uleb(bytes)); break;
	case DW_CFA_def_cfa_offset:
		machine->now.frame.offset = to_offset(machine, (int64_t)cfi_uleb(bytes));
		break;
	case DW_CFA_def_cfa_offset_sf: machine->now.frame.offset = factored(machine, true); break;
	case DW_CFA_def_cfa_expression:
		machine->now.frame.kind = STACK_RULE_IS_EXPRESSION;
		machine->now.frame.offset = take_expression(machine);
		break;
	case DW_CFA_remember_state:
		if (machine->depth == REMEMBERED)
			bytes->bad = true;
		else
			machine->remembered[machine->depth++] = machine->now;
		break;
	case DW_CFA_restore_state:
		if (machine->depth == 0)
			bytes->bad = true;
		else
			machine->now = machine->remembered[--machine->depth];
		break;
	default: bytes->bad = true;
	}
}

static void run_long(struct machine *machine, uint8_t code)
{
	struct dwarf_bytes *bytes = &machine->bytes;
	uint64_t number;

	switch (code) {
	case DW_CFA_nop: break;
	case DW_CFA_advance_loc1: advance(machine, cfi_number(bytes, 1)); break;
	case DW_CFA_advance_loc2: advance(machine, cfi_number(bytes, 2)); break;
	case DW_CFA_advance_loc4: advance(machine, cfi_number(bytes, 4)); break;
	case DW_CFA_offset_extended:
	case DW_CFA_offset_extended_sf:
		number = cfi_uleb(bytes);
		set_rule(machine, number, STACK_RULE_AT,
			 factored(machine, code == DW_CFA_offset_extended_sf));
		break;
	case DW_CFA_val_offset:
	case DW_CFA_val_offset_sf:
		number = cfi_uleb(bytes);
		set_rule(machine, number, STACK_RULE_IS, factored(machine, code == DW_CFA_val_offset_sf));
		break;
	case DW_CFA_restore_extended: restore(machine, cfi_uleb(bytes)); break;
	case DW_CFA_undefined: set_rule(machine, cfi_uleb(bytes), STACK_RULE_UNDEFINED, 0); break;
	case DW_CFA_same_value: set_rule(machine, cfi_uleb(bytes), STACK_RULE_SAME, 0); break;
	case DW_CFA_register:
		number = cfi_uleb(bytes);
		set_rule(machine, number, STACK_RULE_REGISTER, to_offset(machine, (int64_t)cfi_uleb(bytes)));
		break;
	case DW_CFA_expression:
		number = cfi_uleb(bytes);
		set_rule(machine, number, STACK_RULE_AT_EXPRESSION, take_expression(machine));
		break;
	case DW_CFA_val_expression:
		number = cfi_uleb(bytes);
		set_rule(machine, number, STACK_RULE_IS_EXPRESSION, take_expression(machine));
		break;
	case DW_CFA_GNU_args_size: cfi_uleb(bytes); break;
	default: run_frame(machine, code);
	}
}

static void run(struct machine *machine, const uint8_t *start, const uint8_t *end)
{
	machine->bytes = (struct dwarf_bytes){ .at = start, .end = end, .wide = machine->file->elf.wide };
	while (machine->bytes.at < end && !machine->bytes.bad && !machine->over) {
		uint8_t code = (uint8_t)cfi_number(&machine->bytes, 1), low = code & 0x3f;

		switch (code & 0xc0) {
		case DW_CFA_advance_loc: advance(machine, low); break;
		case DW_CFA_offset: set_rule(machine, low, STACK_RULE_AT, factored(machine, false)); break;
		case DW_CFA_restore: restore(machine, low); break;
		default: run_long(machine, code);
		}
	}
}

void stack_rules_read(const struct strobe_stack_file *file, uint64_t address, struct stack_rules *rules)
{
	struct machine machine = { .file = file, .target = address };
	struct dwarf_fde fde;
	uint64_t where, next;

	*rules = (struct stack_rules){ 0 };
	if (!stack_unwind_find(file, address, &where) || !cfi_read_fde(file, where, &fde, &next) ||
	    address - fde.start >= fde.size || fde.return_register >= STACK_REGISTERS)
		return;
	machine.fde = &fde;
	machine.at = fde.start;
	run(&machine, fde.initial, fde.initial_end);
	machine.initial = machine.now;
	if (!machine.bytes.bad)
		run(&machine, fde.own, fde.own_end);
	if (machine.bytes.bad || (machine.now.frame.kind != STACK_RULE_REGISTER &&
				  machine.now.frame.kind != STACK_RULE_IS_EXPRESSION))
		return;
	*rules = machine.now;
	rules->known = true;
	rules->signal = fde.signal;
	rules->start = fde.start;
	rules->return_register = (uint8_t)fde.return_register;
}
