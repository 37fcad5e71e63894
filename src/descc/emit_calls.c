/*
 * Calls, their signatures and cases, and the rows of the numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "tables.h"

static uint16_t emit_signature(const struct model_signature *signature);

static int compare_cases(const void *left, const void *right)
{
	const struct strobe_case *a = left, *b = right;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return a->signature < b->signature ? -1 : a->signature > b->signature;
}

static struct strobe_selector emit_selector(const struct model_selector *selector)
{
	struct strobe_selector row;
	struct strobe_case *cases = memory_alloc((selector->cases.n + 1) * sizeof *cases);
	size_t n = 0;

	for (size_t i = 0; i < selector->cases.n; i++) {
		cases[i].value = selector->cases.items[i].value;
		cases[i].signature = emit_signature(selector->cases.items[i].signature);
		cases[i].abis = (uint16_t)selector->cases.items[i].abis;
	}
	qsort(cases, selector->cases.n, sizeof *cases, compare_cases);
	for (size_t i = 0; i < selector->cases.n; i++) {
		if (n && cases[n - 1].value == cases[i].value && cases[n - 1].signature == cases[i].signature)
			cases[n - 1].abis |= cases[i].abis;
		else
			cases[n++] = cases[i];
	}
	memset(&row, 0, sizeof row);
	row.arg = (uint8_t)selector->arg;
	row.shift = (uint8_t)selector->shift;
	row.mask = selector->mask;
	row.first_case = (uint32_t)pool_add(&tables.cases, cases, n);
	row.n_cases = (uint16_t)n;
	return row;
}

static uint16_t emit_fields(struct model_field *const *fields, size_t n)
{
	struct strobe_field *rows = memory_alloc((n + 1) * sizeof *rows);

	for (size_t i = 0; i < n; i++)
		rows[i] = tables_field(fields[i], -1);
	return (uint16_t)pool_add(&tables.fields, rows, n);
}

static struct strobe_field aux_item(const struct model_field *field)
{
	struct strobe_field row = tables_field(field, -1);

	/* An item's name is its label; its argument's name is the id alone. */
	if (!field->label)
		row.name = 0;
	return row;
}

static uint16_t emit_aux(const struct model_signature *signature)
{
	struct strobe_field *rows = memory_alloc((signature->aux.n + 1) * sizeof *rows);

	for (size_t i = 0; i < signature->aux.n; i++)
		rows[i] = aux_item(signature->aux.items[i]);
	return (uint16_t)pool_add(&tables.fields, rows, signature->aux.n);
}

static uint16_t emit_signature(const struct model_signature *signature)
{
	struct strobe_signature row;
	struct strobe_selector *selectors = memory_alloc((signature->selectors.n + 1) * sizeof *selectors);

	memset(&row, 0, sizeof row);
	row.first_arg = emit_fields(signature->args.items, signature->args.n);
	row.n_args = (uint8_t)signature->args.n;
	row.flags = (uint8_t)signature->flags;
	row.ret = tables_type(signature->ret);
	row.first_aux = emit_aux(signature);
	row.n_aux = (uint8_t)signature->aux.n;
	for (size_t i = 0; i < signature->selectors.n; i++)
		selectors[i] = emit_selector(&signature->selectors.items[i]);
	row.first_selector = (uint16_t)pool_add(&tables.selectors, selectors, signature->selectors.n);
	row.n_selectors = (uint8_t)signature->selectors.n;
	return (uint16_t)pool_add(&tables.signatures, &row, 1);
}

static unsigned class_mask(const struct class_list *list)
{
	struct model *model = tables.model;
	unsigned mask = 0;

	for (; list; list = list->next) {
		size_t i = 0;

		while (i < model->classes.n && model->classes.items[i] != list->name)
			i++;
		if (i == 32) {
			diag_error(list->at, "more than 32 classes");
			return mask;
		}
		if (i == model->classes.n)
			vector_push(&model->classes, list->name);
		mask |= 1u << i;
	}
	return mask;
}

static void emit_row(const struct row_node *node)
{
	struct strobe_row row;
	uintptr_t call = node->call ? (uintptr_t)map_get(&tables.call_map, node->call) : 0;

	memset(&row, 0, sizeof row);
	row.name = tables_text(node->name);
	row.call = (uint16_t)call;
	row.n_args = (uint8_t)node->n_args;
	row.classes = class_mask(node->classes);
	/* Classes in a row replace those of its call: they belong to the number. */
	if (call && !node->classes)
		row.classes = tables.model->all_calls.items[call - 1].classes;
	while (tables.rows[node->abi].n <= node->number)
		vector_push(&tables.rows[node->abi], (struct strobe_row){ 0 });
	tables.rows[node->abi].items[node->number] = row;
}

void tables_calls(void)
{
	struct model *model = tables.model;

	for (size_t i = 0; i < model->all_calls.n; i++) {
		struct model_call *call = &model->all_calls.items[i];
		struct strobe_call row;

		memset(&row, 0, sizeof row);
		row.name = tables_text(call->node->name);
		row.signature = emit_signature(call->signature);
		row.flags = (uint16_t)call->flags;
		*(struct strobe_call *)pool_row(&tables.calls, pool_reserve(&tables.calls, 1)) = row;
		map_put(&tables.call_map, call->node->name, (void *)(uintptr_t)(i + 1));
	}
	for (size_t i = 0; i < model->program->rows.n; i++)
		emit_row(model->program->rows.items[i]);
}
