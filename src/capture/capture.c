/*
 * Fetches what a record's call points at, breadth first: each round asks the walker what is missing and reads that in one
 * batch; what came may point at more.
 */
#include "inside.h"

/* Regions that are read at once. */
#define BATCH 128

/* Pointers behind pointers go so deep at most: a description that could go on for ever must not. */
#define ROUNDS_MAX 1024

static struct strobe_region region_of(const struct strobe_chunks *chunks, const struct strobe_chunk *chunk)
{
	return (struct strobe_region){
		.addr = chunk->addr,
		.data = chunks->pool + chunk->data,
		.len = chunk->len,
		.string = chunk->want == STROBE_WANT_STRING,
	};
}

static void read_several(struct strobe_chunks *chunks, uint32_t first, pid_t pid)
{
	struct strobe_region regions[BATCH];

	while (first < chunks->count) {
		struct strobe_chunk *chunk = &chunks->chunk[first];
		uint32_t n = chunks->count - first < BATCH ? chunks->count - first : BATCH;

		for (uint32_t i = 0; i < n; i++)
			regions[i] = region_of(chunks, &chunk[i]);
		strobe_memory_read_batch(pid, regions, n);
		for (uint32_t i = 0; i < n; i++) {
			chunk[i].got = (uint32_t)regions[i].got;
			chunk[i].error = regions[i].error;
		}
		first += n;
	}
}

/* Reads the chunks from first on: those are the ones the walker has just added. Mostly it is one. */
static void read_chunks(struct strobe_chunks *chunks, uint32_t first, pid_t pid)
{
	if (chunks->count - first != 1) {
		read_several(chunks, first, pid);
		return;
	}
	struct strobe_chunk *chunk = &chunks->chunk[first];
	struct strobe_region region = region_of(chunks, chunk);

	strobe_memory_read_batch(pid, &region, 1);
	chunk->got = (uint32_t)region.got;
	chunk->error = region.error;
}

int strobe_capture(struct strobe_record *record, enum strobe_phase phase, pid_t pid,
		   const struct strobe_limits *limits)
{
	struct strobe_chunks *chunks = &record->chunks;
	uint32_t before = chunks->count;

	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		uint32_t first = chunks->count;

		if (strobe_decode_collect(record, phase, limits) == 0)
			break;
		read_chunks(chunks, first, pid);
		if (record->notes.count)
			capture_facts(record, pid);
	}
	if (strobe_decode_notes(record, limits)) {
		strobe_decode_note(record, limits);
		capture_facts(record, pid);
		strobe_capture_notes(&record->notes, pid, limits);
	}
	return (int)(chunks->count - before);
}

void strobe_capture_dump(struct strobe_record *record, pid_t pid)
{
	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		uint32_t first = record->chunks.count;

		if (strobe_decode_dump_collect(record) == 0)
			break;
		read_chunks(&record->chunks, first, pid);
	}
	record->dumped = true;
}
