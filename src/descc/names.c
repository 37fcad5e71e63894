/*
 * Names of declarations, base types and kinds.
 */
#include <string.h>

#include "model.h"

static size_t slot_of(const struct map *map, const void *key)
{
	size_t i = ((uintptr_t)key >> 4) * 0x9e3779b97f4a7c15u >> 20;

	for (i &= map->size - 1; map->slots[i].key && map->slots[i].key != key; i = (i + 1) & (map->size - 1))
		;
	return i;
}

void *map_get(const struct map *map, const void *key)
{
	return map->size ? map->slots[slot_of(map, key)].value : NULL;
}

void map_put(struct map *map, const void *key, void *value)
{
	if (map->n * 2 >= map->size) {
		struct map bigger = { .size = map->size ? map->size * 2 : 256 };

		bigger.slots = memory_alloc(bigger.size * sizeof *bigger.slots);
		for (size_t i = 0; i < map->size; i++)
			if (map->slots[i].key)
				map_put(&bigger, map->slots[i].key, map->slots[i].value);
		*map = bigger;
	}
	size_t i = slot_of(map, key);

	map->n += !map->slots[i].key;
	map->slots[i].key = key;
	map->slots[i].value = value;
}

static const struct {
	const char *name;
	uint8_t base;
} bases[] = {
	{ "u8", STROBE_BASE_U8 },       { "s8", STROBE_BASE_S8 },     { "u16", STROBE_BASE_U16 },
	{ "s16", STROBE_BASE_S16 },     { "u32", STROBE_BASE_U32 },   { "s32", STROBE_BASE_S32 },
	{ "u64", STROBE_BASE_U64 },     { "s64", STROBE_BASE_S64 },   { "be16", STROBE_BASE_BE16 },
	{ "be32", STROBE_BASE_BE32 },   { "be64", STROBE_BASE_BE64 }, { "long", STROBE_BASE_LONG },
	{ "ulong", STROBE_BASE_ULONG }, { "size", STROBE_BASE_SIZE }, { "ssize", STROBE_BASE_SSIZE },
	{ "ptr", STROBE_BASE_PTR },     { "int", STROBE_BASE_S32 },   { "uint", STROBE_BASE_U32 },
	{ "char", STROBE_BASE_U8 },
};

int names_base(const char *name)
{
	for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
		if (!strcmp(name, bases[i].name))
			return bases[i].base;
	return -1;
}

int names_kind(const char *name, uint8_t *base)
{
	static const struct {
		const char *name, *base;
	} kinds[] = {
#define KIND(name, base, shape) { #name, #base },
#include "strobe/kinds.def"
#undef KIND
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (i == STROBE_KIND_set || strcmp(name, kinds[i].name))
			continue;

		int number = names_base(kinds[i].base);

		*base = number < 0 ? STROBE_BASE_COUNT : (uint8_t)number;
		return (int)i;
	}
	return -1;
}

unsigned names_base_size(uint8_t base, int abi)
{
	switch (base) {
	case STROBE_BASE_U8:
	case STROBE_BASE_S8: return 1;
	case STROBE_BASE_U16:
	case STROBE_BASE_S16:
	case STROBE_BASE_BE16: return 2;
	case STROBE_BASE_U64:
	case STROBE_BASE_S64:
	case STROBE_BASE_BE64: return 8;
	case STROBE_BASE_LONG:
	case STROBE_BASE_ULONG: return abi == STROBE_ABI_I386 ? 4 : 8;
	case STROBE_BASE_SIZE:
	case STROBE_BASE_SSIZE:
	case STROBE_BASE_PTR: return abi == STROBE_ABI_X86_64 ? 8 : 4;
	default: return 4;
	}
}

unsigned names_base_align(uint8_t base, int abi)
{
	unsigned size = names_base_size(base, abi);

	/* The i386 psABI aligns 64-bit integers in structures to 4. */
	return abi == STROBE_ABI_I386 && size == 8 ? 4 : size;
}

bool names_base_signed(uint8_t base)
{
	switch (base) {
	case STROBE_BASE_S8:
	case STROBE_BASE_S16:
	case STROBE_BASE_S32:
	case STROBE_BASE_S64:
	case STROBE_BASE_LONG:
	case STROBE_BASE_SSIZE: return true;
	default: return false;
	}
}

static bool is_reserved(const char *name)
{
	static const char *const words[] = { "ptr64",   "string", "path",   "bytes",   "hexbytes",
					     "sigset",  "fdset",  "cpuset", "ipv6",    "mac",
					     "sunpath", "stream", "void",   "u64pair", "s64pair",
					     "in",      "out",    "inout",  "merge",   "named",
					     "aux",     "until",  "like",   "none",    "namespaces" };
	uint8_t base;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(name, words[i]))
			return true;
	return names_base(name) >= 0 || names_kind(name, &base) >= 0;
}

static void declare_type(struct model *model, struct map *map, const char *name, struct position at,
			 void *thing)
{
	const struct set_node *set = map_get(&model->sets, name);
	const struct struct_node *record = map_get(&model->structs, name);
	const struct attrs_node *attrs = map_get(&model->attrs, name);

	if (is_reserved(name))
		diag_error(at, "'%s' is a type of the language", name);
	else if (set || record || attrs)
		diag_error(at, "'%s' is defined twice: also at %s", name,
			   diag_place(set      ? set->at
				      : record ? record->at
					       : attrs->at));
	else
		map_put(map, name, thing);
}

static void declare_call(struct model *model, struct call_node *call)
{
	const struct call_node *other = map_get(&model->calls, call->name);

	if (other)
		diag_error(call->at, "the call or case '%s' is defined twice: also at %s", call->name,
			   diag_place(other->at));
	else
		map_put(&model->calls, call->name, call);
}

static void declare_values(struct model *model, struct set_node *set, struct item_node *items)
{
	for (struct item_node *item = items; item; item = item->next) {
		if (item->sub)
			declare_values(model, item->sub, item->sub->items);
		if (item->quoted || item->form == ITEM_RANGE)
			continue;
		/* A field called in small letters is there to be selected with, not to stand for its mask. */
		if (item->form == ITEM_FIELD && strpbrk(item->name, "abcdefghijklmnopqrstuvwxyz"))
			continue;

		struct value_entry *entry = memory_alloc(sizeof *entry);

		entry->item = item;
		entry->set = set;
		entry->next = map_get(&model->values, item->name);
		map_put(&model->values, item->name, entry);
	}
}

void names_declare(struct model *model)
{
	struct program *program = model->program;

	for (size_t i = 0; i < program->sets.n; i++) {
		struct set_node *set = program->sets.items[i];

		declare_type(model, &model->sets, set->name, set->at, set);
		declare_values(model, set, set->items);
	}
	for (size_t i = 0; i < program->structs.n; i++)
		declare_type(model, &model->structs, program->structs.items[i]->name,
			     program->structs.items[i]->at, program->structs.items[i]);
	for (size_t i = 0; i < program->attrs.n; i++)
		declare_type(model, &model->attrs, program->attrs.items[i]->name, program->attrs.items[i]->at,
			     program->attrs.items[i]);
	for (size_t i = 0; i < program->calls.n; i++)
		declare_call(model, program->calls.items[i]);
	for (size_t i = 0; i < program->cases.n; i++)
		if (program->cases.items[i]->call.name)
			declare_call(model, &program->cases.items[i]->call);
}
