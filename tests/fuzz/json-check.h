/*
 * Is it JSON? A checker that knows no values, only the grammar (RFC 8259), and that text is UTF-8.
 */
#ifndef FUZZ_JSON_CHECK_H
#define FUZZ_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text is lines, each of them one JSON object. */
bool json_check_lines(const char *text, size_t size);

#endif
