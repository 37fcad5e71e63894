/*
 * A record: one system call (or another event) of one task, with everything that was copied from it at its stops. Plain
 * data: it can be shown twice, saved, replayed, or made up by a test, without a process.
 */
#ifndef STROBE_RECORD_H
#define STROBE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/abi.h"

enum strobe_phase { STROBE_AT_ENTRY, STROBE_AT_EXIT };

/* What a region of tracee memory was asked as. */
enum strobe_want {
	STROBE_WANT_BYTES, /* len bytes */
	STROBE_WANT_STRING /* up to len bytes, ending after the first NUL */
};

/* A piece of the tracee's memory as it was in one phase. */
struct strobe_chunk {
	uint64_t addr;
	uint32_t len;  /* bytes that were asked for */
	uint32_t got;  /* bytes that could be read: fewer when error is set, or when a string ended */
	uint32_t data; /* offset of the bytes in the store's pool */
	int32_t error; /* errno when not all could be read (EFAULT, EPERM, ESRCH …), else 0 */
	uint8_t phase; /* enum strobe_phase */
	uint8_t want;  /* enum strobe_want */
};

/* The chunks of a record. Zero-initialise it; it keeps its memory from one call to the next. */
struct strobe_chunks {
	struct strobe_chunk *chunk;
	uint32_t count, room;
	uint8_t *pool;
	uint32_t used, pool_room;
	uint8_t complete; /* a bit a phase (1 << enum strobe_phase): all that the record needs of it is there */
	uint32_t *index; /* a hash of the chunks when there are many; the store's own */
	uint32_t index_room, indexed;
};

/* Forgets the chunks, keeps the memory. */
void strobe_chunks_reset(struct strobe_chunks *chunks);
/* Gives the memory back. */
void strobe_chunks_free(struct strobe_chunks *chunks);
/*
 * Adds an empty chunk (got 0) with len bytes of room in the pool and returns it; the pointer is good until the next call.
 * NULL when a limit on the total (16 MiB a record) or memory itself is exhausted.
 */
struct strobe_chunk *strobe_chunks_add(struct strobe_chunks *chunks, uint64_t addr, uint32_t len,
				       enum strobe_phase phase, enum strobe_want want);
/* The chunk of that address, phase and kind, and at least len bytes asked; NULL when there is none. */
const struct strobe_chunk *strobe_chunks_find(const struct strobe_chunks *chunks, uint64_t addr, uint32_t len,
					      enum strobe_phase phase, enum strobe_want want);

enum strobe_note_kind {
	STROBE_NOTE_DESCRIPTOR, /* number: a file descriptor of the task */
	STROBE_NOTE_DIRECTORY,  /* the task's working directory (AT_FDCWD); number: 0 */
	STROBE_NOTE_PROCESS,    /* number: a process id or the like, detail says which */
	STROBE_NOTE_NETLINK,    /* number: a file descriptor; is it a netlink socket, of which protocol? */
	STROBE_NOTE_TERMINAL,   /* number: a file descriptor; is it a terminal? */
	STROBE_NOTE_INTERFACE   /* number: of a network interface, in strobe's own namespace */
};

/* What was found. */
enum strobe_note_form {
	STROBE_NOTE_NOTHING, /* there is no such descriptor or process, or nothing to say of it */
	STROBE_NOTE_PATH,   /* text: what it leads to, as /proc/TID/fd has it, without " (deleted)"; device */
	STROBE_NOTE_SOCKET, /* label: protocol; text: what stands in [ ]; name: a Unix socket's */
	STROBE_NOTE_EVENTFD,  /* text: its fields, as text output shows them */
	STROBE_NOTE_SIGNALFD, /* set: signal n is bit n - 1 */
	STROBE_NOTE_PIDFD,    /* id: the process, -1 when it is gone: then text is what the descriptor is called */
	STROBE_NOTE_NAMED,    /* of a process: text is its name, may be empty; id. INTERFACE: text is its name */
	STROBE_NOTE_FACT /* NETLINK, TERMINAL: id is the protocol, or -1 for no such socket; 1 for a terminal, else 0 */
};

/* Bytes in the notes' pool. */
struct strobe_note_text {
	uint32_t at, size;
};

/* What was looked up about a descriptor or a process while the task stood still. */
struct strobe_note {
	int64_t number;
	uint8_t kind, detail; /* enum strobe_note_kind; PROCESS: enum strobe_kind, else 0 */
	uint8_t phase;        /* enum strobe_phase */
	uint8_t form;         /* enum strobe_note_form */
	bool pending;         /* asked for, not looked up yet */
	bool deleted;
	bool has_name, abstract;
	bool has_terminal; /* device: a pseudo-terminal's master, terminal is its number */
	char device;       /* 'c' or 'b' with major and minor; 0: none */
	uint32_t major, minor, terminal;
	int64_t id; /* in strobe's namespace; 0: it is the same there, or not known */
	uint64_t set;
	struct strobe_note_text text, label, name;
};

/* The notes of a record. Zero-initialise it; it keeps its memory from one call to the next. */
struct strobe_notes {
	struct strobe_note *note;
	uint32_t count, room;
	char *pool;
	uint32_t used, pool_room;
};

void strobe_notes_reset(struct strobe_notes *notes);
void strobe_notes_free(struct strobe_notes *notes);
/* Asks for a note, unless it is there already. One that finds no memory (or is one too many, 1024) is not there later. */
void strobe_notes_want(struct strobe_notes *notes, enum strobe_note_kind kind, unsigned detail,
		       int64_t number, enum strobe_phase phase);
/* The note of that phase or, if it has none, of the other; NULL when there is none that says something. */
const struct strobe_note *strobe_notes_find(const struct strobe_notes *notes, enum strobe_note_kind kind,
					    unsigned detail, int64_t number, enum strobe_phase phase);
/* Copies bytes into the pool; empty when there is no memory. */
struct strobe_note_text strobe_notes_put(struct strobe_notes *notes, const void *data, size_t size);
static inline const char *strobe_notes_text(const struct strobe_notes *notes, struct strobe_note_text text)
{
	return notes->pool + text.at;
}

enum strobe_state {
	STROBE_STATE_ENTERED, /* no exit yet, or never one */
	STROBE_STATE_RETURNED /* result is known */
};

struct strobe_stack;
/* Kinds of namespaces, by name (namespaces(7)): as links in /proc/PID/ns. */
enum strobe_namespace {
	STROBE_NAMESPACE_CGROUP,
	STROBE_NAMESPACE_IPC,
	STROBE_NAMESPACE_MNT,
	STROBE_NAMESPACE_NET,
	STROBE_NAMESPACE_PID,
	STROBE_NAMESPACE_TIME,
	STROBE_NAMESPACE_USER,
	STROBE_NAMESPACE_UTS,
	STROBE_NAMESPACE_COUNT
};
extern const char *const strobe_namespace_names[STROBE_NAMESPACE_COUNT];

/* The namespaces that a call entered, by their numbers; 0: not of that kind. */
struct strobe_namespaces {
	bool any;
	uint64_t number[STROBE_NAMESPACE_COUNT];
};

struct strobe_record {
	pid_t tid, tgid;
	char comm[16]; /* the task's name, NUL-terminated */
	const char
		*exit_comm; /* its name since the call has returned, NULL: the same; the session's memory */
	uint8_t abi;        /* enum strobe_abi */
	uint8_t state;      /* enum strobe_state */
	bool failed;        /* the result is an error; error says which */
	bool dumped; /* the data that the call moved is among the chunks, and to be shown whole (-e read, -e write) */
	uint16_t
		signature; /* the walker's: what the call was found to be, + 1; 0: not looked up yet (so start with 0) */
	uint64_t number; /* as in the register (x32: without its bit 30) */
	uint64_t args[6];
	uint64_t instruction_pointer, stack_pointer; /* at entry */
	uint64_t exit_instruction_pointer;           /* when returned */
	int64_t result;                              /* as in the register, when returned */
	int error;                      /* positive errno (or ERESTART code, 512 and up) when failed */
	uint64_t entry_time, exit_time; /* ns since the epoch, CLOCK_REALTIME; 0 when not taken */
	uint64_t entry_monotonic, exit_monotonic; /* ns, CLOCK_MONOTONIC; 0 when not taken */
	const struct strobe_stack *stack; /* as strobe/stack.h has it; not owned; NULL when not taken */
	struct strobe_chunks chunks;
	struct strobe_notes notes;
	struct strobe_namespaces namespaces; /* any only with -e namespace=new */
};

#endif
