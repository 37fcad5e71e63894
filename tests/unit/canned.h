/*
 * Records made up by tests: calls with the memory they point at, and no process behind them.
 */
#ifndef STROBE_CANNED_H
#define STROBE_CANNED_H

#include "strobe/decode.h"
#include "strobe/record.h"

/* A record of the call of that name as x86_64 makes it; the test fails when there is none. Free it with canned_free. */
struct strobe_record canned_call(const char *name, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
				 uint64_t a4, uint64_t a5);
void canned_free(struct strobe_record *record);

/* The call returned: a result, or (negative) an error. */
void canned_return(struct strobe_record *record, int64_t result);

/*
 * The made-up tracee's memory: pieces by address. What a record asks for is answered from them; the rest is unreadable.
 */
struct canned_piece {
	uint64_t addr;
	const void *data;
	size_t size;
};

/* Captures what the record needs in that phase, to the end. Returns the number of rounds with something to fetch. */
unsigned canned_capture(struct strobe_record *record, enum strobe_phase phase,
			const struct strobe_limits *limits, const struct canned_piece *pieces, size_t count);

/* Captures the data that the call moved, as for -e read and -e write, and marks it to be shown. */
void canned_dump(struct strobe_record *record, const struct canned_piece *pieces, size_t count);

/* strace's limits, abbreviated. */
extern const struct strobe_limits canned_brief, canned_verbose;

/* The record as a line of text or JSON, without its newline; static memory, good until the next call. */
const char *canned_text(const struct strobe_record *record, const struct strobe_limits *limits);
const char *canned_json(const struct strobe_record *record, const struct strobe_limits *limits);

#endif
