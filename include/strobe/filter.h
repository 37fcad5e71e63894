/*
 * The seccomp-BPF program that lets the kernel tell traced calls from others: the traced ones stop
 * (SECCOMP_RET_TRACE), the others run at full speed. Built with libseccomp, for all three ABIs at once.
 */
#ifndef STROBE_FILTER_H
#define STROBE_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

#include "strobe/options.h"

/* Whether this build has libseccomp. */
bool strobe_filter_available(void);

/*
 * Makes the program for a set of calls. Calls that it stops may be more than those of the set, never fewer. Returns 0 and
 * the program (free it with strobe_filter_free), or -1 and the reason in why: one line without newline.
 */
int strobe_filter_build(const struct strobe_call_set *calls, struct sock_fprog *program, char *why,
			size_t size);
void strobe_filter_free(struct sock_fprog *program);

#endif
