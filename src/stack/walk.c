/*
 * Walks a stack: from frame to frame by the rules of each address, which are worked out once for all processes that map
 * the file; by other means where there are none.
 */
#include <config.h>

#include "stack/inside.h"

/* With frame pointers, a frame of more than this is none. */
#define FRAME_MOST (1u << 20)

static void take_wide(const struct user_regs_struct *from, struct stack_state *state)
{
	const uint64_t registers[STACK_REGISTERS] = {
		from->rax, from->rdx, from->rcx, from->rbx, from->rsi, from->rdi,
		from->rbp, from->rsp, from->r8,  from->r9,  from->r10, from->r11,
		from->r12, from->r13, from->r14, from->r15, from->rip,
	};

	for (unsigned i = 0; i < STACK_REGISTERS; i++)
		state->registers[i] = registers[i];
	state->address = from->rip;
}

/* From the order of struct user_regs_struct on i386 to that of DWARF: ax, cx, dx, bx, sp, bp, si, di, ip. */
static void take_narrow(const uint32_t from[17], struct stack_state *state)
{
	static const uint8_t places[9] = { 6, 1, 2, 0, 15, 5, 3, 4, 12 };

	*state = (struct stack_state){ .address = from[12] };
	for (unsigned i = 0; i < 9; i++)
		state->registers[i] = from[places[i]];
}

/* i386 without unwind information: the frame pointer and the return address lie together, if the code keeps them. */
static enum stack_step step_by_pointer(struct stack_capture *capture, struct stack_state *state)
{
	uint64_t stack = state->registers[4], frame = state->registers[5];
	uint8_t data[8];

	if (frame < stack || frame - stack > FRAME_MOST || frame % 4 != 0 ||
	    !stack_memory_read(&capture->stacks->memory, frame, data, sizeof(data)) ||
	    stack_u32(data + 4) == 0)
		return STACK_STEP_LAST;
	state->registers[4] = (uint32_t)(frame + 8);
	state->registers[5] = stack_u32(data);
	state->address = stack_u32(data + 4);
	return STACK_STEP_DONE;
}

void stack_walk(struct stack_capture *capture, bool wide)
{
	struct stack_state state;
	bool call = false;

	if (wide)
		take_wide(&capture->registers.wide, &state);
	else
		take_narrow(capture->registers.narrow, &state);
	while (stack_capture_add(capture, state.address, call)) {
		enum stack_step step = STACK_STEP_UNKNOWN;

		call = true;
		if (capture->rules) {
			call = !capture->rules->signal;
			step = stack_rules_step(capture, capture->object, capture->rules, wide, &state);
		}
		capture->guessed = step == STACK_STEP_UNKNOWN;
		if (capture->guessed)
			step = wide ? stack_libunwind_step(capture, &state)
				    : step_by_pointer(capture, &state);
		if (step != STACK_STEP_DONE || state.address == 0)
			return;
	}
}
