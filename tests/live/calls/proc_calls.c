/* Processes: clone in its forms, exec that fails, waiting, ids, namespaces, kcmp, another's memory. */
#include "calls_proc.h"
#include <sched.h>
#include <sys/wait.h>

static char stack[65536];

static int child(void *unused)
{
	(void)unused;
	syscall(SYS_exit, 7);
	return 0;
}

static void making(void)
{
	int status, parent_tid;
	struct { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, size, tls, set_tid, set_tid_size, cgroup; }
		args = {.flags = 0x00101000, .pidfd = PTR(&status), .parent_tid = PTR(&parent_tid), .exit_signal = 17};

	CALL(SYS_clone, NONE, NONE, NONE, NONE, NONE);
	CALL(SYS_clone, 0x10000 | 64, 0, 0, 0, 0);
	CALL(SYS_clone, 0x10000 | 200, 0, 0, 0, 0);
	CALL(SYS_clone, 0x11000, 0, 0, 0, 0);
	CALL(SYS_clone, 0x390000, PTR(stack), PTR(&status), PTR(&status), 0x1000);
	waitpid(clone(child, stack + sizeof(stack), CLONE_PARENT_SETTID | SIGCHLD, NULL, &parent_tid), &status, 0);
	waitpid(clone(child, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | CLONE_FILES, NULL), &status, __WALL);
	if (!fork())
		_exit(42);
	wait(&status);
	if (!vfork())
		_exit(0);
	wait(&status);
	CALL(NR_clone3, 0, 0);
	CALL(NR_clone3, NONE, 88);
	CALL(NR_clone3, PTR(&args), 40);
	if (!CALL(NR_clone3, PTR(&args), sizeof(args)))
		_exit(3);
	wait(&status);
	args.flags = ~0x7fUL, args.exit_signal = 64, args.set_tid = PTR(INTS(5, 6)), args.set_tid_size = 2, args.cgroup = 9;
	CALL(NR_clone3, PTR(&args), sizeof(args));
	args.flags = 0x200000000, args.exit_signal = 999, args.set_tid = 0, args.cgroup = 0;
	CALL(NR_clone3, PTR(&args), sizeof(args));
	args.flags = 0x180000000, args.set_tid = 5, args.set_tid_size = 33, args.stack = 5, args.size = 0x123;
	CALL(NR_clone3, PTR(&args), 80);
	CALL(NR_clone3, PTR(&args), 64);
	args.flags = 0x7f;
	CALL(NR_clone3, PTR(&args), 64);
}

static void executing(void)
{
	static char *words[] = {"/nonexistent", "a\n", "", NULL};
	static char *many[50];

	CALL(SYS_execve, PTR("/nonexistent"), PTR(words), PTR(words));
	CALL(SYS_execve, PTR("/nonexistent"), PTR(words + 2), PTR(words + 2));
	CALL(SYS_execve, PTR("/nonexistent"), PTR(words + 3), PTR(words + 3));
	CALL(SYS_execve, 0, 0, 0);
	CALL(SYS_execve, NONE, NONE, NONE);
	for (int i = 0; i < 49; i++)
		many[i] = "x";
	CALL(SYS_execve, PTR("/nonexistent"), PTR(many), PTR(many));
	many[33] = NULL;
	CALL(SYS_execve, PTR("/nonexistent"), PTR(many), PTR(many));
	many[32] = NULL;
	CALL(SYS_execve, PTR("/nonexistent"), PTR(many), PTR(many));
	CALL(SYS_execve, PTR("/nonexistent"), at_end(LONGS(PTR("word"), 5, NONE), 24), at_end(LONGS(PTR("word"), 5, NONE), 24));
	CALL(SYS_execveat, -100, PTR("/nonexistent"), PTR(words), PTR(words), 0x1100);
	CALL(SYS_execveat, 77, PTR("x"), PTR(words), 0, NONE);
}

static void waiting(void)
{
	static const long kinds[] = {0, 1, 2, 3, 4, -1};
	pid_t pid = fork();

	if (!pid) {
		raise(SIGSTOP);
		kill(getpid(), SIGKILL);
	}
	CALL(SYS_wait4, pid, room(4), 2 | 0x40000000, 0);
	CALL(SYS_wait4, pid, room(4), 1, room(144));
	kill(pid, SIGCONT);
	CALL(SYS_wait4, pid, room(4), 0, 0);
	if (!fork())
		_exit(5);
	CALL(SYS_waitid, 0, 0, room(128), 4 | 0x1000000, 0);
	CALL(SYS_waitid, 0, 0, 0, 4, 0);
	if (!fork())
		_exit(300);
	CALL(SYS_wait4, NONE, 0, 0, 0);
	CALL(SYS_wait4, NONE, 0, NONE, 0);
	CALL(SYS_wait4, NONE, NONE, 1, NONE);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		CALL(SYS_waitid, kinds[i], 77, room(128), 5, 0);
	CALL(SYS_waitid, 1, 77, 0, NONE, 0);
}

static void naming(void)
{
	CALL(SYS_getpgid, NONE);
	CALL(SYS_setpgid, NONE, NONE);
	CALL(SYS_getsid, NONE);
	CALL(SYS_set_tid_address, 0);
	CALL(SYS_set_tid_address, NONE);
	CALL(SYS_unshare, NONE);
	CALL(SYS_unshare, 0);
	CALL(SYS_unshare, 0xf);
	CALL(SYS_setns, NONE, NONE);
	CALL(SYS_setns, 77, 0);
	CALL(SYS_setns, 77, 0x81fdff7f);
	CALL(SYS_acct, PTR("/nonexistent/file"));
	for (long type = -1; type < 9; type++)
		CALL(SYS_kcmp, NOBODY, 2, type, 3, PTR(INTS(1, 2, 3)));
	CALL(SYS_kcmp, NOBODY, 2, 7, 3, 4);
	CALL(NR_process_mrelease, NONE, NONE);
	CALL(SYS_process_vm_readv, getpid(), PTR(LONGS(PTR(stack), 6)), 1, PTR(LONGS(PTR("abcdef"), 4)), 1, 0);
	CALL(SYS_process_vm_writev, getpid(), PTR(LONGS(PTR("ghijkl"), 6)), 1, PTR(LONGS(PTR(stack), 4)), 1, 0);
	CALL(SYS_process_vm_readv, NOBODY, PTR(LONGS(PTR(stack), 6)), 1, PTR(LONGS(5, 4)), 1, NONE);
	CALL(SYS_process_vm_writev, NOBODY, PTR(LONGS(PTR("ghijkl"), 6)), 1, PTR(LONGS(5, 4)), 1, NONE);
	CALL(SYS_process_vm_readv, NONE, 0, NONE, NONE, NONE, NONE);
}

int main(void)
{
	make_hole();
	making();
	executing();
	waiting();
	naming();
	CALL(SYS_exit_group, 256 + 3);
	return 0;
}
