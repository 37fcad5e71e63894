/*
 * What another program's seccomp filter does to a call, whatever the call's arguments are.
 *
 * The filter is run with the accumulator either known or not; where it isn't, both ways of a jump are gone. Jumps of
 * classic BPF lead forward only (the kernel checks that), so one pass over the instructions meets each after all
 * that lead to it.
 */
#include <linux/audit.h>
#include <linux/bpf_common.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/decode.h"
#include "strobe/filter.h"

#define X32_BIT 0x40000000u /* asm/unistd.h: __X32_SYSCALL_BIT */

/* What is known before an instruction. */
struct before {
	bool reached, known;
	uint32_t accumulator;
};

struct walk {
	const struct sock_filter *code;
	size_t count;
	uint32_t arch, number;
	struct before *before; /* for each instruction */
};

/* The instruction at target may come after one with this behind it. */
static void reach(struct walk *walk, size_t target, const struct before *behind)
{
	struct before *before;
	if (target >= walk->count)
		return;
	before = &walk->before[target];
	if (!before->reached)
		*before = *behind;
	else if (!behind->known || before->accumulator != behind->accumulator)
		before->known = false;
}

static bool is_permission(uint32_t answer)
{
	uint32_t action = answer & SECCOMP_RET_ACTION_FULL;
	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG;
}

/* Whether a jump is taken; false in *known: it may or may not be. */
static bool jumps(const struct sock_filter *at, const struct before *before, bool *known)
{
	uint32_t accumulator = before->accumulator;
	*known = before->known && BPF_SRC(at->code) == BPF_K;
	switch (BPF_OP(at->code)) {
	case BPF_JEQ: return accumulator == at->k;
	case BPF_JGT: return accumulator > at->k;
	case BPF_JGE: return accumulator >= at->k;
	case BPF_JSET: return accumulator & at->k;
	default: *known = false; return false;
	}
}

static void jump(struct walk *walk, size_t pc, const struct before *before)
{
	const struct sock_filter *at = &walk->code[pc];
	bool known, taken;
	if (BPF_OP(at->code) == BPF_JA) {
		reach(walk, pc + 1 + at->k, before);
		return;
	}
	taken = jumps(at, before, &known);
	if (taken || !known)
		reach(walk, pc + 1 + at->jt, before);
	if (!taken || !known)
		reach(walk, pc + 1 + at->jf, before);
}

/* What is in the accumulator after an instruction that is neither a jump nor a return. */
static struct before step(const struct walk *walk, const struct sock_filter *at, struct before state)
{
	switch (at->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		state.known = at->k == offsetof(struct seccomp_data, nr) ||
			      at->k == offsetof(struct seccomp_data, arch);
		state.accumulator = at->k == offsetof(struct seccomp_data, nr) ? walk->number : walk->arch;
		break;
	case BPF_LD | BPF_IMM:
		state.known = true;
		state.accumulator = at->k;
		break;
	case BPF_ALU | BPF_AND | BPF_K: state.accumulator &= at->k; break;
	default:
		/* These leave the accumulator alone: stores, and what loads the index register. */
		if (at->code != BPF_ST && at->code != BPF_STX && BPF_CLASS(at->code) != BPF_LDX &&
		    at->code != (BPF_MISC | BPF_TAX))
			state.known = false;
	}
	return state;
}

/* Whether the filter lets a call pass in any case. */
static bool permits_call(struct walk *walk)
{
	memset(walk->before, 0, walk->count * sizeof(*walk->before));
	walk->before[0].reached = true;
	for (size_t pc = 0; pc < walk->count; pc++) {
		const struct sock_filter *at = &walk->code[pc];
		struct before *before = &walk->before[pc];
		if (!before->reached)
			continue;
		if (BPF_CLASS(at->code) == BPF_RET) {
			bool known = BPF_RVAL(at->code) == BPF_K || before->known;
			if (!known ||
			    !is_permission(BPF_RVAL(at->code) == BPF_K ? at->k : before->accumulator))
				return false;
		} else if (BPF_CLASS(at->code) == BPF_JMP) {
			jump(walk, pc, before);
		} else {
			struct before after = step(walk, at, *before);
			reach(walk, pc + 1, &after);
		}
	}
	return true;
}

bool strobe_filter_permits(const struct sock_filter *code, size_t count, const struct strobe_call_set *calls)
{
	struct walk walk = { .code = code, .count = count };
	bool permits = count > 0;
	walk.before = calloc(count ? count : 1, sizeof(*walk.before));
	if (!walk.before)
		return false;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT && permits; abi++) {
		walk.arch = abi == STROBE_ABI_I386 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
		for (uint32_t number = 0; number < strobe_row_count[abi] && permits; number++) {
			if (!strobe_decode_row(abi, number) || !strobe_call_set_has(calls, abi, number))
				continue;
			walk.number = abi == STROBE_ABI_X32 ? number | X32_BIT : number;
			permits = permits_call(&walk);
		}
	}
	free(walk.before);
	return permits;
}
