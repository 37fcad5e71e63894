/*
 * The report's inside: what its files share.
 */
#ifndef STROBE_REPORT_INSIDE_H
#define STROBE_REPORT_INSIDE_H

#include <stddef.h>

#include "strobe/abi.h"
#include "strobe/report.h"

/* ns. */
struct duration {
	uint64_t total, least, most;
};

/* What is known of one call, or of all. */
struct count {
	uint64_t number;
	uint64_t calls, errors;
	struct duration system, wall;
};

/* The calls of one ABI, in no order; index is a hash of their numbers. */
struct counts {
	struct count *count;
	uint32_t used, room;
	uint32_t *index; /* position in count + 1, 0 none; a power of two of them, more than half are free */
	uint32_t index_room;
};

struct strobe_report {
	const struct strobe_options *options;
	struct counts counts[STROBE_ABI_COUNT];
};

/* Longest name of a call: "syscall_0x" and 16 digits, with its NUL, is shorter. */
#define REPORT_NAME_SIZE 64

/* The call's name; buffer takes it when it has to be made. */
const char *report_name(unsigned abi, uint64_t number, char buffer[REPORT_NAME_SIZE]);
/* Makes the index anew, for calls that have moved. */
void report_index(struct counts *counts);
/* Sorts the calls as the options want it. */
void report_sort(struct strobe_report *report, unsigned abi);
/* The sum of an ABI's calls. */
struct count report_total(const struct counts *counts);
/* Which of the two clocks the columns without one in their name show. */
const struct duration *report_time(const struct strobe_report *report, const struct count *count);

#endif
