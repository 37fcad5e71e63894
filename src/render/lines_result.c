/*
 * What stands behind "=" of a call: its result, and what is known of it.
 */
#include "lines_inside.h"

/* Kernel codes that end a call which goes on later; user space never sees them (linux/errno.h). */
#define RESTARTSYS 512
#define RESTARTNOINTR 513
#define RESTARTNOHAND 514
#define RESTART_RESTARTBLOCK 516

/* Something that stands behind the result, after a blank. */
static void begin_remark(struct lines *lines, enum strobe_color which)
{
	lines_color(lines, STROBE_COLOR_NONE);
	strobe_output_char(lines->base.output, ' ');
	lines_color(lines, which);
}

/* Raw, the kernel's own codes are errors as others. */
static void put_error(struct lines *lines, int error, bool raw)
{
	const char *name = strobe_decode_errno_name(error), *text = strobe_errno_text(error);
	bool restart = !raw && (error == RESTARTSYS || error == RESTARTNOINTR || error == RESTARTNOHAND ||
				error == RESTART_RESTARTBLOCK);
	if (raw && error >= RESTARTSYS)
		text = NULL;
	lines_put(lines, restart ? "?" : "-1");
	begin_remark(lines, STROBE_COLOR_ERROR);
	if (!name) {
		lines_put(lines, "(errno ");
		strobe_output_signed(lines->base.output, error);
		strobe_output_char(lines->base.output, ')');
		return;
	}
	lines_put(lines, name);
	begin_remark(lines, STROBE_COLOR_ERROR);
	lines_put(lines, "(");
	if (text) {
		lines_put(lines, text);
	} else {
		lines_put(lines, "Unknown error ");
		strobe_output_signed(lines->base.output, error);
	}
	strobe_output_char(lines->base.output, ')');
}

/* What stands after "= ". */
static void put_result(struct lines *lines, const struct strobe_record *record,
		       const struct strobe_limits *limits, bool injected)
{
	struct strobe_result result;
	strobe_decode_result(record, limits, &result);
	lines_color(lines, STROBE_COLOR_RETVAL);
	if (record->failed)
		put_error(lines, record->error, limits->raw);
	else if (result.none && !injected)
		lines_put(lines, "?");
	else
		strobe_text_number(lines->base.output, result.value, (enum strobe_form)result.shape);
	if (result.note)
		text_put_note(lines->base.output, &record->notes, result.note, lines->options.text.hex);
	if (result.has_aux) {
		begin_remark(lines, STROBE_COLOR_RETVAL);
		lines_put(lines, "(");
		text_set_aux(&lines->text, true);
		strobe_decode_aux(record, limits, &lines->text.sink);
		text_set_aux(&lines->text, false);
		strobe_output_char(lines->base.output, ')');
	}
}

/* " (ipc:[4026532180], uts:[4026532179])" */
static void put_namespaces(struct lines *lines, const struct strobe_namespaces *namespaces)
{
	const char *before = "(";
	if (!namespaces->any)
		return;
	begin_remark(lines, STROBE_COLOR_RETVAL);
	for (unsigned kind = 0; kind < STROBE_NAMESPACE_COUNT; kind++) {
		if (!namespaces->number[kind])
			continue;
		lines_put(lines, before);
		lines_put(lines, strobe_namespace_names[kind]);
		lines_put(lines, ":[");
		strobe_output_unsigned(lines->base.output, namespaces->number[kind]);
		lines_put(lines, "]");
		before = ", ";
	}
	lines_put(lines, ")");
}

static void put_injected(struct lines *lines, unsigned notes)
{
	if (!(notes & (STROBE_EXIT_POKED | STROBE_EXIT_INJECTED)))
		return;
	begin_remark(lines, STROBE_COLOR_RETVAL);
	if (notes & STROBE_EXIT_POKED)
		lines_put(lines,
			  notes & STROBE_EXIT_INJECTED ? "(INJECTED: args, retval)" : "(INJECTED: args)");
	else
		lines_put(lines, "(INJECTED)");
}

void lines_put_outcome(struct lines *lines, const struct strobe_record *record,
		       const struct strobe_limits *limits, unsigned notes)
{
	put_result(lines, record, limits, notes & STROBE_EXIT_INJECTED);
	put_namespaces(lines, &record->namespaces);
	put_injected(lines, notes);
	if (notes & STROBE_EXIT_DELAYED) {
		begin_remark(lines, STROBE_COLOR_RETVAL);
		lines_put(lines, "(DELAYED)");
	}
	lines_color(lines, STROBE_COLOR_NONE);
	if (lines->options.duration && !(notes & STROBE_EXIT_NO_TIME))
		lines_put_duration(lines, record);
}
