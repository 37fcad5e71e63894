/*
 * The frame of a JSON line: objects, arrays, keys, and what is added to a value after it was written.
 */
#include <errno.h>
#include <stdlib.h>

#include "json_inside.h"

bool json_sink_init(struct json_sink *json)
{
	*json = (struct json_sink){ .sink = { .ops = &json_ops, .verbose = true } };
	if (strobe_output_open(&json->text, -1, false, "JSON", 0))
		return true;
	json_sink_free(json);
	return false;
}

void json_sink_free(struct json_sink *json)
{
	strobe_output_close(&json->text);
	free(json->keys);
	json->keys = NULL;
}

static void push(struct json_sink *json, enum json_kind kind, const char *unnamed)
{
	json->level[json->depth++] = (struct json_level){
		.kind = (uint8_t)kind,
		.keys = (uint32_t)json->key_count,
		.unnamed = unnamed,
	};
}

void json_begin_line(struct json_sink *json)
{
	json->text.used = 0;
	json->text.error = 0;
	json->text.dropped = 0;
	json->depth = json->skipped = 0;
	json->key_count = 0;
	json->name = json->front = NULL;
	json->named = false;
	push(json, JSON_OBJECT, "_");
	strobe_output_char(&json->text, '{');
}

void json_end_line(struct json_sink *json, struct strobe_output *output)
{
	size_t size;
	while (json->depth > 1)
		json_close(json);
	json->depth = 0;
	strobe_output_bytes(&json->text, "}\n", 2);
	/* A line that didn't fit in memory would not be JSON. It counts as lost. */
	if (json->text.dropped) {
		strobe_output_fail(output, ENOMEM);
		return;
	}
	const char *line = strobe_output_take(&json->text, &size);
	strobe_output_bytes(output, line, size);
}

/* Whether the innermost object has that key. */
static bool has_key(const struct json_sink *json, const struct json_level *level, const char *key,
		    size_t size)
{
	/* A key that didn't fit any more was dropped with all after it, and is not there to be compared. */
	for (size_t i = level->keys; i < json->key_count; i++)
		if ((size_t)json->keys[i].start + size <= json->text.used && json->keys[i].size == size &&
		    !memcmp(json->text.buffer + json->keys[i].start, key, size))
			return true;
	return false;
}

static void remember_key(struct json_sink *json, size_t start, size_t size)
{
	if (json->key_count == json->key_room) {
		size_t room = json->key_room ? json->key_room * 2 : 64;
		struct json_key *keys = realloc(json->keys, room * sizeof(*keys));
		if (!keys)
			return;
		json->keys = keys;
		json->key_room = room;
	}
	json->keys[json->key_count++] = (struct json_key){ (uint32_t)start, (uint32_t)size };
}

static void number_key(struct strobe_output *key, const char *name, unsigned number)
{
	key->used = 0;
	strobe_output_text(key, name);
	strobe_output_char(key, '_');
	strobe_output_unsigned(key, number);
}

/*
 * Writes "key": and sees to it that the object has it once: the second "fd" becomes "fd_2". Names come from the
 * descriptions: they are short, and need no escapes; what doesn't keep to that is cut and changed until it does.
 */
static void put_key(struct json_sink *json, struct json_level *level, const char *name)
{
	char room[80];
	struct strobe_output key = { .buffer = room, .room = sizeof(room), .fd = -1 };
	char base[65];
	size_t size = strnlen(name, 64);
	for (size_t i = 0; i < size; i++)
		base[i] = name[i] < ' ' || name[i] > '~' || name[i] == '"' || name[i] == '\\' ? '_' : name[i];
	base[size] = '\0';
	strobe_output_text(&key, base);
	for (unsigned number = 2; has_key(json, level, room, key.used); number++)
		number_key(&key, base, number);
	strobe_output_char(&json->text, '"');
	remember_key(json, json->text.used, key.used);
	strobe_output_bytes(&json->text, room, key.used);
	strobe_output_bytes(&json->text, "\":", 2);
}

bool json_value(struct json_sink *json)
{
	if (json->skipped)
		return false;
	struct json_level *level = &json->level[json->depth - 1];
	const char *name = json->name;
	json->name = NULL;
	json->named = false;
	if (level->values)
		strobe_output_char(&json->text, ',');
	if (level->kind == JSON_CHANGE)
		put_key(json, level, level->values ? "exit" : "entry");
	else if (level->kind == JSON_OBJECT)
		put_key(json, level, name ? name : level->unnamed);
	if (level->values < 2)
		level->values++;
	level->front = json->front;
	json->front = NULL;
	level->last = (uint32_t)json->text.used;
	level->has_last = true;
	return true;
}

/* Makes room for size bytes at start, by moving what follows. False when there is no memory. */
static bool insert(struct strobe_output *text, size_t start, const char *bytes, size_t size)
{
	size_t end = text->used;
	strobe_output_fill(text, ' ', size);
	if (text->used != end + size)
		return false;
	memmove(text->buffer + start + size, text->buffer + start, end - start);
	memcpy(text->buffer + start, bytes, size);
	return true;
}

void json_annotate(struct json_sink *json, const char *key, const char *value)
{
	if (json->skipped)
		return;
	struct json_level *level = &json->level[json->depth - 1];
	struct strobe_output *text = &json->text;
	if (!level->has_last) {
		json_text(json, key, value);
		return;
	}
	if (text->buffer[level->last] == '{') {
		/* "{}" has no member to be separated from. */
		bool empty = text->buffer[text->used - 2] == '{';
		text->used--;
		if (!empty)
			strobe_output_char(text, ',');
	} else if (insert(text, level->last, "{\"value\":", 9)) {
		strobe_output_char(text, ',');
	} else {
		return;
	}
	strobe_output_char(text, '"');
	strobe_output_text(text, key);
	strobe_output_bytes(text, "\":", 2);
	if (!strobe_json_string(text, value, strlen(value)))
		strobe_output_bytes(text, "\"?\"", 3);
	strobe_output_char(text, '}');
}

void json_value_done(struct json_sink *json)
{
	if (json->skipped)
		return;
	struct json_level *level = &json->level[json->depth - 1];
	const char *front = level->front;
	level->front = NULL;
	if (front)
		json_annotate(json, "comment", front);
}

void json_unsigned(struct json_sink *json, const char *key, uint64_t value)
{
	json->name = key;
	if (json_value(json))
		strobe_output_unsigned(&json->text, value);
}

void json_signed(struct json_sink *json, const char *key, int64_t value)
{
	json->name = key;
	if (json_value(json))
		strobe_output_signed(&json->text, value);
}

void json_text(struct json_sink *json, const char *key, const char *text)
{
	json->name = key;
	if (json_value(json))
		json_put_bytes(&json->text, text, strlen(text), false, false);
}

void json_bool(struct json_sink *json, const char *key, bool value)
{
	json->name = key;
	if (json_value(json))
		strobe_output_text(&json->text, value ? "true" : "false");
}

void json_null(struct json_sink *json, const char *key)
{
	json->name = key;
	if (json_value(json))
		strobe_output_text(&json->text, "null");
}

void json_open(struct json_sink *json, const char *key, const char *unnamed)
{
	json->name = key;
	if (!json_value(json))
		return;
	strobe_output_char(&json->text, '{');
	push(json, JSON_OBJECT, unnamed);
}

void json_open_list(struct json_sink *json, const char *key)
{
	json->name = key;
	if (!json_value(json))
		return;
	strobe_output_char(&json->text, '[');
	push(json, JSON_ARRAY, "_");
}

void json_pop(struct json_sink *json)
{
	struct json_level *level = &json->level[--json->depth];
	json->key_count = level->keys;
	json->name = json->front = NULL;
	json->named = false;
	strobe_output_char(&json->text, level->kind == JSON_ARRAY ? ']' : '}');
	if (level->is_not)
		strobe_output_char(&json->text, '}');
}

void json_close(struct json_sink *json)
{
	json->skipped = 0;
	if (json->depth > 1)
		json_pop(json);
}
