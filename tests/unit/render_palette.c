/*
 * Colours: STRACE_COLORS, and what they do to a line.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/palette.h"

static struct strobe_palette changed(const char *spec)
{
	struct strobe_palette palette;
	strobe_palette_default(&palette);
	strobe_palette_change(&palette, spec);
	return palette;
}

static bool is_default(const struct strobe_palette *palette, enum strobe_color color)
{
	struct strobe_palette other;
	strobe_palette_default(&other);
	return strcmp(palette->code[color], other.code[color]) == 0;
}

Test(render_palette, keys_and_codes)
{
	struct strobe_palette palette = changed("syscall=1;33:punct=7:error=4");
	cr_expect_str_eq(palette.code[STROBE_COLOR_SYSCALL], "\033[1;33m");
	cr_expect_str_eq(palette.code[STROBE_COLOR_PUNCT], "\033[7m");
	cr_expect_str_eq(palette.code[STROBE_COLOR_ERROR], "\033[4m");
	cr_expect(is_default(&palette, STROBE_COLOR_ARGVAL));
	cr_expect_str_eq(palette.code[STROBE_COLOR_NONE], "\033[0m");
}

Test(render_palette, nonsense_changes_nothing)
{
	static const char *const specs[] = { "",
					     ":",
					     "syscall",
					     "syscall=",
					     "syscall=x",
					     "=1",
					     "nothing=1",
					     "syscall=1m\033[2J",
					     "syscall 1",
					     "syscall=1 ",
					     "SYSCALL=1",
					     "syscal=1",
					     "syscall=11111111111111111111111111111111111111111111111" };
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		struct strobe_palette palette = changed(specs[i]);
		for (unsigned color = 0; color < STROBE_COLOR_COUNT; color++)
			cr_expect(is_default(&palette, (enum strobe_color)color), "%s: %u", specs[i], color);
	}
}

Test(render_palette, the_last_of_a_key_holds)
{
	struct strobe_palette palette = changed("const=1:bad:const=2:const=x");
	cr_expect_str_eq(palette.code[STROBE_COLOR_CONST], "\033[2m");
}

Test(render_palette, colours_take_no_column)
{
	struct strobe_palette palette = changed("");
	struct strobe_output output;
	size_t size;
	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	strobe_color_punct(&output, "(");
	cr_expect_eq(output.used, 1);
	output.palette = &palette;
	strobe_color_punct(&output, ", ");
	cr_expect_eq(output.column, 3);
	const char *text = strobe_output_take(&output, &size);
	cr_expect_eq(size, strlen("(\033[0m, \033[35m"));
	cr_expect(memcmp(text, "(\033[0m, \033[35m", size) == 0);
	strobe_output_close(&output);
}
