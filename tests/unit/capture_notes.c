/*
 * Notes about descriptors and processes: what the walker asks for, what /proc and the kernel say, how it shows.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "canned.h"
#include "strobe/capture.h"
#include "strobe/options.h"

#define cr_line(text, expected) cr_assert_str_eq(text, expected, "is:     %s\nshould: %s", text, expected)

static const struct strobe_limits all = {
	.string = 32, .elements = 32, .descriptors = STROBE_FDS_ALL, .processes = STROBE_PIDS_COMM
};

/* This process takes the part of the tracee: the text of fsync on one of its descriptors. */
static const char *shown_as(int fd, unsigned wanted)
{
	struct strobe_limits limits = all;
	limits.descriptors = (uint8_t)wanted;
	struct strobe_record record = canned_call("fsync", (uint64_t)fd, 0, 0, 0, 0, 0);
	strobe_decode_note(&record, &limits);
	strobe_capture_notes(&record.notes, getpid(), &limits);
	canned_return(&record, 0);
	const char *text = canned_text(&record, &limits);
	canned_free(&record);
	strobe_notes_free(&record.notes);
	return text;
}

Test(capture_notes, paths)
{
	char name[] = "/tmp/a<b>\"XXXXXX", expected[128];
	int fd = mkstemp(name);
	cr_assert(fd >= 0);
	snprintf(expected, sizeof(expected), "fsync(%d</tmp/a\\74b\\76\\\"%s>) = 0", fd,
		 name + strlen(name) - 6);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	unlink(name);
	snprintf(expected, sizeof(expected), "fsync(%d</tmp/a\\74b\\76\\\"%s>(deleted)) = 0", fd,
		 name + strlen(name) - 6);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	close(fd);
	snprintf(expected, sizeof(expected), "fsync(%d) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	cr_line(shown_as(-1, STROBE_FDS_ALL), "fsync(-1) = 0");
}

Test(capture_notes, a_name_that_ends_like_a_deleted_one)
{
	char expected[128];
	const char *name = "/tmp/strobe-notes-test (deleted)";
	int fd = open(name, O_CREAT | O_RDWR, 0600);
	cr_assert(fd >= 0);
	snprintf(expected, sizeof(expected), "fsync(%d<%s>) = 0", fd, name);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	unlink(name);
	snprintf(expected, sizeof(expected), "fsync(%d<%s>(deleted)) = 0", fd, name);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	close(fd);
}

Test(capture_notes, devices)
{
	char expected[64];
	int fd = open("/dev/null", O_RDWR);
	snprintf(expected, sizeof(expected), "fsync(%d</dev/null<char 1:3>>) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_ALL), expected);
	cr_line(shown_as(fd, STROBE_FDS_DEV), expected);
	snprintf(expected, sizeof(expected), "fsync(%d</dev/null>) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	snprintf(expected, sizeof(expected), "fsync(%d) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_SOCKET), expected);
	close(fd);
}

Test(capture_notes, things_without_a_name)
{
	char expected[128];
	sigset_t mask;
	int fd = eventfd(18, EFD_SEMAPHORE);
	snprintf(expected, sizeof(expected), "fsync(%d<anon_inode:[eventfd]>) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_PATH), expected);
	const char *text = shown_as(fd, STROBE_FDS_EVENTFD);
	cr_assert(strstr(text, "<{eventfd-count=0x12, eventfd-id="), "%s", text);
	cr_assert(strstr(text, ", eventfd-semaphore=1}>) = 0"), "%s", text);
	close(fd);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	sigaddset(&mask, SIGCHLD);
	fd = signalfd(-1, &mask, 0);
	snprintf(expected, sizeof(expected), "fsync(%d<signalfd:[USR2 CHLD]>) = 0", fd);
	cr_line(shown_as(fd, STROBE_FDS_SIGNALFD), expected);
	close(fd);
}

Test(capture_notes, sockets)
{
	char expected[128];
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	const char *text = shown_as(fd, STROBE_FDS_SOCKET);
	cr_assert(strstr(text, "<TCP:["), "%s", text);
	cr_assert_not(strchr(text, '.'), "%s", text);
	cr_assert(bind(fd, (struct sockaddr *)&address, size) == 0 && listen(fd, 1) == 0);
	getsockname(fd, (struct sockaddr *)&address, &size);
	snprintf(expected, sizeof(expected), "fsync(%d<TCP:[127.0.0.1:%u]>) = 0", fd,
		 ntohs(address.sin_port));
	/* Without a way to ask the kernel (a sandbox), only the inode is known. */
	text = shown_as(fd, STROBE_FDS_SOCKET);
	if (strchr(text, '.'))
		cr_line(text, expected);
	else
		cr_assert(strstr(text, "<TCP:["), "%s", text);
	text = shown_as(fd, STROBE_FDS_PATH);
	cr_assert(strstr(text, "<socket:["), "%s", text);
	close(fd);
}

/* A note is what it was at the stop: the renderer does not look again. */
Test(capture_notes, results_and_directories)
{
	char here[256], expected[512];
	struct canned_piece memory[] = { { 0x1000, "/dev/null", 10 } };
	struct strobe_record record = canned_call("openat", (uint64_t)-100, 0x1000, 0, 0, 0, 0);
	canned_capture(&record, STROBE_AT_ENTRY, &all, memory, 1);
	strobe_decode_note(&record, &all);
	strobe_capture_notes(&record.notes, getpid(), &all);
	int fd = open("/dev/null", O_RDONLY);
	canned_return(&record, fd);
	strobe_decode_note(&record, &all);
	strobe_capture_notes(&record.notes, getpid(), &all);
	close(fd);
	cr_assert(getcwd(here, sizeof(here)));
	snprintf(expected, sizeof(expected),
		 "openat(AT_FDCWD<%s>, \"/dev/null\", O_RDONLY) = %d</dev/null<char 1:3>>", here, fd);
	cr_line(canned_text(&record, &all), expected);
	/* Limits that don't ask for it show nothing of it. */
	snprintf(expected, sizeof(expected), "openat(AT_FDCWD, \"/dev/null\", O_RDONLY) = %d", fd);
	cr_line(canned_text(&record, &canned_brief), expected);
	canned_free(&record);
	strobe_notes_free(&record.notes);
}

Test(capture_notes, processes)
{
	char expected[64], comm[16];
	struct strobe_record record = canned_call("kill", (uint64_t)getpid(), 0, 0, 0, 0, 0);
	strobe_proc_comm(getpid(), comm);
	strobe_decode_note(&record, &all);
	strobe_capture_notes(&record.notes, getpid(), &all);
	canned_return(&record, 0);
	snprintf(expected, sizeof(expected), "kill(%d<%s>, 0) = 0", (int)getpid(), comm);
	cr_line(canned_text(&record, &all), expected);
	canned_free(&record);
	strobe_notes_free(&record.notes);
}

Test(capture_notes, there_is_an_end_of_notes)
{
	struct strobe_notes notes = { .count = 0 };
	for (int64_t fd = 0; fd < 100000; fd++)
		strobe_notes_want(&notes, STROBE_NOTE_DESCRIPTOR, 0, fd, STROBE_AT_ENTRY);
	cr_assert_eq(notes.count, 1024);
	strobe_notes_want(&notes, STROBE_NOTE_DESCRIPTOR, 0, 5, STROBE_AT_ENTRY);
	cr_assert_eq(notes.count, 1024);
	strobe_notes_reset(&notes);
	cr_assert_eq(notes.count, 0);
	strobe_notes_free(&notes);
}

/* Walks call what they like: an operation that is missing would be a crash. */
Test(capture_notes, the_sink_for_nothing_has_all_operations)
{
	const char *bytes = (const char *)&strobe_sink_nothing;
	for (size_t at = 0; at < sizeof(strobe_sink_nothing); at += sizeof(void (*)(void))) {
		void (*operation)(void);
		memcpy(&operation, bytes + at, sizeof(operation));
		cr_assert(operation, "operation %zu", at / sizeof(operation));
	}
}
