/*
 * The walker's inside: what its files share. Nothing outside src/decode includes this.
 */
#ifndef STROBE_WALKER_H
#define STROBE_WALKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base.h"
#include "strobe/decode.h"
#include "strobe/record.h"
#include "strobe/sink.h"
#include "strobe/tables.h"

/* Deepest nesting of pointers and structs that is followed: a tracee can build endless chains. */
#define WALKER_DEPTH 16
/* Most elements of one list that are ever looked at, and most bytes fetched for one region. */
#define WALKER_ELEMENTS 65536u
#define WALKER_REGION (1u << 20)
/* Most descriptors of a set that are looked at. */
#define WALKER_DESCRIPTORS (1u << 16)
/* Most elements of all lists that one walk visits: lists in lists would multiply otherwise. */
#define WALKER_VISITS (1u << 18)
/* Most bytes of strings that one walk tells: many pointers may point at the same ones. One alone may be longer. */
#define WALKER_TOLD (4u << 20)

/* Bytes of the tracee's memory, as they were in one phase. */
struct place {
	const uint8_t *data;
	uint64_t addr; /* where they were */
	uint32_t size; /* how many are there */
	uint8_t phase; /* enum strobe_phase */
};

/* The struct that is being shown, and those around it. */
struct frame {
	const struct frame *outer;
	const struct strobe_layout *layout;
	struct place place;
	const struct place *entry; /* the same bytes at entry, for "was" and "@in"; NULL when not captured */
	uint32_t limit;            /* bytes that belong to it (its bound), for "rest" */
	uint32_t current;          /* offset of the member that is being shown */
	bool nameless;             /* a "listed" struct: its members show without their names */
};

/*
 * The regions that one pass of collecting found missing. They enter the record when the pass is over, since
 * the record's memory may move then. What finds no room is found again by the next pass.
 */
struct missing {
	unsigned count;
	bool again;     /* what comes may point at more: another pass is needed */
	unsigned facts; /* about descriptors, that decide what there is to fetch */
	struct {
		uint8_t kind; /* enum strobe_note_kind */
		int64_t number;
	} fact[4];
	struct {
		uint64_t addr;
		uint32_t len;
		uint8_t phase, want;
	} region[1024]; /* IOV_MAX: as many as one process_vm_readv takes */
};

struct walker {
	const struct strobe_record *record;
	const struct strobe_limits *limits;
	struct strobe_sink *sink;                 /* NULL while collecting */
	struct missing *collect;                  /* where missing regions go; NULL while showing */
	const struct strobe_signature *signature; /* NULL for a value that is no call's */
	uint8_t abi;
	uint8_t phase; /* collecting: the phase whose regions may be added */
	uint8_t value_phase; /* when the value that is being shown was there: at entry, but for memory that was read at exit */
	bool leaf;      /* what is fetched next points at nothing further */
	bool unknown;   /* an expression needed what is not there (yet) */
	bool in_aux;    /* what is shown explains the result */
	bool undecided; /* an expression needed a fact that comes with the next round */
	unsigned depth;
	uint64_t told;   /* bytes of strings so far */
	unsigned visits; /* elements of lists so far */
	bool has_budget; /* a budget (bytes that may show in all) is in force */
	uint64_t budget;
};

enum fetched {
	FETCH_WHOLE,   /* place holds all that was asked (a string: with its NUL, or to its limit) */
	FETCH_PARTIAL, /* place holds the readable beginning */
	FETCH_NOTHING, /* nothing could be read */
	FETCH_PENDING  /* asked for: not here before the next round */
};

/* fetch.c */
enum fetched walker_fetch(struct walker *walker, uint64_t addr, uint32_t len, enum strobe_phase phase,
			  enum strobe_want want, struct place *place, int *error);
/* Enters the regions of a pass into the record, as pending chunks; says how many. */
unsigned walker_add_missing(struct strobe_chunks *chunks, const struct missing *missing);

/*
 * A fact about a descriptor that the record has in a note, otherwise when there is none; while collecting, it is asked for then,
 * and the walker is undecided.
 */
int64_t walker_fact(struct walker *walker, unsigned kind, int64_t number, int64_t otherwise);

/* value.c */
struct value walker_argument(const struct walker *walker, const struct strobe_field *argument);
/* Where a member lies in its struct: where its "at" says, or as laid out. */
uint32_t walker_computed_offset(const struct walker *walker, const struct frame *frame, unsigned index);
static inline uint32_t walker_offset(const struct walker *walker, const struct frame *frame, unsigned index)
{
	if (strobe_fields[frame->layout->first_field + index].flags & STROBE_FIELD_AT)
		return walker_computed_offset(walker, frame, index);
	return strobe_offsets[frame->layout->offsets + index];
}
/* A member of the frame, bit-fields too; at_entry: from the struct as it was at entry. */
bool walker_member(const struct walker *walker, const struct frame *frame, unsigned index, bool at_entry,
		   struct value *value);
/* Evaluates an expression; frame may be NULL (arguments only). Sets walker->unknown when something is not there. */
struct value walker_eval(struct walker *walker, uint16_t code, const struct frame *frame,
			 enum strobe_phase phase);
/* A condition: 0 is "none", true. While collecting, one that can't be known yet counts as true. */
bool walker_holds(struct walker *walker, uint16_t code, const struct frame *frame, enum strobe_phase phase);
/* A bound in bytes or elements, none (0) being limit; never above limit. */
uint64_t walker_bound(struct walker *walker, uint16_t code, const struct frame *frame,
		      enum strobe_phase phase, uint64_t limit);

/* walk.c */
void walker_show_register(struct walker *walker, const struct strobe_type *type, struct value value);
void walker_show_pointer(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase);
/* Shows a value of that type that lies at place. False when it is not all there (nothing was told then). */
bool walker_show(struct walker *walker, const struct strobe_type *type, const struct place *place,
		 const struct place *entry, const struct frame *frame);
/* Bytes that a value of that type takes in memory: fetch so many. False when the type has no size of its own. */
uint32_t walker_size(struct walker *walker, const struct strobe_type *type, const struct frame *frame,
		     enum strobe_phase phase);
/* The two halves of a pointer with a change in it, see strobe_progress. */
bool walker_begin_change(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame);
void walker_end_change(struct walker *walker, const struct strobe_type *type, uint64_t addr,
		       const struct frame *frame);

/* notes.c */
/* Sets sink->note to what is known of a descriptor or process (by its kind), or asks for it. */
void walker_note(struct walker *walker, unsigned kind, int64_t number);
/* A network interface: its name is asked for, or shown from the note. */
void walker_interface(struct walker *walker, uint32_t number);

/* The note about a value of that kind, NULL when there is none, or nothing that limits ask for. */
const struct strobe_note *walker_find_note(const struct strobe_notes *notes,
					   const struct strobe_limits *limits, unsigned kind, int64_t number,
					   enum strobe_phase phase);

/* structs.c */
bool walker_show_struct(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct place *entry, const struct frame *frame, bool flat);
void walker_date(struct walker *walker, uint16_t sec, uint16_t nsec, bool micro, const struct frame *frame,
		 enum strobe_phase phase);

/* lists.c; element_limit: how many elements of the list are shown at most. */
uint32_t walker_element_limit(const struct walker *walker, const struct strobe_type *list);
void walker_point_list(struct walker *walker, const struct strobe_type *type, uint64_t addr,
		       const struct frame *frame, enum strobe_phase phase);
bool walker_show_list(struct walker *walker, const struct strobe_type *type, const struct place *place,
		      const struct frame *frame);

/* attributes.c */
void walker_point_attributes(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			     const struct frame *frame, enum strobe_phase phase);
void walker_show_attributes(struct walker *walker, const struct strobe_type *type, const struct place *place,
			    const struct frame *frame);

/* strings.c */
void walker_point_string(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			 const struct frame *frame, enum strobe_phase phase);
bool walker_show_string(struct walker *walker, const struct strobe_type *type, const struct place *place,
			const struct frame *frame);

/* kinds: scalars (kinds/scalars.c), sets of names (kinds/sets.c), masks (kinds/masks.c), addresses (kinds/addresses.c) */
void kind_show(struct strobe_sink *sink, unsigned abi, const struct strobe_type *type, struct value value);
enum strobe_form kind_form(unsigned kind, bool is_signed);
void kind_show_set(struct strobe_sink *sink, unsigned abi, uint16_t set, unsigned base, struct value value);
bool kind_names_zero(uint16_t set, unsigned abi);
void kind_show_mode(struct strobe_sink *sink, uint64_t mode);
void kind_show_sigset(struct strobe_sink *sink, unsigned abi, const uint8_t *data, size_t size);
/* within_budget: no more of them than the walker's budget, which they use up. */
void kind_show_fdset(struct walker *walker, const uint8_t *data, size_t size, uint64_t descriptors,
		     bool within_budget);
void kind_show_cpuset(struct strobe_sink *sink, const uint8_t *data, size_t size);
void kind_show_sunpath(struct strobe_sink *sink, const uint8_t *data, size_t size);
void kind_show_wstatus(struct strobe_sink *sink, uint64_t status);
/* terminal: of a name that ends in "or …", that end is meant. */
void kind_show_ioctl(struct strobe_sink *sink, unsigned abi, uint64_t command, bool terminal);
void kind_show_clock(struct strobe_sink *sink, unsigned abi, int64_t clock);
/* Kinds of socket addresses and options (kinds/sockets.c). False when the kind is none of them. */
/* An interface's number, as its name when there is one (length bytes, not terminated), else NULL. */
void kind_show_interface(struct strobe_sink *sink, uint64_t value, const char *name, size_t length);
bool kind_show_socket_scalar(struct strobe_sink *sink, unsigned abi, unsigned kind, uint64_t bits);
void kind_show_device(struct strobe_sink *sink, uint64_t device);
void kind_show_rlimit(struct strobe_sink *sink, uint64_t limit, uint64_t infinity, const char *name);
/* kinds/system.c */
void kind_show_ticks(struct strobe_sink *sink, uint64_t ticks);
/* A time as a number, followed by its date; as the date alone. */
void kind_show_seconds(struct strobe_sink *sink, int64_t seconds);
void kind_show_date(struct strobe_sink *sink, int64_t seconds);
void kind_show_ioprio(struct strobe_sink *sink, uint64_t priority);
void kind_show_wake_op(struct strobe_sink *sink, uint64_t value);
/* width: of the word, in bytes. */
void kind_show_mask_word(struct strobe_sink *sink, unsigned width, uint64_t word);
void kind_show_syscall_number(struct strobe_sink *sink, unsigned abi, uint64_t number);
void kind_show_negated_errno(struct strobe_sink *sink, int64_t value);
void kind_show_user_offset(struct strobe_sink *sink, uint64_t offset);
/* kinds/bpf.c; seccomp: what a program returns are seccomp's actions, else offsets may lie outside a packet. */
void kind_show_bpf(struct strobe_sink *sink, uint64_t instruction, bool seccomp);

#endif
