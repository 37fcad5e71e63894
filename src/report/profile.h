/*
 * A profile's inside: what its files share.
 */
#ifndef STROBE_PROFILE_INSIDE_H
#define STROBE_PROFILE_INSIDE_H

#include <stddef.h>

#include "strobe/profile.h"

/* What can make a tree large is bounded: different stacks, names, bytes of names. */
#define PROFILE_NODES_MOST (1u << 20)
#define PROFILE_NAMES_MOST (1u << 18)
#define PROFILE_TEXT_MOST (64u << 20)

enum node_kind { NODE_PROGRAM, NODE_FUNCTION, NODE_INLINED, NODE_CALL, NODE_KINDS };

/* A place in the tree. The first node is the root, which has no name; the second is for what finds no room. */
struct node {
	uint32_t parent, child, next; /* nodes; 0: none. A child comes after its parent */
	uint32_t name;                /* in names */
	uint32_t depth;               /* 0: the root */
	uint8_t kind;                 /* enum node_kind */
	uint64_t calls, time;         /* of itself, without its children */
};

#define NODE_ROOT 0u
#define NODE_NO_ROOM 1u

/* A name that nodes share. */
struct name {
	const char *text;
	uint32_t hash;
	bool owned;
};

/* What a name was made of before, so that it isn't made again. */
struct known_name {
	const void *what;
	uint64_t where;
	uint32_t name; /* + 1; 0: the slot is free */
};

struct strobe_profile {
	struct node *nodes;
	uint32_t node_count, node_room;
	uint32_t *node_slots; /* by parent, name and kind: node, 0 for a free one */
	struct name *names;
	uint32_t name_count, name_room;
	uint32_t *name_slots; /* by text: name + 1 */
	size_t text_size;
	struct known_name *known;
	uint32_t known_count, known_room;
};

/* Puts all children in the order of their names. False when there is no memory: they stay as they are. */
bool profile_sort(struct strobe_profile *profile);
/* The node that comes after this one when each comes before its children; 0 behind the last. */
uint32_t profile_following(const struct strobe_profile *profile, uint32_t node);
/* The one that comes after this and all its children. */
uint32_t profile_behind(const struct strobe_profile *profile, uint32_t node);

#endif
