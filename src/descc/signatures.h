/*
 * Signatures: what a call, or one of its cases, takes.
 */
#ifndef DESCC_SIGNATURES_H
#define DESCC_SIGNATURES_H

#include "model.h"

#define MAX_SOURCES 8
#define MAX_ARGS 16

/* A description that a call is made of: its own, then that which it is like, and so on; with what replaces types in it. */
struct source {
	struct call_node *node;
	const struct env *env;
};

struct sources {
	struct source items[MAX_SOURCES];
	int n;
};

/* An argument as written, and what replaces types in it. */
struct slot {
	struct member *member; /* a copy, linked to the next slot's */
	const struct env *env;
};

struct slots {
	struct slot items[MAX_ARGS];
	int n;
};

/* What a case takes over unless it says otherwise. */
struct context {
	struct slots slots;
	struct type_node *ret;
	const struct env *ret_env;
	const struct member *aux;
	const struct env *aux_env;
	bool named;
	int depth; /* of cases in cases */
};

/* Adds arguments to the end. */
void signature_add_slots(struct slots *slots, const struct member *members, const struct env *env);
/* The signature with all its cases, those of each source. */
struct model_signature *signature_make(struct model *model, const struct sources *sources,
				       const struct context *context, const char *name, struct position at);

#endif
