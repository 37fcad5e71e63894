/*
 * Lists: arrays, lists ended by 0, streams of records that say their own length.
 */
#include <string.h>

#include "walker.h"

/* Elements of a list that ends by a 0 are fetched in windows of so many. */
#define WINDOW 64u
/* What a netlink message costs, in visits: its description has many conditions. */
#define MESSAGE_VISITS 32u

static uint32_t element_size(const struct walker *walker, const struct strobe_type *element)
{
	if (element->op == STROBE_OP_INT || element->op == STROBE_OP_POINTER)
		return walker_base_width(walker->abi, element->base);
	return element->size[walker->abi];
}

uint32_t walker_element_limit(const struct walker *walker, const struct strobe_type *list)
{
	bool whole = list->flags & STROBE_TYPE_INLINE || walker->limits->verbose ||
		     (walker->sink && walker->sink->verbose);
	return whole || walker->limits->elements > WALKER_ELEMENTS ? WALKER_ELEMENTS
								   : walker->limits->elements;
}

static bool abbreviates(const struct walker *walker, const struct strobe_type *type)
{
	return type->text && !walker->limits->verbose && !(walker->sink && walker->sink->verbose);
}

/* Whether the element passes the list's "where". */
static bool is_wanted(struct walker *walker, const struct strobe_type *list,
		      const struct strobe_type *element, const struct place *place, const struct frame *outer)
{
	if (!list->where)
		return true;
	if (element->op != STROBE_OP_STRUCT)
		return walker_holds(walker, list->where, outer, place->phase);
	const struct strobe_struct *definition = &strobe_structs[element->ref];
	struct frame frame = { .outer = outer,
			       .layout = &strobe_layouts[definition->layout[walker->abi]],
			       .place = *place,
			       .limit = place->size };
	return walker_holds(walker, list->where, &frame, place->phase);
}

/* "[VINTR]", or "[17]" when the index has no name. */
static const char *index_name(const struct walker *walker, const struct strobe_type *list,
			      const struct place *place, const struct place *element, char name[64])
{
	uint64_t index = (element->addr - place->addr) / element->size;
	char buffer[48], digits[24];
	size_t at = sizeof(digits) - 1, length;
	const char *text = strobe_decode_set_name(list->ref2, walker->abi, index, buffer, sizeof(buffer));
	digits[at] = '\0';
	for (uint64_t rest = index; !text && (rest || at == sizeof(digits) - 1); rest /= 10)
		digits[--at] = (char)('0' + rest % 10);
	if (!text)
		text = digits + at;
	length = strnlen(text, 60);
	name[0] = '[';
	memcpy(name + 1, text, length);
	name[length + 1] = ']';
	name[length + 2] = '\0';
	return name;
}

/* Elements of one size that lie at place: as many as are there. Says whether the limit cut the list. */
static bool show_elements(struct walker *walker, const struct strobe_type *list, const struct place *place,
			  uint32_t size, uint32_t *left, const struct frame *frame)
{
	const struct strobe_type *element = &strobe_types[list->ref];
	bool points = element->flags & STROBE_TYPE_POINTS || element->op == STROBE_OP_POINTER;
	if (!walker->sink && !points)
		return false;
	/* The same elements at entry, when they were captured then too: for "was" and "@in". */
	struct place entry;
	int error;
	bool have_entry = place->phase == STROBE_AT_EXIT &&
			  walker_fetch(walker, place->addr, place->size, STROBE_AT_ENTRY, STROBE_WANT_BYTES,
				       &entry, &error) == FETCH_WHOLE &&
			  entry.size == place->size;
	for (uint32_t offset = 0; offset + size <= place->size; offset += size) {
		struct place one = { place->data + offset, place->addr + offset, size, place->phase };
		if (++walker->visits > WALKER_VISITS)
			return true;
		if (!is_wanted(walker, list, element, &one, frame))
			continue;
		if (!*left)
			return true;
		--*left;
		struct place before = { have_entry ? entry.data + offset : NULL, one.addr, size,
					STROBE_AT_ENTRY };
		char index[64];
		if (walker->sink && list->ref2)
			walker->sink->ops->name(walker->sink, index_name(walker, list, place, &one, index),
						STROBE_NAME_TEXT);
		if (!walker_show(walker, element, &one, have_entry ? &before : NULL, frame) && walker->sink)
			walker->sink->ops->verbatim(walker->sink, "???");
	}
	return false;
}

static void point_array(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			const struct frame *frame, enum strobe_phase phase)
{
	struct strobe_sink *sink = walker->sink;
	uint32_t size = element_size(walker, &strobe_types[type->ref]),
		 left = walker_element_limit(walker, type);
	if (!size) {
		if (sink)
			sink->ops->address(sink, addr);
		return;
	}
	uint64_t total = walker_bound(walker, type->count, frame, phase, UINT64_MAX);
	uint64_t bytes = walker_bound(walker, type->bound, frame, phase, UINT64_MAX);
	if (bytes / size < total)
		total = bytes / size;
	if (abbreviates(walker, type)) {
		if (sink)
			sink->ops->counted(sink, addr, total, strobe_text + type->text);
		return;
	}
	uint64_t wanted = type->where ? total : total < left ? total : left;
	if (wanted > WALKER_ELEMENTS || wanted * size > WALKER_REGION)
		wanted = WALKER_REGION / size < WALKER_ELEMENTS ? WALKER_REGION / size : WALKER_ELEMENTS;
	struct place place;
	int error;
	walker->leaf = !(type->flags & STROBE_TYPE_POINTS);
	enum fetched fetched = walker_fetch(walker, addr, (uint32_t)(wanted * size), phase, STROBE_WANT_BYTES,
					    &place, &error);
	if (fetched == FETCH_PENDING)
		return;
	uint32_t readable = place.size / size;
	if (wanted && !readable) {
		if (sink)
			sink->ops->unreadable(sink, addr, error);
		return;
	}
	if (sink)
		sink->ops->begin(sink, STROBE_GROUP_LIST);
	bool cut = show_elements(walker, type, &place, size, &left, frame);
	if (sink && readable < wanted && !cut)
		sink->ops->cut_at(sink, addr + (uint64_t)readable * size, error);
	if (sink)
		sink->ops->end(sink, STROBE_GROUP_LIST, cut || (readable == wanted && wanted < total));
}

static bool is_zero(const uint8_t *data, uint32_t size)
{
	while (size--)
		if (*data++)
			return false;
	return true;
}

/* Where a list that ends by 0 ends: elements before it, and what stopped the search. */
struct until {
	uint32_t count;
	bool ended; /* the 0 was found */
	bool pending;
	int error;
};

static struct until find_end(struct walker *walker, uint64_t addr, uint32_t size, uint32_t limit,
			     enum strobe_phase phase)
{
	struct until until = { 0 };
	while (until.count < limit) {
		struct place place;
		enum fetched fetched =
			walker_fetch(walker, addr + (uint64_t)until.count * size, WINDOW * size, phase,
				     STROBE_WANT_BYTES, &place, &until.error);
		if (fetched == FETCH_PENDING) {
			until.pending = true;
			return until;
		}
		for (uint32_t offset = 0; offset + size <= place.size; offset += size) {
			if (is_zero(place.data + offset, size)) {
				until.ended = true;
				return until;
			}
			until.count++;
		}
		if (fetched != FETCH_WHOLE)
			return until;
	}
	return until;
}

static void point_until(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			const struct frame *frame, enum strobe_phase phase)
{
	struct strobe_sink *sink = walker->sink;
	uint32_t size = element_size(walker, &strobe_types[type->ref]),
		 left = walker_element_limit(walker, type);
	bool counted = abbreviates(walker, type);
	struct until until = find_end(walker, addr, size, counted ? WALKER_ELEMENTS : left + 1, phase);
	if (sink && !until.ended && until.error && !until.count) {
		sink->ops->unreadable(sink, addr, until.error);
		return;
	}
	if (counted) {
		char what[48];
		size_t length = strnlen(strobe_text + type->text, 24);
		memcpy(what, strobe_text + type->text, length);
		strcpy(what + length, until.ended ? "" : ", unterminated");
		if (sink)
			sink->ops->counted(sink, addr, until.count, what);
		return;
	}
	if (sink)
		sink->ops->begin(sink, STROBE_GROUP_LIST);
	bool cut = false;
	for (uint32_t done = 0; done < until.count && !cut; done += WINDOW) {
		struct place place;
		int error;
		uint64_t at = addr + (uint64_t)done * size;
		walker_fetch(walker, at, WINDOW * size, phase, STROBE_WANT_BYTES, &place, &error);
		uint32_t bytes = (until.count - done) * size;
		if (place.size > bytes)
			place.size = bytes;
		cut = show_elements(walker, type, &place, size, &left, frame);
	}
	if (sink && !cut && !until.ended && until.error)
		sink->ops->cut_at(sink, addr + (uint64_t)until.count * size, until.error);
	if (sink)
		sink->ops->end(sink, STROBE_GROUP_LIST, cut);
}

/* The bytes that every record of a stream has. */
static uint32_t least_record(const struct walker *walker, const struct strobe_type *type)
{
	const struct strobe_struct *definition = &strobe_structs[strobe_types[type->ref].ref];
	return definition->flags & STROBE_STRUCT_UNION ? definition->arm_offset[walker->abi]
						       : strobe_layouts[definition->layout[walker->abi]].size;
}

/*
 * The length that a record of a stream gives for itself, 0 when it can't be right. Of netlink's messages ("lone") one that is
 * too long shows as far as it is there, one that is too short with its header, and either is the last.
 */
static uint32_t record_length(struct walker *walker, const struct strobe_type *type,
			      const struct place *place, bool *last)
{
	const struct strobe_struct *definition = &strobe_structs[strobe_types[type->ref].ref];
	struct frame frame = { .layout = &strobe_layouts[definition->layout[walker->abi]], .place = *place };
	struct value length;
	uint32_t least = least_record(walker, type);
	if (place->size < least || !walker_member(walker, &frame, type->ref2, false, &length))
		return 0;
	if (length.bits >= least && length.bits <= place->size)
		return (uint32_t)length.bits;
	*last = true;
	if (!(type->flags & STROBE_TYPE_LONE))
		return 0;
	return length.bits < least ? least : place->size;
}

/*
 * Shows the records of a stream, or counts them, up to limit (0 when counting: all).
 */
static uint32_t walk_stream(struct walker *walker, const struct strobe_type *type, const struct place *place,
			    const struct frame *frame, bool show, uint32_t limit, bool *more)
{
	uint32_t count = 0, offset = 0;
	uint32_t align = type->arg;
	if (!align)
		align = walker_base_width(walker->abi, STROBE_BASE_PTR);
	*more = false;
	while (offset < place->size) {
		struct place rest = { place->data + offset, place->addr + offset, place->size - offset,
				      place->phase };
		bool last = false;
		uint32_t length = record_length(walker, type, &rest, &last);
		if (!length)
			break;
		walker->visits += show && type->flags & STROBE_TYPE_LONE ? MESSAGE_VISITS : 1;
		if (((show || limit) && count == limit) || walker->visits > WALKER_VISITS) {
			*more = true;
			break;
		}
		rest.size = length;
		if (show)
			walker_show_struct(walker, &strobe_types[type->ref], &rest, NULL, frame, false);
		count++;
		if (last)
			break;
		uint64_t next = offset + ((uint64_t)length + align - 1) / align * align;
		offset = next > place->size ? place->size : (uint32_t)next;
	}
	return count;
}

/* A list of records, netlink's messages, whose only element shows without the list around it. */
static bool is_lone(struct walker *walker, const struct strobe_type *type, const struct place *place,
		    const struct frame *frame)
{
	bool more;
	return type->flags & STROBE_TYPE_LONE &&
	       walk_stream(walker, type, place, frame, false, 2, &more) < 2 && !more;
}

/* Bytes too few for a record. */
static bool show_scrap(struct walker *walker, const struct strobe_type *type, const struct place *place)
{
	if (!(type->flags & STROBE_TYPE_LONE) || place->size >= least_record(walker, type))
		return false;
	walker->sink->ops->bytes(walker->sink, place->data, place->size, STROBE_BYTES_HEX);
	return true;
}

static void point_stream(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase)
{
	struct strobe_sink *sink = walker->sink;
	uint64_t bytes = walker_bound(walker, type->bound, frame, phase, WALKER_REGION);
	struct place place;
	int error;
	bool more;
	if (walker->has_budget) {
		bytes = bytes < walker->budget ? bytes : walker->budget;
		walker->budget -= bytes;
	}
	enum fetched fetched =
		walker_fetch(walker, addr, (uint32_t)bytes, phase, STROBE_WANT_BYTES, &place, &error);
	if (!sink || fetched == FETCH_PENDING)
		return;
	if (fetched != FETCH_WHOLE) {
		sink->ops->unreadable(sink, addr, error);
		return;
	}
	if (abbreviates(walker, type)) {
		uint32_t count = walk_stream(walker, type, &place, frame, false, 0, &more);
		sink->ops->counted(sink, addr, count, strobe_text + type->text);
		return;
	}
	if (show_scrap(walker, type, &place))
		return;
	bool lone = is_lone(walker, type, &place, frame);
	if (lone && !walker_element_limit(walker, type)) {
		sink->ops->verbatim(sink, "...");
		return;
	}
	if (!lone)
		sink->ops->begin(sink, STROBE_GROUP_LIST);
	walk_stream(walker, type, &place, frame, true, walker_element_limit(walker, type), &more);
	if (!lone)
		sink->ops->end(sink, STROBE_GROUP_LIST, more);
}

void walker_point_list(struct walker *walker, const struct strobe_type *type, uint64_t addr,
		       const struct frame *frame, enum strobe_phase phase)
{
	bool had_budget = walker->has_budget;
	uint64_t budget = walker->budget;
	if (type->budget) {
		walker->budget = walker_bound(walker, type->budget, frame, phase, UINT64_MAX);
		walker->has_budget = true;
	}
	if (type->op == STROBE_OP_ARRAY)
		point_array(walker, type, addr, frame, phase);
	else if (type->op == STROBE_OP_UNTIL0)
		point_until(walker, type, addr, frame, phase);
	else if (type->op == STROBE_OP_STREAM)
		point_stream(walker, type, addr, frame, phase);
	else
		walker_point_attributes(walker, type, addr, frame, phase);
	if (type->budget) {
		walker->has_budget = had_budget;
		walker->budget = budget;
	}
}

/* A list inside a struct: it ends where the struct's bytes end. */
bool walker_show_list(struct walker *walker, const struct strobe_type *type, const struct place *place,
		      const struct frame *frame)
{
	struct strobe_sink *sink = walker->sink;
	struct place bounded = *place;
	bounded.size = (uint32_t)walker_bound(walker, type->bound, frame, place->phase, place->size);
	if (type->op == STROBE_OP_ATTRS) {
		walker_show_attributes(walker, type, &bounded, frame);
		return true;
	}
	bool more = false;
	if (sink)
		sink->ops->begin(sink, STROBE_GROUP_LIST);
	if (type->op == STROBE_OP_STREAM) {
		if (sink)
			walk_stream(walker, type, &bounded, frame, true, walker_element_limit(walker, type),
				    &more);
	} else {
		uint32_t size = element_size(walker, &strobe_types[type->ref]),
			 left = walker_element_limit(walker, type);
		uint64_t total = walker_bound(walker, type->count, frame, place->phase, UINT64_MAX);
		uint64_t there = size ? bounded.size / size : 0;
		if (total < there)
			bounded.size = (uint32_t)total * size;
		if (size)
			more = show_elements(walker, type, &bounded, size, &left, frame) ||
			       (type->bound && total != UINT64_MAX && total > there);
	}
	if (sink)
		sink->ops->end(sink, STROBE_GROUP_LIST, more);
	return true;
}
