/*
 * The text sink's inside: what its files share. Nothing outside src/render includes this.
 */
#ifndef STROBE_TEXT_SINK_H
#define STROBE_TEXT_SINK_H

#include "strobe/text.h"

/* A value begins: writes what stands between it and the one before, and its name if that shows. */
struct strobe_text *text_value(struct strobe_sink *sink);

/* Whether the next value explains a result: "= 10 (SIGUSR1)". */
static inline bool text_in_aux(const struct strobe_text *text)
{
	return text->in_aux && !text->state.depth;
}

/* What follows is (or is no longer) what stands in parentheses after a result. */
void text_set_aux(struct strobe_text *text, bool in_aux);

/* " / * comment * /" (without the blanks inside the marks). */
void text_comment(struct strobe_output *output, const char *comment);
/* The same in pieces: what is written between them is the comment. */
void text_comment_begin(struct strobe_output *output);
void text_comment_end(struct strobe_output *output);
/* A named constant. */
void text_put_constant(struct strobe_output *output, const char *name);
/* The parenthesis that ends a value that is shown as a call. */
void text_call_end(struct strobe_output *output);
/* NULL for 0. */
void text_put_address(struct strobe_output *output, uint64_t address);

struct strobe_note;
struct strobe_notes;
/* What is known of a descriptor or process, as it stands behind its number: "</dev/null<char 1:3>>". */
void text_put_note(struct strobe_output *output, const struct strobe_notes *notes,
		   const struct strobe_note *note, enum strobe_hex hex);

/* The sink's operations, in text_numbers.c. */
void text_number(struct strobe_sink *sink, uint64_t value, enum strobe_form form);
void text_symbol(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown,
		 enum strobe_form form);
void text_bits(struct strobe_sink *sink, const struct strobe_bits *bits);
void text_address(struct strobe_sink *sink, uint64_t address);
void text_unreadable(struct strobe_sink *sink, uint64_t address, int error);
void text_counted(struct strobe_sink *sink, uint64_t address, uint64_t count, const char *what);
void text_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol);
void text_process(struct strobe_sink *sink, int64_t id, unsigned kind);
void text_composed(struct strobe_sink *sink, uint64_t value, const struct strobe_piece *pieces, size_t count);
void text_struct_name(struct strobe_sink *sink, const char *name);
void text_labelled(struct strobe_sink *sink, uint64_t value, const char *label, enum strobe_form form);
void text_spelled(struct strobe_sink *sink, uint64_t value, enum strobe_form form, const char *spelling);
void text_network(struct strobe_sink *sink, enum strobe_network network, const void *bytes);
void text_hardware(struct strobe_sink *sink, const void *bytes, size_t size, size_t room);
void text_date(struct strobe_sink *sink, int64_t sec, int64_t nsec, unsigned digits);

#endif
