/*
 * What a task's descriptors are: /proc/TID/fd and /proc/TID/fdinfo, proc(5).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "inside.h"

/* The kernel gives links of at most a page. */
#define LINK_SIZE 4096

static ssize_t read_link(const char *name, char *path, size_t size)
{
	ssize_t length = readlink(name, path, size - 1);
	if (length >= 0)
		path[length] = '\0';
	return length;
}

ssize_t strobe_proc_descriptor(pid_t tid, int64_t fd, char *path, size_t size)
{
	char name[64];
	snprintf(name, sizeof(name), "/proc/%d/fd/%lld", (int)tid, (long long)fd);
	return read_link(name, path, size);
}

/*
 * The kernel adds " (deleted)" to the path of a file that has no name any more. A file can have a name that ends so,
 * too: then it can be found by it.
 */
static bool is_deleted(pid_t tid, const char *path, size_t length, const struct stat *status)
{
	static const char mark[] = " (deleted)";
	char rooted[LINK_SIZE + 32];
	struct stat named;
	size_t mark_length = sizeof(mark) - 1;
	if (length <= mark_length || memcmp(path + length - mark_length, mark, mark_length) != 0)
		return false;
	snprintf(rooted, sizeof(rooted), "/proc/%d/root%s", (int)tid, path);
	return stat(rooted, &named) < 0 || named.st_dev != status->st_dev || named.st_ino != status->st_ino;
}

static void read_info(pid_t tid, int64_t fd, char *text, size_t size)
{
	char name[64];
	snprintf(name, sizeof(name), "fdinfo/%lld", (long long)fd);
	if (capture_read_file(tid, name, text, size) < 0)
		text[0] = '\0';
}

/* A device's numbers; a pseudo-terminal's master says in fdinfo which terminal is its slave. */
static void add_device(struct strobe_note *note, pid_t tid, const struct stat *status)
{
	char info[1024];
	uint64_t terminal;
	if (!S_ISCHR(status->st_mode) && !S_ISBLK(status->st_mode))
		return;
	note->device = S_ISCHR(status->st_mode) ? 'c' : 'b';
	note->major = major(status->st_rdev);
	note->minor = minor(status->st_rdev);
	/* Documentation/admin-guide/devices.txt: 5:2 is /dev/ptmx. */
	if (note->device != 'c' || note->major != 5 || note->minor != 2)
		return;
	read_info(tid, note->number, info, sizeof(info));
	note->has_terminal = capture_labelled(info, "\ntty-index:", 10, &terminal);
	note->terminal = note->has_terminal ? (uint32_t)terminal : 0;
}

/* A value of fdinfo in the form %#llx, but 0 as 0. */
static int put_hex(char *text, size_t size, uint64_t number)
{
	return snprintf(text, size, "%#llx", (unsigned long long)number);
}

/* eventfd(2): its counter and, since they can be shared, which one it is. */
static bool add_eventfd(struct strobe_notes *notes, struct strobe_note *note, pid_t tid)
{
	char info[1024], text[128], count[24];
	uint64_t counter, id, semaphore;
	read_info(tid, note->number, info, sizeof(info));
	if (!capture_labelled(info, "\neventfd-count:", 16, &counter) ||
	    !capture_labelled(info, "\neventfd-id:", 10, &id))
		return false;
	if (!capture_labelled(info, "\neventfd-semaphore:", 10, &semaphore))
		semaphore = 0;
	put_hex(count, sizeof(count), counter);
	int size = snprintf(text, sizeof(text), "{eventfd-count=%s, eventfd-id=%llu, eventfd-semaphore=%llu}",
			    count, (unsigned long long)id, (unsigned long long)semaphore);
	note->form = STROBE_NOTE_EVENTFD;
	note->text = strobe_notes_put(notes, text, (size_t)size);
	return true;
}

static bool add_signalfd(struct strobe_note *note, pid_t tid)
{
	char info[1024];
	read_info(tid, note->number, info, sizeof(info));
	if (!capture_labelled(info, "\nsigmask:", 16, &note->set))
		return false;
	note->form = STROBE_NOTE_SIGNALFD;
	return true;
}

/* pidfd_open(2): -1 when the process is gone; then what the descriptor is called stands for it. */
static bool add_pidfd(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, const char *path)
{
	char info[1024];
	uint64_t id;
	read_info(tid, note->number, info, sizeof(info));
	if (!capture_labelled(info, "\nPid:", 10, &id) || (int64_t)id <= 0) {
		note->form = STROBE_NOTE_PIDFD;
		note->id = -1;
		note->text = strobe_notes_put(notes, path, strlen(path));
		return true;
	}
	note->form = STROBE_NOTE_PIDFD;
	note->id = (int64_t)id;
	return true;
}

/* Things that have no name in any file system. Those that are not wanted show as a path does. */
static bool add_nameless(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, const char *link,
			 const char *path, unsigned wanted)
{
	if (wanted & STROBE_FDS_SOCKET && strncmp(path, "socket:[", 8) == 0)
		return capture_socket(notes, note, link, strtoull(path + 8, NULL, 10));
	if (wanted & STROBE_FDS_EVENTFD && strcmp(path, "anon_inode:[eventfd]") == 0)
		return add_eventfd(notes, note, tid);
	if (wanted & STROBE_FDS_SIGNALFD && strcmp(path, "anon_inode:[signalfd]") == 0)
		return add_signalfd(note, tid);
	if (wanted & STROBE_FDS_PIDFD && strcmp(path, "anon_inode:[pidfd]") == 0)
		return add_pidfd(notes, note, tid, path);
	return false;
}

void capture_descriptor(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, unsigned wanted)
{
	char link[64], path[LINK_SIZE];
	struct stat status = { .st_mode = 0 };
	snprintf(link, sizeof(link), "/proc/%d/fd/%lld", (int)tid, (long long)note->number);
	ssize_t length = read_link(link, path, sizeof(path));
	if (length < 0)
		return;
	if (path[0] != '/') {
		bool socket = wanted & STROBE_FDS_SOCKET && strncmp(path, "socket:[", 8) == 0;
		if (add_nameless(notes, note, tid, link, path, wanted) ||
		    !(wanted & STROBE_FDS_PATH || socket))
			return;
	} else if (stat(link, &status) == 0) {
		note->deleted = is_deleted(tid, path, (size_t)length, &status);
		if (note->deleted)
			length -= (ssize_t)strlen(" (deleted)");
		else if (wanted & STROBE_FDS_DEV)
			add_device(note, tid, &status);
	}
	if (path[0] == '/' && !(wanted & STROBE_FDS_PATH) && !note->device)
		return;
	note->form = STROBE_NOTE_PATH;
	note->text = strobe_notes_put(notes, path, (size_t)length);
}

void capture_directory(struct strobe_notes *notes, struct strobe_note *note, pid_t tid)
{
	char link[64], path[LINK_SIZE];
	snprintf(link, sizeof(link), "/proc/%d/cwd", (int)tid);
	ssize_t length = read_link(link, path, sizeof(path));
	if (length < 0)
		return;
	note->form = STROBE_NOTE_PATH;
	note->text = strobe_notes_put(notes, path, (size_t)length);
}
