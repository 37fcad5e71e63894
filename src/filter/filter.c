/*
 * The filter. libseccomp knows the numbers of each ABI by name and makes a search tree of them; the calls that are
 * newer than the library, it can't name for ABIs other than its own, are looked at by a few instructions in front.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "strobe/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "strobe/decode.h"

void strobe_filter_free(struct sock_fprog *program)
{
	free(program->filter);
	*program = (struct sock_fprog){ .len = 0 };
}

#ifndef HAVE_LIBSECCOMP

bool strobe_filter_available(void)
{
	return false;
}

int strobe_filter_build(const struct strobe_call_set *calls, const struct strobe_filter_condition *conditions,
			size_t count, struct sock_fprog *program, char *why, size_t size)
{
	(void)calls, (void)conditions, (void)count;
	*program = (struct sock_fprog){ .len = 0 };
	snprintf(why, size, "this strobe was built without libseccomp");
	return -1;
}

#else

#include <seccomp.h>

/* linux/filter.h: a program has at most BPF_MAXINSNS instructions. */
#define MAX_INSTRUCTIONS 4096
/* Each has its comparison, and may be the only one of its call. */
#define MAX_PER_CONDITION 9
#define X32_BIT 0x40000000u /* asm/unistd.h: __X32_SYSCALL_BIT */

/* Calls that libseccomp has no name for: numbers of an architecture, x32's with its bit. */
struct extra {
	uint32_t arch, first, last;
};

struct builder {
	const struct strobe_call_set *calls;
	const struct strobe_filter_condition *conditions;
	size_t condition_count;
	bool stops_by_default;
	struct extra extras[1024];
	size_t extra_count;
};

static const struct {
	uint32_t seccomp, audit, bit;
} arches[STROBE_ABI_COUNT] = {
	[STROBE_ABI_X86_64] = { SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64, 0 },
	[STROBE_ABI_X32] = { SCMP_ARCH_X32, AUDIT_ARCH_X86_64, X32_BIT },
	[STROBE_ABI_I386] = { SCMP_ARCH_X86, AUDIT_ARCH_I386, 0 },
};

bool strobe_filter_available(void)
{
	return true;
}

static uint32_t answer(bool stops)
{
	return stops ? SCMP_ACT_TRACE(STROBE_FILTER_MARK) : SCMP_ACT_ALLOW;
}

/*
 * Whether a number stops. One that stands for several calls does if one of them does; the numbers that the tables have for
 * these are numbers without a call to the kernel.
 */
static bool stops(const struct strobe_call_set *calls, unsigned abi, uint32_t number)
{
	if (strobe_decode_whole(abi, number) != number)
		return calls->others[abi];
	bool found = strobe_call_set_has(calls, abi, number);
	for (uint32_t part = number + 1; abi == STROBE_ABI_I386 && part < strobe_row_count[abi] && !found; part++)
		found = strobe_decode_whole(abi, part) == number && strobe_call_set_has(calls, abi, part);
	return found;
}

/* Adds numbers whose answer is not the default one; they come in ascending order. */
static int add_extra(struct builder *builder, unsigned abi, uint32_t first, uint32_t last)
{
	struct extra *before = builder->extra_count ? &builder->extras[builder->extra_count - 1] : NULL;
	first |= arches[abi].bit;
	last |= arches[abi].bit;
	if (before && before->arch == arches[abi].audit && before->last + 1 == first) {
		before->last = last;
		return 0;
	}
	if (builder->extra_count == sizeof(builder->extras) / sizeof(builder->extras[0]))
		return -E2BIG;
	builder->extras[builder->extra_count++] = (struct extra){ arches[abi].audit, first, last };
	return 0;
}

/* A rule for a call whose answer is not the default one. */
static int add_call(struct builder *builder, scmp_filter_ctx context, unsigned abi, uint32_t number)
{
	const struct strobe_row *row = strobe_decode_row(abi, number);
	int native = __NR_SCMP_ERROR;
	if (strobe_decode_whole(abi, number) != number)
		row = NULL;
	if (row && abi == STROBE_ABI_X86_64)
		native = (int)number;
	else if (row)
		native = seccomp_syscall_resolve_name(strobe_decode_text(row->name));
	int error = native == __NR_SCMP_ERROR
			    ? -EDOM
			    : seccomp_rule_add(context, answer(!builder->stops_by_default), native, 0);
	if (error == -EDOM || error == -EINVAL || error == -EOPNOTSUPP)
		return add_extra(builder, abi, number, number);
	return error;
}

/* The calls whose answer is not the default one. */
static int add_calls(struct builder *builder, scmp_filter_ctx context, unsigned abi)
{
	int error = 0;
	for (uint32_t number = 0; number < STROBE_CALL_SET_NUMBERS && !error; number++)
		if (stops(builder->calls, abi, number) != builder->stops_by_default)
			error = add_call(builder, context, abi, number);
	if (error || builder->calls->others[abi] == builder->stops_by_default)
		return error;
	/* All the rest; a number with bit 31 is none of x32's. */
	error = add_extra(builder, abi, STROBE_CALL_SET_NUMBERS,
			  abi == STROBE_ABI_I386 ? UINT32_MAX : X32_BIT - 1);
	if (!error && abi == STROBE_ABI_X32)
		error = add_extra(builder, STROBE_ABI_X86_64, 2 * X32_BIT, UINT32_MAX);
	return error;
}

/*
 * Whether stopping is the answer that most calls with a name get. libseccomp takes its time for each rule, more for each the
 * more there are.
 */
static bool most_stop(const struct strobe_call_set *calls)
{
	int balance = 0;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (uint32_t number = 0; number < strobe_row_count[abi]; number++)
			if (strobe_decode_row(abi, number))
				balance += strobe_call_set_has(calls, abi, number) ? 1 : -1;
	return balance > 0;
}

static int make_context(struct builder *builder, unsigned abi, scmp_filter_ctx *context)
{
	*context = seccomp_init(answer(builder->stops_by_default));
	if (!*context)
		return -ENOMEM;
	int error = 0;
	if (arches[abi].seccomp != seccomp_arch_native()) {
		error = seccomp_arch_add(*context, arches[abi].seccomp);
		if (!error)
			error = seccomp_arch_remove(*context, seccomp_arch_native());
	}
	/* A call of an ABI that is not among these is not strobe's to stop. */
	if (!error)
		error = seccomp_attr_set(*context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);
	if (!error)
		seccomp_attr_set(*context, SCMP_FLTATR_CTL_OPTIMIZE,
				 2); /* a search tree; libseccomp 2.5 and up */
	if (!error)
		error = add_calls(builder, *context, abi);
	return error;
}

/* All ABIs in one libseccomp filter. */
static int make_all(struct builder *builder, scmp_filter_ctx *all)
{
	int error = make_context(builder, STROBE_ABI_X86_64, all);
	for (unsigned abi = STROBE_ABI_X86_64 + 1; abi < STROBE_ABI_COUNT && !error; abi++) {
		scmp_filter_ctx one;
		error = make_context(builder, abi, &one);
		if (!error)
			error = seccomp_merge(*all, one); /* takes one over when it succeeds */
		if (error && one)
			seccomp_release(one);
	}
	return error;
}

/* The instructions in front: for each extra call, its own answer. The rest falls through to libseccomp's program. */
static size_t put_extras(const struct builder *builder, struct sock_filter *code)
{
	uint32_t action = answer(!builder->stops_by_default);
	size_t used = 0;
	for (size_t i = 0; i < builder->extra_count; i++) {
		const struct extra *extra = &builder->extras[i];
		if (!i || extra->arch != extra[-1].arch) {
			size_t same = i;
			while (same < builder->extra_count && builder->extras[same].arch == extra->arch)
				same++;
			code[used++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
								    offsetof(struct seccomp_data, arch));
			code[used++] =
				(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, extra->arch, 1, 0);
			code[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA,
								    3 * (uint32_t)(same - i) + 1, 0, 0);
			code[used++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
								    offsetof(struct seccomp_data, nr));
		}
		code[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, extra->first, 0, 2);
		code[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, extra->last, 1, 0);
		code[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
	}
	return used;
}

/* The instructions for one call's conditions, from the first of them on: an answer for this call, others fall through. */
static size_t put_condition(const struct builder *builder, const struct strobe_filter_condition *first,
			    struct sock_filter *code)
{
	const struct strobe_filter_condition *end = builder->conditions + builder->condition_count;
	size_t used = 4;
	for (const struct strobe_filter_condition *one = first; one < end; one++) {
		if (one->abi != first->abi || one->number != first->number)
			continue;
		/* The lower half of an argument: what these are compared with are ints to the kernel. */
		uint32_t place =
			(uint32_t)(offsetof(struct seccomp_data, args) + one->argument * sizeof(uint64_t));
		code[used++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place);
		code[used++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, one->mask);
		code[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, one->value, 0, 1);
		code[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer(true));
	}
	code[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer(false));
	uint8_t rest = (uint8_t)(used - 2);
	code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arches[first->abi].audit, 0, rest);
	code[2] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	code[3] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
					       (uint32_t)first->number | arches[first->abi].bit, 0,
					       (uint8_t)(rest - 2));
	return used;
}

/* In front of all: the calls outside the set that stop for some arguments. */
static size_t put_conditions(const struct builder *builder, struct sock_filter *code)
{
	const struct strobe_filter_condition *all = builder->conditions;
	size_t used = 0;
	for (size_t i = 0; i < builder->condition_count; i++) {
		bool first = all[i].number >= 0 &&
			     !strobe_call_set_has(builder->calls, all[i].abi, (uint64_t)all[i].number);
		for (size_t before = 0; before < i && first; before++)
			first = all[before].abi != all[i].abi || all[before].number != all[i].number;
		if (first)
			used += put_condition(builder, &all[i], code + used);
	}
	return used;
}

/* libseccomp writes programs to files only. Returns the instructions read, or a negative errno. */
static ssize_t export_to(scmp_filter_ctx context, struct sock_filter *code, size_t room)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int error = seccomp_export_bpf(context, fd);
	ssize_t got = error ? error : pread(fd, code, room * sizeof(*code), 0);
	if (got < 0 && !error)
		got = -errno;
	close(fd);
	if (got < 0)
		return got;
	return (size_t)got == room * sizeof(*code) ? -E2BIG : got / (ssize_t)sizeof(*code);
}

int strobe_filter_build(const struct strobe_call_set *calls, const struct strobe_filter_condition *conditions,
			size_t condition_count, struct sock_fprog *program, char *why, size_t size)
{
	struct builder *builder = calloc(1, sizeof(*builder));
	struct sock_filter *code = calloc(MAX_INSTRUCTIONS, sizeof(*code));
	scmp_filter_ctx all = NULL;
	ssize_t count = -ENOMEM;
	*program = (struct sock_fprog){ .len = 0 };
	if (builder && code) {
		builder->calls = calls;
		builder->conditions = conditions;
		builder->condition_count = condition_count;
		builder->stops_by_default = most_stop(calls);
		int error = make_all(builder, &all);
		size_t room = 3 * builder->extra_count + 12 + MAX_PER_CONDITION * condition_count;
		size_t extras = 0;
		if (!error && room > MAX_INSTRUCTIONS)
			error = -E2BIG;
		if (!error)
			extras = put_conditions(builder, code);
		if (!error)
			extras += put_extras(builder, code + extras);
		count = error ? error : export_to(all, code + extras, MAX_INSTRUCTIONS - extras);
		if (count >= 0)
			*program = (struct sock_fprog){ .len = (unsigned short)((size_t)count + extras),
							.filter = code };
	}
	if (all)
		seccomp_release(all);
	free(builder);
	if (count < 0) {
		snprintf(why, size, "can't make a seccomp filter: %s", strerror((int)-count));
		free(code);
		return -1;
	}
	return 0;
}

#endif
