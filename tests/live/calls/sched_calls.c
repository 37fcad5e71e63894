/* Scheduling, priorities, ids, capabilities, limits, usage: only calls that leave the process as it is, or fail. */
#include "calls_proc.h"

static char area[8192];

static void scheduling(void)
{
	for (long policy = -1; policy < 9; policy++) {
		CALL(SYS_sched_get_priority_min, policy);
		CALL(SYS_sched_setscheduler, NOBODY, policy | 0x40000000, room(4));
	}
	CALL(SYS_sched_get_priority_max, 2);
	CALL(SYS_sched_setscheduler, NOBODY, 8, room(4));
	CALL(SYS_sched_setscheduler, NOBODY, 0x43218765, NONE);
	CALL(SYS_sched_setscheduler, 0, 0x40000000, room(4));
	CALL(SYS_sched_getscheduler, 0);
	CALL(SYS_sched_getscheduler, NONE);
	CALL(SYS_sched_getparam, 0, room(4));
	CALL(SYS_sched_getparam, NONE, room(4));
	CALL(SYS_sched_setparam, NOBODY, at_end(INTS(5), 4));
	CALL(SYS_sched_setparam, 0, 0);
	CALL(SYS_sched_rr_get_interval, NONE, room(16));
	CALL(SYS_sched_getaffinity, 0, 8192, PTR(area));
	CALL(SYS_sched_getaffinity, 0, 1, PTR(area));
	CALL(SYS_sched_setaffinity, NOBODY, 16, at_end(LONGS(0x8000000000000005, 0x3f), 16));
	CALL(SYS_sched_setaffinity, NOBODY, 3, at_end("\7\7\7", 3));
	CALL(SYS_sched_setaffinity, NOBODY, 0, room(8));
	CALL(SYS_sched_setaffinity, NOBODY, 8, room(4));
	CALL(SYS_sched_getattr, 0, PTR(area), 48, 0);
	CALL(SYS_sched_getattr, 0, PTR(area), 56, 0);
	CALL(SYS_sched_getattr, 0, PTR(area), 64, 0);
	CALL(SYS_sched_getattr, 0, PTR(area), 47, NONE);
	CALL(SYS_sched_getattr, NONE, 0, 56, 1);
	static const int attributes[][14] = {
		{56, 1, -1, -1, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13}, {52, 1, 0x28, 0, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13},
		{48, 9, 8, 0, -3, 5, 6, 7, 8, 9, 10, 11},	   {48, 1, 0x10, 0, 0, 5, 6, 7, 8, 9, 10, 11},
		{56, 1, 0x10, 0, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13}, {0, 1, 0x80, 0, 0, 5, 6, 7, 8, 9, 10, 11},
	};
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		CALL(SYS_sched_setattr, NONE, PTR(attributes[i]), i);
	CALL(SYS_sched_setattr, NONE, at_end(attributes[2], 48), 0);
	CALL(SYS_sched_setattr, NONE, at_end(attributes[0], 48), 0);
	CALL(SYS_sched_setattr, NONE, 0, 0);
	CALL(SYS_sched_yield);
	CALL(SYS_getcpu, 0, 0, 0);
	CALL(SYS_getcpu, NONE, NONE, NONE);
	for (long which = -1; which < 4; which++) {
		CALL(SYS_getpriority, which, 0);
		CALL(SYS_setpriority, which, NOBODY, -5);
		CALL(SYS_ioprio_get, which + 1, NOBODY);
		CALL(SYS_ioprio_set, which + 1, NOBODY, (which + 1) << 13 | 77);
	}
	CALL(SYS_ioprio_set, 1, NONE, NONE);
	CALL(SYS_ioprio_get, 1, 0);
}

static void identity(void)
{
	CALL(SYS_getuid);
	CALL(SYS_geteuid);
	CALL(SYS_getgid);
	CALL(SYS_getegid);
	CALL(SYS_setuid, NONE);
	CALL(SYS_setgid, NONE);
	CALL(SYS_setreuid, NONE, NONE);
	CALL(SYS_setregid, NONE, NONE);
	CALL(SYS_setresuid, NONE, NONE, NONE);
	CALL(SYS_setresgid, NONE, NONE, NONE);
	CALL(SYS_getresuid, PTR(area), PTR(area + 4), PTR(area + 8));
	CALL(SYS_getresgid, PTR(area), PTR(area + 4), room(3));
	CALL(SYS_setfsuid, NONE);
	CALL(SYS_setfsgid, NONE);
	CALL(SYS_getgroups, 0, 0);
	CALL(SYS_getgroups, 1024, PTR(area));
	CALL(SYS_getgroups, NONE, NONE);
	CALL(SYS_setgroups, NONE, 0);
	CALL(SYS_setgroups, 65537, PTR(area));
	CALL(SYS_setgroups, 3, at_end(INTS(4, 5), 8));
	CALL(SYS_capget, PTR(INTS(0, 0)), 0);
	CALL(SYS_capget, PTR(INTS(0x20080522, 0)), PTR(area));
	CALL(SYS_capget, PTR(INTS(0x19980330, 0)), PTR(area));
	CALL(SYS_capget, PTR(INTS(0x20071026, -1)), PTR(area));
	CALL(SYS_capget, 0, 0);
	CALL(SYS_capset, PTR(INTS(0x20080522, NOBODY)), PTR(INTS(-1, 2, 3, -1, 5, 6)));
	CALL(SYS_capset, PTR(INTS(0x20080522, NOBODY)), PTR(INTS(0, 0, 0, 2, 0, 0x1000)));
	CALL(SYS_capset, PTR(INTS(0x20071026, NOBODY)), 0);
	CALL(SYS_capset, PTR(INTS(0x19980330, NOBODY)), PTR(INTS(-1, 2, 0)));
	CALL(SYS_capset, PTR(INTS(0x20080521, NOBODY)), PTR(INTS(8, 2, 0)));
	CALL(SYS_capset, NONE, NONE);
}

static void limits(void)
{
	static const long values[][2] = {{1023, 1024}, {1025, 4096}, {5, -1}, {0xffffffff, -2}, {3072, 1025 * 1024}};

	for (long resource = -1; resource < 17; resource++) {
		CALL(SYS_getrlimit, resource, 0);
		CALL(SYS_prlimit64, NOBODY, resource, 0, 0);
	}
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		CALL(SYS_prlimit64, NOBODY, 3, PTR(values[i]), PTR(area));
	CALL(SYS_prlimit64, 0, 3, 0, PTR(area));
	CALL(SYS_prlimit64, 0, 7, NONE, NONE);
	CALL(SYS_getrlimit, 3, PTR(area));
	CALL(SYS_setrlimit, 3, PTR(area));
	CALL(SYS_setrlimit, 3, PTR(LONGS(5, 4)));
	CALL(SYS_setrlimit, NONE, room(15));
	for (long who = -3; who < 3; who++)
		CALL(SYS_getrusage, who, 0);
	CALL(SYS_getrusage, NONE, PTR(area));
}

int main(void)
{
	make_hole();
	scheduling();
	identity();
	limits();
	return 0;
}
