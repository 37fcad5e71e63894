#ifndef DESCC_EMIT_H
#define DESCC_EMIT_H

#include <stdbool.h>

#include "model.h"

/* Makes the tables in memory. A table that outgrows its index is an error in diag. */
void emit_tables(struct model *model);
/* Writes them as C, and the numbers of sets, structs and calls as enumerators (ids: a file's name or NULL). False after a
 * message on stderr; then there is no output file. */
bool emit_write(const char *output, const char *ids);

#endif
