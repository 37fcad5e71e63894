/*
 * Sets on the command line: calls, signals, descriptors, words.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "strobe/decode.h"

static struct strobe_options options;
static struct cli cli = { .options = &options };

static void begin(void)
{
	options = (struct strobe_options){ .program = "strobe" };
	cr_redirect_stderr();
}

TestSuite(cli_calls, .init = begin);

static bool has(const struct strobe_call_set *set, unsigned abi, const char *name)
{
	int number = strobe_decode_number(abi, name);

	cr_assert_geq(number, 0, "no %s", name);
	return strobe_call_set_has(set, abi, (uint64_t)number);
}

static struct strobe_call_set parse(const char *text)
{
	struct strobe_call_set set;

	cr_assert(cli_parse_calls(&cli, text, &set), "%s", text);
	return set;
}

static void refuse(const char *text, const char *message)
{
	struct strobe_call_set set;
	char line[256];

	cr_assert_not(cli_parse_calls(&cli, text, &set), "%s", text);
	fflush(stderr);
	snprintf(line, sizeof(line), "strobe: %s\n", message);
	cr_assert_stderr_eq_str(line);
}

Test(cli_calls, names)
{
	struct strobe_call_set set = parse("read,openat");

	cr_assert(has(&set, STROBE_ABI_X86_64, "read"));
	cr_assert(has(&set, STROBE_ABI_X86_64, "openat"));
	cr_assert(has(&set, STROBE_ABI_I386, "read"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "write"));
	cr_assert_not(strobe_call_set_has(&set, STROBE_ABI_X86_64, 5000));
}

Test(cli_calls, negation)
{
	struct strobe_call_set set = parse("!read");

	cr_assert_not(has(&set, STROBE_ABI_X86_64, "read"));
	cr_assert(has(&set, STROBE_ABI_X86_64, "write"));
	cr_assert(strobe_call_set_has(&set, STROBE_ABI_X86_64, 5000));
	set = parse("!!read");
	cr_assert(has(&set, STROBE_ABI_X86_64, "read"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "write"));
}

Test(cli_calls, all_and_none)
{
	struct strobe_call_set set = parse("all");

	cr_assert(strobe_call_set_is_full(&set));
	set = parse("none");
	cr_assert(strobe_call_set_is_empty(&set));
	set = parse("!all");
	cr_assert(strobe_call_set_is_empty(&set));
	set = parse("!none");
	cr_assert(strobe_call_set_is_full(&set));
	set = parse("read,all");
	cr_assert(strobe_call_set_is_full(&set));
	set = parse("all@32");
	cr_assert(has(&set, STROBE_ABI_I386, "read"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "read"));
}

Test(cli_calls, a_name_is_the_call_before_a_class)
{
	struct strobe_call_set set = parse("fstat");

	cr_assert(has(&set, STROBE_ABI_X86_64, "fstat"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "statx"));
	set = parse("%fstat");
	cr_assert(has(&set, STROBE_ABI_X86_64, "statx"));
}

Test(cli_calls, abi)
{
	struct strobe_call_set set = parse("read@64");

	cr_assert(has(&set, STROBE_ABI_X86_64, "read"));
	cr_assert_not(has(&set, STROBE_ABI_I386, "read"));
	cr_assert_not(has(&set, STROBE_ABI_X32, "read"));
	set = parse("read@32,write@x32");
	cr_assert(has(&set, STROBE_ABI_I386, "read"));
	cr_assert(has(&set, STROBE_ABI_X32, "write"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "read"));
}

Test(cli_calls, numbers)
{
	struct strobe_call_set set = parse("39@64");

	cr_assert(has(&set, STROBE_ABI_X86_64, "getpid"));
	set = parse("0039@64");
	cr_assert(has(&set, STROBE_ABI_X86_64, "getpid"));
}

Test(cli_calls, regular_expressions)
{
	struct strobe_call_set set = parse("/^get(pid|uid)$");

	cr_assert(has(&set, STROBE_ABI_X86_64, "getpid"));
	cr_assert(has(&set, STROBE_ABI_X86_64, "getuid"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "getppid"));
	set = parse("/read@32");
	cr_assert(has(&set, STROBE_ABI_I386, "readv"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "readv"));
}

Test(cli_calls, classes)
{
	struct strobe_call_set set = parse("%desc");

	cr_assert(has(&set, STROBE_ABI_X86_64, "read"));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "getpid"));
	set = parse("file");
	cr_assert(has(&set, STROBE_ABI_X86_64, "openat"));
	set = parse("%net@64");
	cr_assert(has(&set, STROBE_ABI_X86_64, "socket"));
}

Test(cli_calls, optional)
{
	struct strobe_call_set set = parse("?nosuchcall,read");

	cr_assert(has(&set, STROBE_ABI_X86_64, "read"));
	set = parse("?nosuchcall");
	cr_assert(strobe_call_set_is_empty(&set));
	parse("?/nosuchcall");
	parse("?%nosuchclass");
}

Test(cli_calls, commas)
{
	parse("read,");
	parse("read,,write");
}

Test(cli_calls, unknown_name)
{
	refuse("nosuchcall", "invalid system call 'nosuchcall'");
}

Test(cli_calls, unknown_name_in_list)
{
	refuse("read,nosuchcall@32", "invalid system call 'nosuchcall@32'");
}

Test(cli_calls, nothing)
{
	refuse("", "invalid system call ''");
}

Test(cli_calls, commas_alone)
{
	refuse(",", "invalid system call ','");
}

Test(cli_calls, none_in_list)
{
	refuse("none,read", "invalid system call 'none'");
}

Test(cli_calls, unknown_class)
{
	refuse("%nosuch", "invalid system call '%nosuch'");
}

Test(cli_calls, unknown_number)
{
	refuse("99999", "invalid system call '99999'");
}

Test(cli_calls, negative_number)
{
	refuse("-1", "invalid system call '-1'");
}

Test(cli_calls, unknown_abi)
{
	refuse("?read@33", "incorrect personality designator '33' in qualification 'read@33'");
}

Test(cli_calls, bad_regular_expression)
{
	refuse("/a(", "regcomp: a(: Unmatched ( or \\(");
}

Test(cli_calls, regular_expression_without_match)
{
	refuse("/nosuch", "invalid system call '/nosuch'");
}

/* Calls that have no name are never left out of a trace. */
Test(cli_calls, unknown_calls_stay)
{
	struct strobe_call_set set = parse("read");

	cli_add_unknown_calls(&set);
	cr_assert(strobe_call_set_has(&set, STROBE_ABI_X86_64, 5000));
	cr_assert(strobe_call_set_has(&set, STROBE_ABI_X86_64, 1000));
	cr_assert_not(has(&set, STROBE_ABI_X86_64, "write"));
}

TestSuite(cli_sets, .init = begin);

Test(cli_sets, signals)
{
	struct strobe_number_set set = { 0 };

	cr_assert(cli_parse_signals(&cli, "INT,sighup,10", &set));
	cr_assert(strobe_number_set_has(&set, 2));
	cr_assert(strobe_number_set_has(&set, 1));
	cr_assert(strobe_number_set_has(&set, 10));
	cr_assert_not(strobe_number_set_has(&set, 15));
	cr_assert(cli_parse_signals(&cli, "!SIGCHLD", &set));
	cr_assert_not(strobe_number_set_has(&set, 17));
	cr_assert(strobe_number_set_has(&set, 2));
	cr_assert(cli_parse_signals(&cli, "all", &set));
	cr_assert(strobe_number_set_has(&set, 2));
	cr_assert(cli_parse_signals(&cli, "none", &set));
	cr_assert_not(strobe_number_set_has(&set, 2));
	cr_assert_not(cli_parse_signals(&cli, "INT,FOO", &set));
	free(set.numbers);
	fflush(stderr);
	cr_assert_stderr_eq_str("strobe: invalid signal 'FOO'\n");
}

Test(cli_sets, descriptors)
{
	struct strobe_number_set set = { 0 };

	cr_assert(cli_parse_descriptors(&cli, "3,2147483647,0", &set));
	cr_assert(strobe_number_set_has(&set, 0));
	cr_assert(strobe_number_set_has(&set, 3));
	cr_assert(strobe_number_set_has(&set, 2147483647));
	cr_assert_not(strobe_number_set_has(&set, 4));
	cr_assert_not(cli_parse_descriptors(&cli, "2147483648", &set));
	free(set.numbers);
	fflush(stderr);
	cr_assert_stderr_eq_str("strobe: invalid descriptor '2147483648'\n");
}

Test(cli_sets, words)
{
	static const struct cli_word words[] = { { "one", 1 }, { "two", 2 }, { NULL, 0 } };
	unsigned bits;

	cr_assert(cli_parse_words(&cli, "ONE,two", words, "thing", 7, &bits));
	cr_assert_eq(bits, 3);
	cr_assert(cli_parse_words(&cli, "!one", words, "thing", 7, &bits));
	cr_assert_eq(bits, 6);
	cr_assert(cli_parse_words(&cli, "all", words, "thing", 7, &bits));
	cr_assert_eq(bits, 7);
	cr_assert(cli_parse_words(&cli, "!all", words, "thing", 7, &bits));
	cr_assert_eq(bits, 0);
	cr_assert_not(cli_parse_words(&cli, "", words, "thing", 7, &bits));
	fflush(stderr);
	cr_assert_stderr_eq_str("strobe: invalid thing ''\n");
}
