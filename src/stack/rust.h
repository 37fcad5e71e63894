/*
 * What the two forms of Rust's mangled names have in common.
 */
#ifndef STROBE_STACK_RUST_H
#define STROBE_STACK_RUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name being read, and its text being written. */
struct rust {
	const char *start, *at, *end;
	char *text;
	size_t used, room;
	unsigned depth, steps;
	uint64_t lifetimes; /* bound so far, around what is being written */
	bool bad, silent;
};

/* Appends to the text, unless it is silent. bad is set when the text gets too long. */
void rust_put_bytes(struct rust *rust, const char *bytes, size_t size);
void rust_put(struct rust *rust, const char *text);
void rust_put_number(struct rust *rust, uint64_t number);
/* The next byte, NUL at the end; takes it if it is the wanted one; takes it, bad at the end. */
char rust_peek(const struct rust *rust);
bool rust_take(struct rust *rust, char wanted);
char rust_next(struct rust *rust);
/* A number, of no more than the text may have bytes. */
size_t rust_decimal(struct rust *rust);
/* The older form, behind its "_ZN". */
void rust_older(struct rust *rust);

#endif
