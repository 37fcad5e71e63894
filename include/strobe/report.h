/*
 * Summaries (-c, -C): what each system call cost, how often it was made and how often it failed. Counting a call takes the
 * same time however many there were; memory grows with the different calls alone.
 */
#ifndef STROBE_REPORT_H
#define STROBE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "strobe/options.h"
#include "strobe/output.h"

struct strobe_report;

/*
 * A report without any call. Of the options it reads the summary's (columns, sorting, overhead, wall clock), which must
 * live as long as the report. NULL with errno when there is no memory.
 */
struct strobe_report *strobe_report_new(const struct strobe_options *options);
void strobe_report_free(struct strobe_report *report);

/*
 * Counts one call. number as in struct strobe_record. Both times in ns: what the process spent in the kernel, and
 * what went by on the clock; the overhead of the options is taken off here. False when memory ran out: the call is then
 * not counted.
 */
bool strobe_report_add(struct strobe_report *report, unsigned abi, uint64_t number, bool failed,
		       uint64_t system_time, uint64_t wall_time);

/* Writes the tables, one for each ABI that calls were made in; nothing when there were none. */
void strobe_report_print(struct strobe_report *report, struct strobe_output *output);
/* Writes the same as one JSON object on a line, as doc/json.md describes it, also when there were no calls. */
void strobe_report_print_json(struct strobe_report *report, struct strobe_output *output);

#endif
