/*
 * Changes what a call is, and what it returns.
 *
 * PTRACE_SET_SYSCALL_INFO (Linux 6.16) is used where the kernel has it, the registers of the x86 user area where not.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <unistd.h>

#include "engine.h"

#define SET_SYSCALL_INFO 0x4212

/* 0, or -1 with errno; EIO: the kernel does not know the request. */
static int set_info(pid_t tid, struct __ptrace_syscall_info *info)
{
	return ptrace((strobe_ptrace_request)SET_SYSCALL_INFO, tid, (void *)sizeof *info, info) < 0 ? -1 : 0;
}

static int get_info(pid_t tid, struct __ptrace_syscall_info *info)
{
	memset(info, 0, sizeof *info);
	return ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof *info, info) < 0 ? -1 : 0;
}

static int poke_register(pid_t tid, size_t offset, uint64_t value)
{
	return ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)value) < 0 ? -1 : 0;
}

/*
 * No call is made for the number -1: the kernel leaves -ENOSYS as the result, and the exit stop still comes.
 */
int strobe_trace_set_number(struct strobe_trace *trace, struct strobe_task *task, uint64_t number)
{
	struct __ptrace_syscall_info info;
	uint64_t raw = number;

	(void)trace;
	if (number != UINT64_MAX && task->abi == STROBE_ABI_X32)
		raw |= 0x40000000;
	if (get_info(task->tid, &info) < 0)
		return -1;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		info.entry.nr = raw;
	else if (info.op == PTRACE_SYSCALL_INFO_SECCOMP)
		info.seccomp.nr = raw;
	else
		return errno = EINVAL, -1;
	if (set_info(task->tid, &info) == 0)
		return 0;
	return poke_register(task->tid, offsetof(struct user_regs_struct, orig_rax), raw);
}

int strobe_trace_set_result(struct strobe_trace *trace, struct strobe_task *task, int64_t result)
{
	struct __ptrace_syscall_info info;

	(void)trace;
	if (get_info(task->tid, &info) < 0)
		return -1;
	if (info.op != PTRACE_SYSCALL_INFO_EXIT)
		return errno = EINVAL, -1;
	info.exit.rval = result;
	info.exit.is_error = result < 0 && result >= -4095;
	if (set_info(task->tid, &info) == 0)
		return 0;
	return poke_register(task->tid, offsetof(struct user_regs_struct, rax), (uint64_t)result);
}

int strobe_trace_send_signal(struct strobe_trace *trace, struct strobe_task *task, int signo)
{
	(void)trace;
	if (signo <= 0 || signo >= NSIG)
		return errno = EINVAL, -1;
	((struct task *)task)->send_signal = signo;
	return 0;
}

/*
 * Only at signal stops and at stops of calls is the signal that a task is resumed with delivered (ptrace(2)), not at
 * PTRACE_EVENT_SECCOMP.
 */
void strobe_engine_send_signal_now(struct strobe_trace *trace, struct task *task)
{
	if (syscall(SYS_tgkill, task->pub.tgid, task->pub.tid, task->send_signal) < 0 && errno != ESRCH)
		strobe_engine_message(trace, "tgkill(%d, %d): %s", task->pub.tid, task->send_signal,
				      strerror(errno));
	task->send_signal = 0;
}

/* To the task, an injected signal comes from the kernel. */
void strobe_engine_disguise_signal(const struct task *task, siginfo_t *info)
{
	int signo = info->si_signo;

	if (info->si_pid != getpid())
		return;
	memset(info, 0, sizeof *info);
	info->si_signo = signo;
	info->si_code = SI_KERNEL;
	ptrace(PTRACE_SETSIGINFO, task->pub.tid, NULL, info);
}
