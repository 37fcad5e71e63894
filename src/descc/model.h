/*
 * The meaning of the descriptions: names resolved, "like" and cases spread out, layouts computed. Built from the program, then
 * emitted.
 */
#ifndef DESCC_MODEL_H
#define DESCC_MODEL_H

#include "ast.h"

/* Types that "like … with" replaces, in the order they are applied. */
struct env {
	struct env *outer; /* applied before */
	struct substitution *with;
};

struct model_type {
	struct position at;
	uint8_t op, kind, base, flags, dir, arg; /* as in struct strobe_type */
	bool pair;                               /* u64pair */
	struct set_node *set;
	struct model_struct *record; /* STRUCT, ATTRS */
	struct model_type *ref, *ref2;
	struct set_node *indices; /* ARRAY: what names them */
	struct expr *count, *bound, *when, *where, *budget;
	const char *text, *step;
	int index; /* in strobe_types once emitted, 0 before */
};

struct model_field {
	const char *name; /* NULL: "_" */
	struct position at;
	struct model_type *type;
	struct expr *cond, *dated_sec, *dated_nsec, *value;
	const char *label;
	unsigned flags; /* enum strobe_field_flag */
	int bits, reg, reg_i386;
	/* Per ABI, of a member. */
	uint32_t offset[STROBE_ABI_COUNT];
	uint8_t bit_offset[STROBE_ABI_COUNT];
};

struct model_body {
	VECTOR(struct model_field *) fields; /* as declared */
	VECTOR(struct model_field *) shown;  /* as emitted */
};

struct model_arm {
	uint64_t value;
	unsigned abis;
	bool is_default;
	struct model_type *type;
	struct position at;
};

struct use_list {
	VECTOR(struct expr *) uses;
};

/* A struct, a union, the arm of a union, or attrs. */
struct model_struct {
	const char *name;
	struct position at;
	const struct struct_node *node; /* NULL: an arm, or attrs */
	const struct attrs_node *attrs;
	const struct env *env;
	const struct member *members;              /* of an arm */
	struct model_struct *outer;                /* an arm: the union */
	struct model_body *body[STROBE_ABI_COUNT]; /* ABIs with the same body share it */
	uint32_t size[STROBE_ABI_COUNT], align[STROBE_ABI_COUNT];
	uint32_t end[STROBE_ABI_COUNT]; /* a union: of the header; where the arms start */
	bool is_union, laid_out, busy;
	unsigned packed;
	struct expr *dated_sec, *dated_nsec, *symbol, *by;
	struct set_node *symbol_set, *set; /* set: of attrs */
	VECTOR(struct model_arm) arms;
	struct use_list direct; /* names in its expressions that it doesn't have itself */
	struct use_list free;   /* the same with those of what lies in and under it */
	VECTOR(struct model_struct *) children;
	bool points, looking;
	int depth; /* of structs in and under it */
	int index; /* once emitted, 0 before */
};

struct model_signature;

struct model_case {
	uint64_t value;
	unsigned abis;
	struct model_signature *signature;
	struct position at;
	int source; /* rank of the description it comes from: a lower one wins */
};

struct model_selector {
	int arg;
	uint64_t mask;
	unsigned shift;
	VECTOR(struct model_case) cases;
};

struct model_signature {
	const char *name;
	struct position at;
	VECTOR(struct model_field *) args;
	VECTOR(struct model_field *) aux;
	VECTOR(struct model_selector) selectors;
	struct model_type *ret; /* NULL: void */
	struct use_list direct;
	unsigned flags; /* enum strobe_call_flag */
	bool named;
};

struct model_call {
	const struct call_node *node;
	struct model_signature *signature;
	unsigned flags, classes;
	bool built;
};

struct value_entry {
	struct value_entry *next; /* of the same name in other sets */
	struct item_node *item;
	struct set_node *set;
};

/* A map from interned names to things. */
struct map {
	struct {
		const void *key;
		void *value;
	} * slots;
	size_t n, size;
};

void *map_get(const struct map *map, const void *key);
void map_put(struct map *map, const void *key, void *value);

struct model {
	struct program *program;
	bool partial, too_deep;
	int making; /* structs that are being made, each in the one before */
	struct map sets, structs, attrs, calls, values; /* calls: also named cases */
	VECTOR(struct model_struct *) made;
	VECTOR(struct model_call) all_calls;
	VECTOR(struct expr *)
	placed; /* resolved names of members and arguments, with their signature's arguments */
	VECTOR(const char *) classes;
	struct model_type *siginfo;
};

/* Where an expression or a type stands. */
struct scope {
	struct model_struct *home;  /* whose members are at hand */
	struct model_struct *owner; /* in whose frame it is */
	struct model_signature *signature;
	const struct member *args; /* of the signature, NULL-terminated list */
	const struct env *env;
	bool inline_type; /* a type that lies in a struct */
};

/* Builds all; errors are in diag. */
struct model *model_build(struct program *program, bool partial);

/* names.c */
void names_declare(struct model *model);
/* What a base or kind is called: -1 when there is none. */
int names_base(const char *name);
int names_kind(const char *name, uint8_t *base);
unsigned names_base_size(uint8_t base, int abi);
unsigned names_base_align(uint8_t base, int abi);
bool names_base_signed(uint8_t base);

/* sets.c */
void sets_check(struct model *model);
/* The values of a name, looked for in hint first (may be NULL). False when there is none, or after an error. */
bool sets_value(struct model *model, struct position at, const char *name, struct set_node *hint,
		bool *unknown, uint64_t value[STROBE_ABI_COUNT], bool *negative);
/* A field of a flags set, NULL when it has none of that name; its values. */
struct item_node *sets_field(struct set_node *set, const char *name);
struct set_node *sets_field_values(struct model *model, const struct item_node *field);
bool sets_item_values(struct model *model, struct set_node *set, struct item_node *item);

/* expr.c */
struct expr *expr_resolve(struct model *model, const struct scope *scope, const struct expr *expr);
/* A list of bounds. */
struct expr *expr_resolve_list(struct model *model, const struct scope *scope, const struct expr *expr);
bool expr_constant(const struct expr *expr);
/* Whether it needs memory, or a fact that has to be looked up. */
bool expr_fetches(const struct expr *expr);
/* Whether it needs the call's result. */
bool expr_uses_result(const struct expr *expr);
void expr_add_thousandfold(struct expr **expr);
/* The set that a name's or a field's values are in, NULL when it isn't known. */
struct set_node *expr_set(struct model *model, const struct scope *scope, const struct expr *expr);
/* Takes the field that a name turned out to mean. */
void expr_take(struct expr *expr, const struct model_field *field);

/* types.c */
struct type_node *type_substitute(const struct env *env, struct type_node *node, bool use);
struct model_type *type_make(struct model *model, const struct scope *scope, struct type_node *node);
struct model_type *type_plain(uint8_t op);
struct model_field *field_make(struct model *model, const struct scope *scope, const struct member *member);
/* Bytes in memory, 0 when it depends; bytes it takes in a struct: the most that it can have. Alignment. */
uint64_t type_room(struct model *model, struct model_type *type, int abi);
uint64_t type_size(struct model *model, struct model_type *type, int abi);
unsigned type_align(struct model *model, struct model_type *type, int abi);
bool type_points(const struct model_type *type);

/* structs.c */
struct model_struct *struct_make(struct model *model, const struct struct_node *node, const struct env *env);
/* Notes that the one lies in or under the other. */
void struct_nest(struct model *model, struct model_struct *outer, const struct model_struct *inner);
struct model_struct *attrs_make(struct model *model, const struct attrs_node *node, const struct env *env);
const struct member *struct_find(const struct model_struct *record, const char *name);
/* The field of that name in an ABI's body, NULL when it has none; *index: its place. */
struct model_field *struct_field(const struct model_struct *record, const char *name, int abi, int *index);
bool struct_points(struct model_struct *record);

/* layout.c */
void layout_compute(struct model *model, struct model_struct *record);

/* calls.c */
void calls_build(struct model *model);

/* check.c */
void check_names(struct model *model);
void check_phases(struct model_signature *signature);

#endif
