/*
 * Stack traces: of a stopped task's registers and memory, frame by frame, with a name for each.
 */
#include <config.h>

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "stack/inside.h"

#define LOOKUPS_MOST (1u << 18)
/* A longer name is shown as it is in the file. */
#define NAME_MOST (1u << 20)

/* What an address of a file was found to be. */
struct stack_lookup {
	const struct strobe_stack_file *file; /* NULL: the slot is free */
	uint64_t offset;
	const char *symbol;
	uint64_t symbol_offset; /* of the address from the symbol's beginning */
	uint64_t function;      /* offset in the file where the function begins, if only that is known */
	struct stack_rules rules;
};

bool strobe_stacks_available(void)
{
#ifdef HAVE_LIBUNWIND
	return true;
#else
	return false;
#endif
}

struct strobe_stacks *strobe_stacks_new(void)
{
	if (strobe_stacks_available())
		return calloc(1, sizeof(struct strobe_stacks));
	errno = ENOSYS;
	return NULL;
}

static void free_process(struct stack_process *process)
{
	free(process->mappings);
	free(process);
}

void strobe_stacks_free(struct strobe_stacks *stacks)
{
	if (!stacks)
		return;
	for (size_t i = 0; i < sizeof(stacks->processes) / sizeof(*stacks->processes); i++) {
		while (stacks->processes[i]) {
			struct stack_process *process = stacks->processes[i];

			stacks->processes[i] = process->next;
			free_process(process);
		}
	}
	stack_libunwind_free(stacks);
	stack_memory_free(&stacks->memory);
	stack_files_free(&stacks->files);
	stack_strings_free(&stacks->strings);
	free(stacks->lookups);
	free(stacks);
}

static struct stack_process **process_slot(struct strobe_stacks *stacks, pid_t tgid)
{
	struct stack_process **slot =
		&stacks->processes[(unsigned)tgid % (sizeof(stacks->processes) / sizeof(*stacks->processes))];

	while (*slot && (*slot)->tgid != tgid)
		slot = &(*slot)->next;
	return slot;
}

void strobe_stacks_maps_changed(struct strobe_stacks *stacks, pid_t tgid)
{
	struct stack_process *process = stacks ? *process_slot(stacks, tgid) : NULL;

	if (process)
		process->fresh = false;
}

void strobe_stacks_range_changed(struct strobe_stacks *stacks, pid_t tgid, uint64_t start, uint64_t size)
{
	struct stack_process *process = stacks ? *process_slot(stacks, tgid) : NULL;

	if (process && process->fresh && stack_maps_touch(process, start, size))
		process->fresh = false;
}

void strobe_stacks_forget(struct strobe_stacks *stacks, pid_t tgid)
{
	struct stack_process **slot, *process;

	if (!stacks)
		return;
	slot = process_slot(stacks, tgid);
	process = *slot;
	if (process) {
		*slot = process->next;
		free_process(process);
	}
}

static struct stack_process *get_process(struct strobe_stacks *stacks, pid_t tgid)
{
	struct stack_process **slot = process_slot(stacks, tgid);

	if (!*slot) {
		*slot = calloc(1, sizeof(**slot));
		if (*slot)
			(*slot)->tgid = tgid;
	}
	return *slot;
}

/* Makes names of what lies behind an offset of a file. */
static void look_up(struct strobe_stacks *stacks, struct stack_lookup *lookup)
{
	const struct strobe_stack_file *file = lookup->file;
	struct stack_symbol *symbol;
	uint64_t address;

	if (!file->usable || !stack_file_address(file, lookup->offset, &address))
		return;
	stack_rules_read(file, address, &lookup->rules);
	/* A signal handler returns to the beginning of a function that didn't call it. */
	symbol = stack_symbols_find(&file->symbols, address + lookup->rules.signal);
	if (symbol) {
		if (!symbol->shown) {
			char *name = stack_demangle(symbol->raw);

			if (name && strlen(name) <= NAME_MOST)
				symbol->shown = stack_strings_add(&stacks->strings, name, strlen(name));
			if (!symbol->shown)
				symbol->shown = symbol->raw;
			free(name);
		}
		lookup->symbol = symbol->shown;
		lookup->symbol_offset = address - symbol->start;
	} else if (lookup->rules.known) {
		lookup->function = lookup->offset - (address - lookup->rules.start);
	}
}

static size_t slot_of(const struct stack_lookup *lookups, size_t slots, const struct strobe_stack_file *file,
		      uint64_t offset)
{
	size_t at = (((uintptr_t)file >> 4) * 31 + offset) * 0x9e3779b97f4a7c15u >> 32 & (slots - 1);

	while (lookups[at].file && (lookups[at].file != file || lookups[at].offset != offset))
		at = (at + 1) & (slots - 1);
	return at;
}

static void grow_lookups(struct strobe_stacks *stacks)
{
	size_t slots = stacks->lookup_slots ? stacks->lookup_slots * 2 : 4096;
	struct stack_lookup *lookups;

	/* A full table is started anew: what matters comes back soon. */
	if (slots > LOOKUPS_MOST) {
		memset(stacks->lookups, 0, stacks->lookup_slots * sizeof(*lookups));
		stacks->lookup_count = 0;
		return;
	}
	lookups = calloc(slots, sizeof(*lookups));
	if (!lookups)
		return;
	for (size_t i = 0; i < stacks->lookup_slots; i++) {
		const struct stack_lookup *old = &stacks->lookups[i];

		if (old->file)
			lookups[slot_of(lookups, slots, old->file, old->offset)] = *old;
	}
	free(stacks->lookups);
	stacks->lookups = lookups;
	stacks->lookup_slots = slots;
}

/* Good until the next call. */
static const struct stack_lookup *get_lookup(struct strobe_stacks *stacks,
					     const struct strobe_stack_file *file, uint64_t offset)
{
	static struct stack_lookup found;
	struct stack_lookup *slot;

	if (stacks->lookup_count * 2 >= stacks->lookup_slots)
		grow_lookups(stacks);
	if (stacks->lookup_count * 2 >= stacks->lookup_slots) {
		found = (struct stack_lookup){ .file = file, .offset = offset };
		look_up(stacks, &found);
		return &found;
	}
	slot = &stacks->lookups[slot_of(stacks->lookups, stacks->lookup_slots, file, offset)];
	if (!slot->file) {
		*slot = (struct stack_lookup){ .file = file, .offset = offset };
		look_up(stacks, slot);
		stacks->lookup_count++;
	}
	return slot;
}

void strobe_stacks_shared(struct strobe_stacks *stacks, pid_t tgid)
{
	struct stack_process *process = stacks ? get_process(stacks, tgid) : NULL;

	if (process)
		process->shared = true;
}

bool stack_capture_add(struct stack_capture *capture, uint64_t address, bool call)
{
	struct strobe_frame *frame = &capture->frames[capture->count];
	struct stack_mapping *mapping;
	const struct stack_lookup *lookup;
	uint64_t code = address - call;
	bool known;

	capture->rules = NULL;
	if (capture->count == capture->limit) {
		capture->status = STROBE_STACK_TRUNCATED;
		return false;
	}
	/* The instruction that made the call is what lies before: that may be the last of its function, or of its file. */
	stack_maps_find_file(capture->stacks, capture->process, code);
	mapping = stack_maps_find(capture->process, code);
	/* What was guessed to lie behind code without unwind information, but is no code, is no frame. */
	if (!mapping && (capture->guessed || capture->status == STROBE_STACK_LOST))
		return false;
	*frame = (struct strobe_frame){ .address = address, .call = call };
	capture->count++;
	if (!mapping || !mapping->name) {
		/* Code that was made at run time: there may be frames behind it that can be reached. */
		capture->status = STROBE_STACK_LOST;
		return mapping != NULL;
	}
	capture->status = STROBE_STACK_WHOLE;
	frame->file = mapping->name;
	frame->offset = address - mapping->start + mapping->offset;
	frame->object = mapping->file;
	if (!mapping->biased)
		return true;
	lookup = get_lookup(capture->stacks, mapping->file, frame->offset - call);
	/*
	 * No call can be there: this is the beginning of a function that was put on the stack to be returned to, as
	 * makecontext(3) does, and its rules are for one that was called.
	 */
	if (call && !lookup->symbol && !lookup->rules.known) {
		lookup = get_lookup(capture->stacks, mapping->file, frame->offset);
		frame->call = call = false;
		known = lookup->rules.signal;
	} else {
		known = lookup->rules.known;
	}
	frame->symbol = lookup->symbol;
	if (lookup->symbol)
		frame->symbol_offset = lookup->symbol_offset + call;
	frame->function = lookup->function;
	if (known)
		capture->rules = &lookup->rules;
	capture->object = mapping->file;
	return true;
}

/* PTRACE_GETREGSET gives as much as the task's mode has: 27 words of 64 bits or 17 of 32. */
static bool get_registers(struct stack_capture *capture, pid_t tid, bool *wide)
{
	struct iovec where = { .iov_base = &capture->registers, .iov_len = sizeof(capture->registers) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)(uintptr_t)NT_PRSTATUS, &where) != 0)
		return false;
	*wide = where.iov_len == sizeof(capture->registers.wide);
	return *wide || where.iov_len == sizeof(capture->registers.narrow);
}

unsigned strobe_stacks_capture(struct strobe_stacks *stacks, pid_t tid, pid_t tgid, unsigned limit,
			       struct strobe_frame *frames, enum strobe_stack_status *status)
{
	struct stack_capture capture = {
		.stacks = stacks, .limit = limit, .frames = frames, .status = STROBE_STACK_WHOLE
	};
	bool wide;

	if (!stacks) {
		*status = strobe_stacks_available() ? STROBE_STACK_NO_MEMORY : STROBE_STACK_NOT_BUILT;
		return 0;
	}
	*status = STROBE_STACK_NO_TASK;
	if (!get_registers(&capture, tid, &wide))
		return 0;
	capture.process = get_process(stacks, tgid);
	if (!capture.process) {
		*status = STROBE_STACK_NO_MEMORY;
		return 0;
	}
	capture.process->tid = tid;
	if (capture.process->shared)
		capture.process->fresh = false;
	if (!stack_maps_refresh(stacks, capture.process))
		return 0;
	stack_memory_begin(&stacks->memory, tid);
	stack_walk(&capture, wide);
	*status = capture.status;
	return capture.count;
}
