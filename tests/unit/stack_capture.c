/*
 * Stacks of real processes: children of the test stop in known functions.
 */
#include <config.h>

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "stack/inside.h"

#ifdef HAVE_LIBUNWIND

static struct strobe_stacks *stacks;
static struct strobe_frame frames[256];
static enum strobe_stack_status status;
static pid_t child;

static void set_up(void)
{
	stacks = strobe_stacks_new();
	cr_assert_not_null(stacks);
}

static void tear_down(void)
{
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	strobe_stacks_free(stacks);
}

TestSuite(stack_capture, .init = set_up, .fini = tear_down);

/* The work after the call keeps them from being jumps. */
static volatile int kept;

static __attribute__((noinline, noclone)) void stop_here(void)
{
	syscall(SYS_kill, getpid(), SIGSTOP);
	kept++;
}

static __attribute__((noinline, noclone)) void middle_one(void (*innermost)(void))
{
	innermost();
	kept++;
}

static __attribute__((noinline, noclone)) void outer_one(void (*innermost)(void))
{
	middle_one(innermost);
	kept++;
}

static void wait_for_stop(int signal)
{
	int state;

	cr_assert_eq(waitpid(child, &state, 0), child);
	cr_assert(WIFSTOPPED(state) && WSTOPSIG(state) == signal, "state %x", state);
}

static void start(void (*innermost)(void))
{
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		outer_one(innermost);
		_exit(0);
	}
}

static unsigned capture(unsigned limit)
{
	return strobe_stacks_capture(stacks, child, child, limit, frames, &status);
}

/* The index of the frame of that function from the one at first on. */
static unsigned find(const char *symbol, unsigned first, unsigned count)
{
	for (unsigned i = first; i < count; i++)
		if (frames[i].symbol && strcmp(frames[i].symbol, symbol) == 0)
			return i;
	cr_assert_fail("no frame of %s", symbol);
	return 0;
}

Test(stack_capture, names_the_functions)
{
	unsigned count, at;
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	cr_assert_gt(length, 0);
	path[length] = '\0';
	start(stop_here);
	wait_for_stop(SIGSTOP);
	count = capture(256);
	cr_assert_gt(count, 4);
	cr_assert_eq(status, STROBE_STACK_WHOLE);
	at = find("stop_here", 1, count);
	cr_expect_str_eq(frames[at].file, path);
	cr_expect(frames[at].call);
	cr_expect_not(frames[0].call);
	cr_expect_eq(frames[at].address - frames[at].symbol_offset, (uint64_t)(uintptr_t)stop_here);
	cr_expect_str_eq(frames[at + 1].symbol, "middle_one");
	cr_expect_str_eq(frames[at + 2].symbol, "outer_one");
	find("stack_capture_names_the_functions_impl", at + 3, count);
}

Test(stack_capture, stops_at_the_limit)
{
	unsigned whole;

	start(stop_here);
	wait_for_stop(SIGSTOP);
	whole = capture(256);
	cr_assert_gt(whole, 3);
	cr_expect_eq(capture(3), 3);
	cr_expect_eq(status, STROBE_STACK_TRUNCATED);
	cr_expect_str_eq(strobe_stack_status_text(status), " > too many stack frames");
	cr_expect_eq(capture(whole), whole);
	cr_expect_eq(status, STROBE_STACK_WHOLE);
	cr_expect_null(strobe_stack_status_text(status));
	cr_expect_eq(capture(0), 0);
	cr_expect_eq(status, STROBE_STACK_TRUNCATED);
}

Test(stack_capture, knows_files_for_all_processes)
{
	unsigned files;

	start(stop_here);
	wait_for_stop(SIGSTOP);
	cr_assert_gt(capture(256), 4);
	files = stacks->files.count;
	cr_expect_gt(files, 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	strobe_stacks_forget(stacks, child);
	start(stop_here);
	wait_for_stop(SIGSTOP);
	cr_assert_gt(capture(256), 4);
	cr_expect_eq(stacks->files.count, files);
}

static int tids[2];

static void *outlive(void *unused)
{
	pid_t tid = (pid_t)syscall(SYS_gettid);

	(void)unused;
	usleep(10000); /* the first thread is gone by then, most likely */
	if (write(tids[1], &tid, sizeof(tid)) != sizeof(tid))
		_exit(1);
	for (;;)
		pause();
	return NULL;
}

/* What is left of the first thread has no mappings in /proc any more. */
Test(stack_capture, does_without_the_first_thread, .timeout = 20)
{
	pthread_t thread;
	pid_t tid;

	cr_assert_eq(pipe(tids), 0);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		if (pthread_create(&thread, NULL, outlive, NULL) != 0)
			_exit(1);
		syscall(SYS_exit, 0);
	}
	cr_assert_eq(read(tids[0], &tid, sizeof(tid)), (ssize_t)sizeof(tid));
	cr_assert_eq(ptrace(PTRACE_SEIZE, tid, NULL, NULL), 0);
	cr_assert_eq(ptrace(PTRACE_INTERRUPT, tid, NULL, NULL), 0);
	cr_assert_eq(waitpid(tid, NULL, __WALL), tid);
	find("outlive", 0, strobe_stacks_capture(stacks, tid, child, 256, frames, &status));
	/* The process can be waited for once its traced threads were. */
	kill(child, SIGKILL);
	cr_expect_eq(waitpid(tid, NULL, __WALL), tid);
}

Test(stack_capture, needs_a_stopped_task)
{
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		pause();
		_exit(0);
	}
	cr_expect_eq(capture(256), 0);
	cr_expect_eq(status, STROBE_STACK_NO_TASK);
}

#ifdef __x86_64__
static void break_the_stack(void)
{
	uint64_t *frame = __builtin_frame_address(0);

	frame[1] = 0x1234;
	__asm__ volatile("int3" ::: "memory");
	_exit(0);
}

Test(stack_capture, says_where_it_got_lost)
{
	unsigned count;

	start(break_the_stack);
	wait_for_stop(SIGTRAP);
	count = capture(256);
	cr_assert_eq(count, 2);
	cr_expect_eq(status, STROBE_STACK_LOST);
	cr_expect_str_eq(frames[0].symbol, "break_the_stack");
	cr_expect_null(frames[1].file);
	cr_expect_eq(frames[1].address, 0x1234);
}

/* Code that no file on a disk holds, in a mapping that is made after the first stop. */
static void run_made_code(void)
{
	static const uint8_t code[] = { 0xcc, 0xc3 }; /* int3; ret */
	int fd = memfd_create("made", 0);
	void *map;

	stop_here();
	if (ftruncate(fd, 4096) != 0)
		_exit(1);
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		_exit(1);
	memcpy(map, code, sizeof(code));
	((void (*)(void))(uintptr_t)map)();
}

Test(stack_capture, reads_the_map_again_when_told)
{
	start(run_made_code);
	wait_for_stop(SIGSTOP);
	cr_assert_gt(capture(256), 4);
	ptrace(PTRACE_CONT, child, NULL, NULL);
	wait_for_stop(SIGTRAP);
	cr_expect_eq(capture(256), 1);
	cr_expect_eq(status, STROBE_STACK_LOST);
	strobe_stacks_maps_changed(stacks, child);
	cr_assert_geq(capture(256), 1);
	cr_assert_not_null(frames[0].file);
	cr_expect_str_eq(frames[0].file, "/memfd:made (deleted)");
	cr_expect_eq(frames[0].offset, 1);
	cr_expect_null(frames[0].symbol);
}

/* A stack on which every frame is its own caller's, and one of garbage. */
static void run_in_circles(void)
{
	static uint64_t stack[1024];

	for (unsigned i = 0; i < 1024; i++)
		stack[i] = (uint64_t)(uintptr_t)stop_here + 1;
	__asm__ volatile("mov %0, %%rsp\n\tmov %0, %%rbp\n\tint3\n\tnop" ::"r"(&stack[8]) : "memory");
	__builtin_unreachable();
}

Test(stack_capture, ends_on_any_stack)
{
	start(run_in_circles);
	wait_for_stop(SIGTRAP);
	cr_expect_leq(capture(256), 256);
	cr_expect_geq(capture(256), 1);
	cr_expect_str_eq(frames[0].symbol, "run_in_circles");
}
#endif

static __attribute__((noinline)) void handle(int signal)
{
	(void)signal;
	stop_here();
	kept++;
}

static __attribute__((noinline, noclone)) void interrupted(void)
{
	signal(SIGUSR1, handle);
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1);
	kept++;
}

Test(stack_capture, goes_through_signal_handlers)
{
	unsigned count, handler, call;

	start(interrupted);
	wait_for_stop(SIGUSR1);
	ptrace(PTRACE_CONT, child, NULL, (void *)(uintptr_t)SIGUSR1);
	wait_for_stop(SIGSTOP);
	count = capture(256);
	cr_expect_eq(status, STROBE_STACK_WHOLE);
	handler = find("handle", 0, count);
	call = find("interrupted", handler, count);
	cr_assert_gt(call, handler + 2);
	/* Behind the trampoline stands the instruction that was interrupted, not one behind a call. */
	cr_expect_not(frames[handler + 2].call);
	find("outer_one", call, count);
}
static ucontext_t context, back;

/* What makecontext(3) leaves on the stack to be returned to is a function's beginning, with no caller behind it. */
static void run_in_a_context(void)
{
	static char stack[65536];

	getcontext(&context);
	context.uc_stack.ss_sp = stack;
	context.uc_stack.ss_size = sizeof(stack);
	context.uc_link = &back;
	makecontext(&context, stop_here, 0);
	swapcontext(&back, &context);
}

Test(stack_capture, ends_where_a_context_begins)
{
	unsigned count, at;

	start(run_in_a_context);
	wait_for_stop(SIGSTOP);
	count = capture(256);
	cr_expect_eq(status, STROBE_STACK_WHOLE);
	at = find("stop_here", 0, count);
	cr_assert_leq(at + 1, count);
	cr_expect_leq(count, at + 2);
	cr_expect_not_null(frames[count - 1].file);
}

/* Mappings without code come and go, and the map is good all the same. */
Test(stack_capture, reads_the_map_no_more_often_than_needed)
{
	struct stack_process *process;

	start(stop_here);
	wait_for_stop(SIGSTOP);
	cr_assert_gt(capture(256), 4);
	process =
		stacks->processes[(unsigned)child % (sizeof(stacks->processes) / sizeof(*stacks->processes))];
	cr_assert_not_null(process);
	cr_assert(process->fresh);
	strobe_stacks_range_changed(stacks, child, process->mappings[process->count - 1].end, UINT64_MAX);
	cr_expect(process->fresh);
	strobe_stacks_range_changed(stacks, child, 0, process->mappings[0].start);
	cr_expect(process->fresh);
	strobe_stacks_range_changed(stacks, child, process->mappings[0].start, 1);
	cr_expect_not(process->fresh);
	cr_assert_gt(capture(256), 4);
	cr_expect(process->fresh);
	strobe_stacks_range_changed(stacks, child, 0, UINT64_MAX);
	cr_expect_not(process->fresh);
	cr_assert_gt(capture(256), 4);
	/* With others in its memory, it is read each time. */
	strobe_stacks_shared(stacks, child);
	process->mappings[0].name = NULL;
	cr_assert_gt(capture(256), 4);
	cr_expect_not_null(process->mappings[0].name);
}
#else
Test(stack_capture, is_not_there)
{
	enum strobe_stack_status status;
	struct strobe_frame frame;

	cr_expect_not(strobe_stacks_available());
	cr_expect_null(strobe_stacks_new());
	cr_expect_eq(strobe_stacks_capture(NULL, getpid(), getpid(), 1, &frame, &status), 0);
	cr_expect_eq(status, STROBE_STACK_NOT_BUILT);
}
#endif
