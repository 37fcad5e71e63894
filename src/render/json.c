/*
 * The JSON renderer: an object a line for each call and each event. A call is told when it has ended, so there is no
 * half of one, and lines never depend on each other.
 */
#include "strobe/json.h"

#include <stdlib.h>

#include "json_inside.h"

struct json {
	struct strobe_renderer base; /* first */
	struct strobe_json_options options;
	struct json_sink sink;
};

static struct json *json_of(struct strobe_renderer *renderer)
{
	return (struct json *)renderer;
}

static const char *const abi_names[] = {
	[STROBE_ABI_X86_64] = "x86_64",
	[STROBE_ABI_X32] = "x32",
	[STROBE_ABI_I386] = "i386",
};

/* What every object has. Times are whole nanoseconds; 0 means that none was taken. */
static struct json_sink *begin_line(struct json *json, const char *type, uint64_t time, pid_t pid, pid_t tid,
				    const char *comm)
{
	struct json_sink *sink = &json->sink;
	json_begin_line(sink);
	json_text(sink, "type", type);
	if (time)
		json_unsigned(sink, "time", time);
	json_signed(sink, "pid", pid);
	json_signed(sink, "tid", tid);
	if (comm)
		json_text(sink, "comm", comm);
	return sink;
}

static struct json_sink *begin_event(struct json *json, const char *type, const struct strobe_event *event)
{
	return begin_line(json, type, event->time, event->tgid, event->tid, event->comm);
}

static void end_line(struct json *json)
{
	json_end_line(&json->sink, json->base.output);
}

static const char *call_name(const struct strobe_record *record)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	return row && row->name ? strobe_decode_text(row->name) : NULL;
}

/* What the register holds, on x32 without its bit 30. */
static uint64_t full_number(const struct strobe_record *record)
{
	return record->abi == STROBE_ABI_I386 ? (uint32_t)strobe_decode_whole(record->abi, record->number)
					      : record->number;
}

static bool is_restart(const struct strobe_record *record)
{
	const char *name = call_name(record);
	return name && !strcmp(name, "restart_syscall");
}

/* The call and its arguments; those that come at exit too when it has returned. */
static void put_call(struct json *json, const struct strobe_line *line, const struct strobe_record *record,
		     const struct strobe_limits *limits)
{
	struct json_sink *sink =
		begin_line(json, "syscall", record->entry_time, record->tgid, record->tid, record->comm);
	const char *name = call_name(record);
	if (record->abi < STROBE_ABI_COUNT)
		json_text(sink, "abi", abi_names[record->abi]);
	if (name) {
		json_text(sink, "syscall", name);
	} else {
		/* As the text output calls it. */
		char number[32];
		struct strobe_output text = { .buffer = number, .room = sizeof(number), .fd = -1 };
		strobe_output_text(&text, "syscall_0x");
		strobe_output_hex(&text,
				  record->abi == STROBE_ABI_X32 ? record->number | 0x40000000
								: full_number(record),
				  1);
		strobe_output_bytes(&text, "", 1);
		json_text(sink, "syscall", number);
	}
	json_unsigned(sink, "number", full_number(record));
	if (is_restart(record) && line->interrupted)
		json_text(sink, "resumes", line->interrupted);
	json_open(sink, "args", "arg");
	struct strobe_progress progress = { 0 };
	sink->sink.verbose = limits->verbose;
	if (record->state == STROBE_STATE_RETURNED)
		strobe_decode_exit_args(record, limits, &sink->sink, &progress);
	else
		strobe_decode_entry_args(record, limits, &sink->sink, &progress);
	json_close(sink);
}

static void put_result(struct json *json, const struct strobe_record *record,
		       const struct strobe_limits *limits)
{
	struct json_sink *sink = &json->sink;
	struct strobe_result result;
	strobe_decode_result(record, limits, &result);
	if (record->failed) {
		const char *name = strobe_decode_errno_name(record->error);
		json_signed(sink, "result", -1);
		json_signed(sink, "error", record->error);
		if (name)
			json_text(sink, "errno", name);
	} else if (result.none) {
		json_null(sink, "result");
	} else if (result.shape == STROBE_FORM_SIGNED) {
		json_signed(sink, "result", (int64_t)result.value);
	} else {
		json_unsigned(sink, "result", result.value);
	}
	if (result.note) {
		/* The object's first member has no comma before it. */
		json_open(sink, "result_info", "value");
		json_signed(sink, "value", (int64_t)result.value);
		json_put_note(&sink->text, &record->notes, result.note);
		json_close(sink);
	}
	if (result.has_aux) {
		json_open(sink, "aux", "value");
		strobe_decode_aux(record, limits, &sink->sink);
		json_close(sink);
	}
}

static void put_namespaces(struct json *json, const struct strobe_namespaces *namespaces)
{
	if (!namespaces->any)
		return;
	json_open(&json->sink, "namespaces", "value");
	for (unsigned kind = 0; kind < STROBE_NAMESPACE_COUNT; kind++)
		if (namespaces->number[kind])
			json_unsigned(&json->sink, strobe_namespace_names[kind], namespaces->number[kind]);
	json_close(&json->sink);
}

static uint64_t passed(uint64_t from, uint64_t to)
{
	return to > from ? to - from : 0;
}

static void put_duration(struct json *json, const struct strobe_record *record)
{
	if (record->entry_monotonic && record->exit_monotonic)
		json_unsigned(&json->sink, "duration",
			      passed(record->entry_monotonic, record->exit_monotonic));
	else if (record->entry_time && record->exit_time)
		json_unsigned(&json->sink, "duration", passed(record->entry_time, record->exit_time));
}

static void json_entry(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_record *record, const struct strobe_limits *limits)
{
	(void)renderer;
	line->state = STROBE_LINE_ENTERED;
	line->record = record;
	line->limits = limits;
	line->number = full_number(record);
	line->has_number = true;
}

static void forget(struct strobe_line *line)
{
	line->state = STROBE_LINE_NONE;
	line->record = NULL;
	line->limits = NULL;
}

static void json_exit(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits, unsigned notes)
{
	struct json *json = json_of(renderer);
	bool interrupted =
		record->failed && record->error == 516; /* ERESTART_RESTARTBLOCK: restart_syscall goes on */
	put_call(json, line, record, limits);
	put_result(json, record, limits);
	put_namespaces(json, &record->namespaces);
	if (!(notes & STROBE_EXIT_NO_TIME))
		put_duration(json, record);
	if (notes & (STROBE_EXIT_INJECTED | STROBE_EXIT_POKED))
		json_bool(&json->sink, "injected", true);
	if (notes & STROBE_EXIT_DELAYED)
		json_bool(&json->sink, "delayed", true);
	json_put_stack(&json->sink, record->stack);
	json_put_dump(&json->sink, record);
	end_line(json);
	if (!interrupted)
		line->interrupted = NULL;
	else if (!is_restart(record))
		line->interrupted = call_name(record);
	forget(line);
}

/* A call that has no result, and why. */
static void put_unfinished(struct json *json, struct strobe_line *line, const struct strobe_record *record,
			   const struct strobe_limits *limits, const char *reason)
{
	put_call(json, line, record, limits);
	json_null(&json->sink, "result");
	json_text(&json->sink, "unfinished", reason);
	json_put_stack(&json->sink, record->stack);
	end_line(json);
	forget(line);
}

static void json_gone(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits,
		      const struct strobe_event *event)
{
	(void)event;
	if (line->state != STROBE_LINE_NONE)
		put_unfinished(json_of(renderer), line, record, limits, "gone");
}

static void json_detached(struct strobe_renderer *renderer, struct strobe_line *line,
			  const struct strobe_event *event)
{
	struct json *json = json_of(renderer);
	if (line->state != STROBE_LINE_NONE && line->record)
		put_unfinished(json, line, line->record, line->limits, "detached");
	begin_event(json, "detached", event);
	end_line(json);
}

static void put_signal_name(struct json_sink *sink, int signo)
{
	char buffer[16];
	json_text(sink, "signal", strobe_decode_signal_name(signo, buffer));
	json_signed(sink, "signo", signo);
}

static void json_signal(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int signo, const void *info, size_t size)
{
	struct json *json = json_of(renderer);
	struct json_sink *sink = begin_event(json, "signal", event);
	(void)line;
	put_signal_name(sink, signo);
	if (info) {
		sink->sink.verbose = json->options.limits.verbose;
		sink->name = "siginfo";
		sink->sink.notes = event->notes;
		strobe_decode_value(strobe_type_siginfo, STROBE_ABI_OWN, info, size, &json->options.limits,
				    &sink->sink);
		sink->name = NULL;
		sink->named = false;
	}
	json_put_stack(sink, event->stack);
	end_line(json);
}

static void json_stopped(struct strobe_renderer *renderer, struct strobe_line *line,
			 const struct strobe_event *event, int signo)
{
	struct json *json = json_of(renderer);
	(void)line;
	put_signal_name(begin_event(json, "stopped", event), signo);
	end_line(json);
}

static void json_exited(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int status)
{
	struct json *json = json_of(renderer);
	(void)line;
	json_signed(begin_event(json, "exited", event), "status", status);
	end_line(json);
}

static void json_killed(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int signo, bool core)
{
	struct json *json = json_of(renderer);
	(void)line;
	put_signal_name(begin_event(json, "killed", event), signo);
	json_bool(&json->sink, "core_dumped", core);
	end_line(json);
}

static void json_superseded(struct strobe_renderer *renderer, struct strobe_line *line,
			    const struct strobe_event *event, struct strobe_line *execer, pid_t execer_tid)
{
	struct json *json = json_of(renderer);
	(void)line, (void)execer;
	json_signed(begin_event(json, "superseded", event), "by", execer_tid);
	end_line(json);
}

static void json_exec(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_event *event, pid_t former)
{
	struct json *json = json_of(renderer);
	struct json_sink *sink = begin_event(json, "exec", event);
	(void)line;
	if (former != event->tid)
		json_signed(sink, "former_tid", former);
	end_line(json);
}

static void json_attached(struct strobe_renderer *renderer, struct strobe_line *line,
			  const struct strobe_event *event, pid_t parent)
{
	struct json *json = json_of(renderer);
	struct json_sink *sink = begin_event(json, "attached", event);
	(void)line;
	if (parent)
		json_signed(sink, "parent", parent);
	end_line(json);
}

/* Each call says what ABI it was made in. */
static void json_personality(struct strobe_renderer *renderer, struct strobe_line *line,
			     const struct strobe_event *event)
{
	(void)renderer, (void)line, (void)event;
}

/* A line is whole or not there, so there is nothing that could be shown or interrupted in the middle. */
static void json_show(struct strobe_renderer *renderer)
{
	(void)renderer;
}

static void json_free(struct strobe_renderer *renderer)
{
	json_sink_free(&json_of(renderer)->sink);
	free(renderer);
}

static const struct strobe_renderer_ops json_renderer_ops = {
	.entry = json_entry,
	.exit = json_exit,
	.gone = json_gone,
	.detached = json_detached,
	.signal = json_signal,
	.stopped = json_stopped,
	.exited = json_exited,
	.killed = json_killed,
	.superseded = json_superseded,
	.exec = json_exec,
	.attached = json_attached,
	.personality = json_personality,
	.show = json_show,
	.interrupt = json_show,
	.free = json_free,
};

struct strobe_renderer *strobe_json_new(struct strobe_output *output,
					const struct strobe_json_options *options)
{
	struct json *json = calloc(1, sizeof(*json));
	if (!json)
		return NULL;
	if (!json_sink_init(&json->sink)) {
		free(json);
		return NULL;
	}
	json->base.ops = &json_renderer_ops;
	json->base.output = output;
	json->options = *options;
	return &json->base;
}
