/*
 * Memory of the description compiler: everything lives in one arena until the process ends, names are interned so that
 * equal ones are the same pointer.
 */
#ifndef DESCC_MEMORY_H
#define DESCC_MEMORY_H

#include <stddef.h>

/* Zeroed memory that lasts until memory_release(); the process exits with a message when there is none. */
void *memory_alloc(size_t size);
/* A block of new_size bytes that starts with the old_size bytes of old. */
void *memory_grow(const void *old, size_t old_size, size_t new_size);
/* The one copy of that text, NUL-terminated. */
const char *memory_intern(const char *text, size_t length);
/* The interned text of a C string. */
const char *memory_name(const char *text);
/* Printf into the arena. */
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void memory_release(void);

/* A growing array of T: VECTOR(struct thing) things; vector_push(&things, thing). */
#define VECTOR(T)                                                                                            \
	struct {                                                                                             \
		T *items;                                                                                    \
		size_t n, cap;                                                                               \
	}

#define vector_push(v, ...)                                                                                  \
	do {                                                                                                 \
		if ((v)->n == (v)->cap) {                                                                    \
			size_t vector_cap = (v)->cap ? (v)->cap * 2 : 8;                                     \
			(v)->items = memory_grow((v)->items, (v)->n * sizeof *(v)->items,                    \
						 vector_cap * sizeof *(v)->items);                           \
			(v)->cap = vector_cap;                                                               \
		}                                                                                            \
		(v)->items[(v)->n++] = (__VA_ARGS__);                                                        \
	} while (0)

#endif
