/*
 * Frames as lines of a trace.
 */
#include <config.h>

#include "stack/inside.h"

/* /proc/PID/maps has newlines as \012 already; what else would steer a terminal is shown the same way. */
static void write_name(struct strobe_output *output, const char *name)
{
	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;

		if (byte < ' ' || byte == 0x7f) {
			strobe_output_char(output, '\\');
			strobe_output_octal(output, byte, 3);
		} else {
			strobe_output_char(output, *name);
		}
	}
}

static void write_hex(struct strobe_output *output, uint64_t value)
{
	strobe_output_text(output, "0x");
	strobe_output_hex(output, value, 1);
}

void strobe_frame_text(struct strobe_output *output, const struct strobe_frame *frame)
{
	strobe_output_text(output, " > ");
	if (!frame->file) {
		strobe_output_text(output, "unexpected_backtracing_error [");
		write_hex(output, frame->address);
		strobe_output_char(output, ']');
		return;
	}
	write_name(output, frame->file);
	strobe_output_char(output, '(');
	if (frame->symbol)
		strobe_output_text(output, frame->symbol);
	strobe_output_char(output, '+');
	write_hex(output, frame->symbol ? frame->symbol_offset : frame->offset);
	strobe_output_text(output, ") [");
	write_hex(output, frame->offset);
	strobe_output_char(output, ']');
}

const char *strobe_stack_status_text(enum strobe_stack_status status)
{
	switch (status) {
	case STROBE_STACK_TRUNCATED: return " > too many stack frames";
	case STROBE_STACK_WHOLE:
	case STROBE_STACK_LOST:
	case STROBE_STACK_NO_TASK:
	case STROBE_STACK_NO_MEMORY:
	case STROBE_STACK_NOT_BUILT: break;
	}
	return NULL;
}

void strobe_source_text(struct strobe_output *output, const struct strobe_source *source)
{
	strobe_output_char(output, ' ');
	write_name(output, source->file);
	if (source->line) {
		strobe_output_char(output, ':');
		strobe_output_unsigned(output, source->line);
	}
}

void strobe_inlined_text(struct strobe_output *output, const struct strobe_source *source)
{
	strobe_output_text(output, " > ");
	write_name(output, source->function ? source->function : "?");
	strobe_output_text(output, " (inlined)");
	strobe_source_text(output, source);
}
