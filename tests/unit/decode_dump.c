/*
 * The data that calls move (-e read, -e write), over memory that is made up.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "canned.h"

struct iovec_64 {
	uint64_t base, size;
};

static void expect_direction(const char *name, enum strobe_dump direction, int fd)
{
	struct strobe_record record = canned_call(name, 7, 0x1000, 1, 0, 0, 0);
	int found = -1;
	cr_expect_eq(strobe_decode_dump_direction(&record, &found), direction, "%s", name);
	if (direction != STROBE_DUMP_NOTHING)
		cr_expect_eq(found, fd, "%s", name);
	canned_free(&record);
}

Test(decode_dump, which_calls_move_data)
{
	static const char *const receive[] = { "read",    "pread64",  "readv",    "preadv",         "preadv2",
					       "recvmsg", "recvfrom", "recvmmsg", "mq_timedreceive" };
	static const char *const send[] = { "write",   "pwrite64", "writev",   "pwritev",      "pwritev2",
					    "sendmsg", "sendto",   "sendmmsg", "mq_timedsend", "vmsplice" };
	static const char *const neither[] = { "getdents64", "ioctl", "sendfile", "process_vm_readv",
					       "getpid" };
	for (size_t i = 0; i < sizeof(receive) / sizeof(receive[0]); i++)
		expect_direction(receive[i], STROBE_DUMP_RECEIVED, 7);
	for (size_t i = 0; i < sizeof(send) / sizeof(send[0]); i++)
		expect_direction(send[i], STROBE_DUMP_SENT, 7);
	for (size_t i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
		expect_direction(neither[i], STROBE_DUMP_NOTHING, -1);
}

Test(decode_dump, a_buffer_is_shown_whole_whatever_its_limit)
{
	static const char data[] = "0123456789abcdef!";
	const struct canned_piece memory[] = { { 0x1000, data, 17 } };
	struct strobe_limits limits = { .string = 2, .elements = 2 };
	struct strobe_record record = canned_call("write", 1, 0x1000, 17, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &limits, memory, 1);
	canned_return(&record, 5);
	canned_dump(&record, memory, 1);
	cr_expect_str_eq(canned_text(&record, &limits),
			 "write(1, \"01\"..., 17) = 5\n"
			 " | 00000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef |\n"
			 " | 00010  21                                                !                |");
	canned_free(&record);
}

Test(decode_dump, what_was_received_is_as_much_as_came)
{
	const struct iovec_64 vector[] = { { 0x2000, 3 }, { 0x3000, 100 } };
	const struct canned_piece memory[] = { { 0x1000, vector, sizeof(vector) },
					       { 0x2000, "abc", 3 },
					       { 0x3000, "defghi", 6 } };
	struct strobe_record record = canned_call("readv", 3, 0x1000, 2, 0, 0, 0);
	canned_return(&record, 5);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, memory, 3);
	canned_dump(&record, memory, 3);
	cr_expect_str_eq(canned_text(&record, &canned_brief),
			 "readv(3, [{iov_base=\"abc\", iov_len=3}, {iov_base=\"de\", iov_len=100}], 2) = 5\n"
			 " * 3 bytes in buffer 0\n"
			 " | 00000  61 62 63                                          abc              |\n"
			 " * 2 bytes in buffer 1\n"
			 " | 00000  64 65                                             de               |");
	cr_expect(strstr(canned_json(&record, &canned_brief),
			 "\"data\":[{\"buffer\":0,\"size\":3,\"data\":\"abc\"},"
			 "{\"buffer\":1,\"size\":2,\"data\":\"de\"}]"));
	canned_free(&record);
}

Test(decode_dump, nothing_came)
{
	struct strobe_record record = canned_call("read", 3, 0x1000, 100, 0, 0, 0);
	canned_return(&record, -EAGAIN);
	canned_dump(&record, NULL, 0);
	cr_expect_eq(record.chunks.count, 0);
	cr_expect(strstr(canned_json(&record, &canned_brief), "\"data\":[]"));
	canned_free(&record);
}

Test(decode_dump, memory_that_is_not_there)
{
	const struct canned_piece memory[] = { { 0x1000, "abc", 3 } };
	struct strobe_record record = canned_call("write", 1, 0x1000, 5, 0, 0, 0);
	canned_return(&record, 3);
	canned_dump(&record, memory, 1);
	cr_expect(strstr(canned_json(&record, &canned_brief),
			 "\"data\":[{\"size\":5,\"data\":{\"string\":\"abc\",\"truncated\":true},"
			 "\"unreadable\":true}]"));
	cr_expect_not(strchr(canned_text(&record, &canned_brief), '|'));
	canned_free(&record);
}

Test(decode_dump, a_limit_on_the_whole_call)
{
	size_t size = STROBE_DUMP_MAX / 2 + 16;
	char *bytes = calloc(1, size);
	const struct iovec_64 vector[] = { { 0x100000000, size }, { 0x200000000, size } };
	const struct canned_piece memory[] = { { 0x1000, vector, sizeof(vector) },
					       { 0x100000000, bytes, size },
					       { 0x200000000, bytes, size } };
	struct strobe_record record = canned_call("writev", 1, 0x1000, 2, 0, 0, 0);
	canned_return(&record, (int64_t)(2 * size));
	canned_dump(&record, memory, 3);
	uint64_t captured = 0;
	for (uint32_t i = 0; i < record.chunks.count; i++)
		captured += record.chunks.chunk[i].len;
	cr_expect_leq(captured, STROBE_DUMP_MAX + sizeof(vector));
	canned_free(&record);
	free(bytes);
}

Test(decode_dump, huge_numbers_from_the_tracee)
{
	const struct iovec_64 vector[] = { { UINT64_MAX, UINT64_MAX }, { 0, UINT64_MAX / 2 } };
	const struct canned_piece memory[] = { { 0x1000, vector, sizeof(vector) } };
	struct strobe_record record = canned_call("writev", 1, 0x1000, UINT64_MAX, 0, 0, 0);
	canned_return(&record, -EINVAL);
	canned_dump(&record, memory, 1);
	cr_expect_leq(record.chunks.used, 16u << 20);
	canned_text(&record, &canned_brief);
	canned_free(&record);
}
