/*
 * The loop: waits for stops and deals them out. In the usual case a stop costs three system calls: wait4,
 * PTRACE_GET_SYSCALL_INFO, PTRACE_SYSCALL.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"

/* After want_idle, ns: a tick that gets lost delays idle() by one more interval, still within 100 ms. */
#define IDLE_AFTER 40000000

/* Events that may pass before the queue is filled again, at most. */
#define DRAIN_PAUSE_MAX 16

/* After so many stops of one task in a row, of many, that one is waited for. */
#define LONG_ROW 16

/*
 * wait4, with the system time when it is asked for: the kernel adds up all threads and the children that were waited for.
 * Without __WALL: traced tasks are waited for whatever signal their end gives (since Linux 4.7), and that of other children
 * without a signal is no affair of this loop (cpu_guard.c).
 */
static pid_t wait_for(struct strobe_trace *trace, pid_t tid, int options, struct wait_event *event)
{
	struct rusage usage;
	bool wanted = trace->config->cpu_times;

	event->tid = wait4(tid, &event->status, options, wanted ? &usage : NULL);
	event->system_time = 0;
	if (wanted && event->tid > 0)
		event->system_time = (uint64_t)usage.ru_stime.tv_sec * 1000000000u +
				     (uint64_t)usage.ru_stime.tv_usec * 1000;
	if (trace->config->debug && event->tid > 0)
		strobe_debug_waited(trace, event->tid, event->status);
	return event->tid;
}

static void queue_put(struct strobe_trace *trace, const struct wait_event *event)
{
	/*
	 * A task that was collected with a stop and now comes again is no longer in that stop: it was killed, or
	 * another thread took its tid by execve. The stale stop must not be acted on.
	 */
	for (unsigned i = trace->queue_next; i < trace->queue_count; i++) {
		if (trace->queue[i].tid == event->tid)
			trace->queue[i].tid = 0;
	}
	trace->queue[trace->queue_count++] = *event;
}

/*
 * wait4(-1) looks through the tasks in the kernel's own order and returns the first that stopped: with many busy tasks
 * the last would starve. So all that have stopped are collected and served in turn. Where that finds nothing, as with
 * one busy task among sleeping ones, it is tried more seldom, for it costs a system call.
 */
static void drain(struct strobe_trace *trace)
{
	unsigned found = 0;
	struct wait_event event;

	if (trace->drain_skip > 0) {
		trace->drain_skip--;
		return;
	}
	while (trace->queue_count < QUEUE_ROOM && wait_for(trace, -1, WNOHANG, &event) > 0) {
		queue_put(trace, &event);
		found++;
	}
	if (found)
		trace->drain_pause = 0;
	else if (trace->drain_pause < DRAIN_PAUSE_MAX)
		trace->drain_pause = trace->drain_pause * 2 + 1;
	trace->drain_skip = trace->drain_pause;
}

/*
 * wait4(-1) looks at each task until it finds one that stopped: at all, when it then sleeps. So while one of many makes all
 * the stops, it is waited for alone. Every few stops, all are asked for again; and a tick (same_cpu.c)
 * interrupts the wait if it makes no more. 1: the event is that, 0: it is not to be waited for, -1 with errno.
 */
static int wait_for_latest(struct strobe_trace *trace, struct wait_event *event)
{
	struct strobe_same_cpu *place = &trace->same_cpu;

	if (trace->count < STROBE_MANY_TASKS || !place->quick || !place->latest || place->row < LONG_ROW ||
	    place->row % LONG_ROW == 0)
		return 0;
	if (wait_for(trace, place->latest->pub.tid, 0, event) > 0)
		return 1;
	place->row = 0;
	return errno == EINTR ? -1 : 0;
}

/* The next event. False with errno EINTR when a signal came, ECHILD when there is nothing to wait for. */
bool strobe_engine_next(struct strobe_trace *trace, struct wait_event *event)
{
	for (;;) {
		if (trace->queue_next == trace->queue_count) {
			int latest = wait_for_latest(trace, event);

			trace->queue_next = trace->queue_count = 0;
			if (latest) {
				trace->system_time = event->system_time;
				return latest > 0;
			}
			if (wait_for(trace, -1, 0, event) < 0)
				return false;
			trace->system_time = event->system_time;
			if (trace->count < 2)
				return true;
			queue_put(trace, event);
			drain(trace);
		}
		*event = trace->queue[trace->queue_next++];
		trace->system_time = event->system_time;
		if (event->tid)
			return true;
	}
}

void strobe_engine_handle(struct strobe_trace *trace, pid_t tid, int status)
{
	struct task *task = strobe_tasks_find(trace, tid);

	if (WIFSTOPPED(status)) {
		if (!task)
			task = strobe_engine_first_stop(trace, tid);
		if (task)
			strobe_engine_stopped(trace, task, status);
		else
			ptrace(PTRACE_DETACH, tid, NULL, NULL);
		return;
	}
	if (tid == trace->command) {
		trace->command_ended = true;
		trace->command_detached = false;
	}
	if (task)
		strobe_engine_ended(trace, task, status);
}

static void vanish(struct strobe_trace *trace, struct task *task)
{
	if (task->announced && trace->ops->vanished)
		trace->ops->vanished(trace, &task->pub);
	strobe_engine_forget(trace, task);
}

/* The kernel lets go of it when this process ends. */
static void leave(struct strobe_trace *trace, struct task *task)
{
	if (task->announced && trace->ops->detached)
		trace->ops->detached(trace, &task->pub);
	strobe_engine_forget(trace, task);
}

static void tick(struct strobe_trace *trace)
{
	bool called = trace->idle_wanted;

	if (strobe_same_cpu_tick(trace) && !trace->held)
		return;
	trace->idle_wanted = false;
	if (called && trace->ops->idle)
		trace->ops->idle(trace);
	if (trace->held) {
		strobe_engine_release_held(trace);
	} else if (!called && !trace->idle_wanted) {
		/* Nothing to come: strobe sleeps until something happens. */
		trace->ticking = false;
		strobe_own_signals_tick_after(0);
	}
}

void strobe_engine_want_ticks(struct strobe_trace *trace)
{
	if (trace->ticking || trace->detaching)
		return;
	trace->ticking = true;
	strobe_own_signals_tick_after(IDLE_AFTER);
}

void strobe_engine_slow_ticks(struct strobe_trace *trace)
{
	if (trace->ticking && !trace->detaching)
		strobe_own_signals_tick_after(IDLE_AFTER);
}

void strobe_trace_want_idle(struct strobe_trace *trace)
{
	trace->idle_wanted = true;
	strobe_engine_want_ticks(trace);
}

/* Whoever ends strobe means the command that it started. What was only attached to is no affair of that signal. */
static void pass_on(const struct strobe_trace *trace, int signo)
{
	if (!trace->command || trace->config->background || trace->command_ended)
		return;
	kill(trace->command, signo);
	kill(trace->command, SIGCONT);
}

/* Processes that will go on under the filter without a tracer; the command isn't one, for it gets the signal. */
static unsigned count_left(const struct strobe_trace *trace)
{
	unsigned left = 0;

	for (size_t i = 0; trace->config->filter && i <= trace->bucket_mask; i++) {
		for (const struct task *task = trace->bucket[i]; task; task = task->chain)
			left += task->pub.tid == task->pub.tgid && task->pub.tgid != trace->command;
	}
	return left;
}

static void part(struct strobe_trace *trace, struct task *task)
{
	if (task->announced && trace->ops->detached)
		trace->ops->detached(trace, &task->pub);
	if (task->announced && trace->ops->gone)
		trace->ops->gone(trace, &task->pub);
	task->pub.user = NULL;
}

/* Goes on without anybody to tell: tasks stop for the filter as ever, and are sent on at once. Ends the process. */
static _Noreturn void leave_guard(struct strobe_trace *trace, int signo)
{
	static const struct strobe_trace_ops nobody = { .new_task = NULL };
	struct wait_event event;

	strobe_own_signals_ignore();
	strobe_own_signals_tick_after(0);
	strobe_tasks_each(trace, part);
	if (signo)
		pass_on(trace, signo);
	if (trace->ops->left)
		trace->ops->left(trace, signo);
	trace->ops = &nobody;
	if (trace->held)
		strobe_engine_release_held(trace);
	while (trace->count > 0) {
		if (strobe_own_signals_ticked() && trace->held)
			strobe_engine_release_held(trace);
		if (strobe_engine_next(trace, &event))
			strobe_engine_handle(trace, event.tid, event.status);
		else if (errno != EINTR)
			break;
	}
	_exit(0);
}

static void interrupted(struct strobe_trace *trace, int signo)
{
	unsigned left = count_left(trace);

	trace->outcome->interrupted = signo;
	if (trace->config->kill_on_exit) {
		strobe_engine_kill_all(trace);
	} else {
		strobe_engine_detach_all(trace);
		if (left)
			strobe_engine_message(
				trace,
				"in %u process%s that go%s on, traced calls will fail with ENOSYS "
				"(see --seccomp-bpf=never and --kill-on-exit)",
				left, left == 1 ? "" : "es", left == 1 ? "es" : "");
	}
	pass_on(trace, signo);
}

static void run(struct strobe_trace *trace)
{
	struct wait_event event;

	while (trace->count > 0 || trace->command_detached) {
		int fatal = strobe_own_signals_fatal();

		if (trace->config->guard &&
		    (fatal || (strobe_own_signals_parted() && getppid() != trace->config->guard)))
			leave_guard(trace, fatal);
		if (fatal) {
			interrupted(trace, fatal);
			return;
		}
		if (strobe_own_signals_ticked())
			tick(trace);
		if (strobe_engine_next(trace, &event)) {
			strobe_engine_handle(trace, event.tid, event.status);
		} else if (errno == ECHILD) {
			strobe_tasks_each(trace, vanish);
			trace->command_detached = false;
		} else if (errno != EINTR) {
			strobe_engine_message(trace, "wait4: %s", strerror(errno));
			return;
		}
		if (trace->finishing) {
			strobe_engine_detach_all(trace);
			return;
		}
	}
}

static unsigned long options_for(const struct strobe_trace_config *config)
{
	unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;

	/* Which of the events a clone() comes as depends on its exit signal, not on what it creates: all of them. */
	if (config->follow)
		options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	if (config->kill_on_exit)
		options |= PTRACE_O_EXITKILL;
	if (config->filter)
		options |= PTRACE_O_TRACESECCOMP;
	return options;
}

int strobe_trace_run(const struct strobe_trace_config *config, struct strobe_outcome *outcome)
{
	struct strobe_trace trace = {
		.config = config,
		.ops = config->ops,
		.outcome = outcome,
		.options = options_for(config),
	};
	int launched = 0;
	bool any;

	*outcome = (struct strobe_outcome){ .status = 1 };
	if (strobe_tasks_init(&trace) < 0) {
		strobe_engine_message(&trace, "%s", strerror(errno));
		return -1;
	}
	if (strobe_same_cpu_check(&trace) < 0) {
		strobe_tasks_free(&trace);
		return -1;
	}
	strobe_engine_leave_rseq();
	if (config->debug)
		strobe_debug_started(&trace);
	if (config->argv)
		launched = strobe_engine_launch(&trace);
	strobe_own_signals_take(config->interruptible);
	for (size_t i = 0; launched == 0 && i < config->attach_count; i++)
		strobe_engine_attach(&trace, config->attach[i]);
	if (launched == 0 && config->attach_children)
		strobe_engine_attach_descendants(&trace);
	any = trace.count > 0;
	strobe_same_cpu_begin(&trace);
	if (any)
		outcome->status = 0;
	run(&trace);
	strobe_tasks_each(&trace, leave);
	strobe_same_cpu_end(&trace);
	strobe_own_signals_restore(outcome->interrupted);
	strobe_tasks_free(&trace);
	return any ? 0 : -1;
}

void *strobe_trace_data(const struct strobe_trace *trace)
{
	return trace->config->data;
}

_Noreturn void strobe_trace_die_by(int signo)
{
	struct rlimit none = { 0, 0 };
	sigset_t just;

	/* The command's core is of interest, not one of strobe. */
	setrlimit(RLIMIT_CORE, &none);
	signal(signo, SIG_DFL);
	sigemptyset(&just);
	sigaddset(&just, signo);
	sigprocmask(SIG_UNBLOCK, &just, NULL);
	raise(signo);
	_exit(128 + signo);
}
