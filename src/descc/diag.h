/*
 * Errors in descriptions: gathered while all files are read, printed together, in the order of the files.
 */
#ifndef DESCC_DIAG_H
#define DESCC_DIAG_H

#include <stddef.h>

struct position {
	unsigned file;         /* number that diag_add_file gave */
	unsigned line, column; /* from 1 */
};

/* Registers a file's name, which must last, for messages. */
unsigned diag_add_file(const char *name);
/* Notes an error; the same one twice counts once. */
void diag_error(struct position at, const char *format, ...) __attribute__((format(printf, 2, 3)));
size_t diag_count(void);
/* Prints "file:line:column: error: text" for each on stderr, at most limit of them and a line that says how many more. */
void diag_print(size_t limit);
/* "line N of FILE", for a message that points at another place. */
const char *diag_place(struct position at);

#endif
