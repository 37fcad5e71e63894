/*
 * A profile as folded stacks, the input of flamegraph.pl and speedscope: a line for each stack, its weight at the end.
 */
#include <errno.h>
#include <stdlib.h>

#include "profile.h"

/* The tools have no escapes, so what separates can't stand in a name. */
static void put_name(struct strobe_output *output, const char *name)
{
	for (; *name; name++) {
		char byte = *name;
		if (byte == ';')
			byte = ':';
		else if (byte == ' ')
			byte = '_';
		else if ((unsigned char)byte < ' ' || byte == 0x7f)
			byte = '?';
		strobe_output_char(output, byte);
	}
}

/* path has room for the deepest node. */
static void put_stack(const struct strobe_profile *profile, uint32_t node, uint64_t weight, uint32_t *path,
		      struct strobe_output *output)
{
	uint32_t depth = 0;
	for (; node != NODE_ROOT; node = profile->nodes[node].parent)
		path[depth++] = node;
	while (depth-- > 0) {
		const struct node *frame = &profile->nodes[path[depth]];
		put_name(output, profile->names[frame->name].text);
		/* As flamegraph.pl marks it. */
		if (frame->kind == NODE_INLINED)
			strobe_output_text(output, "_[i]");
		strobe_output_char(output, depth ? ';' : ' ');
	}
	strobe_output_unsigned(output, weight);
	strobe_output_char(output, '\n');
}

void strobe_profile_fold(struct strobe_profile *profile, enum strobe_weight weight,
			 struct strobe_output *output)
{
	uint32_t deepest = 0;
	for (uint32_t i = 0; i < profile->node_count; i++)
		if (profile->nodes[i].depth > deepest)
			deepest = profile->nodes[i].depth;
	uint32_t *path = malloc((deepest + 1) * sizeof(*path));
	if (!path) {
		strobe_output_fail(output, ENOMEM);
		return;
	}
	profile_sort(profile);
	for (uint32_t node = profile_following(profile, NODE_ROOT); node;
	     node = profile_following(profile, node)) {
		const struct node *at = &profile->nodes[node];
		uint64_t own = weight == STROBE_WEIGHT_CALLS ? at->calls : at->time;
		if (own)
			put_stack(profile, node, own, path, output);
	}
	free(path);
}
