/*
 * The table of traced tasks, by tid: a hash with chains that doubles as it fills. Tasks are reused, so that a program that
 * creates and ends millions of processes costs no allocation each.
 */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static struct task **bucket_of(const struct strobe_trace *trace, pid_t tid)
{
	/* Tids are handed out in sequence, so their low bits spread well. */
	return &trace->bucket[(size_t)tid & trace->bucket_mask];
}

int strobe_tasks_init(struct strobe_trace *trace)
{
	trace->bucket = calloc(TASK_BUCKETS, sizeof *trace->bucket);
	trace->bucket_mask = TASK_BUCKETS - 1;
	return trace->bucket ? 0 : -1;
}

void strobe_tasks_free(struct strobe_trace *trace)
{
	for (size_t i = 0; trace->bucket && i <= trace->bucket_mask; i++) {
		while (trace->bucket[i]) {
			struct task *task = trace->bucket[i];

			trace->bucket[i] = task->chain;
			free(task);
		}
	}
	free(trace->bucket);
	trace->bucket = NULL;
	while (trace->free_list) {
		struct task *task = trace->free_list;

		trace->free_list = task->chain;
		free(task);
	}
}

struct task *strobe_tasks_find(const struct strobe_trace *trace, pid_t tid)
{
	struct task *task = *bucket_of(trace, tid);

	while (task && task->pub.tid != tid)
		task = task->chain;
	return task;
}

/* Doubles the table. Without memory it stays as it is, and only gets slower. */
static void grow(struct strobe_trace *trace)
{
	size_t room = (trace->bucket_mask + 1) * 2;
	struct task **bucket = calloc(room, sizeof *bucket);

	if (!bucket)
		return;
	for (size_t i = 0; i <= trace->bucket_mask; i++) {
		while (trace->bucket[i]) {
			struct task *task = trace->bucket[i];
			struct task **to = &bucket[(size_t)task->pub.tid & (room - 1)];

			trace->bucket[i] = task->chain;
			task->chain = *to;
			*to = task;
		}
	}
	free(trace->bucket);
	trace->bucket = bucket;
	trace->bucket_mask = room - 1;
}

static void insert(struct strobe_trace *trace, struct task *task)
{
	struct task **bucket = bucket_of(trace, task->pub.tid);

	task->chain = *bucket;
	*bucket = task;
}

static void take_out(struct strobe_trace *trace, struct task *task)
{
	struct task **link = bucket_of(trace, task->pub.tid);

	while (*link != task)
		link = &(*link)->chain;
	*link = task->chain;
}

/* Adds a task with all fields 0 but its tid; NULL without memory. */
struct task *strobe_tasks_add(struct strobe_trace *trace, pid_t tid)
{
	struct task *task = trace->free_list;

	if (task)
		trace->free_list = task->chain;
	else
		task = malloc(sizeof *task);
	if (!task)
		return NULL;
	memset(task, 0, sizeof *task);
	task->pub.tid = tid;
	task->pub.restarting = UINT64_MAX;
	if (trace->count > trace->bucket_mask)
		grow(trace);
	insert(trace, task);
	trace->count++;
	if (trace->config->debug)
		strobe_debug_added(trace, tid);
	return task;
}

void strobe_tasks_remove(struct strobe_trace *trace, struct task *task)
{
	take_out(trace, task);
	trace->count--;
	if (trace->config->debug)
		strobe_debug_removed(trace, task->pub.tid);
	task->chain = trace->free_list;
	trace->free_list = task;
}

void strobe_tasks_rename(struct strobe_trace *trace, struct task *task, pid_t tid)
{
	take_out(trace, task);
	task->pub.tid = tid;
	insert(trace, task);
}

void strobe_tasks_each(struct strobe_trace *trace,
		       void (*visit)(struct strobe_trace *trace, struct task *task))
{
	for (size_t i = 0; i <= trace->bucket_mask; i++) {
		for (struct task *task = trace->bucket[i], *next; task; task = next) {
			next = task->chain;
			visit(trace, task);
		}
	}
}

struct strobe_task *strobe_trace_task(struct strobe_trace *trace, pid_t tid)
{
	struct task *task = strobe_tasks_find(trace, tid);

	return task ? &task->pub : NULL;
}

size_t strobe_trace_task_count(const struct strobe_trace *trace)
{
	return trace->count;
}
