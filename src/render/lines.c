/*
 * strace's lines: calls as they are made and return, and what else happens to tasks.
 */
#include "strobe/lines.h"

#include <stdlib.h>

#include "lines_inside.h"

/* The kernel code of a call that restart_syscall goes on with; user space never sees it (linux/errno.h). */
#define RESTART_RESTARTBLOCK 516

static struct lines *lines_of(struct strobe_renderer *renderer)
{
	return (struct lines *)renderer;
}

static void end_line(struct lines *lines)
{
	lines_color(lines, STROBE_COLOR_NONE);
	strobe_output_bytes(lines->base.output, "\n", 1);
}

/* The call's name; "syscall_0x1d8" when it has none. */
static const char *call_name(const struct strobe_record *record)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	return row && row->name ? strobe_decode_text(row->name) : NULL;
}

/* The number with what the register holds beside it on x32 (__X32_SYSCALL_BIT). */
static uint64_t full_number(const struct strobe_record *record)
{
	if (record->abi == STROBE_ABI_X32)
		return record->number | 0x40000000;
	return record->abi == STROBE_ABI_I386 ? (uint32_t)strobe_decode_whole(record->abi, record->number)
					      : record->number;
}

static void put_call_name(struct lines *lines, const struct strobe_record *record)
{
	const char *name = call_name(record);
	if (name) {
		lines_put(lines, name);
		return;
	}
	lines_put(lines, "syscall_0x");
	strobe_output_hex(lines->base.output, full_number(record), 1);
}

static bool is_restart(const struct strobe_record *record)
{
	const char *name = call_name(record);
	return name && !strcmp(name, "restart_syscall");
}

static struct moment entry_moment(const struct strobe_record *record)
{
	return (struct moment){
		.tid = record->tid,
		.comm = record->comm,
		.abi = record->abi,
		.time = record->entry_time,
		.monotonic = record->entry_monotonic,
		.has_instruction_pointer = true,
		.instruction_pointer = record->instruction_pointer,
		.number = full_number(record),
	};
}

static struct moment exit_moment(const struct strobe_record *record)
{
	struct moment moment = entry_moment(record);
	moment.time = record->exit_time;
	moment.monotonic = record->exit_monotonic;
	if (record->exit_comm)
		moment.comm = record->exit_comm;
	moment.instruction_pointer = record->exit_instruction_pointer;
	return moment;
}

static struct moment event_moment(const struct strobe_line *line, const struct strobe_event *event)
{
	return (struct moment){
		.tid = event->tid,
		.comm = event->comm,
		.abi = event->abi,
		.time = event->time,
		.monotonic = event->monotonic,
		.has_instruction_pointer = event->has_instruction_pointer,
		.instruction_pointer = event->instruction_pointer,
		.number = line->number,
	};
}

static bool with_pid(const struct lines *lines)
{
	return lines->options.pid == STROBE_PID_COLUMN ||
	       (lines->options.pid == STROBE_PID_SEVERAL && lines->base.tasks > 1);
}

/* The beginning of a line up to what can be told at entry. */
static void put_entry_half(struct lines *lines, struct strobe_line *line, const struct strobe_record *record,
			   const struct strobe_limits *limits)
{
	struct moment moment = entry_moment(record);
	lines_put_prefix(lines, &moment, line->with_pid);
	lines_color(lines, STROBE_COLOR_SYSCALL);
	put_call_name(lines, record);
	strobe_color_punct(lines->base.output, "(");
	strobe_text_reset(&lines->text);
	lines->text.sink.verbose = limits->verbose;
	line->progress = (struct strobe_progress){ 0 };
	/* It takes no arguments; what it goes on with is known from the call that was interrupted. */
	if (is_restart(record) && !limits->raw) {
		lines_put(lines, "<... resuming interrupted ");
		lines_put(lines, line->interrupted ? line->interrupted : "system call");
		lines_put(lines, " ...>");
		line->progress.complete = true;
	} else {
		strobe_decode_entry_args(record, limits, &lines->text.sink, &line->progress);
	}
	lines_color(lines, STROBE_COLOR_NONE);
}

/* Ends the line that is open, so that another can begin. */
static void close_open(struct lines *lines)
{
	struct strobe_line *line = lines->open;
	if (!line)
		return;
	if (line->state == STROBE_LINE_ENTERED) {
		put_entry_half(lines, line, line->record, line->limits);
		line->text = lines->text.state;
	}
	lines_put(lines, " <unfinished ...>");
	end_line(lines);
	line->state = STROBE_LINE_UNFINISHED;
	lines->open = NULL;
}

static void lines_entry(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_record *record, const struct strobe_limits *limits)
{
	struct lines *lines = lines_of(renderer);
	close_open(lines);
	line->state = STROBE_LINE_ENTERED;
	line->record = record;
	line->limits = limits;
	line->number = full_number(record);
	line->has_number = true;
	line->with_pid = with_pid(lines);
	if (!lines->options.whole)
		lines->open = line;
}

/* What is open of this call is on the line now; writes all that is missing up to the arguments that come at exit. */
static void go_on(struct lines *lines, struct strobe_line *line, const struct strobe_record *record,
		  const struct strobe_limits *limits, const struct moment *moment)
{
	if (lines->open != line)
		close_open(lines);
	lines->open = NULL;
	switch (line->state) {
	case STROBE_LINE_HALF: lines->text.state = line->text; break;
	case STROBE_LINE_UNFINISHED:
		lines_put_prefix(lines, moment, with_pid(lines));
		lines_put(lines, "<... ");
		put_call_name(lines, record);
		lines_put(lines, " resumed>");
		lines->text.state = line->text;
		break;
	case STROBE_LINE_NONE:
		line->with_pid = with_pid(lines);
		line->number = full_number(record);
		line->has_number = true;
		/* fall through */
	default: put_entry_half(lines, line, record, limits);
	}
	line->state = STROBE_LINE_NONE;
	line->record = NULL;
	line->limits = NULL;
}

static void put_equals(struct lines *lines)
{
	lines_color(lines, STROBE_COLOR_PUNCT);
	lines_put(lines, ")");
	lines_color(lines, STROBE_COLOR_NONE);
	lines_put(lines, " ");
	strobe_output_pad(lines->base.output, lines->options.column);
	lines_color(lines, STROBE_COLOR_PUNCT);
	lines_put(lines, "=");
	lines_color(lines, STROBE_COLOR_NONE);
	lines_color(lines, STROBE_COLOR_NONE);
	lines_put(lines, " ");
}

static void lines_exit(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_record *record, const struct strobe_limits *limits, unsigned notes)
{
	struct lines *lines = lines_of(renderer);
	struct moment moment = exit_moment(record);
	bool resumes = is_restart(record);
	go_on(lines, line, record, limits, &moment);
	lines->text.sink.verbose = limits->verbose;
	if (!resumes || limits->raw)
		strobe_decode_exit_args(record, limits, &lines->text.sink, &line->progress);
	put_equals(lines);
	lines_put_outcome(lines, record, limits, notes);
	end_line(lines);
	lines_put_dump(lines, record);
	if (!record->failed || record->error != RESTART_RESTARTBLOCK)
		line->interrupted = NULL;
	else if (!resumes)
		line->interrupted = call_name(record);
}

static void lines_gone(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_record *record, const struct strobe_limits *limits,
		       const struct strobe_event *event)
{
	struct lines *lines = lines_of(renderer);
	if (line->state == STROBE_LINE_NONE)
		return;
	struct moment moment = event_moment(line, event);
	go_on(lines, line, record, limits, &moment);
	/* What the call would have told at its exit stays unknown. */
	if (!line->progress.complete)
		lines_put(lines, " <unfinished ...>");
	put_equals(lines);
	lines_color(lines, STROBE_COLOR_RETVAL);
	lines_put(lines, "?");
	lines_color(lines, STROBE_COLOR_NONE);
	end_line(lines);
}

static void lines_detached(struct strobe_renderer *renderer, struct strobe_line *line,
			   const struct strobe_event *event)
{
	struct lines *lines = lines_of(renderer);
	(void)event;
	if (line->state == STROBE_LINE_ENTERED) {
		if (lines->open != line)
			close_open(lines);
		put_entry_half(lines, line, line->record, line->limits);
		line->state = STROBE_LINE_HALF;
		lines->open = line;
	}
	if (line->state == STROBE_LINE_HALF) {
		lines_put(lines, " <detached ...>");
		end_line(lines);
		lines->open = NULL;
	}
	line->state = STROBE_LINE_NONE;
	line->record = NULL;
}

/* Begins a line that tells an event. */
static struct lines *begin_event(struct strobe_renderer *renderer, const struct strobe_line *line,
				 const struct strobe_event *event)
{
	struct lines *lines = lines_of(renderer);
	struct moment moment = event_moment(line, event);
	close_open(lines);
	lines_put_prefix(lines, &moment, with_pid(lines));
	return lines;
}

static void put_signal(struct lines *lines, int signo)
{
	char buffer[16];
	lines_put(lines, strobe_decode_signal_name(signo, buffer));
}

static void lines_signal(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event, int signo, const void *info, size_t size)
{
	struct lines *lines = begin_event(renderer, line, event);
	lines_put(lines, "--- ");
	put_signal(lines, signo);
	if (info) {
		strobe_output_char(lines->base.output, ' ');
		strobe_text_reset(&lines->text);
		lines->text.sink.verbose = lines->options.limits.verbose;
		lines->text.sink.notes = event->notes;
		strobe_decode_value(strobe_type_siginfo, STROBE_ABI_OWN, info, size, &lines->options.limits,
				    &lines->text.sink);
	}
	lines_put(lines, " ---");
	end_line(lines);
}

static void lines_stopped(struct strobe_renderer *renderer, struct strobe_line *line,
			  const struct strobe_event *event, int signo)
{
	struct lines *lines = begin_event(renderer, line, event);
	lines_put(lines, "--- stopped by ");
	put_signal(lines, signo);
	lines_put(lines, " ---");
	end_line(lines);
}

static void lines_exited(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event, int status)
{
	struct lines *lines = begin_event(renderer, line, event);
	lines_put(lines, "+++ exited with ");
	strobe_output_signed(lines->base.output, status);
	lines_put(lines, " +++");
	end_line(lines);
}

static void lines_killed(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event, int signo, bool core)
{
	struct lines *lines = begin_event(renderer, line, event);
	lines_put(lines, "+++ killed by ");
	put_signal(lines, signo);
	lines_put(lines, core ? " (core dumped) +++" : " +++");
	end_line(lines);
}

static void lines_superseded(struct strobe_renderer *renderer, struct strobe_line *line,
			     const struct strobe_event *event, struct strobe_line *execer, pid_t execer_tid)
{
	struct lines *lines = lines_of(renderer);
	if (lines->open && lines->open == execer) {
		if (execer->state == STROBE_LINE_ENTERED) {
			put_entry_half(lines, execer, execer->record, execer->limits);
			execer->text = lines->text.state;
		}
		lines_put(lines, " <pid changed to ");
		strobe_output_signed(lines->base.output, event->tid);
		lines_put(lines, " ...>");
		end_line(lines);
		execer->state = STROBE_LINE_UNFINISHED;
		lines->open = NULL;
	}
	if (!line || lines->options.quiet_superseded)
		return;
	begin_event(renderer, line, event);
	lines_put(lines, "+++ superseded by execve in pid ");
	strobe_output_signed(lines->base.output, execer_tid);
	lines_put(lines, " +++");
	end_line(lines);
}

static void lines_exec(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_event *event, pid_t former)
{
	(void)renderer, (void)line, (void)event, (void)former;
}

static void lines_attached(struct strobe_renderer *renderer, struct strobe_line *line,
			   const struct strobe_event *event, pid_t parent)
{
	(void)renderer, (void)line, (void)event, (void)parent;
}

static void lines_personality(struct strobe_renderer *renderer, struct strobe_line *line,
			      const struct strobe_event *event)
{
	static const char *const modes[] = {
		[STROBE_ABI_X86_64] = "64 bit",
		[STROBE_ABI_X32] = "x32",
		[STROBE_ABI_I386] = "32 bit",
	};
	struct lines *lines = begin_event(renderer, line, event);
	lines_put(lines, "[ Process PID=");
	strobe_output_signed(lines->base.output, event->tid);
	lines_put(lines, " runs in ");
	lines_put(lines, event->abi < STROBE_ABI_COUNT ? modes[event->abi] : "unknown");
	lines_put(lines, " mode. ]\n");
}

static void lines_show(struct strobe_renderer *renderer)
{
	struct lines *lines = lines_of(renderer);
	struct strobe_line *line = lines->open;
	if (!line || line->state != STROBE_LINE_ENTERED)
		return;
	put_entry_half(lines, line, line->record, line->limits);
	line->text = lines->text.state;
	line->state = STROBE_LINE_HALF;
}

static void lines_interrupt(struct strobe_renderer *renderer)
{
	close_open(lines_of(renderer));
}

static void lines_free(struct strobe_renderer *renderer)
{
	close_open(lines_of(renderer));
	free(renderer);
}

static const struct strobe_renderer_ops lines_ops = {
	.entry = lines_entry,
	.exit = lines_exit,
	.gone = lines_gone,
	.detached = lines_detached,
	.signal = lines_signal,
	.stopped = lines_stopped,
	.exited = lines_exited,
	.killed = lines_killed,
	.superseded = lines_superseded,
	.exec = lines_exec,
	.attached = lines_attached,
	.personality = lines_personality,
	.show = lines_show,
	.interrupt = lines_interrupt,
	.free = lines_free,
};

void strobe_lines_defaults(struct strobe_lines_options *options)
{
	*options = (struct strobe_lines_options){
		.limits = { .string = 32, .elements = 32 },
		.column = 40,
		.stamp_digits = 0,
		.relative_digits = 6,
		.duration_digits = 6,
	};
}

struct strobe_renderer *strobe_lines_new(struct strobe_output *output,
					 const struct strobe_lines_options *options)
{
	struct lines *lines = calloc(1, sizeof(*lines));
	if (!lines)
		return NULL;
	lines->base.ops = &lines_ops;
	lines->base.output = output;
	lines->options = *options;
	strobe_text_init(&lines->text, output, &lines->options.text);
	return &lines->base;
}
