/*
 * Restartable sequences, rseq(2): glibc registers each thread, and from then on the kernel writes the number of its CPU into
 * its memory whenever the thread runs again after another did. A tracer gives way at each stop and never looks at it; that is
 * some 2 % of what a call costs.
 */
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"

#if defined(__has_include)
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif
#endif

/* What glibc registers where the kernel wants no more, sys/rseq.h; another size is refused, and all stays as it is. */
#define REGISTERED_SIZE 32

void strobe_engine_leave_rseq(void)
{
#if defined(RSEQ_SIG) && defined(SYS_rseq) && defined(__x86_64__) && !defined(__ILP32__)
	uintptr_t thread;

	/* The thread's control block begins with its own address (ELF Handling For Thread-Local Storage, x86-64). */
	__asm__("mov %%fs:0, %0" : "=r"(thread));
	if (__rseq_size)
		syscall(SYS_rseq, thread + (uintptr_t)__rseq_offset, REGISTERED_SIZE, RSEQ_FLAG_UNREGISTER,
			RSEQ_SIG);
#endif
}
