/*
 * From the model to tables: text, names, types, structs.
 */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "tables.h"

struct tables tables;

uint32_t tables_text(const char *text)
{
	uintptr_t offset;

	if (!text || !*text)
		return 0;
	text = memory_name(text);
	offset = (uintptr_t)map_get(&tables.text_map, text);
	if (!offset) {
		offset = pool_reserve(&tables.text, strlen(text) + 1);
		memcpy(pool_row(&tables.text, offset), text, strlen(text) + 1);
		map_put(&tables.text_map, text, (void *)offset);
	}
	return (uint32_t)offset;
}

uint16_t tables_id(const char *name)
{
	uintptr_t id;

	if (!name)
		return 0;
	id = (uintptr_t)map_get(&tables.id_map, name);
	if (!id) {
		id = ++tables.n_ids;
		map_put(&tables.id_map, name, (void *)id);
	}
	return (uint16_t)id;
}

/* --- types ------------------------------------------------------------------------------------------------------------- */

static uint8_t type_flags(const struct model_type *type)
{
	unsigned flags = type->flags;

	if (type_points(type))
		flags |= STROBE_TYPE_POINTS;
	return (uint8_t)flags;
}

static int step_index(struct model_type *type)
{
	int first = -1;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		int index = 0;

		if (!struct_field(type->ref->record, type->step, abi, &index)) {
			diag_error(type->at, "'%s' is no member on every ABI", type->step);
			return 0;
		}
		if (first < 0)
			first = index;
		else if (first != index)
			diag_error(type->at, "'%s' must have the same place on every ABI: use show",
				   type->step);
	}
	return first;
}

uint16_t tables_type(struct model_type *type)
{
	struct strobe_type row;

	if (!type)
		return 0;
	if (type->index)
		return (uint16_t)type->index;
	memset(&row, 0, sizeof row);
	row.op = type->op;
	row.kind = type->kind;
	row.base = type->base;
	row.flags = type_flags(type);
	row.dir = type->dir;
	row.arg = type->arg;
	if (type->set)
		row.ref = tables_set(type->set);
	else if (type->op == STROBE_OP_STRUCT)
		row.ref = tables_struct(type->record);
	else if (type->op == STROBE_OP_ATTRS)
		row.ref = tables_attrs(type->record);
	else
		row.ref = tables_type(type->ref);
	row.ref2 = type->op == STROBE_OP_STREAM ? (uint16_t)step_index(type) : tables_type(type->ref2);
	if (type->indices)
		row.ref2 = tables_set(type->indices);
	row.count = tables_code(type->count);
	row.bound = tables_code(type->bound);
	row.when = tables_code(type->when);
	row.where = tables_code(type->where);
	row.budget = tables_code(type->budget);
	row.text = tables_text(type->text);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		uint64_t size = type_size(tables.model, type, abi);

		row.size[abi] = size > UINT16_MAX ? 0 : (uint16_t)size;
	}
	type->index = (int)pool_add(&tables.types, &row, 1);
	return (uint16_t)type->index;
}

/* --- sets -------------------------------------------------------------------------------------------------------------- */

static struct strobe_item make_item(struct item_node *item, int abi)
{
	struct strobe_item row;

	memset(&row, 0, sizeof row);
	row.name = tables_text(item->name);
	row.value = item->value[abi];
	switch (item->form) {
	case ITEM_ALIAS: row.flags = STROBE_ITEM_ALIAS; break;
	case ITEM_RANGE:
		row.flags = STROBE_ITEM_RANGE;
		row.last = item->last;
		row.from = (uint32_t)item->from;
		break;
	case ITEM_FIELD:
		row.flags = STROBE_ITEM_FIELD;
		row.shift = (uint8_t)item->shift;
		row.from = tables_text(item->shift_name);
		break;
	default: break;
	}
	if (item->hidden)
		row.flags |= STROBE_ITEM_HIDDEN;
	return row;
}

/* A field's values; an enum that is named elsewhere gets a copy when the field has a text of its own for unknown ones. */
static uint16_t field_values(struct item_node *item)
{
	struct set_node *values = sets_field_values(tables.model, item);

	if (values && item->alias && item->unknown && item->unknown != values->unknown) {
		struct set_node *copy = memory_grow(values, sizeof *values, sizeof *values);

		copy->unknown = item->unknown;
		copy->index = -1;
		values = item->sub = copy;
		item->alias = NULL;
	}
	return values ? tables_set(values) : 0;
}

static bool is_sorted(const struct strobe_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].flags || (i && items[i].value <= items[i - 1].value))
			return false;
	return true;
}

static int by_value(const void *a, const void *b)
{
	uint64_t left = ((const struct strobe_item *)a)->value,
		 right = ((const struct strobe_item *)b)->value;

	return left < right ? -1 : left > right;
}

/*
 * An enum's values can be looked up in any order, so they are sorted for each ABI, where nothing but values of their own is among
 * them.
 */
static void sort_items(struct strobe_item *items, size_t n)
{
	struct strobe_item *sorted = memory_alloc((n + 1) * sizeof *sorted);

	memcpy(sorted, items, n * sizeof *items);
	qsort(sorted, n, sizeof *sorted, by_value);
	if (is_sorted(sorted, n))
		memcpy(items, sorted, n * sizeof *items);
}

static uint8_t set_flags(const struct set_node *set)
{
	unsigned flags = set->is_flags ? STROBE_SET_FLAGS : STROBE_SET_SORTED;

	if (set->decimal)
		flags |= STROBE_SET_DEC;
	if (set->commented)
		flags |= STROBE_SET_COMMENTED;
	if (set->bar)
		flags |= STROBE_SET_BAR;
	if (set->apart)
		flags |= STROBE_SET_APART;
	if (set->umode)
		flags |= STROBE_SET_UMODE;
	if (names_base_signed(set->base_number))
		flags |= STROBE_SET_SIGNED;
	return (uint8_t)flags;
}

uint16_t tables_set(struct set_node *set)
{
	struct strobe_set row;
	size_t n = 0;

	if (set->index >= 0)
		return (uint16_t)set->index;
	set->index = (int)pool_reserve(&tables.sets, 1);
	memset(&row, 0, sizeof row);
	row.name = tables_text(set->name);
	row.unknown = tables_text(set->unknown);
	row.function = tables_text(set->function);
	row.base = set->base_number;
	row.flags = set_flags(set);
	for (struct item_node *item = set->items; item; item = item->next)
		n++;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		struct strobe_item *items = memory_alloc((n + 1) * sizeof *items);
		size_t i = 0;

		for (struct item_node *item = set->items; item; item = item->next, i++) {
			items[i] = make_item(item, abi);
			if (item->form == ITEM_FIELD)
				items[i].sub = field_values(item);
		}
		if (!set->is_flags)
			sort_items(items, n);
		row.first[abi] = (uint16_t)pool_add(&tables.items, items, n);
		if (!is_sorted(items, n))
			row.flags &= (uint8_t)~STROBE_SET_SORTED;
	}
	row.count = (uint16_t)n;
	*(struct strobe_set *)pool_row(&tables.sets, (size_t)set->index) = row;
	return (uint16_t)set->index;
}

/* --- structs ------------------------------------------------------------------------------------------------------------ */

struct strobe_field tables_field(const struct model_field *field, int abi)
{
	struct strobe_field row;

	memset(&row, 0, sizeof row);
	row.name = tables_text(field->label ? field->label : field->name);
	row.id = tables_id(field->name);
	row.type = tables_type(field->type);
	row.cond = tables_code(field->cond);
	row.dated_sec = tables_code(field->dated_sec);
	row.dated_nsec = tables_code(field->dated_nsec);
	row.value = tables_code(field->value);
	row.flags = (uint16_t)field->flags;
	row.reg = field->reg < 0 ? 0 : (uint8_t)field->reg;
	row.reg_i386 = field->reg < 0 ? 0 : (uint8_t)field->reg_i386;
	if (abi >= 0 && field->bits) {
		row.bit_offset = field->bit_offset[abi];
		row.bit_width = (uint8_t)field->bits;
	}
	return row;
}

static uint16_t make_layout(struct model_struct *record, int abi)
{
	struct strobe_layout row;
	const struct model_body *body = record->body[abi];
	size_t n = body ? body->shown.n : 0;
	struct strobe_field *fields = memory_alloc((n + 1) * sizeof *fields);
	uint16_t *offsets = memory_alloc((n + 1) * sizeof *offsets);

	for (size_t i = 0; i < n; i++) {
		fields[i] = tables_field(body->shown.items[i], abi);
		offsets[i] = (uint16_t)body->shown.items[i]->offset[abi];
	}
	for (size_t i = n; i-- > 1;)
		if (!(fields[i].flags & STROBE_FIELD_BRIEF) && fields[i].to_brief < UINT8_MAX)
			fields[i - 1].to_brief = (uint8_t)(fields[i].to_brief + 1);
	memset(&row, 0, sizeof row);
	row.first_field = (uint16_t)pool_add(&tables.fields, fields, n);
	row.n_fields = (uint16_t)n;
	row.offsets = (uint32_t)pool_add(&tables.offsets, offsets, n);
	row.size = record->size[abi];
	return (uint16_t)pool_add(&tables.layouts, &row, 1);
}

/* The arms as rows: values that are the same on several ABIs share one. */
static void make_arm_rows(struct model_struct *record, uint16_t *first, uint16_t *count)
{
	size_t n = record->arms.n;
	struct strobe_arm *rows = memory_alloc((n + 1) * sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		rows[i].value = record->arms.items[i].value;
		rows[i].type = tables_type(record->arms.items[i].type);
		rows[i].is_default = record->arms.items[i].is_default;
		rows[i].abis = (uint8_t)record->arms.items[i].abis;
	}
	*first = (uint16_t)pool_add(&tables.arms, rows, n);
	*count = (uint16_t)n;
}

static uint16_t struct_flags(struct model_struct *record)
{
	unsigned flags = 0;

	if (record->node && record->node->sized)
		flags |= STROBE_STRUCT_SIZED;
	if (record->is_union)
		flags |= STROBE_STRUCT_UNION;
	if (struct_points(record))
		flags |= STROBE_STRUCT_POINTS;
	if (record->node && record->node->padded)
		flags |= STROBE_STRUCT_PADDED;
	if (record->node && record->node->listed)
		flags |= STROBE_STRUCT_LISTED;
	if (record->node && record->node->usec)
		flags |= STROBE_STRUCT_DATED_USEC;
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (size_t i = 0; i < record->body[abi]->fields.n; i++)
			if (record->body[abi]->fields.items[i]->flags & STROBE_FIELD_BRIEF)
				flags |= STROBE_STRUCT_HAS_BRIEF;
	return (uint16_t)flags;
}

static struct strobe_struct make_struct_row(struct model_struct *record)
{
	struct strobe_struct row;

	memset(&row, 0, sizeof row);
	row.name = tables_text(record->name);
	row.flags = struct_flags(record);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		row.layout[abi] = make_layout(record, abi);
	if (record->node)
		row.sized = (uint16_t)record->node->sized;
	row.dated_sec = tables_code(record->dated_sec);
	row.dated_nsec = tables_code(record->dated_nsec);
	row.symbol = tables_code(record->symbol);
	row.symbol_set = record->symbol_set ? tables_set(record->symbol_set) : 0;
	if (record->is_union) {
		row.by = tables_code(record->by);
		make_arm_rows(record, &row.first_arm, &row.n_arms);
		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			row.arm_offset[abi] = (uint16_t)record->end[abi];
	}
	return row;
}

uint16_t tables_struct(struct model_struct *record)
{
	if (record->index)
		return (uint16_t)record->index;
	if (record->outer) {
		/* Arms have no name, so nothing can point back at them: equal ones are one. */
		struct strobe_struct row = make_struct_row(record);

		record->index = (int)pool_add(&tables.structs, &row, 1);
		return (uint16_t)record->index;
	}
	/* Its number is known before its members are: a pointer among them may lead back to it. */
	record->index = (int)pool_reserve(&tables.structs, 1);

	struct strobe_struct row = make_struct_row(record);

	*(struct strobe_struct *)pool_row(&tables.structs, (size_t)record->index) = row;
	return (uint16_t)record->index;
}

uint16_t tables_attrs(struct model_struct *record)
{
	struct strobe_attrs row;
	uintptr_t index = (uintptr_t)map_get(&tables.attrs_map, record);

	if (index)
		return (uint16_t)(index - 1);
	index = pool_reserve(&tables.attrs, 1) + 1;
	map_put(&tables.attrs_map, record, (void *)index);
	memset(&row, 0, sizeof row);
	row.name = tables_text(record->name);
	row.set = record->set ? tables_set(record->set) : 0;
	make_arm_rows(record, &row.first_arm, &row.n_arms);
	*(struct strobe_attrs *)pool_row(&tables.attrs, index - 1) = row;
	return (uint16_t)(index - 1);
}

/* --- all ---------------------------------------------------------------------------------------------------------------- */

static void make_pools(void)
{
	tables.text = pool_make("text", 1, UINT32_MAX);
	tables.types = pool_make("types", sizeof(struct strobe_type), UINT16_MAX);
	tables.fields = pool_make("fields", sizeof(struct strobe_field), UINT16_MAX);
	tables.layouts = pool_make("layouts", sizeof(struct strobe_layout), UINT16_MAX);
	tables.offsets = pool_make("offsets", sizeof(uint16_t), UINT32_MAX);
	tables.structs = pool_make("structs", sizeof(struct strobe_struct), UINT16_MAX);
	tables.arms = pool_make("arms", sizeof(struct strobe_arm), UINT16_MAX);
	tables.attrs = pool_make("attrs", sizeof(struct strobe_attrs), UINT16_MAX);
	tables.sets = pool_make("sets", sizeof(struct strobe_set), UINT16_MAX);
	tables.items = pool_make("values", sizeof(struct strobe_item), UINT16_MAX);
	tables.signatures = pool_make("signatures", sizeof(struct strobe_signature), UINT16_MAX);
	tables.selectors = pool_make("selectors", sizeof(struct strobe_selector), UINT16_MAX);
	tables.cases = pool_make("cases", sizeof(struct strobe_case), UINT32_MAX);
	tables.calls = pool_make("calls", sizeof(struct strobe_call), UINT16_MAX - 1);
	tables.code = pool_make("expressions", sizeof(uint32_t), UINT16_MAX);
	tables.wide = pool_make("wide numbers", sizeof(uint64_t), 1 << 24);
	/* Index 0 means none. */
	pool_reserve(&tables.text, 1);
	pool_reserve(&tables.types, 1);
	pool_reserve(&tables.structs, 1);
	pool_reserve(&tables.sets, 1);
	pool_reserve(&tables.code, 1);
}

static void check_pools(void)
{
	const struct pool *all[] = { &tables.types,      &tables.fields,    &tables.layouts, &tables.structs,
				     &tables.arms,       &tables.attrs,     &tables.sets,    &tables.items,
				     &tables.signatures, &tables.selectors, &tables.calls,   &tables.code,
				     &tables.wide };
	struct position nowhere = { 0, 1, 1 };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i]->overflow)
			diag_error(nowhere, "too many %s: %zu, the table holds %zu", all[i]->name, all[i]->n,
				   all[i]->limit);
}

void emit_tables(struct model *model)
{
	tables.model = model;
	make_pools();
	for (size_t i = 0; i < model->program->sets.n; i++)
		tables_set(model->program->sets.items[i]);
	if (model->siginfo)
		tables_type(model->siginfo);
	tables_calls();
	check_pools();
}
