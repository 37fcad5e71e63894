/*
 * Profiles: calls added up by stacks that are made up here, as folded lines and as a picture.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "report/profile.h"
#include "strobe/decode.h"

#define FRAMES_MOST 4096

static struct strobe_profile *profile;

static void set_up(void)
{
	profile = strobe_profile_new();
	cr_assert_not_null(profile);
}

static void tear_down(void)
{
	strobe_profile_free(profile);
}

TestSuite(profile, .init = set_up, .fini = tear_down);

static uint64_t number_of(const char *name)
{
	int number = strobe_decode_number(STROBE_ABI_X86_64, name);

	cr_assert_geq(number, 0);
	return (uint64_t)number;
}

/* A call from functions of these names, the outermost first, as one would say them. */
static void add(const char *comm, const char *const *symbols, const char *call, uint64_t time)
{
	static struct strobe_frame frames[FRAMES_MOST];
	struct strobe_stack stack = { .frames = frames };
	unsigned count = 0;

	while (symbols[count])
		count++;
	cr_assert_leq(count, FRAMES_MOST);
	for (unsigned i = 0; i < count; i++)
		frames[count - 1 - i] = (struct strobe_frame){ .file = "/bin/program", .symbol = symbols[i] };
	stack.count = count;
	strobe_profile_add(profile,
			   strobe_profile_place(profile, comm, &stack, STROBE_ABI_X86_64, number_of(call)),
			   time);
}

#define ADD(comm, call, time, ...) add(comm, (const char *const[]){ __VA_ARGS__, NULL }, call, time)
/* What is written; to be freed. */
static char *written(void (*write)(struct strobe_output *output))
{
	struct strobe_output output;
	size_t size;

	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	write(&output);
	const char *bytes = strobe_output_take(&output, &size);
	char *text = strndup(bytes, size);
	cr_assert_not_null(text);
	cr_assert_eq(strlen(text), size);
	cr_assert_eq(output.error, 0);
	strobe_output_close(&output);
	return text;
}

static void fold_calls(struct strobe_output *output)
{
	strobe_profile_fold(profile, STROBE_WEIGHT_CALLS, output);
}

static void fold_time(struct strobe_output *output)
{
	strobe_profile_fold(profile, STROBE_WEIGHT_TIME, output);
}

static void draw(struct strobe_output *output)
{
	strobe_profile_draw(profile, "a <title> & more", output);
}

static void expect(void (*write)(struct strobe_output *output), const char *expected)
{
	char *text = written(write);

	cr_expect_str_eq(text, expected, "is:\n%sshould be:\n%s", text, expected);
	free(text);
}

static unsigned count_of(const char *text, const char *part)
{
	unsigned count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

Test(profile, adds_up_by_stacks)
{
	ADD("cat", "read", 100, "main", "copy");
	ADD("cat", "write", 30, "main", "copy");
	ADD("cat", "read", 50, "main", "copy");
	ADD("cat", "read", 0, "main");
	ADD("ls", "read", 7, "main", "copy");
	expect(fold_calls, "cat;main;copy;read 2\n"
			   "cat;main;copy;write 1\n"
			   "cat;main;read 1\n"
			   "ls;main;copy;read 1\n");
	expect(fold_time, "cat;main;copy;read 150\n"
			  "cat;main;copy;write 30\n"
			  "ls;main;copy;read 7\n");
	/* More can be added afterwards. */
	ADD("cat", "read", 1, "main", "copy");
	expect(fold_time, "cat;main;copy;read 151\n"
			  "cat;main;copy;write 30\n"
			  "ls;main;copy;read 7\n");
}

Test(profile, names_keep_apart_what_separates)
{
	ADD("a b;c", "read", 1, "operator new(unsigned long)", "x;y\nz");
	expect(fold_calls, "a_b:c;operator_new(unsigned_long);x:y?z;read 1\n");
}

/* A call and a function of the same name are two things, in the picture two boxes. */
Test(profile, calls_are_no_functions)
{
	ADD("p", "read", 1, "main");
	ADD("p", "read", 1, "main", "read");
	expect(fold_calls, "p;main;read;read 1\np;main;read 1\n");
}

Test(profile, names_frames_without_symbols)
{
	struct strobe_frame frames[] = {
		{ .address = 0x7f0000000000 },
		{ .file = "/lib/libx.so.6", .offset = 0x1234, .function = 0x1200 },
		{ .file = "/lib/libx.so.6", .offset = 0x1238, .function = 0x1200 },
		{ .file = "[vdso]", .offset = 0x10 },
		{ .file = "/memfd:x y (deleted)", .offset = 0x10 },
	};
	struct strobe_stack stack = { .frames = frames, .count = 5, .status = STROBE_STACK_TRUNCATED };

	for (int i = 0; i < 2; i++)
		strobe_profile_add(profile,
				   strobe_profile_place(profile, "p", &stack, STROBE_ABI_X86_64, 999), 1);
	expect(fold_calls, "p;[more_frames];[memfd:x_y_(deleted)];[vdso];[libx.so.6+0x1200];"
			   "[libx.so.6+0x1200];[unknown];syscall_0x3e7 2\n");
}

Test(profile, an_empty_one_is_empty)
{
	char *text;

	expect(fold_calls, "");
	text = written(draw);
	cr_expect_not_null(strstr(text, "No calls were recorded."));
	cr_expect_eq(count_of(text, "<g data-v"), 0);
	cr_expect_not_null(strstr(text, "a &lt;title&gt; &amp; more"));
	free(text);
}

Test(profile, draws_a_box_for_each_place)
{
	char *text;

	ADD("cat", "read", 1500, "main", "operator<<(\"x\")");
	ADD("cat", "read", 500, "main", "\xc3\xa9t\xc3\xa9");
	ADD("cat", "read", 2000000000, "main", "bad \xff\xfe \x01 \xef\xbf\xbf end");
	text = written(draw);
	/* all, cat, main, and three with a call each */
	cr_expect_eq(count_of(text, "<g data-v"), 9);
	cr_expect_eq(count_of(text, "<title>read\n1 call (33.33%)"), 3);
	cr_expect_not_null(strstr(text, "<title>operator&lt;&lt;(&quot;x&quot;)\n"));
	cr_expect_not_null(
		strstr(text, "<title>\xc3\xa9t\xc3\xa9\n1 call (33.33%), 0.5 \xc2\xb5s (0.00%)</title>"));
	cr_expect_not_null(strstr(text, "<title>bad ?? ? ? end\n1 call (33.33%), 2.000 s (99.99%)"));
	cr_expect_not_null(strstr(text, "data-v=\"0,3,2000002000\"><title>all\n3 calls (100.00%)"));
	free(text);
}

/* Boxes side by side don't overlap, and fill what is beneath them. */
Test(profile, draws_boxes_in_their_places)
{
	char *text;

	ADD("p", "read", 1, "a");
	ADD("p", "read", 1, "b");
	ADD("p", "write", 1, "b");
	ADD("p", "write", 1, "c");
	text = written(draw);
	cr_expect_not_null(strstr(text, "<title>a\n1 call (25.00%), 0.0 \xc2\xb5s (25.00%)</title>"
					"<rect x=\"10\" y=\"132\" width=\"295\""));
	cr_expect_not_null(strstr(text, "<rect x=\"305\" y=\"132\" width=\"590\""));
	cr_expect_not_null(strstr(text, "<rect x=\"895\" y=\"132\" width=\"295\""));
	/* The calls of b. */
	cr_expect_not_null(strstr(text, "<rect x=\"305\" y=\"150\" width=\"295\""));
	cr_expect_not_null(strstr(text, "<rect x=\"600\" y=\"150\" width=\"295\""));
	free(text);
}

/* As many boxes as a browser can bear; the widest stay, and what is missing is said. */
Test(profile, leaves_out_the_narrowest_boxes, .timeout = 60)
{
	static char names[11000][16];
	char *text;
	unsigned boxes;

	for (unsigned i = 0; i < 11000; i++) {
		snprintf(names[i], sizeof(names[i]), "f%u", i);
		ADD("p", "read", 1, "main", names[i]);
	}
	for (unsigned i = 0; i < 600; i++)
		ADD("p", "write", 1, "main", "wide");
	text = written(draw);
	boxes = count_of(text, "<g data-v");
	cr_expect_eq(boxes, 20000);
	cr_expect_not_null(strstr(text, "<title>wide\n600 calls"));
	/* Of all, p, main, wide and its call, and two for each of the others. */
	cr_expect_not_null(strstr(text, ">2005 of the narrowest boxes are not drawn.<"));
	free(text);
}

/* Frames by the thousand, each on top of the other. */
Test(profile, bears_deep_stacks, .timeout = 60)
{
	const char *symbols[FRAMES_MOST] = { 0 };
	char *text;

	for (unsigned i = 0; i < FRAMES_MOST - 1; i++)
		symbols[i] = i % 2 ? "ping" : "pong";
	add("p", symbols, "read", 1);
	text = written(draw);
	cr_expect_eq(count_of(text, "<g data-v"), FRAMES_MOST - 1 + 3);
	free(text);
	text = written(fold_calls);
	cr_expect_eq(count_of(text, ";ping"), (FRAMES_MOST - 1) / 2);
	free(text);
}

/* A tracee that makes up names has no room for ever; its calls are counted all the same. */
Test(profile, is_bounded, .timeout = 120)
{
	unsigned calls = PROFILE_NAMES_MOST + 1000;
	char comm[16], *text, line[64];

	for (unsigned i = 0; i < calls; i++) {
		snprintf(comm, sizeof(comm), "c%u", i);
		ADD(comm, "read", 3, "main");
	}
	uint64_t left_out = strobe_profile_left_out(profile);
	cr_expect_geq(left_out, 1000);
	cr_expect_lt(left_out, 1100);
	ADD("c1", "read", 3, "main");
	cr_expect_eq(strobe_profile_left_out(profile), left_out);
	text = written(fold_calls);
	snprintf(line, sizeof(line), "\n[no_room] %llu\n", (unsigned long long)left_out);
	cr_expect(strstr(text, line) || strncmp(text, line + 1, strlen(line + 1)) == 0);
	cr_expect_not_null(strstr(text, "\nc1;main;read 2\n"));
	cr_expect_eq(count_of(text, "\n"), calls - left_out + 1);
	free(text);
}
