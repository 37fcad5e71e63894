/*
 * The walker: interprets the generated tables over a record. It does two jobs with the same code: it finds out
 * what memory a record still needs (strobe_decode_collect), and it tells a sink what the record holds.
 */
#ifndef STROBE_DECODE_H
#define STROBE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "strobe/record.h"
#include "strobe/sink.h"
#include "strobe/tables.h"

struct strobe_limits {
	uint32_t string;   /* bytes of a string or buffer that are shown (-s) */
	uint32_t elements; /* elements of a list that are shown (abbreviated output: the same as string) */
	bool verbose;      /* structures and lists whole: the elements limit is off (a hard cap stays) */
	bool raw;          /* arguments undecoded (-e raw) */
	bool unfollowed;   /* pointers to anything but strings and buffers are addresses (-e verbose) */
	uint8_t descriptors; /* enum strobe_decode_fds: what is looked up about descriptors and shown with them */
	uint8_t processes; /* enum strobe_decode_pids: the same about process ids */
};

/* The row of a call's number, NULL when the number is unknown. Its name and call. */
const struct strobe_row *strobe_decode_row(unsigned abi, uint64_t number);
/* Text at an offset of strobe_text. */
const char *strobe_decode_text(uint32_t offset);
/* The number of a call by name in an ABI, -1 when there is none. */
int strobe_decode_number(unsigned abi, const char *name);
/*
 * i386's socketcall and ipc stand for many calls. split: the number that the call which the first argument selects has in the
 * tables, or number itself when there is none. whole: the number in the register for such a number, else number itself.
 */
uint64_t strobe_decode_split(unsigned abi, uint64_t number, uint64_t selector);
uint64_t strobe_decode_whole(unsigned abi, uint64_t number);
/* Whether the call captures memory in that phase at all. */
bool strobe_decode_fetches(const struct strobe_record *record, enum strobe_phase phase);

/* Whether flags of the call can name namespaces that it enters. */
bool strobe_decode_enters_namespaces(const struct strobe_record *record);

/*
 * Adds to record->chunks an empty chunk (got 0, error -1: pending) for each region that the record needs in that phase and lacks.
 * Returns how many were added; 0 when all is there. The caller reads them in one batch, sets got and error, and
 * calls again, until 0 comes back: pointers behind pointers come in the following rounds.
 */
unsigned strobe_decode_collect(struct strobe_record *record, enum strobe_phase phase,
			       const struct strobe_limits *limits);

/*
 * Asks record->notes for what limits->descriptors and limits->processes want to know of the descriptors and processes
 * in the arguments and, when the record has returned, in the result; and for the names of the network interfaces in them.
 * After the collecting, for it needs what came. strobe_decode_notes: whether there can be something to ask for.
 */
bool strobe_decode_notes(const struct strobe_record *record, const struct strobe_limits *limits);
void strobe_decode_note(struct strobe_record *record, const struct strobe_limits *limits);
/* The same for a value that is no call's. */
void strobe_decode_note_value(uint16_t type, unsigned abi, const void *data, size_t size,
			      const struct strobe_limits *limits, struct strobe_notes *notes);

/* Where the telling of a call's arguments stands, between its entry and its exit. Zero-initialise. */
struct strobe_progress {
	uint8_t next;   /* the argument that comes next */
	bool in_change; /* the entry half of "=>" of that argument was told, the exit half not yet */
	bool complete;  /* every argument was told: nothing is left for the exit (set by both functions) */
};

/*
 * Tells the sink the arguments that can be shown at entry, as far as the first that can't. Then, or instead of it, at
 * exit: all that is left. For a record that never returned, strobe_decode_exit_args shows what is known.
 */
void strobe_decode_entry_args(const struct strobe_record *record, const struct strobe_limits *limits,
			      struct strobe_sink *sink, struct strobe_progress *progress);
void strobe_decode_exit_args(const struct strobe_record *record, const struct strobe_limits *limits,
			     struct strobe_sink *sink, struct strobe_progress *progress);

/* The most data of one call that -e read and -e write show, bytes. */
#define STROBE_DUMP_MAX (8u << 20)

enum strobe_dump { STROBE_DUMP_NOTHING, STROBE_DUMP_RECEIVED, STROBE_DUMP_SENT };

/* A buffer of the data that a call moved. */
struct strobe_dump_buffer {
	bool in_list;        /* it is one of several, as readv(2) has them; index is its number */
	uint32_t index;      /* in its vector */
	uint64_t size;       /* bytes that were moved, or that there were to be moved */
	const uint8_t *data; /* those that could be read, NULL if none */
	uint64_t got; /* how many these are: size, unless they can't be read, or are too many to be shown */
	bool unreadable; /* the memory is not there */
};

/* Who is told a call's data, in order. */
struct strobe_dump_sink {
	/* The buffers of a message follow (recvmmsg(2) has many): how many it has, and its number. */
	void (*vector)(struct strobe_dump_sink *sink, uint64_t buffers, uint32_t index);
	void (*buffer)(struct strobe_dump_sink *sink, const struct strobe_dump_buffer *buffer);
};

/* Whether the call reads data from a descriptor or writes it to one, and which. Any arguments will do, also before its return. */
enum strobe_dump strobe_decode_dump_direction(const struct strobe_record *record, int *fd);
/* As strobe_decode_collect, for the data of a returned record with such a direction. */
unsigned strobe_decode_dump_collect(struct strobe_record *record);
/* Tells the data of a returned record, when it is dumped. */
void strobe_decode_dump(const struct strobe_record *record, struct strobe_dump_sink *sink);

/* What is known of the result of a returned record. */
struct strobe_result {
	bool none;      /* the call does not return */
	unsigned kind;  /* enum strobe_kind */
	unsigned shape; /* enum strobe_form of the number */
	uint64_t value; /* the result in the width of its type */
	bool has_aux;   /* there is something in parentheses: call strobe_decode_aux */
	uint16_t set;   /* kind set: strobe_sets */
	const struct strobe_note
		*note; /* what is known of the descriptor or process that it is; NULL: nothing */
};
void strobe_decode_result(const struct strobe_record *record, const struct strobe_limits *limits,
			  struct strobe_result *result);
/*
 * Tells the sink what stands in parentheses after the result: flags of a result (name() "flags" and bits), or the items of
 * aux, each with its label as name() if it has one.
 */
void strobe_decode_aux(const struct strobe_record *record, const struct strobe_limits *limits,
		       struct strobe_sink *sink);

/* Tells the sink a value that is no call's: type is an index like strobe_type_siginfo, data its bytes as in the ABI. */
void strobe_decode_value(uint16_t type, unsigned abi, const void *data, size_t size,
			 const struct strobe_limits *limits, struct strobe_sink *sink);

/* Names: of an errno or ERESTART code (NULL when unknown), of a signal ("SIGINT"; buffer of 16 bytes for unknown ones). */
const char *strobe_decode_errno_name(int error);
const char *strobe_decode_signal_name(int signo, char buffer[16]);

/* The item of an enum with that value, its name in buffer when it is a range; NULL when there is none. */
const char *strobe_decode_set_name(uint16_t set, unsigned abi, uint64_t value, char *buffer, size_t size);

#endif
