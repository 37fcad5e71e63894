/*
 * Colours of text output (--color): a code for each kind of word, as terminals take them (ECMA-48, Select Graphic Rendition).
 */
#ifndef STROBE_PALETTE_H
#define STROBE_PALETTE_H

#include <stdbool.h>

#include "strobe/output.h"

enum strobe_color {
	STROBE_COLOR_SYSCALL, /* a call's name */
	STROBE_COLOR_ARGNAME, /* names of arguments and members */
	STROBE_COLOR_ARGVAL,  /* values, and what has no colour of its own among them */
	STROBE_COLOR_CALL,    /* a value that is shown as a call: makedev(), htons() */
	STROBE_COLOR_CONST,   /* named constants */
	STROBE_COLOR_COMMENT,
	STROBE_COLOR_PUNCT, /* brackets, commas, "=" */
	STROBE_COLOR_RETVAL,
	STROBE_COLOR_ERROR, /* an errno, and what it means */
	STROBE_COLOR_NONE,  /* back to the terminal's own */
	STROBE_COLOR_COUNT
};

/* The escape sequences. */
struct strobe_palette {
	char code[STROBE_COLOR_COUNT][32];
};

/* strace's default colours. */
void strobe_palette_default(struct strobe_palette *palette);
/* Changes those that spec, as in STRACE_COLORS, names: "syscall=1;33:argname=39". What makes no sense is passed over. */
void strobe_palette_change(struct strobe_palette *palette, const char *spec);

/* From here on the output is in that colour. Nothing when the output has no palette; the column stays. */
void strobe_color_put(struct strobe_output *output, enum strobe_color color);

static inline void strobe_color(struct strobe_output *output, enum strobe_color color)
{
	if (__builtin_expect(output->palette != NULL, 0))
		strobe_color_put(output, color);
}

/* Punctuation within values: in its colour, then in that of values again. */
void strobe_color_put_punct(struct strobe_output *output, const char *text);

/* Always inline: the text is mostly a literal, whose length is then known. */
__attribute__((always_inline)) static inline void strobe_color_punct(struct strobe_output *output,
								     const char *text)
{
	if (__builtin_expect(output->palette != NULL, 0))
		strobe_color_put_punct(output, text);
	else
		strobe_output_text(output, text);
}

#endif
