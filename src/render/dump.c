/*
 * The data that a call moved (-e read, -e write). As text, below the call's line: sixteen bytes a row, in hexadecimal and as
 * ASCII. In JSON, a member of the call's object: a list of buffers.
 */
#include "json_inside.h"
#include "lines_inside.h"

#define ROW 16
/* Where the ASCII column of a row begins, from the row's first byte on. */
#define ASCII_COLUMN 50

struct lines_dump {
	struct strobe_dump_sink sink; /* first */
	struct strobe_output *output;
};

static void put_row(struct strobe_output *output, const uint8_t *data, size_t size, uint64_t offset)
{
	strobe_output_bytes(output, " | ", 3);
	strobe_output_hex(output, offset, 5);
	strobe_output_bytes(output, "  ", 2);
	size_t column = output->column;
	for (size_t i = 0; i < size; i++) {
		if (i == ROW / 2)
			strobe_output_char(output, ' ');
		strobe_output_hex(output, data[i], 2);
		strobe_output_char(output, ' ');
	}
	strobe_output_pad(output, column + ASCII_COLUMN);
	for (size_t i = 0; i < size; i++)
		strobe_output_char(output, data[i] >= ' ' && data[i] < 0x7f ? (char)data[i] : '.');
	strobe_output_pad(output, column + ASCII_COLUMN + ROW);
	strobe_output_bytes(output, " |\n", 3);
}

static void put_vector(struct strobe_dump_sink *sink, uint64_t buffers, uint32_t index)
{
	struct strobe_output *output = ((struct lines_dump *)sink)->output;
	strobe_output_bytes(output, " = ", 3);
	strobe_output_unsigned(output, buffers);
	strobe_output_text(output, " buffers in vector ");
	strobe_output_unsigned(output, index);
	strobe_output_char(output, '\n');
}

/* Of memory that can't be read whole nothing shows, as with strace; what is too much to be shown is said. */
static void put_buffer(struct strobe_dump_sink *sink, const struct strobe_dump_buffer *buffer)
{
	struct strobe_output *output = ((struct lines_dump *)sink)->output;
	if (buffer->in_list) {
		strobe_output_bytes(output, " * ", 3);
		strobe_output_unsigned(output, buffer->size);
		strobe_output_text(output, " bytes in buffer ");
		strobe_output_unsigned(output, buffer->index);
		strobe_output_char(output, '\n');
	}
	if (buffer->unreadable)
		return;
	for (uint64_t i = 0; i < buffer->got; i += ROW) {
		uint64_t left = buffer->got - i;
		put_row(output, buffer->data + i, left < ROW ? (size_t)left : ROW, i);
	}
	if (buffer->got == buffer->size)
		return;
	strobe_output_bytes(output, " * ", 3);
	strobe_output_unsigned(output, buffer->size - buffer->got);
	strobe_output_text(output, " more bytes are not shown\n");
}

void lines_put_dump(struct lines *lines, const struct strobe_record *record)
{
	struct lines_dump dump = { .sink = { .vector = put_vector, .buffer = put_buffer },
				   .output = lines->base.output };
	strobe_decode_dump(record, &dump.sink);
}

struct json_dump {
	struct strobe_dump_sink sink; /* first */
	struct json_sink *json;
	bool any;
	bool in_vector;
	uint32_t vector;
};

static void note_vector(struct strobe_dump_sink *sink, uint64_t buffers, uint32_t index)
{
	struct json_dump *dump = (struct json_dump *)sink;
	(void)buffers;
	dump->in_vector = true;
	dump->vector = index;
}

static void add_number(struct strobe_output *text, const char *key, uint64_t value)
{
	strobe_output_text(text, key);
	strobe_output_unsigned(text, value);
}

static void add_buffer(struct strobe_dump_sink *sink, const struct strobe_dump_buffer *buffer)
{
	struct json_dump *dump = (struct json_dump *)sink;
	struct strobe_output *text = &dump->json->text;
	strobe_output_text(text, dump->any ? ",{" : "{");
	dump->any = true;
	if (dump->in_vector)
		add_number(text, "\"vector\":", dump->vector);
	if (buffer->in_list)
		add_number(text, dump->in_vector ? ",\"buffer\":" : "\"buffer\":", buffer->index);
	add_number(text, buffer->in_list ? ",\"size\":" : "\"size\":", buffer->size);
	strobe_output_text(text, ",\"data\":");
	json_put_bytes(text, buffer->data, (size_t)buffer->got, buffer->got < buffer->size, false);
	if (buffer->unreadable)
		strobe_output_text(text, ",\"unreadable\":true");
	strobe_output_char(text, '}');
}

void json_put_dump(struct json_sink *json, const struct strobe_record *record)
{
	struct json_dump dump = { .sink = { .vector = note_vector, .buffer = add_buffer }, .json = json };
	if (!record->dumped)
		return;
	json->name = "data";
	if (!json_value(json))
		return;
	strobe_output_char(&json->text, '[');
	strobe_decode_dump(record, &dump.sink);
	strobe_output_char(&json->text, ']');
}
