/* The system's names, log, random numbers; rebooting that is refused; ptrace of a child. */
#include "calls_proc.h"
#include <sys/wait.h>

static char area[4096];

static void system_calls(void)
{
	CALL(SYS_uname, PTR(area));
	CALL(SYS_uname, 0);
	CALL(SYS_sysinfo, 0);
	CALL(SYS_sethostname, 0, 64);
	CALL(SYS_sethostname, PTR("name"), 65);
	CALL(SYS_sethostname, PTR("name"), NONE);
	CALL(SYS_setdomainname, NONE, 3);
	CALL(SYS_getrandom, PTR(area), 0, 1);
	CALL(SYS_getrandom, NONE, 5, 1);
	CALL(SYS_getrandom, PTR(area), 5, NONE);
	CALL(SYS_syslog, 10, 5, 6);
	CALL(SYS_syslog, 2, 0, NONE);
	CALL(SYS_syslog, 3, NONE, 5);
	CALL(SYS_syslog, 8, NONE, 9);
	CALL(SYS_syslog, 8, 0, 0);
	CALL(SYS_syslog, 11, NONE, 5);
	CALL(SYS_syslog, NONE, 5, NONE);
	CALL(SYS_reboot, 0, 0, 0);
	CALL(SYS_reboot, 0xfee1dead, 1, 0xa1b2c3d4, PTR("argument"));
	CALL(SYS_reboot, 1, 672274793, 0xa1b2c3d4, NONE);
	CALL(SYS_reboot, 1, 85072278, 0xd000fce2, NONE);
	CALL(SYS_reboot, NONE, 369367448, 0x1234567, NONE);
	CALL(SYS_reboot, NONE, 537993216, 5, NONE);
}

static void tracing(void)
{
	static const long requests[] = {1, 2, 3, 12, 14, 24, 0x4201, 0x4202, 0x420a, 0x420d};
	static const long nobody[] = {4, 5, 6, 13, 15, 16, 17, 18, 19, 20, 21, 25, 26, 30, 31, 32, 33, 34, 0x4203, 0x4206, 0x4207,
				      0x4208, 0x4209, 0x420b, 0x420c, 0x420e, 0x420f, 0x4210, 0x4211, 0x4212, 0x4213, -1};
	int status;
	pid_t pid = fork();

	if (!pid) {
		CALL(SYS_ptrace, 0);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	CALL(SYS_ptrace, 0x4200, pid, 0, 0x100001);
	CALL(SYS_ptrace, 0x4200, pid, 0, NONE);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		CALL(SYS_ptrace, requests[i], pid, requests[i] == 0x420d ? 16 : 8, requests[i] == 24 ? 0 : PTR(area));
		if (requests[i] == 24)
			waitpid(pid, &status, 0);
	}
	CALL(SYS_ptrace, 0x420e, pid, 88, PTR(area));
	CALL(SYS_ptrace, 0x420e, pid, 20, PTR(area));
	CALL(SYS_ptrace, 0x4204, pid, 1, PTR(LONGS(PTR(area), 216)));
	CALL(SYS_ptrace, 0x4204, pid, 1, PTR(LONGS(PTR(area), 500)));
	CALL(SYS_ptrace, 0x4204, pid, 2, PTR(LONGS(PTR(area), 64)));
	CALL(SYS_ptrace, 0x4204, pid, 0x202, PTR(LONGS(PTR(area), 64)));
	CALL(SYS_ptrace, 0x4204, pid, 77, NONE);
	CALL(SYS_ptrace, 0x4205, NOBODY, 1, PTR(LONGS(PTR(area), 24)));
	CALL(SYS_ptrace, 0x4205, NOBODY, 2, PTR(LONGS(PTR(area), 24)));
	for (long offset = 0; offset < 240; offset += 9)
		CALL(SYS_ptrace, 3, NOBODY, offset, NONE);
	CALL(SYS_ptrace, 3, NOBODY, 852, 0);
	CALL(SYS_ptrace, 3, NOBODY, 912, 0);
	CALL(SYS_ptrace, 3, NOBODY, 920, 0);
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
		CALL(SYS_ptrace, nobody[i], NOBODY, 8, PTR(area));
		CALL(SYS_ptrace, nobody[i], NOBODY, 0, 19);
	}
	CALL(SYS_ptrace, 8, pid, 0, 0);
	waitpid(pid, &status, 0);
}

int main(void)
{
	make_hole();
	system_calls();
	tracing();
	return 0;
}
