/*
 * Strings and buffers: how much of them is read and shown.
 */
#include <limits.h>
#include <string.h>

#include "walker.h"

/* The bytes that a buffer may show: within its bound and the budget of the list around it. */
static uint64_t buffer_size(struct walker *walker, const struct strobe_type *type, const struct frame *frame,
			    enum strobe_phase phase)
{
	uint64_t size = walker_bound(walker, type->bound, frame, phase, UINT64_MAX);
	if (walker->has_budget) {
		if (size > walker->budget)
			size = walker->budget;
		walker->budget -= size;
	}
	return size;
}

/* Tells a string that a pointer points at, if all of them together don't get too long. */
static void tell_bytes(struct walker *walker, const uint8_t *data, uint32_t size, unsigned flags)
{
	if (walker->told && walker->told + size > WALKER_TOLD) {
		size = 0;
		flags |= STROBE_BYTES_CUT;
	}
	walker->told += size;
	walker->sink->ops->bytes(walker->sink, data, size, flags);
}

static void point_buffer(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase)
{
	struct strobe_sink *sink = walker->sink;
	uint64_t size = buffer_size(walker, type, frame, phase);
	/* "whole": -s does not cut it, only sense does. */
	uint32_t limit = type->flags & STROBE_TYPE_INLINE ? WALKER_REGION / 16 : walker->limits->string;
	uint32_t shown = size < limit ? (uint32_t)size : limit;
	unsigned flags = (size > shown ? STROBE_BYTES_CUT : 0) |
			 (type->flags & STROBE_TYPE_HEX ? STROBE_BYTES_HEX : 0);
	/* -s 0 shows nothing of it, but whether it can be read. */
	uint32_t asked = !shown && size ? 1 : shown;
	struct place place;
	int error;
	walker->leaf = true;
	enum fetched fetched = walker_fetch(walker, addr, asked, phase, STROBE_WANT_BYTES, &place, &error);
	if (!sink || fetched == FETCH_PENDING)
		return;
	if (fetched != FETCH_WHOLE)
		sink->ops->unreadable(sink, addr, error);
	else
		tell_bytes(walker, place.data, shown, flags);
}

static void point_string(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase)
{
	struct strobe_sink *sink = walker->sink;
	bool path = type->flags & STROBE_TYPE_PATH;
	/* One byte more than is shown, to know whether there is more: a NUL there means that all was shown. */
	uint32_t limit = path ? PATH_MAX - 1 : walker->limits->string;
	uint64_t bound = walker_bound(walker, type->bound, frame, phase, UINT64_MAX);
	uint32_t asked = bound < (uint64_t)limit + 1 ? (uint32_t)bound : limit + 1;
	struct place place;
	int error;
	walker->leaf = true;
	enum fetched fetched = walker_fetch(walker, addr, asked, phase, STROBE_WANT_STRING, &place, &error);
	if (!sink || fetched == FETCH_PENDING)
		return;
	const uint8_t *nul = place.size ? memchr(place.data, 0, place.size) : NULL;
	if (fetched != FETCH_WHOLE && !nul) {
		sink->ops->unreadable(sink, addr, error);
		return;
	}
	uint32_t length = nul ? (uint32_t)(nul - place.data) : place.size;
	/* All that was asked for is there without a NUL: the string goes on, past -s or past its bound. */
	bool cut = !nul && bound;
	if (length > limit)
		length = limit;
	tell_bytes(walker, place.data, length,
		   STROBE_BYTES_STRING | (path ? STROBE_BYTES_PATH : 0) | (cut ? STROBE_BYTES_CUT : 0));
}

void walker_point_string(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase)
{
	if (type->op == STROBE_OP_STRING)
		point_string(walker, type, addr, frame, phase);
	else
		point_buffer(walker, type, addr, frame, phase);
}

/* A string or buffer that lies inside a struct: shown whole, -s is for what pointers point at. */
bool walker_show_string(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct frame *frame)
{
	struct strobe_sink *sink = walker->sink;
	uint64_t given = walker_bound(walker, type->bound, frame, place->phase, UINT64_MAX);
	uint64_t size = given < place->size || !type->bound ? given : place->size;
	if (size > place->size)
		size = place->size;
	if (!sink)
		return true;
	/* Opaque bytes, as a file handle's, show whole or not at all. */
	if (type->flags & STROBE_TYPE_HEX && type->flags & STROBE_TYPE_INLINE && type->bound &&
	    given > place->size)
		return false;
	if (type->op == STROBE_OP_BYTES) {
		/* Of a variable length (msgbuf's text): -s cuts it, unless the description says "whole". */
		uint64_t most = type->count ? walker_bound(walker, type->count, frame, place->phase, size)
				: !(type->flags & STROBE_TYPE_INLINE) ? walker->limits->string
								      : size;
		bool cut = size > most;
		sink->ops->bytes(sink, place->data, cut ? most : size,
				 (type->flags & STROBE_TYPE_HEX ? STROBE_BYTES_HEX : 0) |
					 (cut ? STROBE_BYTES_CUT : 0));
		return true;
	}
	const uint8_t *nul = size ? memchr(place->data, 0, size) : NULL;
	/* Without a NUL the field is full: what a reader of it would see has no end, so it is marked as cut. */
	size_t shown = nul ? (size_t)(nul - place->data) : size ? size - 1 : 0;
	bool cut = !nul && size;
	/* Of a variable length: -s cuts it as it does the bytes above. */
	if (!(type->flags & (STROBE_TYPE_INLINE | STROBE_TYPE_PATH)) && shown > walker->limits->string) {
		shown = walker->limits->string;
		cut = true;
	}
	sink->ops->bytes(sink, place->data, shown,
			 STROBE_BYTES_STRING | (cut ? STROBE_BYTES_CUT : 0) |
				 (type->flags & STROBE_TYPE_PATH ? STROBE_BYTES_PATH : 0));
	return true;
}
