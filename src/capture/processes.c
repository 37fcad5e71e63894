/*
 * What process ids mean: the name of the task, and its id in this program's namespace where the tracee has another,
 * pid_namespaces(7).
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inside.h"
#include "strobe/tables.h"

/* Whether the task is in another namespace than this program. */
static bool is_elsewhere(pid_t tid)
{
	static char own[64];
	char name[64], its[64];
	ssize_t size;
	if (!own[0] && (size = readlink("/proc/self/ns/pid", own, sizeof(own) - 1)) > 0)
		own[size] = '\0';
	snprintf(name, sizeof(name), "/proc/%d/ns/pid", (int)tid);
	size = readlink(name, its, sizeof(its) - 1);
	if (size <= 0 || !own[0])
		return false;
	its[size] = '\0';
	return strcmp(own, its) != 0;
}

unsigned capture_ids(pid_t tid, const char *label, int64_t ids[CAPTURE_LEVELS])
{
	char text[2048], *end;
	unsigned count = 0;
	if (capture_read_file(tid, "status", text, sizeof(text)) < 0)
		return 0;
	const char *at = strstr(text, label);
	if (!at)
		return 0;
	at += strlen(label);
	while (count < CAPTURE_LEVELS) {
		int64_t id = strtoll(at, &end, 10);
		if (end == at)
			break;
		ids[count++] = id;
		at = end;
		if (*at == '\n')
			break;
	}
	return count;
}

/* The line that has ids of that kind. */
static const char *label_of(unsigned kind)
{
	switch (kind) {
	case STROBE_KIND_pgid: return "\nNSpgid:";
	case STROBE_KIND_sid: return "\nNSsid:";
	case STROBE_KIND_tgid: return "\nNStgid:";
	default: return "\nNSpid:";
	}
}

/* Whether the task is in the same namespace as the tracee and has that id there; its outermost id then. */
static int64_t match_task(pid_t tid, const char *label, unsigned level, const char *namespace, int64_t number)
{
	int64_t ids[CAPTURE_LEVELS];
	char name[64], its[64];
	unsigned count = capture_ids(tid, label, ids);
	if (count != level || ids[count - 1] != number)
		return 0;
	snprintf(name, sizeof(name), "/proc/%d/ns/pid", (int)tid);
	ssize_t size = readlink(name, its, sizeof(its) - 1);
	if (size <= 0)
		return 0;
	its[size] = '\0';
	return strcmp(its, namespace) == 0 ? ids[0] : 0;
}

/* Looks at the processes, or at the threads of one, that /proc lists in a folder. */
static int64_t search(const char *folder, const char *label, unsigned level, const char *namespace,
		      int64_t number, bool threads)
{
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	int64_t found = 0;
	if (!listing)
		return 0;
	while (!found && (entry = readdir(listing))) {
		char inner[64];
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
		found = match_task(tid, label, level, namespace, number);
		if (!found && threads) {
			snprintf(inner, sizeof(inner), "/proc/%d/task", (int)tid);
			found = search(inner, label, level, namespace, number, false);
		}
	}
	closedir(listing);
	return found;
}

/* The id here of what has that id in the tracee's namespace; 0 when it can't be found. */
static int64_t translate(pid_t tid, unsigned kind, int64_t number)
{
	int64_t ids[CAPTURE_LEVELS];
	char name[64], namespace[64];
	unsigned level = capture_ids(tid, "\nNSpid:", ids);
	const char *label = label_of(kind);
	snprintf(name, sizeof(name), "/proc/%d/ns/pid", (int)tid);
	ssize_t size = readlink(name, namespace, sizeof(namespace) - 1);
	if (!level || size <= 0)
		return 0;
	namespace[size] = '\0';
	/* As a rule a task names itself. */
	int64_t found = match_task(tid, label, level, namespace, number);
	bool threads = kind == STROBE_KIND_tid;
	return found ? found : search("/proc", label, level, namespace, number, threads);
}

void capture_process(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, unsigned wanted)
{
	char comm[16] = "";
	int64_t here = note->number;
	bool named = false;
	if (is_elsewhere(tid)) {
		here = translate(tid, note->detail, note->number);
		if (wanted & STROBE_PIDS_PIDNS && here != note->number)
			note->id = here;
	}
	/* The id of a group or a session names no single task. */
	bool is_task = note->detail != STROBE_KIND_pgid && note->detail != STROBE_KIND_sid;
	if (is_task && wanted & STROBE_PIDS_COMM && here > 0 && here <= INT32_MAX)
		named = strobe_proc_comm((pid_t)here, comm) == 0;
	if (!named && !note->id)
		return;
	note->form = STROBE_NOTE_NAMED;
	note->has_name = named;
	if (named)
		note->text = strobe_notes_put(notes, comm, strlen(comm));
}
