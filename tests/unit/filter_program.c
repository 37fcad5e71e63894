/*
 * The seccomp program, run here instruction by instruction: what stops, in each ABI.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>

#include <criterion/criterion.h>

#include "strobe/decode.h"
#include "strobe/filter.h"
#include "strobe/options.h"

/* The classic BPF instructions that seccomp programs are made of (linux/filter.h). Returns the action. */
static uint32_t run(const struct sock_fprog *program, const struct seccomp_data *data)
{
	uint32_t accumulator = 0, index = 0, memory[BPF_MEMWORDS] = { 0 };
	for (unsigned pc = 0; pc < program->len; pc++) {
		const struct sock_filter *at = &program->filter[pc];
		switch (at->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			cr_assert_leq(at->k + 4, sizeof(*data));
			memcpy(&accumulator, (const char *)data + at->k, 4);
			break;
		case BPF_ST: memory[at->k] = accumulator; break;
		case BPF_LD | BPF_MEM: accumulator = memory[at->k]; break;
		case BPF_MISC | BPF_TAX: index = accumulator; break;
		case BPF_ALU | BPF_AND | BPF_K: accumulator &= at->k; break;
		case BPF_JMP | BPF_JA: pc += at->k; break;
		case BPF_JMP | BPF_JEQ | BPF_K: pc += accumulator == at->k ? at->jt : at->jf; break;
		case BPF_JMP | BPF_JGT | BPF_K: pc += accumulator > at->k ? at->jt : at->jf; break;
		case BPF_JMP | BPF_JGE | BPF_K: pc += accumulator >= at->k ? at->jt : at->jf; break;
		case BPF_JMP | BPF_JSET | BPF_K: pc += accumulator & at->k ? at->jt : at->jf; break;
		case BPF_RET | BPF_K: return at->k;
		default: cr_assert_fail("instruction %#x", at->code);
		}
	}
	(void)index;
	cr_assert_fail("the program ran off its end");
	return 0;
}

static bool stops(const struct sock_fprog *program, unsigned abi, uint64_t number)
{
	struct seccomp_data data = {
		.nr = (int)(number | (abi == STROBE_ABI_X32 ? 0x40000000u : 0)),
		.arch = abi == STROBE_ABI_I386 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64,
	};
	uint32_t action = run(program, &data);
	cr_assert(action == SECCOMP_RET_ALLOW || (action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE);
	return action != SECCOMP_RET_ALLOW;
}

/* The options of "-e set", and the program for them; the test is skipped where there can be none. */
static void build(char *set, const struct strobe_filter_condition *conditions, size_t count,
		  struct strobe_options *options, struct sock_fprog *program)
{
	char *argv[] = { "strobe", "-e", set, "true", NULL };
	char why[128];
	cr_assert_eq(strobe_options_parse(4, argv, options), STROBE_OPTIONS_RUN);
	if (!strobe_filter_available())
		cr_skip_test("built without libseccomp");
	cr_assert_eq(strobe_filter_build(&options->trace, conditions, count, program, why, sizeof(why)), 0,
		     "%s", why);
}

/* Every call of the set stops; of the others with a name, on the native ABI, none does. */
static void check(char *set)
{
	struct strobe_options options;
	struct sock_fprog program;
	build(set, NULL, 0, &options, &program);
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		for (uint64_t number = 0; number < strobe_row_count[abi]; number++) {
			bool wanted = strobe_call_set_has(&options.trace, abi, number);
			if (wanted)
				cr_expect(stops(&program, abi, number), "%s: abi %u number %u must stop", set,
					  abi, (unsigned)number);
			else if (abi == STROBE_ABI_X86_64 && strobe_decode_row(abi, number))
				cr_expect_not(stops(&program, abi, number), "%s: number %u must not stop",
					      set, (unsigned)number);
		}
	}
	strobe_filter_free(&program);
	strobe_options_free(&options);
}

Test(filter_program, one_call)
{
	check("trace=execve");
}

Test(filter_program, a_class)
{
	check("trace=%file");
}

Test(filter_program, all_but_some)
{
	check("trace=!read,write,futex");
}

/* Numbers newer than libseccomp, which it has no names for: they are looked at in front of its program. */
Test(filter_program, newest_calls)
{
	check("trace=file_getattr,openat2,statmount,listmount");
}

Test(filter_program, none)
{
	check("trace=none");
}

/* Numbers without a call: those between calls, those behind all, and those that are none of x32's though they have bit 30. */
Test(filter_program, numbers_without_a_name)
{
	static char *const sets[] = { "trace=execve", "trace=!execve", "trace=none", "trace=/^[a-r]",
				      "trace=execve@32" };
	static const uint32_t numbers[] = { 336, 400, 423, 900, 1023, 1024, 5000, 0x3fffffff };
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct strobe_options options;
		struct sock_fprog program;
		build(sets[i], NULL, 0, &options, &program);
		for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++)
			for (size_t j = 0; j < sizeof(numbers) / sizeof(numbers[0]); j++)
				if (!strobe_decode_row(abi, numbers[j]))
					cr_expect_eq(stops(&program, abi, numbers[j]),
						     strobe_call_set_has(&options.trace, abi, numbers[j]),
						     "%s: abi %u number %u", sets[i], abi, numbers[j]);
		cr_expect_eq(stops(&program, STROBE_ABI_X86_64, UINT32_MAX),
			     options.trace.others[STROBE_ABI_X86_64]);
		cr_expect_eq(stops(&program, STROBE_ABI_I386, UINT32_MAX),
			     options.trace.others[STROBE_ABI_I386]);
		strobe_filter_free(&program);
		strobe_options_free(&options);
	}
}

static uint32_t answer(const struct sock_fprog *program, unsigned abi, int number, uint64_t argument)
{
	struct seccomp_data data = {
		.nr = (int)((unsigned)number | (abi == STROBE_ABI_X32 ? 0x40000000u : 0)),
		.arch = abi == STROBE_ABI_I386 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64,
		.args = { argument, 7, 7, 7, 7, 7 },
	};
	return run(program, &data);
}

/* Calls outside the set that stop for some arguments; of those in the set, all do. */
Test(filter_program, conditions)
{
	for (int in_set = 0; in_set < 2; in_set++) {
		struct strobe_filter_condition conditions[2 * STROBE_ABI_COUNT];
		struct strobe_options options;
		struct sock_fprog program;
		for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
			int prctl = strobe_decode_number(abi, "prctl"),
			    clone = strobe_decode_number(abi, "clone");
			conditions[2 * abi] =
				(struct strobe_filter_condition){ abi, prctl, 0, UINT32_MAX, 22 };
			conditions[2 * abi + 1] =
				(struct strobe_filter_condition){ abi, clone, 0, 0x800000, 0x800000 };
		}
		build(in_set ? "trace=prctl,clone" : "trace=execve", conditions, 2 * STROBE_ABI_COUNT,
		      &options, &program);
		for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
			int prctl = strobe_decode_number(abi, "prctl"),
			    clone = strobe_decode_number(abi, "clone");
			uint32_t stop = SECCOMP_RET_TRACE | STROBE_FILTER_MARK;
			uint32_t pass = in_set ? stop : SECCOMP_RET_ALLOW;
			cr_expect_eq(answer(&program, abi, prctl, 22), stop);
			cr_expect_eq(answer(&program, abi, prctl, 0xffffffff00000016), stop,
				     "an int is 32 bits");
			cr_expect_eq(answer(&program, abi, prctl, 15), pass);
			cr_expect_eq(answer(&program, abi, clone, 0x1800011), stop);
			cr_expect_eq(answer(&program, abi, clone, 0x1000011), pass);
		}
		strobe_filter_free(&program);
		strobe_options_free(&options);
	}
}

/* Whether another program's filter would let what is traced pass. */
static bool permits(char *set, const struct sock_filter *code, size_t count)
{
	char *argv[] = { "strobe", "-e", set, "true", NULL };
	struct strobe_options options;
	cr_assert_eq(strobe_options_parse(4, argv, &options), STROBE_OPTIONS_RUN);
	bool good = strobe_filter_permits(code, count, &options.trace);
	strobe_options_free(&options);
	return good;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
#define COUNT(code) (sizeof(code) / sizeof((code)[0]))

/* getpid is 39 on x86_64 and x32, where x32 has a bit of its own, and 20 on i386. */
Test(filter_permits, one_number_denied)
{
	const struct sock_filter code[] = {
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 39, 0, 1),
		ANSWER(SECCOMP_RET_ERRNO | 1),
		ANSWER(SECCOMP_RET_ALLOW),
	};
	cr_expect_not(permits("trace=getpid", code, COUNT(code)));
	cr_expect_not(permits("trace=getpid@64", code, COUNT(code)));
	cr_expect(permits("trace=getpid@x32", code, COUNT(code)));
	cr_expect(permits("trace=getpid@32", code, COUNT(code)));
	cr_expect(permits("trace=getppid@64", code, COUNT(code)));
	cr_expect_not(permits("trace=mkdir", code, COUNT(code)), "39 is mkdir on i386");
	cr_expect(permits("trace=none", code, COUNT(code)));
}

Test(filter_permits, arch)
{
	const struct sock_filter code[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		ANSWER(SECCOMP_RET_KILL_PROCESS),
		ANSWER(SECCOMP_RET_LOG),
	};
	cr_expect(permits("trace=getpid@64", code, COUNT(code)));
	cr_expect_not(permits("trace=getpid@32", code, COUNT(code)));
}

/* What depends on an argument is in doubt. */
Test(filter_permits, argument)
{
	const struct sock_filter code[] = {
		LOAD(args[0]),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 200, 1, 0),
		ANSWER(SECCOMP_RET_ALLOW),
		ANSWER(SECCOMP_RET_TRAP),
	};
	cr_expect_not(permits("trace=getpid@64", code, COUNT(code)));
	const struct sock_filter same[] = {
		LOAD(args[0]),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		ANSWER(SECCOMP_RET_ALLOW),
		ANSWER(SECCOMP_RET_ALLOW),
	};
	cr_expect(permits("trace=getpid@64", same, COUNT(same)));
}

/* Two ways with different values in the accumulator meet; and other tracers' and supervisors' answers are no permission. */
Test(filter_permits, joined_ways_and_other_answers)
{
	const struct sock_filter joined[] = {
		LOAD(args[1]),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1, 0, 2),
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
		BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};
	const struct sock_filter traced[] = { ANSWER(SECCOMP_RET_TRACE) };
	const struct sock_filter supervised[] = { ANSWER(SECCOMP_RET_USER_NOTIF) };
	const struct sock_filter known[] = {
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};
	cr_expect_not(permits("trace=getpid", joined, COUNT(joined)));
	cr_expect_not(permits("trace=getpid", traced, COUNT(traced)));
	cr_expect_not(permits("trace=getpid", supervised, COUNT(supervised)));
	cr_expect(permits("trace=getpid", known, COUNT(known)));
	cr_expect_not(permits("trace=getpid", known, 0));
}
