/* Clocks, timers and sleeping, also interrupted. What the clocks say differs from run to run: the comparison masks it. */
#include "calls_proc.h"
#include <sys/time.h>

static void nothing(int signo)
{
	(void)signo;
}

static void soon(void)
{
	CALL(SYS_setitimer, 0, PTR(LONGS(0, 0, 0, 50000)), 0);
}

static void sleeping(void)
{
	long second[2] = {1, 0}, rest[2] = {7, 8};

	CALL(SYS_nanosleep, 0, PTR(rest));
	CALL(SYS_nanosleep, PTR(LONGS(0, 1000)), 0);
	CALL(SYS_nanosleep, PTR(LONGS(0, 1000)), PTR(rest));
	CALL(SYS_nanosleep, PTR(LONGS(0, 1000000000)), PTR(rest));
	CALL(SYS_nanosleep, at_end(LONGS(-1, -1), 16), PTR(rest));
	CALL(SYS_nanosleep, NONE, NONE);
	CALL(SYS_clock_nanosleep, 0, NONE, 0, 0);
	CALL(SYS_clock_nanosleep, 0, 1, room(16), NONE);
	CALL(SYS_clock_nanosleep, 1, 0, PTR(LONGS(0, 1000)), PTR(rest));
	CALL(SYS_clock_nanosleep, 77, 2, PTR(LONGS(0, 1000)), PTR(rest));
	soon();
	CALL(SYS_nanosleep, PTR(second), 0);
	soon();
	CALL(SYS_clock_nanosleep, 0, 1, PTR(LONGS(0x7fffffff, 0)), PTR(rest));
	soon();
	CALL(SYS_pause);
	soon();
	CALL(SYS_rt_sigtimedwait, PTR(LONGS(0x400)), 0, PTR(second), 8);
	soon();
	CALL(SYS_futex, PTR(rest), 0, 7, 0);
	CALL(SYS_alarm, 100);
	CALL(SYS_alarm, 0);
}

static void clocks(void)
{
	for (long clock = -1; clock < 14; clock++)
		CALL(SYS_clock_getres, clock, room(16));
	CALL(SYS_clock_getres, -46, 0);
	CALL(SYS_clock_getres, 0, NONE);
	CALL(SYS_clock_gettime, NONE, room(16));
	CALL(SYS_clock_settime, NONE, at_end(LONGS(5, 6), 16));
	CALL(SYS_clock_settime, NONE, 0);
	CALL(SYS_clock_adjtime, NONE, room(208));
	CALL(SYS_clock_adjtime, 3, 0);
	CALL(SYS_gettimeofday, 0, 0);
	CALL(SYS_gettimeofday, NONE, NONE);
	CALL(SYS_settimeofday, NONE, NONE);
	CALL(SYS_settimeofday, PTR(LONGS(-1, 1000000)), 0);
	CALL(SYS_settimeofday, PTR(LONGS(5, 1000000)), PTR(INTS(7, 8)));
	CALL(SYS_adjtimex, 0);
	CALL(SYS_adjtimex, page_end - 100 - (char *)0);
	CALL(SYS_times, NONE);
#ifdef SYS_time
	CALL(SYS_time, NONE);
#endif
}

static void timers(void)
{
	int id;

	for (long which = -1; which < 4; which++)
		CALL(SYS_getitimer, which, room(32));
	CALL(SYS_setitimer, NONE, 0, 0);
	CALL(SYS_setitimer, 1, PTR(LONGS(100, 2, 300, 4)), room(32));
	CALL(SYS_setitimer, 1, room(32), 0);
	CALL(SYS_setitimer, 0, NONE, room(32));
	CALL(SYS_setitimer, 0, PTR(LONGS(1, -2, 3, -1)), room(32));
	CALL(SYS_timer_create, NONE, 0, room(4));
	CALL(SYS_timer_create, 0, 0, PTR(&id));
	CALL(SYS_timer_settime, id, NONE, PTR(LONGS(1, 2, 3, -4)), room(32));
	CALL(SYS_timer_settime, id, 0, PTR(LONGS(100, 2, 300, 4)), room(32));
	CALL(SYS_timer_settime, id, 0, room(32), 0);
	CALL(SYS_timer_settime, id, 1, 0, 0);
	CALL(SYS_timer_settime, NONE, 1, NONE, NONE);
	CALL(SYS_timer_gettime, id, room(32));
	CALL(SYS_timer_gettime, NONE, room(32));
	CALL(SYS_timer_getoverrun, id);
	CALL(SYS_timer_delete, id);
	CALL(SYS_timer_delete, NONE);
	static const long events[][8] = {{5, 10},		{5, 10 | 2L << 32, 0x401000, 77},
					 {0, 10 | 1L << 32},	{5, 10 | 3L << 32},
					 {0x500000000, -1},	{5, 65 | 4L << 32, 7777}, {0, 0}};
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		CALL(SYS_timer_create, 1, PTR(events[i]), NONE);
	CALL(SYS_timer_create, 1, NONE, NONE);
	CALL(SYS_timer_create, 1, page_end - 20 - (char *)0, NONE);
}

int main(void)
{
	struct sigaction action = {.sa_handler = nothing};

	make_hole();
	sigaction(SIGALRM, &action, 0);
	clocks();
	timers();
	sleeping();
	return 0;
}
