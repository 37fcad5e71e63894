/*
 * What the session does at each of the engine's events: the table of functions for them, what these have in common, and
 * the events that are about no task.
 */
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "listener.h"

struct session *listener_session(const struct strobe_trace *trace)
{
	return strobe_trace_data(trace);
}

struct strobe_event listener_event(const struct session *session, const struct strobe_task *task)
{
	const struct tracee *tracee = task->user;
	struct strobe_event event = { .tid = task->tid,
				      .tgid = task->tgid,
				      .abi = tracee ? tracee->record.abi : STROBE_ABI_OWN };
	struct timespec now;
	if (tracee && session->wants_comm)
		event.comm = tracee->record.comm;
	if (session->wants_time) {
		clock_gettime(CLOCK_REALTIME, &now);
		event.time = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
		clock_gettime(CLOCK_MONOTONIC, &now);
		event.monotonic = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	}
	return event;
}

struct strobe_event listener_stopped_event(const struct session *session, const struct strobe_task *task)
{
	struct strobe_event event = listener_event(session, task);
	if (session->options->instruction_pointer)
		event.has_instruction_pointer =
			strobe_trace_instruction_pointer(task, &event.instruction_pointer);
	return event;
}

void listener_written(struct session *session, const struct tracee *tracee)
{
	if (session->silent)
		return;
	session->quiet_for = 0;
	if (session->immediate) {
		tracee->sheet->renderer->ops->show(tracee->sheet->renderer);
		strobe_output_flush(&tracee->sheet->output);
	} else {
		strobe_trace_want_idle(session->trace);
	}
}

/* What was traced before a message comes before it, where both go to the same place. */
static void show_now(struct session *session, struct sheet *sheet)
{
	if (session->options->output)
		return;
	sheet->renderer->ops->show(sheet->renderer);
	strobe_output_flush(&sheet->output);
}

void listener_say(struct session *session, const struct tracee *tracee, const char *format, ...)
{
	char text[256];
	va_list arguments;
	if (session->options->format == STROBE_OUTPUT_JSON)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	show_now(session, tracee->sheet);
	fprintf(stderr, "%s: %s\n", session->options->program, text);
}

static void flush_sheet(struct sheet *sheet, bool half)
{
	if (half)
		sheet->renderer->ops->show(sheet->renderer);
	strobe_output_flush(&sheet->output);
}

/*
 * The beginning of a call that blocks is written only when nothing has happened for a while: whoever kills the tracer of
 * a busy program finds whole lines.
 */
static void on_idle(struct strobe_trace *trace)
{
	struct session *session = listener_session(trace);
	bool half = session->quiet_for++ > 0;
	flush_sheet(&session->main, half);
	for (struct tracee *tracee = session->own_sheets; tracee; tracee = tracee->next_own)
		flush_sheet(tracee->sheet, half);
	if (!half)
		strobe_trace_want_idle(trace);
}

static void on_message(struct strobe_trace *trace, const char *text)
{
	struct session *session = listener_session(trace);
	show_now(session, &session->main);
	fprintf(stderr, "%s: %s\n", session->options->program, text);
}

static void on_left(struct strobe_trace *trace, int signo)
{
	struct session *session = listener_session(trace);
	/* What is traced must not stand still until a reader of the trace has ended. */
	session->main.writer = 0;
	session_finish(session, true);
	guard_release(session->guard, signo);
}

const struct strobe_trace_ops session_listener = {
	.new_task = tasks_new,
	.entry = calls_entry,
	.exit = calls_exit,
	.signal = events_signal,
	.group_stop = events_group_stop,
	.renamed = events_renamed,
	.exec = events_exec,
	.exited = events_exited,
	.killed = events_killed,
	.vanished = events_vanished,
	.detached = tasks_detached,
	.gone = tasks_gone,
	.idle = on_idle,
	.message = on_message,
	.left = on_left,
};
