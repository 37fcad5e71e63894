/*
 * The output buffer: numbers, columns, full buffers, and files that can't be written.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "strobe/output.h"

static const char *taken(struct strobe_output *output)
{
	size_t size;
	strobe_output_char(output, '\0');
	return strobe_output_take(output, &size);
}

static void start(struct strobe_output *output)
{
	cr_assert(strobe_output_open(output, -1, false, "memory", 0));
}

Test(render_output, numbers_are_as_printf_has_them)
{
	static const uint64_t values[] = { 0,
					   1,
					   7,
					   8,
					   9,
					   10,
					   15,
					   16,
					   99,
					   100,
					   101,
					   255,
					   999,
					   1000,
					   65535,
					   1234567890,
					   UINT32_MAX,
					   INT64_MAX,
					   (uint64_t)INT64_MIN,
					   UINT64_MAX };
	struct strobe_output output;
	char expected[400];
	start(&output);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		uint64_t value = values[i];
		snprintf(expected, sizeof(expected),
			 "%" PRIu64 " %" PRId64 " %05" PRIu64 " %6" PRIu64 " %o %" PRIo64 " %04" PRIo64
			 " %" PRIx64 " %016" PRIx64,
			 value, (int64_t)value, value, value, 0u, value, value, value, value);
		strobe_output_unsigned(&output, value);
		strobe_output_char(&output, ' ');
		strobe_output_signed(&output, (int64_t)value);
		strobe_output_char(&output, ' ');
		strobe_output_decimal(&output, value, 5, '0');
		strobe_output_char(&output, ' ');
		strobe_output_decimal(&output, value, 6, ' ');
		strobe_output_text(&output, " 0 ");
		strobe_output_octal(&output, value, 1);
		strobe_output_char(&output, ' ');
		strobe_output_octal(&output, value, 4);
		strobe_output_char(&output, ' ');
		strobe_output_hex(&output, value, 1);
		strobe_output_char(&output, ' ');
		strobe_output_hex(&output, value, 16);
		cr_expect_str_eq(taken(&output), expected);
	}
	strobe_output_close(&output);
}

Test(render_output, column_counts_from_the_last_newline)
{
	struct strobe_output output;
	start(&output);
	strobe_output_text(&output, "abc");
	cr_expect_eq(output.column, 3);
	strobe_output_pad(&output, 10);
	cr_expect_eq(output.column, 10);
	strobe_output_pad(&output, 5);
	cr_expect_eq(output.column, 10);
	strobe_output_text(&output, "def\n");
	cr_expect_eq(output.column, 0);
	strobe_output_char(&output, 'x');
	strobe_output_char(&output, '\n');
	cr_expect_eq(output.column, 0);
	strobe_output_pad(&output, 2);
	cr_expect_str_eq(taken(&output), "abc       def\nx\n  ");
	strobe_output_close(&output);
}

/* What a file got, whatever the size of the buffer is. */
Test(render_output, every_byte_arrives_once_and_whole_lines_first)
{
	for (size_t room = 1; room < 40; room++) {
		struct strobe_output output;
		char got[4000], expected[4000];
		size_t size = 0;
		FILE *file = tmpfile();
		cr_assert(file);
		cr_assert(strobe_output_open(&output, fileno(file), false, "temporary", room));
		for (unsigned i = 0; i < 200; i++) {
			size += (size_t)snprintf(expected + size, sizeof(expected) - size, "line %u%c", i,
						 i % 3 ? '\n' : '.');
			strobe_output_text(&output, "line ");
			strobe_output_unsigned(&output, i);
			strobe_output_char(&output, i % 3 ? '\n' : '.');
		}
		cr_expect(strobe_output_close(&output));
		ssize_t count = pread(fileno(file), got, sizeof(got), 0);
		cr_expect_eq((size_t)count, size);
		cr_expect_arr_eq(got, expected, size);
		fclose(file);
	}
}

Test(render_output, what_is_written_early_ends_with_a_line)
{
	struct strobe_output output;
	char got[100];
	FILE *file = tmpfile();
	cr_assert(file);
	cr_assert(strobe_output_open(&output, fileno(file), false, "temporary", 16));
	strobe_output_text(&output, "one\ntwo\nthree four five");
	ssize_t count = pread(fileno(file), got, sizeof(got), 0);
	cr_expect_eq(count, 8, "%zd bytes were written", count);
	cr_expect(strobe_output_flush(&output));
	cr_expect_eq(pread(fileno(file), got, sizeof(got), 0), 23);
	cr_expect_eq(output.written, 23);
	strobe_output_close(&output);
	fclose(file);
}

/* Runs function with stderr going to a file, and gives what it said. */
static char *said(void (*function)(struct strobe_output *), struct strobe_output *output)
{
	char *text = calloc(1, 1000);
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	cr_assert(text && file && saved >= 0);
	program_invocation_name = "strobe";
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	function(output);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	cr_assert(pread(fileno(file), text, 999, 0) >= 0);
	fclose(file);
	return text;
}

static void write_much(struct strobe_output *output)
{
	for (unsigned i = 0; i < 100; i++)
		strobe_output_text(output, "a line of the trace\n");
	strobe_output_flush(output);
	strobe_output_text(output, "and one more\n");
	strobe_output_flush(output);
}

static void write_much_and_close(struct strobe_output *output)
{
	write_much(output);
	cr_expect_not(strobe_output_close(output));
}

Test(render_output, a_full_disk_is_said_once)
{
	struct strobe_output output;
	int fd = open("/dev/full", O_WRONLY);
	if (fd < 0)
		cr_skip_test("no /dev/full");
	cr_assert(strobe_output_open(&output, fd, true, "/dev/full", 64));
	char *text = said(write_much, &output);
	cr_expect_str_eq(
		text, "strobe: write: /dev/full: No space left on device: the rest of the trace is lost\n");
	cr_expect_eq(output.error, ENOSPC);
	cr_expect_eq(output.written, 0);
	cr_expect_eq(output.dropped, 100 * 20 + 13);
	free(text);
	strobe_output_text(&output, "x");
	cr_expect_not(strobe_output_flush(&output));
	cr_expect_not(strobe_output_close(&output));
}

Test(render_output, closing_says_nothing_more)
{
	struct strobe_output output;
	int fd = open("/dev/full", O_WRONLY);
	if (fd < 0)
		cr_skip_test("no /dev/full");
	cr_assert(strobe_output_open(&output, fd, true, "/dev/full", 64));
	char *text = said(write_much_and_close, &output);
	cr_expect_str_eq(
		text, "strobe: write: /dev/full: No space left on device: the rest of the trace is lost\n");
	free(text);
}

Test(render_output, a_closed_pipe_is_an_error_and_no_signal)
{
	struct strobe_output output;
	sigset_t pending;
	int ends[2];
	cr_assert_eq(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_DFL);
	cr_assert(strobe_output_open(&output, ends[1], true, "pipe", 64));
	char *text = said(write_much, &output);
	cr_expect_str_eq(text, "strobe: write: pipe: Broken pipe: the rest of the trace is lost\n");
	cr_expect_eq(output.error, EPIPE);
	sigpending(&pending);
	cr_expect_eq(sigismember(&pending, SIGPIPE), 0);
	free(text);
	strobe_output_close(&output);
}

Test(render_output, a_non_blocking_pipe_is_waited_for, .timeout = 20)
{
	struct strobe_output output;
	int ends[2];
	cr_assert_eq(pipe2(ends, O_NONBLOCK), 0);
	pid_t reader = fork();
	cr_assert(reader >= 0);
	if (!reader) {
		char piece[5000];
		ssize_t count;
		size_t total = 0;
		close(ends[1]);
		fcntl(ends[0], F_SETFL, 0);
		usleep(50000);
		while ((count = read(ends[0], piece, sizeof(piece))) > 0)
			total += (size_t)count;
		_exit(total == 2000000 ? 0 : 1);
	}
	close(ends[0]);
	cr_assert(strobe_output_open(&output, ends[1], true, "pipe", 0));
	for (unsigned i = 0; i < 100000; i++)
		strobe_output_text(&output, "a line of the trace\n");
	cr_expect(strobe_output_close(&output));
	int status;
	cr_assert_eq(waitpid(reader, &status, 0), reader);
	cr_expect_eq(status, 0);
}
