/*
 * What the session does at signals, stops and ends of tasks, and at new programs.
 */
#include "listener.h"
#include "strobe/capture.h"

/* What is kept of the task, if it is known and the signal is to be shown. */
static struct tracee *shown_at(const struct session *session, const struct strobe_task *task, int signo)
{
	return strobe_number_set_has(&session->options->signals, signo) ? task->user : NULL;
}

void events_signal(struct strobe_trace *trace, struct strobe_task *task, int signo, const siginfo_t *info)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = shown_at(session, task, signo);
	if (!tracee)
		return;
	struct strobe_event event = listener_stopped_event(session, task);
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	const struct strobe_limits *limits = &session->limits[DETAIL_BRIEF];
	if (info && !session->silent && (limits->descriptors || limits->processes)) {
		strobe_notes_reset(&tracee->notes);
		strobe_decode_note_value(strobe_type_siginfo, STROBE_ABI_OWN, info, sizeof(*info), limits,
					 &tracee->notes);
		strobe_capture_notes(&tracee->notes, task->tid, limits);
		event.notes = &tracee->notes;
	}
	event.stack = stacks_shown_now(session, task);
	renderer->ops->signal(renderer, &tracee->line, &event, signo, info, info ? sizeof(*info) : 0);
	stacks_show(session, tracee, event.stack);
	listener_written(session, tracee);
}

void events_group_stop(struct strobe_trace *trace, struct strobe_task *task, int signo)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = shown_at(session, task, signo);
	if (!tracee)
		return;
	struct strobe_event event = listener_stopped_event(session, task);
	tracee->sheet->renderer->ops->stopped(tracee->sheet->renderer, &tracee->line, &event, signo);
	listener_written(session, tracee);
}

/* A task has come to its end, and so has its call. NULL: it is not known. */
static struct tracee *end_task(struct strobe_trace *trace, struct strobe_task *task,
			       struct strobe_event *event)
{
	const struct session *session = listener_session(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return NULL;
	*event = listener_event(session, task);
	calls_leave(session, tracee, event);
	return tracee;
}

void events_exited(struct strobe_trace *trace, struct strobe_task *task, int status)
{
	struct session *session = listener_session(trace);
	struct strobe_event event;
	struct tracee *tracee = end_task(trace, task, &event);
	if (!tracee)
		return;
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	if (!(session->quiet & STROBE_QUIET_EXIT))
		renderer->ops->exited(renderer, &tracee->line, &event, status);
	stacks_show_call(session, tracee);
	listener_written(session, tracee);
}

void events_killed(struct strobe_trace *trace, struct strobe_task *task, int signo, bool core)
{
	struct session *session = listener_session(trace);
	struct strobe_event event;
	struct tracee *tracee = end_task(trace, task, &event);
	if (!tracee)
		return;
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	/* It is a message about a signal: -e signal leaves it out, -e quiet=exit does not. */
	if (strobe_number_set_has(&session->options->signals, signo))
		renderer->ops->killed(renderer, &tracee->line, &event, signo, core);
	listener_written(session, tracee);
}

void events_vanished(struct strobe_trace *trace, struct strobe_task *task)
{
	struct strobe_event event;
	struct tracee *tracee = end_task(trace, task, &event);
	if (tracee)
		listener_written(listener_session(trace), tracee);
}

void events_renamed(struct strobe_trace *trace, struct strobe_task *task, pid_t tid)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = task->user;
	struct strobe_task *leader = strobe_trace_task(trace, tid);
	if (!tracee || !leader || !leader->user)
		return;
	struct tracee *superseded = leader->user;
	struct strobe_event event = listener_stopped_event(session, leader);
	calls_leave(session, superseded, &event);
	/* The new program's calls go on under the leader's id, so in its file. */
	if (tracee->sheet != superseded->sheet) {
		struct sheet *own = tracee->sheet;
		if (session->options->format == STROBE_OUTPUT_TEXT)
			own->renderer->ops->superseded(own->renderer, NULL, &event, &tracee->line, task->tid);
		tracee->sheet = superseded->sheet;
		superseded->sheet = own;
	}
	superseded->line.number = tracee->line.number;
	/* It counts no more for the question whether a line needs the task's id. */
	superseded->uncounted = true;
	tasks_count(session, -1);
	tracee->sheet->renderer->ops->superseded(tracee->sheet->renderer, &superseded->line, &event,
						 &tracee->line, task->tid);
	listener_written(session, tracee);
}

void events_exec(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	pid_t former = tracee->record.tid;
	stacks_new_program(session, task);
	bool leaves = session->options->detach_on_execve && !tracee->launching;
	tracee->launching = false;
	session->began = true;
	tracee->record.tid = task->tid;
	if (session->wants_comm)
		strobe_proc_comm(task->tid, tracee->new_comm);
	struct strobe_event event = listener_event(session, task);
	if (tracee->new_comm[0])
		event.comm = tracee->new_comm;
	tracee->sheet->renderer->ops->exec(tracee->sheet->renderer, &tracee->line, &event, former);
	listener_written(session, tracee);
	/* -b execve: with its new program the task is let go; the exec that starts the command does not count. */
	if (leaves)
		strobe_trace_detach(trace, task);
}
