/*
 * What can be said only when all is built: whether every name is found on every way from a call to where it is used, and what
 * is captured when.
 */
#include "model.h"

/* --- names ----------------------------------------------------------------------------------------------------------- */

static void add_child(struct model_struct *parent, const struct model_type *type)
{
	if (!type)
		return;
	if (type->record) {
		for (size_t i = 0; i < parent->children.n; i++)
			if (parent->children.items[i] == type->record)
				return;
		vector_push(&parent->children, type->record);
		return;
	}
	add_child(parent, type->ref);
	add_child(parent, type->ref2);
}

static bool add_use(struct use_list *list, struct expr *use)
{
	for (size_t i = 0; i < list->uses.n; i++)
		if (list->uses.items[i] == use)
			return false;
	vector_push(&list->uses, use);
	return true;
}

/* Takes what the struct has of that name, in any ABI. */
static bool take_from(struct model_struct *record, struct expr *use)
{
	bool found = false;

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		struct model_field *field =
			record->body[abi] ? struct_field(record, use->name, abi, NULL) : NULL;

		if (field) {
			expr_take(use, field);
			found = true;
		}
	}
	return found;
}

static void link_children(struct model_struct *record)
{
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (size_t i = 0; record->body[abi] && i < record->body[abi]->fields.n; i++)
			add_child(record, record->body[abi]->fields.items[i]->type);
	for (size_t i = 0; i < record->arms.n; i++)
		add_child(record, record->arms.items[i].type);
}

/* One round: what is free in the children and not a member is free in the struct. */
static bool spread_uses(struct model_struct *record)
{
	bool changed = false;

	for (size_t i = 0; i < record->direct.uses.n; i++)
		if (!take_from(record, record->direct.uses.items[i]))
			changed |= add_use(&record->free, record->direct.uses.items[i]);
	for (size_t c = 0; c < record->children.n; c++) {
		struct model_struct *child = record->children.items[c];

		for (size_t i = 0; i < child->free.uses.n; i++)
			if (!take_from(record, child->free.uses.items[i]))
				changed |= add_use(&record->free, child->free.uses.items[i]);
	}
	return changed;
}

static void take_argument(const struct model_signature *signature, struct expr *use,
			  const struct model_struct *record)
{
	bool found = false;

	for (size_t i = 0; i < signature->args.n; i++)
		if (signature->args.items[i]->name == use->name) {
			expr_take(use, signature->args.items[i]);
			found = true;
			break;
		}
	if (found || use->reported)
		return;
	use->reported = true;
	if (record)
		diag_error(use->at, "unknown name '%s' where the call '%s' reaches '%s'", use->name,
			   signature->name, record->name);
	else
		diag_error(use->at, "unknown name '%s'", use->name);
}

static void check_type_names(const struct model_signature *signature, const struct model_type *type)
{
	if (!type)
		return;
	if (type->record)
		for (size_t i = 0; i < type->record->free.uses.n; i++)
			take_argument(signature, type->record->free.uses.items[i], type->record);
	check_type_names(signature, type->ref);
	check_type_names(signature, type->ref2);
}

static void take_placed(const struct model_signature *signature, struct expr *expr)
{
	if (!expr)
		return;
	if (expr->place == PLACE_ARG && (size_t)expr->index < signature->args.n)
		expr_take(expr, signature->args.items[expr->index]);
	take_placed(signature, expr->left);
	take_placed(signature, expr->right);
	take_placed(signature, expr->next);
}

static void take_placed_in_type(const struct model_signature *signature, const struct model_type *type)
{
	if (!type)
		return;
	take_placed(signature, type->count);
	take_placed(signature, type->bound);
	take_placed(signature, type->when);
	take_placed(signature, type->where);
	take_placed(signature, type->budget);
	take_placed_in_type(signature, type->ref);
	take_placed_in_type(signature, type->ref2);
}

static void check_field_names(const struct model_signature *signature, const struct model_field *field)
{
	take_placed(signature, field->cond);
	take_placed(signature, field->dated_sec);
	take_placed(signature, field->dated_nsec);
	take_placed(signature, field->value);
	take_placed_in_type(signature, field->type);
	check_type_names(signature, field->type);
}

static void check_signature_names(const struct model_signature *signature)
{
	for (size_t i = 0; i < signature->args.n; i++)
		check_field_names(signature, signature->args.items[i]);
	for (size_t i = 0; i < signature->aux.n; i++)
		check_field_names(signature, signature->aux.items[i]);
	for (size_t i = 0; i < signature->direct.uses.n; i++)
		take_argument(signature, signature->direct.uses.items[i], NULL);
	for (size_t i = 0; i < signature->selectors.n; i++)
		for (size_t j = 0; j < signature->selectors.items[i].cases.n; j++)
			check_signature_names(signature->selectors.items[i].cases.items[j].signature);
}

void check_names(struct model *model)
{
	bool changed = true;

	for (size_t i = 0; i < model->made.n; i++)
		link_children(model->made.items[i]);
	for (size_t i = 0; i < model->placed.n; i++)
		take_from(model->placed.items[i]->home, model->placed.items[i]);
	while (changed) {
		changed = false;
		for (size_t i = 0; i < model->made.n; i++)
			changed |= spread_uses(model->made.items[i]);
	}
	for (size_t i = 0; i < model->all_calls.n; i++)
		check_signature_names(model->all_calls.items[i].signature);
	if (model->siginfo && model->siginfo->record)
		for (size_t i = 0; i < model->siginfo->record->free.uses.n; i++)
			diag_error(model->siginfo->record->free.uses.items[i]->at,
				   "unknown name '%s': siginfo is shown without a call",
				   model->siginfo->record->free.uses.items[i]->name);
}

/* --- what is captured when ------------------------------------------------------------------------------------------- */

struct phases {
	bool entry, exit; /* something is captured then */
	bool looks;       /* an expression has something fetched, whenever it is evaluated */
	bool interfaces;  /* an ifindex may be among it */
	bool needs_exit;  /* it can be shown at exit only */
	VECTOR(struct model_struct *) seen_entry;
	VECTOR(struct model_struct *) seen_exit;
};

static void walk_type(struct phases *phases, const struct model_type *type, bool at_entry, bool then);

static bool walk_expr(struct phases *phases, const struct expr *expr, bool then)
{
	bool uses = expr_uses_result(expr);

	phases->looks |= expr_fetches(expr);
	/* The exit half of "=>" and "inout" does not keep the entry half from being shown. */
	if (uses && !then)
		phases->needs_exit = true;
	return uses;
}

static void walk_field(struct phases *phases, const struct model_field *field, bool at_entry, bool then)
{
	walk_expr(phases, field->cond, then);
	walk_expr(phases, field->dated_sec, then);
	walk_expr(phases, field->dated_nsec, then);
	walk_expr(phases, field->value, then);
	walk_type(phases, field->type, at_entry, then);
}

static void walk_struct(struct phases *phases, struct model_struct *record, bool at_entry, bool then)
{
	if (at_entry) {
		for (size_t i = 0; i < phases->seen_entry.n; i++)
			if (phases->seen_entry.items[i] == record)
				return;
		vector_push(&phases->seen_entry, record);
	} else {
		for (size_t i = 0; i < phases->seen_exit.n; i++)
			if (phases->seen_exit.items[i] == record)
				return;
		vector_push(&phases->seen_exit, record);
	}
	walk_expr(phases, record->by, then);
	walk_expr(phases, record->symbol, then);
	walk_expr(phases, record->dated_sec, then);
	walk_expr(phases, record->dated_nsec, then);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (size_t i = 0; record->body[abi] && i < record->body[abi]->fields.n; i++)
			walk_field(phases, record->body[abi]->fields.items[i], at_entry, then);
	for (size_t i = 0; i < record->arms.n; i++)
		walk_type(phases, record->arms.items[i].type, at_entry, then);
}

static void walk_pointer(struct phases *phases, const struct model_type *type, bool at_entry, bool then)
{
	walk_expr(phases, type->when, then || type->dir == STROBE_DIR_IN_THEN);
	switch (type->dir) {
	case STROBE_DIR_SAME: walk_type(phases, type->ref, at_entry, then); return;
	case STROBE_DIR_IN:
		phases->entry = true;
		walk_type(phases, type->ref, true, then);
		return;
	case STROBE_DIR_OUT:
	case STROBE_DIR_OUT_ALWAYS:
		phases->exit = true;
		phases->needs_exit |= !then;
		walk_type(phases, type->ref, false, then);
		return;
	case STROBE_DIR_MERGE:
		phases->entry = phases->exit = true;
		phases->needs_exit |= !then;
		walk_type(phases, type->ref, false, then);
		return;
	default:
		phases->entry = phases->exit = true;
		/* What hangs on the call's result in what is shown at entry keeps it from being shown then. */
		walk_type(phases, type->ref, type->dir == STROBE_DIR_IN_THEN,
			  type->dir == STROBE_DIR_INOUT || then);
		if (type->ref2)
			walk_type(phases, type->ref2, false, true);
	}
}

static void walk_type(struct phases *phases, const struct model_type *type, bool at_entry, bool then)
{
	if (!type)
		return;
	if (type->op == STROBE_OP_POINTER) {
		walk_pointer(phases, type, at_entry, then);
		return;
	}
	if ((walk_expr(phases, type->count, then) | walk_expr(phases, type->bound, then)) && at_entry &&
	    !then)
		diag_error(type->at,
			   "the length of what is captured at entry ('in') can't depend on the result");
	walk_expr(phases, type->where, then);
	walk_expr(phases, type->budget, then);
	if (type->op == STROBE_OP_INT && type->kind == STROBE_KIND_ifindex)
		phases->interfaces = true;
	if (type->record)
		walk_struct(phases, type->record, at_entry, then);
	walk_type(phases, type->ref, at_entry, then);
}

static void note_phases(struct model_signature *signature, struct model_field *field,
			const struct phases *phases)
{
	/* Which of two names an ioctl's command has may depend on the descriptor. */
	bool looks = phases->looks || field->type->kind == STROBE_KIND_ioctl_cmd;

	field->flags |= (phases->entry || looks ? STROBE_FIELD_ENTRY_FETCH : 0) |
			(phases->exit || looks ? STROBE_FIELD_EXIT_FETCH : 0);
	signature->flags |= (phases->entry ? STROBE_CALL_ENTRY_FETCH : 0) |
			    (phases->exit ? STROBE_CALL_EXIT_FETCH : 0) |
			    (phases->interfaces ? STROBE_CALL_INTERFACES : 0);
}

void check_phases(struct model_signature *signature)
{
	for (size_t i = 0; i < signature->args.n; i++) {
		struct phases phases = { 0 };

		walk_field(&phases, signature->args.items[i], true, false);
		if (phases.needs_exit)
			signature->args.items[i]->flags |= STROBE_FIELD_EXIT;
		note_phases(signature, signature->args.items[i], &phases);
	}
	for (size_t i = 0; i < signature->aux.n; i++) {
		struct phases phases = { 0 };

		walk_field(&phases, signature->aux.items[i], false, false);
		note_phases(signature, signature->aux.items[i], &phases);
	}
}
