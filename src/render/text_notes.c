/*
 * What stands in < > behind descriptors and process ids.
 */
#include "text_sink.h"

#include "strobe/decode.h"
#include "strobe/palette.h"
#include "strobe/record.h"

static void put_escaped(struct strobe_output *output, const struct strobe_notes *notes,
			struct strobe_note_text text, enum strobe_hex hex)
{
	strobe_text_escaped(output, strobe_notes_text(notes, text), text.size, "<>", hex);
}

static void put_device(struct strobe_output *output, const struct strobe_note *note)
{
	strobe_color_punct(output, "<");
	strobe_output_text(output, note->device == 'c' ? "char " : "block ");
	strobe_output_unsigned(output, note->major);
	strobe_output_char(output, ':');
	strobe_output_unsigned(output, note->minor);
	if (note->has_terminal) {
		strobe_output_text(output, " @/dev/pts/");
		strobe_output_unsigned(output, note->terminal);
	}
	strobe_color_punct(output, ">");
}

static void put_socket(struct strobe_output *output, const struct strobe_notes *notes,
		       const struct strobe_note *note, enum strobe_hex hex)
{
	strobe_output_bytes(output, strobe_notes_text(notes, note->label), note->label.size);
	strobe_output_text(output, ":[");
	strobe_output_bytes(output, strobe_notes_text(notes, note->text), note->text.size);
	if (note->has_name) {
		strobe_output_char(output, ',');
		strobe_text_string(output, strobe_notes_text(notes, note->name), note->name.size,
				   note->abstract ? STROBE_BYTES_ABSTRACT : 0, hex);
	}
	strobe_output_char(output, ']');
}

/* A signal mask, as masks show elsewhere: one with most of the kernel's 64 signals as those that it lacks. */
static void put_signals(struct strobe_output *output, uint64_t set)
{
	bool inverted = __builtin_popcountll(set) >= 64 * 2 / 3, first = true;
	strobe_output_text(output, inverted ? "signalfd:~[" : "signalfd:[");
	for (int i = 0; i < 64; i++) {
		char buffer[16];
		if ((set >> i & 1) == inverted)
			continue;
		const char *name = strobe_decode_signal_name(i + 1, buffer);
		if (!first)
			strobe_output_char(output, ' ');
		first = false;
		strobe_output_text(output, strncmp(name, "SIG", 3) == 0 ? name + 3 : name);
	}
	strobe_output_char(output, ']');
}

static void put_descriptor_note(struct strobe_output *output, const struct strobe_notes *notes,
				const struct strobe_note *note, enum strobe_hex hex)
{
	strobe_color_punct(output, "<");
	switch (note->form) {
	case STROBE_NOTE_SOCKET: put_socket(output, notes, note, hex); break;
	case STROBE_NOTE_EVENTFD:
		strobe_output_bytes(output, strobe_notes_text(notes, note->text), note->text.size);
		break;
	case STROBE_NOTE_SIGNALFD: put_signals(output, note->set); break;
	case STROBE_NOTE_PIDFD:
		if (note->id < 0) {
			strobe_output_bytes(output, strobe_notes_text(notes, note->text), note->text.size);
			break;
		}
		strobe_output_text(output, "pid:");
		strobe_output_signed(output, note->id);
		break;
	default:
		put_escaped(output, notes, note->text, hex);
		if (note->device)
			put_device(output, note);
	}
	strobe_color_punct(output, ">");
	if (note->deleted)
		strobe_output_text(output, "(deleted)");
}

void text_put_note(struct strobe_output *output, const struct strobe_notes *notes,
		   const struct strobe_note *note, enum strobe_hex hex)
{
	if (note->form != STROBE_NOTE_NAMED) {
		put_descriptor_note(output, notes, note, hex);
		return;
	}
	if (note->has_name) {
		strobe_color_punct(output, "<");
		put_escaped(output, notes, note->text, hex);
		strobe_color_punct(output, ">");
	}
	if (note->id) {
		text_comment_begin(output);
		strobe_output_signed(output, note->id);
		strobe_output_text(output, " in strace's PID NS");
		text_comment_end(output);
	}
}

/* What explains a result tells of descriptors that were told before. */
static void put_sink_note(const struct strobe_text *text)
{
	const struct strobe_sink *sink = &text->sink;
	if (sink->note && sink->notes && !text->in_aux)
		text_put_note(text->output, sink->notes, sink->note, text->options->hex);
}

void text_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol)
{
	if (symbol)
		text_symbol(sink, (uint64_t)fd, symbol, NULL, STROBE_FORM_SIGNED);
	else
		strobe_output_signed(text_value(sink)->output, fd);
	put_sink_note((struct strobe_text *)sink);
}

void text_process(struct strobe_sink *sink, int64_t id, unsigned kind)
{
	(void)kind;
	strobe_output_signed(text_value(sink)->output, id);
	put_sink_note((struct strobe_text *)sink);
}
