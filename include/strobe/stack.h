/*
 * Stack traces of stopped tasks, with names for their addresses. What is known of files (unwind information,
 * symbols) is shared by all processes of a run; of a process only its address map is kept, and read again
 * when it may have changed.
 *
 * The tracees are not trusted: whatever their stacks, maps and files hold, a capture ends, and what it keeps
 * is bounded.
 */
#ifndef STROBE_STACK_H
#define STROBE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/output.h"

struct strobe_stacks;
struct strobe_stack_file;

/* Places in the source that are shown for one address: as many inlined functions, less one. */
#define STROBE_SOURCES_MOST 32

/*
 * One frame, innermost first. Plain data that may be copied; the strings belong to the cache and are good until
 * strobe_stacks_free.
 */
struct strobe_frame {
	uint64_t address; /* of the instruction: the one that follows the call, but for the innermost frame */
	uint64_t
		offset; /* of the address in the file, or in the mapping that is no file; 0 when file is NULL */
	const char *
		file; /* as /proc/PID/maps names it ("[vdso]", "/lib/x (deleted)"); NULL: the address is nowhere */
	const char *symbol;     /* the function, demangled; NULL when none covers the address */
	uint64_t symbol_offset; /* of the address from the symbol's beginning; 0 when symbol is NULL */
	uint64_t function;      /* without a symbol: offset in the file of the function's beginning, as unwind
				   information has it; 0: unknown */
	bool call; /* the address is that after a call: the frame's code is what lies before it */
	const struct strobe_stack_file *object; /* the cache's own; for strobe_stacks_sources */
};

/* How a capture ended. */
enum strobe_stack_status {
	STROBE_STACK_WHOLE,     /* at the outermost frame, or where nothing says what comes next */
	STROBE_STACK_TRUNCATED, /* there are more frames than the limit */
	STROBE_STACK_LOST,      /* the last frame's address is in no file: file is NULL there */
	STROBE_STACK_NO_TASK,   /* the task's registers or map can't be read: it is gone, or not stopped */
	STROBE_STACK_NO_MEMORY, /* of strobe itself */
	STROBE_STACK_NOT_BUILT  /* this strobe is built without stack traces */
};

/* A stack as records and events carry it. */
struct strobe_stack {
	const struct strobe_frame *frames; /* innermost first */
	unsigned count;
	enum strobe_stack_status status;
	struct strobe_stacks
		*sources; /* places in the source are wanted, and this knows them; NULL: they are not */
};

/* Whether this build can make stack traces, and give source lines. */
bool strobe_stacks_available(void);
bool strobe_stacks_have_sources(void);

/*
 * A cache for all that one run traces. NULL with errno when there is no memory, or (ENOSYS) in a build
 * without stacks.
 */
struct strobe_stacks *strobe_stacks_new(void);
void strobe_stacks_free(struct strobe_stacks *stacks);

/*
 * The stack of the task tid of process tgid, which is stopped under ptrace by the calling thread. frames has
 * room for limit of them. Returns how many were filled in. Any of 32 and 64 bits.
 */
unsigned strobe_stacks_capture(struct strobe_stacks *stacks, pid_t tid, pid_t tgid, unsigned limit,
			       struct strobe_frame *frames, enum strobe_stack_status *status);

/*
 * The process's mappings may have changed, so its map is to be read again when it is needed next. To be
 * called before the next capture, after every call that can change where there is code (mmap, mremap, shmat
 * …), and after an execve. Cheap.
 */
void strobe_stacks_maps_changed(struct strobe_stacks *stacks, pid_t tgid);

/*
 * The same, if the mappings that changed lie in that range of addresses: nothing happens when none of them
 * had code.
 */
void strobe_stacks_range_changed(struct strobe_stacks *stacks, pid_t tgid, uint64_t start, uint64_t size);

/* Tasks that are not traced share the process's memory: its map is read again for each capture from now on. */
void strobe_stacks_shared(struct strobe_stacks *stacks, pid_t tgid);

/* The process is gone, or another program is in it. */
void strobe_stacks_forget(struct strobe_stacks *stacks, pid_t tgid);

/*
 * Writes a frame as a line of a trace, without its newline: " > FILE(SYMBOL+0xOFFSET) [0xOFFSET-IN-FILE]", without a
 * symbol " > FILE(+0xOFFSET) [0xOFFSET]", both being the offset in the file, and " > unexpected_backtracing_error
 * [0xADDRESS]" for an address that is nowhere.
 */
void strobe_frame_text(struct strobe_output *output, const struct strobe_frame *frame);

/*
 * What is to be said after the last frame, in the same form (" > too many stack frames"), NULL if nothing.
 */
const char *strobe_stack_status_text(enum strobe_stack_status status);

/* A place in the source. The strings are the cache's, good until strobe_stacks_free. */
struct strobe_source {
	const char *
		function; /* demangled; NULL when unknown. [0] is the innermost of what was inlined at the address */
	const char *file;      /* never NULL */
	unsigned line, column; /* 0: unknown */
};

/*
 * The places in the source that a frame stands for: first the innermost inlined one, last the function
 * itself. Fills up to room, returns how many; 0 without debugging information, or in a build without libdw.
 * Needs no process.
 */
unsigned strobe_stacks_sources(struct strobe_stacks *stacks, const struct strobe_frame *frame,
			       struct strobe_source *sources, unsigned room);

/* The same for a frame of a stack; none when the stack doesn't want any. */
static inline unsigned strobe_stack_sources(const struct strobe_stack *stack,
					    const struct strobe_frame *frame,
					    struct strobe_source sources[STROBE_SOURCES_MOST])
{
	return stack->sources ? strobe_stacks_sources(stack->sources, frame, sources, STROBE_SOURCES_MOST)
			      : 0;
}

/*
 * For -kk. " FILE:LINE" follows a frame's text on its line (the last source of the frame); a function that
 * was inlined has a line of its own, before that, innermost first: " > FUNCTION (inlined) FILE:LINE".
 */
void strobe_source_text(struct strobe_output *output, const struct strobe_source *source);
void strobe_inlined_text(struct strobe_output *output, const struct strobe_source *source);

#endif
