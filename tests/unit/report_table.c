/*
 * Summaries: counting, sorting, the columns of the table and the JSON object.
 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "strobe/decode.h"
#include "strobe/report.h"

#define cr_text(text, expected) cr_assert_str_eq(text, expected, "is:\n%sshould be:\n%s", text, expected)

static const struct strobe_options usual = {
	.summary = STROBE_SUMMARY_ONLY,
	.summary_columns = { STROBE_COLUMN_TIME_PERCENT, STROBE_COLUMN_TIME_TOTAL, STROBE_COLUMN_TIME_AVG,
			     STROBE_COLUMN_CALLS, STROBE_COLUMN_ERRORS, STROBE_COLUMN_NAME },
	.summary_column_count = 6,
	.summary_sort = STROBE_COLUMN_TIME_PERCENT,
};

static uint64_t number_of(const char *name)
{
	int number = strobe_decode_number(STROBE_ABI_X86_64, name);
	cr_assert(number >= 0);
	return (uint64_t)number;
}

static void add(struct strobe_report *report, const char *name, bool failed, uint64_t system, uint64_t wall)
{
	cr_assert(strobe_report_add(report, STROBE_ABI_X86_64, number_of(name), failed, system, wall));
}

/* What is written of a report; static memory. */
static const char *shown(struct strobe_report *report,
			 void (*print)(struct strobe_report *, struct strobe_output *))
{
	static char text[1 << 19];
	struct strobe_output output;
	size_t size;
	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
	print(report, &output);
	const char *bytes = strobe_output_take(&output, &size);
	cr_assert(size < sizeof(text));
	memcpy(text, bytes, size);
	text[size] = '\0';
	strobe_output_close(&output);
	return text;
}

Test(report, the_usual_table)
{
	struct strobe_report *report = strobe_report_new(&usual);
	add(report, "read", false, 30000, 1);
	add(report, "openat", true, 9400, 1);
	add(report, "openat", false, 600, 1);
	add(report, "close", false, 0, 1);
	cr_text(shown(report, strobe_report_print),
		"% time     seconds  usecs/call     calls    errors syscall\n"
		"------ ----------- ----------- --------- --------- ----------------\n"
		" 75.00    0.000030          30         1           read\n"
		" 25.00    0.000010           5         2         1 openat\n"
		"  0.00    0.000000           0         1           close\n"
		"------ ----------- ----------- --------- --------- ----------------\n"
		"100.00    0.000040          10         4         1 total\n");
	strobe_report_free(report);
}

Test(report, nothing_counted_nothing_shown)
{
	struct strobe_report *report = strobe_report_new(&usual);
	cr_assert_str_empty(shown(report, strobe_report_print));
	cr_text(shown(report, strobe_report_print_json),
		"{\"type\":\"summary\",\"clock\":\"system\",\"syscalls\":[],\"totals\":[]}\n");
	strobe_report_free(report);
}

Test(report, overhead_is_taken_off_each_call)
{
	struct strobe_options options = usual;
	options.has_overhead = true;
	options.overhead = 2000;
	options.summary_columns[0] = STROBE_COLUMN_TIME_TOTAL;
	options.summary_columns[1] = STROBE_COLUMN_TIME_MIN;
	options.summary_columns[2] = STROBE_COLUMN_WALL_TOTAL;
	options.summary_columns[3] = STROBE_COLUMN_WALL_MAX;
	options.summary_columns[4] = STROBE_COLUMN_WALL_AVG;
	struct strobe_report *report = strobe_report_new(&options);
	add(report, "read", false, 5000, 7000);
	add(report, "read", false, 1000, 3000);
	cr_text(shown(report, strobe_report_print),
		"    seconds shortest  wall-total wall-max    wall-avg syscall\n"
		"----------- -------- ----------- -------- ----------- ----------------\n"
		"   0.000003 0.000000    0.000006 0.000005           3 read\n"
		"----------- -------- ----------- -------- ----------- ----------------\n"
		"   0.000003 0.000000    0.000006 0.000005           3 total\n");
	strobe_report_free(report);
}

Test(report, a_name_makes_its_column_wide)
{
	struct strobe_options options = usual;
	options.summary_columns[0] = STROBE_COLUMN_NAME;
	options.summary_columns[1] = STROBE_COLUMN_CALLS;
	options.summary_columns[2] = STROBE_COLUMN_ERRORS;
	options.summary_column_count = 3;
	options.summary_sort = STROBE_COLUMN_NAME;
	struct strobe_report *report = strobe_report_new(&options);
	add(report, "sched_get_priority_max", false, 1, 1);
	add(report, "getpid", false, 1, 1);
	cr_text(shown(report, strobe_report_print), "syscall                     calls    errors\n"
						    "----------------------- --------- ---------\n"
						    "getpid                          1          \n"
						    "sched_get_priority_max          1          \n"
						    "----------------------- --------- ---------\n"
						    "total                           2          \n");
	strobe_report_free(report);
}

/* The names of a table's rows, one after the other. */
static const char *order_by(enum strobe_column column, bool wall)
{
	static char names[256];
	struct strobe_options options = usual;
	options.summary_columns[0] = STROBE_COLUMN_NAME;
	options.summary_column_count = 1;
	options.summary_sort = column;
	options.summary_wall = wall;
	struct strobe_report *report = strobe_report_new(&options);
	add(report, "write", false, 1000, 90000);
	add(report, "write", true, 9000, 20000);
	add(report, "read", false, 4000, 50000);
	add(report, "openat", true, 3000, 70000);
	add(report, "openat", true, 3000, 3000);
	add(report, "openat", false, 3000, 3000);
	char *copy = strdup(shown(report, strobe_report_print));
	names[0] = '\0';
	unsigned row = 0;
	for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"), row++)
		if (row >= 2 && row < 5)
			strcat(strcat(names, line), " ");
	free(copy);
	strobe_report_free(report);
	return names;
}

Test(report, sorting)
{
	cr_assert_str_eq(order_by(STROBE_COLUMN_TIME_PERCENT, false), "write openat read ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_TIME_TOTAL, true), "write openat read ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_TIME_MIN, false), "read openat write ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_TIME_MAX, false), "write read openat ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_TIME_AVG, false), "write read openat ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_WALL_MIN, false), "read write openat ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_WALL_MAX, false), "write openat read ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_WALL_AVG, false), "write read openat ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_CALLS, false), "openat write read ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_ERRORS, false), "openat write read ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_NAME, false), "openat read write ");
	cr_assert_str_eq(order_by(STROBE_COLUMN_NOTHING, false), "read write openat ");
}

Test(report, tables_for_each_abi)
{
	struct strobe_options options = usual;
	options.summary_columns[0] = STROBE_COLUMN_CALLS;
	options.summary_columns[1] = STROBE_COLUMN_NAME;
	options.summary_column_count = 2;
	struct strobe_report *report = strobe_report_new(&options);
	cr_assert(strobe_report_add(report, STROBE_ABI_X32, 4000, true, 1, 1));
	cr_assert(strobe_report_add(report, STROBE_ABI_I386, 20, false, 1, 1));
	cr_assert(strobe_report_add(report, STROBE_ABI_X86_64, UINT64_MAX, true, 1, 1));
	cr_text(shown(report, strobe_report_print), "    calls syscall\n"
						    "--------- ---------------------------\n"
						    "        1 syscall_0xffffffffffffffff\n"
						    "--------- ---------------------------\n"
						    "        1 total\n"
						    "System call usage summary for 32 bit mode:\n"
						    "    calls syscall\n"
						    "--------- ----------------\n"
						    "        1 getpid\n"
						    "--------- ----------------\n"
						    "        1 total\n"
						    "System call usage summary for x32 mode:\n"
						    "    calls syscall\n"
						    "--------- -------------------\n"
						    "        1 syscall_0x40000fa0\n"
						    "--------- -------------------\n"
						    "        1 total\n");
	strobe_report_free(report);
}

Test(report, counting_goes_on_after_printing)
{
	struct strobe_report *report = strobe_report_new(&usual);
	for (uint64_t number = 0; number < 3000; number++)
		cr_assert(strobe_report_add(report, STROBE_ABI_X86_64, number, false, number * 1000, 0));
	shown(report, strobe_report_print);
	cr_assert(strobe_report_add(report, STROBE_ABI_X86_64, 2999, false, 1000000, 0));
	const char *text = shown(report, strobe_report_print);
	cr_assert(strstr(text, "        2           syscall_0xbb7\n"), "%s", text);
	strobe_report_free(report);
}

Test(report, made_up_numbers_take_no_end_of_memory)
{
	struct strobe_report *report = strobe_report_new(&usual);
	unsigned counted = 0;
	for (uint64_t i = 0; i < 200000; i++)
		counted += strobe_report_add(report, STROBE_ABI_X86_64, i << 20, true, 1, 1);
	cr_assert_eq(counted, 65536);
	cr_assert(strobe_report_add(report, STROBE_ABI_X86_64, 7 << 20, true, 1, 1));
	cr_assert_not(strobe_report_add(report, STROBE_ABI_COUNT, 1, true, 1, 1));
	strobe_report_free(report);
}

Test(report, json)
{
	struct strobe_options options = usual;
	options.summary_wall = true;
	struct strobe_report *report = strobe_report_new(&options);
	add(report, "read", true, 3000, 5001);
	add(report, "read", false, 1000, 7000);
	cr_text(shown(report, strobe_report_print_json),
		"{\"type\":\"summary\",\"clock\":\"wall\",\"syscalls\":[{\"abi\":\"x86_64\",\"syscall\":\"read\","
		"\"number\":0,\"calls\":2,\"errors\":1,"
		"\"system\":{\"total\":4000,\"min\":1000,\"max\":3000,\"avg\":2000},"
		"\"wall\":{\"total\":12001,\"min\":5001,\"max\":7000,\"avg\":6000}}],"
		"\"totals\":[{\"abi\":\"x86_64\",\"calls\":2,\"errors\":1,"
		"\"system\":{\"total\":4000,\"min\":1000,\"max\":3000,\"avg\":2000},"
		"\"wall\":{\"total\":12001,\"min\":5001,\"max\":7000,\"avg\":6000}}]}\n");
	strobe_report_free(report);
}
