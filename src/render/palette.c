/*
 * Colours.
 */
#include "strobe/palette.h"

#include <stdio.h>
#include <string.h>

/* Keys in STRACE_COLORS, and the codes of the default. */
static const struct {
	const char *key, *code;
} colors[] = {
	[STROBE_COLOR_SYSCALL] = { "syscall", "33" }, [STROBE_COLOR_ARGNAME] = { "argname", "39" },
	[STROBE_COLOR_ARGVAL] = { "argval", "35" },   [STROBE_COLOR_CALL] = { "call", "33" },
	[STROBE_COLOR_CONST] = { "const", "34" },     [STROBE_COLOR_COMMENT] = { "comment", "36" },
	[STROBE_COLOR_PUNCT] = { "punct", "0" },      [STROBE_COLOR_RETVAL] = { "retval", "32" },
	[STROBE_COLOR_ERROR] = { "error", "31" },     [STROBE_COLOR_NONE] = { "", "0" },
};

static void set_code(struct strobe_palette *palette, unsigned color, const char *code, size_t size)
{
	char *to = palette->code[color];
	snprintf(to, sizeof(palette->code[color]), "\033[%.*sm", (int)size, code);
}

void strobe_palette_default(struct strobe_palette *palette)
{
	for (unsigned i = 0; i < STROBE_COLOR_COUNT; i++)
		set_code(palette, i, colors[i].code, strlen(colors[i].code));
}

static void change_one(struct strobe_palette *palette, const char *pair, size_t size)
{
	const char *equals = memchr(pair, '=', size);
	if (!equals)
		return;
	size_t name = (size_t)(equals - pair), code = size - name - 1;
	/* Nothing but a sequence's own characters may get to the terminal. */
	if (!code || code + 4 > sizeof(palette->code[0]) || strspn(equals + 1, "0123456789;") < code)
		return;
	for (unsigned i = 0; i < STROBE_COLOR_NONE; i++)
		if (strlen(colors[i].key) == name && !memcmp(colors[i].key, pair, name))
			set_code(palette, i, equals + 1, code);
}

void strobe_palette_change(struct strobe_palette *palette, const char *spec)
{
	while (*spec) {
		size_t size = strcspn(spec, ":");
		change_one(palette, spec, size);
		spec += size + (spec[size] == ':');
	}
}

void strobe_color_put(struct strobe_output *output, enum strobe_color color)
{
	size_t column = output->column;
	strobe_output_text(output, output->palette->code[color]);
	output->column = column;
}

void strobe_color_put_punct(struct strobe_output *output, const char *text)
{
	strobe_color_put(output, STROBE_COLOR_PUNCT);
	strobe_output_text(output, text);
	strobe_color_put(output, STROBE_COLOR_ARGVAL);
}
