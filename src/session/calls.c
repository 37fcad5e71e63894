/*
 * What the session does at a call's entry and exit: capture what the call points at, then hand the record to the renderer.
 */
#include <string.h>
#include <time.h>

#include "listener.h"
#include "strobe/capture.h"

/* The task makes calls in another ABI than before: said once for each change. */
static void note_abi(struct session *session, struct tracee *tracee, const struct strobe_task *task,
		     const struct strobe_stop *stop)
{
	if (tracee->record.abi == stop->abi)
		return;
	tracee->record.abi = stop->abi;
	if (session->quiet & STROBE_QUIET_PERSONALITY)
		return;
	struct strobe_event event = listener_event(session, task);
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
		listener_written(session, tracee);
	}
}

void calls_entry(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop)
{
	struct session *session = listener_session(trace);
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
	listener_say(session, tracee, "System call limit has been reached, detaching tracees");
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
		listener_written(session, tracee);
	}
	count_shown(session, tracee);
}

void calls_exit(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop)
{
	struct session *session = listener_session(trace);
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

void calls_leave(const struct session *session, struct tracee *tracee, const struct strobe_event *event)
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
