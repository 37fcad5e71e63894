/*
 * The data that a call moves, whole: what -e read and -e write show below the call's line. An argument that is marked "sent"
 * or "received" in its description points at the bytes, or at structs that point at buffers: a list of them (iovec), or
 * messages that each have such a list (msghdr, mmsghdr).
 *
 * As for the arguments, one walk does both jobs: it collects what the record lacks, or tells a sink what it holds.
 */
#include <string.h>

#include "walker.h"

/* Elements of a list that are looked at: the kernel takes no more (UIO_MAXIOV). */
#define LIST_MAX 1024u

struct dumping {
	struct walker walker;
	struct strobe_dump_sink *sink; /* NULL while collecting */
	bool received;
	int64_t vector;  /* the message in a list of messages whose buffers come; -1: none */
	uint64_t room;   /* bytes that may still be shown */
	uint64_t budget; /* bytes that were received, not yet told */
};

static const struct strobe_limits whole = { .string = UINT32_MAX, .elements = UINT32_MAX, .verbose = true };

static struct dumping start(const struct strobe_record *record)
{
	return (struct dumping){
		.walker = { .record = record, .limits = &whole, .abi = record->abi, .phase = STROBE_AT_EXIT },
		.vector = -1,
		.room = STROBE_DUMP_MAX,
		.budget = UINT64_MAX,
	};
}

/* The argument that leads to the data, NULL when the call moves none. The call's own: no case of one moves data. */
static const struct strobe_field *find_argument(const struct strobe_record *record,
						const struct strobe_signature **signature)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	if (!row || !row->call)
		return NULL;
	*signature = &strobe_signatures[strobe_calls[row->call - 1].signature];
	for (unsigned i = 0; i < (*signature)->n_args; i++) {
		const struct strobe_field *argument = &strobe_fields[(*signature)->first_arg + i];
		if (argument->flags & (STROBE_FIELD_SENT | STROBE_FIELD_RECEIVED))
			return argument;
	}
	return NULL;
}

enum strobe_dump strobe_decode_dump_direction(const struct strobe_record *record, int *fd)
{
	const struct strobe_signature *signature;
	const struct strobe_field *argument = find_argument(record, &signature);
	if (!argument)
		return STROBE_DUMP_NOTHING;
	*fd = -1;
	for (unsigned i = 0; i < signature->n_args; i++) {
		const struct strobe_field *field = &strobe_fields[signature->first_arg + i];
		if (strobe_types[field->type].op == STROBE_OP_INT &&
		    strobe_types[field->type].kind == STROBE_KIND_fd) {
			*fd = (int)record->args[field->reg];
			break;
		}
	}
	return argument->flags & STROBE_FIELD_SENT ? STROBE_DUMP_SENT : STROBE_DUMP_RECEIVED;
}

/* One buffer. False when there is nothing in it: those behind it don't count. */
static bool dump_buffer(struct dumping *dumping, uint64_t addr, uint64_t size, bool in_list, uint32_t index)
{
	if (size > dumping->budget)
		size = dumping->budget;
	if (!size)
		return false;
	if (dumping->budget != UINT64_MAX)
		dumping->budget -= size;
	uint32_t shown = (uint32_t)(size < dumping->room ? size : dumping->room);
	struct place place;
	int error;
	dumping->room -= shown;
	dumping->walker.leaf = true;
	enum fetched fetched = walker_fetch(&dumping->walker, addr, shown, STROBE_AT_EXIT, STROBE_WANT_BYTES,
					    &place, &error);
	dumping->walker.leaf = false;
	if (!dumping->sink)
		return true;
	struct strobe_dump_buffer buffer = { .in_list = in_list, .index = index, .size = size };
	buffer.unreadable =
		fetched != FETCH_WHOLE && strobe_chunks_find(&dumping->walker.record->chunks, addr, shown,
							     STROBE_AT_EXIT, STROBE_WANT_BYTES);
	if (place.size) {
		buffer.data = place.data;
		buffer.got = place.size;
	}
	dumping->sink->buffer(dumping->sink, &buffer);
	return true;
}

static void dump_list(struct dumping *dumping, const struct strobe_type *list, uint64_t addr,
		      const struct frame *frame);

/* The member of a struct that points at a buffer; -1 if none does. */
static int buffer_member(const struct strobe_layout *layout)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct strobe_type *type = &strobe_types[strobe_fields[layout->first_field + i].type];
		if (type->op == STROBE_OP_POINTER && strobe_types[type->ref].op == STROBE_OP_BYTES)
			return (int)i;
	}
	return -1;
}

static const struct strobe_layout *layout_of(const struct dumping *dumping, const struct strobe_type *type)
{
	return &strobe_layouts[strobe_structs[type->ref].layout[dumping->walker.abi]];
}

/* The struct of a list of buffers: says whether its buffer had bytes. */
static bool dump_element(struct dumping *dumping, const struct strobe_type *type, const struct place *place,
			 const struct frame *outer, unsigned member, uint32_t index)
{
	const struct strobe_layout *layout = layout_of(dumping, type);
	struct frame frame = { .outer = outer, .layout = layout, .place = *place, .limit = place->size };
	const struct strobe_type *pointer = &strobe_types[strobe_fields[layout->first_field + member].type];
	struct value addr;
	if (!walker_member(&dumping->walker, &frame, member, false, &addr))
		return false;
	uint64_t size = walker_bound(&dumping->walker, strobe_types[pointer->ref].bound, &frame,
				     STROBE_AT_EXIT, UINT64_MAX);
	return dump_buffer(dumping, addr.bits, size, true, index);
}

static struct place part(const struct place *place, uint32_t offset, uint32_t size)
{
	if (offset > place->size)
		offset = place->size;
	if (size > place->size - offset)
		size = place->size - offset;
	return (struct place){ place->data + offset, place->addr + offset, size, place->phase };
}

/* Whether a member of the struct points at a list of buffers. */
static bool leads_to_buffers(const struct dumping *dumping, const struct strobe_type *type)
{
	const struct strobe_layout *layout = layout_of(dumping, type);
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct strobe_type *member = &strobe_types[strobe_fields[layout->first_field + i].type];
		const struct strobe_type *target = &strobe_types[member->ref];
		if (member->op == STROBE_OP_POINTER && target->op == STROBE_OP_ARRAY &&
		    strobe_types[target->ref].op == STROBE_OP_STRUCT &&
		    buffer_member(layout_of(dumping, &strobe_types[target->ref])) >= 0)
			return true;
	}
	return false;
}

/* A pointer in a message that leads to its buffers. */
static void dump_pointer(struct dumping *dumping, const struct frame *frame, unsigned member)
{
	const struct strobe_type *type =
		&strobe_types[strobe_fields[frame->layout->first_field + member].type];
	const struct strobe_type *target = &strobe_types[type->ref];
	struct value addr;
	if (target->op == STROBE_OP_ARRAY && strobe_types[target->ref].op == STROBE_OP_STRUCT &&
	    walker_member(&dumping->walker, frame, member, false, &addr))
		dump_list(dumping, target, addr.bits, frame);
}

/* A message: a struct with a list of buffers, in it or in what lies in it. */
static void dump_struct(struct dumping *dumping, const struct strobe_type *type, const struct place *place,
			const struct frame *outer, unsigned depth)
{
	const struct strobe_struct *definition = &strobe_structs[type->ref];
	const struct strobe_layout *layout = layout_of(dumping, type);
	struct frame frame = { .outer = outer, .layout = layout, .place = *place, .limit = place->size };
	if (depth > 4)
		return;
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct strobe_type *member = &strobe_types[strobe_fields[layout->first_field + i].type];
		frame.current = walker_offset(&dumping->walker, &frame, i);
		if (member->op == STROBE_OP_STRUCT) {
			struct place inner = part(place, frame.current, UINT32_MAX);
			dump_struct(dumping, member, &inner, &frame, depth + 1);
		} else if (member->op == STROBE_OP_POINTER) {
			dump_pointer(dumping, &frame, i);
		}
	}
	/* Of the ways to see the same bytes, the one that sees buffers in them. */
	for (unsigned i = 0; definition->flags & STROBE_STRUCT_UNION && i < definition->n_arms; i++) {
		const struct strobe_type *inside = &strobe_types[strobe_arms[definition->first_arm + i].type];
		struct place inner = part(place, definition->arm_offset[dumping->walker.abi], UINT32_MAX);
		if (inside->op != STROBE_OP_STRUCT || !leads_to_buffers(dumping, inside))
			continue;
		dump_struct(dumping, inside, &inner, &frame, depth + 1);
		break;
	}
}

/* The elements of a list; messages of which fewer were moved than there are count no further. */
static void dump_list(struct dumping *dumping, const struct strobe_type *list, uint64_t addr,
		      const struct frame *frame)
{
	const struct strobe_type *element = &strobe_types[list->ref];
	const struct strobe_record *record = dumping->walker.record;
	int member = buffer_member(layout_of(dumping, element));
	uint64_t count = walker_bound(&dumping->walker, list->count, frame, STROBE_AT_EXIT, LIST_MAX);
	uint32_t size = element->size[dumping->walker.abi];
	uint64_t budget = dumping->budget;
	struct place place;
	int error;
	if (member < 0 && record->failed)
		count = 0;
	else if (member < 0 && count > (uint64_t)record->result)
		count = (uint64_t)record->result;
	if (member >= 0 && dumping->vector >= 0 && dumping->sink)
		dumping->sink->vector(dumping->sink, count, (uint32_t)dumping->vector);
	if (!size || !count ||
	    walker_fetch(&dumping->walker, addr, (uint32_t)count * size, STROBE_AT_EXIT, STROBE_WANT_BYTES,
			 &place, &error) == FETCH_PENDING)
		return;
	if (list->budget && dumping->received)
		dumping->budget =
			walker_bound(&dumping->walker, list->budget, frame, STROBE_AT_EXIT, UINT64_MAX);
	for (uint32_t i = 0; i < count && (uint64_t)(i + 1) * size <= place.size; i++) {
		struct place one = part(&place, i * size, size);
		if (member < 0) {
			dumping->vector = i;
			dump_struct(dumping, element, &one, frame, 0);
		} else if (!dump_element(dumping, element, &one, frame, (unsigned)member, i)) {
			break;
		}
	}
	dumping->budget = budget;
}

static void dump(struct dumping *dumping)
{
	const struct strobe_record *record = dumping->walker.record;
	const struct strobe_field *argument = find_argument(record, &dumping->walker.signature);
	if (!argument)
		return;
	const struct strobe_type *target = &strobe_types[strobe_types[argument->type].ref];
	uint64_t addr = walker_argument(&dumping->walker, argument).bits;
	struct place place;
	int error;
	dumping->received = argument->flags & STROBE_FIELD_RECEIVED;
	if (record->state != STROBE_STATE_RETURNED ||
	    (dumping->received && (record->failed || record->result <= 0)))
		return;
	if (target->op == STROBE_OP_BYTES) {
		/* What was received may be more than there was room for: MSG_TRUNC. */
		uint64_t size = dumping->received ? (uint64_t)record->result
						  : walker_bound(&dumping->walker, target->bound, NULL,
								 STROBE_AT_EXIT, UINT64_MAX);
		dump_buffer(dumping, addr, size, false, 0);
	} else if (target->op == STROBE_OP_ARRAY) {
		dump_list(dumping, target, addr, NULL);
	} else if (target->op == STROBE_OP_STRUCT) {
		uint32_t size = target->size[record->abi];
		if (walker_fetch(&dumping->walker, addr, size, STROBE_AT_EXIT, STROBE_WANT_BYTES, &place,
				 &error) == FETCH_WHOLE &&
		    size)
			dump_struct(dumping, target, &place, NULL, 0);
	}
}

unsigned strobe_decode_dump_collect(struct strobe_record *record)
{
	struct missing missing;
	missing.count = missing.facts = 0;
	missing.again = false;
	struct dumping dumping = start(record);
	dumping.walker.collect = &missing;
	dump(&dumping);
	return missing.count ? walker_add_missing(&record->chunks, &missing) : 0;
}

void strobe_decode_dump(const struct strobe_record *record, struct strobe_dump_sink *sink)
{
	struct dumping dumping = start(record);
	dumping.sink = sink;
	if (record->dumped)
		dump(&dumping);
}
