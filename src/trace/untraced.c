/*
 * A child that is created with CLONE_UNTRACED (clone(2)) would escape, and under a seccomp filter even fail, for nobody
 * would answer for it. So that flag, which means nothing to the program itself, is taken away for the duration of the
 * call, and put back.
 */
#include <sched.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "engine.h"
#include "strobe/capture.h"

#define I386_CLONE 120 /* asm/unistd_32.h */
#define CLONE3 435     /* the same in all ABIs */

#define UNTRACED ((uint64_t)CLONE_UNTRACED)

static void set_flags(const struct task *task, uint64_t flags)
{
	const struct strobe_stop *stop = &task->stop;
	size_t place = stop->abi == STROBE_ABI_I386 ? offsetof(struct user_regs_struct, rbx)
						    : offsetof(struct user_regs_struct, rdi);

	if (stop->number == CLONE3)
		strobe_memory_write(task->pub.tid, stop->args[0], &flags, sizeof flags);
	else
		ptrace(PTRACE_POKEUSER, task->pub.tid, (void *)place, (void *)flags);
}

/* At the entry of a call. */
void strobe_engine_keep_child(struct task *task)
{
	const struct strobe_stop *stop = &task->stop;
	struct strobe_region region = { .addr = stop->args[0], .len = sizeof task->cloned };

	task->cloned = 0;
	if (stop->number == (stop->abi == STROBE_ABI_I386 ? I386_CLONE : SYS_clone)) {
		task->cloned = stop->args[0];
	} else if (stop->number == CLONE3) {
		region.data = (void *)&task->cloned;
		strobe_memory_read_batch(task->pub.tid, &region, 1);
		if (region.got < sizeof task->cloned)
			task->cloned = 0;
	} else {
		return;
	}
	if (task->cloned & UNTRACED)
		set_flags(task, task->cloned & ~UNTRACED);
	else
		task->cloned = 0;
}

/* At its exit. */
void strobe_engine_kept_child(struct task *task)
{
	if (!task->cloned)
		return;
	set_flags(task, task->cloned);
	task->cloned = 0;
}
