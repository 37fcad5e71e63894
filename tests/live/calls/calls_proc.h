/* What the process, memory, signal and time programs of this folder share: calls with whole registers, memory before a hole. */
#ifndef CALLS_PROC_H
#define CALLS_PROC_H

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Calls that are younger than the headers of many machines; their numbers are the same everywhere. */
enum {
	NR_pidfd_send_signal = 424, NR_pidfd_open = 434, NR_clone3 = 435, NR_pidfd_getfd = 438, NR_process_madvise = 440,
	NR_landlock_create_ruleset = 444, NR_landlock_add_rule = 445, NR_landlock_restrict_self = 446,
	NR_process_mrelease = 448, NR_futex_waitv = 449, NR_futex_wake = 454, NR_futex_wait = 455,
	NR_futex_requeue = 456, NR_mseal = 462, NR_rseq = 334
};

#define NONE ((long)-1)
/* A process id that no process has: the kernel's limit is 4194304. */
#define NOBODY 99999999L
#define PTR(x) ((long)(x))

/* Makes a call with all six registers as given, those that are left out being 0. */
#define CALL(...) call6((long[7]){__VA_ARGS__})
static inline long call6(const long arg[7])
{
	return syscall(arg[0], arg[1], arg[2], arg[3], arg[4], arg[5], arg[6]);
}

/* A page that ends where unmapped memory begins, always at the same address. */
static char *page_end;

static inline void make_hole(void)
{
	char *pages = mmap((void *)0x10000000, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			   -1, 0);
	munmap(pages + 8192, 4096);
	page_end = pages + 8192;
}

/* The last n bytes before the hole, zeroed or holding a copy. */
static inline long room(size_t n)
{
	return PTR(memset(page_end - n, 0, n));
}

static inline long at_end(const void *source, size_t n)
{
	return PTR(memcpy(page_end - n, source, n));
}

#define LONGS(...) ((long[]){__VA_ARGS__})
#define INTS(...) ((int[]){__VA_ARGS__})

#endif
