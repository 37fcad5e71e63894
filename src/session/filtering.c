/*
 * The kernel's filter: when there is one, for which calls, and what becomes of it when the traced program sets one of its
 * own.
 */
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "session.h"
#include "strobe/capture.h"
#include "strobe/filter.h"

/* seccomp(2): a filter has at most BPF_MAXINSNS instructions. */
#define MAX_INSTRUCTIONS 4096

/*
 * Whether the kernel can sort the calls out: only a process that strobe starts can get a filter, its children inherit it
 * and so must be followed, and whatever is let go again would fail in the calls that the filter stops.
 */
bool filtering_wanted(const struct strobe_options *options)
{
	if (options->seccomp_bpf == STROBE_WHEN_NEVER || !options->command || !options->follow_forks)
		return false;
	/* Asked for: what stands against it was said when the options were checked. */
	if (options->seccomp_bpf == STROBE_WHEN_ALWAYS)
		return true;
	return !options->attach_count && !options->attach_name_count && !options->detach_on_execve &&
	       !options->syscall_limit && !options->follow_depth && !options->syscall_number &&
	       (!options->follow_what || options->follow_what == STROBE_FOLLOW_ALL) &&
	       !strobe_call_set_is_full(&options->trace) && strobe_filter_available();
}

static void add_call(struct strobe_call_set *calls, unsigned abi, const char *name)
{
	int number = strobe_decode_number(abi, name);
	if (number >= 0 && number < STROBE_CALL_SET_NUMBERS)
		calls->words[abi][number / 64] |= UINT64_C(1) << (number % 64);
}

/* The kernel's filter for the calls that are traced, and those that the session itself goes by. False: none. */
bool filtering_make(struct session *session, struct sock_fprog *filter)
{
	const struct strobe_options *options = session->options;
	struct strobe_call_set calls = options->trace;
	char why[128];
	if (!filtering_wanted(options))
		return false;
	struct strobe_filter_condition conditions[4 * STROBE_ABI_COUNT], *next = conditions;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		int clone = strobe_decode_number(abi, "clone"), prctl = strobe_decode_number(abi, "prctl");
		int seccomp = strobe_decode_number(abi, "seccomp");
		/* Children that are created as not to be traced would be lost: the engine sees to that. */
		add_call(&calls, abi, "clone3");
		*next++ = (struct strobe_filter_condition){ abi, clone, 0, CLONE_UNTRACED, CLONE_UNTRACED };
		/* The task gets a filter of its own; its name may change. */
		*next++ = (struct strobe_filter_condition){ abi, seccomp, 0, UINT32_MAX,
							    SECCOMP_SET_MODE_FILTER };
		*next++ = (struct strobe_filter_condition){ abi, prctl, 0, UINT32_MAX, PR_SET_SECCOMP };
		if (session->wants_comm)
			*next++ = (struct strobe_filter_condition){ abi, prctl, 0, UINT32_MAX, PR_SET_NAME };
		session->filter_calls[abi][0] = seccomp;
		session->filter_calls[abi][1] = prctl;
	}
	mappings_add_calls(session, &calls);
	/* They would show the mask that a task has while strobe keeps it on a CPU. */
	for (unsigned abi = 0; options->same_cpu != STROBE_SAME_CPU_NEVER && abi < STROBE_ABI_COUNT; abi++) {
		add_call(&calls, abi, "sched_getaffinity");
		add_call(&calls, abi, "sched_setaffinity");
	}
	if (strobe_filter_build(&calls, conditions, (size_t)(next - conditions), filter, why, sizeof(why)) ==
	    0) {
		session->filtering = true;
		return true;
	}
	if (options->seccomp_bpf == STROBE_WHEN_ALWAYS)
		fprintf(stderr, "%s: --seccomp-bpf: %s\n", options->program, why);
	return false;
}

/* Reads len bytes, all or nothing. */
static bool read_all(pid_t tid, uint64_t addr, void *data, size_t len)
{
	struct strobe_region region = { .addr = addr, .data = data, .len = len };
	strobe_memory_read_batch(tid, &region, 1);
	return region.got == len;
}

/* Whether the filter at addr, a struct sock_fprog of that ABI, lets pass what is traced. */
static bool permits(const struct session *session, const struct strobe_task *task, unsigned abi,
		    uint64_t addr)
{
	struct {
		uint16_t count;
		uint64_t code;
	} wide;
	struct {
		uint16_t count;
		uint32_t code;
	} narrow;
	if (abi != STROBE_ABI_X86_64) {
		if (!read_all(task->tid, addr, &narrow, sizeof(narrow)))
			return false;
		wide.count = narrow.count;
		wide.code = narrow.code;
	} else if (!read_all(task->tid, addr, &wide, sizeof(wide))) {
		return false;
	}
	if (wide.count > MAX_INSTRUCTIONS)
		return false;
	struct sock_filter *code = calloc(MAX_INSTRUCTIONS, sizeof(*code));
	bool good = code && read_all(task->tid, wide.code, code, wide.count * sizeof(*code)) &&
		    strobe_filter_permits(code, wide.count, &session->options->trace);
	free(code);
	return good;
}

/*
 * A call that the program's own filter denies does not stop for strobe's. So where that filter denies what is to be
 * shown, the task stops at every call from now on: the trace is the same as without a filter.
 */
void filtering_returned(const struct session *session, struct strobe_task *task,
			const struct strobe_stop *stop)
{
	const int *calls = session->filter_calls[stop->abi];
	uint64_t addr = 0, flags = 0;
	if (!session->filtering || stop->failed)
		return;

	if (stop->number == (uint64_t)calls[0] && (uint32_t)stop->args[0] == SECCOMP_SET_MODE_FILTER) {
		flags = stop->args[1];
		addr = stop->args[2];
	} else if (stop->number == (uint64_t)calls[1] && (int)stop->args[0] == PR_SET_SECCOMP) {
		addr = stop->args[2];
	} else {
		return;
	}
	if (!permits(session, task, stop->abi, addr))
		strobe_trace_stop_at_all(session->trace, task, flags & SECCOMP_FILTER_FLAG_TSYNC);
}
