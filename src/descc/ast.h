/*
 * What the parser makes of description files. Names are interned, so == compares them.
 */
#ifndef DESCC_AST_H
#define DESCC_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"
#include "memory.h"
#include "strobe/tables.h"

#define ALL_ABIS ((1u << STROBE_ABI_COUNT) - 1)

struct model_struct;
struct model_field;

enum expr_op {
	EXPR_NUMBER, /* value, per ABI */
	EXPR_NAME,   /* name [. field] [@in] */
	EXPR_DEREF,  /* the same behind a pointer */
	EXPR_WORD,   /* ret, failed …: code */
	EXPR_ABI,    /* value[0]: mask */
	EXPR_UNARY,  /* code, left */
	EXPR_BINARY  /* code, left, right */
};

/* Where a resolved name is found. */
enum expr_place {
	PLACE_NONE,
	PLACE_MEMBER, /* a member of home */
	PLACE_ARG,    /* argument number index */
	PLACE_DYNAMIC /* looked up by name from the innermost struct outwards */
};

struct expr {
	enum expr_op op;
	struct position at;
	uint8_t code; /* enum strobe_code_op */
	bool at_entry;
	bool is_signed; /* of a number */
	uint64_t value[STROBE_ABI_COUNT];
	const char *name, *field;
	struct expr *left, *right;
	struct expr *next; /* in a list of bounds */
	/* Resolved copies only. */
	enum expr_place place;
	struct model_struct *home;
	int index;
	const struct model_field *candidate; /* the first thing the name was found to mean */
	uint8_t base;                        /* what DEREF loads */
	bool known;                          /* base, mask and shift are */
	bool reported;
	uint64_t mask;
	uint8_t shift;
};

enum node_op {
	NODE_NAMED, /* [base:]name[(bound)] */
	NODE_STRING,
	NODE_PATH,
	NODE_BYTES,
	NODE_HEXBYTES,
	NODE_SIGSET,
	NODE_FDSET,
	NODE_CPUSET,
	NODE_IPV6,
	NODE_MAC,
	NODE_SUNPATH,
	NODE_ARRAY,
	NODE_UNTIL0,
	NODE_STREAM,
	NODE_ATTRS,
	NODE_POINTER,
	NODE_PAIR, /* u64pair, s64pair */
	NODE_VOID
};

struct type_node {
	enum node_op op;
	struct position at;
	const char *name, *base; /* NAMED: base NULL when there is no colon; STREAM: name is the step */
	struct type_node *of, *then;
	struct expr *count, *bound, *then_if;
	uint8_t dir;
	bool wide; /* ptr64; PAIR: signed */
	int align; /* STREAM: 0 for the pointer width */
};

/* A member, an argument or an aux item. */
struct member {
	struct member *next;
	const char *name; /* NULL: "_" */
	struct position at;
	struct type_node *type; /* NULL: a skipped register, an aux text */
	struct expr *cond, *when, *where, *budget, *dated_sec, *dated_nsec, *value, *most; /* of "whole N" */
	const char *counted, *text, *label, *indexed;
	int bits, reg; /* reg -1: in order */
	bool brief, was, flat, unnamed, named, bare, whole, result, usec, lone, sent, received;
	bool at_value; /* value came from "at", not "is" */
};

struct body {
	struct body *next;
	struct member *members;
	unsigned abis;
};

struct label {
	struct label *next;
	struct position at;
	const char *name; /* NULL: value */
	uint64_t value;
	bool is_default;
};

struct arm {
	struct arm *next;
	struct label *labels;
	struct member *members;
	struct type_node *type; /* of attrs */
	const char *text;
	bool none;
	struct position at;
	struct model_struct *body; /* the arm's struct, once made */
};

struct name_list {
	struct name_list *next;
	const char *name;
	struct position at;
};

struct struct_node {
	const char *name;
	struct position at;
	bool is_union, overlay, usec, listed;
	unsigned packed; /* ABIs */
	bool padded;
	unsigned sized;
	struct body *bodies; /* the first is that of all ABIs that no other names */
	struct name_list *show;
	struct expr *dated_sec, *dated_nsec, *symbol, *by;
	const char *symbol_set;
	struct position symbol_at;
	struct arm *arms;
};

struct attrs_node {
	const char *name, *set;
	struct position at, set_at;
	struct arm *arms;
};

enum item_form { ITEM_VALUE, ITEM_ALIAS, ITEM_RANGE, ITEM_FIELD };

struct set_node;

struct item_node {
	struct item_node *next;
	enum item_form form;
	const char *name;
	struct position at;
	bool quoted; /* the name is only text */
	bool hidden, resolved, busy, failed;
	uint64_t value[STROBE_ABI_COUNT];
	bool negative[STROBE_ABI_COUNT];
	uint64_t last, from;
	const char *alias; /* ALIAS; FIELD: the enum of its values */
	struct position alias_at;
	const char *unknown, *shift_name;
	unsigned shift;
	struct set_node *sub;
};

struct set_node {
	const char *name;
	struct position at;
	const char *function; /* of flags that show as a macro of their fields */
	bool is_flags, decimal, commented, umode, bar, apart;
	const char *base;
	struct position base_at;
	const char *unknown;
	struct item_node *items;
	uint8_t base_number; /* enum strobe_base */
	int index;           /* in strobe_sets once emitted, else -1 */
};

struct class_list {
	struct class_list *next;
	const char *name;
	bool away;
	struct position at;
};

struct substitution {
	struct substitution *next;
	const char *from;
	struct type_node *to;
	struct position at;
	bool used;
};

struct case_node;

/* A call, or a case of one. */
struct call_node {
	const char *name; /* NULL: a case without a name */
	struct position at;
	struct member *args, *aux;
	bool has_aux, named, namespaces, used, like_base, reached;
	struct type_node *ret; /* NULL: inherited */
	struct class_list *classes;
	const char *like;
	struct position like_at;
	struct substitution *with;
	struct case_node *cases, **cases_end;
	bool busy;
};

struct case_node {
	struct case_node *next;
	const char *target, *arg, *field;
	struct position at, target_at, arg_at, field_at;
	struct label *labels;
	struct call_node call;
};

struct row_node {
	struct position at, call_at;
	unsigned abi;
	uint64_t number;
	const char *name, *call; /* call NULL: undecoded */
	unsigned n_args;
	struct class_list *classes;
};

/* Everything that was parsed. */
struct program {
	VECTOR(struct set_node *) sets;
	VECTOR(struct struct_node *) structs;
	VECTOR(struct attrs_node *) attrs;
	VECTOR(struct call_node *) calls;
	VECTOR(struct case_node *) cases;
	VECTOR(struct row_node *) rows;
};

#endif
