/*
 * -k: the stack under each call and signal, taken while the task is stopped. JSON has it in the call's object; text has it
 * after the line that it belongs to.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "session.h"
#include "strobe/stack.h"

struct stacks {
	struct strobe_stacks *cache;
	struct strobe_frame *frames; /* room for limit of them */
	struct strobe_stack latest;  /* what was taken last; its frames are those above */
	unsigned limit;
	bool shown;                      /* in the trace */
	struct strobe_call_set at_entry; /* calls whose stack is gone, or another one, when they return */
};

/* A stack that was taken at a call's entry. */
struct kept_stack {
	struct strobe_stack stack;
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
	const struct strobe_options *options = session->options;
	struct stacks *stacks = calloc(1, sizeof(*stacks));
	if (!stacks)
		return false;
	stacks->limit = options->stack_frames;
	stacks->shown = options->stack_trace && !session->silent;
	stacks->frames = calloc(stacks->limit ? stacks->limit : 1, sizeof(*stacks->frames));
	stacks->cache = strobe_stacks_new();
	stacks->latest.frames = stacks->frames;
	stacks->latest.sources = options->stack_source ? stacks->cache : NULL;
	session->stacks = stacks;
	add_named(&stacks->at_entry, at_entry);
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

struct strobe_stacks *stacks_cache(const struct session *session)
{
	return session->stacks ? session->stacks->cache : NULL;
}

const struct strobe_stack *stacks_now(const struct session *session, const struct strobe_task *task)
{
	struct stacks *stacks = session->stacks;
	struct strobe_stack *latest = &stacks->latest;
	latest->count = strobe_stacks_capture(stacks->cache, task->tid, task->tgid, stacks->limit,
					      stacks->frames, &latest->status);
	return latest;
}

const struct strobe_stack *stacks_shown_now(const struct session *session, const struct strobe_task *task)
{
	return session->stacks && session->stacks->shown ? stacks_now(session, task) : NULL;
}

static void drop_kept(struct tracee *tracee)
{
	tracee->record.stack = NULL;
	free(tracee->kept_stack);
	tracee->kept_stack = NULL;
}

void stacks_entry(const struct session *session, struct tracee *tracee, const struct strobe_task *task,
		  const struct strobe_stop *stop)
{
	struct stacks *stacks = session->stacks;
	if (!stacks || !stacks->shown)
		return;
	drop_kept(tracee);
	/* What makes the execve that starts the command is strobe's own code; its return shows where the command begins. */
	if (tracee->launching || !strobe_call_set_has(&stacks->at_entry, stop->abi, stop->number))
		return;
	const struct strobe_stack *stack = stacks_now(session, task);
	struct kept_stack *kept = malloc(sizeof(*kept) + stack->count * sizeof(kept->frames[0]));
	if (!kept)
		return;
	memcpy(kept->frames, stack->frames, stack->count * sizeof(kept->frames[0]));
	kept->stack = *stack;
	kept->stack.frames = kept->frames;
	tracee->kept_stack = kept;
	tracee->record.stack = &kept->stack;
}

void stacks_exit(const struct session *session, struct tracee *tracee, const struct strobe_task *task)
{
	struct stacks *stacks = session->stacks;
	if (!stacks || !stacks->shown)
		return;
	/* An execve that failed goes on with the stack that it had. */
	if (tracee->kept_stack && !tracee->record.failed)
		return;
	drop_kept(tracee);
	tracee->record.stack = stacks_now(session, task);
}

static void write_frame(struct strobe_output *output, const struct strobe_stack *stack,
			const struct strobe_frame *frame)
{
	struct strobe_source sources[STROBE_SOURCES_MOST];
	unsigned count = strobe_stack_sources(stack, frame, sources);
	for (unsigned i = 0; i + 1 < count; i++) {
		strobe_inlined_text(output, &sources[i]);
		strobe_output_char(output, '\n');
	}
	strobe_frame_text(output, frame);
	if (count)
		strobe_source_text(output, &sources[count - 1]);
	strobe_output_char(output, '\n');
}

void stacks_show(const struct session *session, struct tracee *tracee, const struct strobe_stack *stack)
{
	struct strobe_output *output = &tracee->sheet->output;
	if (!stack || session->options->format != STROBE_OUTPUT_TEXT)
		return;
	for (unsigned i = 0; i < stack->count; i++)
		write_frame(output, stack, &stack->frames[i]);
	const char *more = strobe_stack_status_text(stack->status);
	if (more) {
		strobe_output_text(output, more);
		strobe_output_char(output, '\n');
	}
}

void stacks_show_call(const struct session *session, struct tracee *tracee)
{
	stacks_show(session, tracee, tracee->record.stack);
	drop_kept(tracee);
}

void stacks_task_gone(const struct session *session, struct tracee *tracee, const struct strobe_task *task)
{
	drop_kept(tracee);
	if (session->stacks && task->tid == task->tgid)
		strobe_stacks_forget(session->stacks->cache, task->tgid);
}

void stacks_new_program(const struct session *session, const struct strobe_task *task)
{
	if (session->stacks)
		strobe_stacks_forget(session->stacks->cache, task->tgid);
}
