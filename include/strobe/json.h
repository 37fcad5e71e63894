/*
 * The renderer of JSON: one object a line, described in doc/json.md and doc/json.schema.json.
 */
#ifndef STROBE_JSON_H
#define STROBE_JSON_H

#include "strobe/renderer.h"

struct strobe_json_options {
	struct strobe_limits limits; /* for what is not a call: siginfo */
};

/* A renderer that writes to output (kept, not owned); options are copied. NULL with errno when there is no memory. */
struct strobe_renderer *strobe_json_new(struct strobe_output *output,
					const struct strobe_json_options *options);

/*
 * The length of the UTF-8 sequence at bytes, of which there are size, at least one; 0 when it is none (RFC 3629: no overlong
 * forms, no surrogates, nothing above U+10FFFF). *cut: it is the beginning of one, and the bytes end in it.
 */
size_t strobe_utf8_sequence(const uint8_t *bytes, size_t size, bool *cut);

/* A JSON string in quotes, when size bytes at data are UTF-8; else false, and nothing is written. */
bool strobe_json_string(struct strobe_output *output, const void *data, size_t size);

#endif
