/*
 * The tree of a profile, and how calls get into it.
 */
#include "profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* A file without a symbol for an address, longest form: "[" name "+0x" 16 digits "]". */
#define FRAME_NAME_MOST 4096

static uint32_t mix(uint64_t value)
{
	return (uint32_t)(value * 0x9e3779b97f4a7c15u >> 32);
}

static bool grow_names(struct strobe_profile *profile)
{
	uint32_t room = profile->name_room ? profile->name_room * 2 : 1024;
	struct name *names = realloc(profile->names, room * sizeof(*names));
	if (!names)
		return false;
	profile->names = names;
	uint32_t *slots = calloc(2 * (size_t)room, sizeof(*slots));
	if (!slots)
		return false;
	for (uint32_t i = 0; i < profile->name_count; i++) {
		uint32_t at = names[i].hash & (2 * room - 1);
		while (slots[at])
			at = (at + 1) & (2 * room - 1);
		slots[at] = i + 1;
	}
	free(profile->name_slots);
	profile->name_slots = slots;
	profile->name_room = room;
	return true;
}

/* The name of that text, which is copied unless it is kept by others. UINT32_MAX: there is no room. */
static uint32_t find_name(struct strobe_profile *profile, const char *text, bool kept)
{
	size_t size = strlen(text) + 1;
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i + 1 < size; i++)
		hash = (hash ^ (uint8_t)text[i]) * 1099511628211u;
	uint32_t short_hash = mix(hash);
	uint32_t mask = 2 * profile->name_room - 1, at = short_hash & mask;
	for (; profile->name_slots[at]; at = (at + 1) & mask) {
		const struct name *name = &profile->names[profile->name_slots[at] - 1];
		if (name->hash == short_hash && strcmp(name->text, text) == 0)
			return profile->name_slots[at] - 1;
	}
	if (profile->name_count == profile->name_room) {
		if (profile->name_room >= PROFILE_NAMES_MOST || !grow_names(profile))
			return UINT32_MAX;
		mask = 2 * profile->name_room - 1;
		for (at = short_hash & mask; profile->name_slots[at]; at = (at + 1) & mask)
			;
	}
	char *copy = NULL;
	if (!kept && (size > PROFILE_TEXT_MOST - profile->text_size || !(copy = malloc(size))))
		return UINT32_MAX;
	if (copy) {
		memcpy(copy, text, size);
		profile->text_size += size;
	}
	profile->names[profile->name_count] =
		(struct name){ .text = copy ? copy : text, .hash = short_hash, .owned = copy };
	profile->name_slots[at] = ++profile->name_count;
	return profile->name_count - 1;
}

static size_t known_slot(const struct known_name *known, uint32_t room, const void *what, uint64_t where)
{
	size_t at = mix(((uintptr_t)what >> 3) * 31 + where) & (room - 1);
	while (known[at].name && (known[at].what != what || known[at].where != where))
		at = (at + 1) & (room - 1);
	return at;
}

/* A slot for what was made into a name before, or has to be; NULL: there is no memory. */
static struct known_name *known_name(struct strobe_profile *profile, const void *what, uint64_t where)
{
	if (2 * profile->known_count >= profile->known_room) {
		uint32_t room = profile->known_room ? profile->known_room * 2 : 2048;
		/* A full table is started anew. */
		if (room > 2 * PROFILE_NAMES_MOST) {
			memset(profile->known, 0, profile->known_room * sizeof(*profile->known));
			profile->known_count = 0;
			return &profile->known[known_slot(profile->known, profile->known_room, what, where)];
		}
		struct known_name *known = calloc(room, sizeof(*known));
		if (!known)
			return NULL;
		for (uint32_t i = 0; i < profile->known_room; i++) {
			const struct known_name *old = &profile->known[i];
			if (old->name)
				known[known_slot(known, room, old->what, old->where)] = *old;
		}
		free(profile->known);
		profile->known = known;
		profile->known_room = room;
	}
	return &profile->known[known_slot(profile->known, profile->known_room, what, where)];
}

static void remember(struct strobe_profile *profile, struct known_name *slot, const void *what,
		     uint64_t where, uint32_t name)
{
	if (!slot || name == UINT32_MAX)
		return;
	*slot = (struct known_name){ .what = what, .where = where, .name = name + 1 };
	profile->known_count++;
}

/* A name that the caller keeps: of a symbol, of a call. Most are found by where they stand in memory. */
static uint32_t kept_name(struct strobe_profile *profile, const char *text)
{
	struct known_name *slot = known_name(profile, text, 0);
	if (slot && slot->name)
		return slot->name - 1;
	uint32_t name = find_name(profile, text, true);
	remember(profile, slot, text, 0, name);
	return name;
}

/* A function without a symbol is called by its file, and by where it begins in that, if anything says so. */
static uint32_t nameless(struct strobe_profile *profile, const struct strobe_frame *frame)
{
	char text[FRAME_NAME_MOST];
	struct strobe_output output = { .buffer = text, .room = sizeof(text) - 32, .fd = -1 };
	if (!frame->file)
		return kept_name(profile, "[unknown]");
	struct known_name *slot = known_name(profile, frame->file, frame->function + 1);
	if (slot && slot->name)
		return slot->name - 1;
	const char *slash = strrchr(frame->file, '/'), *name = slash ? slash + 1 : frame->file;
	size_t size = strnlen(name, output.room - 1);
	/* "[vdso]" has brackets already. */
	bool bare = *name == '[' && name[size - 1] == ']';
	strobe_output_char(&output, '[');
	strobe_output_bytes(&output, bare ? name + 1 : name, bare ? size - 2 : size);
	output.room = sizeof(text);
	if (frame->function) {
		strobe_output_text(&output, "+0x");
		strobe_output_hex(&output, frame->function, 1);
	}
	strobe_output_bytes(&output, "]", 2);
	uint32_t found = find_name(profile, text, false);
	remember(profile, slot, frame->file, frame->function + 1, found);
	return found;
}

static size_t node_slot(const struct strobe_profile *profile, uint32_t parent, uint32_t name,
			enum node_kind kind)
{
	uint32_t mask = 2 * profile->node_room - 1;
	uint32_t at = mix((uint64_t)parent << 32 ^ ((uint64_t)name << 2 | kind)) & mask;
	for (; profile->node_slots[at]; at = (at + 1) & mask) {
		const struct node *node = &profile->nodes[profile->node_slots[at]];
		if (node->parent == parent && node->name == name && node->kind == kind)
			break;
	}
	return at;
}

static bool grow_nodes(struct strobe_profile *profile)
{
	uint32_t room = profile->node_room ? profile->node_room * 2 : 1024;
	struct node *nodes = realloc(profile->nodes, room * sizeof(*nodes));
	if (!nodes)
		return false;
	profile->nodes = nodes;
	uint32_t *slots = calloc(2 * (size_t)room, sizeof(*slots));
	if (!slots)
		return false;
	free(profile->node_slots);
	profile->node_slots = slots;
	profile->node_room = room;
	for (uint32_t i = 1; i < profile->node_count; i++)
		slots[node_slot(profile, nodes[i].parent, nodes[i].name, nodes[i].kind)] = i;
	return true;
}

/* The child of that name; NODE_NO_ROOM when there is none and can't be one. */
static uint32_t child_of(struct strobe_profile *profile, uint32_t parent, uint32_t name, enum node_kind kind)
{
	if (parent == NODE_NO_ROOM || name == UINT32_MAX)
		return NODE_NO_ROOM;
	size_t slot = node_slot(profile, parent, name, kind);
	if (profile->node_slots[slot])
		return profile->node_slots[slot];
	if (profile->node_count == profile->node_room) {
		if (profile->node_room >= PROFILE_NODES_MOST || !grow_nodes(profile))
			return NODE_NO_ROOM;
		slot = node_slot(profile, parent, name, kind);
	}
	uint32_t node = profile->node_count++;
	profile->nodes[node] = (struct node){
		.parent = parent,
		.next = profile->nodes[parent].child,
		.name = name,
		.depth = profile->nodes[parent].depth + 1,
		.kind = (uint8_t)kind,
	};
	profile->nodes[parent].child = node;
	profile->node_slots[slot] = node;
	return node;
}

struct strobe_profile *strobe_profile_new(void)
{
	struct strobe_profile *profile = calloc(1, sizeof(*profile));
	if (!profile)
		return NULL;
	if (!grow_nodes(profile) || !grow_names(profile)) {
		strobe_profile_free(profile);
		errno = ENOMEM;
		return NULL;
	}
	profile->nodes[NODE_ROOT] = (struct node){ .child = 0 };
	profile->node_count = 1;
	child_of(profile, NODE_ROOT, find_name(profile, "[no room]", true), NODE_PROGRAM);
	return profile;
}

void strobe_profile_free(struct strobe_profile *profile)
{
	if (!profile)
		return;
	for (uint32_t i = 0; i < profile->name_count; i++)
		if (profile->names[i].owned)
			free((char *)profile->names[i].text);
	free(profile->nodes);
	free(profile->node_slots);
	free(profile->names);
	free(profile->name_slots);
	free(profile->known);
	free(profile);
}

static uint32_t add_frame(struct strobe_profile *profile, uint32_t place, const struct strobe_stack *stack,
			  const struct strobe_frame *frame)
{
	struct strobe_source sources[STROBE_SOURCES_MOST];
	unsigned count = strobe_stack_sources(stack, frame, sources);
	place = child_of(profile, place,
			 frame->symbol ? kept_name(profile, frame->symbol) : nameless(profile, frame),
			 NODE_FUNCTION);
	/* The last source is the function itself. */
	for (unsigned i = count; i-- > 1;)
		place = child_of(profile, place,
				 kept_name(profile, sources[i - 1].function ? sources[i - 1].function : "?"),
				 NODE_INLINED);
	return place;
}

uint32_t strobe_profile_place(struct strobe_profile *profile, const char *comm,
			      const struct strobe_stack *stack, unsigned abi, uint64_t number)
{
	char buffer[REPORT_NAME_SIZE];
	uint32_t place = child_of(profile, NODE_ROOT, find_name(profile, comm, false), NODE_PROGRAM);
	if (stack->status == STROBE_STACK_TRUNCATED)
		place = child_of(profile, place, kept_name(profile, "[more frames]"), NODE_FUNCTION);
	for (unsigned i = stack->count; i-- > 0;)
		place = add_frame(profile, place, stack, &stack->frames[i]);
	const char *call = report_name(abi, number, buffer);
	return child_of(profile, place,
			call == buffer ? find_name(profile, call, false) : kept_name(profile, call),
			NODE_CALL);
}

void strobe_profile_add(struct strobe_profile *profile, uint32_t place, uint64_t nanoseconds)
{
	profile->nodes[place].calls++;
	profile->nodes[place].time += nanoseconds;
}

uint64_t strobe_profile_left_out(const struct strobe_profile *profile)
{
	return profile->nodes[NODE_NO_ROOM].calls;
}

static int compare(const void *left, const void *right, void *data)
{
	const struct strobe_profile *profile = data;
	const struct node *a = &profile->nodes[*(const uint32_t *)left];
	const struct node *b = &profile->nodes[*(const uint32_t *)right];
	int order = strcmp(profile->names[a->name].text, profile->names[b->name].text);
	return order ? order : a->kind - b->kind;
}

bool profile_sort(struct strobe_profile *profile)
{
	uint32_t *children = malloc(profile->node_count * sizeof(*children));
	if (!children)
		return false;
	for (uint32_t i = 0; i < profile->node_count; i++) {
		struct node *parent = &profile->nodes[i];
		uint32_t count = 0;
		for (uint32_t child = parent->child; child; child = profile->nodes[child].next)
			children[count++] = child;
		if (count < 2)
			continue;
		qsort_r(children, count, sizeof(*children), compare, profile);
		parent->child = children[0];
		for (uint32_t j = 0; j < count; j++)
			profile->nodes[children[j]].next = j + 1 < count ? children[j + 1] : 0;
	}
	free(children);
	return true;
}

uint32_t profile_behind(const struct strobe_profile *profile, uint32_t node)
{
	const struct node *nodes = profile->nodes;
	while (node && !nodes[node].next)
		node = nodes[node].parent;
	return nodes[node].next;
}

uint32_t profile_following(const struct strobe_profile *profile, uint32_t node)
{
	return profile->nodes[node].child ? profile->nodes[node].child : profile_behind(profile, node);
}
