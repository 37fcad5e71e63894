/*
 * Names and lines: Rust names by hand from RFC 2603 and from compiled programs, frames as they are printed.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"

static void expect_rust(const char *mangled, const char *name)
{
	char *shown = stack_demangle_rust(mangled);

	if (name)
		cr_expect(shown && strcmp(shown, name) == 0, "%s: %s", mangled,
			  shown ? shown : "not mangled");
	else
		cr_expect_null(shown, "%s: %s", mangled, shown);
	free(shown);
}

Test(stack_names, demangles_rust)
{
	expect_rust("_RNvC6_123foo3bar", "123foo::bar");
	expect_rust("_RNvCs1234_7mycrate3foo", "mycrate::foo");
	expect_rust("_RNvCs1234_7mycrate3foo.llvm.42", "mycrate::foo");
	expect_rust("_RNvMs_Cs4Cv8Wi1oAIB_7mycrateNtB4_7Example3foo", "<mycrate::Example>::foo");
	expect_rust("_RINvCs1_1a1fhE", "a::f::<u8>");
	expect_rust("_RINvCs1_1a1fRShTlmEAjj8_PbOcE",
		    "a::f::<&[u8], (i32, u32), [usize; 8], *const bool, *mut char>");
	expect_rust("_RINvCs1_1a1fFUKChEuE", "a::f::<unsafe extern \"C\" fn(u8)>");
	expect_rust("_RINvCs1_1a1fTyEE", "a::f::<(u64,)>");
	expect_rust("_RNCNvCs1_1a1fs_0B3_", "a::f::{closure#1}");
	expect_rust("_RNCINvCs1_1a1fhE0B4_", "a::f::<u8>::{closure#0}");
	expect_rust("_RINvCs1_1a1fKb1_Kan2a_E", "a::f::<true, -42>");
	expect_rust("_RNvXs_C1aNtB4_1SNtB4_1T1m", "<a::S as a::T>::m");
}

Test(stack_names, demangles_older_rust)
{
	expect_rust("_ZN3std2rt10lang_start28_$u7b$$u7b$closure$u7d$$u7d$17h11ec063d5ba0bc99E",
		    "std::rt::lang_start::{{closure}}");
	expect_rust("_ZN2t31m10S$LT$T$GT$2go17h6d5fd9ede82f005aE", "t3::m::S<T>::go");
	expect_rust("_ZN49_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$a..B$GT$1f17h0123456789abcdefE",
		    "<alloc::vec::Vec<T> as a::B>::f");
	expect_rust("_ZN3foo3barEv", NULL);
}

Test(stack_names, rejects_what_is_no_name)
{
	static const char *const names[] = {
		"",
		"_",
		"_R",
		"_RN",
		"_RNv",
		"_RNvC",
		"_RNvC3",
		"_RNvC9foo",
		"_RNvC3fooB_",
		"_RB_",
		"_RNvB_1a",
		"_RC0",
		"_RINvC1a1bE",
		"_RNvC99999999999999999999a",
		"_RMC1aB0_",
		"_ZN",
		"_ZN3",
		"_ZN17h0123456789abcdef",
		"main",
		"_RINvC1a1bAhpE",
		"_RINvC1a1bDEE",
		"_RNvC1a1bxxx",
	};

	/* What matters is that it ends and stays inside. */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		free(stack_demangle_rust(names[i]));
	expect_rust("_RNvC9foo", NULL);
	expect_rust("_RB_", NULL);
	expect_rust("main", NULL);
	expect_rust("_ZN", NULL);
}

/* Nested tuples, each holding the one before it twice. */
static void build_tuples(char *name, unsigned levels)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t at = (size_t)sprintf(name, "_RINvC1a1bThhE"), before = at - 6;

	for (unsigned i = 1; i < levels; i++) {
		size_t here = at - 2;

		at += (size_t)sprintf(name + at, "TB%c%c_B%c%c_E", digits[(before - 1) / 62],
				      digits[(before - 1) % 62], digits[(before - 1) / 62],
				      digits[(before - 1) % 62]);
		before = here;
	}
	sprintf(name + at, "E");
}

Test(stack_names, does_not_explode, .timeout = 20)
{
	char name[1000];

	build_tuples(name, 3);
	expect_rust(name,
		    "a::b::<(u8, u8), ((u8, u8), (u8, u8)), (((u8, u8), (u8, u8)), ((u8, u8), (u8, u8)))>");
	build_tuples(name, 40);
	expect_rust(name, NULL);
}

static void expect_line(const struct strobe_frame *frame, const char *line)
{
	struct strobe_output output;
	const char *text;
	size_t length;

	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	strobe_frame_text(&output, frame);
	text = strobe_output_take(&output, &length);
	cr_expect(length == strlen(line) && memcmp(text, line, length) == 0, "%.*s, not %s", (int)length,
		  text, line);
	strobe_output_close(&output);
}

Test(stack_names, prints_frames)
{
	expect_line(&(struct strobe_frame){ .address = 0x7fff1234,
					    .offset = 0xf9bd4,
					    .file = "/usr/lib/libc.so.6",
					    .symbol = "__write",
					    .symbol_offset = 0x14 },
		    " > /usr/lib/libc.so.6(__write+0x14) [0xf9bd4]");
	expect_line(&(struct strobe_frame){ .address = 0x7fff1234, .offset = 0xbe1, .file = "[vdso]" },
		    " > [vdso](+0xbe1) [0xbe1]");
	expect_line(&(struct strobe_frame){ .address = 0x1234 }, " > unexpected_backtracing_error [0x1234]");
	expect_line(&(struct strobe_frame){ .offset = 7, .file = "/a\033[31m\\012b (deleted)" },
		    " > /a\\033[31m\\012b (deleted)(+0x7) [0x7]");
}
