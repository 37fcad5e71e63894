/*
 * Where members lie: as the C compilers of the ABIs place them.
 */
#include "model.h"

struct cursor {
	uint64_t bits; /* the first free bit */
	uint64_t size; /* bytes that the largest member of an overlay reaches to */
	unsigned align;
	const char *open; /* a member whose size isn't constant: nothing can follow it */
};

static uint64_t round_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) / align * align;
}

static void place_bits(struct cursor *cursor, struct model_field *field, int abi, bool packed)
{
	uint64_t unit = 8ull * names_base_size(field->type->base, abi), width = (uint64_t)field->bits;
	unsigned align = names_base_align(field->type->base, abi);

	if (width > unit) {
		diag_error(field->at, "a bit-field of %d bits does not fit in its type", field->bits);
		width = unit;
	}
	/* A bit-field does not straddle a boundary of its type (System V psABI); packed ones do. */
	if (!packed && cursor->bits / unit != (cursor->bits + width - 1) / unit)
		cursor->bits = round_up(cursor->bits, 8ull * align);
	if (packed && cursor->bits % 8 + width > unit)
		diag_error(field->at, "a packed bit-field that reaches over its type can't be described");

	uint64_t start = packed ? cursor->bits / 8 * 8 : cursor->bits / unit * unit;

	field->offset[abi] = (uint32_t)(start / 8);
	field->bit_offset[abi] = (uint8_t)(cursor->bits - start);
	cursor->bits += width;
	/* Unnamed bit-fields don't align the struct. */
	if (!packed && field->name && align > cursor->align)
		cursor->align = align;
}

/* Whether it takes as many bytes as the data says. A struct takes at least its own. */
static bool is_open(struct model *model, struct model_type *type, int abi)
{
	if (type->op == STROBE_OP_NOTHING || type->op == STROBE_OP_STRUCT)
		return false;
	/* T[0] and bytes(0) are constant. */
	if (type->count ? expr_constant(type->count) : type->bound && expr_constant(type->bound))
		return false;
	return !type_room(model, type, abi);
}

/* A member that never shows may be there to make room. */
static bool never_shown(const struct model_field *field)
{
	return field->cond && field->cond->op == EXPR_NUMBER && !field->cond->value[0];
}

static void place_member(struct model *model, struct cursor *cursor, struct model_field *field, int abi,
			 bool packed)
{
	unsigned align = packed ? 1 : type_align(model, field->type, abi);
	uint64_t size = type_room(model, field->type, abi);

	if (cursor->open && !never_shown(field))
		diag_error(field->at, "'%s' lies behind '%s', whose size is not constant",
			   field->name ? field->name : "_", cursor->open);
	if (size > 65535)
		diag_error(field->at, "the member is too large (%llu bytes)", (unsigned long long)size);
	cursor->bits = round_up(cursor->bits, 8ull * align);
	field->offset[abi] = (uint32_t)(cursor->bits / 8);
	cursor->bits += 8 * (size > 65535 ? 65535 : size);
	if (is_open(model, field->type, abi))
		cursor->open = field->name ? field->name : "_";
	if (align > cursor->align)
		cursor->align = align;
}

static void place_fields(struct model *model, struct model_struct *record, int abi, struct cursor *cursor)
{
	bool packed = record->packed >> abi & 1, overlay = record->node && record->node->overlay;

	for (size_t i = 0; i < record->body[abi]->fields.n; i++) {
		struct model_field *field = record->body[abi]->fields.items[i];

		if (field->value)
			continue;
		if (field->bits && field->type->op == STROBE_OP_INT)
			place_bits(cursor, field, abi, packed);
		else
			place_member(model, cursor, field, abi, packed);
		if (cursor->bits > 8 * 65535) {
			diag_error(record->at, "'%s' is too large", record->name);
			cursor->bits = 0;
		}
		if (overlay) {
			if (round_up(cursor->bits, 8) / 8 > cursor->size)
				cursor->size = round_up(cursor->bits, 8) / 8;
			cursor->bits = 0;
			cursor->open = NULL;
		}
	}
	if (!overlay)
		cursor->size = round_up(cursor->bits, 8) / 8;
}

/* The members of an arm follow those of the header, as if they were one struct; their offsets count from the header's end. */
static uint64_t place_arm(struct model *model, struct model_struct *record, struct model_struct *arm, int abi,
			  struct cursor header, unsigned *align)
{
	uint64_t start = record->end[abi];

	place_fields(model, arm, abi, &header);
	if (!arm->laid_out)
		for (size_t i = 0; i < arm->body[abi]->fields.n; i++)
			if (!arm->body[abi]->fields.items[i]->value)
				arm->body[abi]->fields.items[i]->offset[abi] -= (uint32_t)start;
	arm->size[abi] = (uint32_t)(header.size > start ? header.size - start : 0);
	arm->align[abi] = 1;
	if (header.align > *align)
		*align = header.align;
	return header.size;
}

static void place_arms(struct model *model, struct model_struct *record, int abi, const struct cursor *header,
		       unsigned *align)
{
	struct cursor start = *header;

	start.bits = 8ull * record->end[abi];
	for (size_t i = 0; i < record->arms.n; i++) {
		struct model_type *type = record->arms.items[i].type;

		/* Several labels share an arm. */
		if (type->op != STROBE_OP_STRUCT || type->record->laid_out)
			continue;

		uint64_t size = place_arm(model, record, type->record, abi, start, align);

		if (size > record->size[abi])
			record->size[abi] = (uint32_t)size;
		for (size_t j = i + 1; j < record->arms.n && record->arms.items[j].type == type; j++)
			i = j;
	}
}

static void finish_arms(struct model_struct *record)
{
	for (size_t i = 0; i < record->arms.n; i++)
		if (record->arms.items[i].type->op == STROBE_OP_STRUCT)
			record->arms.items[i].type->record->laid_out = true;
}

void layout_compute(struct model *model, struct model_struct *record)
{
	if (record->laid_out || record->outer)
		return;
	if (record->busy) {
		diag_error(record->at, "'%s' contains itself: a pointer must lie between", record->name);
		return;
	}
	record->busy = true;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		struct cursor cursor = { .align = 1 };
		unsigned align;

		place_fields(model, record, abi, &cursor);
		align = cursor.align;
		record->size[abi] = record->end[abi] = (uint32_t)cursor.size;
		if (record->is_union)
			place_arms(model, record, abi, &cursor, &align);
		record->align[abi] = align;
		record->size[abi] = (uint32_t)round_up(record->size[abi], align);
	}
	if (record->is_union)
		finish_arms(record);
	record->laid_out = true;
	record->busy = false;
}
