/*
 * What the files of the JSON renderer share. Nothing outside src/render includes this.
 */
#ifndef STROBE_JSON_INSIDE_H
#define STROBE_JSON_INSIDE_H

#include "strobe/json.h"

/* Groups in one another; deeper ones become {"truncated":true}. More than the walker ever opens. */
#define JSON_DEPTH 64

/* An object, array or change that is open. */
struct json_level {
	uint8_t kind;        /* enum json_kind */
	uint8_t values;      /* values so far: 0, 1, 2 (or more) */
	bool has_last;       /* there is a latest value, to which things can be added */
	bool is_set;         /* an array of names, or numbers that have none */
	bool is_not;         /* that array is inside of {"not": … } */
	uint32_t last;       /* where the latest value starts in the text */
	uint32_t keys;       /* index of its first key in json_sink.keys */
	const char *front;   /* a comment that was told before the latest value, and goes into it; or NULL */
	const char *unnamed; /* an object: the key of a value that was told without a name */
};

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_CHANGE };

/* Where a key stands in the text, without its quotes. */
struct json_key {
	uint32_t start, size;
};

/*
 * The sink. Objects are made in memory and written out whole, for what follows a value (a date, a comment) goes into
 * it, and a name that comes twice is told apart by what was written before.
 */
struct json_sink {
	struct strobe_sink sink;   /* first */
	struct strobe_output text; /* to memory: the line that is being made */
	struct json_level level[JSON_DEPTH];
	unsigned depth;    /* levels that are open; the first is the line's object */
	unsigned skipped;  /* groups that are open beyond JSON_DEPTH */
	const char *name;  /* told for the next value, or NULL */
	const char *front; /* a comment that belongs to the next value, or NULL */
	bool named;        /* name() came, its value did not yet */
	struct json_key *keys;
	size_t key_count, key_room;
};

bool json_sink_init(struct json_sink *json);
void json_sink_free(struct json_sink *json);

/* Begins and ends a line; the line is then copied to output. */
void json_begin_line(struct json_sink *json);
void json_end_line(struct json_sink *json, struct strobe_output *output);

/* Members of the innermost object. key is written as it is: it must need no escapes. */
void json_unsigned(struct json_sink *json, const char *key, uint64_t value);
void json_signed(struct json_sink *json, const char *key, int64_t value);
void json_text(struct json_sink *json, const char *key, const char *text);
void json_bool(struct json_sink *json, const char *key, bool value);
void json_null(struct json_sink *json, const char *key);
/* Opens an object or a list as a member, or closes it. Values in the object that have no name get the key unnamed. */
void json_open(struct json_sink *json, const char *key, const char *unnamed);
void json_open_list(struct json_sink *json, const char *key);
void json_close(struct json_sink *json);
/* Closes the innermost group, whatever it is; there must be one beside the line's object. */
void json_pop(struct json_sink *json);

/* A value begins: comma, key. False when it is beneath JSON_DEPTH: nothing is to be written. */
bool json_value(struct json_sink *json);
/* A value has been written: a comment that was told before it goes in. */
void json_value_done(struct json_sink *json);
/* Bytes as a string, or as {"bytes": …}; cut: more was there. */
void json_put_bytes(struct strobe_output *text, const void *data, size_t size, bool cut, bool as_bytes);
/* Adds "key":"value" to the value that was written last. */
void json_annotate(struct json_sink *json, const char *key, const char *value);

/* json_notes.c */
void json_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol);
void json_process(struct strobe_sink *sink, int64_t id, unsigned kind);
/* The members that say what is known, each after a comma. */
void json_put_note(struct strobe_output *text, const struct strobe_notes *notes,
		   const struct strobe_note *note);

/* json_stack.c: the member "stack", nothing when there is none. */
void json_put_stack(struct json_sink *json, const struct strobe_stack *stack);
/* dump.c: the member "data" of a call whose data is dumped. */
void json_put_dump(struct json_sink *json, const struct strobe_record *record);

/* json_values.c */
extern const struct strobe_sink_ops json_ops;

#endif
