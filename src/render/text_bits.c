/*
 * Flags: the names of their parts, and what has no name.
 */
#include <string.h>

#include "strobe/palette.h"
#include "text_sink.h"

static void put_bar(struct strobe_output *output, bool *any)
{
	if (*any)
		strobe_color_punct(output, "|");
	*any = true;
}

static void put_number(struct strobe_output *output, const struct strobe_part *part, uint64_t value,
		       enum strobe_form form)
{
	if (part->flags & STROBE_PART_DEC)
		form = STROBE_FORM_UNSIGNED;
	else if (part->flags & STROBE_PART_UMODE)
		form = STROBE_FORM_UMODE;
	strobe_text_number(output, value, form);
}

/* A name can be several: "AT_STATX_FORCE_SYNC|AT_STATX_DONT_SYNC". */
static void put_constants(struct strobe_output *output, const char *names)
{
	const char *bar = output->palette ? strchr(names, '|') : NULL;
	for (; bar; names = bar + 1, bar = strchr(names, '|')) {
		strobe_color(output, STROBE_COLOR_CONST);
		strobe_output_bytes(output, names, (size_t)(bar - names));
		strobe_color(output, STROBE_COLOR_ARGVAL);
		strobe_color_punct(output, "|");
	}
	text_put_constant(output, names);
}

static void put_part(struct strobe_output *output, const struct strobe_part *part, enum strobe_form form)
{
	/* The signal among the flags of clone(2) is no constant of theirs. */
	if (part->name && (part->shift_name || !strncmp(part->name, "SIG", 3)))
		strobe_output_text(output, part->name);
	else if (part->name)
		put_constants(output, part->name);
	else
		put_number(output, part, part->value, form);
	if (!part->name && part->unknown)
		text_comment(output, part->unknown);
	if (part->shift_name) {
		strobe_output_bytes(output, "<<", 2);
		strobe_output_text(output, part->shift_name);
	}
}

static void put_fields(struct strobe_output *output, const struct strobe_bits *bits, unsigned wanted,
		       bool *any)
{
	for (size_t i = 0; i < bits->count; i++) {
		if ((bits->parts[i].flags & (STROBE_PART_FIELD | STROBE_PART_LAST)) != wanted)
			continue;
		put_bar(output, any);
		put_part(output, &bits->parts[i], bits->form);
	}
}

/* What the parts are that stand for bits of their own. */
static bool has_plain(const struct strobe_bits *bits)
{
	for (size_t i = 0; i < bits->count; i++)
		if (!(bits->parts[i].flags & STROBE_PART_FIELD))
			return true;
	return false;
}

static bool has_leading(const struct strobe_bits *bits)
{
	for (size_t i = 0; i < bits->count; i++)
		if (!(bits->parts[i].flags & STROBE_PART_LAST))
			return true;
	return false;
}

/*
 * The names, in order; then what has none; then the parts that stand last. A file mode always shows its permissions:
 * S_IFREG|000. Alone, or beside fields that show apart, what has no name has a comment of its own.
 */
static void put_names(struct strobe_output *output, const struct strobe_bits *bits)
{
	bool any = false, plain = has_plain(bits);
	for (size_t i = 0; i < bits->count; i++) {
		if (bits->parts[i].flags & STROBE_PART_LAST)
			continue;
		put_bar(output, &any);
		put_part(output, &bits->parts[i], bits->form);
	}
	bool bar = bits->flags & STROBE_BITS_BAR;
	if (bits->rest || bits->form == STROBE_FORM_UMODE || (!bits->count && !bar)) {
		put_bar(output, &any);
		strobe_text_number(output, bits->rest, bits->form);
		if (bits->rest && bits->unknown && !plain &&
		    (bits->flags & STROBE_BITS_APART || !has_leading(bits)))
			text_comment(output, bits->unknown);
	} else if (bar && !plain) {
		put_bar(output, &any);
	}
	put_fields(output, bits, STROBE_PART_FIELD | STROBE_PART_LAST, &any);
}

/* As one word, in one colour: modes of files, which have none, those that files are opened with, and futex(2)'s operations. */
static void put_colored_names(struct strobe_output *output, const struct strobe_bits *bits)
{
	const struct strobe_palette *palette = output->palette;
	bool is_mode = bits->form == STROBE_FORM_UMODE;
	bool is_word = bits->count && bits->parts[0].name && bits->parts[0].flags & STROBE_PART_FIELD &&
		       (!strncmp(bits->parts[0].name, "O_", 2) || !strncmp(bits->parts[0].name, "FUTEX_", 6));
	if (is_word)
		strobe_color(output, STROBE_COLOR_CONST);
	if (is_mode || is_word)
		output->palette = NULL;
	put_names(output, bits);
	output->palette = palette;
	if (is_word)
		strobe_color(output, STROBE_COLOR_ARGVAL);
}

/* A field as a number, and what it is called in a comment. */
static void put_field_number(struct strobe_output *output, const struct strobe_part *part, bool comments)
{
	uint64_t value = part->value;
	put_number(output, part, value, STROBE_FORM_HEX);
	const char *name = part->name ? part->name : part->unknown;
	if (comments && name)
		text_comment(output, name);
	if (!part->shift_name)
		return;
	strobe_output_bytes(output, "<<", 2);
	put_number(output, part, part->shift, STROBE_FORM_HEX);
	if (comments)
		text_comment(output, part->shift_name);
}

static void put_field_numbers(struct strobe_output *output, const struct strobe_bits *bits, unsigned wanted,
			      bool comments, bool *any)
{
	for (size_t i = 0; i < bits->count; i++) {
		if ((bits->parts[i].flags & (STROBE_PART_FIELD | STROBE_PART_LAST)) != wanted)
			continue;
		put_bar(output, any);
		put_field_number(output, &bits->parts[i], comments);
	}
}

/* The bits outside the fields as one number, and their names in a comment. */
static void put_plain_number(struct strobe_output *output, const struct strobe_bits *bits, bool comments,
			     bool *any)
{
	uint64_t value = bits->rest;
	bool plain = false;
	for (size_t i = 0; i < bits->count; i++) {
		if (bits->parts[i].flags & STROBE_PART_FIELD)
			continue;
		value |= bits->parts[i].value;
		plain = true;
	}
	if (!value && bits->count && !(bits->flags & STROBE_BITS_BAR))
		return;
	put_bar(output, any);
	if (value || !(bits->flags & STROBE_BITS_BAR))
		strobe_text_number(output, value, bits->form);
	if (!comments || !value || !(plain || bits->unknown))
		return;
	text_comment_begin(output);
	bool named = false;
	for (size_t i = 0; i < bits->count; i++) {
		if (bits->parts[i].flags & STROBE_PART_FIELD)
			continue;
		put_bar(output, &named);
		put_part(output, &bits->parts[i], bits->form);
	}
	if (!plain) {
		strobe_output_text(output, bits->unknown);
	} else if (bits->rest) {
		put_bar(output, &named);
		strobe_text_number(output, bits->rest, bits->form);
	}
	text_comment_end(output);
}

static void put_apart(struct strobe_output *output, const struct strobe_bits *bits, bool comments)
{
	bool any = false;
	put_field_numbers(output, bits, STROBE_PART_FIELD, comments, &any);
	put_plain_number(output, bits, comments, &any);
	put_field_numbers(output, bits, STROBE_PART_FIELD | STROBE_PART_LAST, comments, &any);
}

void text_bits(struct strobe_sink *sink, const struct strobe_bits *bits)
{
	struct strobe_text *text = text_value(sink);
	enum strobe_constants constants = text->options->constants;
	/* "(flags O_RDWR|O_LARGEFILE)" after a result is the same in every style; a set that shows apart is not. */
	if (text_in_aux(text) && !(bits->flags & STROBE_BITS_APART))
		constants = STROBE_CONSTANTS_ABBREV;
	if (constants == STROBE_CONSTANTS_ABBREV) {
		put_colored_names(text->output, bits);
		return;
	}
	bool comments = constants == STROBE_CONSTANTS_VERBOSE;
	if (bits->flags & STROBE_BITS_APART) {
		put_apart(text->output, bits, comments);
		return;
	}
	strobe_text_number(text->output, bits->value, bits->form);
	if (!comments)
		return;
	const struct strobe_part *only = bits->count == 1 && !bits->rest ? bits->parts : NULL;
	bool is_number = only && !only->name && !only->shift_name;
	bool nested = bits->flags & STROBE_BITS_NESTED &&
		      (is_number ? only->unknown != NULL : bits->value && bits->unknown);
	if (is_number && !nested) {
		if (only->unknown)
			text_comment(text->output, only->unknown);
	} else if (bits->count || bits->form == STROBE_FORM_UMODE || nested) {
		text_comment_begin(text->output);
		put_names(text->output, bits);
		text_comment_end(text->output);
	} else if (bits->value && bits->unknown) {
		text_comment(text->output, bits->unknown);
	}
}
