/*
 * Values whose meaning depends on more than their bits: results with names, network order, facts about descriptors, structs that grew.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>

#include <criterion/criterion.h>

#include "canned.h"

#define BUFFER_ADDR 0x2000

#define cr_line(text, expected) cr_assert_str_eq(text, expected, "is:     %s\nshould: %s", text, expected)

/* Runs a call without memory to its return. */
static const char *line_of(const char *name, uint64_t a0, uint64_t a1, uint64_t a2, int64_t result)
{
	struct strobe_record record = canned_call(name, a0, a1, a2, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, NULL, 0);
	canned_return(&record, result);
	const char *text = canned_text(&record, &canned_brief);
	canned_free(&record);
	return text;
}

Test(decode_values, a_result_of_0_is_told_by_its_name)
{
	cr_line(line_of("fcntl", 5, F_GETFL, 0, 0), "fcntl(5, F_GETFL) = 0 (flags O_RDONLY)");
	cr_line(line_of("fcntl", 5, F_GETFD, 0, 0), "fcntl(5, F_GETFD) = 0");
	cr_line(line_of("fcntl", 5, F_GETFL, 0, 2), "fcntl(5, F_GETFL) = 0x2 (flags O_RDWR)");
}

Test(decode_values, a_register_in_network_order)
{
	cr_line(line_of("socket", AF_PACKET, SOCK_RAW, 0x0300, 3),
		"socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3");
	cr_line(line_of("socket", AF_PACKET, SOCK_RAW, 3, 3),
		"socket(AF_PACKET, SOCK_RAW, htons(0x300 /* ETH_P_??? */)) = 3");
}

Test(decode_values, what_is_left_over_stands_before_the_last_field)
{
	cr_line(line_of("memfd_create", 0, 0xfc000021, 0, -EFAULT),
		"memfd_create(NULL, MFD_CLOEXEC|0x20|63<<MFD_HUGE_SHIFT) = -1 EFAULT (Bad address)");
	cr_line(line_of("swapon", 0, 0x90000, 0, -EFAULT),
		"swapon(NULL, SWAP_FLAG_DISCARD|0x80000|0) = -1 EFAULT (Bad address)");
	cr_line(line_of("shmget", 0, 1, 0x10600 | 0104, -ENOENT),
		"shmget(IPC_PRIVATE, 1, IPC_CREAT|IPC_EXCL|0x10000|0104) = -1 ENOENT (No such file or directory)");
	cr_line(line_of("mknodat", (uint64_t)-1, 0, 0170777, -EFAULT),
		"mknodat(-1, NULL, 0170777) = -1 EFAULT (Bad address)");
}

Test(decode_values, a_terminals_flags_end_in_a_bar)
{
	struct termios raw = { .c_iflag = 0 };
	struct canned_piece memory[] = { { BUFFER_ADDR, &raw, sizeof(raw) } };
	struct strobe_record record = canned_call("ioctl", 0, TCSETS, BUFFER_ADDR, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	cr_assert_eq(record.notes.count, 1, "one fact is asked for: whether it is a terminal");
	cr_assert_eq(record.notes.note[0].kind, STROBE_NOTE_TERMINAL);
	canned_return(&record, 0);
	cr_line(canned_text(&record, &canned_brief),
		"ioctl(0, SNDCTL_TMR_START or TCSETS, {c_iflag=, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|, c_cflag=B0|CS5|, "
		"c_lflag=, ...}) = 0");
	record.notes.note[0].form = STROBE_NOTE_FACT;
	record.notes.note[0].id = 1;
	cr_line(canned_text(&record, &canned_brief),
		"ioctl(0, TCSETS, {c_iflag=, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|, c_cflag=B0|CS5|, c_lflag=, ...}) = 0");
	const char *verbose = canned_text(&record, &canned_verbose);
	cr_assert(strstr(verbose, "c_cc=[[VINTR]=0, [VQUIT]=0, "), "%s", verbose);
	cr_assert(strstr(verbose, ", [VEOL2]=0, [17]=0, [18]=0]"), "%s", verbose);
	canned_free(&record);
}

static const struct {
	struct nlmsghdr header;
	struct ifinfomsg link;
	struct rtattr attribute;
	char name[4];
} request = {
	.header = { .nlmsg_len = 40,
		    .nlmsg_type = RTM_GETLINK,
		    .nlmsg_flags = NLM_F_REQUEST,
		    .nlmsg_seq = 1 },
	.link = { .ifi_family = AF_UNSPEC, .ifi_type = 1 },
	.attribute = { .rta_len = 7, .rta_type = IFLA_IFNAME },
	.name = "lo",
};

/* protocol -1: not a netlink socket. */
static const char *send_line(size_t size, int protocol)
{
	struct canned_piece memory[] = { { BUFFER_ADDR, &request, sizeof(request) } };
	struct strobe_record record = canned_call("sendto", 3, BUFFER_ADDR, size, 0, 0, 0);
	strobe_decode_collect(&record, STROBE_AT_ENTRY, &canned_brief);
	cr_assert_eq(record.notes.count, 1, "the fact is asked for before anything is fetched");
	cr_assert_eq(record.notes.note[0].kind, STROBE_NOTE_NETLINK);
	record.notes.note[0].form = STROBE_NOTE_FACT;
	record.notes.note[0].id = protocol;
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	canned_return(&record, (int64_t)size);
	const char *text = canned_text(&record, &canned_brief);
	canned_free(&record);
	return text;
}

#define HEADER "{nlmsg_len=40, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}"

Test(decode_values, netlink_messages)
{
	cr_line(send_line(40, NETLINK_ROUTE),
		"sendto(3, [" HEADER
		", {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_ETHER, ifi_index=0, ifi_flags=0, ifi_change=0}, "
		"[{nla_len=7, nla_type=IFLA_IFNAME}, \"lo\"]], 40, 0, NULL, 0) = 40");
	/* As much as is there of the message, if anything. */
	cr_line(send_line(17, NETLINK_ROUTE),
		"sendto(3, [" HEADER ", {ifi_family=AF_UNSPEC, ...}], 17, 0, NULL, 0) = 17");
	cr_line(send_line(16, NETLINK_ROUTE), "sendto(3, " HEADER ", 16, 0, NULL, 0) = 16");
	cr_line(send_line(5, NETLINK_ROUTE), "sendto(3, \"\\x28\\x00\\x00\\x00\\x12\", 5, 0, NULL, 0) = 5");
	cr_line(send_line(0, NETLINK_ROUTE), "sendto(3, \"\", 0, 0, NULL, 0) = 0");
	cr_line(send_line(5, -1), "sendto(3, \"(\\0\\0\\0\\22\", 5, 0, NULL, 0) = 5");
}

Test(decode_values, a_struct_that_grew_must_have_had_its_first_size)
{
	uint64_t how[3] = { O_RDWR };
	struct canned_piece memory[] = { { BUFFER_ADDR, how, sizeof(how) } };
	struct strobe_record record = canned_call("openat2", (uint64_t)-1, 0, BUFFER_ADDR, 24, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	canned_return(&record, -EFAULT);
	cr_line(canned_text(&record, &canned_brief),
		"openat2(-1, NULL, {flags=O_RDWR, resolve=0}, 24) = -1 EFAULT (Bad address)");
	memory[0].size = 20;
	canned_free(&record);
	record = canned_call("openat2", (uint64_t)-1, 0, BUFFER_ADDR, 24, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	canned_return(&record, -EFAULT);
	cr_line(canned_text(&record, &canned_brief),
		"openat2(-1, NULL, 0x2000, 24) = -1 EFAULT (Bad address)");
	canned_free(&record);
}

Test(decode_values, a_value_that_was_copied_in_part)
{
	static const int linger[2] = { 1, 0x1020304 };
	static const uint32_t length = 6;
	struct canned_piece memory[] = { { BUFFER_ADDR, linger, length },
					 { 0x3000, &length, sizeof(length) } };
	struct strobe_record record =
		canned_call("getsockopt", 3, SOL_SOCKET, SO_LINGER, BUFFER_ADDR, 0x3000, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 2);
	canned_return(&record, 0);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, memory, 2);
	cr_line(canned_text(&record, &canned_brief),
		"getsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=\"\\x04\\x03\"}, [6]) = 0");
	canned_free(&record);
}

Test(decode_values, two_times_or_none)
{
	static const int64_t times[4] = { 0, 0, 0, 0x3fffffff };
	struct canned_piece memory[] = { { BUFFER_ADDR, times, sizeof(times) } };
	for (int whole = 1; whole >= 0; whole--) {
		struct strobe_record record = canned_call("utimensat", (uint64_t)-1, 0, BUFFER_ADDR, 0, 0, 0);
		if (!whole)
			memory[0].size = 24;
		canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
		canned_return(&record, -EBADF);
		cr_line(canned_text(&record, &canned_brief),
			whole ? "utimensat(-1, NULL, [{tv_sec=0, tv_nsec=0}, UTIME_NOW], 0) = -1 EBADF (Bad file descriptor)"
			      : "utimensat(-1, NULL, 0x2000, 0) = -1 EBADF (Bad file descriptor)");
		canned_free(&record);
	}
}

/* An interface's name is what was found at the stop, not what the tracer's interfaces are called when the line is written. */
Test(decode_values, an_interface_is_named_by_its_note)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_scope_id = 4242 };
	struct canned_piece memory[] = { { BUFFER_ADDR, &address, sizeof(address) } };
	struct strobe_record record =
		canned_call("connect", (uint64_t)-1, BUFFER_ADDR, sizeof(address), 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	cr_assert(strobe_decode_notes(&record, &canned_brief));
	strobe_decode_note(&record, &canned_brief);
	cr_assert_eq(record.notes.count, 1, "the interface's name is asked for");
	struct strobe_note *note = &record.notes.note[0];
	cr_assert_eq(note->kind, STROBE_NOTE_INTERFACE);
	cr_assert_eq(note->number, 4242);
	canned_return(&record, -EBADF);
	const char *text = canned_text(&record, &canned_brief);
	cr_assert(strstr(text, "sin6_scope_id=4242}"), "%s", text);
	note->pending = false;
	note->form = STROBE_NOTE_NAMED;
	note->text = strobe_notes_put(&record.notes, "uplink", 6);
	text = canned_text(&record, &canned_brief);
	cr_assert(strstr(text, "sin6_scope_id=if_nametoindex(\"uplink\")}"), "%s", text);
	canned_free(&record);
}

/* The bytes follow the number that counts them: random(4), RNDADDENTROPY. */
Test(decode_values, entropy_is_as_long_as_it_says)
{
	const int pool[] = { 8, 3, 0x64636261 };
	struct canned_piece memory[] = { { BUFFER_ADDR, pool, sizeof(pool) } };
	struct strobe_record record = canned_call("ioctl", 3, 0x40085203, BUFFER_ADDR, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, memory, 1);
	canned_return(&record, 0);
	cr_line(canned_text(&record, &canned_brief),
		"ioctl(3, RNDADDENTROPY, {entropy_count=8, buf_size=3, buf=\"abc\"}) = 0");
	canned_free(&record);
}

/* ioctl_pidfd(2): the structure is as long as the command says; what the kernel could not tell is not in the mask. */
Test(decode_values, a_pidfds_process_as_far_as_the_command_goes)
{
	struct {
		uint64_t mask, cgroup;
		uint32_t ids[11];
		int status;
	} asked = { .mask = 8 }, told = { .mask = 12, .cgroup = 5, .status = 3 << 8 };
	struct canned_piece before[] = { { BUFFER_ADDR, &asked, sizeof(asked) } };
	struct canned_piece after[] = { { BUFFER_ADDR, &told, sizeof(told) } };
	struct strobe_record record = canned_call("ioctl", 3, 0xc040ff0b, BUFFER_ADDR, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, before, 1);
	canned_return(&record, 0);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, after, 1);
	cr_line(canned_text(&record, &canned_brief),
		"ioctl(3, _IOC(_IOC_READ|_IOC_WRITE, 0xff, 0xb, 0x40), {mask=PIDFD_INFO_EXIT => PIDFD_INFO_CGROUPID|"
		"PIDFD_INFO_EXIT, cgroupid=5, exit_code=[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]}) = 0");
	canned_free(&record);
}

/* perf_event_open(2): below the first version's size the attributes are not looked at, whatever size the kernel writes back. */
Test(decode_values, attributes_too_short_to_be_any_stay_an_address)
{
	uint32_t asked[34] = { [1] = 8 }, told[34] = { [1] = 136 };
	struct canned_piece before[] = { { BUFFER_ADDR, asked, sizeof(asked) } };
	struct canned_piece after[] = { { BUFFER_ADDR, told, sizeof(told) } };
	struct strobe_record record = canned_call("perf_event_open", BUFFER_ADDR, 0, 1, (uint64_t)-1, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &canned_brief, before, 1);
	canned_return(&record, -E2BIG);
	canned_capture(&record, STROBE_AT_EXIT, &canned_brief, after, 1);
	cr_line(canned_text(&record, &canned_brief),
		"perf_event_open(0x2000, 0, 1, -1, 0) = -1 E2BIG (Argument list too long)");
	canned_free(&record);
}
