/*
 * The JSON renderer: values driven directly through its sink's operations (by way of a private header), whole lines by way of
 * the renderer. A small reader checks that every line is JSON by the letter of RFC 8259.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include "../../src/render/json_inside.h"
#include "canned.h"

/* --- a JSON reader that only says yes or no --------------------------------------------------------------------- */

static const char *read_value(const char *at, unsigned depth);

static const char *read_string(const char *at)
{
	if (*at++ != '"')
		return NULL;
	while (*at != '"') {
		unsigned char byte = (unsigned char)*at;
		if (byte < ' ')
			return NULL;
		if (byte != '\\') {
			at++;
			continue;
		}
		if (at[1] == 'u') {
			if (strspn(at + 2, "0123456789abcdefABCDEF") < 4 || !strncasecmp(at + 2, "d8", 2))
				return NULL;
			at += 6;
		} else if (at[1] && strchr("\"\\/bfnrt", at[1])) {
			at += 2;
		} else {
			return NULL;
		}
	}
	return at + 1;
}

static const char *read_number(const char *at)
{
	if (*at == '-')
		at++;
	size_t digits = strspn(at, "0123456789");
	return !digits || (*at == '0' && digits > 1) ? NULL : at + digits;
}

static const char *read_group(const char *at, char end, bool keys, unsigned depth)
{
	if (*++at == end)
		return at + 1;
	for (;; at++) {
		if (keys) {
			at = read_string(at);
			if (!at || *at++ != ':')
				return NULL;
		}
		at = read_value(at, depth + 1);
		if (!at)
			return NULL;
		if (*at == end)
			return at + 1;
		if (*at != ',')
			return NULL;
	}
}

static const char *read_value(const char *at, unsigned depth)
{
	if (depth > 200)
		return NULL;
	switch (*at) {
	case '{': return read_group(at, '}', true, depth);
	case '[': return read_group(at, ']', false, depth);
	case '"': return read_string(at);
	case 't': return strncmp(at, "true", 4) ? NULL : at + 4;
	case 'f': return strncmp(at, "false", 5) ? NULL : at + 5;
	case 'n': return strncmp(at, "null", 4) ? NULL : at + 4;
	default: return read_number(at);
	}
}

static bool is_json(const char *line)
{
	const char *end = read_value(line, 0);
	return end && !strcmp(end, "\n");
}

/* UTF-8, written otherwise than in the renderer: decoded, and compared with what encoding gives. */
static bool is_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	while (*at) {
		unsigned length = *at < 0x80       ? 1
				  : *at >> 5 == 6  ? 2
				  : *at >> 4 == 14 ? 3
				  : *at >> 3 == 30 ? 4
						   : 0;
		uint32_t code = length == 1 ? *at : *at & (0x7fu >> length);
		if (!length)
			return false;
		for (unsigned i = 1; i < length; i++) {
			if (at[i] >> 6 != 2)
				return false;
			code = code << 6 | (at[i] & 0x3f);
		}
		static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
		if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return false;
		at += length;
	}
	return true;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static struct strobe_output output;
static struct json_sink json;
static struct strobe_sink *sink;
static const struct strobe_sink_ops *ops;

static void setup(void)
{
	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	cr_assert(json_sink_init(&json));
	sink = &json.sink;
	ops = sink->ops;
	json_begin_line(&json);
}

static void teardown(void)
{
	json_sink_free(&json);
	strobe_output_close(&output);
}

TestSuite(render_json, .init = setup, .fini = teardown);

static const char *line(void)
{
	size_t size;
	json_end_line(&json, &output);
	strobe_output_char(&output, '\0');
	json_begin_line(&json);
	return strobe_output_take(&output, &size);
}

#define expect(expected)                                                                                     \
	do {                                                                                                 \
		const char *line_ = line();                                                                  \
		cr_expect_str_eq(line_, expected "\n", "is:        %sshould be: %s", line_, expected);       \
		cr_expect(is_json(line_), "is not JSON: %s", line_);                                         \
		cr_expect(is_utf8(line_));                                                                   \
	} while (0)

#define STRING(literal) literal, sizeof(literal) - 1

Test(render_json, numbers_are_exact)
{
	ops->name(sink, "a", 0);
	ops->number(sink, UINT64_MAX, STROBE_FORM_SIGNED);
	ops->name(sink, "b", 0);
	ops->number(sink, UINT64_MAX, STROBE_FORM_HEX);
	ops->name(sink, "c", 0);
	ops->number(sink, 0, STROBE_FORM_OCTAL);
	ops->name(sink, "d", 0);
	ops->number(sink, (uint64_t)INT64_MIN, STROBE_FORM_SIGNED);
	expect("{\"a\":-1,\"b\":18446744073709551615,\"c\":0,\"d\":-9223372036854775808}");
}

Test(render_json, symbols_and_flags)
{
	static const struct strobe_part parts[] = { { .name = "MAP_PRIVATE", .value = 2 },
						    { .value = 21, .shift_name = "MAP_HUGE_SHIFT" },
						    { .value = 12, .unknown = "X_???" } };
	ops->name(sink, "whence", 0);
	ops->symbol(sink, 1, "SEEK_CUR", "SEEK_???", STROBE_FORM_HEX);
	ops->name(sink, "unknown", 0);
	ops->symbol(sink, 9, NULL, "SEEK_???", STROBE_FORM_HEX);
	ops->name(sink, "dirfd", 0);
	ops->descriptor(sink, -100, "AT_FDCWD");
	ops->name(sink, "fd", 0);
	ops->descriptor(sink, 3, NULL);
	ops->name(sink, "pid", 0);
	ops->process(sink, -1, 0);
	expect("{\"whence\":{\"value\":1,\"name\":\"SEEK_CUR\"},\"unknown\":{\"value\":9,\"name\":null},"
	       "\"dirfd\":{\"value\":-100,\"name\":\"AT_FDCWD\"},\"fd\":3,\"pid\":-1}");
	ops->name(sink, "flags", 0);
	ops->bits(sink,
		  &(struct strobe_bits){ .value = 0x5400400e, .parts = parts, .count = 3, .rest = 0x4000 });
	ops->name(sink, "none", 0);
	ops->bits(sink, &(struct strobe_bits){ .value = 0 });
	expect("{\"flags\":{\"value\":1409302542,\"flags\":[\"MAP_PRIVATE\",\"21<<MAP_HUGE_SHIFT\",12],\"rest\":16384},"
	       "\"none\":{\"value\":0,\"flags\":[]}}");
}

Test(render_json, strings_and_bytes)
{
	ops->bytes(sink, STRING("a\"\\/\b\f\n\r\t\0\x1f\x7f"), 0);
	expect("{\"_\":\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"}");
	ops->bytes(sink, STRING("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), STROBE_BYTES_STRING);
	expect("{\"_\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"}");
	ops->bytes(sink, STRING("a\xff"), 0);
	expect("{\"_\":{\"bytes\":\"61ff\"}}");
	ops->bytes(sink, STRING("ab"), STROBE_BYTES_HEX);
	expect("{\"_\":{\"bytes\":\"6162\"}}");
	ops->bytes(sink, STRING("ab"), STROBE_BYTES_CUT);
	expect("{\"_\":{\"string\":\"ab\",\"truncated\":true}}");
	ops->bytes(sink, STRING("a\xff"), STROBE_BYTES_CUT);
	expect("{\"_\":{\"bytes\":\"61ff\",\"truncated\":true}}");
	ops->bytes(sink, NULL, 0, 0);
	expect("{\"_\":\"\"}");
	ops->bytes(sink, STRING("x"), STROBE_BYTES_ABSTRACT);
	expect("{\"_\":{\"abstract\":\"x\"}}");
}

Test(render_json, a_limit_in_a_character_leaves_it_out)
{
	ops->bytes(sink, STRING("a\xe2\x82"), STROBE_BYTES_CUT);
	expect("{\"_\":{\"string\":\"a\",\"truncated\":true}}");
	ops->bytes(sink, STRING("a\xe2\x82"), 0);
	expect("{\"_\":{\"bytes\":\"61e282\"}}");
	ops->bytes(sink, STRING("\xf0\x9f\x98"), STROBE_BYTES_CUT);
	expect("{\"_\":{\"string\":\"\",\"truncated\":true}}");
}

Test(render_json, what_is_not_utf8_is_bytes)
{
	static const char *const wrong[] = { "\x80",
					     "\xc0\xaf",
					     "\xc1\xbf",
					     "\xe0\x80\x80",
					     "\xe0\x9f\xbf",
					     "\xed\xa0\x80",
					     "\xed\xbf\xbf",
					     "\xf0\x80\x80\x80",
					     "\xf0\x8f\xbf\xbf",
					     "\xf4\x90\x80\x80",
					     "\xf5\x80\x80\x80",
					     "\xfe",
					     "\xc3(",
					     "\xe2\x28\xa1",
					     "\xf0\x28\x8c\xbc",
					     "\xc3",
					     "\xe2\x82" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cr_expect_not(is_utf8(wrong[i]));
		cr_expect_not(strobe_json_string(&output, wrong[i], strlen(wrong[i])));
		ops->bytes(sink, wrong[i], strlen(wrong[i]), 0);
		const char *text = line();
		cr_expect_eq(strncmp(text, "{\"_\":{\"bytes\":\"", 15), 0, "is %s", text);
		cr_expect(is_json(text));
	}
}

/* Every two-byte string, and random ones, cut and not: always JSON, always UTF-8. */
Test(render_json, any_bytes_give_json)
{
	for (unsigned i = 0; i < 65536; i++) {
		char two[2] = { (char)(i >> 8), (char)i };
		ops->bytes(sink, two, 2, i & 1 ? STROBE_BYTES_CUT : 0);
		ops->bytes(sink, two, 2, i & 1 ? 0 : STROBE_BYTES_CUT);
		const char *text = line();
		cr_assert(is_json(text) && is_utf8(text), "is %s", text);
	}
	srandom(1);
	for (unsigned i = 0; i < 20000; i++) {
		char bytes[16];
		size_t size = (size_t)random() % sizeof(bytes);
		for (size_t k = 0; k < size; k++)
			bytes[k] = (char)((random() & 0x7f) | (random() & 1 ? 0x80 : 0));
		ops->bytes(sink, bytes, size, (unsigned)random() & STROBE_BYTES_CUT);
		const char *text = line();
		cr_assert(is_json(text) && is_utf8(text), "is %s", text);
	}
}

Test(render_json, pointers)
{
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->address(sink, 0);
	ops->address(sink, 0x7fff00001234);
	ops->unreadable(sink, 8, EFAULT);
	ops->unreadable(sink, 8, 4000);
	ops->counted(sink, 4096, 49, "vars");
	ops->cut_at(sink, 8192, EFAULT);
	ops->end(sink, STROBE_GROUP_LIST, false);
	expect("{\"_\":[null,{\"address\":140733193392692},{\"address\":8,\"errno\":\"EFAULT\"},{\"address\":8,\"errno\":4000},"
	       "{\"address\":4096,\"count\":49,\"of\":\"vars\"},{\"truncated\":true,\"address\":8192,\"errno\":\"EFAULT\"}]}");
}

Test(render_json, groups)
{
	ops->name(sink, "list", 0);
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->name(sink, "a", STROBE_NAME_TEXT);
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_STRUCT, true);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->end(sink, STROBE_GROUP_STRUCT, true);
	ops->end(sink, STROBE_GROUP_LIST, true);
	ops->name(sink, "pointee", 0);
	ops->begin(sink, STROBE_GROUP_POINTEE);
	ops->number(sink, 7, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_POINTEE, false);
	expect("{\"list\":[{\"a\":1,\"truncated\":true},{\"truncated\":true},{\"truncated\":true}],\"pointee\":7}");
	ops->name(sink, "set", 0);
	ops->begin(sink, STROBE_GROUP_SET);
	ops->symbol(sink, 2, "INT", NULL, STROBE_FORM_SIGNED);
	ops->number(sink, 3, STROBE_FORM_UNSIGNED);
	ops->end(sink, STROBE_GROUP_SET, false);
	ops->name(sink, "others", 0);
	ops->begin(sink, STROBE_GROUP_NOT_SET);
	ops->symbol(sink, 32, "RTMIN", NULL, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_NOT_SET, false);
	expect("{\"set\":[\"INT\",3],\"others\":{\"not\":[\"RTMIN\"]}}");
}

Test(render_json, changes)
{
	ops->name(sink, "len", 0);
	ops->begin(sink, STROBE_GROUP_POINTEE);
	ops->begin(sink, STROBE_GROUP_CHANGE);
	ops->number(sink, 128, STROBE_FORM_SIGNED);
	ops->number(sink, 16, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_CHANGE, false);
	ops->end(sink, STROBE_GROUP_POINTEE, false);
	ops->name(sink, "same", 0);
	ops->begin(sink, STROBE_GROUP_CHANGE);
	ops->number(sink, 5, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_CHANGE, false);
	expect("{\"len\":{\"entry\":128,\"exit\":16},\"same\":{\"entry\":5}}");
}

Test(render_json, texts_and_network_addresses)
{
	static const uint8_t port[] = { 0, 80 }, loopback[] = { 127, 0, 0, 1 }, flow[] = { 0xff, 0, 1, 7 };
	static const uint8_t loopback6[16] = { [15] = 1 };
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->network(sink, STROBE_NETWORK_PORT, port);
	ops->network(sink, STROBE_NETWORK_LONG, flow);
	ops->network(sink, STROBE_NETWORK_IPV4, loopback);
	ops->network(sink, STROBE_NETWORK_IPV6, loopback6);
	ops->spelled(sink, 0x801, STROBE_FORM_HEX, "makedev(0x8, 0x1)");
	ops->special(sink, 0x700, "{WIFEXITED(s) && WEXITSTATUS(s) == 7}");
	ops->verbatim(sink, "???");
	ops->end(sink, STROBE_GROUP_LIST, false);
	expect("{\"_\":[80,4278190343,\"127.0.0.1\",\"::1\",{\"value\":2049,\"text\":\"makedev(0x8, 0x1)\"},"
	       "{\"value\":1792,\"text\":\"{WIFEXITED(s) && WEXITSTATUS(s) == 7}\"},{\"text\":\"???\"}]}");
}

Test(render_json, dates_and_comments_go_into_the_value)
{
	ops->name(sink, "time", 0);
	ops->number(sink, 1795204800, STROBE_FORM_SIGNED);
	ops->date(sink, 1795204800, 7, 9);
	ops->name(sink, "ts", 0);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->name(sink, "tv_sec", 0);
	ops->number(sink, 5, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->date(sink, 5, 50000, 6);
	ops->name(sink, "none", 0);
	ops->number(sink, 0, STROBE_FORM_SIGNED);
	ops->date(sink, 0, 0, 9);
	ops->name(sink, "far", 0);
	ops->number(sink, INT64_MAX, STROBE_FORM_SIGNED);
	ops->date(sink, INT64_MAX, 0, 9);
	expect("{\"time\":{\"value\":1795204800,\"date\":\"2026-11-20T20:00:00.000000007Z\"},"
	       "\"ts\":{\"tv_sec\":5,\"date\":\"1970-01-01T00:00:05.000050Z\"},\"none\":0,\"far\":9223372036854775807}");
	ops->name(sink, "a", 0);
	ops->number(sink, 10, STROBE_FORM_SIGNED);
	ops->comment(sink, "0.10 s");
	ops->name(sink, NULL, 0);
	ops->comment(sink, "bytes 88..89");
	ops->bytes(sink, "\xde\xc0", 2, STROBE_BYTES_HEX);
	ops->name(sink, "empty", 0);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->comment(sink, "x");
	expect("{\"a\":{\"value\":10,\"comment\":\"0.10 s\"},\"_\":{\"bytes\":\"dec0\",\"comment\":\"bytes 88..89\"},"
	       "\"empty\":{\"comment\":\"x\"}}");
}

Test(render_json, names_that_come_twice)
{
	ops->name(sink, "fd", 0);
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	ops->name(sink, "fd", 0);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	ops->name(sink, "fd", 0);
	ops->number(sink, 5, STROBE_FORM_SIGNED);
	ops->end(sink, STROBE_GROUP_STRUCT, false);
	ops->name(sink, "fd_2", 0);
	ops->number(sink, 3, STROBE_FORM_SIGNED);
	ops->name(sink, "fd", 0);
	ops->number(sink, 4, STROBE_FORM_SIGNED);
	ops->number(sink, 5, STROBE_FORM_SIGNED);
	ops->number(sink, 6, STROBE_FORM_SIGNED);
	expect("{\"fd\":1,\"fd_2\":{\"fd\":5},\"fd_2_2\":3,\"fd_3\":4,\"_\":5,\"__2\":6}");
}

Test(render_json, nasty_texts)
{
	ops->name(sink, "a\"\\\n\xff", 0);
	ops->verbatim(sink, "\"\\\n\xff");
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	ops->comment(sink, "\xff\"");
	const char *text = line();
	cr_expect(is_json(text), "is %s", text);
	cr_expect(is_utf8(text));
}

Test(render_json, nesting_without_end)
{
	for (unsigned i = 0; i < 1000; i++) {
		ops->begin(sink, i % 3 == 2 ? STROBE_GROUP_POINTEE
				 : i % 3    ? STROBE_GROUP_LIST
					    : STROBE_GROUP_STRUCT);
		ops->name(sink, "x", 0);
	}
	ops->number(sink, 1, STROBE_FORM_SIGNED);
	for (unsigned i = 1000; i-- > 0;)
		ops->end(sink,
			 i % 3 == 2 ? STROBE_GROUP_POINTEE
			 : i % 3    ? STROBE_GROUP_LIST
				    : STROBE_GROUP_STRUCT,
			 false);
	ops->name(sink, "after", 0);
	ops->number(sink, 2, STROBE_FORM_SIGNED);
	const char *text = line();
	cr_expect(is_json(text), "is %s", text);
	cr_expect_not_null(strstr(text, ",\"after\":2}\n"), "is %s", text);
	/* Groups that are left open are closed with the line. */
	ops->begin(sink, STROBE_GROUP_LIST);
	ops->begin(sink, STROBE_GROUP_STRUCT);
	cr_expect(is_json(line()));
}

/* Operations in any order, as no walker tells them: still JSON. */
static void tell_anything(void)
{
	static const struct strobe_part part = { .name = "A", .value = 1 };
	static const uint8_t address[16] = { 1 };
	static const char *const names[] = { "a", "b", "date", "truncated", NULL };
	static const struct strobe_piece pieces[] = { { .text = "htons(" },
						      { .is_number = true, .value = 9 },
						      { .text = ")" } };
	uint64_t value = (uint64_t)random();
	struct strobe_bits bits = { .value = value,
				    .parts = &part,
				    .count = value & 1,
				    .rest = value & 2,
				    .form = STROBE_FORM_UMODE };
	switch (random() % 21) {
	case 0: ops->name(sink, names[value % 5], 0); break;
	case 1:
	case 2:
	case 3: ops->begin(sink, (enum strobe_group)(value % 6)); break;
	case 4:
	case 5:
	case 6: ops->end(sink, (enum strobe_group)(value % 6), value & 64); break;
	case 7: ops->number(sink, value, STROBE_FORM_SIGNED); break;
	case 8: ops->symbol(sink, value, value & 1 ? "X" : NULL, "X_???", STROBE_FORM_HEX); break;
	case 9: ops->bits(sink, &bits); break;
	case 10: ops->bytes(sink, &value, value % 9, (unsigned)(value >> 8) & 31); break;
	case 11: ops->address(sink, value & 1); break;
	case 12: ops->unreadable(sink, value, EFAULT); break;
	case 13: ops->cut_at(sink, value, EFAULT); break;
	case 14: ops->counted(sink, value, 3, "vars"); break;
	case 15: ops->verbatim(sink, "???"); break;
	case 16: ops->date(sink, (int64_t)value, 0, 9); break;
	case 17: ops->comment(sink, "x"); break;
	case 18: ops->network(sink, (enum strobe_network)(value % 4), address); break;
	case 19: ops->composed(sink, value, pieces, 3); break;
	case 20: ops->labelled(sink, value, "X", STROBE_FORM_HEX); break;
	}
}

Test(render_json, any_operations_give_json)
{
	srandom(2);
	for (unsigned i = 0; i < 20000; i++) {
		for (unsigned k = (unsigned)random() % 40; k > 0; k--)
			tell_anything();
		const char *text = line();
		cr_assert(is_json(text) && is_utf8(text), "is %s", text);
	}
}

/* --- whole lines ------------------------------------------------------------------------------------------------- */

static const char *expected_line(struct strobe_renderer *renderer)
{
	size_t size;
	strobe_output_char(renderer->output, '\0');
	return strobe_output_take(renderer->output, &size);
}

#define expect_line(expected)                                                                                \
	do {                                                                                                 \
		const char *line_ = expected_line(renderer);                                                 \
		cr_expect_str_eq(line_, expected "\n", "is:        %sshould be: %s", line_, expected);       \
		cr_expect(is_json(line_));                                                                   \
	} while (0)

Test(render_json, calls_and_events)
{
	struct strobe_json_options options = { .limits = canned_verbose };
	struct strobe_renderer *renderer = strobe_json_new(&output, &options);
	const struct strobe_renderer_ops *lines = renderer->ops;
	struct strobe_line task = { 0 };
	struct strobe_event event = {
		.tid = 101, .tgid = 100, .comm = "ca\"n\xff", .time = 1795204802123456789
	};
	struct strobe_record record = canned_call("close", 3, 0, 0, 0, 0, 0);
	record.entry_time = 1795204800123456789;
	record.entry_monotonic = 5000000000;
	record.exit_monotonic = 5000001234;

	lines->attached(renderer, &task, &event, 99);
	expect_line("{\"type\":\"attached\",\"time\":1795204802123456789,\"pid\":100,\"tid\":101,"
		    "\"comm\":{\"bytes\":\"6361226eff\"},\"parent\":99}");
	event.comm = "canned";
	lines->entry(renderer, &task, &record, &canned_brief);
	lines->show(renderer);
	canned_return(&record, 0);
	lines->exit(renderer, &task, &record, &canned_brief, 0);
	expect_line(
		"{\"type\":\"syscall\",\"time\":1795204800123456789,\"pid\":100,\"tid\":100,\"comm\":\"canned\","
		"\"abi\":\"x86_64\",\"syscall\":\"close\",\"number\":3,\"args\":{\"fd\":3},\"result\":0,\"duration\":1234}");
	canned_return(&record, -EBADF);
	lines->exit(renderer, &task, &record, &canned_brief,
		    STROBE_EXIT_INJECTED | STROBE_EXIT_DELAYED | STROBE_EXIT_NO_TIME);
	expect_line(
		"{\"type\":\"syscall\",\"time\":1795204800123456789,\"pid\":100,\"tid\":100,\"comm\":\"canned\","
		"\"abi\":\"x86_64\",\"syscall\":\"close\",\"number\":3,\"args\":{\"fd\":3},\"result\":-1,\"error\":9,"
		"\"errno\":\"EBADF\",\"injected\":true,\"delayed\":true}");
	record.state = STROBE_STATE_ENTERED;
	record.entry_time = 0;
	lines->entry(renderer, &task, &record, &canned_brief);
	lines->gone(renderer, &task, &record, &canned_brief, &event);
	lines->gone(renderer, &task, &record, &canned_brief, &event);
	expect_line(
		"{\"type\":\"syscall\",\"pid\":100,\"tid\":100,\"comm\":\"canned\",\"abi\":\"x86_64\",\"syscall\":\"close\","
		"\"number\":3,\"args\":{\"fd\":3},\"result\":null,\"unfinished\":\"gone\"}");
	event.time = 0;
	lines->exited(renderer, &task, &event, 3);
	expect_line("{\"type\":\"exited\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"status\":3}");
	lines->killed(renderer, &task, &event, 11, true);
	expect_line(
		"{\"type\":\"killed\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"signal\":\"SIGSEGV\",\"signo\":11,"
		"\"core_dumped\":true}");
	lines->stopped(renderer, &task, &event, 19);
	expect_line(
		"{\"type\":\"stopped\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"signal\":\"SIGSTOP\",\"signo\":19}");
	lines->signal(renderer, &task, &event, 9, NULL, 0);
	expect_line(
		"{\"type\":\"signal\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"signal\":\"SIGKILL\",\"signo\":9}");
	lines->exec(renderer, &task, &event, 105);
	expect_line("{\"type\":\"exec\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"former_tid\":105}");
	lines->superseded(renderer, &task, &event, &task, 105);
	expect_line("{\"type\":\"superseded\",\"pid\":100,\"tid\":101,\"comm\":\"canned\",\"by\":105}");
	lines->detached(renderer, &task, &event);
	expect_line("{\"type\":\"detached\",\"pid\":100,\"tid\":101,\"comm\":\"canned\"}");
	lines->free(renderer);
}
