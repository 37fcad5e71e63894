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
	struct text_buffer buffer = {.used = 0};
	add_text(&buffer, "htons(");
	if (name) {
		add_text(&buffer, name);
	} else {
		add_hex(&buffer, value);
		if (unknown) {
			add_text(&buffer, " /* ");
			add_text(&buffer, unknown);
			add_text(&buffer, " */");
		}
	}
	add_text(&buffer, ")");
	sink->ops->spelled(sink, value, STROBE_FORM_HEX, buffer.text);
}

static void show_enum(struct strobe_sink *sink, unsigned abi, uint16_t index, unsigned base, struct value value)
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
		if (!(set->flags & STROBE_SET_DEC))
			sink->ops->number(sink, cut, STROBE_FORM_HEX);
		else
			sink->ops->number(sink, value.bits, value.is_signed ? STROBE_FORM_SIGNED : STROBE_FORM_UNSIGNED);
		if (name || set->unknown)
			sink->ops->comment(sink, name ? name : unknown_text(set));
		return;
	}
	enum strobe_form form = STROBE_FORM_HEX;
	if (set->flags & STROBE_SET_DEC)
		form = value.is_signed ? STROBE_FORM_SIGNED : STROBE_FORM_UNSIGNED;
	sink->ops->symbol(sink, form == STROBE_FORM_SIGNED ? value.bits : cut, name, unknown_text(set), form);
}

/* The value of a field of several bits. Names of ranges are written into buffer. */
static bool field_part(const struct strobe_item *item, unsigned abi, uint64_t value, struct strobe_part *part,
		       char *buffer, size_t size)
{
	uint64_t field = (value & item->value) >> item->shift;
	const struct strobe_set *names = &strobe_sets[item->sub];
	*part = (struct strobe_part){.value = value & item->value};
	part->name = strobe_decode_set_name(item->sub, abi, field, buffer, size);
	if (part->name)
		return true;
	if (!field)
		return false;
	part->unknown = unknown_text(names);
	if (item->from) {
		part->shift_name = strobe_text + item->from;
		part->value = field;
	} else if (names->flags & STROBE_SET_DEC) {
		/* A number that isn't shown in the form of the others stands there as a name. */
		struct text_buffer decimal = {.used = 0};
		add_number(&decimal, field, 10);
		memcpy(buffer, decimal.text, decimal.used + 1);
		part->name = buffer;
	} else if (!part->unknown) {
		/* Nothing is said about it: it belongs to what is left over. */
		return false;
	}
	return true;
}

/* The number, and what its bits are called in a comment. */
static void show_commented(struct strobe_sink *sink, const struct strobe_set *set, uint64_t value,
			   const struct strobe_part *parts, size_t count, uint64_t rest)
{
	struct text_buffer names = {.used = 0};
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
	sink->ops->number(sink, value, STROBE_FORM_HEX);
	comment[used ? used - 1 : 0] = '\0';
	if (used)
		sink->ops->comment(sink, comment);
	else if (value && set->unknown)
		sink->ops->comment(sink, unknown_text(set));
}

static void show_flags(struct strobe_sink *sink, unsigned abi, uint16_t index, uint64_t value)
{
	const struct strobe_set *set = &strobe_sets[index];
	const struct strobe_item *items = strobe_items + set->first[abi];
	struct strobe_part parts[MAX_PARTS];
	char range[64];
	size_t count = 0;
	uint64_t rest = value;
	for (unsigned i = 0; i < set->count && count < MAX_PARTS; i++) {
		const struct strobe_item *item = &items[i];
		if (item->flags & (STROBE_ITEM_ALIAS | STROBE_ITEM_HIDDEN))
			continue;
		if (item->flags & STROBE_ITEM_FIELD) {
			if (field_part(item, abi, value, &parts[count], range, sizeof(range))) {
				rest &= ~item->value;
				count++;
			}
		} else if (item->value ? (rest & item->value) == item->value : value == 0) {
			parts[count++] = (struct strobe_part){.name = strobe_text + item->name, .value = item->value};
			rest &= ~item->value;
		}
	}
	if (set->flags & STROBE_SET_COMMENTED) {
		show_commented(sink, set, value, parts, count, rest);
		return;
	}
	bool umode = set->flags & STROBE_SET_UMODE;
	sink->ops->bits(sink, value, parts, count, rest, umode ? NULL : unknown_text(set),
			umode ? STROBE_FORM_UMODE : STROBE_FORM_HEX);
}

void kind_show_set(struct strobe_sink *sink, unsigned abi, uint16_t set, unsigned base, struct value value)
{
	if (strobe_sets[set].flags & STROBE_SET_FLAGS)
		show_flags(sink, abi, set, value.bits & width_mask(abi, base));
	else
		show_enum(sink, abi, set, base, value);
}
