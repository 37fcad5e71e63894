/*
 * A stack as JSON: a list of frames, the innermost first; a function that was inlined is a frame of its own.
 */
#include "json_inside.h"
#include "strobe/stack.h"

static void put_source(struct json_sink *json, const struct strobe_source *source)
{
	json_text(json, "source", source->file);
	if (source->line)
		json_unsigned(json, "line", source->line);
	if (source->line && source->column)
		json_unsigned(json, "column", source->column);
}

/* What a frame and the functions that were inlined at its address have in common. */
static void open_frame(struct json_sink *json, const struct strobe_frame *frame)
{
	json_open(json, NULL, "_");
	json_unsigned(json, "address", frame->address);
	if (frame->file) {
		json_text(json, "file", frame->file);
		json_unsigned(json, "offset", frame->offset);
	}
}

static void put_frame(struct json_sink *json, const struct strobe_stack *stack,
		      const struct strobe_frame *frame)
{
	struct strobe_source sources[STROBE_SOURCES_MOST];
	unsigned count = strobe_stack_sources(stack, frame, sources);
	for (unsigned i = 0; i + 1 < count; i++) {
		open_frame(json, frame);
		if (sources[i].function)
			json_text(json, "symbol", sources[i].function);
		json_bool(json, "inlined", true);
		put_source(json, &sources[i]);
		json_close(json);
	}
	open_frame(json, frame);
	if (frame->symbol) {
		json_text(json, "symbol", frame->symbol);
		json_unsigned(json, "symbol_offset", frame->symbol_offset);
	}
	if (count)
		put_source(json, &sources[count - 1]);
	json_close(json);
}

void json_put_stack(struct json_sink *json, const struct strobe_stack *stack)
{
	if (!stack)
		return;
	json_open_list(json, "stack");
	for (unsigned i = 0; i < stack->count; i++)
		put_frame(json, stack, &stack->frames[i]);
	if (stack->status == STROBE_STACK_TRUNCATED) {
		json_open(json, NULL, "_");
		json_bool(json, "truncated", true);
		json_close(json);
	}
	json_close(json);
}
