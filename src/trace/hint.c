/*
 * Why the kernel does not permit to trace a process, and what can be done about it.
 */
#include <linux/capability.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "strobe/capture.h"

/* CAP_SYS_PTRACE among the effective capabilities. */
static bool may_trace_others(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 }, { 0 } };

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	return data[CAP_TO_INDEX(CAP_SYS_PTRACE)].effective & CAP_TO_MASK(CAP_SYS_PTRACE);
}

/* Documentation/admin-guide/LSM/Yama.rst: what each value means. 0: no restriction that would explain it. */
static const char *yama_hint(unsigned scope, bool privileged)
{
	if (scope >= 3)
		return "nothing may be traced until the next boot";
	if (scope == 2 && !privileged)
		return "only root may trace; run as root";
	if (scope == 1 && !privileged)
		return "only descendants may be traced; run as root, start the command by strobe, or set it to 0";
	return NULL;
}

void strobe_engine_describe_hint(const struct hint_facts *facts, char hint[STROBE_HINT_SIZE])
{
	const char *yama = yama_hint(facts->ptrace_scope, facts->privileged);

	if (facts->itself)
		snprintf(hint, STROBE_HINT_SIZE, ": a tracer cannot trace itself");
	else if (facts->tracer > 0)
		snprintf(hint, STROBE_HINT_SIZE, ": it is already being traced by pid %d", facts->tracer);
	else if (facts->state == 'Z')
		snprintf(hint, STROBE_HINT_SIZE,
			 ": it is a zombie: it has ended, and its parent has not waited for it");
	else if (facts->kernel_thread)
		snprintf(hint, STROBE_HINT_SIZE, ": it is a kernel thread, which cannot be traced");
	else if (yama)
		snprintf(hint, STROBE_HINT_SIZE, ": /proc/sys/kernel/yama/ptrace_scope is %u: %s",
			 facts->ptrace_scope, yama);
	else if (!facts->privileged)
		snprintf(
			hint, STROBE_HINT_SIZE,
			": it belongs to another user, or has privileges that you lack; run as root, or with the "
			"capability CAP_SYS_PTRACE");
	else
		snprintf(hint, STROBE_HINT_SIZE,
			 ": a security module or a container's restrictions forbid it");
}

void strobe_engine_hint(pid_t pid, char hint[STROBE_HINT_SIZE])
{
	struct hint_facts facts = {
		.itself = pid == getpid(),
		.tracer = strobe_proc_tracer(pid),
		.state = strobe_proc_state(pid),
		.kernel_thread = strobe_proc_is_kernel_thread(pid),
		.ptrace_scope = strobe_proc_ptrace_scope(),
		.privileged = may_trace_others(),
	};

	strobe_engine_describe_hint(&facts, hint);
}
