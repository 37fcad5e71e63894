/* prctl, arch_prctl, personality, seccomp, landlock: options that ask, or that the kernel refuses. */
#include "calls_proc.h"

static char area[8192];

static void options(void)
{
	/* Those that change nothing with these arguments: the second is not an address, the others not 0. */
	for (long option = 0; option < 84; option++)
		if (option != 1 && option != 8 && option != 14 && option != 22 && option != 24 && option != 26 && option != 28 &&
		    option != 29 && option != 31 && option != 32 && option != 36 && option != 4 && option != 35)
			CALL(SYS_prctl, option, 2, 3, 4, 5);
	for (long option = 0; option < 84; option++)
		if (option != 1 && option != 8 && option != 14 && option != 22 && option != 24 && option != 26 && option != 28 &&
		    option != 29 && option != 31 && option != 32 && option != 36 && option != 4)
			CALL(SYS_prctl, option, NONE, NONE, NONE, NONE);
	CALL(SYS_prctl, NONE, NONE, NONE, NONE, NONE);
	CALL(SYS_prctl, 1, 65);
	CALL(SYS_prctl, 1, NONE);
	CALL(SYS_prctl, 1, 10);
	CALL(SYS_prctl, 2, PTR(area));
	CALL(SYS_prctl, 2, NONE);
	CALL(SYS_prctl, 1, 0);
	CALL(SYS_prctl, 3);
	CALL(SYS_prctl, 4, 2);
	CALL(SYS_prctl, 4, 1);
	CALL(SYS_prctl, 7);
	CALL(SYS_prctl, 8, NONE);
	CALL(SYS_prctl, 15, PTR("abcdefghijklmnopqrstuvwxyz"));
	CALL(SYS_prctl, 15, PTR("abcdefghijklmno"));
	CALL(SYS_prctl, 15, at_end("ab", 2));
	CALL(SYS_prctl, 15, PTR("a\tb"));
	CALL(SYS_prctl, 16, PTR(area));
	CALL(SYS_prctl, 16, 0);
	CALL(SYS_prctl, 22, 3, 4, 5, 6);
	CALL(SYS_prctl, 22, 2, 0);
	CALL(SYS_prctl, 23, 2);
	CALL(SYS_prctl, 23, 41);
	CALL(SYS_prctl, 24, 41);
	CALL(SYS_prctl, 25, PTR(area));
	CALL(SYS_prctl, 26, NONE);
	CALL(SYS_prctl, 27);
	CALL(SYS_prctl, 28, NONE);
	for (long op = 0; op < 3; op++)
		for (long policy = 0; policy < 4; policy++)
			CALL(SYS_prctl, 33, op, policy, 4, 5);
	CALL(SYS_prctl, 34, 0, 0, 0, 0);
	for (long op = 0; op < 17; op++)
		CALL(SYS_prctl, 35, op, 1, 2, 3);
	CALL(SYS_prctl, 37, PTR(area));
	CALL(SYS_prctl, 40, PTR(area));
	for (long op = 0; op < 6; op++)
		CALL(SYS_prctl, 47, op, 41, 0, op == 4);
	CALL(SYS_prctl, 47, 1, 3, 0, 0);
	for (long which = 0; which < 4; which++) {
		CALL(SYS_prctl, 52, which, 0, 0, 0);
		for (long control = 1; control < 0x40; control *= 2)
			CALL(SYS_prctl, 53, which, control, 1, 1);
	}
	for (long bit = 1; bit < 0x100000; bit *= 2)
		CALL(SYS_prctl, 55, bit, 1, 1, 1);
	CALL(SYS_prctl, 55, 0xfffff, 1, 1, 1);
	for (long mode = 1; mode < 4; mode++)
		CALL(SYS_prctl, 59, mode, NONE, 3, 4);
	for (long op = 0; op < 6; op++)
		CALL(SYS_prctl, 62, op, NOBODY, op, PTR(area));
	CALL(SYS_prctl, 66, 0, 0, 0, 0);
	CALL(SYS_prctl, 69, 0x15);
	CALL(SYS_prctl, 71, 1, 0);
	CALL(SYS_prctl, 73, 1, 3, 0, 0);
	CALL(SYS_prctl, 0x59616d61, NOBODY);
	CALL(SYS_prctl, 0x59616d62, NONE);
	CALL(SYS_prctl, 0x53564d41, 0, 1, 8192, PTR("name"));
	CALL(SYS_prctl, 0x53564d41, 0, 1, 8192, 0);
	CALL(SYS_prctl, 0x53564d41, 1, 1, 8192, 5);
	CALL(SYS_prctl, 0x41555856, 5, 6, 7, 8);
}

static void architecture(void)
{
#ifdef SYS_arch_prctl
	static const long codes[] = {0x1000, 0x1011, 0x1012, 0x1021, 0x1022, 0x1024, 0x2001, 0x4001, 0x4005, 0x5005, 0x5006};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		CALL(SYS_arch_prctl, codes[i], NONE);
	CALL(SYS_arch_prctl, 0x1003, PTR(area));
	CALL(SYS_arch_prctl, 0x1004, PTR(area));
	CALL(SYS_arch_prctl, 0x1003, 0);
	CALL(SYS_arch_prctl, 0x1001, NONE);
	for (long feature = 0; feature < 20; feature++)
		CALL(SYS_arch_prctl, 0x1023, feature == 18 ? 19 : feature);
	CALL(SYS_arch_prctl, 0x1022, PTR(area));
	CALL(SYS_arch_prctl, NONE, NONE);
#endif
	CALL(SYS_personality, 0xffffffff);
	CALL(SYS_personality, 0x7fe0006);
	CALL(SYS_personality, 0xf001001f);
	CALL(SYS_personality, 0);
}

static void sandboxes(void)
{
	struct { unsigned short length; void *filter; } program = {14, area};
	static const unsigned long code[] = {0x400000020, 0xc000003e02010015, 0x7fff000000000006, 0x5000500000006,
					     0x6, 0x8000000000000006, 0x3000100000006, 0x1000000000000006,
					     0x302010087, 0x30201000c, 0x70000001d, 0x34, 0xfffff00000000020, 0x16};

	memcpy(area, code, sizeof(code));
	for (long op = -1; op < 5; op++) {
		CALL(SYS_seccomp, op, NONE, 0);
		CALL(SYS_seccomp, op, NONE, NONE);
		CALL(SYS_seccomp, op, NONE, PTR(&program));
	}
	program.length = 0;
	CALL(SYS_seccomp, 1, NONE, PTR(&program));
	program.length = 4, program.filter = memcpy(page_end - 16, code, 16);
	CALL(SYS_seccomp, 1, 0x40, PTR(&program));
	program.filter = NULL;
	CALL(SYS_seccomp, 1, 0, PTR(&program));
	CALL(SYS_prctl, 22, 2, PTR(&program));
	for (long action = 0; action < 8; action++)
		CALL(SYS_seccomp, 2, 0, PTR(INTS(action << 16)));
	CALL(SYS_seccomp, 2, 0, PTR(INTS(0x7fff0000)));
	CALL(SYS_seccomp, 2, 0, PTR(INTS((int)0x80000000)));
	CALL(SYS_seccomp, 3, 0, PTR(area));

	CALL(NR_landlock_create_ruleset, 0, 0, NONE);
	CALL(NR_landlock_create_ruleset, PTR(LONGS(NONE, NONE, NONE)), 24, 4);
	CALL(NR_landlock_create_ruleset, PTR(LONGS(3, 1, 1)), 16, 4);
	CALL(NR_landlock_create_ruleset, PTR(LONGS(3, 1, 1)), 4, 4);
	CALL(NR_landlock_add_rule, NONE, 1, PTR(LONGS(5, 6)), 0);
	CALL(NR_landlock_add_rule, NONE, 2, PTR(LONGS(3, 80)), NONE);
	CALL(NR_landlock_add_rule, NONE, 3, PTR(LONGS(3, 80)), 0);
	CALL(NR_landlock_add_rule, NONE, 1, NONE, 0);
	CALL(NR_landlock_restrict_self, NONE, 1);
}

int main(void)
{
	make_hole();
	options();
	architecture();
	sandboxes();
	return 0;
}
