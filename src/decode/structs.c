/*
 * Structs and unions.
 */
#include <string.h>

#include "walker.h"

/* Bytes of the largest padded struct: bpf(2)'s attributes. */
#define MOST_PADDED 256u

/* A date is told only of a time that can be one: not of the epoch itself, which means "none", nor of a bad fraction. */
void walker_date(struct walker *walker, uint16_t sec, uint16_t nsec, bool micro, const struct frame *frame,
		 enum strobe_phase phase)
{
	if (!walker->sink || !sec)
		return;
	struct value seconds = walker_eval(walker, sec, frame, phase);
	uint64_t fraction = nsec ? walker_eval(walker, nsec, frame, phase).bits : 0;
	if (fraction > 999999999 || (!seconds.bits && !fraction))
		return;
	walker->sink->ops->date(walker->sink, (int64_t)seconds.bits, nsec ? (int64_t)fraction : -1,
				micro ? 6 : 9);
}

/* The bytes of place from offset on. */
static struct place slice(const struct place *place, uint32_t offset)
{
	if (offset > place->size)
		offset = place->size;
	return (struct place){ place->data ? place->data + offset : NULL, place->addr + offset,
			       place->size - offset, place->phase };
}

/* A member that is not simply its bytes: a bit-field, or one that is computed. */
static void show_computed(struct walker *walker, const struct frame *frame, unsigned index)
{
	const struct strobe_type *type =
		&strobe_types[strobe_fields[frame->layout->first_field + index].type];
	struct value value;
	if (walker_member(walker, frame, index, false, &value))
		walker_show_register(walker, type, value);
}

/* A member that may have changed since entry: "entry => exit". */
static void show_was(struct walker *walker, const struct frame *frame, unsigned index)
{
	const struct strobe_type *type =
		&strobe_types[strobe_fields[frame->layout->first_field + index].type];
	struct strobe_sink *sink = walker->sink;
	struct value before, after;
	if (!sink || !walker_member(walker, frame, index, false, &after))
		return;
	bool changed = walker_member(walker, frame, index, true, &before) && before.bits != after.bits;
	if (changed) {
		sink->ops->begin(sink, STROBE_GROUP_CHANGE);
		walker_show_register(walker, type, before);
	}
	walker_show_register(walker, type, after);
	if (changed)
		sink->ops->end(sink, STROBE_GROUP_CHANGE, false);
}

/* Shows member number index. False when its bytes are not there. */
static bool show_member(struct walker *walker, struct frame *frame, unsigned index)
{
	const struct strobe_field *field = &strobe_fields[frame->layout->first_field + index];
	const struct strobe_type *type = &strobe_types[field->type];
	struct strobe_sink *sink = walker->sink;
	struct place place = slice(&frame->place, frame->current), entry_slice;
	const struct place *entry = NULL;
	if (frame->entry) {
		entry_slice = slice(frame->entry, frame->current);
		entry = &entry_slice;
	}
	if (field->flags & STROBE_FIELD_FLAT && type->op == STROBE_OP_STRUCT)
		return walker_show_struct(walker, type, &place, entry, frame, true);
	if (sink && !frame->nameless)
		sink->ops->name(sink, strobe_text + field->name,
				field->flags & STROBE_FIELD_UNNAMED ? 0 : STROBE_NAME_TEXT);
	if (field->bit_width || (field->value && !(field->flags & STROBE_FIELD_AT)))
		show_computed(walker, frame, index);
	else if (field->flags & STROBE_FIELD_WAS)
		show_was(walker, frame, index);
	else if (!walker_show(walker, type, &place, entry, frame) && sink)
		sink->ops->verbatim(sink, "???");
	if (field->dated_sec)
		walker_date(walker, field->dated_sec, field->dated_nsec,
			    field->flags & STROBE_FIELD_DATED_USEC, frame, frame->place.phase);
	return true;
}

/* Bytes of a member, as far as they are known without a look at the data. */
static uint32_t member_size(const struct walker *walker, const struct strobe_field *field)
{
	const struct strobe_type *type = &strobe_types[field->type];
	if (type->op == STROBE_OP_INT || type->op == STROBE_OP_POINTER)
		return walker_base_width(walker->abi, type->base);
	return type->size[walker->abi];
}

/* Whether a member is there to be shown. Makes it the current one. */
static bool is_shown(struct walker *walker, const struct strobe_struct *definition, struct frame *frame,
		     unsigned index)
{
	const struct strobe_field *field = &strobe_fields[frame->layout->first_field + index];
	if (field->flags & STROBE_FIELD_PADDING)
		return false;
	frame->current = walker_offset(walker, frame, index);
	if (definition->flags & STROBE_STRUCT_SIZED &&
	    frame->current + member_size(walker, field) > frame->limit)
		return false;
	return !field->cond || walker_holds(walker, field->cond, frame, frame->place.phase);
}

/* A struct of which the kernel copied a part may end within a member: its bytes show then. */
static void show_cut_member(struct walker *walker, const struct strobe_struct *definition,
			    const struct frame *frame, const struct strobe_field *field)
{
	struct strobe_sink *sink = walker->sink;
	if (!sink || definition->sized != 1 || field->flags & STROBE_FIELD_PADDING ||
	    frame->current >= frame->place.size)
		return;
	sink->ops->name(sink, strobe_text + field->name, STROBE_NAME_TEXT);
	sink->ops->bytes(sink, frame->place.data + frame->current, frame->place.size - frame->current,
			 STROBE_BYTES_HEX);
}

/* Shows the members; says whether some were left out. */
static bool show_members(struct walker *walker, const struct strobe_struct *definition, struct frame *frame)
{
	bool brief_only = !walker->limits->verbose && definition->flags & STROBE_STRUCT_HAS_BRIEF &&
			  !(walker->sink && walker->sink->verbose);
	bool more = false;
	for (unsigned i = 0; i < frame->layout->n_fields; i++) {
		const struct strobe_field *field = &strobe_fields[frame->layout->first_field + i];
		bool left_out = brief_only && !(field->flags & STROBE_FIELD_BRIEF);
		/* That something is left out is known by now. */
		if (more && left_out) {
			i += field->to_brief;
			continue;
		}
		if (!is_shown(walker, definition, frame, i)) {
			if (definition->flags & STROBE_STRUCT_SIZED)
				show_cut_member(walker, definition, frame, field);
			continue;
		}
		if (left_out)
			more = true;
		else
			show_member(walker, frame, i);
	}
	return more;
}

/* The bytes that an arm's members need: of a union among them only its header, of a member with a condition none. */
static uint32_t arm_least(const struct walker *walker, const struct strobe_struct *arm)
{
	const struct strobe_layout *layout = &strobe_layouts[arm->layout[walker->abi]];
	uint32_t least = 0;
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct strobe_field *field = &strobe_fields[layout->first_field + i];
		const struct strobe_type *type = &strobe_types[field->type];
		uint32_t size = member_size(walker, field);
		if (type->op == STROBE_OP_STRUCT && strobe_structs[type->ref].flags & STROBE_STRUCT_UNION)
			size = strobe_structs[type->ref].arm_offset[walker->abi];
		uint32_t end = strobe_offsets[layout->offsets + i] + size;
		if ((!field->cond || type->op != STROBE_OP_INT) && end > least)
			least = end;
	}
	return least;
}

static bool show_struct(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct place *entry, const struct frame *outer, bool flat, bool arm);

/* Shows an arm's members in the frame of the union. False when the arm needs more bytes than there are. */
static bool show_arm(struct walker *walker, const struct strobe_struct *definition,
		     const struct strobe_arm *arm, struct frame *frame)
{
	const struct strobe_type *type = &strobe_types[arm->type];
	uint32_t offset = definition->arm_offset[walker->abi];
	struct place place = slice(&frame->place, offset), entry;
	if (type->op == STROBE_OP_STRUCT && !arm->is_default) {
		const struct strobe_struct *members = &strobe_structs[type->ref];
		if (arm_least(walker, members) > place.size)
			return false;
	}
	frame->current = offset;
	if (frame->entry)
		entry = slice(frame->entry, offset);
	if (type->op == STROBE_OP_STRUCT)
		show_struct(walker, type, &place, frame->entry ? &entry : NULL, frame, true, true);
	else
		walker_show(walker, type, &place, NULL, frame);
	return true;
}

static void show_union_arm(struct walker *walker, const struct strobe_struct *definition, struct frame *frame)
{
	uint64_t label = walker_eval(walker, definition->by, frame, frame->place.phase).bits;
	const struct strobe_arm *arms = strobe_arms + definition->first_arm;
	for (unsigned i = 0; i < definition->n_arms; i++) {
		if (!(arms[i].abis >> walker->abi & 1))
			continue;
		if ((arms[i].is_default || arms[i].value == label) &&
		    show_arm(walker, definition, &arms[i], frame))
			return;
	}
}

static bool is_zero_tail(const struct place *place, uint32_t from)
{
	while (from < place->size)
		if (place->data[from++])
			return false;
	return true;
}

/* "bytes 88..95", for the bytes from first up to end. */
static void put_range(char text[40], uint32_t first, uint32_t end)
{
	char *at = (char *)memcpy(text, "bytes ", 6) + 6;
	for (int part = 0; part < 2; part++) {
		char digits[10];
		unsigned count = 0;
		uint32_t number = part ? end - 1 : first;
		do
			digits[count++] = (char)('0' + number % 10);
		while (number /= 10);
		while (count)
			*at++ = digits[--count];
		if (!part)
			at = (char *)memcpy(at, "..", 2) + 2;
	}
	*at = '\0';
}

/* The bytes of a sized struct past its last known member, when one isn't 0. */
static void show_tail(struct walker *walker, struct frame *frame)
{
	struct strobe_sink *sink = walker->sink;
	uint32_t known = frame->layout->size, end = frame->limit;
	if (!sink || end <= known)
		return;
	if (end > frame->place.size) {
		sink->ops->verbatim(sink, "???");
		return;
	}
	struct place given = frame->place;
	char text[40];
	given.size = end;
	if (is_zero_tail(&given, known))
		return;
	put_range(text, known, end);
	uint32_t shown = end - known < walker->limits->string ? end - known : walker->limits->string;
	sink->ops->name(sink, "tail", 0);
	sink->ops->comment(sink, text);
	sink->ops->bytes(sink, frame->place.data + known, shown,
			 STROBE_BYTES_HEX | (shown < end - known ? STROBE_BYTES_CUT : 0));
}

/* Bytes past what is known of a struct, if they are not all 0; abbreviated, only that there are some. */
static bool show_extra(struct walker *walker, const struct place *given, uint32_t known)
{
	struct strobe_sink *sink = walker->sink;
	char text[40];
	if (!sink || given->size <= known || is_zero_tail(given, known))
		return false;
	if (!walker->limits->verbose && !sink->verbose)
		return true;
	put_range(text, known, given->size);
	sink->ops->name(sink, "extra_data", STROBE_NAME_TEXT);
	sink->ops->bytes(sink, given->data + known, given->size - known, STROBE_BYTES_HEX);
	sink->ops->comment(sink, text);
	return false;
}

/* The name that stands for a struct, when its symbol expression has one. */
static const char *symbol_of(struct walker *walker, const struct strobe_struct *definition,
			     const struct frame *frame, char buffer[64], uint64_t *value)
{
	if (!walker->sink || !definition->symbol)
		return NULL;
	*value = walker_eval(walker, definition->symbol, frame, frame->place.phase).bits;
	return strobe_decode_set_name(definition->symbol_set, walker->abi, *value, buffer, 64);
}

/* What stands around a struct's members: nothing around the only one of a "listed" struct. */
static enum strobe_group group_of(struct walker *walker, const struct strobe_struct *definition,
				  struct frame *frame, bool *bare)
{
	unsigned shown = 0;
	if (!(definition->flags & STROBE_STRUCT_LISTED))
		return STROBE_GROUP_STRUCT;
	frame->nameless = true;
	for (unsigned i = 0; i < frame->layout->n_fields; i++)
		shown += is_shown(walker, definition, frame, i);
	*bare = shown == 1;
	return STROBE_GROUP_LIST;
}

static bool show_struct(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct place *entry, const struct frame *outer, bool flat, bool arm)
{
	const struct strobe_struct *definition = &strobe_structs[type->ref];
	const struct strobe_layout *layout = &strobe_layouts[definition->layout[walker->abi]];
	struct strobe_sink *sink = walker->sink;
	bool partly =
		arm || definition->flags & (STROBE_STRUCT_SIZED | STROBE_STRUCT_UNION | STROBE_STRUCT_PADDED);
	if (place->size < layout->size && !partly)
		return false;
	if (!sink && !(definition->flags & STROBE_STRUCT_POINTS))
		return true;
	uint32_t limit = place->size;
	if (type->bound)
		limit = walker_size(walker, type, outer, place->phase);
	struct frame frame = {
		.outer = outer, .layout = layout, .place = *place, .entry = entry, .limit = limit
	};
	if (frame.place.size > limit)
		frame.place.size = limit;
	struct place given = frame.place;
	uint8_t padded[MOST_PADDED];
	if (definition->flags & STROBE_STRUCT_PADDED && given.size < layout->size &&
	    layout->size <= MOST_PADDED) {
		memset(padded, 0, sizeof(padded));
		memcpy(padded, given.data, given.size);
		frame.place.data = padded;
		frame.place.size = frame.limit = layout->size;
	}
	char buffer[64];
	uint64_t value;
	const char *name = symbol_of(walker, definition, &frame, buffer, &value);
	if (name && !sink->unnamed_structs) {
		sink->plain = true;
		sink->ops->symbol(sink, value, name, NULL, STROBE_FORM_HEX);
		sink->plain = false;
		return true;
	}
	enum strobe_group group = group_of(walker, definition, &frame, &flat);
	if (sink && !flat)
		sink->ops->begin(sink, group);
	bool more = show_members(walker, definition, &frame);
	if (definition->flags & STROBE_STRUCT_UNION)
		show_union_arm(walker, definition, &frame);
	if (definition->flags & STROBE_STRUCT_SIZED)
		show_tail(walker, &frame);
	if (definition->flags & STROBE_STRUCT_PADDED)
		more |= show_extra(walker, &given, layout->size);
	if (sink && !flat)
		sink->ops->end(sink, group, more);
	if (name)
		sink->ops->struct_name(sink, name);
	else if (definition->dated_sec)
		walker_date(walker, definition->dated_sec, definition->dated_nsec,
			    definition->flags & STROBE_STRUCT_DATED_USEC, &frame, place->phase);
	return true;
}

bool walker_show_struct(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct place *entry, const struct frame *outer, bool flat)
{
	return show_struct(walker, type, place, entry, outer, flat, false);
}
