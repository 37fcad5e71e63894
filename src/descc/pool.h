/*
 * A table that grows by runs of rows. A run that is there already is not added again.
 */
#ifndef DESCC_POOL_H
#define DESCC_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_run;

struct pool {
	const char *name; /* for messages */
	size_t row_size, n, capacity;
	size_t limit; /* rows that an index can name */
	char *rows;
	struct pool_run **buckets;
	bool overflow;
};

struct pool pool_make(const char *name, size_t row_size, size_t limit);
/* The index of a run of n rows like these. Rows are compared as bytes, so padding must be zero. */
size_t pool_add(struct pool *pool, const void *rows, size_t n);
/* The index of n fresh rows, zeroed, that are never shared. */
size_t pool_reserve(struct pool *pool, size_t n);
void *pool_row(struct pool *pool, size_t index);

#endif
