/*
 * The lines renderer: prefixes, columns, results, calls that are interrupted by other lines, signals and ends. The calls are
 * simple ones; how arguments look is tested elsewhere.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "canned.h"
#include "strobe/lines.h"

static struct strobe_output output;
static struct strobe_lines_options options;
static struct strobe_renderer *renderer;
static const struct strobe_renderer_ops *ops;

static void setup(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	strobe_lines_defaults(&options);
	cr_assert(strobe_output_open(&output, -1, false, "memory", 0));
}

static void teardown(void)
{
	if (renderer)
		ops->free(renderer);
	strobe_output_close(&output);
}

TestSuite(render_lines, .init = setup, .fini = teardown);

static void start(void)
{
	renderer = strobe_lines_new(&output, &options);
	cr_assert(renderer);
	renderer->tasks = 1;
	ops = renderer->ops;
}

static const char *lines(void)
{
	size_t size;
	strobe_output_char(&output, '\0');
	const char *text = strobe_output_take(&output, &size);
	return text;
}

#define expect(expected)                                                                                     \
	do {                                                                                                 \
		const char *lines_ = lines();                                                                \
		cr_expect_str_eq(lines_, expected, "is:\n%s\nshould be:\n%s\n", lines_, expected);           \
	} while (0)

static struct strobe_record call_by(pid_t tid, const char *name, uint64_t a0, uint64_t a1, uint64_t a2)
{
	struct strobe_record record = canned_call(name, a0, a1, a2, 0, 0, 0);
	record.tid = tid;
	record.tgid = tid;
	record.entry_time = 1795204800123456789;
	record.entry_monotonic = 5000000000;
	record.exit_time = record.entry_time + 1500000000;
	record.exit_monotonic = record.entry_monotonic + 1000123456;
	record.instruction_pointer = 0x7f1234567890;
	return record;
}

static struct strobe_event event_of(pid_t tid)
{
	return (struct strobe_event){ .tid = tid,
				      .tgid = tid,
				      .comm = "canned",
				      .time = 1795204802123456789,
				      .monotonic = 7000000000 };
}

static void enter(struct strobe_line *line, struct strobe_record *record)
{
	ops->entry(renderer, line, record, &canned_brief);
}

static void leave(struct strobe_line *line, struct strobe_record *record, int64_t result, unsigned notes)
{
	canned_return(record, result);
	ops->exit(renderer, line, record, &canned_brief, notes);
}

static void whole(struct strobe_record record, int64_t result, unsigned notes)
{
	struct strobe_line line = { 0 };
	enter(&line, &record);
	leave(&line, &record, result, notes);
}

Test(render_lines, results_stand_in_their_column)
{
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	whole(call_by(1, "close", 3, 0, 0), 0, 0);
	whole(call_by(1, "close", (uint64_t)-1, 0, 0), -EBADF, 0);
	expect("sched_yield()                           = 0\n"
	       "close(3)                                = 0\n"
	       "close(-1)                               = -1 EBADF (Bad file descriptor)\n");
	ops->free(renderer);
	options.column = 9;
	start();
	whole(call_by(1, "close", 3, 0, 0), 0, 0);
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	expect("close(3) = 0\n"
	       "sched_yield() = 0\n");
}

Test(render_lines, errors)
{
	options.column = 0;
	start();
	whole(call_by(1, "close", 3, 0, 0), -ENOENT, STROBE_EXIT_INJECTED);
	whole(call_by(1, "close", 3, 0, 0), -41, STROBE_EXIT_INJECTED | STROBE_EXIT_DELAYED);
	whole(call_by(1, "close", 3, 0, 0), -EHWPOISON, 0);
	whole(call_by(1, "close", 3, 0, 0), -512, 0);
	whole(call_by(1, "close", 3, 0, 0), -513, 0);
	whole(call_by(1, "close", 3, 0, 0), -514, 0);
	whole(call_by(1, "close", 3, 0, 0), -515, 0);
	whole(call_by(1, "close", 3, 0, 0), -516, 0);
	whole(call_by(1, "close", 3, 0, 0), -4000, 0);
	expect("close(3) = -1 ENOENT (No such file or directory) (INJECTED)\n"
	       "close(3) = -1 (errno 41) (INJECTED) (DELAYED)\n"
	       "close(3) = -1 EHWPOISON (Memory page has hardware error)\n"
	       "close(3) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n"
	       "close(3) = ? ERESTARTNOINTR (To be restarted)\n"
	       "close(3) = ? ERESTARTNOHAND (To be restarted if no handler)\n"
	       "close(3) = -1 ENOIOCTLCMD (Unknown error 515)\n"
	       "close(3) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)\n"
	       "close(3) = -1 (errno 4000)\n");
}

Test(render_lines, every_errno_has_its_text)
{
	cr_expect_str_eq(strobe_errno_text(1), "Operation not permitted");
	cr_expect_null(strobe_errno_text(0));
	cr_expect_null(strobe_errno_text(-1));
	cr_expect_null(strobe_errno_text(134));
	cr_expect_null(strobe_errno_text(515));
	for (int error = 1; error <= EHWPOISON; error++)
		if (error != 41 && error != 58)
			cr_expect_str_eq(strobe_errno_text(error), strerror(error));
}

Test(render_lines, a_call_that_blocks_is_shown_and_goes_on)
{
	struct strobe_line line = { 0 };
	struct strobe_record record = call_by(1, "read", 0, 0x1000, 16);
	start();
	enter(&line, &record);
	cr_expect_eq(output.used, 0);
	ops->show(renderer);
	cr_expect_eq(output.used, strlen("read(0"));
	ops->show(renderer);
	cr_expect_eq(output.used, strlen("read(0"));
	leave(&line, &record, -EINTR, 0);
	expect("read(0, 0x1000, 16)                     = -1 EINTR (Interrupted system call)\n");
}

Test(render_lines, other_tasks_make_a_call_unfinished)
{
	struct strobe_line first = { 0 }, second = { 0 };
	struct strobe_record reads = call_by(11, "read", 0, 0x1000, 16),
			     yields = call_by(12, "sched_yield", 0, 0, 0);
	options.pid = STROBE_PID_COLUMN;
	start();
	renderer->tasks = 2;
	enter(&first, &reads);
	enter(&second, &yields);
	leave(&first, &reads, -EINTR, 0);
	leave(&second, &yields, 0, 0);
	expect("11    read(0 <unfinished ...>\n"
	       "12    sched_yield( <unfinished ...>\n"
	       "11    <... read resumed>, 0x1000, 16)   = -1 EINTR (Interrupted system call)\n"
	       "12    <... sched_yield resumed>)        = 0\n");
	struct strobe_event event = event_of(12);
	enter(&first, &reads);
	ops->stopped(renderer, &second, &event, 19);
	enter(&second, &yields);
	leave(&second, &yields, 0, 0);
	leave(&first, &reads, -EBADF, 0);
	expect("11    read(0 <unfinished ...>\n"
	       "12    --- stopped by SIGSTOP ---\n"
	       "12    sched_yield()                     = 0\n"
	       "11    <... read resumed>, 0x1000, 16)   = -1 EBADF (Bad file descriptor)\n");
}

Test(render_lines, a_message_in_between_ends_the_line)
{
	struct strobe_line line = { 0 };
	struct strobe_record record = call_by(1, "sched_yield", 0, 0, 0);
	start();
	ops->interrupt(renderer);
	enter(&line, &record);
	ops->interrupt(renderer);
	ops->interrupt(renderer);
	expect("sched_yield( <unfinished ...>\n");
	leave(&line, &record, 0, 0);
	expect("<... sched_yield resumed>)              = 0\n");
}

Test(render_lines, task_ids_stand_in_front_when_there_are_several)
{
	struct strobe_line line = { 0 };
	struct strobe_record record = call_by(123, "sched_yield", 0, 0, 0);
	options.pid = STROBE_PID_SEVERAL;
	start();
	/* What a line began with at its entry holds, though a task came since. */
	enter(&line, &record);
	renderer->tasks = 2;
	leave(&line, &record, 0, 0);
	whole(call_by(1234567, "sched_yield", 0, 0, 0), 0, 0);
	whole(call_by(5, "sched_yield", 0, 0, 0), 0, 0);
	renderer->tasks = 1;
	whole(call_by(5, "sched_yield", 0, 0, 0), 0, 0);
	expect("sched_yield()                           = 0\n"
	       "[pid 1234567] sched_yield()             = 0\n"
	       "[pid     5] sched_yield()               = 0\n"
	       "sched_yield()                           = 0\n");
}

Test(render_lines, names_of_tasks)
{
	struct strobe_record record = call_by(7, "sched_yield", 0, 0, 0);
	strcpy(record.comm, "a<b>\033");
	options.comm = true;
	options.pid = STROBE_PID_COLUMN;
	options.column = 0;
	start();
	whole(record, 0, 0);
	expect("7<a\\74b\\76\\33> sched_yield() = 0\n");
	ops->free(renderer);
	options.pid = STROBE_PID_SEVERAL;
	start();
	renderer->tasks = 2;
	whole(record, 0, 0);
	expect("[pid     7<a\\74b\\76\\33>] sched_yield() = 0\n");
}

Test(render_lines, times)
{
	options.column = 0;
	options.stamp = STROBE_STAMP_TIME;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->free(renderer);
	options.stamp_digits = 6;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->free(renderer);
	options.stamp = STROBE_STAMP_UNIX;
	options.stamp_digits = 9;
	options.duration = true;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->free(renderer);
	options.stamp_digits = options.duration_digits = 0;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->free(renderer);
	options.duration_digits = 3;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, STROBE_EXIT_INJECTED);
	expect("20:00:00 sched_yield() = 0\n"
	       "20:00:00.123456 sched_yield() = 0\n"
	       "1795204800.123456789 sched_yield() = 0 <1.000123>\n"
	       "1795204800 sched_yield() = 0 <1>\n"
	       "1795204800 sched_yield() = 0 (INJECTED) <1.000>\n");
}

Test(render_lines, relative_times)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(1);
	options.column = 0;
	options.relative = true;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->exited(renderer, &line, &event, 0);
	ops->free(renderer);
	options.stamp = STROBE_STAMP_UNIX;
	options.stamp_digits = 6;
	start();
	whole(call_by(1, "sched_yield", 0, 0, 0), 0, 0);
	ops->exited(renderer, &line, &event, 0);
	expect("     0.000000 sched_yield() = 0\n"
	       "     2.000000 +++ exited with 0 +++\n"
	       "1795204800.123456 (+     0.000000) sched_yield() = 0\n"
	       "1795204802.123456 (+     2.000000) +++ exited with 0 +++\n");
}

Test(render_lines, number_and_instruction_pointer)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(1);
	struct strobe_record record = call_by(1, "sched_yield", 0, 0, 0);
	options.column = 0;
	options.number = options.instruction_pointer = true;
	start();
	enter(&line, &record);
	leave(&line, &record, 0, 0);
	ops->exited(renderer, &line, &event, 0);
	expect("[  24] [00007f1234567890] sched_yield() = 0\n"
	       "[  24] [????????????????] +++ exited with 0 +++\n");
}

Test(render_lines, calls_that_do_not_return)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(1);
	struct strobe_record record = call_by(1, "exit_group", 3, 0, 0);
	start();
	enter(&line, &record);
	ops->gone(renderer, &line, &record, &canned_brief, &event);
	ops->gone(renderer, &line, &record, &canned_brief, &event);
	ops->exited(renderer, &line, &event, 3);
	expect("exit_group(3)                           = ?\n"
	       "+++ exited with 3 +++\n");
}

Test(render_lines, tasks_killed_in_a_call)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(1);
	struct strobe_record reads = call_by(1, "read", 0, 0x1000, 16),
			     yields = call_by(1, "sched_yield", 0, 0, 0);
	options.column = 0;
	start();
	enter(&line, &reads);
	ops->gone(renderer, &line, &reads, &canned_brief, &event);
	enter(&line, &yields);
	ops->gone(renderer, &line, &yields, &canned_brief, &event);
	enter(&line, &reads);
	ops->interrupt(renderer);
	ops->gone(renderer, &line, &reads, &canned_brief, &event);
	enter(&line, &yields);
	ops->interrupt(renderer);
	ops->gone(renderer, &line, &yields, &canned_brief, &event);
	ops->killed(renderer, &line, &event, 9, false);
	ops->killed(renderer, &line, &event, 11, true);
	expect("read(0 <unfinished ...>) = ?\n"
	       "sched_yield() = ?\n"
	       "read(0 <unfinished ...>\n"
	       "<... read resumed> <unfinished ...>) = ?\n"
	       "sched_yield( <unfinished ...>\n"
	       "<... sched_yield resumed>) = ?\n"
	       "+++ killed by SIGKILL +++\n"
	       "+++ killed by SIGSEGV (core dumped) +++\n");
}

Test(render_lines, detached_in_a_call)
{
	struct strobe_line line = { 0 }, other = { 0 };
	struct strobe_event event = event_of(1);
	struct strobe_record reads = call_by(1, "read", 0, 0x1000, 16),
			     yields = call_by(2, "sched_yield", 0, 0, 0);
	start();
	enter(&line, &reads);
	ops->detached(renderer, &line, &event);
	ops->detached(renderer, &line, &event);
	expect("read(0 <detached ...>\n");
	enter(&line, &reads);
	ops->show(renderer);
	ops->detached(renderer, &line, &event);
	expect("read(0 <detached ...>\n");
	enter(&line, &reads);
	enter(&other, &yields);
	ops->detached(renderer, &line, &event);
	ops->detached(renderer, &other, &event);
	expect("read(0 <unfinished ...>\nsched_yield( <detached ...>\n");
}

Test(render_lines, a_thread_takes_over_by_execve)
{
	struct strobe_line leader = { 0 }, execer = { 0 }, moved;
	struct strobe_event event = event_of(10);
	struct strobe_record closes = call_by(12, "close", 3, 0, 0),
			     yields = call_by(10, "sched_yield", 0, 0, 0);
	options.pid = STROBE_PID_COLUMN;
	options.column = 0;
	start();
	enter(&execer, &closes);
	ops->gone(renderer, &leader, &yields, &canned_brief, &event);
	ops->superseded(renderer, &leader, &event, &execer, 12);
	moved = execer;
	closes.tid = 10;
	leave(&moved, &closes, 0, 0);
	expect("12    close(3 <pid changed to 10 ...>\n"
	       "10    +++ superseded by execve in pid 12 +++\n"
	       "10    <... close resumed>) = 0\n");
	closes.tid = 12;
	execer = (struct strobe_line){ 0 };
	enter(&leader, &yields);
	enter(&execer, &closes);
	ops->gone(renderer, &leader, &yields, &canned_brief, &event);
	ops->superseded(renderer, &leader, &event, &execer, 12);
	moved = execer;
	closes.tid = 10;
	leave(&moved, &closes, 0, 0);
	expect("10    sched_yield( <unfinished ...>\n"
	       "12    close(3 <unfinished ...>\n"
	       "10    <... sched_yield resumed>) = ?\n"
	       "10    +++ superseded by execve in pid 12 +++\n"
	       "10    <... close resumed>) = 0\n");
}

Test(render_lines, restart_syscall_says_what_goes_on)
{
	struct strobe_line line = { 0 };
	struct strobe_record polls = call_by(1, "poll", 0, 0, 5),
			     restarts = call_by(1, "restart_syscall", 0, 0, 0);
	options.column = 0;
	start();
	enter(&line, &restarts);
	leave(&line, &restarts, 0, 0);
	enter(&line, &polls);
	leave(&line, &polls, -516, 0);
	enter(&line, &restarts);
	leave(&line, &restarts, -516, 0);
	enter(&line, &restarts);
	ops->interrupt(renderer);
	leave(&line, &restarts, 0, 0);
	enter(&line, &restarts);
	leave(&line, &restarts, 0, 0);
	expect("restart_syscall(<... resuming interrupted system call ...>) = 0\n"
	       "poll(NULL, 0, 5) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)\n"
	       "restart_syscall(<... resuming interrupted poll ...>) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)\n"
	       "restart_syscall(<... resuming interrupted poll ...> <unfinished ...>\n"
	       "<... restart_syscall resumed>) = 0\n"
	       "restart_syscall(<... resuming interrupted system call ...>) = 0\n");
}

Test(render_lines, what_stands_in_parentheses)
{
	options.column = 0;
	start();
	whole(call_by(1, "poll", 0, 0, 5), 0, 0);
	expect("poll(NULL, 0, 5) = 0 (Timeout)\n");
}

Test(render_lines, whole_calls_are_shown_at_their_end_alone)
{
	struct strobe_line first = { 0 }, second = { 0 };
	struct strobe_event event = event_of(1);
	struct strobe_record reads = call_by(1, "read", 0, 0x1000, 16),
			     yields = call_by(2, "sched_yield", 0, 0, 0);
	options.column = 0;
	options.whole = true;
	start();
	enter(&first, &reads);
	ops->show(renderer);
	enter(&second, &yields);
	leave(&second, &yields, 0, 0);
	leave(&first, &reads, -EINTR, 0);
	enter(&first, &reads);
	ops->gone(renderer, &first, &reads, &canned_brief, &event);
	enter(&first, &reads);
	ops->detached(renderer, &first, &event);
	expect("sched_yield() = 0\n"
	       "read(0, 0x1000, 16) = -1 EINTR (Interrupted system call)\n"
	       "read(0 <unfinished ...>) = ?\n"
	       "read(0 <detached ...>\n");
}

Test(render_lines, signals)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(1);
	start();
	ops->signal(renderer, &line, &event, 17, NULL, 0);
	ops->signal(renderer, &line, &event, 40, NULL, 0);
	expect("--- SIGCHLD ---\n--- SIGRT_8 ---\n");
}

Test(render_lines, calls_without_a_name)
{
	struct strobe_record record = call_by(1, "close", 1, 0, 0);
	record.number = 0x270f;
	options.column = 0;
	start();
	whole(record, -ENOSYS, 0);
	const char *text = lines();
	cr_expect_eq(strncmp(text, "syscall_0x270f(", 15), 0, "is %s", text);
	cr_expect_not_null(strstr(text, ") = -1 ENOSYS (Function not implemented)\n"));
}

Test(render_lines, changes_of_personality)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = event_of(7);
	start();
	event.abi = STROBE_ABI_I386;
	ops->personality(renderer, &line, &event);
	event.abi = STROBE_ABI_X32;
	ops->personality(renderer, &line, &event);
	event.abi = STROBE_ABI_X86_64;
	ops->personality(renderer, &line, &event);
	expect("[ Process PID=7 runs in 32 bit mode. ]\n"
	       "[ Process PID=7 runs in x32 mode. ]\n"
	       "[ Process PID=7 runs in 64 bit mode. ]\n");
}
