/*
 * The chunk store: pieces of a task's memory, found again by address, phase and kind.
 */
#include <stdlib.h>
#include <string.h>

#include "strobe/record.h"

/* All that a record's chunks may take, bytes: contents, and the chunks themselves, which may be empty. */
#define TOTAL_MAX (16u << 20)

/* What a store may keep from one call to the next, bytes. */
#define KEEP_MAX (256u << 10)

/* Up to so many chunks are looked through one by one. */
#define FEW 12

/* Contents start at such offsets, so that whoever casts them finds them aligned. */
#define ALIGNMENT 8u

void strobe_chunks_free(struct strobe_chunks *chunks)
{
	free(chunks->chunk);
	free(chunks->pool);
	free(chunks->index);
	memset(chunks, 0, sizeof *chunks);
}

void strobe_chunks_reset(struct strobe_chunks *chunks)
{
	/* One huge call must not make each of many tasks keep its room for good. */
	if (chunks->pool_room > KEEP_MAX || chunks->room > KEEP_MAX / sizeof *chunks->chunk) {
		strobe_chunks_free(chunks);
		return;
	}
	if (chunks->indexed)
		memset(chunks->index, 0, chunks->index_room * sizeof *chunks->index);
	chunks->count = chunks->used = chunks->indexed = 0;
	chunks->complete = 0;
}

/* Where the search for such a chunk begins in the index. */
static uint32_t first_slot(const struct strobe_chunks *chunks, uint64_t addr, unsigned phase, unsigned want)
{
	uint64_t key = addr * 4 + phase * 2 + want;

	/* Fibonacci hashing: addresses are multiples of powers of two, the high bits of the product are not. */
	return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (chunks->index_room - 1);
}

static bool same_key(const struct strobe_chunk *chunk, uint64_t addr, unsigned phase, unsigned want)
{
	return chunk->addr == addr && chunk->phase == phase && chunk->want == want;
}

/* The slot of the index that holds the key (as chunk number + 1), or the empty one where it belongs. */
static uint32_t *slot_of(const struct strobe_chunks *chunks, uint64_t addr, unsigned phase, unsigned want)
{
	uint32_t slot = first_slot(chunks, addr, phase, want);

	while (chunks->index[slot] && !same_key(&chunks->chunk[chunks->index[slot] - 1], addr, phase, want))
		slot = (slot + 1) & (chunks->index_room - 1);
	return &chunks->index[slot];
}

/* Brings the index up to date. Of several chunks with the same key it knows the longest. False without memory. */
static bool index_all(struct strobe_chunks *chunks)
{
	if (chunks->count * 2 > chunks->index_room) {
		uint32_t room = chunks->index_room ? chunks->index_room : 64;

		while (room < chunks->count * 4)
			room *= 2;
		free(chunks->index);
		chunks->index_room = chunks->indexed = 0;
		chunks->index = calloc(room, sizeof *chunks->index);
		if (!chunks->index)
			return false;
		chunks->index_room = room;
	}
	while (chunks->indexed < chunks->count) {
		const struct strobe_chunk *chunk = &chunks->chunk[chunks->indexed++];
		uint32_t *slot = slot_of(chunks, chunk->addr, chunk->phase, chunk->want);

		if (!*slot || chunks->chunk[*slot - 1].len < chunk->len)
			*slot = chunks->indexed;
	}
	return true;
}

/* Makes room for one more chunk and len more bytes. */
static bool make_room(struct strobe_chunks *chunks, uint32_t len)
{
	uint64_t needed = (uint64_t)chunks->used + len;

	if (needed + (uint64_t)(chunks->count + 1) * sizeof *chunks->chunk > TOTAL_MAX)
		return false;
	if (chunks->count == chunks->room) {
		uint32_t room = chunks->room ? chunks->room * 2 : 16;
		struct strobe_chunk *chunk = realloc(chunks->chunk, room * sizeof *chunk);

		if (!chunk)
			return false;
		chunks->chunk = chunk;
		chunks->room = room;
	}
	if (needed > chunks->pool_room) {
		uint32_t room = chunks->pool_room ? chunks->pool_room : 1024;
		uint8_t *pool;

		while (room < needed)
			room *= 2;
		pool = realloc(chunks->pool, room);
		if (!pool)
			return false;
		chunks->pool = pool;
		chunks->pool_room = room;
	}
	return true;
}

struct strobe_chunk *strobe_chunks_add(struct strobe_chunks *chunks, uint64_t addr, uint32_t len,
				       enum strobe_phase phase, enum strobe_want want)
{
	struct strobe_chunk *chunk;

	if (len > TOTAL_MAX || !make_room(chunks, (len + ALIGNMENT - 1) & ~(ALIGNMENT - 1)))
		return NULL;
	chunk = &chunks->chunk[chunks->count++];
	*chunk = (struct strobe_chunk){
		.addr = addr,
		.len = len,
		.data = chunks->used,
		.phase = (uint8_t)phase,
		.want = (uint8_t)want,
	};
	chunks->used += (len + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (chunks->count > FEW && !index_all(chunks)) {
		/* Without an index it could not be found again. */
		chunks->count--;
		chunks->used = chunk->data;
		return NULL;
	}
	return chunk;
}

const struct strobe_chunk *strobe_chunks_find(const struct strobe_chunks *chunks, uint64_t addr, uint32_t len,
					      enum strobe_phase phase, enum strobe_want want)
{
	if (chunks->count > FEW && chunks->indexed == chunks->count) {
		uint32_t number = *slot_of(chunks, addr, phase, want);

		return number && chunks->chunk[number - 1].len >= len ? &chunks->chunk[number - 1] : NULL;
	}
	for (uint32_t i = 0; i < chunks->count; i++) {
		if (same_key(&chunks->chunk[i], addr, phase, want) && chunks->chunk[i].len >= len)
			return &chunks->chunk[i];
	}
	return NULL;
}
