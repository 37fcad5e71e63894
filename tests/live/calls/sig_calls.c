/* Actions, masks, pending signals, siginfo in all its layouts, alternate stacks; signals that arrive. */
#include "calls_proc.h"
#include <sys/wait.h>

static void nothing(int signo)
{
	(void)signo;
}

static void actions(void)
{
	long action[4] = {0x401000, 0x14000000, 0x402000, 5};

	CALL(SYS_rt_sigaction, 10, 0, 0, 8);
	CALL(SYS_rt_sigaction, 10, PTR(action), 0, 8);
	action[0] = 1, action[1] = NONE, action[3] = NONE;
	CALL(SYS_rt_sigaction, 10, PTR(action), 0, 8);
	action[1] = 0;
	CALL(SYS_rt_sigaction, 10, PTR(action), PTR(action), 9);
	CALL(SYS_rt_sigaction, NONE, PTR(action), PTR(action), 8);
	CALL(SYS_rt_sigaction, 65, PTR(action), PTR(action), 8);
	CALL(SYS_rt_sigaction, 64, PTR(action), PTR(action), 8);
	action[0] = NONE, action[1] = 0x4000000, action[3] = 0x7fffffff00000000;
	CALL(SYS_rt_sigaction, 33, PTR(action), 4, 9);
	CALL(SYS_rt_sigaction, 10, NONE, NONE, 8);
	action[0] = 0, action[1] = 0;
	CALL(SYS_rt_sigaction, 10, PTR(action), 0, 8);
}

static void masks(void)
{
	long mask = 0;

	for (long how = -1; how < 4; how++)
		CALL(SYS_rt_sigprocmask, how, PTR(&mask), 0, 8);
	for (int bit = 0; bit < 64; bit++) {
		mask = 1L << bit;
		CALL(SYS_rt_sigprocmask, 1, PTR(&mask), 0, 8);
	}
	static const long several[] = {0xffffffff,	   -1, 0x55555555aaaaaaaa, 0x55555555aaaaaaab, ~1L, ~3L,
				       0x7fffffff00000000, 0x7fffffff, -2, 0x3ff, ~0x3ffL, 0x100000000};
	for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++)
		CALL(SYS_rt_sigprocmask, 1, PTR(&several[i]), PTR(&mask), 8);
	for (long size = 0; size < 18; size++) {
		CALL(SYS_rt_sigprocmask, 1, PTR(&mask), 0, size);
		CALL(SYS_rt_sigpending, PTR(&mask), size);
	}
	CALL(SYS_rt_sigprocmask, 2, 0, at_end(LONGS(1), 8) + 4, 8);
	CALL(SYS_rt_sigsuspend, NONE, 8);
	CALL(SYS_rt_sigsuspend, 0, 8);
	CALL(SYS_rt_sigsuspend, PTR(&mask), 4);
}

static void layouts(void)
{
	static const int signals[] = {10, 4, 5, 7, 8, 11, 17, 29, 31, 34, 0, 111};
	static const int codes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 0x80, -1, -2, -3, -4, -5, -6, -7, -8, -60};
	int info[32];

	for (size_t s = 0; s < sizeof(signals) / sizeof(signals[0]); s++)
		for (size_t c = 0; c < 2 * sizeof(codes) / sizeof(codes[0]); c++) {
			memset(info, c % 2 ? 0x81 : 0, sizeof(info));
			info[0] = signals[s], info[1] = 0, info[2] = codes[c / 2];
			CALL(SYS_rt_sigqueueinfo, NOBODY, 5, PTR(info));
		}
	static const int some[][8] = {{10, 0, 1, 0, 0, 0, 5}, {10, 0, 1, 0, 0, 5},    {10, 0, 1, 0, 5},
				      {10, 5, 1, 0, 5, 0, 6}, {10, 999, -1, 0, 1},    {17, 0, 2, 0, 5, 6, 9},
				      {17, 0, 1, 0, 5, 6, 9}, {31, 5, 1, 0, 16, 0, 39, (int)0xc000003e}};
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		memset(info, 0, sizeof(info));
		memcpy(info, some[i], sizeof(some[i]));
		CALL(SYS_rt_tgsigqueueinfo, NOBODY, 88, 5, PTR(info));
	}
	CALL(SYS_rt_sigqueueinfo, NOBODY, 5, 0);
	CALL(SYS_rt_sigqueueinfo, NOBODY, 5, NONE);
	CALL(SYS_rt_tgsigqueueinfo, NOBODY, NOBODY, 64, room(100));
	CALL(NR_pidfd_send_signal, NONE, 5, 0, 0);
	CALL(NR_pidfd_send_signal, NONE, 5, PTR(info), NONE);
	CALL(NR_pidfd_send_signal, NONE, 0, NONE, 7);
	CALL(NR_pidfd_open, NONE, NONE);
	CALL(NR_pidfd_open, NONE, 0x80);
	CALL(NR_pidfd_getfd, NONE, NONE, NONE);
	CALL(NR_pidfd_getfd, 77, 78, 0);
}

static void sending(void)
{
	static const long signals[] = {0, 1, 29, 31, 32, 33, 34, 64, 65, -1};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		CALL(SYS_kill, NOBODY, signals[i]);
	CALL(SYS_tkill, NONE, 5);
	CALL(SYS_tgkill, NONE, NONE, 6);
	CALL(SYS_sigaltstack, 0, 0);
	CALL(SYS_sigaltstack, PTR(LONGS(0x10000000, NONE, 8192)), 0);
	CALL(SYS_sigaltstack, PTR(LONGS(0x10000000, 0, 8192)), room(24));
	CALL(SYS_sigaltstack, 0, room(24));
	CALL(SYS_sigaltstack, PTR(LONGS(0x10000000, 2 | 0x80000000, 8192)), room(23));
	CALL(SYS_sigaltstack, NONE, NONE);
	CALL(SYS_sigaltstack, PTR(LONGS(0, 2, 0)), 0);
}

/* Signals that arrive: from itself, with a value, for a bad access; the wait for a pending one. */
static void arriving(void)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
	long mask = 1L << 9 | 1L << 33;
	union sigval value = {.sival_int = 77};
	int info[32] = {12, 0, -3, 0, 5, 6, 7};

	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGINT);
	sigaction(SIGUSR1, &action, 0);
	sigaction(SIGUSR2, &action, 0);
	sigaction(SIGTRAP, &action, 0);
	sigaction(34, &action, 0);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR2);
	sigqueue(getpid(), 34, value);
	CALL(SYS_rt_sigqueueinfo, getpid(), 12, PTR(info));
	CALL(SYS_rt_sigprocmask, 0, PTR(&mask), 0, 8);
	kill(getpid(), SIGUSR1);
	CALL(SYS_rt_sigpending, room(8), 8);
	CALL(SYS_rt_sigtimedwait, PTR(&mask), room(128), PTR(LONGS(1, 0)), 8);
	CALL(SYS_rt_sigtimedwait, PTR(&mask), room(128), PTR(LONGS(0, 0)), 8);
	CALL(SYS_rt_sigtimedwait, PTR(&mask), 0, NONE, 8);
	CALL(SYS_rt_sigtimedwait, PTR(&mask), 0, 0, 4);
	CALL(SYS_rt_sigtimedwait, 0, 0, 0, 8);
	kill(getpid(), SIGUSR1);
	CALL(SYS_rt_sigprocmask, 1, PTR(&mask), 0, 8);
	__asm__ volatile("int3");
}

int main(void)
{
	make_hole();
	actions();
	masks();
	layouts();
	sending();
	arriving();
	*(volatile int *)page_end = 1;
	return 0;
}
