/*
 * Profiles: the calls of a run added up by the stacks that they were made from, as a tree from the program's name over its
 * functions to the calls. Adding a call costs one look-up for each frame; memory grows with the different stacks, up to a
 * limit.
 */
#ifndef STROBE_PROFILE_H
#define STROBE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "strobe/output.h"
#include "strobe/stack.h"

struct strobe_profile;

/* What a stack weighs: how many calls were made from it, or how many nanoseconds they took. */
enum strobe_weight { STROBE_WEIGHT_CALLS, STROBE_WEIGHT_TIME };

/* An empty profile. NULL with errno when there is no memory. */
struct strobe_profile *strobe_profile_new(void);
void strobe_profile_free(struct strobe_profile *profile);

/*
 * The place in the tree of a call that the program comm (at most 15 bytes and a NUL) makes from that stack; number as in
 * struct strobe_record. The stack's strings must live as long as the profile. Where the tree has no room for it, the place is that
 * of all such calls.
 */
uint32_t strobe_profile_place(struct strobe_profile *profile, const char *comm,
			      const struct strobe_stack *stack, unsigned abi, uint64_t number);
/* Adds a call at its place. */
void strobe_profile_add(struct strobe_profile *profile, uint32_t place, uint64_t nanoseconds);

/* How many calls were added that the tree had no room for: they are under "[no room]". */
uint64_t strobe_profile_left_out(const struct strobe_profile *profile);

/*
 * Writes a line for each stack that weighs something: "program;outermost;…;innermost;call WEIGHT". Names are separated by
 * ';' and the weight by a blank, so that in names these are ':' and '_'; nothing else is changed but what would end a line.
 */
void strobe_profile_fold(struct strobe_profile *profile, enum strobe_weight weight,
			 struct strobe_output *output);

/* Writes an SVG picture of the tree that needs nothing beside itself. title: what was traced. */
void strobe_profile_draw(struct strobe_profile *profile, const char *title, struct strobe_output *output);

#endif
