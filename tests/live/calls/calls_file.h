/* What the file programs of this folder share: a folder of their own, and memory with a hole after it. */
#ifndef CALLS_FILE_H
#define CALLS_FILE_H

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Calls that are younger than the headers of many machines; their numbers are the same everywhere. */
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef SYS_setxattrat
#define SYS_setxattrat 463
#define SYS_getxattrat 464
#define SYS_listxattrat 465
#define SYS_removexattrat 466
#endif

/* A page that ends where unmapped memory begins, and an address in the hole itself. */
static char *page_end;
static char *hole;

/* The last n bytes before the hole, holding a copy of what src points at. */
static inline void *at_end(const void *src, size_t n)
{
	memcpy(page_end - n, src, n);
	return page_end - n;
}

static inline void make_hole(void)
{
	char *pages = mmap((void *)0x10000000, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			   -1, 0);

	if (pages == MAP_FAILED)
		exit(77);
	munmap(pages + 4096, 8192);
	page_end = hole = pages + 4096;
}

/*
 * Go to an empty folder of a fixed name, and at the end remove what was made in it (the names end with NULL) and the
 * folder itself, so that traces of two runs are equal.
 */
static char folder[256];

static inline void enter_folder(const char *name)
{
	snprintf(folder, sizeof(folder), "/tmp/calls-%s", name);
	mkdir(folder, 0700);
	if (chdir(folder) != 0)
		exit(77);
	umask(022);
}

static inline void leave_folder(const char *const names[])
{
	for (; *names; names++)
		remove(*names);
	if (chdir("/") == 0)
		rmdir(folder);
}

#endif
