/*
 * Named values: what the items of enum and flags are worth, and whether they make sense.
 */
#include <string.h>

#include "model.h"

static bool find_in(struct set_node *set, const char *name, struct value_entry *found)
{
	for (struct item_node *item = set->items; item; item = item->next) {
		if (item->name == name && !item->quoted && item->form != ITEM_RANGE) {
			found->item = item;
			found->set = set;
			return true;
		}
		if (item->sub && find_in(item->sub, name, found))
			return true;
	}
	return false;
}

static bool same_values(const struct item_node *a, const struct item_node *b)
{
	return !memcmp(a->value, b->value, sizeof a->value);
}

static bool find_anywhere(struct model *model, struct position at, const char *name,
			  struct value_entry *found)
{
	const struct value_entry *entry = map_get(&model->values, name);

	if (!entry || !sets_item_values(model, entry->set, entry->item))
		return false;
	*found = *entry;
	while ((entry = entry->next)) {
		if (!sets_item_values(model, entry->set, entry->item) ||
		    same_values(entry->item, found->item))
			continue;
		diag_error(at, "'%s' has different values in '%s' and '%s'", name, found->set->name,
			   entry->set->name);
		return false;
	}
	return true;
}

bool sets_item_values(struct model *model, struct set_node *set, struct item_node *item)
{
	static int depth;
	struct value_entry found;

	if (item->form != ITEM_ALIAS || item->resolved)
		return true;
	if (item->busy)
		diag_error(item->alias_at, "'%s' is an alias of itself", item->name);
	if (item->busy || item->failed)
		return false;
	if (depth == 100) {
		diag_error(item->alias_at, "an alias of an alias, a hundred times over");
		return false;
	}
	item->busy = true;
	depth++;

	size_t errors = diag_count();
	bool ok = find_in(set, item->alias, &found) && found.item != item
			  ? sets_item_values(model, found.set, found.item)
			  : find_anywhere(model, item->alias_at, item->alias, &found);

	item->busy = false;
	depth--;
	item->failed = !ok;
	if (!ok) {
		if (errors == diag_count())
			diag_error(item->alias_at, "unknown value '%s'", item->alias);
		return false;
	}
	memcpy(item->value, found.item->value, sizeof item->value);
	memcpy(item->negative, found.item->negative, sizeof item->negative);
	item->resolved = true;
	return true;
}

bool sets_value(struct model *model, struct position at, const char *name, struct set_node *hint,
		bool *unknown, uint64_t value[STROBE_ABI_COUNT], bool *negative)
{
	struct value_entry found = { 0 };
	bool in_hint = hint && find_in(hint, name, &found);

	*unknown = !in_hint && !map_get(&model->values, name);
	if (*unknown)
		return false;
	if (in_hint ? !sets_item_values(model, found.set, found.item)
		    : !find_anywhere(model, at, name, &found))
		return false;
	memcpy(value, found.item->value, sizeof found.item->value);
	*negative = found.item->negative[0];
	return true;
}

struct item_node *sets_field(struct set_node *set, const char *name)
{
	for (struct item_node *item = set->items; item; item = item->next)
		if (item->form == ITEM_FIELD && item->name == name)
			return item;
	return NULL;
}

struct set_node *sets_field_values(struct model *model, const struct item_node *field)
{
	return field->sub ? field->sub : map_get(&model->sets, field->alias);
}

/* Whether the value, written as negative or not, is one of the base. ABI-sized bases are taken at their widest. */
static bool fits(uint64_t value, bool negative, uint8_t base)
{
	unsigned bits = 8 * names_base_size(base, STROBE_ABI_X86_64);

	if (!names_base_signed(base) && !negative)
		return bits == 64 || value >> bits == 0;
	/* What is as wide as the ABI's words may be written as -1 and the like: all bits, however many there are. */
	if (negative && (names_base_signed(base) || bits != names_base_size(base, STROBE_ABI_I386) * 8))
		return (int64_t)value >= (bits == 64 ? INT64_MIN : -((int64_t)1 << (bits - 1)));
	return !negative && value >> (bits - 1) == 0;
}

static void cut_to_base(struct item_node *item, uint8_t base)
{
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		if (!names_base_signed(base) && names_base_size(base, abi) == 4)
			item->value[abi] &= UINT32_MAX;
}

static void check_item_value(struct set_node *set, const struct item_node *item)
{
	uint8_t base = set->base_number;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		if (!fits(item->value[abi], item->negative[abi], base)) {
			diag_error(item->at, "the value of '%s' does not fit in %s", item->name,
				   set->base       ? set->base
				   : set->is_flags ? "u32"
						   : "int");
			return;
		}
	}
	if (item->form == ITEM_RANGE && !fits(item->last, false, base))
		diag_error(item->at, "the last value of '%s' does not fit in %s", item->name,
			   set->base ? set->base : "int");
	if (item->form == ITEM_RANGE && item->last < item->value[0])
		diag_error(item->at, "the range of '%s' is empty", item->name);
}

static bool shows_values(const struct item_node *item)
{
	return item->form == ITEM_VALUE;
}

static void check_flag_pair(const struct item_node *earlier, const struct item_node *item)
{
	bool twice = true, superset = true;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		uint64_t a = earlier->value[abi], b = item->value[abi];

		twice &= a == b;
		superset &= a && (a & b) == a && a != b;
	}
	if (twice)
		diag_error(item->at, "'%s' is the same as '%s': write %s = %s", item->name, earlier->name,
			   item->name, earlier->name);
	else if (superset)
		diag_error(item->at, "'%s' holds all of '%s', so it must stand before it", item->name,
			   earlier->name);
}

static void check_enum_pair(const struct item_node *earlier, const struct item_node *item)
{
	if (earlier->form == ITEM_RANGE && item->form == ITEM_VALUE) {
		if (item->value[0] >= earlier->value[0] && item->value[0] <= earlier->last)
			diag_error(item->at, "'%s' can't be reached: the range of '%s' holds it", item->name,
				   earlier->name);
	} else if (earlier->form == ITEM_VALUE && item->form == ITEM_VALUE && same_values(earlier, item)) {
		diag_error(item->at, "'%s' is the same as '%s': write %s = %s", item->name, earlier->name,
			   item->name, earlier->name);
	}
}

static void check_pairs(struct set_node *set)
{
	struct map seen = { 0 };

	for (struct item_node *item = set->items; item; item = item->next) {
		const struct item_node *same = item->quoted ? NULL : map_get(&seen, item->name);

		if (same && item->form != ITEM_RANGE && same->form != ITEM_RANGE)
			diag_error(item->at, "'%s' stands twice in '%s'", item->name, set->name);
		if (!item->quoted)
			map_put(&seen, item->name, item);
		for (struct item_node *earlier = set->items; earlier != item; earlier = earlier->next) {
			if (set->is_flags && shows_values(item) && shows_values(earlier))
				check_flag_pair(earlier, item);
			else if (!set->is_flags)
				check_enum_pair(earlier, item);
		}
	}
}

static void check_set(struct model *model, struct set_node *set);

static void check_field(struct model *model, struct set_node *set, struct item_node *item)
{
	struct set_node *values = sets_field_values(model, item);
	uint64_t mask = item->value[0];

	if (!values) {
		diag_error(item->alias_at, "unknown enum '%s'", item->alias);
		return;
	}
	if (item->alias && values->is_flags)
		diag_error(item->alias_at, "'%s' is no enum: the values of a field are", item->alias);
	if (!mask || mask >> item->shift == 0)
		diag_error(item->at, "the field '%s' has no bits", item->name);
	if (!item->sub)
		return;
	item->sub->base = set->base;
	item->sub->base_at = set->base_at;
	item->sub->unknown = item->unknown;
	check_set(model, item->sub);
	for (struct item_node *value = item->sub->items; value; value = value->next)
		if (value->form == ITEM_VALUE && value->value[0] & ~(mask >> item->shift))
			diag_error(value->at, "'%s' can't be reached: it has bits outside of the field '%s'",
				   value->name, item->name);
}

static void check_set(struct model *model, struct set_node *set)
{
	int base = set->base ? names_base(set->base) : set->is_flags ? STROBE_BASE_U32 : STROBE_BASE_S32;

	if (base < 0) {
		diag_error(set->base_at, "'%s' is not a base type", set->base);
		base = STROBE_BASE_S64;
	}
	set->base_number = (uint8_t)base;
	for (struct item_node *item = set->items; item; item = item->next) {
		if (item->form == ITEM_RANGE && set->is_flags)
			diag_error(item->at, "only an enum has ranges");
		if (!sets_item_values(model, set, item))
			continue;
		check_item_value(set, item);
		if (item->form != ITEM_ALIAS)
			cut_to_base(item, set->base_number);
		if (item->form == ITEM_FIELD)
			check_field(model, set, item);
	}
	check_pairs(set);
}

void sets_check(struct model *model)
{
	for (size_t i = 0; i < model->program->sets.n; i++)
		check_set(model, model->program->sets.items[i]);
}
