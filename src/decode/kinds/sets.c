/*
 * Enums and flags.
 */
#include <string.h>

#include "../walker.h"
#include "digits.h"

/* A flags value has at most so many parts: 64 bits, and fields beside them. */
#define MAX_PARTS 80

static uint64_t width_mask(unsigned abi, unsigned base)
{
	unsigned width = walker_base_width(abi, base);
	return width < 8 ? (1ull << 8 * width) - 1 : UINT64_MAX;
}

static const char *unknown_text(const struct strobe_set *set)
{
	return set->unknown ? strobe_text + set->unknown : NULL;
}

static void show_network_name(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown)
{
	struct strobe_piece pieces[] = {
		{ .text = "htons(" },
		{ .text = name,
		  .is_number = true,
		  .value = value,
		  .unknown = unknown,
		  .form = STROBE_FORM_HEX },
		{ .text = ")" },
	};
	sink->ops->composed(sink, value, pieces, 3);
}

static void show_enum(struct strobe_sink *sink, unsigned abi, uint16_t index, unsigned base,
		      struct value value)
{
	const struct strobe_set *set = &strobe_sets[index];
	char buffer[64];
	uint64_t cut = value.bits & width_mask(abi, base);
	const char *name = strobe_decode_set_name(index, abi, cut, buffer, sizeof(buffer));
	/* A negative value's name stands in the table with its sign extended. */
	if (!name && value.bits != cut)
		name = strobe_decode_set_name(index, abi, value.bits, buffer, sizeof(buffer));
	if (base == STROBE_BASE_BE16) {
		/* A number in network order that has a name, as a packet socket's protocol: htons(ETH_P_ALL). */
		show_network_name(sink, cut, name, unknown_text(set));
		return;
	}
	if (!name && set->flags & STROBE_SET_SIGNED) {
		unsigned shift = 64 - 8 * walker_base_width(abi, base);
		uint64_t extended = (uint64_t)((int64_t)(value.bits << shift) >> shift);
		name = strobe_decode_set_name(index, abi, extended, buffer, sizeof(buffer));
	}
	if (set->flags & STROBE_SET_COMMENTED) {
		if (!(set->flags & STROBE_SET_DEC)) {
			sink->ops->labelled(sink, cut, name ? name : unknown_text(set), STROBE_FORM_HEX);
			return;
		}
		/* In every style. */
		sink->ops->number(sink, value.bits,
				  value.is_signed ? STROBE_FORM_SIGNED : STROBE_FORM_UNSIGNED);
		if (name || set->unknown)
			sink->ops->comment(sink, name ? name : unknown_text(set));
		return;
	}
	enum strobe_form form = STROBE_FORM_HEX;
	if (set->flags & STROBE_SET_DEC)
		form = value.is_signed ? STROBE_FORM_SIGNED : STROBE_FORM_UNSIGNED;
	sink->ops->symbol(sink, form == STROBE_FORM_SIGNED ? value.bits : cut, name, unknown_text(set), form);
}

/*
 * The value of a field of several bits; false when it shows nothing. Names of ranges are written into buffer; a range that
 * has no name is a number that always shows.
 */
static bool field_part(const struct strobe_item *item, unsigned abi, uint64_t value, struct strobe_part *part,
		       char *buffer, size_t size)
{
	uint64_t field = (value & item->value) >> item->shift;
	const struct strobe_set *names = &strobe_sets[item->sub];
	*part = (struct strobe_part){ .value = value & item->value,
				      .flags = STROBE_PART_FIELD,
				      .shift = item->shift };
	part->name = strobe_decode_set_name(item->sub, abi, field, buffer, size);
	if (names->flags & STROBE_SET_DEC)
		part->flags |= STROBE_PART_DEC;
	if (item->from) {
		part->shift_name = strobe_text + item->from;
		part->value = field;
	}
	if (part->name) {
		if (part->name[0] >= '0' && part->name[0] <= '9' && part->name == buffer)
			part->name = NULL;
		return true;
	}
	part->unknown = unknown_text(names);
	/* A value of which nothing is said belongs to what is left over. */
	return field && (item->from || names->flags & STROBE_SET_DEC || part->unknown);
}

/* The number, and what its bits are called in a comment. */
static void show_commented(struct strobe_sink *sink, const struct strobe_set *set, uint64_t value,
			   const struct strobe_part *parts, size_t count, uint64_t rest)
{
	struct text_buffer names = { .used = 0 };
	char comment[1024];
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		size_t length = parts[i].name ? strlen(parts[i].name) : 0;
		if (!length || used + length + 24 > sizeof(comment))
			continue;
		memcpy(comment + used, parts[i].name, length);
		used += length;
		comment[used++] = '|';
	}
	if (used && rest) {
		add_hex(&names, rest);
		memcpy(comment + used, names.text, names.used);
		used += names.used + 1;
	}
	comment[used ? used - 1 : 0] = '\0';
	sink->ops->labelled(sink, value, used ? comment : value ? unknown_text(set) : NULL, STROBE_FORM_HEX);
}

/*
 * Fields at the end of a set that has bits before them stand last, behind what is left over: MAP_HUGETLB|0x400|21<<MAP_HUGE_SHIFT.
 * Says where they begin.
 */
static unsigned first_trailing(const struct strobe_set *set, const struct strobe_item *items)
{
	unsigned first = set->count;
	while (first && items[first - 1].flags & STROBE_ITEM_FIELD &&
	       !(items[first - 1].flags & STROBE_ITEM_HIDDEN))
		first--;
	for (unsigned i = 0; i < first; i++)
		if (!(items[i].flags & (STROBE_ITEM_FIELD | STROBE_ITEM_ALIAS)))
			return first;
	return set->count;
}

/* Parts that a flags value has, and what is left over. */
static void find_parts(const struct strobe_set *set, unsigned abi, struct strobe_bits *bits,
		       struct strobe_part *parts, char *range, size_t size)
{
	const struct strobe_item *items = strobe_items + set->first[abi];
	unsigned trailing = first_trailing(set, items);
	if (trailing < set->count)
		bits->flags |= STROBE_BITS_NESTED;
	for (unsigned i = 0; i < set->count && bits->count < MAX_PARTS - 1; i++) {
		const struct strobe_item *item = &items[i];
		struct strobe_part *part = &parts[bits->count];
		if (item->flags & (STROBE_ITEM_ALIAS | STROBE_ITEM_HIDDEN))
			continue;
		if (item->flags & STROBE_ITEM_FIELD) {
			if (!field_part(item, abi, bits->value, part, range, size))
				continue;
			if (i >= trailing)
				part->flags |= STROBE_PART_LAST;
		} else if (item->value ? (bits->rest & item->value) == item->value : bits->value == 0) {
			*part = (struct strobe_part){ .name = strobe_text + item->name,
						      .value = item->value };
		} else {
			continue;
		}
		bits->rest &= ~item->value;
		bits->count++;
	}
}

/* The permission bits of an IPC object's flags. */
#define PERMISSION_BITS 0777

/* QCMD(Q_SYNC, USRQUOTA): a macro of the headers that puts fields together. */
static void show_function(struct strobe_sink *sink, const struct strobe_set *set, unsigned abi,
			  uint64_t value)
{
	struct text_buffer text = { .used = 0 };
	const struct strobe_item *items = strobe_items + set->first[abi];
	char range[64];
	add_text(&text, strobe_text + set->function);
	for (unsigned i = 0; i < set->count; i++) {
		const struct strobe_set *values = &strobe_sets[items[i].sub];
		uint64_t field = (value & items[i].value) >> items[i].shift;
		const char *name = strobe_decode_set_name(items[i].sub, abi, field, range, sizeof(range));
		add_text(&text, i ? ", " : "(");
		if (name) {
			add_text(&text, name);
		} else if (values->flags & STROBE_SET_DEC) {
			add_number(&text, field, 10);
		} else {
			add_hex(&text, field);
			if (values->unknown) {
				add_text(&text, " /* ");
				add_text(&text, strobe_text + values->unknown);
				add_text(&text, " */");
			}
		}
	}
	add_text(&text, ")");
	sink->ops->spelled(sink, value, STROBE_FORM_UNSIGNED, text.text);
}

static void show_flags(struct strobe_sink *sink, unsigned abi, uint16_t index, uint64_t value)
{
	const struct strobe_set *set = &strobe_sets[index];
	struct strobe_part parts[MAX_PARTS];
	char range[64];
	struct strobe_bits bits = { .value = value,
				    .parts = parts,
				    .rest = value,
				    .unknown = unknown_text(set),
				    .form = STROBE_FORM_HEX,
				    .flags = (set->flags & STROBE_SET_APART ? STROBE_BITS_APART : 0) |
					     (set->flags & STROBE_SET_BAR ? STROBE_BITS_BAR : 0) };
	find_parts(set, abi, &bits, parts, range, sizeof(range));
	if (set->function) {
		show_function(sink, set, abi, value);
		return;
	}
	if (set->flags & STROBE_SET_COMMENTED) {
		show_commented(sink, set, value, parts, bits.count, bits.rest);
		return;
	}
	if (set->flags & STROBE_SET_UMODE) {
		parts[bits.count++] = (struct strobe_part){ .value = bits.rest & PERMISSION_BITS,
							    .flags = STROBE_PART_FIELD | STROBE_PART_LAST |
								     STROBE_PART_UMODE };
		bits.rest &= ~(uint64_t)PERMISSION_BITS;
	}
	sink->ops->bits(sink, &bits);
}

/* Whether a set has a name for 0: a result that has one is told with it. */
bool kind_names_zero(uint16_t index, unsigned abi)
{
	const struct strobe_set *set = &strobe_sets[index];
	const struct strobe_item *items = strobe_items + set->first[abi];
	char unused[64];
	if (!(set->flags & STROBE_SET_FLAGS))
		return strobe_decode_set_name(index, abi, 0, unused, sizeof(unused));
	for (unsigned i = 0; i < set->count; i++) {
		if (items[i].flags & (STROBE_ITEM_ALIAS | STROBE_ITEM_HIDDEN))
			continue;
		if (items[i].flags & STROBE_ITEM_FIELD
			    ? strobe_decode_set_name(items[i].sub, abi, 0, unused, sizeof(unused)) != NULL
			    : !items[i].value)
			return true;
	}
	return false;
}

void kind_show_set(struct strobe_sink *sink, unsigned abi, uint16_t set, unsigned base, struct value value)
{
	if (strobe_sets[set].flags & STROBE_SET_FLAGS)
		show_flags(sink, abi, set, value.bits & width_mask(abi, base));
	else
		show_enum(sink, abi, set, base, value);
}
