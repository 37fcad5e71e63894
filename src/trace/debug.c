/*
 * What the engine sees and does, told to the user (-d).
 */
#include <config.h>
#include <linux/filter.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "engine.h"

/* Stops that are not signals: the upper half of a wait status (ptrace(2)). */
static const char *event_name(int event)
{
	switch (event) {
	case PTRACE_EVENT_FORK: return "fork";
	case PTRACE_EVENT_VFORK: return "vfork";
	case PTRACE_EVENT_CLONE: return "clone";
	case PTRACE_EVENT_EXEC: return "exec";
	case PTRACE_EVENT_VFORK_DONE: return "vfork done";
	case PTRACE_EVENT_EXIT: return "exit";
	case PTRACE_EVENT_SECCOMP: return "seccomp";
	case PTRACE_EVENT_STOP: return "stop";
	default: return "unknown event";
	}
}

/* SIGRTMIN is what the C library leaves of the real-time signals; the kernel's names start at 32. */
static void describe_signal(int signo, char *text, size_t size)
{
	const char *name = NULL;

#ifdef HAVE_SIGABBREV_NP /* not in musl, nor in glibc before 2.32 */
	if (signo < 32)
		name = sigabbrev_np(signo);
#endif
	if (name)
		snprintf(text, size, "SIG%s", name);
	else
		snprintf(text, size, "signal %d", signo);
}

void strobe_debug_waited(struct strobe_trace *trace, pid_t tid, int status)
{
	char what[96], signal[24];
	int event = (int)((unsigned)status >> 16);

	if (WIFEXITED(status)) {
		snprintf(what, sizeof what, "exited with %d", WEXITSTATUS(status));
	} else if (WIFSIGNALED(status)) {
		describe_signal(WTERMSIG(status), signal, sizeof signal);
		snprintf(what, sizeof what, "killed by %s%s", signal,
			 WCOREDUMP(status) ? ", core dumped" : "");
	} else if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
		snprintf(what, sizeof what, "stopped at a system call");
	} else {
		describe_signal(WSTOPSIG(status), signal, sizeof signal);
		if (event)
			snprintf(what, sizeof what, "stopped by %s, event %d (%s)", signal, event,
				 event_name(event));
		else
			snprintf(what, sizeof what, "stopped by %s", signal);
	}
	strobe_engine_message(trace, "[wait(%#08x) = %d] %s", (unsigned)status, (int)tid, what);
}

void strobe_debug_added(struct strobe_trace *trace, pid_t tid)
{
	strobe_engine_message(trace, "new task %d, %zu traced", (int)tid, trace->count);
}

void strobe_debug_removed(struct strobe_trace *trace, pid_t tid)
{
	strobe_engine_message(trace, "task %d is dropped, %zu left", (int)tid, trace->count);
}

void strobe_debug_resumed(struct strobe_trace *trace, pid_t tid, const char *request, int signo)
{
	char signal[24];

	describe_signal(signo, signal, sizeof signal);
	strobe_engine_message(trace, "%d goes on: %s%s%s", (int)tid, request, signo ? " with " : "",
			      signo ? signal : "");
}

void strobe_debug_started(struct strobe_trace *trace)
{
	strobe_engine_message(trace, "ptrace options = %#lx", trace->options);
	if (trace->config->filter)
		strobe_engine_message(trace, "seccomp filter of %u instructions", trace->config->filter->len);
	else
		strobe_engine_message(trace, "no seccomp filter");
}
