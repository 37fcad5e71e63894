#include "model.h"

/* Structs that no call reaches are checked as well. */
static void make_all_structs(struct model *model)
{
	for (size_t i = 0; i < model->program->structs.n; i++)
		struct_make(model, model->program->structs.items[i], NULL);
	for (size_t i = 0; i < model->program->attrs.n; i++)
		attrs_make(model, model->program->attrs.items[i], NULL);
}

static void compute_layouts(struct model *model)
{
	for (size_t i = 0; i < model->made.n; i++)
		layout_compute(model, model->made.items[i]);
}

/* The lists under a list need elements of a size; known once all is laid out. */
static void check_elements(struct model *model, struct model_type *type)
{
	if (!type)
		return;
	if (type->op == STROBE_OP_ARRAY || type->op == STROBE_OP_UNTIL0)
		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			if (!type_size(model, type->ref, abi)) {
				diag_error(type->at, "the elements of the list have no constant size");
				break;
			}
	check_elements(model, type->ref);
	check_elements(model, type->ref2);
}

static void check_signature_elements(struct model *model, const struct model_signature *signature)
{
	for (size_t i = 0; i < signature->args.n; i++)
		check_elements(model, signature->args.items[i]->type);
	for (size_t i = 0; i < signature->aux.n; i++)
		check_elements(model, signature->aux.items[i]->type);
	for (size_t i = 0; i < signature->selectors.n; i++)
		for (size_t j = 0; j < signature->selectors.items[i].cases.n; j++)
			check_signature_elements(model,
						 signature->selectors.items[i].cases.items[j].signature);
}

static void check_all_elements(struct model *model)
{
	for (size_t i = 0; i < model->made.n; i++) {
		struct model_struct *record = model->made.items[i];

		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			for (size_t j = 0; record->body[abi] && j < record->body[abi]->fields.n; j++)
				check_elements(model, record->body[abi]->fields.items[j]->type);
		for (size_t j = 0; j < record->arms.n; j++)
			check_elements(model, record->arms.items[j].type);
	}
	for (size_t i = 0; i < model->all_calls.n; i++)
		check_signature_elements(model, model->all_calls.items[i].signature);
}

static void check_rows(struct model *model)
{
	struct map seen[STROBE_ABI_COUNT] = { 0 };

	for (size_t i = 0; i < model->program->rows.n; i++) {
		struct row_node *row = model->program->rows.items[i];
		const char *key = memory_name(memory_format("%llu", (unsigned long long)row->number));
		const struct row_node *other = map_get(&seen[row->abi], key);

		if (other)
			diag_error(row->at, "the number stands twice: also at %s", diag_place(other->at));
		else
			map_put(&seen[row->abi], key, row);
	}
}

/* siginfo is shown without a call: in the line of a signal. */
static void find_siginfo(struct model *model)
{
	const struct struct_node *node = map_get(&model->structs, memory_name("siginfo"));

	if (!node)
		return;
	model->siginfo = type_plain(STROBE_OP_STRUCT);
	model->siginfo->record = struct_make(model, node, NULL);
}

static void check_required(struct model *model)
{
	static const char *const sets[] = { "signals", "errnos", "clocks", "ioctl_cmds", "address_families" };
	struct position nowhere = { 0, 1, 1 };

	if (model->partial)
		return;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (!map_get(&model->sets, memory_name(sets[i])))
			diag_error(nowhere, "the enum '%s', which the program needs, is not defined",
				   sets[i]);
	if (!model->siginfo)
		diag_error(nowhere, "the struct 'siginfo', which the program needs, is not defined");
}

struct model *model_build(struct program *program, bool partial)
{
	struct model *model = memory_alloc(sizeof *model);

	model->program = program;
	model->partial = partial;
	names_declare(model);
	sets_check(model);
	make_all_structs(model);
	if (model->too_deep)
		return model;
	find_siginfo(model);
	calls_build(model);
	compute_layouts(model);
	check_all_elements(model);
	check_names(model);
	check_rows(model);
	check_required(model);
	return model;
}
