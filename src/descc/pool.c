#include "pool.h"

#include <string.h>

#include "memory.h"

#define BUCKETS 8192

struct pool_run {
	struct pool_run *next;
	size_t start, n;
};

struct pool pool_make(const char *name, size_t row_size, size_t limit)
{
	struct pool pool = { .name = name, .row_size = row_size, .limit = limit };

	pool.buckets = memory_alloc(BUCKETS * sizeof *pool.buckets);
	return pool;
}

void *pool_row(struct pool *pool, size_t index)
{
	return pool->rows + index * pool->row_size;
}

size_t pool_reserve(struct pool *pool, size_t n)
{
	size_t start = pool->n;

	if (pool->n + n > pool->capacity) {
		size_t capacity = (pool->n + n) * 2 + 64;

		pool->rows = memory_grow(pool->rows, pool->n * pool->row_size, capacity * pool->row_size);
		pool->capacity = capacity;
	}
	pool->n += n;
	if (pool->n > pool->limit)
		pool->overflow = true;
	return start;
}

size_t pool_add(struct pool *pool, const void *rows, size_t n)
{
	const unsigned char *bytes = rows;
	uint32_t hash = 2166136261u;

	if (!n)
		return 0;
	for (size_t i = 0; i < n * pool->row_size; i++)
		hash = (hash ^ bytes[i]) * 16777619u;

	struct pool_run **bucket = &pool->buckets[hash % BUCKETS];

	for (struct pool_run *run = *bucket; run; run = run->next)
		if (run->n == n && !memcmp(pool_row(pool, run->start), rows, n * pool->row_size))
			return run->start;

	struct pool_run *run = memory_alloc(sizeof *run);

	run->start = pool_reserve(pool, n);
	run->n = n;
	run->next = *bucket;
	*bucket = run;
	memcpy(pool_row(pool, run->start), rows, n * pool->row_size);
	return run->start;
}
