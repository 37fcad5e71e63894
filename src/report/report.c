/*
 * Counting.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

/*
 * Different calls of an ABI that are told apart at most. A tracee can make up any number of numbers: those that come when this
 * many are known are not counted.
 */
#define COUNTS_MAX 65536u

struct strobe_report *strobe_report_new(const struct strobe_options *options)
{
	struct strobe_report *report = calloc(1, sizeof(*report));
	if (report)
		report->options = options;
	return report;
}

void strobe_report_free(struct strobe_report *report)
{
	if (!report)
		return;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		free(report->counts[abi].count);
		free(report->counts[abi].index);
	}
	free(report);
}

/* Where a number is in the index, or would be. */
static uint32_t slot_of(const struct counts *counts, uint64_t number)
{
	uint32_t mask = counts->index_room - 1;
	uint32_t slot = (uint32_t)(number ^ number >> 32) & mask;
	while (counts->index[slot] && counts->count[counts->index[slot] - 1].number != number)
		slot = (slot + 1) & mask;
	return slot;
}

void report_index(struct counts *counts)
{
	memset(counts->index, 0, counts->index_room * sizeof(counts->index[0]));
	for (uint32_t i = 0; i < counts->used; i++)
		counts->index[slot_of(counts, counts->count[i].number)] = i + 1;
}

/* Doubles the room. Numbers are small as a rule, so that most are at their own place in the index. */
static bool grow(struct counts *counts)
{
	uint32_t room = counts->room ? 2 * counts->room : 512;
	struct count *count = realloc(counts->count, room * sizeof(*count));
	if (!count)
		return false;
	counts->count = count;
	uint32_t *index = malloc(2 * (size_t)room * sizeof(*index));
	if (!index)
		return false;
	free(counts->index);
	counts->index = index;
	counts->index_room = 2 * room;
	counts->room = room;
	report_index(counts);
	return true;
}

static struct count *count_of(struct counts *counts, uint64_t number)
{
	if (counts->room) {
		uint32_t found = counts->index[slot_of(counts, number)];
		if (found)
			return &counts->count[found - 1];
	}
	if (counts->used == counts->room && (counts->used >= COUNTS_MAX || !grow(counts)))
		return NULL;
	struct count *count = &counts->count[counts->used++];
	*count = (struct count){ .number = number, .system.least = UINT64_MAX, .wall.least = UINT64_MAX };
	counts->index[slot_of(counts, number)] = counts->used;
	return count;
}

static void add_time(struct duration *duration, uint64_t time, uint64_t overhead)
{
	time = time > overhead ? time - overhead : 0;
	duration->total += time;
	if (time < duration->least)
		duration->least = time;
	if (time > duration->most)
		duration->most = time;
}

bool strobe_report_add(struct strobe_report *report, unsigned abi, uint64_t number, bool failed,
		       uint64_t system_time, uint64_t wall_time)
{
	uint64_t overhead = report->options->has_overhead ? report->options->overhead : 0;
	if (abi >= STROBE_ABI_COUNT)
		return false;
	struct count *count = count_of(&report->counts[abi], number);
	if (!count)
		return false;
	count->calls++;
	count->errors += failed;
	add_time(&count->system, system_time, overhead);
	add_time(&count->wall, wall_time, overhead);
	return true;
}

static void sum_time(struct duration *sum, const struct duration *duration)
{
	sum->total += duration->total;
	if (duration->least < sum->least)
		sum->least = duration->least;
	if (duration->most > sum->most)
		sum->most = duration->most;
}

struct count report_total(const struct counts *counts)
{
	struct count total = { .system.least = UINT64_MAX, .wall.least = UINT64_MAX };
	for (uint32_t i = 0; i < counts->used; i++) {
		const struct count *count = &counts->count[i];
		total.calls += count->calls;
		total.errors += count->errors;
		sum_time(&total.system, &count->system);
		sum_time(&total.wall, &count->wall);
	}
	return total;
}

const struct duration *report_time(const struct strobe_report *report, const struct count *count)
{
	return report->options->summary_wall ? &count->wall : &count->system;
}
