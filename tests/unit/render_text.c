/*
 * The text sink, driven directly: each kind of value in each style, and what stands between values.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#include "strobe/text.h"

static struct strobe_output output;
static struct strobe_text_options options;
static struct strobe_text text;
static struct strobe_sink *sink;
static const struct strobe_sink_ops *ops;

static void setup(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	options = (struct strobe_text_options){ 0 };
	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	strobe_text_init(&text, &output, &options);
	sink = &text.sink;
	ops = sink->ops;
}

static void teardown(void)
{
	strobe_output_close(&output);
}

TestSuite(render_text, .init = setup, .fini = teardown);

/* What was told since the last time; the next value is the first of its line again. */
#define expect(expected)                                                                                     \
	do {                                                                                                 \
		size_t size_;                                                                                \
		strobe_output_char(&output, '\0');                                                           \
		cr_expect_str_eq(strobe_output_take(&output, &size_), expected);                             \
		strobe_text_reset(&text);                                                                    \
	} while (0)

/* Tells a string in every style: octal, hexadecimal escapes, -x, -xx. */
static void expect_string(const char *bytes, size_t size, const char *octal, const char *escapes,
			  const char *x, const char *xx)
{
	const char *expected[] = { octal, escapes, x, xx };
	for (enum strobe_hex hex = STROBE_HEX_NONE; hex <= STROBE_HEX_ALL; hex++) {
		options.hex = hex;
		ops->bytes(sink, bytes, size, 0);
		expect(expected[hex]);
	}
}

#define STRING(literal) literal, sizeof(literal) - 1

Test(render_text, strings)
{
	expect_string(STRING(""), "\"\"", "\"\"", "\"\"", "\"\"");
	expect_string(STRING("hi~"), "\"hi~\"", "\"hi~\"", "\"hi~\"", "\"\\x68\\x69\\x7e\"");
	expect_string(STRING("\t\n\v\f\r"), "\"\\t\\n\\v\\f\\r\"", "\"\\t\\n\\v\\f\\r\"",
		      "\"\\t\\n\\v\\f\\r\"", "\"\\x09\\x0a\\x0b\\x0c\\x0d\"");
	expect_string(STRING("\"\\'"), "\"\\\"\\\\'\"", "\"\\\"\\\\'\"", "\"\\\"\\\\'\"",
		      "\"\\x22\\x5c\\x27\"");
	expect_string(STRING("a\033[0m"), "\"a\\33[0m\"", "\"a\\x1b[0m\"", "\"\\x61\\x1b\\x5b\\x30\\x6d\"",
		      "\"\\x61\\x1b\\x5b\\x30\\x6d\"");
	expect_string(STRING("\377\177\200"), "\"\\377\\177\\200\"", "\"\\xff\\x7f\\x80\"",
		      "\"\\xff\\x7f\\x80\"", "\"\\xff\\x7f\\x80\"");
	expect_string(STRING("\n\0"), "\"\\n\\0\"", "\"\\n\\x00\"", "\"\\x0a\\x00\"", "\"\\x0a\\x00\"");
}

Test(render_text, octal_escapes_are_as_short_as_what_follows_lets_them_be)
{
	ops->bytes(sink, STRING("\0001\0"), 0);
	expect("\"\\0001\\0\"");
	ops->bytes(sink, STRING("\0018\0019\0017\001a\001"), 0);
	expect("\"\\18\\19\\0017\\1a\\1\"");
	ops->bytes(sink,
		   STRING("\033"
			  "0\033x\0777"),
		   0);
	expect("\"\\0330\\33x?7\"");
	ops->bytes(sink,
		   STRING("\037"
			  "7\037\037"),
		   0);
	expect("\"\\0377\\37\\37\"");
}

Test(render_text, cut_and_hexadecimal_strings)
{
	ops->bytes(sink, STRING("abc"), STROBE_BYTES_CUT);
	ops->bytes(sink, STRING("abc"), STROBE_BYTES_HEX);
	ops->bytes(sink, STRING("/x"), STROBE_BYTES_STRING | STROBE_BYTES_PATH);
	ops->bytes(sink, NULL, 0, STROBE_BYTES_CUT);
	ops->bytes(sink, STRING("a\0"), STROBE_BYTES_ABSTRACT);
	expect("\"abc\"..., \"\\x61\\x62\\x63\", \"/x\", \"\"..., @\"a\\0\"");
}

Test(render_text, names_in_angle_brackets)
{
	strobe_text_escaped(&output, STRING("foo<bar>\033[2J"), "<>", STROBE_HEX_NONE);
	expect("foo\\74bar\\76\\33[2J");
}

Test(render_text, numbers)
{
	static const struct {
		uint64_t value;
		const char *text[7];
	} rows[] = {
		{ 0, { "0", "0", "0", "0x0", "0x00000000", "0", "000" } },
		{ 1, { "1", "1", "0x1", "0x1", "0x00000001", "01", "001" } },
		{ 0644, { "420", "420", "0x1a4", "0x1a4", "0x000001a4", "0644", "0644" } },
		{ 022, { "18", "18", "0x12", "0x12", "0x00000012", "022", "022" } },
		{ UINT64_MAX,
		  { "-1", "18446744073709551615", "0xffffffffffffffff", "0xffffffffffffffff",
		    "0xffffffffffffffff", "01777777777777777777777", "01777777777777777777777" } },
		{ (uint64_t)INT64_MIN,
		  { "-9223372036854775808", "9223372036854775808", "0x8000000000000000", "0x8000000000000000",
		    "0x8000000000000000", "01000000000000000000000", "01000000000000000000000" } },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (enum strobe_form form = STROBE_FORM_SIGNED; form <= STROBE_FORM_UMODE; form++) {
			ops->number(sink, rows[i].value, form);
			expect(rows[i].text[form]);
		}
}

/* Runs told in each -X style and compares. */
#define expect_constants(told, abbrev, raw, verbose)                                                         \
	do {                                                                                                 \
		options.constants = STROBE_CONSTANTS_ABBREV;                                                 \
		told;                                                                                        \
		expect(abbrev);                                                                              \
		options.constants = STROBE_CONSTANTS_RAW;                                                    \
		told;                                                                                        \
		expect(raw);                                                                                 \
		options.constants = STROBE_CONSTANTS_VERBOSE;                                                \
		told;                                                                                        \
		expect(verbose);                                                                             \
	} while (0)

Test(render_text, symbols)
{
	expect_constants(ops->symbol(sink, 1, "SEEK_CUR", "SEEK_???", STROBE_FORM_HEX), "SEEK_CUR", "0x1",
			 "0x1 /* SEEK_CUR */");
	expect_constants(ops->symbol(sink, 9, NULL, "SEEK_???", STROBE_FORM_HEX), "0x9 /* SEEK_??? */", "0x9",
			 "0x9 /* SEEK_??? */");
	expect_constants(ops->symbol(sink, 5, NULL, NULL, STROBE_FORM_UNSIGNED), "5", "5", "5");
	expect_constants(ops->symbol(sink, 17, "SIGCHLD", NULL, STROBE_FORM_SIGNED), "SIGCHLD", "17",
			 "17 /* SIGCHLD */");
	expect_constants(ops->symbol(sink, 0, "PROT_NONE", NULL, STROBE_FORM_HEX), "PROT_NONE", "0",
			 "0 /* PROT_NONE */");
	expect_constants(ops->descriptor(sink, -100, "AT_FDCWD"), "AT_FDCWD", "-100", "-100 /* AT_FDCWD */");
	expect_constants(ops->descriptor(sink, 3, NULL), "3", "3", "3");
	expect_constants(ops->spelled(sink, 0x801, STROBE_FORM_HEX, "makedev(0x8, 0x1)"), "makedev(0x8, 0x1)",
			 "0x801", "0x801 /* makedev(0x8, 0x1) */");
	expect_constants(ops->spelled(sink, 8388608, STROBE_FORM_UNSIGNED, "8192*1024"), "8192*1024",
			 "8388608", "8388608 /* 8192*1024 */");
	expect_constants(ops->special(sink, 0x700, "{WIFEXITED(s) && WEXITSTATUS(s) == 7}"),
			 "{WIFEXITED(s) && WEXITSTATUS(s) == 7}", "{WIFEXITED(s) && WEXITSTATUS(s) == 7}",
			 "{WIFEXITED(s) && WEXITSTATUS(s) == 7}");
}

static void tell_bits(uint64_t value, const struct strobe_part *parts, size_t count, uint64_t rest,
		      const char *unknown)
{
	struct strobe_bits bits = { .value = value,
				    .parts = parts,
				    .count = count,
				    .rest = rest,
				    .unknown = unknown,
				    .form = STROBE_FORM_HEX };
	ops->bits(sink, &bits);
}

static void tell_bits_of(uint64_t value, const struct strobe_part *parts, size_t count, uint64_t rest,
			 enum strobe_form form, unsigned flags)
{
	struct strobe_bits bits = {
		.value = value, .parts = parts, .count = count, .rest = rest, .form = form, .flags = flags
	};
	if (flags & STROBE_BITS_APART)
		bits.unknown = "X_???";
	ops->bits(sink, &bits);
}

Test(render_text, flags)
{
	static const struct strobe_part two[] = { { .name = "O_RDWR", .value = 2 },
						  { .name = "O_CREAT", .value = 0x40 } };
	static const struct strobe_part shifted[] = { { .name = "MAP_HUGETLB", .value = 0x40000 },
						      { .value = 21,
							.shift_name = "MAP_HUGE_SHIFT",
							.flags = STROBE_PART_FIELD | STROBE_PART_LAST |
								 STROBE_PART_DEC } };
	expect_constants(tell_bits(0x42, two, 2, 0, "O_???"), "O_RDWR|O_CREAT", "0x42",
			 "0x42 /* O_RDWR|O_CREAT */");
	expect_constants(tell_bits(0x40000042, two, 2, 0x40000000, "O_???"), "O_RDWR|O_CREAT|0x40000000",
			 "0x40000042", "0x40000042 /* O_RDWR|O_CREAT|0x40000000 */");
	expect_constants(tell_bits(0x40, NULL, 0, 0x40, "O_???"), "0x40 /* O_??? */", "0x40",
			 "0x40 /* O_??? */");
	expect_constants(tell_bits(0x40, NULL, 0, 0x40, NULL), "0x40", "0x40", "0x40");
	expect_constants(tell_bits(0, NULL, 0, 0, "O_???"), "0", "0", "0");
	expect_constants(tell_bits(0x54040000, shifted, 2, 0, "MAP_???"), "MAP_HUGETLB|21<<MAP_HUGE_SHIFT",
			 "0x54040000", "0x54040000 /* MAP_HUGETLB|21<<MAP_HUGE_SHIFT */");
	expect_constants(tell_bits(0x54040400, shifted, 2, 0x400, "MAP_???"),
			 "MAP_HUGETLB|0x400|21<<MAP_HUGE_SHIFT", "0x54040400",
			 "0x54040400 /* MAP_HUGETLB|0x400|21<<MAP_HUGE_SHIFT */");
}

Test(render_text, fields_of_flags_without_a_name)
{
	static const struct strobe_part parts[] = { { .value = 0xc, .unknown = "FAN_CLASS_???" },
						    { .name = "FAN_CLOEXEC", .value = 1 } };
	expect_constants(tell_bits(0xd, parts, 2, 0, NULL), "0xc /* FAN_CLASS_??? */|FAN_CLOEXEC", "0xd",
			 "0xd /* 0xc /* FAN_CLASS_??? */|FAN_CLOEXEC */");
}

Test(render_text, fields_that_show_apart)
{
	static const struct strobe_part socket[] = {
		{ .name = "SOCK_STREAM", .value = 1, .flags = STROBE_PART_FIELD },
		{ .name = "SOCK_CLOEXEC", .value = 0x80000 }
	};
	static const struct strobe_part clone[] = { { .name = "CLONE_IO", .value = 0x80000000 },
						    { .name = "SIGCHLD",
						      .value = 17,
						      .flags = STROBE_PART_FIELD | STROBE_PART_LAST |
							       STROBE_PART_DEC } };
	static const struct strobe_part shm[] = {
		{ .value = 21,
		  .shift_name = "SHM_HUGE_SHIFT",
		  .shift = 26,
		  .flags = STROBE_PART_FIELD | STROBE_PART_LAST | STROBE_PART_DEC },
		{ .value = 0, .flags = STROBE_PART_FIELD | STROBE_PART_LAST | STROBE_PART_UMODE }
	};
	static const struct strobe_part speed = {
		.name = "B50", .value = 1, .shift_name = "IBSHIFT", .shift = 16, .flags = STROBE_PART_FIELD
	};
	const enum strobe_form hex = STROBE_FORM_HEX;
	expect_constants(tell_bits_of(0x80001, socket, 2, 0, hex, STROBE_BITS_APART),
			 "SOCK_STREAM|SOCK_CLOEXEC", "0x1|0x80000",
			 "0x1 /* SOCK_STREAM */|0x80000 /* SOCK_CLOEXEC */");
	expect_constants(tell_bits_of(0x101, socket, 1, 0x100, hex, STROBE_BITS_APART),
			 "SOCK_STREAM|0x100 /* X_??? */", "0x1|0x100",
			 "0x1 /* SOCK_STREAM */|0x100 /* X_??? */");
	expect_constants(tell_bits_of(0x100, NULL, 0, 0x100, hex, STROBE_BITS_APART), "0x100 /* X_??? */",
			 "0x100", "0x100 /* X_??? */");
	expect_constants(tell_bits_of(0, NULL, 0, 0, hex, STROBE_BITS_APART), "0", "0", "0");
	expect_constants(tell_bits_of(0x80400011, clone, 2, 0x400000, hex, STROBE_BITS_APART),
			 "CLONE_IO|0x400000|SIGCHLD", "0x80400000|17",
			 "0x80400000 /* CLONE_IO|0x400000 */|17 /* SIGCHLD */");
	expect_constants(tell_bits_of(0x54000000, shm, 2, 0, hex, STROBE_BITS_APART),
			 "21<<SHM_HUGE_SHIFT|000", "21<<26|000", "21<<26 /* SHM_HUGE_SHIFT */|000");
	expect_constants(tell_bits_of(0x10000, &speed, 1, 0, hex, STROBE_BITS_APART | STROBE_BITS_BAR),
			 "B50<<IBSHIFT|", "0x1<<0x10|", "0x1 /* B50 */<<0x10 /* IBSHIFT */|");
	expect_constants(tell_bits_of(0, NULL, 0, 0, hex, STROBE_BITS_APART | STROBE_BITS_BAR), "", "", "");
}

Test(render_text, composed_values)
{
	static const struct strobe_piece known[] = {
		{ .text = "htons(" },
		{ .text = "ETH_P_ALL", .is_number = true, .value = 3, .form = STROBE_FORM_HEX },
		{ .text = ")" }
	};
	static const struct strobe_piece unknown[] = {
		{ .text = "htons(" },
		{ .is_number = true, .value = 0, .unknown = "ETH_P_???" },
		{ .text = ")" }
	};
	expect_constants(ops->composed(sink, 3, known, 3), "htons(ETH_P_ALL)", "htons(0x3)",
			 "htons(0x3 /* ETH_P_ALL */)");
	expect_constants(ops->composed(sink, 0, unknown, 3), "htons(0 /* ETH_P_??? */)", "htons(0)",
			 "htons(0 /* ETH_P_??? */)");
	expect_constants(ops->labelled(sink, 2, "PIDTYPE_PGID", STROBE_FORM_HEX), "0x2 /* PIDTYPE_PGID */",
			 "0x2", "0x2 /* PIDTYPE_PGID */");
}

Test(render_text, modes_always_show_their_permissions)
{
	static const struct strobe_part regular = { .name = "S_IFREG", .value = 0100000 };
	expect_constants(tell_bits_of(0100644, &regular, 1, 0644, STROBE_FORM_UMODE, 0), "S_IFREG|0644",
			 "0100644", "0100644 /* S_IFREG|0644 */");
	expect_constants(tell_bits_of(0100000, &regular, 1, 0, STROBE_FORM_UMODE, 0), "S_IFREG|000",
			 "0100000", "0100000 /* S_IFREG|000 */");
	expect_constants(tell_bits_of(0, NULL, 0, 0, STROBE_FORM_UMODE, 0), "000", "000", "000 /* 000 */");
}

Test(render_text, flags_after_a_result_keep_their_names)
{
	static const struct strobe_part part = { .name = "O_RDWR", .value = 2 };
	options.constants = STROBE_CONSTANTS_RAW;
	text.in_aux = true;
	ops->name(sink, "flags", 0);
	tell_bits(2, &part, 1, 0, NULL);
	expect("flags O_RDWR");
}

Test(render_text, pointers)
{
	ops->address(sink, 0);
	ops->address(sink, 0x7fff00001234);
	ops->unreadable(sink, 0x8, 14);
	ops->counted(sink, 0x1000, 49, "vars");
	ops->counted(sink, 0x1000, 1, "vars");
	ops->counted(sink, 0x1000, 0, "vars");
	ops->counted(sink, 0x1000, 3, "entries");
	expect("NULL, 0x7fff00001234, 0x8, 0x1000 /* 49 vars */, 0x1000 /* 1 var */, 0x1000 /* 0 vars */, "
	       "0x1000 /* 3 entries */");
}

Test(render_text, network_addresses)
{
	static const uint8_t port[] = { 0, 80 }, loopback[] = { 127, 0, 0, 1 }, flow[] = { 0, 0, 1, 7 };
	static const uint8_t loopback6[16] = { [15] = 1 };
	expect_constants(ops->network(sink, STROBE_NETWORK_PORT, port), "htons(80)", "\"\\x00\\x50\"",
			 "\"\\x00\\x50\" /* htons(80) */");
	expect_constants(ops->network(sink, STROBE_NETWORK_LONG, flow), "htonl(263)",
			 "\"\\x00\\x00\\x01\\x07\"", "\"\\x00\\x00\\x01\\x07\" /* htonl(263) */");
	expect_constants(ops->network(sink, STROBE_NETWORK_IPV4, loopback), "inet_addr(\"127.0.0.1\")",
			 "\"\\x7f\\x00\\x00\\x01\"",
			 "\"\\x7f\\x00\\x00\\x01\" /* inet_addr(\"127.0.0.1\") */");
	expect_constants(
		(ops->begin(sink, STROBE_GROUP_STRUCT), ops->name(sink, "sin6_addr", STROBE_NAME_TEXT),
		 ops->network(sink, STROBE_NETWORK_IPV6, loopback6),
		 ops->end(sink, STROBE_GROUP_STRUCT, false)),
		"{inet_pton(AF_INET6, \"::1\", &sin6_addr)}",
		"{sin6_addr=\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\"}",
		"{sin6_addr=\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\""
		" /* inet_pton(AF_INET6, \"::1\") */}");
	options.constants = STROBE_CONSTANTS_ABBREV;
	options.hex = STROBE_HEX_ALL;
	ops->network(sink, STROBE_NETWORK_IPV4, loopback);
	expect("inet_addr(\"\\x31\\x32\\x37\\x2e\\x30\\x2e\\x30\\x2e\\x31\")");
}

static void member(const char *name, uint64_t value)
{
	ops->name(sink, name, STROBE_NAME_TEXT);
	ops->number(sink, value, STROBE_FORM_UNSIGNED);
}

Test(render_text, structs_and_lists)
{
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	member("a", 1);
	member("b", 2);
	ops->end(sink, STROBE_GROUP_STRUCT, true);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->end(sink, STROBE_GROUP_STRUCT, true);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->verbatim(sink, "???");
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->end(sink, STROBE_GROUP_LIST, true);
	ops->number(sink, 3, STROBE_FORM_SIGNED);
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->end(sink, STROBE_GROUP_LIST, false);
	expect("[{a=1, b=2, ...}, {...}, {???}, ...], 3, []");
}

Test(render_text, lists_that_end_in_unreadable_memory)
{
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	ops->cut_at(sink, 0x7f0000001000, 14);
	ops->end(sink, STROBE_GROUP_LIST, false);
	expect("[1, ... /* 0x7f0000001000 */]");
}

Test(render_text, sets)
{
	ops->begin(sink, STROBE_GROUP_NOT_SET);
	ops->symbol(sink, 32, "RTMIN", NULL, STROBE_FORM_SIGNED);
	ops->symbol(sink, 33, "RT_1", NULL, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_NOT_SET, false);
	ops->begin(sink, STROBE_GROUP_SET);
	ops->number(sink, 3, STROBE_FORM_UNSIGNED);
	ops->number(sink, 5, STROBE_FORM_UNSIGNED);
	ops->end(sink, STROBE_GROUP_SET, false);
	ops->begin(sink, STROBE_GROUP_SET);
	ops->end(sink, STROBE_GROUP_SET, false);
	expect("~[RTMIN RT_1], [3 5], []");
}

Test(render_text, changes)
{
	ops->begin(sink, STROBE_GROUP_POINTEE);
	ops->begin(sink, STROBE_GROUP_CHANGE);
	ops->number(sink, 128, STROBE_FORM_SIGNED);
	ops->number(sink, 16, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_CHANGE, false);
	ops->end(sink, STROBE_GROUP_POINTEE, false);
	ops->begin(sink, STROBE_GROUP_CHANGE);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	member("flags", 0);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	member("pidfd", 7);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->end(sink, STROBE_GROUP_CHANGE, false);
	ops->number(sink, 88, STROBE_FORM_SIGNED);
	expect("[128 => 16], {flags=0} => {pidfd=7}, 88");
}

Test(render_text, a_change_goes_on_after_other_lines)
{
	ops->begin(sink, STROBE_GROUP_CHANGE);
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	struct strobe_text_state state = text.state;
	expect("1");
	ops->number(sink, 7, STROBE_FORM_SIGNED);
	ops->number(sink, 8, STROBE_FORM_SIGNED);
	expect("7, 8");
	text.state = state;
	ops->number(sink, 2, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_CHANGE, false);
	ops->number(sink, 3, STROBE_FORM_SIGNED);
	expect(" => 2, 3");
}

Test(render_text, comments_before_and_after)
{
	ops->begin(sink, STROBE_GROUP_STRUCT);
	member("size", 1);
	ops->comment(sink, "0.10 s");
	ops->name(sink, NULL, 0);
	ops->comment(sink, "bytes 88..89");
	ops->bytes(sink, "\xde\xc0", 2, STROBE_BYTES_HEX);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	expect("{size=1 /* 0.10 s */, /* bytes 88..89 */ \"\\xde\\xc0\"}");
}

Test(render_text, argument_names)
{
	ops->name(sink, "fd", 0);
	ops->number(sink, 3, STROBE_FORM_SIGNED);
	ops->name(sink, "child_stack", STROBE_NAME_TEXT);
	ops->address(sink, 0);
	expect("3, child_stack=NULL");
	options.argument_names = true;
	ops->name(sink, "fd", 0);
	ops->number(sink, 3, STROBE_FORM_SIGNED);
	ops->name(sink, "tp", 0);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	member("tv_sec", 1);
	ops->name(sink, "hidden", 0);
	ops->number(sink, 2, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	expect("fd=3, tp={tv_sec=1, 2}");
}

static void dated(int64_t sec, int64_t nsec)
{
	ops->number(sink, (uint64_t)sec, STROBE_FORM_SIGNED);
	ops->date(sink, sec, nsec, 9);
}

Test(render_text, dates)
{
	dated(1795204800, -1);
	expect("1795204800 /* 2026-11-20T20:00:00+0000 */");
	dated(1795204800, 0);
	expect("1795204800 /* 2026-11-20T20:00:00+0000 */");
	dated(5, 7);
	expect("5 /* 1970-01-01T00:00:05.000000007+0000 */");
	dated(-1, 999999999);
	expect("-1 /* 1969-12-31T23:59:59.999999999+0000 */");
	dated(0, 0);
	expect("0");
	dated(5, 1000000000);
	expect("5");
	ops->number(sink, 5, STROBE_FORM_SIGNED);
	ops->date(sink, 5, 50000, 6);
	expect("5 /* 1970-01-01T00:00:05.000050+0000 */");
	dated(INT64_MAX, 0);
	expect("9223372036854775807");
	dated(INT64_MIN, 0);
	expect("-9223372036854775808");
	setenv("TZ", "XXX-5:30", 1);
	tzset();
	dated(1, 0);
	expect("1 /* 1970-01-01T05:30:01+0530 */");
}

Test(render_text, nesting_without_end)
{
	for (unsigned i = 0; i < 1000; i++)
		ops->begin(sink, STROBE_GROUP_LIST);
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	for (unsigned i = 0; i < 1000; i++)
		ops->end(sink, STROBE_GROUP_LIST, true);
	ops->number(sink, 2, STROBE_FORM_SIGNED);
	char expected[400] = "";
	for (unsigned i = 0; i < STROBE_TEXT_DEPTH; i++)
		strcat(expected, "[");
	strcat(expected, "...");
	for (unsigned i = 0; i < STROBE_TEXT_DEPTH; i++)
		strcat(expected, ", ...]");
	strcat(expected, ", 2");
	expect(expected);
}
