#include "diag.h"

#include <search.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct message {
	struct position at;
	size_t order;
	const char *text;
};

static VECTOR(const char *) files;
static VECTOR(struct message) messages;
/* The messages as interned text, place and all: is one there already? */
static void *seen;

unsigned diag_add_file(const char *name)
{
	vector_push(&files, name);
	return (unsigned)files.n - 1;
}

static int compare_places(const struct message *a, const struct message *b)
{
	if (a->at.file != b->at.file)
		return a->at.file < b->at.file ? -1 : 1;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.column != b->at.column)
		return a->at.column < b->at.column ? -1 : 1;
	return 0;
}

static int compare_messages(const void *left, const void *right)
{
	const struct message *a = left, *b = right;
	int order = compare_places(a, b);

	if (order)
		return order;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int compare_pointers(const void *a, const void *b)
{
	return (uintptr_t)a < (uintptr_t)b ? -1 : (uintptr_t)a > (uintptr_t)b;
}

void diag_error(struct position at, const char *format, ...)
{
	char text[512];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);

	struct message message = { at, messages.n, memory_name(text) };

	const char *key = memory_name(memory_format("%u:%u:%u:%s", at.file, at.line, at.column, text));

	/* A struct is checked again for each call that reaches it, so the same message can come often. */
	if (tfind(key, &seen, compare_pointers))
		return;
	tsearch(key, &seen, compare_pointers);
	vector_push(&messages, message);
}

size_t diag_count(void)
{
	return messages.n;
}

void diag_print(size_t limit)
{
	if (!messages.n)
		return;
	qsort(messages.items, messages.n, sizeof *messages.items, compare_messages);
	for (size_t i = 0; i < messages.n; i++) {
		const struct message *message = &messages.items[i];

		if (i == limit) {
			fprintf(stderr, "descc: %zu more errors\n", messages.n - limit);
			return;
		}
		fprintf(stderr, "%s:%u:%u: error: %s\n", files.items[message->at.file], message->at.line,
			message->at.column, message->text);
	}
}

const char *diag_place(struct position at)
{
	return memory_format("%s:%u", files.items[at.file], at.line);
}
