/*
 * Where the walker's bytes come from: the record's chunks, and, while collecting, the list of what is missing.
 */
#include <errno.h>

#include "walker.h"

/* What a pending chunk's error says until it has been read. */
#define PENDING (-1)

/*
 * The bytes at an address in one phase. While collecting that phase, a region that the record lacks is added
 * to the pass's list, to be read in the next batch.
 */
enum fetched walker_fetch(struct walker *walker, uint64_t addr, uint32_t len, enum strobe_phase phase,
			  enum strobe_want want, struct place *place, int *error)
{
	*place = (struct place){ .addr = addr, .phase = phase };
	*error = 0;
	if (len == 0)
		return FETCH_WHOLE;
	const struct strobe_chunks *chunks = &walker->record->chunks;
	struct missing *missing = walker->collect;
	const struct strobe_chunk *chunk = strobe_chunks_find(chunks, addr, len, phase, want);
	if (!chunk) {
		if (!missing || walker->phase != phase) {
			*error = EFAULT;
			return FETCH_NOTHING;
		}
		bool leaf = walker->leaf;
		walker->leaf = false;
		if (!leaf || missing->count == sizeof(missing->region) / sizeof(missing->region[0]))
			missing->again = true;
		if (missing->count < sizeof(missing->region) / sizeof(missing->region[0])) {
			missing->region[missing->count].addr = addr;
			missing->region[missing->count].len = len;
			missing->region[missing->count].phase = phase;
			missing->region[missing->count].want = want;
			missing->count++;
		}
		return FETCH_PENDING;
	}
	if (chunk->error == PENDING)
		return FETCH_PENDING;
	place->data = chunks->pool + chunk->data;
	place->size = chunk->got < len ? chunk->got : len;
	*error = chunk->error;
	if (!chunk->error || place->size == len)
		return FETCH_WHOLE;
	return chunk->got ? FETCH_PARTIAL : FETCH_NOTHING;
}

int64_t walker_fact(struct walker *walker, unsigned kind, int64_t number, int64_t otherwise)
{
	const struct strobe_notes *notes = &walker->record->notes;
	for (uint32_t i = 0; i < notes->count; i++) {
		const struct strobe_note *note = &notes->note[i];
		if (note->kind == kind && note->number == number)
			return note->form == STROBE_NOTE_FACT ? note->id : otherwise;
	}
	struct missing *missing = walker->collect;
	if (!missing || missing->facts == sizeof(missing->fact) / sizeof(missing->fact[0]))
		return otherwise;
	missing->fact[missing->facts].kind = (uint8_t)kind;
	missing->fact[missing->facts++].number = number;
	missing->again = true;
	walker->undecided = true;
	return otherwise;
}

unsigned walker_add_missing(struct strobe_chunks *chunks, const struct missing *missing)
{
	unsigned added = 0;
	for (unsigned i = 0; i < missing->count; i++) {
		uint64_t addr = missing->region[i].addr;
		uint32_t len = missing->region[i].len;
		uint8_t phase = missing->region[i].phase, want = missing->region[i].want;
		if (strobe_chunks_find(chunks, addr, len, phase, want))
			continue;
		struct strobe_chunk *chunk = strobe_chunks_add(chunks, addr, len, phase, want);
		if (!chunk)
			break;
		chunk->got = 0;
		chunk->error = PENDING;
		added++;
	}
	return added;
}
