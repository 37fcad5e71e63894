/*
 * What the parts of the stack room share. Bottom up: elf (a file's bytes), symbols (its names), files (one object for
 * each file that any process has mapped), maps (a process's mappings), memory (what was read at one stop), rules and
 * step (from a frame to its caller's), libunwind (where there are no rules), and capture, which puts them together.
 */
#ifndef STROBE_STACK_INSIDE_H
#define STROBE_STACK_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

#include "strobe/stack.h"
#include "stack/rules.h"

/* Limits on what tracees and their files can make of us. A bigger thing is as if it weren't there. */
#define STACK_READ_MOST (128u << 20)    /* bytes, of one table of a file */
#define STACK_FILES_MOST 65536u         /* files of a run */
#define STACK_HELD_MOST (1ull << 30)    /* bytes, of all tables of all files */
#define STACK_STRINGS_MOST (256u << 20) /* bytes, of names */
#define STACK_MAPS_MOST (64u << 20)     /* bytes, of one /proc/PID/maps */

/* --- elf.c: a file in the ELF format, and any garbage that claims to be one --------------------------------- */

struct stack_segment {
	uint32_t type, flags;
	uint64_t offset, address, file_size, memory_size;
};

struct stack_section {
	uint32_t name; /* in the section names */
	uint32_t type, link;
	uint64_t flags, address, offset, size, entry_size;
};

struct stack_elf {
	int fd;        /* owned; -1: the bytes are in data */
	uint8_t *data; /* owned */
	uint64_t size; /* of the file */
	bool wide;     /* 64 bits */
	struct stack_segment *segments;
	struct stack_section *sections;
	unsigned segment_count, section_count;
	char *names; /* of sections; its last byte is NUL */
	size_t names_size;
};

/*
 * Takes fd, or data (from malloc) of that size when fd is -1; both are owned by the elf from now on, also when it
 * returns false since this is no ELF file that can be read.
 */
bool stack_elf_open(struct stack_elf *elf, int fd, uint8_t *data, size_t size);
void stack_elf_close(struct stack_elf *elf);
/* The same, but the segments stay. */
void stack_elf_drop(struct stack_elf *elf);
/* Some bytes of the file, to be freed. NULL when it hasn't so many or they are more than STACK_READ_MOST. */
uint8_t *stack_elf_read(const struct stack_elf *elf, uint64_t offset, uint64_t size);
/* The first section of that name, or of that type; NULL. */
const struct stack_section *stack_elf_section(const struct stack_elf *elf, const char *name);
const struct stack_section *stack_elf_section_of_type(const struct stack_elf *elf, uint32_t type);
/* A section's content, to be freed, decompressed never. NULL also when it has none in the file. */
uint8_t *stack_elf_content(const struct stack_elf *elf, const struct stack_section *section);
/* The build-id: its length, 0 if there is none. */
unsigned stack_elf_build_id(const struct stack_elf *elf, uint8_t id[64]);
/* The loadable segment that holds the file's offset (code first), or the address; NULL. */
const struct stack_segment *stack_elf_segment_at(const struct stack_elf *elf, uint64_t offset);
const struct stack_segment *stack_elf_segment_of(const struct stack_elf *elf, uint64_t address,
						 uint64_t size);

/* Little-endian numbers from unaligned bytes. */
static inline uint16_t stack_u16(const uint8_t *data)
{
	return (uint16_t)(data[0] | data[1] << 8);
}

static inline uint32_t stack_u32(const uint8_t *data)
{
	return stack_u16(data) | (uint32_t)stack_u16(data + 2) << 16;
}

static inline uint64_t stack_u64(const uint8_t *data)
{
	return stack_u32(data) | (uint64_t)stack_u32(data + 4) << 32;
}

/* --- strings.c: names that live as long as the cache -------------------------------------------------------- */

struct stack_strings {
	struct stack_string **slots;
	size_t slot_count, count, held;
};

/* The string with these bytes, NULL when there is no memory or too many are kept. */
const char *stack_strings_add(struct stack_strings *strings, const char *text, size_t length);
void stack_strings_free(struct stack_strings *strings);

/* --- symbols.c: which function an address of a file is in --------------------------------------------------- */

struct stack_symbol {
	uint64_t start, end; /* addresses as in the file's segments; end is behind it */
	uint64_t reach;      /* the greatest end of this and all symbols before it */
	const char *raw;     /* as in the file; NUL-terminated */
	const char *shown;   /* demangled; NULL until it is asked for */
	uint32_t order;      /* place in its table; the tables one behind the other */
	bool label;          /* not said to be a function */
};

struct stack_symbols {
	struct stack_symbol *symbols; /* sorted by start, then order */
	size_t count, room;
	char *names[4]; /* string tables of the symbols */
	unsigned name_count;
	size_t held; /* bytes of all this */
};

/* Adds the functions of a symbol table. shift is added to their addresses. most: bytes that may be held more. */
void stack_symbols_add(struct stack_symbols *symbols, const struct stack_elf *elf, uint32_t type,
		       uint64_t shift, size_t most);
/* To be called once all are added, before any is looked for. */
void stack_symbols_sort(struct stack_symbols *symbols);
/* The symbol that covers the address; NULL. */
struct stack_symbol *stack_symbols_find(const struct stack_symbols *symbols, uint64_t address);
void stack_symbols_free(struct stack_symbols *symbols);

/* Opens a file for reading if it is a regular one: opening others could do something. -1 otherwise. */
int stack_open_regular(const char *path);

/* --- debugfiles.c: symbols that are not in the file itself -------------------------------------------------- */

/*
 * Opens the file with the debugging information that belongs to elf, which was mapped under that name by a process with
 * that root folder ("" for ours): by build-id, or by debuglink. Returns false if there is none.
 */
bool stack_debug_open(struct stack_elf *debug, const struct stack_elf *elf, const char *root,
		      const char *name);
/* Opens the small symbol table that is packed into .gnu_debugdata. false if there is none, or no liblzma. */
bool stack_mini_open(struct stack_elf *mini, const struct stack_elf *elf);

/* --- demangle.c, demangle_rust.c ---------------------------------------------------------------------------- */

/* The name as its language has it; to be freed; NULL when it isn't mangled. */
char *stack_demangle(const char *name);
char *stack_demangle_rust(const char *name);

/* --- files.c: what is known of each mapped file ------------------------------------------------------------- */

/* A row of the table that finds the unwind information for an address; all addresses as in the file's segments. */
struct stack_fde_row {
	uint64_t start;
	uint64_t fde;
};

struct strobe_stack_file {
	struct strobe_stack_file *next; /* of the cache */
	uint64_t device, inode, size;   /* what makes it the same file; see files.c for those that are none */
	int64_t changed;                /* the same: mtime, ns */
	const char *name;               /* as it was mapped first */
	pid_t first;                    /* the process that had it mapped first */
	bool usable;                    /* elf was read; of that the segments are kept */
	struct stack_elf elf;
	struct stack_symbols symbols;

	/* .eh_frame_hdr and .eh_frame as they are mapped. unwind_size 0: there is none. */
	uint8_t *unwind;
	uint64_t unwind_address, unwind_size;
	uint64_t header; /* address of .eh_frame_hdr; 0: its table can't be used, or there is none */
	uint64_t table, table_count;  /* address of its table, rows */
	uint64_t frames, frames_size; /* .eh_frame; the size may be more than it has */
	struct stack_fde_row *rows;   /* made here, when there is no table */
	size_t row_count;
	struct stack_sources *sources; /* of sources.c */
	bool sources_read;
};

struct stack_files {
	struct strobe_stack_file *buckets[256];
	unsigned count;
	size_t held; /* bytes */
};

struct stack_mapping;
struct stack_process;

/* The file behind a mapping, read with its symbols if it is new. NULL when it can't be had. The process must be stopped. */
struct strobe_stack_file *stack_files_get(struct strobe_stacks *stacks, const struct stack_process *process,
					  const struct stack_mapping *mapping);
void stack_files_free(struct stack_files *files);
/* Bytes that may still be held. */
size_t stack_files_room(const struct strobe_stacks *stacks);
/* The address in the file's segments that has that offset; false when none has. */
bool stack_file_address(const struct strobe_stack_file *file, uint64_t offset, uint64_t *address);

/* --- unwindinfo.c ------------------------------------------------------------------------------------------- */

/* Finds and reads the unwind information of a file. */
void stack_unwind_load(struct strobe_stacks *stacks, struct strobe_stack_file *file);
/* The address of the FDE that may cover that address; false if there is none. */
bool stack_unwind_find(const struct strobe_stack_file *file, uint64_t address, uint64_t *fde);

/* --- maps.c: where a process has its code ------------------------------------------------------------------- */

struct stack_mapping {
	uint64_t start, end, offset;
	uint64_t device, inode;         /* as in /proc/PID/maps */
	const char *name;               /* NULL: anonymous */
	struct strobe_stack_file *file; /* NULL: not looked for yet, or can't be had */
	uint64_t bias;                  /* address in the process less that in the file's segments */
	bool looked, biased;
};

struct stack_process {
	struct stack_process *next;
	pid_t tgid;
	pid_t tid;                      /* a thread of it that is stopped now: the first one may have ended */
	bool fresh;                     /* the mappings are as they are */
	bool shared;                    /* untraced tasks may change them at any time */
	struct stack_mapping *mappings; /* those with code, by address */
	size_t count, room;
	struct stack_mapping *latest; /* found last */
};

/* Reads the map again if it may have changed. false when it can't be read. */
bool stack_maps_refresh(struct strobe_stacks *stacks, struct stack_process *process);
/* The mapping with code that holds the address; NULL. */
struct stack_mapping *stack_maps_find(struct stack_process *process, uint64_t address);
/* The same with its file at hand; NULL when that has no ELF content. */
struct stack_mapping *stack_maps_find_file(struct strobe_stacks *stacks, struct stack_process *process,
					   uint64_t address);
/* Whether a mapping with code that is known lies in that range, if only in part. */
bool stack_maps_touch(const struct stack_process *process, uint64_t start, uint64_t size);
/* Runs over all mappings, of any kind, of a process. Stops when each returns false. */
bool stack_maps_each(pid_t pid,
		     bool (*each)(void *data, const struct stack_mapping *mapping, const char *permissions,
				  const char *name, size_t name_length),
		     void *data);

/* --- memory.c: the task's memory at one stop ---------------------------------------------------------------- */

#define STACK_RUNS 16
#define STACK_RUN_SIZE 32768u

struct stack_memory {
	pid_t tid;
	struct stack_run {
		uint64_t start;
		size_t size;
		uint64_t used; /* when, for the choice of which to give up */
		uint8_t *data; /* STACK_RUN_SIZE bytes */
	} runs[STACK_RUNS];
	unsigned count, latest;
	uint64_t clock;
	unsigned reads_left; /* system calls that this stop may still take */
};

/* Forgets what was read at the stop before. */
void stack_memory_begin(struct stack_memory *memory, pid_t tid);
/* Copies size bytes (at most a page); false when they can't be read. */
bool stack_memory_read(struct stack_memory *memory, uint64_t address, void *data, size_t size);
void stack_memory_free(struct stack_memory *memory);

/* --- capture.c and the unwinders ---------------------------------------------------------------------------- */

struct stack_lookup;

struct strobe_stacks {
	struct stack_strings strings;
	struct stack_files files;
	struct stack_memory memory;
	struct stack_process *processes[256];
	struct stack_lookup *lookups; /* found symbols, by file and offset */
	size_t lookup_slots, lookup_count;
	void *space; /* libunwind's; NULL until needed */
};

/* One capture in progress. */
struct stack_capture {
	struct strobe_stacks *stacks;
	struct stack_process *process;
	union {
		struct user_regs_struct wide;
		uint32_t narrow
			[17]; /* as i386 has them: bx, cx, dx, si, di, bp, ax, ds, es, fs, gs, orig_ax, ip, cs, fl, sp, ss */
	} registers;
	unsigned limit, count;
	struct strobe_frame *frames;
	enum strobe_stack_status status;
	uint64_t reads_left; /* words that libunwind may still read for this frame */
	/* For the frame added last: how to go on from it, NULL when nothing says that, and the file that does. */
	const struct stack_rules *rules;
	const struct strobe_stack_file *object;
	bool guessed; /* the next frame was not found by rules */
};

/* Adds a frame; false when there's no going on from it, with the status set. */
bool stack_capture_add(struct stack_capture *capture, uint64_t address, bool call);
/* Adds frames, from the registers on. */
void stack_walk(struct stack_capture *capture, bool wide);

/* --- libunwind.c -------------------------------------------------------------------------------------------- */

/* One step of a 64-bit task. Never UNKNOWN: what libunwind can't do is the last. */
enum stack_step stack_libunwind_step(struct stack_capture *capture, struct stack_state *state);
void stack_libunwind_free(struct strobe_stacks *stacks);

void stack_sources_free(struct strobe_stack_file *file);

#endif
