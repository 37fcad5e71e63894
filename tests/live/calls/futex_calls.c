/* Futexes: every operation with and without its flags, none of which blocks; futex2; robust lists; rseq. */
#include "calls_proc.h"

static int word[8];

int main(void)
{
	static const long wake_ops[] = {0, 0x5fff, 0x11005fff, 0x22005fff, 0x33005fff, 0x44005fff, 0x55005fff, 0xf6123456, NONE};
	static long past[2] = {0, 1};

	make_hole();
	word[0] = 1;
	for (long op = 0; op < 16; op++)
		for (long flags = 0; flags < 0x200; flags += 0x80)
			if (op != 2 && op != 6 && op != 8 && op != 13)
				CALL(SYS_futex, PTR(word), op | flags, 0, PTR(past), NONE, 6);
	CALL(SYS_futex, NONE, 6, 3, PTR(past), 5, 6);
	CALL(SYS_futex, NONE, 13 | 0x80, 3, PTR(past), 5, 6);
	CALL(SYS_futex, NONE, 8, 3, PTR(past), 5, 6);
	CALL(SYS_futex, NONE, 2, 3, PTR(past), 5, 6);
	CALL(SYS_futex, NONE, 0x82, 3, PTR(past), 5, 6);
	CALL(SYS_futex, PTR(word), 0, 0, NONE, 0, 0);
	CALL(SYS_futex, PTR(word), 0, NONE, 0, 0, 0);
	CALL(SYS_futex, PTR(word), 9, NONE, 0, 0, NONE);
	CALL(SYS_futex, PTR(word), 10, NONE, 0, 0, NONE);
	CALL(SYS_futex, PTR(word), 0x1fe, 3, PTR(past), 5, 6);
	CALL(SYS_futex, 0, NONE, NONE, NONE, NONE, NONE);
	CALL(SYS_futex, PTR(word), 1, NONE);
	CALL(SYS_futex, PTR(word), 4, 1, 2, PTR(word + 1), 99);
	for (size_t i = 0; i < sizeof(wake_ops) / sizeof(wake_ops[0]); i++)
		CALL(SYS_futex, NONE, 5, 1, 2, PTR(word + 1), wake_ops[i]);
	CALL(NR_futex_waitv, 0, 1, NONE, 0, 1);
	CALL(NR_futex_waitv, PTR(word), 0, 1, NONE, NONE);
	CALL(NR_futex_waitv, at_end(LONGS(5, PTR(word), 0x82, 7, 8, 0xff00000003), 48), 2, 0, PTR(past), 0);
	CALL(NR_futex_waitv, at_end(LONGS(5, PTR(word), 0x82), 24), 2, 0, PTR(past), 0);
	CALL(NR_futex_wake, NONE, NONE, NONE, NONE);
	CALL(NR_futex_wake, PTR(word), 1, 2, 2);
	CALL(NR_futex_wait, PTR(word), 3, NONE, NONE, PTR(past), 1);
	CALL(NR_futex_wait, PTR(word), 3, 1, 2, 0, 0);
	CALL(NR_futex_requeue, at_end(LONGS(5, PTR(word), 0x82, 7, 8, 0xff00000003), 48), NONE, 1, 2);
	CALL(NR_futex_requeue, at_end(LONGS(5, PTR(word), 0x82), 24), 0, 1, 2);
	CALL(NR_futex_requeue, 0, 0, -5, -6);
	CALL(SYS_set_robust_list, NONE, NONE);
	CALL(SYS_set_robust_list, 0, 24);
	CALL(SYS_get_robust_list, 0, PTR(word), PTR(word + 2));
	CALL(SYS_get_robust_list, NOBODY, PTR(word), PTR(word + 2));
	CALL(NR_rseq, 0, NONE, NONE, NONE);
	CALL(NR_rseq, room(33), 32, 1, 5);
	CALL(NR_rseq, at_end(LONGS(NONE, 0, 0x500000011, 0x0403020100000006, 0x11, 0, 0, 0), 64), 64, 1, 5);
	CALL(NR_rseq, at_end(INTS(-2, 5, 0, 0, 0xff, 1, 2, 3, 4), 36), 32, 2, 5);
	CALL(NR_rseq, room(48), 48, 1, 5);
	CALL(NR_rseq, room(20), 32, 1, 5);
	return 0;
}
