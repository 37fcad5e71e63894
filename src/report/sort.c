/*
 * The order of a summary's rows: the greatest first, names in the order of the alphabet; what is equal in that of the
 * calls' numbers.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/decode.h"

const char *report_name(unsigned abi, uint64_t number, char buffer[REPORT_NAME_SIZE])
{
	const struct strobe_row *row = strobe_decode_row(abi, number);
	if (row && row->name)
		return strobe_decode_text(row->name);
	/* The number as the task gave it. */
	uint64_t bit = abi == STROBE_ABI_X32 ? 0x40000000u : 0;
	snprintf(buffer, REPORT_NAME_SIZE, "syscall_0x%llx", (unsigned long long)(number | bit));
	return buffer;
}

/* What rows are compared by. */
struct order {
	const struct strobe_report *report;
	unsigned abi;
};

static uint64_t average(const struct duration *duration, const struct count *count)
{
	return duration->total / count->calls;
}

/* What a row is sorted by, where that is a number. */
static uint64_t key_of(const struct strobe_report *report, const struct count *count)
{
	const struct duration *time = report_time(report, count);
	switch (report->options->summary_sort) {
	case STROBE_COLUMN_TIME_PERCENT:
	case STROBE_COLUMN_TIME_TOTAL: return time->total;
	case STROBE_COLUMN_TIME_MIN: return time->least;
	case STROBE_COLUMN_TIME_MAX: return time->most;
	case STROBE_COLUMN_TIME_AVG: return average(time, count);
	case STROBE_COLUMN_WALL_TOTAL: return count->wall.total;
	case STROBE_COLUMN_WALL_MIN: return count->wall.least;
	case STROBE_COLUMN_WALL_MAX: return count->wall.most;
	case STROBE_COLUMN_WALL_AVG: return average(&count->wall, count);
	case STROBE_COLUMN_CALLS: return count->calls;
	case STROBE_COLUMN_ERRORS: return count->errors;
	default: return 0;
	}
}

static int compare(const void *left, const void *right, void *data)
{
	const struct order *order = data;
	const struct count *a = left, *b = right;
	int by_name = 0;
	if (order->report->options->summary_sort == STROBE_COLUMN_NAME) {
		char one[REPORT_NAME_SIZE], other[REPORT_NAME_SIZE];
		by_name = strcmp(report_name(order->abi, a->number, one),
				 report_name(order->abi, b->number, other));
	}
	uint64_t key = key_of(order->report, a), other_key = key_of(order->report, b);
	if (by_name)
		return by_name;
	if (key != other_key)
		return key < other_key ? 1 : -1;
	return (a->number > b->number) - (a->number < b->number);
}

void report_sort(struct strobe_report *report, unsigned abi)
{
	struct counts *counts = &report->counts[abi];
	struct order order = { report, abi };
	if (!counts->used)
		return;
	qsort_r(counts->count, counts->used, sizeof(counts->count[0]), compare, &order);
	report_index(counts);
}
