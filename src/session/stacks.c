/*
 * -k: the stack under each call and signal. Taken while the task is stopped, written after the line that it belongs to.
 */
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "strobe/stack.h"

/* Inlined functions of one address that are shown. */
#define SOURCES 32

struct stacks {
	struct strobe_stacks *cache;
	struct strobe_frame *frames; /* room for limit of them */
	unsigned limit;
	bool stale;   /* calls that change mappings may go unseen: the map is read again each time */
	bool sources; /* -kk */
	struct strobe_call_set at_entry; /* calls whose stack is gone, or another one, when they return */
	struct strobe_call_set memory;   /* calls that may change mappings */
};

/* A stack that was taken at a call's entry. */
struct kept_stack {
	unsigned count;
	enum strobe_stack_status status;
	struct strobe_frame frames[];
};

static void add_named(struct strobe_call_set *set, const char *const *names)
{
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		for (size_t i = 0; names[i]; i++) {
			int number = strobe_decode_number(abi, names[i]);
			if (number >= 0 && number < STROBE_CALL_SET_NUMBERS)
				set->words[abi][number / 64] |= 1ull << number % 64;
		}
	}
}

bool stacks_open(struct session *session)
{
	static const char *const at_entry[] = { "execve",       "execveat",  "exit", "exit_group",
						"rt_sigreturn", "sigreturn", NULL };
	static const char *const memory[] = { "mmap",          "mmap2",  "munmap",
					      "mprotect",      "mremap", "remap_file_pages",
					      "shmat",         "shmdt",  "brk",
					      "pkey_mprotect", NULL };
	const struct strobe_options *options = session->options;
	struct stacks *stacks = calloc(1, sizeof(*stacks));
	if (!stacks)
		return false;
	stacks->limit = options->stack_frames;
	stacks->sources = options->stack_source;
	stacks->stale = !strobe_call_set_is_full(&options->trace);
	stacks->frames = calloc(stacks->limit ? stacks->limit : 1, sizeof(*stacks->frames));
	stacks->cache = strobe_stacks_new();
	session->stacks = stacks;
	add_named(&stacks->at_entry, at_entry);
	add_named(&stacks->memory, memory);
	return stacks->frames && stacks->cache;
}

void stacks_close(struct session *session)
{
	struct stacks *stacks = session->stacks;
	if (!stacks)
		return;
	if (stacks->cache)
		strobe_stacks_free(stacks->cache);
	free(stacks->frames);
	free(stacks);
	session->stacks = NULL;
}

static unsigned capture(struct stacks *stacks, const struct strobe_task *task,
			enum strobe_stack_status *status)
{
	if (stacks->stale)
		strobe_stacks_maps_changed(stacks->cache, task->tgid);
	return strobe_stacks_capture(stacks->cache, task->tid, task->tgid, stacks->limit, stacks->frames,
				     status);
}

static void write_sources(struct stacks *stacks, struct strobe_output *output,
			  const struct strobe_frame *frame)
{
	struct strobe_source sources[SOURCES];
	unsigned count = stacks->sources ? strobe_stacks_sources(stacks->cache, frame, sources, SOURCES) : 0;
	for (unsigned i = 0; i + 1 < count; i++) {
		strobe_inlined_text(output, &sources[i]);
		strobe_output_char(output, '\n');
	}
	strobe_frame_text(output, frame);
	if (count)
		strobe_source_text(output, &sources[count - 1]);
	strobe_output_char(output, '\n');
}

static void write_frames(struct stacks *stacks, struct strobe_output *output,
			 const struct strobe_frame *frames, unsigned count, enum strobe_stack_status status)
{
	for (unsigned i = 0; i < count; i++)
		write_sources(stacks, output, &frames[i]);
	const char *more = strobe_stack_status_text(status);
	if (more) {
		strobe_output_text(output, more);
		strobe_output_char(output, '\n');
	}
}

void stacks_entry(struct session *session, struct tracee *tracee, const struct strobe_task *task,
		  const struct strobe_stop *stop)
{
	struct stacks *stacks = session->stacks;
	if (!stacks || !strobe_call_set_has(&stacks->at_entry, stop->abi, stop->number))
		return;
	enum strobe_stack_status status;
	unsigned count = capture(stacks, task, &status);
	struct kept_stack *kept = malloc(sizeof(*kept) + count * sizeof(kept->frames[0]));
	if (!kept)
		return;
	kept->count = count;
	kept->status = status;
	memcpy(kept->frames, stacks->frames, count * sizeof(kept->frames[0]));
	free(tracee->kept_stack);
	tracee->kept_stack = kept;
}

void stacks_show_kept(struct session *session, struct tracee *tracee)
{
	struct kept_stack *kept = tracee->kept_stack;
	if (!session->stacks || !kept)
		return;
	tracee->kept_stack = NULL;
	write_frames(session->stacks, &tracee->sheet->output, kept->frames, kept->count, kept->status);
	free(kept);
}

void stacks_show(struct session *session, struct tracee *tracee, const struct strobe_task *task)
{
	struct stacks *stacks = session->stacks;
	if (!stacks)
		return;
	if (tracee->kept_stack && !(tracee->record.failed && tracee->record.state == STROBE_STATE_RETURNED)) {
		stacks_show_kept(session, tracee);
		return;
	}
	free(tracee->kept_stack);
	tracee->kept_stack = NULL;
	enum strobe_stack_status status;
	unsigned count = capture(stacks, task, &status);
	write_frames(stacks, &tracee->sheet->output, stacks->frames, count, status);
}

void stacks_returned(struct session *session, const struct strobe_task *task, const struct strobe_stop *stop)
{
	if (session->stacks && !stop->failed &&
	    strobe_call_set_has(&session->stacks->memory, stop->abi, stop->number))
		strobe_stacks_maps_changed(session->stacks->cache, task->tgid);
}

void stacks_forget(struct session *session, pid_t tgid)
{
	if (session->stacks)
		strobe_stacks_forget(session->stacks->cache, tgid);
}
