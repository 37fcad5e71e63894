/*
 * Descriptors and process ids, with what is known of them.
 */
#include "json_inside.h"

static void put_key(struct strobe_output *text, const char *key)
{
	strobe_output_text(text, ",\"");
	strobe_output_text(text, key);
	strobe_output_text(text, "\":");
}

static void put_bytes(struct strobe_output *text, const char *key, const struct strobe_notes *notes,
		      struct strobe_note_text bytes)
{
	put_key(text, key);
	json_put_bytes(text, strobe_notes_text(notes, bytes), bytes.size, false, false);
}

static void put_device(struct strobe_output *text, const struct strobe_note *note)
{
	put_key(text, "device");
	strobe_output_text(text, note->device == 'c' ? "{\"type\":\"char\",\"major\":"
						     : "{\"type\":\"block\",\"major\":");
	strobe_output_unsigned(text, note->major);
	put_key(text, "minor");
	strobe_output_unsigned(text, note->minor);
	if (note->has_terminal) {
		put_key(text, "terminal");
		strobe_output_unsigned(text, note->terminal);
	}
	strobe_output_char(text, '}');
}

static void put_socket(struct strobe_output *text, const struct strobe_notes *notes,
		       const struct strobe_note *note)
{
	put_bytes(text, "protocol", notes, note->label);
	put_key(text, "inode");
	strobe_output_signed(text, note->id);
	put_bytes(text, "socket", notes, note->text);
	if (!note->has_name)
		return;
	if (!note->abstract) {
		put_bytes(text, "name", notes, note->name);
		return;
	}
	put_key(text, "name");
	strobe_output_text(text, "{\"abstract\":");
	json_put_bytes(text, strobe_notes_text(notes, note->name), note->name.size, false, false);
	strobe_output_char(text, '}');
}

static void put_signals(struct strobe_output *text, uint64_t set)
{
	bool first = true;
	put_key(text, "signalfd");
	strobe_output_char(text, '[');
	for (int i = 0; i < 64; i++) {
		char buffer[16];
		if (!(set >> i & 1))
			continue;
		const char *name = strobe_decode_signal_name(i + 1, buffer);
		strobe_output_text(text, first ? "\"" : ",\"");
		first = false;
		strobe_output_text(text, strncmp(name, "SIG", 3) == 0 ? name + 3 : name);
		strobe_output_char(text, '"');
	}
	strobe_output_char(text, ']');
}

void json_put_note(struct strobe_output *text, const struct strobe_notes *notes,
		   const struct strobe_note *note)
{
	switch (note->form) {
	case STROBE_NOTE_SOCKET: put_socket(text, notes, note); break;
	case STROBE_NOTE_EVENTFD: put_bytes(text, "eventfd", notes, note->text); break;
	case STROBE_NOTE_SIGNALFD: put_signals(text, note->set); break;
	case STROBE_NOTE_PIDFD:
		put_key(text, "pidfd");
		strobe_output_signed(text, note->id);
		break;
	case STROBE_NOTE_NAMED:
		if (note->has_name)
			put_bytes(text, "comm", notes, note->text);
		if (note->id) {
			put_key(text, "outer");
			strobe_output_signed(text, note->id);
		}
		break;
	default:
		put_bytes(text, "path", notes, note->text);
		if (note->deleted)
			strobe_output_text(text, ",\"deleted\":true");
		if (note->device)
			put_device(text, note);
	}
}

/* A number, or an object when there is more to say. */
static void put_number(struct json_sink *json, int64_t number, const char *symbol)
{
	const struct strobe_sink *sink = &json->sink;
	bool noted = sink->note && sink->notes;
	struct strobe_output *text = &json->text;
	if (!json_value(json))
		return;
	if (noted || symbol)
		strobe_output_text(text, "{\"value\":");
	strobe_output_signed(text, number);
	if (symbol) {
		strobe_output_text(text, ",\"name\":\"");
		strobe_output_text(text, symbol);
		strobe_output_char(text, '"');
	}
	if (noted)
		json_put_note(text, sink->notes, sink->note);
	if (noted || symbol)
		strobe_output_char(text, '}');
	json_value_done(json);
}

void json_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol)
{
	put_number((struct json_sink *)sink, fd, symbol);
}

void json_process(struct strobe_sink *sink, int64_t id, unsigned kind)
{
	(void)kind;
	put_number((struct json_sink *)sink, id, NULL);
}
