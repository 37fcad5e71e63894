/*
 * The tables that descc generates from syscallent/ and the walker interprets.
 *
 * They are const and hold no pointers: text is an offset into strobe_text, everything else an index into
 * another table, so that they need no relocation. Index 0 of strobe_types, strobe_code and
 * strobe_structs is reserved: 0 means "none" wherever an index is optional.
 */
#ifndef STROBE_TABLES_H
#define STROBE_TABLES_H

#include <stdint.h>

#include "strobe/abi.h"

enum strobe_kind {
#define KIND(name, base, shape) STROBE_KIND_##name,
#include "strobe/kinds.def"
#undef KIND
	STROBE_KIND_COUNT
};

/* Base types of scalars. The width of the last five depends on the ABI. */
enum strobe_base {
	STROBE_BASE_U8,
	STROBE_BASE_S8,
	STROBE_BASE_U16,
	STROBE_BASE_S16,
	STROBE_BASE_U32,
	STROBE_BASE_S32,
	STROBE_BASE_U64,
	STROBE_BASE_S64,
	STROBE_BASE_BE16,
	STROBE_BASE_BE32,
	STROBE_BASE_BE64,
	STROBE_BASE_LONG,  /* __kernel_long_t: 8 on x86_64 and x32, 4 on i386 */
	STROBE_BASE_ULONG, /* __kernel_ulong_t */
	STROBE_BASE_SIZE,  /* 8 on x86_64, 4 on x32 and i386 */
	STROBE_BASE_SSIZE, /* as SIZE, signed */
	STROBE_BASE_PTR,   /* as SIZE, an address */
	STROBE_BASE_COUNT
};

enum strobe_op {
	STROBE_OP_INT, /* base, kind, ref: the set when kind is STROBE_KIND_set */
	STROBE_OP_POINTER, /* base (PTR or U64), dir, ref: type at entry (or of both), ref2: type at exit after "=>" */
	STROBE_OP_STRUCT, /* ref: strobe_structs; bound: its size in bytes (0: as laid out) */
	STROBE_OP_ARRAY, /* ref: element type; count: elements (0: unlimited); bound: bytes (0: unlimited); ref2: the set that names the indices ("indexed"), 0 none */
	STROBE_OP_UNTIL0, /* as ARRAY, ended by an element that is 0 */
	STROBE_OP_STREAM, /* ref: element type (a struct); bound: bytes; ref2: index of the length field in the struct; arg: alignment (0: the width of a pointer) */
	STROBE_OP_ATTRS,  /* ref: strobe_attrs; bound: bytes */
	STROBE_OP_STRING, /* NUL-terminated; bound: at most so many bytes (0: unknown); STROBE_TYPE_PATH */
	STROBE_OP_BYTES,  /* bound: bytes; STROBE_TYPE_HEX; count: at most so many are shown ("whole N"; 0: as -s says) */
	STROBE_OP_SIGSET, /* bound: bytes */
	STROBE_OP_FDSET,  /* bound: descriptors (bits) */
	STROBE_OP_CPUSET, /* bound: bytes */
	STROBE_OP_IPV6,   /* 16 bytes */
	STROBE_OP_MAC,    /* bound: bytes (0: 6); arg: the room that they have */
	STROBE_OP_SUNPATH, /* bound: bytes */
	STROBE_OP_NOTHING, /* shows nothing */
	STROBE_OP_VERBATIM /* text: shown as it is */
};

/* Directions of pointers. */
enum strobe_dir {
	STROBE_DIR_SAME, /* in a struct: the phase of the struct around it */
	STROBE_DIR_IN,   /* captured at entry */
	STROBE_DIR_OUT,  /* at exit, when the call succeeded */
	STROBE_DIR_OUT_ALWAYS,
	STROBE_DIR_INOUT,   /* both: "a => b" */
	STROBE_DIR_IN_THEN, /* ref at entry, " => " ref2 at exit when cond2 holds */
	STROBE_DIR_MERGE    /* both, shown once from the exit */
};

enum strobe_type_flag {
	STROBE_TYPE_PATH = 1, /* STRING: names a file, not cut by -s */
	STROBE_TYPE_HEX = 2,  /* BYTES: all \x */
	STROBE_TYPE_POINTS =
		4, /* a pointer is in it or under it: there is something to fetch beyond its own bytes */
	STROBE_TYPE_BARE = 8,    /* POINTER to a scalar without [ ] */
	STROBE_TYPE_INLINE = 16, /* STRING, BYTES: lies in its struct with a constant size; these and ARRAY: "whole" */
	STROBE_TYPE_LONE = 32    /* lists: a single element is shown without the list's [ ] ("lone") */
};

struct strobe_type {
	uint8_t op;    /* enum strobe_op */
	uint8_t kind;  /* enum strobe_kind, of an INT */
	uint8_t base;  /* enum strobe_base */
	uint8_t flags; /* enum strobe_type_flag */
	uint8_t dir;   /* enum strobe_dir, of a POINTER */
	uint8_t arg;   /* STREAM: alignment, 1, 2, 4 or 8; 0: the ABI's pointer width */
	uint16_t ref;
	uint16_t ref2;
	uint16_t count;  /* expression, 0 none */
	uint16_t bound;  /* expression, 0 none */
	uint16_t when;   /* POINTER: followed only if; IN_THEN: condition of the exit part */
	uint16_t where;  /* lists: elements shown */
	uint16_t budget; /* lists: bytes that may show in all */
	uint32_t text;   /* counted "…" of a list, text of VERBATIM; 0 none */
	/* Bytes of one such value in memory on each ABI, 0 when it depends on an expression. */
	uint16_t size[STROBE_ABI_COUNT];
};

enum strobe_field_flag {
	STROBE_FIELD_BRIEF = 1,
	STROBE_FIELD_PADDING = 2, /* takes room, not shown */
	STROBE_FIELD_FLAT = 4,    /* its members show in its place */
	STROBE_FIELD_WAS = 8,
	STROBE_FIELD_UNNAMED = 16, /* text without "name=" (members) */
	STROBE_FIELD_NAMED = 32,   /* text with "name=" (arguments) */
	STROBE_FIELD_EXIT = 64,    /* an argument that can be shown only at exit */
	STROBE_FIELD_PAIR =
		128, /* u64pair, s64pair: on i386 the low half is in reg_i386, the high half in the next */
	STROBE_FIELD_DATED_USEC = 256, /* the date's fraction counts microseconds: six digits */
	STROBE_FIELD_AT = 512,         /* a member: "value" is its offset in the struct ("at") */
	STROBE_FIELD_ENTRY_FETCH =
		1024, /* an argument, an aux item: something may have to be captured for it at entry */
	STROBE_FIELD_EXIT_FETCH = 2048, /* the same at exit */
	STROBE_FIELD_SENT = 4096,       /* an argument: a pointer to the data that the call writes ("sent") */
	STROBE_FIELD_RECEIVED = 8192    /* the same of data that it reads ("received") */
};

/* A member of a struct, an argument of a call, or an item of aux. */
struct strobe_field {
	uint32_t name;      /* text; of an aux item: its label, 0 none */
	uint16_t id;        /* number of the name, for look-up from inner structs */
	uint16_t type;      /* strobe_types */
	uint16_t cond;      /* expression: shown if it holds; 0: always */
	uint16_t dated_sec; /* expressions of the date comment, 0 none */
	uint16_t dated_nsec;
	uint16_t
		value; /* expression: the value ("is") or the address ("at") is this, not what memory or the register holds; 0 none */
	uint16_t flags; /* enum strobe_field_flag */
	uint8_t reg; /* arguments: the register; STROBE_REG_RESULT: an aux item that shows the result again */
	uint8_t reg_i386;   /* the same on i386, where a pair before it takes two */
	uint8_t bit_offset; /* bit-fields: within the base type's unit */
	uint8_t bit_width;  /* 0: not a bit-field */
	uint8_t to_brief;   /* members: how many that follow are not brief either */
};

enum strobe_struct_flag {
	STROBE_STRUCT_SIZED = 1, /* members past the given size are left out, the tail shown */
	STROBE_STRUCT_HAS_BRIEF = 2,
	STROBE_STRUCT_UNION = 4, /* by, arms */
	STROBE_STRUCT_POINTS = 8,
	STROBE_STRUCT_DATED_USEC = 16,
	STROBE_STRUCT_LISTED = 32, /* shown as the list of its members' values, a single one bare ("listed") */
	STROBE_STRUCT_PADDED = 64  /* what its bound leaves out reads as 0, what lies past it is extra data ("padded") */
};

#define STROBE_REG_RESULT 255

/* A struct in one ABI's layout. Fields are in the order they are shown (padding and hidden ones last, PADDING). */
struct strobe_layout {
	uint16_t first_field; /* strobe_fields */
	uint16_t n_fields;
	uint32_t offsets; /* first of n_fields byte offsets in strobe_offsets */
	uint32_t size;    /* bytes, as the ABI's C compiler computes it */
};

struct strobe_struct {
	uint32_t name;
	uint16_t flags;                    /* enum strobe_struct_flag */
	uint16_t layout[STROBE_ABI_COUNT]; /* strobe_layouts */
	uint16_t sized;                    /* first size, of a sized struct */
	uint16_t dated_sec;                /* expressions, 0 none */
	uint16_t dated_nsec;
	uint16_t symbol; /* expression, 0 none */
	uint16_t symbol_set;
	/* A union: the discriminator, and the arms. The union's header is in the layout; the arm's struct starts at arm_offset. */
	uint16_t by;        /* expression */
	uint16_t first_arm; /* strobe_arms */
	uint16_t n_arms;
	uint16_t arm_offset[STROBE_ABI_COUNT];
};

/* One label of a union or attrs. A label that differs between ABIs has a row for each (abis: a bit an ABI). */
struct strobe_arm {
	uint64_t value;
	uint16_t type;      /* the arm: STRUCT (flat), NOTHING, VERBATIM; attrs: the payload's type */
	uint8_t is_default; /* "*"; always the last */
	uint8_t abis;
};

struct strobe_attrs {
	uint32_t name;
	uint16_t set; /* the enum that names nla_type */
	uint16_t first_arm;
	uint16_t n_arms;
};

enum strobe_item_flag {
	STROBE_ITEM_FIELD = 1,  /* a field of several bits: value is its mask, sub its values */
	STROBE_ITEM_HIDDEN = 2, /* not printed */
	STROBE_ITEM_RANGE = 4,  /* value .. last, named NAME<v - value + from> */
	STROBE_ITEM_ALIAS = 8   /* never printed */
};

/* One named value of a set. */
struct strobe_item {
	uint32_t name;
	uint64_t value; /* value, bit(s), or the mask of a field */
	uint64_t last;  /* RANGE: the last value */
	uint32_t from;  /* RANGE: the number of the first; FIELD: text of SHIFT_NAME, 0 none */
	uint16_t sub;   /* FIELD: set of its values */
	uint8_t flags;  /* enum strobe_item_flag */
	uint8_t shift;  /* FIELD: right shift before the look-up */
};

enum strobe_set_flag {
	STROBE_SET_FLAGS = 1, /* else an enum */
	STROBE_SET_DEC = 2,   /* unknown values of an enum in decimal */
	STROBE_SET_SORTED =
		4, /* an enum whose items ascend by value (unsigned), without ranges and aliases: binary search */
	STROBE_SET_SIGNED = 8,     /* values are signed */
	STROBE_SET_COMMENTED = 16, /* shown as decimal number with the name in a comment, in every style */
	STROBE_SET_UMODE = 32,     /* flags: the rest is permission bits, always shown (IPC_CREAT|0644) */
	STROBE_SET_BAR =
		64, /* flags: the part outside the fields always follows, even when it is empty ("bar") */
	STROBE_SET_APART =
		128 /* flags: -X raw and verbose show each field, and the other bits, apart ("apart") */
};

struct strobe_set {
	uint32_t name;
	uint32_t unknown;                 /* text for unknown values, 0 none */
	uint32_t function; /* flags that show as a macro of their fields, QCMD(Q_SYNC, USRQUOTA): its name, 0 none */
	uint16_t first[STROBE_ABI_COUNT]; /* strobe_items; ABIs with the same values share them */
	uint16_t count;
	uint8_t flags; /* enum strobe_set_flag */
	uint8_t base;
};

enum strobe_call_flag {
	STROBE_CALL_ENTRY_FETCH = 1, /* some argument is captured at entry */
	STROBE_CALL_EXIT_FETCH = 2,  /* some argument (or aux) is captured at exit */
	STROBE_CALL_VOID = 4,        /* does not return: "= ?" */
	STROBE_CALL_CASES = 8,       /* some argument selects another signature */
	STROBE_CALL_NAMESPACES = 16, /* of a call: flags of it (CLONE_NEW…) name namespaces that are entered */
	STROBE_CALL_INTERFACES = 32  /* what is captured may hold an ifindex, whose name is looked up then */
};

/* What a call, or one of its cases, takes and returns. */
struct strobe_signature {
	uint16_t first_arg; /* strobe_fields */
	uint8_t n_args;
	uint8_t flags;      /* enum strobe_call_flag, of this signature alone */
	uint16_t ret;       /* type of the result (an INT) */
	uint16_t first_aux; /* strobe_fields; type VERBATIM for a text */
	uint8_t n_aux;
	uint8_t n_selectors;
	uint16_t first_selector; /* strobe_selectors, tried in order */
};

/* The argument (masked and shifted) that selects a case. */
struct strobe_selector {
	uint8_t arg; /* index of the argument in the signature */
	uint8_t shift;
	uint16_t n_cases;
	uint32_t first_case; /* strobe_cases, ascending by value */
	uint64_t mask;
};

struct strobe_case {
	uint64_t value;
	uint16_t signature;
	uint16_t abis; /* a bit an ABI for which the row holds */
};

struct strobe_call {
	uint32_t name;      /* of the description */
	uint16_t signature; /* strobe_signatures */
	uint16_t flags;     /* enum strobe_call_flag, of all its signatures */
};

/* A row of a table of numbers: by ABI and number. name 0: no such call. */
struct strobe_row {
	uint32_t name;  /* what users see */
	uint16_t call;  /* strobe_calls + 1; 0: undecoded */
	uint8_t n_args; /* of an undecoded call */
	uint8_t pad;
	uint32_t classes; /* a bit each, strobe_class_names */
};

/*
 * Expressions are postfix code: the low byte of a word is the operation, the high 24 bits its operand. A
 * reference to an expression is the index of its first word. Values are 64 bits with a signedness that goes with them:
 * a load takes it from the base type, an operation on two values is signed when either is.
 */
enum strobe_code_op {
	STROBE_CODE_END,
	STROBE_CODE_CONST,   /* operand: the value, 24 bits, unsigned */
	STROBE_CODE_WIDE,    /* operand: index in strobe_wide */
	STROBE_CODE_PER_ABI, /* operand: index in strobe_wide of STROBE_ABI_COUNT values */
	STROBE_CODE_MEMBER, /* operand: field index in the layout being shown (low 16 bits), level outwards 0; as PHASE_IN below */
	STROBE_CODE_MEMBER_BY_ABI, /* operand: such an index for each ABI, in STROBE_CODE_INDEX_BITS bits each, the first lowest */
	STROBE_CODE_ARG,  /* operand: field index in the signature */
	STROBE_CODE_NAME, /* operand: name id, looked up from the struct outward to the arguments */
	STROBE_CODE_DEREF, /* takes an address; operand: enum strobe_base of what it points at, in the phase being shown */
	STROBE_CODE_RET,
	STROBE_CODE_FAILED,
	STROBE_CODE_RESTARTED,
	STROBE_CODE_REST,
	STROBE_CODE_STACK_POINTER, /* "sp": at entry */
	STROBE_CODE_VERBOSE,
	STROBE_CODE_ABI, /* operand: mask of ABIs: 1 if the call is in one of them */
	STROBE_CODE_FIELD, /* masks with the value on the stack top (pushed before), operand: shift right after it */
	STROBE_CODE_NOT,
	STROBE_CODE_INVERT,
	STROBE_CODE_NEGATE,
	STROBE_CODE_NETLINK, /* takes a descriptor: the protocol of the AF_NETLINK socket that it is, else -1 */
	STROBE_CODE_OR_ELSE,
	STROBE_CODE_AND_ALSO, /* logical, both sides evaluated */
	STROBE_CODE_OR,
	STROBE_CODE_XOR,
	STROBE_CODE_AND,
	STROBE_CODE_EQ,
	STROBE_CODE_NE,
	STROBE_CODE_LT,
	STROBE_CODE_LE,
	STROBE_CODE_GT,
	STROBE_CODE_GE,
	STROBE_CODE_SHL,
	STROBE_CODE_SHR,
	STROBE_CODE_ADD,
	STROBE_CODE_SUB,
	STROBE_CODE_MUL,
	STROBE_CODE_DIV,
	STROBE_CODE_MIN /* of two bounds: a negative one counts as 0 */
};
/*
 * An operation on two values with this bit takes its operand as the right one (as CONST would give it), not the top of the
 * stack: most conditions compare with a constant.
 */
#define STROBE_CODE_IMMEDIATE 0x80u
#define STROBE_CODE_INDEX_BITS 7
/* In the operand of MEMBER, MEMBER_BY_ABI, ARG, NAME and DEREF: the value at entry ("@in"). */
#define STROBE_CODE_AT_ENTRY 0x800000u
/* Deepest stack that any expression needs; descc refuses deeper ones. */
#define STROBE_CODE_STACK 16

extern const char strobe_text[];
extern const struct strobe_type strobe_types[];
extern const struct strobe_field strobe_fields[];
extern const struct strobe_layout strobe_layouts[];
extern const uint16_t strobe_offsets[];
extern const struct strobe_struct strobe_structs[];
extern const struct strobe_arm strobe_arms[];
extern const struct strobe_attrs strobe_attr_lists[];
extern const struct strobe_set strobe_sets[];
extern const struct strobe_item strobe_items[];
extern const struct strobe_signature strobe_signatures[];
extern const struct strobe_selector strobe_selectors[];
extern const struct strobe_case strobe_cases[];
extern const struct strobe_call strobe_calls[];
extern const uint32_t strobe_code[];
extern const uint64_t strobe_wide[];

/* Rows of an ABI, indexed by number (x32: by number without its 0x40000000 bit); row_count is one past the last. */
extern const struct strobe_row *const strobe_rows[STROBE_ABI_COUNT];
extern const uint32_t strobe_row_count[STROBE_ABI_COUNT];

/* The classes' names without "%", as text offsets, by bit. */
extern const uint32_t strobe_class_names[32];
extern const uint32_t strobe_class_count;

/*
 * Sets that the walker's own kinds look values up in, by the names descriptions give them; descc fails when a
 * description that it needs is missing.
 */
extern const uint16_t strobe_set_signals;          /* enum signals */
extern const uint16_t strobe_set_errnos;           /* enum errnos */
extern const uint16_t strobe_set_clocks;           /* enum clocks */
extern const uint16_t strobe_set_ioctl_cmds;       /* enum ioctl_cmds */
extern const uint16_t strobe_set_address_families; /* enum address_families */

/* Types that the engine shows without a call, by struct name: siginfo. */
extern const uint16_t strobe_type_siginfo; /* struct or union siginfo */

/* Number of entries of each table, for bounds checks in tests and in the walker's debug build. */
extern const uint32_t strobe_text_size;
extern const uint32_t strobe_type_count;
extern const uint32_t strobe_call_count;
extern const uint32_t strobe_set_count;
extern const uint32_t strobe_struct_count;

#endif
