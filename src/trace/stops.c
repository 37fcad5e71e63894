/*
 * What a wait status means, and how a task goes on after it (ptrace(2), "Stopped states").
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "engine.h"

/* PTRACE_O_TRACESYSGOOD marks stops at system calls with this bit, to tell them from a SIGTRAP. */
#define SYSCALL_STOP (SIGTRAP | 0x80)

static bool is_stop_signal(int signo)
{
	return signo == SIGSTOP || signo == SIGTSTP || signo == SIGTTIN || signo == SIGTTOU;
}

void strobe_engine_forget(struct strobe_trace *trace, struct task *task)
{
	if (task->held)
		strobe_engine_unhold(trace, task);
	strobe_same_cpu_forget(trace, task, false);
	if (task->announced && trace->ops->gone)
		trace->ops->gone(trace, &task->pub);
	strobe_tasks_remove(trace, task);
}

void strobe_engine_resume(struct strobe_trace *trace, struct task *task, int signo)
{
	/* Where the filter decides which calls stop, only the exit of a call that stopped is asked for. */
	strobe_ptrace_request request =
		task->filtered && !task->pub.in_syscall ? PTRACE_CONT : PTRACE_SYSCALL;

	if (task->send_signal) {
		/* A signal that is being delivered goes first; ours then comes at the next stop. */
		if (!signo) {
			signo = task->send_signal;
			task->send_signal = 0;
		}
	}
	if (task->leaving || trace->finishing || trace->detaching) {
		strobe_engine_detach(trace, task, signo);
		return;
	}
	if (task->delay) {
		strobe_engine_hold(trace, task, signo);
		return;
	}
	if (trace->config->debug)
		strobe_debug_resumed(trace, task->pub.tid,
				     request == PTRACE_CONT ? "PTRACE_CONT" : "PTRACE_SYSCALL", signo);
	strobe_same_cpu_resume(trace, task);
	/* ESRCH: it was killed while it was stopped; wait() will say so. */
	if (ptrace(request, task->pub.tid, NULL, (void *)(long)signo) < 0 && errno != ESRCH)
		strobe_engine_message(trace, "ptrace(%s, %d): %s",
				      request == PTRACE_CONT ? "PTRACE_CONT" : "PTRACE_SYSCALL",
				      task->pub.tid, strerror(errno));
}

static void signal_stop(struct strobe_trace *trace, struct task *task, int signo)
{
	siginfo_t info;
	bool known = ptrace(PTRACE_GETSIGINFO, task->pub.tid, NULL, &info) == 0;

	if (!known && errno == ESRCH)
		return;
	if (known && info.si_code == SI_TKILL)
		strobe_engine_disguise_signal(task, &info);
	if (trace->ops->signal && !task->leaving)
		trace->ops->signal(trace, &task->pub, signo, known ? &info : NULL);
	strobe_engine_resume(trace, task, signo);
}

/*
 * PTRACE_LISTEN leaves the task stopped as the stop signal meant it, and still lets it tell of a SIGCONT: that comes as
 * another PTRACE_EVENT_STOP, with SIGTRAP.
 */
static void group_stop(struct strobe_trace *trace, struct task *task, int signo)
{
	if (task->leaving || trace->detaching) {
		strobe_engine_resume(trace, task, 0);
		return;
	}
	if (trace->ops->group_stop)
		trace->ops->group_stop(trace, &task->pub, signo);
	if (task->leaving || trace->finishing) {
		strobe_engine_resume(trace, task, 0);
		return;
	}
	if (ptrace(PTRACE_LISTEN, task->pub.tid, NULL, NULL) < 0 && errno != ESRCH)
		strobe_engine_message(trace, "ptrace(PTRACE_LISTEN, %d): %s", task->pub.tid, strerror(errno));
}

static void started(struct strobe_trace *trace, struct task *task)
{
	task->starting = false;
	if (task->pub.origin == STROBE_ORIGIN_CREATED)
		strobe_same_cpu_born(trace, task);
	if (task->unwanted || (trace->detaching && !task->announced)) {
		task->unwanted = true;
		task->leaving = true;
	} else if (!task->announced) {
		strobe_engine_announce(trace, task);
	}
}

void strobe_engine_stopped(struct strobe_trace *trace, struct task *task, int status)
{
	int signo = WSTOPSIG(status);
	int event = (int)((unsigned)status >> 16);

	strobe_same_cpu_stopped(trace, task);
	if (task->starting)
		started(trace, task);
	switch (event) {
	case 0:
		if (signo == SYSCALL_STOP)
			strobe_engine_syscall_stop(trace, task);
		else
			signal_stop(trace, task, signo);
		return;
	case PTRACE_EVENT_STOP:
		if (is_stop_signal(signo)) {
			group_stop(trace, task, signo);
			return;
		}
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE: strobe_engine_created(trace, task, event); break;
	case PTRACE_EVENT_EXEC: task = strobe_engine_execed(trace, task, task->pub.tid); break;
	case PTRACE_EVENT_SECCOMP: strobe_engine_seccomp_stop(trace, task); return;
	default: break;
	}
	strobe_engine_resume(trace, task, 0);
}

void strobe_engine_ended(struct strobe_trace *trace, struct task *task, int status)
{
	strobe_same_cpu_forget(trace, task, true);
	if (task->pub.tid == trace->command && !trace->outcome->interrupted) {
		trace->outcome->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
		trace->outcome->killed_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	}
	if (!task->announced && !task->unwanted && !trace->detaching)
		strobe_engine_announce(trace, task);
	if (task->announced && WIFEXITED(status) && trace->ops->exited)
		trace->ops->exited(trace, &task->pub, WEXITSTATUS(status));
	if (task->announced && WIFSIGNALED(status) && trace->ops->killed)
		trace->ops->killed(trace, &task->pub, WTERMSIG(status), WCOREDUMP(status));
	strobe_engine_forget(trace, task);
}
