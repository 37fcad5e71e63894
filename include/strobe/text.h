/*
 * The text sink: writes what the walker says as strace writes it. It knows values only; the lines that they stand
 * in are the business of lines.h.
 */
#ifndef STROBE_TEXT_H
#define STROBE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "strobe/output.h"
#include "strobe/sink.h"

/* How bytes that are not printable ASCII show in strings (-x, -xx, --strings-in-hex). */
enum strobe_hex {
	STROBE_HEX_NONE,            /* C escapes: \n, \33 */
	STROBE_HEX_NON_ASCII_CHARS, /* \x for these bytes alone */
	STROBE_HEX_NON_ASCII,       /* a string with such a byte is all in \x (-x) */
	STROBE_HEX_ALL              /* every string is all in \x (-xx) */
};

/* How named constants show (-X). */
enum strobe_constants {
	STROBE_CONSTANTS_ABBREV, /* SEEK_SET */
	STROBE_CONSTANTS_RAW,    /* 0 */
	STROBE_CONSTANTS_VERBOSE /* 0 and the name in a comment */
};

struct strobe_text_options {
	enum strobe_hex hex;
	enum strobe_constants constants;
	bool argument_names; /* -N */
};

/* Groups that can lie in one another; deeper ones are shown as "..." (the walker stops earlier). */
#define STROBE_TEXT_DEPTH 30

/* Where the text stands between two values; a call's is put aside between its entry and its exit. */
struct strobe_text_state {
	uint8_t depth;                      /* groups that are open */
	uint8_t group[STROBE_TEXT_DEPTH];   /* enum strobe_group, of each */
	bool values[STROBE_TEXT_DEPTH + 1]; /* whether it has a value yet; [0] is outside all groups */
	uint16_t skipped;                   /* groups that are open beyond STROBE_TEXT_DEPTH */
};

struct strobe_text {
	struct strobe_sink sink; /* first: what the walker gets */
	struct strobe_output *output;
	const struct strobe_text_options *options;
	struct strobe_text_state state;
	const char *name;                     /* told, and to be shown in front of the next value */
	bool named;                           /* name() came, its value did not yet */
	bool fronted;                         /* a comment stands in front of the next value already */
	bool in_aux;                          /* in the parentheses after a result */
	const struct strobe_palette *palette; /* the output's, while in_aux */
	struct strobe_output *shown;          /* output, while groups are skipped */
	struct strobe_output nowhere;         /* and what takes their place */
};

/* Makes a sink that writes to output. Both pointers are kept, not owned. */
void strobe_text_init(struct strobe_text *text, struct strobe_output *output,
		      const struct strobe_text_options *options);

/* Forgets the nesting: the next value is the first of its line. */
void strobe_text_reset(struct strobe_text *text);

/* A string in quotes with its escapes; flags as for sink.bytes. */
void strobe_text_string(struct strobe_output *output, const void *data, size_t size, unsigned flags,
			enum strobe_hex hex);
/* The same without quotes, with the additional bytes of escape (a string) as octal escapes too: names in <>. */
void strobe_text_escaped(struct strobe_output *output, const void *data, size_t size, const char *escape,
			 enum strobe_hex hex);
/* A hardware address: 00:11:22:33:44:55. */
void strobe_text_mac(struct strobe_output *output, const uint8_t *bytes, size_t size);
/* A number in a form, as sink.number shows it. */
void strobe_text_number(struct strobe_output *output, uint64_t value, enum strobe_form form);

#endif
