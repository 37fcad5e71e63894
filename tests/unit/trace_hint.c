/*
 * What is said about a process that may not be traced: for what the kernel's files say, some of which no test machine has.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "../../src/trace/engine.h"

static const char *hint(struct hint_facts facts)
{
	static char text[STROBE_HINT_SIZE];
	strobe_engine_describe_hint(&facts, text);
	cr_assert_lt(strlen(text), sizeof(text) - 1, "it is cut: %s", text);
	cr_assert_null(strchr(text, '\n'));
	return text;
}

Test(trace_hint, yama)
{
	cr_expect_str_eq(
		hint((struct hint_facts){ .state = 'S', .ptrace_scope = 1 }),
		": /proc/sys/kernel/yama/ptrace_scope is 1: only descendants may be traced; run as root, start the "
		"command by strobe, or set it to 0");
	cr_expect_str_eq(hint((struct hint_facts){ .state = 'S', .ptrace_scope = 2 }),
			 ": /proc/sys/kernel/yama/ptrace_scope is 2: only root may trace; run as root");
	for (int privileged = 0; privileged < 2; privileged++)
		cr_expect_str_eq(
			hint((struct hint_facts){
				.state = 'S', .ptrace_scope = 3, .privileged = privileged }),
			": /proc/sys/kernel/yama/ptrace_scope is 3: nothing may be traced until the next boot");
}

/* Where the value does not stop a privileged tracer, it is not blamed. */
Test(trace_hint, privileged)
{
	for (unsigned scope = 0; scope < 3; scope++)
		cr_expect_str_eq(hint((struct hint_facts){
					 .state = 'S', .ptrace_scope = scope, .privileged = true }),
				 ": a security module or a container's restrictions forbid it");
}

Test(trace_hint, the_process_itself)
{
	cr_expect_str_eq(
		hint((struct hint_facts){ .state = 'S' }),
		": it belongs to another user, or has privileges that you lack; run as root, or with the "
		"capability CAP_SYS_PTRACE");
	cr_expect_str_eq(hint((struct hint_facts){ .state = 't', .tracer = 4194303, .ptrace_scope = 1 }),
			 ": it is already being traced by pid 4194303");
	cr_expect_str_eq(hint((struct hint_facts){ .state = 'Z', .ptrace_scope = 1 }),
			 ": it is a zombie: it has ended, and its parent has not waited for it");
	cr_expect_str_eq(hint((struct hint_facts){ .state = 'I', .kernel_thread = true, .privileged = true }),
			 ": it is a kernel thread, which cannot be traced");
	cr_expect_str_eq(hint((struct hint_facts){ .state = 'R', .itself = true }),
			 ": a tracer cannot trace itself");
}
