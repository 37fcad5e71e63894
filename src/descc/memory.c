#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (256 * 1024)

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(16) char bytes[];
};

static struct block *blocks;

struct interned {
	struct interned *next;
	size_t length;
	char text[];
};

static struct interned *buckets[16384];

void *memory_alloc(size_t size)
{
	size = (size + 15) & ~(size_t)15;
	if (!blocks || blocks->size - blocks->used < size) {
		size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		struct block *block = calloc(1, sizeof *block + capacity);

		if (!block) {
			fprintf(stderr, "descc: out of memory\n");
			exit(1);
		}
		block->size = capacity;
		block->next = blocks;
		blocks = block;
	}
	void *start = blocks->bytes + blocks->used;

	blocks->used += size;
	return start;
}

void *memory_grow(const void *old, size_t old_size, size_t new_size)
{
	void *fresh = memory_alloc(new_size);

	if (old_size)
		memcpy(fresh, old, old_size);
	return fresh;
}

const char *memory_intern(const char *text, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;

	struct interned **bucket = &buckets[hash % (sizeof buckets / sizeof *buckets)];

	for (struct interned *entry = *bucket; entry; entry = entry->next)
		if (entry->length == length && !memcmp(entry->text, text, length))
			return entry->text;

	struct interned *entry = memory_alloc(sizeof *entry + length + 1);

	entry->length = length;
	memcpy(entry->text, text, length);
	entry->next = *bucket;
	*bucket = entry;
	return entry->text;
}

const char *memory_name(const char *text)
{
	return memory_intern(text, strlen(text));
}

char *memory_format(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	int length = vsnprintf(NULL, 0, format, list);
	va_end(list);

	char *text = memory_alloc((size_t)length + 1);

	va_start(list, format);
	vsnprintf(text, (size_t)length + 1, format, list);
	va_end(list);
	return text;
}

void memory_release(void)
{
	while (blocks) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
	memset(buckets, 0, sizeof buckets);
}
