/*
 * Facts that a call's values are read by: whether a descriptor is a netlink socket, or a terminal; interfaces' names.
 */
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "inside.h"

/* The protocol of a netlink socket, -1 when the descriptor is none. A copy of it is asked (pidfd_getfd(2), socket(7)). */
static int netlink_protocol(pid_t pid, int fd)
{
	int domain = -1, protocol = -1, process, copy;
	socklen_t size = sizeof(domain);
	if (fd < 0)
		return -1;
	process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (process < 0)
		return -1;
	copy = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	if (copy >= 0) {
		if (getsockopt(copy, SOL_SOCKET, SO_DOMAIN, &domain, &size) || domain != AF_NETLINK ||
		    getsockopt(copy, SOL_SOCKET, SO_PROTOCOL, &protocol, &size))
			protocol = -1;
		close(copy);
	}
	close(process);
	return protocol;
}

/* The character devices that terminals have (admin-guide/devices.txt): 3 to 5, and 136 to 143 for pseudo-terminals. */
static bool is_terminal(pid_t tid, int fd)
{
	char path[64];
	struct stat status;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)tid, fd);
	if (fd < 0 || stat(path, &status) || !S_ISCHR(status.st_mode))
		return false;
	unsigned number = major(status.st_rdev);
	return (number >= 3 && number <= 5) || (number >= 136 && number <= 143);
}

/* The tracer's own interfaces: the tracee's network namespace may have others of these numbers. */
static void name_interface(struct strobe_notes *notes, struct strobe_note *note)
{
	char name[IF_NAMESIZE];
	note->form = STROBE_NOTE_NOTHING;
	if (!if_indextoname((unsigned)note->number, name))
		return;
	note->form = STROBE_NOTE_NAMED;
	note->text = strobe_notes_put(notes, name, strlen(name));
}

void capture_facts(struct strobe_record *record, pid_t tid)
{
	for (uint32_t i = 0; i < record->notes.count; i++) {
		struct strobe_note *note = &record->notes.note[i];
		if (!note->pending ||
		    (note->kind != STROBE_NOTE_NETLINK && note->kind != STROBE_NOTE_TERMINAL &&
		     note->kind != STROBE_NOTE_INTERFACE))
			continue;
		note->pending = false;
		if (note->kind == STROBE_NOTE_INTERFACE) {
			name_interface(&record->notes, note);
			continue;
		}
		note->form = STROBE_NOTE_FACT;
		if (note->kind == STROBE_NOTE_NETLINK)
			note->id = netlink_protocol(record->tgid ? record->tgid : tid, (int)note->number);
		else
			note->id = is_terminal(tid, (int)note->number);
	}
}
