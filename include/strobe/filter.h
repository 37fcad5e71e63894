/*
 * The seccomp-BPF program that lets the kernel tell traced calls from others: the traced ones stop
 * (SECCOMP_RET_TRACE), the others run at full speed. Built with libseccomp, for all three ABIs at once.
 */
#ifndef STROBE_FILTER_H
#define STROBE_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "strobe/options.h"

/*
 * What the program's answer SECCOMP_RET_TRACE carries (SECCOMP_RET_DATA), by which the tracer tells it from the same answer
 * of a filter that the traced program has set.
 */
#define STROBE_FILTER_MARK 0x5b0e

/* Whether this build has libseccomp. */
bool strobe_filter_available(void);

/* Calls that stop when the lower 32 bits of an argument fulfil (argument & mask) == value. At most 32 for one call. */
struct strobe_filter_condition {
	unsigned abi;
	int number; /* -1: no call */
	unsigned argument;
	uint32_t mask, value;
};

/*
 * Makes the program for a set of calls, and for those of the set's rest that fulfil one of count conditions. Calls that it
 * stops may be more than these, never fewer. Returns 0 and the program (free it with strobe_filter_free), or -1 and the
 * reason in why: one line without newline.
 */
int strobe_filter_build(const struct strobe_call_set *calls, const struct strobe_filter_condition *conditions,
			size_t count, struct sock_fprog *program, char *why, size_t size);
void strobe_filter_free(struct sock_fprog *program);

/*
 * Whether a filter, of count instructions and set by somebody else, lets all calls of the set pass that have a name,
 * whatever their arguments are. Of several filters the strictest answer counts (seccomp(2)), so a call that another one
 * denies does not stop for ours. When in doubt (and without memory): false.
 */
bool strobe_filter_permits(const struct sock_filter *code, size_t count, const struct strobe_call_set *calls);

#endif
