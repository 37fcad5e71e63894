/*
 * The memory of a stopped task, read in runs of whole pages and kept for one stop: a stack of a hundred frames
 * mostly takes one process_vm_readv(2).
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"
#include "strobe/capture.h"

#define PAGE 4096u
#define FIRST_RUN (4 * PAGE)
/* A stack that takes more than this (8 MiB) is being walked in circles. */
#define READS_MOST 256

void stack_memory_begin(struct stack_memory *memory, pid_t tid)
{
	memory->tid = tid;
	memory->count = 0;
	memory->latest = 0;
	memory->reads_left = READS_MOST;
}

/* A run that holds nothing needed: a new one while there is room, else the one not used for the longest. */
static struct stack_run *free_run(struct stack_memory *memory)
{
	struct stack_run *run = &memory->runs[0];

	if (memory->count < STACK_RUNS) {
		run = &memory->runs[memory->count];
		if (!run->data)
			run->data = malloc(STACK_RUN_SIZE);
		if (!run->data)
			return NULL;
		memory->count++;
		return run;
	}
	for (unsigned i = 1; i < STACK_RUNS; i++)
		if (memory->runs[i].used < run->used)
			run = &memory->runs[i];
	return run;
}

static const struct stack_run *find_run(struct stack_memory *memory, uint64_t address)
{
	struct stack_run *run;
	struct strobe_region region;

	for (unsigned i = 0; i < memory->count; i++) {
		run = &memory->runs[i];
		if (address - run->start < run->size) {
			memory->latest = i;
			run->used = ++memory->clock;
			return run;
		}
	}
	if (!memory->reads_left || !(run = free_run(memory)))
		return NULL;
	memory->reads_left--;
	memory->latest = (unsigned)(run - memory->runs);
	run->used = ++memory->clock;
	run->start = address & ~(uint64_t)(PAGE - 1);
	region = (struct strobe_region){
		.addr = run->start,
		.data = run->data,
		.len = memory->count == 1 ? FIRST_RUN : STACK_RUN_SIZE,
	};
	strobe_memory_read_batch(memory->tid, &region, 1);
	run->size = region.got;
	return address - run->start < run->size ? run : NULL;
}

bool stack_memory_read(struct stack_memory *memory, uint64_t address, void *data, size_t size)
{
	uint8_t *to = data;

	while (size) {
		const struct stack_run *run = memory->count ? &memory->runs[memory->latest] : NULL;
		size_t piece;

		if (!run || address - run->start >= run->size) {
			run = find_run(memory, address);
			if (!run)
				return false;
		}
		piece = run->size - (size_t)(address - run->start);
		if (piece > size)
			piece = size;
		memcpy(to, run->data + (address - run->start), piece);
		to += piece;
		address += piece;
		size -= piece;
	}
	return true;
}

void stack_memory_free(struct stack_memory *memory)
{
	for (unsigned i = 0; i < STACK_RUNS; i++)
		free(memory->runs[i].data);
}
