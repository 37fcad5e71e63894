/*
 * What the session does at each of the engine's events: capture what the call points at, then hand the record to
 * the renderer.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "session.h"
#include "strobe/capture.h"

static struct session *session_of(const struct strobe_trace *trace)
{
	return strobe_trace_data(trace);
}

/* The event that a renderer is told, for a task. */
static struct strobe_event make_event(const struct session *session, const struct strobe_task *task)
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

/* The same for an event at which the task is stopped: with -i, where it stopped. */
static struct strobe_event make_stopped_event(const struct session *session, const struct strobe_task *task)
{
	struct strobe_event event = make_event(session, task);
	if (session->options->instruction_pointer)
		event.has_instruction_pointer =
			strobe_trace_instruction_pointer(task, &event.instruction_pointer);
	return event;
}

/* After every event: what is known becomes visible at once on a terminal, soon elsewhere. */
static void written(struct session *session, const struct tracee *tracee)
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

/* A message for the user, between the lines of the trace. JSON has objects for what these say. */
static void say(struct session *session, const struct tracee *tracee, const char *format, ...)
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

static void set_task_count(struct session *session, int change)
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
			say(session, tracee, "Process %d attached", (int)task->tid);
		return;
	}
	if (task->threads > 1)
		say(session, tracee, "Process %d attached with %u threads", (int)task->tgid, task->threads);
	else if (task->threads || task->origin == STROBE_ORIGIN_CREATED)
		say(session, tracee, "Process %d attached", (int)task->tid);
}

static void on_new_task(struct strobe_trace *trace, struct strobe_task *task, struct strobe_task *parent)
{
	struct session *session = session_of(trace);
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
	set_task_count(session, 1);
	struct strobe_event event = make_event(session, task);
	tracee->sheet->renderer->ops->attached(tracee->sheet->renderer, &tracee->line, &event,
					       parent ? parent->tid : 0);
	const struct strobe_row *row = strobe_decode_row(task->abi, task->restarting);
	if (row)
		tracee->line.interrupted = strobe_decode_text(row->name);
	say_attached(session, tracee, task);
	mappings_attached(session, task);
	written(session, tracee);
}

/* The task makes calls in another ABI than before: said once for each change. */
static void note_abi(struct session *session, struct tracee *tracee, const struct strobe_task *task,
		     const struct strobe_stop *stop)
{
	if (tracee->record.abi == stop->abi)
		return;
	tracee->record.abi = stop->abi;
	if (session->quiet & STROBE_QUIET_PERSONALITY)
		return;
	struct strobe_event event = make_event(session, task);
	event.has_instruction_pointer = true;
	event.instruction_pointer = stop->instruction_pointer;
	tracee->sheet->renderer->ops->personality(tracee->sheet->renderer, &tracee->line, &event);
}

static const struct strobe_limits *pick_limits(const struct session *session, unsigned abi, uint64_t number)
{
	const struct strobe_options *options = session->options;
	if (strobe_call_set_has(&options->raw, abi, number))
		return &session->limits[DETAIL_RAW];
	if (!strobe_call_set_has(&options->verbose, abi, number))
		return &session->limits[DETAIL_UNFOLLOWED];
	if (!strobe_call_set_has(&options->abbrev, abi, number))
		return &session->limits[DETAIL_VERBOSE];
	return &session->limits[DETAIL_BRIEF];
}

static void start_record(struct strobe_record *record, const struct strobe_task *task,
			 const struct strobe_stop *stop)
{
	strobe_chunks_reset(&record->chunks);
	strobe_notes_reset(&record->notes);
	record->tid = task->tid;
	record->tgid = task->tgid;
	record->abi = stop->abi;
	record->state = STROBE_STATE_ENTERED;
	record->failed = record->dumped = false;
	memset(&record->namespaces, 0, sizeof(record->namespaces));
	record->error = 0;
	record->result = 0;
	record->number = stop->number;
	record->signature = 0;
	memcpy(record->args, stop->args, sizeof(record->args));
	record->instruction_pointer = stop->instruction_pointer;
	record->stack_pointer = stop->stack_pointer;
	record->entry_time = stop->realtime;
	record->entry_monotonic = stop->monotonic;
	record->exit_time = record->exit_monotonic = 0;
}

/* Copies what the renderer will need, unless it needs nothing. */
static void capture(const struct session *session, struct tracee *tracee, const struct strobe_task *task,
		    enum strobe_phase phase)
{
	const struct strobe_limits *limits = tracee->limits;
	if (session->silent)
		return;
	if (limits->descriptors || limits->processes || strobe_decode_fetches(&tracee->record, phase))
		strobe_capture(&tracee->record, phase, task->tid, limits);
}

static void enter_call(struct session *session, struct tracee *tracee, struct strobe_task *task,
		       const struct strobe_stop *stop)
{
	note_abi(session, tracee, task, stop);
	tracee->in_call = true;
	tracee->shown = strobe_call_set_has(&session->options->trace, stop->abi, stop->number);
	if (!tracee->shown)
		return;
	tracee->limits = pick_limits(session, stop->abi, stop->number);
	tracee->system_time = stop->system_time;
	start_record(&tracee->record, task, stop);
	if (session->selects && !select_call(session, &tracee->record, task->tid)) {
		tracee->shown = false;
		return;
	}
	if (session->options->rule_count)
		tamper_entry(session, &tracee->tamper, task, &tracee->record);
	capture(session, tracee, task, STROBE_AT_ENTRY);
	stacks_entry(session, tracee, task, stop);
	profiles_entry(session, tracee, task, stop);
	if (!session->whole && !session->silent) {
		struct strobe_renderer *renderer = tracee->sheet->renderer;
		renderer->ops->entry(renderer, &tracee->line, &tracee->record, tracee->limits);
		written(session, tracee);
	}
}

static void on_entry(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_stop split;
	enter_call(session, tracee, task, split_call(stop, task->tid, &split));
	/* -n shows it with what happens next, whether this call is shown or not; on x32 with the register's bit 30. */
	tracee->line.number = stop->abi == STROBE_ABI_X32 ? stop->number | 0x40000000 : stop->number;
}

/* One more call was shown; at the limit everything is let go. */
static void count_shown(struct session *session, const struct tracee *tracee)
{
	if (++session->shown_calls != session->options->syscall_limit)
		return;
	say(session, tracee, "System call limit has been reached, detaching tracees");
	strobe_trace_finish(session->trace);
}

/* What the call cost. Another thread of the process can make its system time go back by the kernel's rounding. */
static void count_call(struct session *session, const struct tracee *tracee, const struct strobe_stop *stop)
{
	const struct strobe_record *record = &tracee->record;
	uint64_t system_time =
		stop->system_time > tracee->system_time ? stop->system_time - tracee->system_time : 0;
	strobe_report_add(session->report, record->abi, record->number, record->failed, system_time,
			  record->exit_monotonic - record->entry_monotonic);
}

/* The line of a call that changes the task's name begins with the old one. */
static void update_comm(const struct session *session, struct tracee *tracee)
{
	if (!session->wants_comm)
		return;
	if (tracee->new_comm[0])
		memcpy(tracee->record.comm, tracee->new_comm, sizeof(tracee->record.comm));
	tracee->new_comm[0] = '\0';
	tracee->record.exit_comm = NULL;
}

/* prctl(PR_SET_NAME) changes the name, also in the second line of the call, if it has two. */
static void look_for_comm(const struct session *session, struct tracee *tracee,
			  const struct strobe_task *task, const struct strobe_stop *stop)
{
	if (!session->wants_comm || stop->abi != STROBE_ABI_X86_64 ||
	    stop->number != (uint64_t)session->prctl)
		return;
	if (strobe_proc_comm(task->tid, tracee->new_comm) == 0)
		tracee->record.exit_comm = tracee->new_comm;
}

static void leave_shown_call(struct session *session, struct tracee *tracee, struct strobe_task *task,
			     const struct strobe_stop *stop)
{
	struct strobe_record *record = &tracee->record;
	record->state = STROBE_STATE_RETURNED;
	record->result = stop->result;
	record->failed = stop->failed;
	record->error = stop->error;
	record->exit_time = stop->realtime;
	record->exit_monotonic = stop->monotonic;
	if (!tracee->limits->raw)
		split_result(record, stop, task->tid);
	record->exit_instruction_pointer = stop->instruction_pointer;
	if (session->options->rule_count)
		tamper_exit(session, &tracee->tamper, task, record);
	capture(session, tracee, task, STROBE_AT_EXIT);
	if (!(session->options->status & (record->failed ? STROBE_STATUS_FAILED : STROBE_STATUS_SUCCESSFUL)))
		return;
	dumps_capture(session, record, task->tid);
	if (session->options->namespaces && !record->failed && strobe_decode_enters_namespaces(record))
		strobe_capture_namespaces(record, task->tid, tracee->limits);
	if (session->report)
		count_call(session, tracee, stop);
	profiles_add(session, tracee, record->exit_monotonic);
	if (!session->silent) {
		struct strobe_renderer *renderer = tracee->sheet->renderer;
		stacks_exit(session, tracee, task);
		renderer->ops->exit(renderer, &tracee->line, record, tracee->limits, tracee->tamper.notes);
		stacks_show_call(session, tracee);
		written(session, tracee);
	}
	count_shown(session, tracee);
}

static void on_return(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	/* Of a call that was under way when strobe attached, nothing is known but its result. */
	if (!tracee || !tracee->in_call)
		return;
	tracee->in_call = false;
	mappings_returned(session, task, stop);
	filtering_returned(session, task, stop);
	look_for_comm(session, tracee, task, stop);
	if (tracee->shown)
		leave_shown_call(session, tracee, task, stop);
	update_comm(session, tracee);
}

static void on_signal(struct strobe_trace *trace, struct strobe_task *task, int signo, const siginfo_t *info)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee || !strobe_number_set_has(&session->options->signals, signo))
		return;
	struct strobe_event event = make_stopped_event(session, task);
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
	written(session, tracee);
}

static void on_group_stop(struct strobe_trace *trace, struct strobe_task *task, int signo)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee || !strobe_number_set_has(&session->options->signals, signo))
		return;
	struct strobe_event event = make_stopped_event(session, task);
	tracee->sheet->renderer->ops->stopped(tracee->sheet->renderer, &tracee->line, &event, signo);
	written(session, tracee);
}

/* The call that the task is in will not return. */
static void leave_call(const struct session *session, struct tracee *tracee, const struct strobe_event *event)
{
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	if (tracee->in_call && tracee->shown && session->options->status & STROBE_STATUS_UNFINISHED) {
		if (session->whole)
			renderer->ops->entry(renderer, &tracee->line, &tracee->record, tracee->limits);
		renderer->ops->gone(renderer, &tracee->line, &tracee->record, tracee->limits, event);
		profiles_add(session, tracee, event->monotonic);
	}
	tracee->in_call = false;
}

static void on_exited(struct strobe_trace *trace, struct strobe_task *task, int status)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = make_event(session, task);
	leave_call(session, tracee, &event);
	if (!(session->quiet & STROBE_QUIET_EXIT))
		tracee->sheet->renderer->ops->exited(tracee->sheet->renderer, &tracee->line, &event, status);
	stacks_show_call(session, tracee);
	written(session, tracee);
}

static void on_killed(struct strobe_trace *trace, struct strobe_task *task, int signo, bool core)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = make_event(session, task);
	leave_call(session, tracee, &event);
	/* It is a message about a signal: -e signal leaves it out, -e quiet=exit does not. */
	if (strobe_number_set_has(&session->options->signals, signo))
		tracee->sheet->renderer->ops->killed(tracee->sheet->renderer, &tracee->line, &event, signo,
						     core);
	written(session, tracee);
}

static void on_vanished(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = make_event(session, task);
	leave_call(session, tracee, &event);
	written(session, tracee);
}

static void on_renamed(struct strobe_trace *trace, struct strobe_task *task, pid_t tid)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	struct strobe_task *leader = strobe_trace_task(trace, tid);
	if (!tracee || !leader || !leader->user)
		return;
	struct tracee *superseded = leader->user;
	struct strobe_event event = make_stopped_event(session, leader);
	leave_call(session, superseded, &event);
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
	set_task_count(session, -1);
	tracee->sheet->renderer->ops->superseded(tracee->sheet->renderer, &superseded->line, &event,
						 &tracee->line, task->tid);
	written(session, tracee);
}

static void on_exec(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = session_of(trace);
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
	struct strobe_event event = make_event(session, task);
	if (tracee->new_comm[0])
		event.comm = tracee->new_comm;
	tracee->sheet->renderer->ops->exec(tracee->sheet->renderer, &tracee->line, &event, former);
	written(session, tracee);
	/* -b execve: with its new program the task is let go; the exec that starts the command does not count. */
	if (leaves)
		strobe_trace_detach(trace, task);
}

static void on_detached(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = make_event(session, task);
	struct strobe_renderer *renderer = tracee->sheet->renderer;
	if (!(session->quiet & STROBE_QUIET_ATTACH))
		say(session, tracee, "Process %d detached", (int)task->tid);
	if (session->options->status & STROBE_STATUS_DETACHED) {
		if (session->whole && tracee->in_call && tracee->shown)
			renderer->ops->entry(renderer, &tracee->line, &tracee->record, tracee->limits);
		renderer->ops->detached(renderer, &tracee->line, &event);
		if (tracee->in_call && tracee->shown)
			profiles_add(session, tracee, event.monotonic);
	}
	tracee->in_call = false;
	written(session, tracee);
}

static void on_gone(struct strobe_trace *trace, struct strobe_task *task)
{
	struct session *session = session_of(trace);
	struct tracee *tracee = task->user;
	if (!tracee)
		return;
	struct strobe_event event = make_event(session, task);
	task->user = NULL;
	/* However it ended, the renderer must not keep its record. */
	leave_call(session, tracee, &event);
	if (tracee->sheet != &session->main) {
		unlink_own(session, tracee);
		session->failed |= !sheet_close(tracee->sheet);
		free(tracee->sheet);
	}
	if (!tracee->uncounted)
		set_task_count(session, -1);
	stacks_task_gone(session, tracee, task);
	strobe_chunks_free(&tracee->record.chunks);
	strobe_notes_free(&tracee->record.notes);
	strobe_notes_free(&tracee->notes);
	tamper_free(&tracee->tamper);
	free(tracee);
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
	struct session *session = session_of(trace);
	bool half = session->quiet_for++ > 0;
	flush_sheet(&session->main, half);
	for (struct tracee *tracee = session->own_sheets; tracee; tracee = tracee->next_own)
		flush_sheet(tracee->sheet, half);
	if (!half)
		strobe_trace_want_idle(trace);
}

static void on_message(struct strobe_trace *trace, const char *text)
{
	struct session *session = session_of(trace);
	show_now(session, &session->main);
	fprintf(stderr, "%s: %s\n", session->options->program, text);
}

static void on_left(struct strobe_trace *trace, int signo)
{
	struct session *session = session_of(trace);
	/* What is traced must not stand still until a reader of the trace has ended. */
	session->main.writer = 0;
	session_finish(session, true);
	guard_release(session->guard, signo);
}

const struct strobe_trace_ops session_listener = {
	.new_task = on_new_task,
	.entry = on_entry,
	.exit = on_return,
	.signal = on_signal,
	.group_stop = on_group_stop,
	.renamed = on_renamed,
	.exec = on_exec,
	.exited = on_exited,
	.killed = on_killed,
	.vanished = on_vanished,
	.detached = on_detached,
	.gone = on_gone,
	.idle = on_idle,
	.message = on_message,
	.left = on_left,
};
