/* Mappings, advice, locks, protection keys: names, unknown bits, failures. */
#include "calls_proc.h"

static char pages[4096 * 48] __attribute__((aligned(4096)));

static void maps(void)
{
	long at = CALL(SYS_mmap, 0x20000000, 65536, 3, 0x22 | 0x100000, -1);

	CALL(SYS_mmap, 0, 4096, NONE, NONE & ~(0x3fL << 26), 5, 0x123000);
	CALL(SYS_mmap, 0, 4096, 0, 0, 5, 0x123000);
	CALL(SYS_mmap, 0, 4096, 0, 1, NONE, -4096);
	CALL(SYS_mmap, 0, 4096, 1, 3, NONE);
	for (long type = 4; type < 16; type++)
		CALL(SYS_mmap, 0, 4096, 4, type, NONE);
	CALL(SYS_mmap, 0, 4096, 0, 0x40000 | 30L << 26 | 2, NONE);
	CALL(SYS_mmap, 0, 4096, 0, 0x40000 | 2, NONE);
	CALL(SYS_mmap, 0, 4096, 0, 21L << 26 | 2, NONE);
	CALL(SYS_mprotect, at, 4096, 1);
	CALL(SYS_mprotect, at, 4096, 0);
	CALL(SYS_mprotect, NONE, NONE, NONE);
	CALL(SYS_mprotect, NONE, NONE, 0x10);
	for (long flags = 0; flags < 16; flags++)
		CALL(SYS_mremap, 0, 0, 0, flags, 0x77000);
	CALL(SYS_mremap, at, 8192, 4096, 0);
	CALL(SYS_mremap, at + 8192, 4096, 4096, 3, at + 0x8000);
	CALL(SYS_brk, 0);
	CALL(SYS_brk, 1);
	CALL(SYS_msync, at, 4096, 4);
	CALL(SYS_msync, NONE, NONE, NONE);
	CALL(SYS_munmap, at, 65536);
	CALL(SYS_munmap, NONE, NONE);
	CALL(SYS_remap_file_pages, 4096, 4096, 0, 0, 0);
	CALL(SYS_remap_file_pages, NONE, NONE, 3, NONE, 0x10002);
	CALL(NR_mseal, NONE, NONE, NONE);
}

static void advice(void)
{
	for (long advice = -1; advice < 27; advice++)
		CALL(SYS_madvise, 0, 0x1234, advice);
	for (long advice = 99; advice < 105; advice++)
		CALL(SYS_madvise, 1, 0, advice);
	CALL(NR_process_madvise, NONE, room(32), 2, 4, NONE);
	CALL(NR_process_madvise, NONE, 0, 2, NONE, 0);
	CALL(NR_process_madvise, NONE, at_end(LONGS(5, 6, 7, 8), 32), 3, 20, 0);
	CALL(SYS_mincore, 0, 4096, 0);
	memset(pages, 1, sizeof(pages));
	CALL(SYS_mincore, PTR(pages), 4096 * 6, room(6));
	CALL(SYS_mincore, PTR(pages), 4096 * 5 + 1, room(6));
	CALL(SYS_mincore, PTR(pages), 4096 * 40, room(40));
	CALL(SYS_mincore, PTR(pages), 0, room(4));
}

static void locks(void)
{
	CALL(SYS_mlock, NONE, NONE);
	CALL(SYS_munlock, PTR(pages), 4096);
	CALL(SYS_mlock2, NONE, NONE, NONE);
	CALL(SYS_mlock2, NONE, NONE, 1);
	CALL(SYS_mlockall, 0);
	CALL(SYS_mlockall, NONE);
	CALL(SYS_munlockall);
	CALL(SYS_membarrier, NONE, NONE, NONE);
	CALL(SYS_membarrier, 0, 0, 0);
	for (long bit = 0; bit < 10; bit++)
		CALL(SYS_membarrier, 1L << bit, 0, 0);
	CALL(SYS_membarrier, 0x80, 1, 5);
	CALL(SYS_pkey_alloc, NONE, NONE);
	CALL(SYS_pkey_alloc, 1, 0);
	CALL(SYS_pkey_free, NONE);
	CALL(SYS_pkey_mprotect, 0, 4096, 5, NONE);
}

static void policies(void)
{
	static long mask[16] = {1, 2};

	CALL(SYS_mbind, 0, 0, NONE, 0, 0, NONE);
	CALL(SYS_mbind, 0, 4096, 3, at_end(LONGS(1, 2), 16), 65, 1);
	CALL(SYS_mbind, 0, 4096, 0x8007, at_end(LONGS(1, 2), 16), 66, 8);
	for (long mode = 0; mode < 9; mode++)
		CALL(SYS_set_mempolicy, mode | mode << 13, 0, 1);
	CALL(SYS_set_mempolicy, 9, PTR(mask), 0);
	CALL(SYS_set_mempolicy, 9, PTR(mask), 1);
	CALL(SYS_set_mempolicy, 9, PTR(mask), 2);
	CALL(SYS_set_mempolicy, 9, PTR(mask), 258);
	CALL(SYS_set_mempolicy, 9, at_end(mask, 16), 194);
	CALL(SYS_set_mempolicy, 9, NONE, 194);
	CALL(SYS_get_mempolicy, 0, 0, 0, 0, 0);
	CALL(SYS_get_mempolicy, room(4), PTR(mask), 1024, 0, 0);
	CALL(SYS_get_mempolicy, NONE, NONE, NONE, NONE, NONE);
	CALL(SYS_migrate_pages, NOBODY, 100, PTR(mask), PTR(mask));
	CALL(SYS_move_pages, 0, 0, room(8), 0, room(8), 2);
	CALL(SYS_move_pages, 0, 2, at_end(LONGS(0, 4096), 16), 0, PTR(mask), 2);
	CALL(SYS_move_pages, NOBODY, 2, at_end(LONGS(0, 4096), 16), PTR(mask), room(8), NONE);
}

int main(void)
{
	make_hole();
	maps();
	advice();
	locks();
	policies();
	return 0;
}
