/*
 * Structs, unions and attrs: one model of each for each set of replaced types that it mentions.
 */
#include "model.h"

/* --- does a struct mention what "with" replaces? ------------------------------------------------------------------- */

struct search {
	struct model *model;
	const struct env *env;
	struct map seen;
};

static bool struct_mentions(struct search *search, const struct struct_node *node);
static bool attrs_mention(struct search *search, const struct attrs_node *node);

static bool node_mentions(struct search *search, struct type_node *node)
{
	if (!node)
		return false;
	if (type_substitute(search->env, node, false) != node)
		return true;
	if (node_mentions(search, node->of) || node_mentions(search, node->then))
		return true;
	if (!node->name || node->op == NODE_STREAM)
		return false;
	if (node->op == NODE_ATTRS) {
		const struct attrs_node *attrs = map_get(&search->model->attrs, node->name);

		return attrs && attrs_mention(search, attrs);
	}

	const struct struct_node *record = map_get(&search->model->structs, node->name);

	return record && struct_mentions(search, record);
}

static bool members_mention(struct search *search, const struct member *members)
{
	for (; members; members = members->next)
		if (node_mentions(search, members->type))
			return true;
	return false;
}

static bool struct_mentions(struct search *search, const struct struct_node *node)
{
	if (map_get(&search->seen, node))
		return false;
	map_put(&search->seen, node, search);
	for (const struct body *body = node->bodies; body; body = body->next)
		if (members_mention(search, body->members))
			return true;
	for (const struct arm *arm = node->arms; arm; arm = arm->next)
		if (members_mention(search, arm->members))
			return true;
	return false;
}

static bool attrs_mention(struct search *search, const struct attrs_node *node)
{
	if (map_get(&search->seen, node))
		return false;
	map_put(&search->seen, node, search);
	for (const struct arm *arm = node->arms; arm; arm = arm->next)
		if (node_mentions(search, arm->type))
			return true;
	return false;
}

/* --- look-up ------------------------------------------------------------------------------------------------------- */

static const struct member *find_member(const struct member *members, const char *name)
{
	for (; members; members = members->next)
		if (members->name == name)
			return members;
	return NULL;
}

const struct member *struct_find(const struct model_struct *record, const char *name)
{
	if (!record->node)
		return find_member(record->members, name);
	for (const struct body *body = record->node->bodies; body; body = body->next) {
		const struct member *member = find_member(body->members, name);

		if (member)
			return member;
	}
	return NULL;
}

struct model_field *struct_field(const struct model_struct *record, const char *name, int abi, int *index)
{
	const struct model_body *body = record->body[abi];

	for (size_t i = 0; body && i < body->shown.n; i++)
		if (body->shown.items[i]->name == name) {
			if (index)
				*index = (int)i;
			return body->shown.items[i];
		}
	return NULL;
}

static bool any_points(const struct model_struct *record)
{
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (size_t i = 0; record->body[abi] && i < record->body[abi]->fields.n; i++)
			if (type_points(record->body[abi]->fields.items[i]->type))
				return true;
	for (size_t i = 0; i < record->arms.n; i++)
		if (record->arms.items[i].type && type_points(record->arms.items[i].type))
			return true;
	return false;
}

bool struct_points(struct model_struct *record)
{
	/* attrs can hold attrs of the same kind: what is being looked at adds nothing. */
	if (record->points || record->looking)
		return record->points;
	record->looking = true;
	record->points = any_points(record);
	record->looking = false;
	return record->points;
}

/* So deep that nothing real is lost, and that the compiler's own stack suffices. */
#define MAX_DEPTH 60

void struct_nest(struct model *model, struct model_struct *outer, const struct model_struct *inner)
{
	if (!outer || outer->depth > inner->depth)
		return;
	outer->depth = inner->depth + 1;
	if (outer->depth > MAX_DEPTH && !model->too_deep) {
		diag_error(outer->at, "structs are nested too deeply in and under '%s'", outer->name);
		model->too_deep = true;
	}
}

/* --- making -------------------------------------------------------------------------------------------------------- */

static struct scope scope_of(struct model_struct *record)
{
	return (struct scope){ .home = record, .owner = record, .env = record->env, .inline_type = true };
}

static void check_member(const struct member *members, const struct member *member, bool is_field_bits)
{
	if (member->named || member->reg >= 0)
		diag_error(member->at, "'named' and '@' are for arguments");
	if (member->sent || member->received)
		diag_error(member->at, "'sent' and 'received' are for arguments");
	if (member->type->op == NODE_PAIR)
		diag_error(member->type->at, "a register pair can't lie in a struct");
	if (member->bits && !is_field_bits)
		diag_error(member->at, "a bit-field is a scalar");
	for (const struct member *other = members; member->name && other != member; other = other->next)
		/* Two members may share a name when a condition says which is shown. */
		if (other->name == member->name && !other->cond && !member->cond)
			diag_error(member->at, "the member '%s' is defined twice", member->name);
}

/* The order of showing: as "show" says, then what is only there to be used. */
static void order_fields(const struct model_struct *record, struct model_body *body)
{
	const struct name_list *show = record->node ? record->node->show : NULL;

	for (size_t i = 0; i < body->fields.n; i++) {
		struct model_field *field = body->fields.items[i];

		if (!field->name || show)
			field->flags |= STROBE_FIELD_PADDING;
	}
	for (; show; show = show->next)
		for (size_t i = 0; i < body->fields.n; i++)
			if (body->fields.items[i]->name == show->name &&
			    body->fields.items[i]->flags & STROBE_FIELD_PADDING) {
				body->fields.items[i]->flags &= ~(unsigned)STROBE_FIELD_PADDING;
				vector_push(&body->shown, body->fields.items[i]);
			}
	for (int padding = 0; padding < 2; padding++)
		for (size_t i = 0; i < body->fields.n; i++) {
			struct model_field *field = body->fields.items[i];
			bool hidden = field->flags & STROBE_FIELD_PADDING;

			if (hidden == (padding == 1) && (hidden || !record->node || !record->node->show))
				vector_push(&body->shown, field);
		}
}

static struct model_body *make_body(struct model *model, struct model_struct *record,
				    const struct member *members)
{
	struct model_body *body = memory_alloc(sizeof *body);
	struct scope scope = scope_of(record);

	for (const struct member *member = members; member; member = member->next) {
		struct model_field *field = field_make(model, &scope, member);

		check_member(members, member, field->type->op == STROBE_OP_INT);
		if (member->at_value)
			field->flags |= STROBE_FIELD_AT;
		vector_push(&body->fields, field);
	}
	order_fields(record, body);
	return body;
}

static void check_show(const struct model_struct *record)
{
	for (const struct name_list *show = record->node->show; show; show = show->next) {
		if (!struct_find(record, show->name))
			diag_error(show->at, "'%s' has no member '%s'", record->name, show->name);
		for (const struct name_list *other = record->node->show; other != show; other = other->next)
			if (other->name == show->name)
				diag_error(show->at, "'%s' is shown twice", show->name);
	}
}

static void make_bodies(struct model *model, struct model_struct *record)
{
	unsigned done = 0;

	for (const struct body *body = record->node->bodies->next; body; body = body->next) {
		struct model_body *made = make_body(model, record, body->members);

		for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
			if (body->abis >> abi & 1)
				record->body[abi] = made;
		if (done & body->abis)
			diag_error(record->at, "'%s' has two bodies for an ABI", record->name);
		done |= body->abis;
	}

	struct model_body *general = make_body(model, record, record->node->bodies->members);

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		if (!record->body[abi])
			record->body[abi] = general;
	check_show(record);
}

static void add_arm(struct model *model, struct model_struct *record, const struct label *label,
		    struct model_type *type, uint64_t possible)
{
	uint64_t value[STROBE_ABI_COUNT] = { label->value, label->value, label->value };
	unsigned left = ALL_ABIS;
	bool unknown = false, negative;
	struct set_node *hint = record->set;

	if (!hint && record->node) {
		struct scope scope = scope_of(record);

		hint = expr_set(model, &scope, record->node->by);
	}
	if (label->name && !sets_value(model, label->at, label->name, hint, &unknown, value, &negative)) {
		if (unknown)
			diag_error(label->at, "unknown value '%s'", label->name);
		return;
	}
	if (label->is_default) {
		vector_push(&record->arms, (struct model_arm){ 0, ALL_ABIS, true, type, label->at });
		return;
	}
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		unsigned same = 0;

		for (int other = abi; other < STROBE_ABI_COUNT; other++)
			same |= value[other] == value[abi] ? left & 1u << other : 0;
		if (!(left >> abi & 1))
			continue;
		left &= ~same;
		for (size_t i = 0; i < record->arms.n; i++)
			if (!record->arms.items[i].is_default && record->arms.items[i].value == value[abi] &&
			    record->arms.items[i].abis & same)
				diag_error(label->at, "the label stands twice: also at %s",
					   diag_place(record->arms.items[i].at));
		if (value[abi] & ~possible)
			diag_error(
				label->at,
				"the arm can't be reached: the value does not fit in what it is chosen by");
		vector_push(&record->arms, (struct model_arm){ value[abi], same, false, type, label->at });
	}
}

static struct model_type *make_arm_type(struct model *model, struct model_struct *record,
					const struct arm *arm)
{
	struct model_type *type;

	if (arm->none)
		return type_plain(STROBE_OP_NOTHING);
	if (arm->text) {
		type = type_plain(STROBE_OP_VERBATIM);
		type->text = arm->text;
		return type;
	}
	if (arm->type) {
		struct scope scope = { .owner = record, .env = record->env };

		return type_make(model, &scope, arm->type);
	}
	if (!arm->members) {
		diag_error(arm->at, "the arm is empty: write none");
		return type_plain(STROBE_OP_NOTHING);
	}

	struct model_struct *body = memory_alloc(sizeof *body);

	body->name = record->name;
	body->at = arm->at;
	body->env = record->env;
	body->members = arm->members;
	body->outer = record;
	body->packed = record->packed;
	vector_push(&model->made, body);
	body->body[0] = make_body(model, body, arm->members);
	struct_nest(model, record, body);
	for (int abi = 1; abi < STROBE_ABI_COUNT; abi++)
		body->body[abi] = body->body[0];
	type = type_plain(STROBE_OP_STRUCT);
	type->record = body;
	type->at = arm->at;
	return type;
}

static void make_arms(struct model *model, struct model_struct *record, const struct arm *arms,
		      uint64_t possible)
{
	struct model_arm last = { 0 };
	size_t kept = 0;

	for (const struct arm *arm = arms; arm; arm = arm->next) {
		struct model_type *type = make_arm_type(model, record, arm);

		for (const struct label *label = arm->labels; label; label = label->next)
			add_arm(model, record, label, type, possible);
	}
	/* The default is tried last, wherever it is written. */
	for (size_t i = 0; i < record->arms.n; i++) {
		struct model_arm arm = record->arms.items[i];

		if (!arm.is_default) {
			record->arms.items[kept++] = arm;
			continue;
		}
		if (last.is_default)
			diag_error(arm.at, "the arm can't be reached: there is a '*' at %s",
				   diag_place(last.at));
		last = arm;
	}
	record->arms.n = kept;
	if (last.is_default)
		vector_push(&record->arms, last);
}

/* The bits that a discriminator can have: all, unless it is a field of flags that lies in the union's header. */
static uint64_t possible_bits(struct model *model, const struct model_struct *record, const struct expr *by)
{
	const struct member *member = by->op == EXPR_NAME ? struct_find(record, by->name) : NULL;
	struct set_node *set;
	struct item_node *field;
	int base;

	if (!member || !member->type)
		return UINT64_MAX;
	set = member->type->name ? map_get(&model->sets, member->type->name) : NULL;
	if (by->field) {
		field = set ? sets_field(set, by->field) : NULL;
		return field ? field->value[0] >> field->shift : UINT64_MAX;
	}
	base = member->type->base   ? names_base(member->type->base)
	       : set                ? set->base_number
	       : member->type->name ? names_base(member->type->name)
				    : -1;
	if (member->type->op != NODE_NAMED || base < 0 || names_base_signed((uint8_t)base) ||
	    names_base_size((uint8_t)base, 0) == 8)
		return UINT64_MAX;
	return (UINT64_C(1) << 8 * names_base_size((uint8_t)base, 0)) - 1;
}

static void make_union(struct model *model, struct model_struct *record)
{
	struct scope scope = scope_of(record);

	record->is_union = true;
	/* Not even parsed: that was reported. */
	if (!record->node->by)
		return;
	record->by = expr_resolve(model, &scope, record->node->by);
	make_arms(model, record, record->node->arms, possible_bits(model, record, record->node->by));
	if (!record->node->arms)
		diag_error(record->at, "the union '%s' has no arms", record->name);
}

static void make_mods(struct model *model, struct model_struct *record)
{
	struct scope scope = scope_of(record);

	record->dated_sec = expr_resolve(model, &scope, record->node->dated_sec);
	record->dated_nsec = expr_resolve(model, &scope, record->node->dated_nsec);
	if (record->node->usec)
		expr_add_thousandfold(&record->dated_nsec);
	record->symbol = expr_resolve(model, &scope, record->node->symbol);
	if (record->symbol) {
		record->symbol_set = map_get(&model->sets, record->node->symbol_set);
		if (!record->symbol_set)
			diag_error(record->node->symbol_at, "unknown enum '%s'", record->node->symbol_set);
	}
}

static struct model_struct *find_made(struct model *model, const void *node, const struct env *env)
{
	for (size_t i = 0; i < model->made.n; i++)
		if ((model->made.items[i]->node == node || model->made.items[i]->attrs == node) &&
		    model->made.items[i]->env == env)
			return model->made.items[i];
	return NULL;
}

static struct model_struct *new_record(struct model *model, const char *name, struct position at,
				       const struct env *env)
{
	struct model_struct *record = memory_alloc(sizeof *record);

	record->name = name;
	record->at = at;
	record->env = env;
	vector_push(&model->made, record);
	return record;
}

/* Whether the inside of a record can be made, followed by model->making--. Once it is too deep the model is given up. */
static bool go_inside(struct model *model, const struct model_struct *record, const char *what)
{
	if (model->too_deep)
		return false;
	if (model->making == MAX_DEPTH) {
		diag_error(record->at, "%s are nested too deeply over '%s'", what, record->name);
		model->too_deep = true;
		return false;
	}
	model->making++;
	return true;
}

struct model_struct *struct_make(struct model *model, const struct struct_node *node, const struct env *env)
{
	struct search search = { model, env, { 0 } };
	struct model_struct *record;

	if (env && !struct_mentions(&search, node))
		env = NULL;
	record = find_made(model, node, env);
	if (record)
		return record;
	record = new_record(model, node->name, node->at, env);
	record->node = node;
	record->packed = node->packed;
	if (!go_inside(model, record, "structs"))
		return record;
	make_bodies(model, record);
	if (node->is_union)
		make_union(model, record);
	make_mods(model, record);
	model->making--;
	return record;
}

struct model_struct *attrs_make(struct model *model, const struct attrs_node *node, const struct env *env)
{
	struct search search = { model, env, { 0 } };
	struct model_struct *record;

	if (env && !attrs_mention(&search, node))
		env = NULL;
	record = find_made(model, node, env);
	if (record)
		return record;
	record = new_record(model, node->name, node->at, env);
	record->attrs = node;
	record->laid_out = true;
	record->set = map_get(&model->sets, node->set);
	if (!record->set)
		diag_error(node->set_at, "unknown enum '%s'", node->set);
	if (!go_inside(model, record, "attrs"))
		return record;
	/* nla_type has 16 bits, of which the kernel takes two for itself (NLA_TYPE_MASK). */
	make_arms(model, record, node->arms, 0x3fff);
	model->making--;
	return record;
}
