/*
 * How to get from a frame to its caller's, worked out from call frame information once for each address of a file.
 */
#ifndef STROBE_STACK_RULES_H
#define STROBE_STACK_RULES_H

#include <stdbool.h>
#include <stdint.h>

#define STACK_REGISTERS 17 /* by DWARF's numbers: x86_64 has 17 with the return address, i386 has 9 */

enum stack_rule_kind {
	STACK_RULE_SAME,      /* the caller's value is this frame's */
	STACK_RULE_UNDEFINED, /* lost; for the return address: there is no caller */
	STACK_RULE_AT,        /* at the frame's address (CFA) plus offset */
	STACK_RULE_IS,        /* that address itself */
	STACK_RULE_REGISTER,  /* in the register with the number offset */
	STACK_RULE_AT_EXPRESSION, /* where the expression says; offset: of its length, from the start of the unwind bytes */
	STACK_RULE_IS_EXPRESSION
};

struct stack_rule {
	uint8_t kind; /* enum stack_rule_kind */
	int32_t offset;
};

struct stack_rules {
	bool known;     /* else nothing says how to go on from here */
	bool signal;    /* the frame of a signal handler's return */
	uint64_t start; /* where the code begins that the entry is of: a function's beginning, as a rule */
	uint8_t return_register;
	uint8_t frame_register;  /* the CFA is this register plus frame.offset when frame.kind is REGISTER */
	struct stack_rule frame; /* REGISTER or IS_EXPRESSION */
	struct stack_rule registers[STACK_REGISTERS];
};

/* The task's registers in some frame. */
struct stack_state {
	uint64_t registers[STACK_REGISTERS];
	uint64_t address; /* of the instruction */
};

struct strobe_stack_file;
struct stack_capture;

/* Works out the rules for an address, as in the file's segments. */
void stack_rules_read(const struct strobe_stack_file *file, uint64_t address, struct stack_rules *rules);

enum stack_step {
	STACK_STEP_DONE,   /* state is the caller's */
	STACK_STEP_LAST,   /* there is no caller */
	STACK_STEP_UNKNOWN /* the rules don't say, or what they need can't be read; state is as it was */
};

/* Applies rules of that file. */
enum stack_step stack_rules_step(struct stack_capture *capture, const struct strobe_stack_file *file,
				 const struct stack_rules *rules, bool wide, struct stack_state *state);

#endif
