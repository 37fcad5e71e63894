/*
 * What the session keeps of a task: from its first event to its last.
 */
#include <stdio.h>
#include <stdlib.h>

#include "listener.h"
#include "strobe/capture.h"

void tasks_count(struct session *session, int change)
{
	session->tasks += (unsigned)change;
	session->main.renderer->tasks = session->tasks;
}

/* The tasks that have a file each are linked, so that what is buffered for them is written in time. */
static void link_own(struct session *session, struct tracee *tracee)
{
	tracee->next_own = session->own_sheets;
	if (tracee->next_own)
		tracee->next_own->previous_own = tracee;
	session->own_sheets = tracee;
}

static void unlink_own(struct session *session, struct tracee *tracee)
{
	if (tracee->next_own)
		tracee->next_own->previous_own = tracee->previous_own;
	if (tracee->previous_own)
		tracee->previous_own->next_own = tracee->next_own;
	else
		session->own_sheets = tracee->next_own;
}

/* The threads of a process that is attached to are said together. */
static void say_attached(struct session *session, const struct tracee *tracee, const struct strobe_task *task)
{
	if (session->quiet & STROBE_QUIET_ATTACH)
		return;
	/* The command that strobe started is no news, unless it is not strobe's child. */
	if (task->origin == STROBE_ORIGIN_LAUNCHED) {
		if (session->options->daemonize)
			listener_say(session, tracee, "Process %d attached", (int)task->tid);
		return;
	}
	if (task->threads > 1)
		listener_say(session, tracee, "Process %d attached with %u threads", (int)task->tgid,
			     task->threads);
	else if (task->threads || task->origin == STROBE_ORIGIN_CREATED)
		listener_say(session, tracee, "Process %d attached", (int)task->tid);
}

void tasks_new(struct strobe_trace *trace, struct strobe_task *task, struct strobe_task *parent)
{
	struct session *session = listener_session(trace);
	session->trace = trace;
	struct tracee *tracee = calloc(1, sizeof(*tracee));
	struct sheet *own = NULL;
	if (session->options->output_separately && tracee) {
		own = calloc(1, sizeof(*own));
		if (own && !sheet_open(session, own, task->tid)) {
			free(own);
			own = NULL;
			session->failed = true;
		}
	}
	if (!tracee || (session->options->output_separately && !own)) {
		if (!tracee)
			fprintf(stderr, "%s: out of memory\n", session->options->program);
		session->failed = true;
		free(tracee);
		strobe_trace_detach(trace, task);
		return;
	}
	tracee->sheet = own ? own : &session->main;
	if (own)
		link_own(session, tracee);
	tracee->record.tid = task->tid;
	tracee->record.tgid = task->tgid;
	tracee->launching = task->origin == STROBE_ORIGIN_LAUNCHED;
	session->began |= task->origin == STROBE_ORIGIN_ATTACHED;
	task->user = tracee;
	if (session->wants_comm)
		strobe_proc_comm(task->tid, tracee->record.comm);
	/* What a task creates makes its calls in the same ABI, which needs no word, until it says otherwise. */
	if (parent && parent->user)
		tracee->record.abi = ((const struct tracee *)parent->user)->record.abi;
	tasks_count(session, 1);
	struct strobe_event event = listener_event(session, task);
	tracee->sheet->renderer->ops->attached(tracee->sheet->renderer, &tracee->line, &event,
					       parent ? parent->tid : 0);
	const struct strobe_row *row = strobe_decode_row(task->abi, task->restarting);
	if (row)
		tracee->line.interrupted = strobe_decode_text(row->name);
	say_attached(session, tracee, task);
	mappings_attached(session, task);
	listener_written(session, tracee);
}

void tasks_detached(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = listener_event(session, task);
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	if (!(session->quiet & STROBE_QUIET_ATTACH))
		listener_say(session, tracee, "Process %d detached", (int)task->tid);
	if (session->options->status & STROBE_STATUS_DETACHED) {
		if (session->whole && tracee->in_call && tracee->shown)
			renderer->ops->entry(renderer, &tracee->line, &tracee->record, tracee->limits);
		renderer->ops->detached(renderer, &tracee->line, &event);
		if (tracee->in_call && tracee->shown)
			profiles_add(session, tracee, event.monotonic);
	}
	tracee->in_call = false;
	listener_written(session, tracee);
}

void tasks_gone(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = listener_session(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = listener_event(session, task);
	task->user = NULL;
	/* However it ended, the renderer must not keep its record. */
	calls_leave(session, tracee, &event);
	if (tracee->sheet != &session->main) {
		unlink_own(session, tracee);
		session->failed |= !sheet_close(tracee->sheet);
		free(tracee->sheet);
	}
	if (!tracee->uncounted)
		tasks_count(session, -1);
	stacks_task_gone(session, tracee, task);
	strobe_chunks_free(&tracee->record.chunks);
	strobe_notes_free(&tracee->record.notes);
	strobe_notes_free(&tracee->notes);
	tamper_free(&tracee->tamper);
	free(tracee);
}
