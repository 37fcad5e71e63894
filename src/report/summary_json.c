/*
 * The summary as one JSON object, described in doc/json.md. Times are whole nanoseconds. It shows both clocks and all
 * that was counted: what -U selects is a matter of the table.
 */
#include "report.h"

#include <string.h>

static const char *const abi_names[] = {
	[STROBE_ABI_X86_64] = "x86_64",
	[STROBE_ABI_X32] = "x32",
	[STROBE_ABI_I386] = "i386",
};

static void put_member(struct strobe_output *output, const char *key, uint64_t value)
{
	strobe_output_text(output, ",\"");
	strobe_output_text(output, key);
	strobe_output_text(output, "\":");
	strobe_output_unsigned(output, value);
}

static void put_time(struct strobe_output *output, const char *key, const struct duration *duration,
		     uint64_t calls)
{
	strobe_output_text(output, ",\"");
	strobe_output_text(output, key);
	strobe_output_text(output, "\":{\"total\":");
	strobe_output_unsigned(output, duration->total);
	put_member(output, "min", duration->least);
	put_member(output, "max", duration->most);
	put_member(output, "avg", duration->total / calls);
	strobe_output_char(output, '}');
}

static void put_count(struct strobe_output *output, const struct count *count)
{
	put_member(output, "calls", count->calls);
	put_member(output, "errors", count->errors);
	put_time(output, "system", &count->system, count->calls);
	put_time(output, "wall", &count->wall, count->calls);
	strobe_output_char(output, '}');
}

static void put_calls(struct strobe_report *report, unsigned abi, struct strobe_output *output, bool *first)
{
	const struct counts *counts = &report->counts[abi];
	report_sort(report, abi);
	for (uint32_t i = 0; i < counts->used; i++) {
		const struct count *count = &counts->count[i];
		char buffer[REPORT_NAME_SIZE];
		strobe_output_text(output, *first ? "{\"abi\":\"" : ",{\"abi\":\"");
		*first = false;
		strobe_output_text(output, abi_names[abi]);
		strobe_output_text(output, "\",\"syscall\":\"");
		strobe_output_text(output, report_name(abi, count->number, buffer));
		strobe_output_char(output, '"');
		put_member(output, "number", count->number);
		put_count(output, count);
	}
}

void strobe_report_print_json(struct strobe_report *report, struct strobe_output *output)
{
	static const uint8_t order[] = { STROBE_ABI_X86_64, STROBE_ABI_I386, STROBE_ABI_X32 };
	bool first = true;
	strobe_output_text(output, "{\"type\":\"summary\",\"clock\":\"");
	strobe_output_text(output, report->options->summary_wall ? "wall" : "system");
	strobe_output_text(output, "\",\"syscalls\":[");
	for (size_t i = 0; i < sizeof(order); i++)
		put_calls(report, order[i], output, &first);
	strobe_output_text(output, "],\"totals\":[");
	first = true;
	for (size_t i = 0; i < sizeof(order); i++) {
		if (!report->counts[order[i]].used)
			continue;
		struct count total = report_total(&report->counts[order[i]]);
		strobe_output_text(output, first ? "{\"abi\":\"" : ",{\"abi\":\"");
		first = false;
		strobe_output_text(output, abi_names[order[i]]);
		strobe_output_char(output, '"');
		put_count(output, &total);
	}
	strobe_output_text(output, "]}\n");
}
