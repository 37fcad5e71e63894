/*
 * Stops at system calls. PTRACE_GET_SYSCALL_INFO says which end of the call it is, in which ABI, and with what; nothing is
 * concluded from the order of stops.
 */
#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <time.h>

#include "engine.h"

#define X32_BIT 0x40000000u

static void take_time(const struct strobe_trace *trace, struct strobe_stop *stop)
{
	stop->realtime = trace->config->realtime ? strobe_engine_clock(CLOCK_REALTIME) : 0;
	stop->monotonic = trace->config->monotonic ? strobe_engine_clock(CLOCK_MONOTONIC) : 0;
	stop->system_time = trace->system_time;
}

unsigned strobe_engine_abi(uint32_t arch, uint64_t number)
{
	if (arch == AUDIT_ARCH_I386)
		return STROBE_ABI_I386;
	/* -1, which seccomp and other tracers put there to skip a call, has the bit too, and is no x32 call. */
	return number >> 30 == 1 ? STROBE_ABI_X32 : STROBE_ABI_X86_64;
}

/* execve or execveat in any ABI: what ends the silence about a launched child. */
static bool is_exec(unsigned abi, uint64_t number)
{
	switch (abi) {
	case STROBE_ABI_X86_64: return number == SYS_execve;
	default: return false;
	}
}

static void entered(struct strobe_trace *trace, struct task *task, const struct __ptrace_syscall_info *info,
		    uint64_t number, const uint64_t args[6])
{
	struct strobe_stop *stop = &task->stop;

	stop->abi = (uint8_t)strobe_engine_abi(info->arch, number);
	stop->number = stop->abi == STROBE_ABI_X32 ? number & ~(uint64_t)X32_BIT : number;
	memcpy(stop->args, args, sizeof stop->args);
	stop->instruction_pointer = info->instruction_pointer;
	stop->stack_pointer = info->stack_pointer;
	stop->entry_missed = false;
	stop->failed = false;
	stop->error = 0;
	stop->result = 0;
	task->pub.abi = stop->abi;
	strobe_same_cpu_entered(trace, task);
	if (task->leaving)
		return;
	task->pub.in_syscall = true;
	if (task->hidden && task->pub.tid == trace->command && is_exec(stop->abi, stop->number))
		task->hidden = false;
	if (task->hidden)
		return;
	if (trace->ops->entry)
		trace->ops->entry(trace, &task->pub, stop);
	if (trace->config->follow)
		strobe_engine_keep_child(task);
}

static void left(struct strobe_trace *trace, struct task *task, const struct __ptrace_syscall_info *info)
{
	struct strobe_stop *stop = &task->stop;

	/* Detaching interrupted the call: it will go on, or be restarted, unseen. */
	if (task->leaving)
		return;
	if (!task->pub.in_syscall) {
		memset(stop->args, 0, sizeof stop->args);
		stop->number = 0;
		stop->abi = (uint8_t)strobe_engine_abi(info->arch, 0);
		stop->entry_missed = true;
	}
	strobe_engine_kept_child(task);
	stop->result = info->exit.rval;
	stop->failed = info->exit.is_error;
	stop->error = info->exit.is_error ? (int)-info->exit.rval : 0;
	stop->instruction_pointer = info->instruction_pointer;
	stop->stack_pointer = info->stack_pointer;
	task->pub.in_syscall = false;
	if (task->hidden)
		return;
	if (trace->ops->exit)
		trace->ops->exit(trace, &task->pub, stop);
	/* The launched child goes on after a failed execve only to say so and to end: that is strobe's, not the command's. */
	if (task->pub.tid == trace->command && !trace->command_execed && stop->failed)
		task->hidden = true;
}

/*
 * Asks what the stop is. False when the task is no longer in the stop that wait() told of, and must not be resumed: it was
 * killed, or another thread took its tid by execve and is in a stop of its own. Either will be reported.
 */
static bool get_info(struct strobe_trace *trace, struct task *task, struct __ptrace_syscall_info *info)
{
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->pub.tid, (void *)sizeof *info, info) > 0)
		return info->op != PTRACE_SYSCALL_INFO_NONE;
	if (errno == ESRCH)
		return false;
	strobe_engine_message(trace, "ptrace(PTRACE_GET_SYSCALL_INFO, %d): %s", task->pub.tid,
			      strerror(errno));
	strobe_engine_resume(trace, task, 0);
	return false;
}

bool strobe_trace_instruction_pointer(const struct strobe_task *task, uint64_t *address)
{
	struct __ptrace_syscall_info info;

	/* Any stop has the registers' part of it, be it at a system call or not. */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof info, &info) <= 0)
		return false;
	*address = info.instruction_pointer;
	return true;
}

void strobe_engine_syscall_stop(struct strobe_trace *trace, struct task *task)
{
	struct __ptrace_syscall_info info;

	take_time(trace, &task->stop);
	if (!get_info(trace, task, &info))
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		entered(trace, task, &info, info.entry.nr, (const uint64_t *)info.entry.args);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		left(trace, task, &info);
	strobe_engine_resume(trace, task, 0);
}

void strobe_trace_stop_at_all(struct strobe_trace *trace, struct strobe_task *task, bool whole_process)
{
	((struct task *)task)->filtered = false;
	for (size_t i = 0; whole_process && i <= trace->bucket_mask; i++) {
		for (struct task *other = trace->bucket[i]; other; other = other->chain) {
			if (other->pub.tgid == task->tgid)
				other->filtered = false;
		}
	}
}

/* The seccomp filter let this call stop: it is the entry, and the exit is to be seen too. */
void strobe_engine_seccomp_stop(struct strobe_trace *trace, struct task *task)
{
	struct __ptrace_syscall_info info;

	take_time(trace, &task->stop);
	if (!get_info(trace, task, &info))
		return;
	/*
	 * Another filter's answer, which the program itself has set: without a tracer that asks for such stops, the call fails
	 * with ENOSYS (seccomp(2)), and so it does when none is made.
	 */
	if (info.op == PTRACE_SYSCALL_INFO_SECCOMP && info.seccomp.ret_data != trace->config->filter_mark)
		strobe_trace_set_number(trace, &task->pub, UINT64_MAX);
	/* Resumed to stop at the calls themselves, the task has told of this one already. */
	else if (info.op == PTRACE_SYSCALL_INFO_SECCOMP && !task->pub.in_syscall)
		entered(trace, task, &info, info.seccomp.nr, (const uint64_t *)info.seccomp.args);
	if (task->send_signal)
		strobe_engine_send_signal_now(trace, task);
	strobe_engine_resume(trace, task, 0);
}
