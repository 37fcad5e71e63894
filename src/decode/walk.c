/*
 * Values of every type, and what pointers point at.
 */
#include <string.h>

#include "walker.h"

static bool returned(const struct walker *walker)
{
	return walker->record->state == STROBE_STATE_RETURNED;
}

static bool succeeded(const struct walker *walker)
{
	return returned(walker) && !walker->record->failed;
}

static void show_address(struct walker *walker, uint64_t addr)
{
	if (walker->sink)
		walker->sink->ops->address(walker->sink, addr);
}

void walker_show_register(struct walker *walker, const struct strobe_type *type, struct value value)
{
	if (walker->sink && type->op == STROBE_OP_INT && type->kind == STROBE_KIND_ifindex) {
		walker_interface(walker, (uint32_t)value.bits);
	} else if (walker->sink && type->op == STROBE_OP_INT) {
		walker_note(walker, type->kind, (int64_t)value.bits);
		kind_show(walker->sink, walker->abi, type, value);
	} else if (walker->sink && type->op == STROBE_OP_VERBATIM) {
		walker->sink->ops->verbatim(walker->sink, strobe_text + type->text);
	}
}

/* Bytes of a struct: its layout's, or as many as its bound gives (those past the layout are a sized struct's tail or "rest"). */
static uint32_t struct_size(struct walker *walker, const struct strobe_type *type, const struct frame *frame,
			    enum strobe_phase phase)
{
	const struct strobe_struct *definition = &strobe_structs[type->ref];
	uint32_t size = strobe_layouts[definition->layout[walker->abi]].size;
	if (!type->bound)
		return size;
	return (uint32_t)walker_bound(walker, type->bound, frame, phase, size > 4096 ? size : 4096);
}

uint32_t walker_size(struct walker *walker, const struct strobe_type *type, const struct frame *frame,
		     enum strobe_phase phase)
{
	switch (type->op) {
	case STROBE_OP_INT:
	case STROBE_OP_POINTER: return walker_base_width(walker->abi, type->base);
	case STROBE_OP_STRUCT: return struct_size(walker, type, frame, phase);
	case STROBE_OP_SIGSET: return (uint32_t)walker_bound(walker, type->bound, frame, phase, 128);
	case STROBE_OP_FDSET: {
		/* The kernel reads whole longs, select(2). */
		uint64_t bits = walker_bound(walker, type->bound, frame, phase, WALKER_DESCRIPTORS);
		return (uint32_t)((bits + 63) / 64 * 8);
	}
	case STROBE_OP_CPUSET:
	case STROBE_OP_SUNPATH: return (uint32_t)walker_bound(walker, type->bound, frame, phase, 8192);
	case STROBE_OP_IPV6: return 16;
	case STROBE_OP_MAC:
		return (uint32_t)walker_bound(walker, type->bound, frame, phase, type->bound ? 256 : 6);
	default: return type->size[walker->abi];
	}
}

static bool is_scalar(const struct strobe_type *type)
{
	return type->op == STROBE_OP_INT || type->op == STROBE_OP_POINTER;
}

/* Least bytes that must be readable for the value to be shown. */
static uint32_t least_size(const struct walker *walker, const struct strobe_type *type, uint32_t size)
{
	if (type->op != STROBE_OP_STRUCT)
		return size;
	const struct strobe_struct *definition = &strobe_structs[type->ref];
	uint32_t laid_out = strobe_layouts[definition->layout[walker->abi]].size;
	if (definition->flags & STROBE_STRUCT_UNION)
		return size < laid_out ? size : 1;
	if (definition->flags & STROBE_STRUCT_PADDED)
		return size;
	/* All that is known of what was given must be there; and of a struct that grew, what it began with. */
	if (definition->flags & STROBE_STRUCT_SIZED && size < definition->sized)
		return UINT32_MAX;
	return laid_out < size ? laid_out : size;
}

/*
 * Shows what lies at addr in that phase. bare: a scalar gets no [ ]. entry_too: the bytes at entry are at hand for
 * "was". A region that can't be read shows as its address.
 */
static void show_target(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			const struct frame *frame, enum strobe_phase phase, bool bare, bool entry_too)
{
	if (walker->collect && walker->phase != phase)
		return;
	if (walker->depth >= WALKER_DEPTH) {
		show_address(walker, addr);
		return;
	}
	walker->depth++;
	uint8_t outer_phase = walker->value_phase;
	walker->value_phase = (uint8_t)phase;
	struct strobe_sink *sink = walker->sink;
	struct place place, entry;
	int error;
	switch (type->op) {
	case STROBE_OP_STRING:
	case STROBE_OP_BYTES: walker_point_string(walker, type, addr, frame, phase); break;
	case STROBE_OP_ARRAY:
	case STROBE_OP_UNTIL0:
	case STROBE_OP_STREAM:
	case STROBE_OP_ATTRS: walker_point_list(walker, type, addr, frame, phase); break;
	default: {
		uint32_t size = walker_size(walker, type, frame, phase);
		walker->leaf = !(type->flags & STROBE_TYPE_POINTS) && type->op != STROBE_OP_POINTER;
		enum fetched fetched =
			walker_fetch(walker, addr, size, phase, STROBE_WANT_BYTES, &place, &error);
		if (fetched == FETCH_PENDING)
			break;
		if (fetched == FETCH_NOTHING || (size && place.size < least_size(walker, type, size))) {
			if (sink)
				sink->ops->unreadable(sink, addr, error);
			break;
		}
		bool have_entry = entry_too && walker_fetch(walker, addr, size, STROBE_AT_ENTRY,
							    STROBE_WANT_BYTES, &entry, &error) == FETCH_WHOLE;
		bool brackets = is_scalar(type) && !bare;
		if (sink && brackets)
			sink->ops->begin(sink, STROBE_GROUP_POINTEE);
		if (!walker_show(walker, type, &place, have_entry ? &entry : NULL, frame) && sink)
			sink->ops->address(sink, addr);
		if (sink && brackets)
			sink->ops->end(sink, STROBE_GROUP_POINTEE, false);
	}
	}
	walker->value_phase = outer_phase;
	walker->depth--;
}

/* Whether the bytes of a change's target could be read at entry. Lists and strings say so themselves. */
static bool readable_at_entry(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			      const struct frame *frame, struct place *place)
{
	int error;
	uint32_t size = walker_size(walker, type, frame, STROBE_AT_ENTRY);
	if (!size)
		return true;
	enum fetched fetched =
		walker_fetch(walker, addr, size, STROBE_AT_ENTRY, STROBE_WANT_BYTES, place, &error);
	return fetched == FETCH_WHOLE ||
	       (fetched == FETCH_PARTIAL && place->size >= least_size(walker, type, size));
}

static void close_change(struct walker *walker, const struct strobe_type *type)
{
	struct strobe_sink *sink = walker->sink;
	sink->ops->end(sink, STROBE_GROUP_CHANGE, false);
	if (is_scalar(&strobe_types[type->ref]) && !(type->flags & STROBE_TYPE_BARE))
		sink->ops->end(sink, STROBE_GROUP_POINTEE, false);
}

/*
 * Whether only an address is to be told of what a pointer of that type points at. Lists of nothing are known to be that, and
 * sets of descriptors that explain a result are what the call says.
 */
static bool is_unfollowed(struct walker *walker, const struct strobe_type *type, const struct frame *frame,
			  enum strobe_phase phase)
{
	const struct strobe_type *target = &strobe_types[type->ref];
	if (!walker->limits->unfollowed)
		return false;
	switch (target->op) {
	case STROBE_OP_STRING:
	case STROBE_OP_BYTES: return false;
	case STROBE_OP_FDSET: return !walker->in_aux;
	case STROBE_OP_ARRAY:
		return !target->count || type->dir == STROBE_DIR_MERGE ||
		       walker_bound(walker, target->count, frame, phase, UINT32_MAX);
	default: return true;
	}
}

bool walker_begin_change(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame)
{
	const struct strobe_type *target = &strobe_types[type->ref];
	struct strobe_sink *sink = walker->sink;
	struct place place;
	if (!addr || is_unfollowed(walker, type, frame, STROBE_AT_ENTRY) ||
	    (type->dir == STROBE_DIR_INOUT && type->when &&
	     !walker_holds(walker, type->when, frame, STROBE_AT_ENTRY))) {
		show_address(walker, addr);
		return false;
	}
	if (walker->collect) {
		show_target(walker, target, addr, frame, STROBE_AT_ENTRY, true, false);
		return true;
	}
	if (!readable_at_entry(walker, target, addr, frame, &place)) {
		show_address(walker, addr);
		return false;
	}
	if (is_scalar(target) && !(type->flags & STROBE_TYPE_BARE))
		sink->ops->begin(sink, STROBE_GROUP_POINTEE);
	sink->ops->begin(sink, STROBE_GROUP_CHANGE);
	show_target(walker, target, addr, frame, STROBE_AT_ENTRY, true, false);
	/* Nothing will come at exit, as the entry tells: what follows need not wait. */
	if (type->dir == STROBE_DIR_IN_THEN && !walker_holds(walker, type->when, frame, STROBE_AT_ENTRY)) {
		close_change(walker, type);
		return false;
	}
	return true;
}

/* Whether an inout value is the same at exit, or can't be read there: then it shows once. */
static bool unchanged(struct walker *walker, const struct strobe_type *target, uint64_t addr,
		      const struct frame *frame)
{
	struct place before, after;
	int error;
	uint32_t size = walker_size(walker, target, frame, STROBE_AT_ENTRY);
	if (!size)
		return false;
	if (walker_fetch(walker, addr, size, STROBE_AT_EXIT, STROBE_WANT_BYTES, &after, &error) !=
	    FETCH_WHOLE)
		return true;
	return walker_fetch(walker, addr, size, STROBE_AT_ENTRY, STROBE_WANT_BYTES, &before, &error) ==
		       FETCH_WHOLE &&
	       memcmp(before.data, after.data, size) == 0;
}

void walker_end_change(struct walker *walker, const struct strobe_type *type, uint64_t addr,
		       const struct frame *frame)
{
	const struct strobe_type *target = &strobe_types[type->ref];
	struct strobe_sink *sink = walker->sink;
	if (succeeded(walker)) {
		bool again = type->dir == STROBE_DIR_INOUT;
		const struct strobe_type *after = again ? target : &strobe_types[type->ref2];
		bool show = again ? walker->collect || !unchanged(walker, target, addr, frame)
				  : walker_holds(walker, type->when, frame, STROBE_AT_EXIT);
		if (show)
			show_target(walker, after, addr, frame, STROBE_AT_EXIT, is_scalar(target), false);
	}
	if (sink)
		close_change(walker, type);
}

/* Captured at both ends, shown once: at exit as it is then. */
static void show_merged(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			const struct frame *frame)
{
	const struct strobe_type *target = &strobe_types[type->ref];
	bool bare = type->flags & STROBE_TYPE_BARE;
	if (walker->collect && walker->phase == STROBE_AT_ENTRY) {
		struct place place;
		int error;
		uint32_t size = walker_size(walker, target, frame, STROBE_AT_ENTRY);
		if (target->op == STROBE_OP_ARRAY) {
			uint64_t count =
				walker_bound(walker, target->count, frame, STROBE_AT_ENTRY, UINT32_MAX);
			size = strobe_types[target->ref].size[walker->abi];
			uint64_t most = size ? WALKER_REGION / size : 0;
			size *= (uint32_t)(count < most ? count : most);
		}
		walker_fetch(walker, addr, size, STROBE_AT_ENTRY, STROBE_WANT_BYTES, &place, &error);
	} else if (returned(walker)) {
		show_target(walker, target, addr, frame, STROBE_AT_EXIT, bare, true);
	} else {
		show_address(walker, addr);
	}
}

void walker_show_pointer(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase)
{
	const struct strobe_type *target = &strobe_types[type->ref];
	bool bare = type->flags & STROBE_TYPE_BARE;
	bool changes = type->dir == STROBE_DIR_INOUT || type->dir == STROBE_DIR_IN_THEN;
	if (!addr || is_unfollowed(walker, type, frame, phase) ||
	    (!changes && type->when && !walker_holds(walker, type->when, frame, phase))) {
		show_address(walker, addr);
		return;
	}
	switch (type->dir) {
	case STROBE_DIR_SAME: show_target(walker, target, addr, frame, phase, bare, false); break;
	case STROBE_DIR_IN: show_target(walker, target, addr, frame, STROBE_AT_ENTRY, bare, false); break;
	case STROBE_DIR_OUT:
	case STROBE_DIR_OUT_ALWAYS:
		if (type->dir == STROBE_DIR_OUT ? succeeded(walker) : returned(walker))
			show_target(walker, target, addr, frame, STROBE_AT_EXIT, bare, false);
		else
			show_address(walker, addr);
		break;
	case STROBE_DIR_MERGE: show_merged(walker, type, addr, frame); break;
	default:
		if (walker_begin_change(walker, type, addr, frame))
			walker_end_change(walker, type, addr, frame);
	}
}

/* Masks and addresses: kinds that are bytes, not scalars. */
static bool show_bytes_kind(struct walker *walker, const struct strobe_type *type, const struct place *place,
			    const struct frame *frame)
{
	struct strobe_sink *sink = walker->sink;
	uint32_t size = walker_size(walker, type, frame, place->phase);
	if (place->size < size)
		return false;
	if (!sink)
		return true;
	switch (type->op) {
	case STROBE_OP_SIGSET: kind_show_sigset(sink, walker->abi, place->data, size); return true;
	case STROBE_OP_FDSET:
		if (type->budget && !walker->has_budget) {
			walker->budget = walker_bound(walker, type->budget, frame, place->phase, UINT64_MAX);
			walker->has_budget = true;
		}
		kind_show_fdset(walker, place->data, size,
				walker_bound(walker, type->bound, frame, place->phase, UINT64_MAX),
				type->budget);
		return true;
	case STROBE_OP_CPUSET: kind_show_cpuset(sink, place->data, size); return true;
	case STROBE_OP_SUNPATH: kind_show_sunpath(sink, place->data, size); return true;
	case STROBE_OP_IPV6: sink->ops->network(sink, STROBE_NETWORK_IPV6, place->data); return true;
	case STROBE_OP_MAC:
		sink->ops->hardware(sink, place->data, size,
				    type->arg > size && type->arg <= place->size ? type->arg : size);
		return true;
	}
	return false;
}

bool walker_show(struct walker *walker, const struct strobe_type *type, const struct place *place,
		 const struct place *entry, const struct frame *frame)
{
	struct value value;
	switch (type->op) {
	case STROBE_OP_INT:
		if (!walker_load(walker->abi, type->base, place->data, place->size, &value))
			return false;
		walker_show_register(walker, type, value);
		return true;
	case STROBE_OP_POINTER:
		if (!walker_load(walker->abi, type->base, place->data, place->size, &value))
			return false;
		walker_show_pointer(walker, type, value.bits, frame, place->phase);
		return true;
	case STROBE_OP_STRUCT: return walker_show_struct(walker, type, place, entry, frame, false);
	case STROBE_OP_ARRAY:
	case STROBE_OP_UNTIL0:
	case STROBE_OP_STREAM:
	case STROBE_OP_ATTRS: return walker_show_list(walker, type, place, frame);
	case STROBE_OP_STRING:
	case STROBE_OP_BYTES: return walker_show_string(walker, type, place, frame);
	case STROBE_OP_NOTHING: return true;
	case STROBE_OP_VERBATIM:
		if (walker->sink)
			walker->sink->ops->verbatim(walker->sink, strobe_text + type->text);
		return true;
	default: return show_bytes_kind(walker, type, place, frame);
	}
}
