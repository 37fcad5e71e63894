/*
 * The walker and both renderers over records that no process made.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <criterion/criterion.h>

#include "canned.h"

#define PATH_ADDR 0x1000
#define BUFFER_ADDR 0x2000
#define LIST_ADDR 0x3000

#define cr_line(text, expected) cr_assert_str_eq(text, expected, "is:     %s\nshould: %s", text, expected)

Test(decode_calls, path_and_flags)
{
	struct canned_piece memory[] = { { PATH_ADDR, "/etc/passwd", 12 } };
	struct strobe_record record =
		canned_call("openat", (uint64_t)-100, PATH_ADDR, 02000000 | 0100, 0644, 0, 0);
	cr_assert_eq(canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1), 1);
	canned_return(&record, 3);
	cr_assert_eq(canned_capture(&record, STROBE_AT_EXIT, &canned_brief, memory, 1), 0);
	cr_line(canned_text(&record, &canned_brief),
		"openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CREAT|O_CLOEXEC, 0644) = 3");
	canned_free(&record);
}

Test(decode_calls, unreadable_path)
{
	struct strobe_record record = canned_call("openat", (uint64_t)-100, 0xdead0000, 0, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, NULL, 0);
	canned_return(&record, -EFAULT);
	cr_line(canned_text(&record, &canned_brief),
		"openat(AT_FDCWD, 0xdead0000, O_RDONLY) = -1 EFAULT (Bad address)");
	canned_free(&record);
}

Test(decode_calls, buffer_is_bounded_by_the_result)
{
	struct canned_piece memory[] = { { BUFFER_ADDR, "hello, world", 12 } };
	struct strobe_record record = canned_call("read", 0, BUFFER_ADDR, 4096, 0, 0, 0);
	cr_assert_eq(canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1), 0);
	canned_return(&record, 5);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, memory, 1);
	cr_line(canned_text(&record, &canned_brief), "read(0, \"hello\", 4096) = 5");
	canned_free(&record);
}

Test(decode_calls, failed_output_is_an_address)
{
	struct strobe_record record = canned_call("read", 0, BUFFER_ADDR, 4096, 0, 0, 0);
	canned_return(&record, -EAGAIN);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, NULL, 0);
	cr_line(canned_text(&record, &canned_brief),
		"read(0, 0x2000, 4096) = -1 EAGAIN (Resource temporarily unavailable)");
	canned_free(&record);
}

Test(decode_calls, long_buffer_is_cut)
{
	char data[100];
	memset(data, 'x', sizeof(data));
	struct canned_piece memory[] = { { BUFFER_ADDR, data, sizeof(data) } };
	struct strobe_record record = canned_call("write", 1, BUFFER_ADDR, sizeof(data), 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	cr_assert_eq(record.chunks.chunk[0].len, 32, "no more is fetched than is shown");
	canned_return(&record, 100);
	cr_line(canned_text(&record, &canned_brief),
		"write(1, \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"..., 100) = 100");
	canned_free(&record);
}

Test(decode_calls, pointers_behind_pointers)
{
	struct iovec vector[2] = { { (void *)BUFFER_ADDR, 3 }, { (void *)(BUFFER_ADDR + 3), 2 } };
	struct canned_piece memory[] = { { BUFFER_ADDR, "abcde", 5 }, { LIST_ADDR, vector, sizeof(vector) } };
	struct strobe_record record = canned_call("writev", 1, LIST_ADDR, 2, 0, 0, 0);
	cr_assert_eq(canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 2), 2);
	canned_return(&record, 5);
	cr_line(canned_text(&record, &canned_brief),
		"writev(1, [{iov_base=\"abc\", iov_len=3}, {iov_base=\"de\", iov_len=2}], 2) = 5");
	canned_free(&record);
}

Test(decode_calls, list_that_ends_in_unreadable_memory)
{
	struct iovec vector[1] = { { (void *)BUFFER_ADDR, 3 } };
	struct canned_piece memory[] = { { BUFFER_ADDR, "abc", 3 }, { LIST_ADDR, vector, sizeof(vector) } };
	struct strobe_record record = canned_call("writev", 1, LIST_ADDR, 2, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 2);
	canned_return(&record, -EFAULT);
	cr_line(canned_text(&record, &canned_brief),
		"writev(1, [{iov_base=\"abc\", iov_len=3}, ... /* 0x3010 */], 2) = -1 EFAULT (Bad address)");
	canned_free(&record);
}

Test(decode_calls, abbreviated_and_whole_struct)
{
	struct stat status = { .st_mode = S_IFREG | 0644, .st_size = 7, .st_nlink = 1 };
	struct canned_piece memory[] = { { PATH_ADDR, "f", 2 }, { BUFFER_ADDR, &status, sizeof(status) } };
	struct strobe_record record = canned_call("stat", PATH_ADDR, BUFFER_ADDR, 0, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 2);
	canned_return(&record, 0);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, memory, 2);
	cr_line(canned_text(&record, &canned_brief),
		"stat(\"f\", {st_mode=S_IFREG|0644, st_size=7, ...}) = 0");
	cr_line(canned_text(&record, &canned_verbose),
		"stat(\"f\", {st_dev=makedev(0, 0), st_ino=0, st_mode=S_IFREG|0644, st_nlink=1, st_uid=0, st_gid=0, "
		"st_blksize=0, st_blocks=0, st_size=7, st_atime=0, st_atime_nsec=0, st_mtime=0, st_mtime_nsec=0, "
		"st_ctime=0, st_ctime_nsec=0}) = 0");
	canned_free(&record);
}

Test(decode_calls, case_by_argument)
{
	struct strobe_record record = canned_call("fcntl", 3, 4 /* F_SETFL */, 04000, 0, 0, 0);
	canned_return(&record, 0);
	cr_line(canned_text(&record, &canned_brief), "fcntl(3, F_SETFL, O_RDONLY|O_NONBLOCK) = 0");
	record = canned_call("fcntl", 3, 3 /* F_GETFL */, 0, 0, 0, 0);
	canned_return(&record, 2);
	cr_line(canned_text(&record, &canned_brief), "fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)");
}

Test(decode_calls, case_by_field_of_flags)
{
	/* FUTEX_WAKE | FUTEX_PRIVATE_FLAG has no timeout to show. */
	struct strobe_record record = canned_call("futex", 0x5000, 0x81, 1, 0, 0, 0);
	canned_return(&record, 0);
	cr_line(canned_text(&record, &canned_brief), "futex(0x5000, FUTEX_WAKE_PRIVATE, 1) = 0");
}

Test(decode_calls, unknown_number)
{
	struct strobe_record record = { .abi = STROBE_ABI_X86_64,
					.number = 999,
					.args = { 1, 2, 3, 4, 5, 6 } };
	canned_return(&record, -ENOSYS);
	cr_line(canned_text(&record, &canned_brief),
		"syscall_0x3e7(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)");
}

Test(decode_calls, raw_arguments)
{
	struct strobe_limits raw = { .string = 32, .elements = 32, .raw = true };
	struct strobe_record record = canned_call("openat", (uint64_t)-100, PATH_ADDR, 0, 0, 0, 0);
	cr_assert_eq(canned_capture(&record, STROBE_AT_ENTRY, &raw, NULL, 0), 0);
	canned_return(&record, 3);
	cr_line(canned_text(&record, &raw), "openat(0xffffffffffffff9c, 0x1000, 0, 0) = 0x3");
}

Test(decode_calls, hostile_count_is_bounded)
{
	/* writev of 2^63 vectors: what is fetched stays small, and the walk ends. */
	struct strobe_record record = canned_call("writev", 1, LIST_ADDR, (uint64_t)1 << 63, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_verbose, NULL, 0);
	canned_return(&record, -EINVAL);
	cr_line(canned_text(&record, &canned_verbose),
		"writev(1, 0x3000, 9223372036854775808) = -1 EINVAL (Invalid argument)");
	cr_assert_leq(record.chunks.used, 16u << 20);
	canned_free(&record);
}

Test(decode_calls, json_has_the_same_values)
{
	struct canned_piece memory[] = { { PATH_ADDR, "/etc/passwd", 12 } };
	struct strobe_record record = canned_call("openat", (uint64_t)-100, PATH_ADDR, 02000000, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_verbose, memory, 1);
	canned_return(&record, 3);
	const char *line = canned_json(&record, &canned_verbose);
	cr_assert(strstr(line, "\"syscall\":\"openat\""), "%s", line);
	cr_assert(strstr(line, "\"/etc/passwd\""), "%s", line);
	cr_assert(strstr(line, "\"O_CLOEXEC\""), "%s", line);
	cr_assert(strstr(line, "\"result\":3"), "%s", line);
	canned_free(&record);
}
