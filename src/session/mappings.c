/*
 * Which calls change where a process has its code, so that its map has to be read again before the next stack is taken.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "session.h"
#include "strobe/capture.h"
#include "strobe/stack.h"

/* What a call does, and which of its arguments say to what. */
enum change {
	CHANGE_NONE,
	CHANGE_ALL,     /* anything */
	CHANGE_MAP,     /* mmap(2): the range at its result, which has code if its protection says so */
	CHANGE_UNMAP,   /* munmap(2): the range of its first two arguments */
	CHANGE_PROTECT, /* mprotect(2): the same, and it may become code */
	CHANGE_MOVE,    /* mremap(2): the same, and what becomes of it */
	CHANGE_VFORK,   /* the memory was lent to a child meanwhile */
	CHANGE_CLONE,   /* flags in the first argument */
	CHANGE_CLONE3   /* flags in memory */
};

static const struct {
	const char *name;
	enum change change;
} calls[] = {
	{ "mmap", CHANGE_MAP },
	{ "mmap2", CHANGE_MAP },
	{ "munmap", CHANGE_UNMAP },
	{ "mprotect", CHANGE_PROTECT },
	{ "pkey_mprotect", CHANGE_PROTECT },
	{ "mremap", CHANGE_MOVE },
	{ "remap_file_pages", CHANGE_ALL },
	{ "shmat", CHANGE_ALL },
	{ "shmdt", CHANGE_ALL },
	{ "ipc", CHANGE_ALL }, /* i386: shmat and shmdt, among others */
	{ "vfork", CHANGE_VFORK },
	{ "clone", CHANGE_CLONE },
	{ "clone3", CHANGE_CLONE3 },
};
#define CALLS (sizeof(calls) / sizeof(*calls))

struct mappings {
	uint8_t changes[STROBE_ABI_COUNT][STROBE_CALL_SET_NUMBERS]; /* enum change */
};

bool mappings_open(struct session *session)
{
	struct mappings *mappings = calloc(1, sizeof(*mappings));
	session->mappings = mappings;
	if (!mappings)
		return false;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		for (size_t i = 0; i < CALLS; i++) {
			int number = strobe_decode_number(abi, calls[i].name);
			if (number >= 0 && number < STROBE_CALL_SET_NUMBERS)
				mappings->changes[abi][number] = (uint8_t)calls[i].change;
		}
		/* The first mmap of i386 has its arguments in memory. */
		int number = strobe_decode_number(abi, "mmap");
		if (abi == STROBE_ABI_I386 && number >= 0)
			mappings->changes[abi][number] = CHANGE_ALL;
	}
	return true;
}

void mappings_close(struct session *session)
{
	free(session->mappings);
	session->mappings = NULL;
}

void mappings_add_calls(const struct session *session, struct strobe_call_set *set)
{
	if (!session->mappings)
		return;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++)
		for (unsigned number = 0; number < STROBE_CALL_SET_NUMBERS; number++)
			if (session->mappings->changes[abi][number])
				set->words[abi][number / 64] |= UINT64_C(1) << (number % 64);
}

static bool follows_threads(const struct session *session)
{
	const struct strobe_options *options = session->options;
	return options->follow_forks && !options->follow_depth &&
	       (!options->follow_what || options->follow_what & STROBE_FOLLOW_THREADS);
}

/* A new task may have the memory of its creator. */
static void created(const struct session *session, const struct strobe_task *task, uint64_t flags)
{
	struct strobe_stacks *cache = stacks_cache(session);
	if (!(flags & CLONE_VM))
		return;
	if (flags & CLONE_VFORK)
		strobe_stacks_maps_changed(cache, task->tgid);
	else if (!(flags & CLONE_THREAD) || !follows_threads(session))
		strobe_stacks_shared(cache, task->tgid);
}

static uint64_t clone3_flags(const struct strobe_task *task, uint64_t address)
{
	uint64_t flags = 0;
	struct strobe_region region = { .addr = address, .data = &flags, .len = sizeof(flags) };
	strobe_memory_read_batch(task->tid, &region, 1);
	return flags;
}

void mappings_returned(const struct session *session, const struct strobe_task *task,
		       const struct strobe_stop *stop)
{
	struct strobe_stacks *cache = stacks_cache(session);
	const uint64_t *args = stop->args;
	if (!session->mappings || stop->number >= STROBE_CALL_SET_NUMBERS)
		return;
	/* A call that failed may have changed part of what it was asked to. */
	switch ((enum change)session->mappings->changes[stop->abi][stop->number]) {
	case CHANGE_NONE: break;
	case CHANGE_ALL: strobe_stacks_maps_changed(cache, task->tgid); break;
	case CHANGE_MAP:
		if (args[2] & PROT_EXEC)
			strobe_stacks_maps_changed(cache, task->tgid);
		else
			strobe_stacks_range_changed(cache, task->tgid,
						    stop->failed ? args[0] : (uint64_t)stop->result, args[1]);
		break;
	case CHANGE_PROTECT:
		if (args[2] & PROT_EXEC)
			strobe_stacks_maps_changed(cache, task->tgid);
		/* fall through */
	case CHANGE_UNMAP: strobe_stacks_range_changed(cache, task->tgid, args[0], args[1]); break;
	case CHANGE_MOVE:
		strobe_stacks_range_changed(cache, task->tgid, args[0], args[1]);
		strobe_stacks_range_changed(cache, task->tgid,
					    stop->failed ? args[4] : (uint64_t)stop->result, args[2]);
		break;
	case CHANGE_VFORK: created(session, task, CLONE_VM | CLONE_VFORK); break;
	case CHANGE_CLONE: created(session, task, args[0]); break;
	case CHANGE_CLONE3: created(session, task, clone3_flags(task, args[0])); break;
	}
}

void mappings_attached(const struct session *session, const struct strobe_task *task)
{
	char path[32];
	struct stat status;
	if (!session->mappings || task->origin != STROBE_ORIGIN_ATTACHED || follows_threads(session))
		return;
	/* A folder a thread, beside "." and "..". */
	snprintf(path, sizeof(path), "/proc/%d/task", (int)task->tgid);
	if (stat(path, &status) == 0 && status.st_nlink > 3)
		strobe_stacks_shared(stacks_cache(session), task->tgid);
}
