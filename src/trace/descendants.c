/*
 * Attaches to the processes that descend from those that are attached already.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"
#include "strobe/capture.h"

/* Rounds at most: without following, a process that keeps forking would never be done with. */
#define ROUNDS 100

struct process {
	pid_t pid, parent;
};

/* All processes there are, but this one. Returns their number and the list (to be freed), or -1 with errno. */
static ssize_t list_processes(struct process **list)
{
	size_t count = 0, room = 0;
	const struct dirent *entry;
	DIR *folder = opendir("/proc");

	*list = NULL;
	if (!folder)
		return -1;
	while ((entry = readdir(folder))) {
		pid_t pid =
			isdigit((unsigned char)entry->d_name[0]) ? (pid_t)strtol(entry->d_name, NULL, 10) : 0;

		if (pid <= 0 || pid == getpid())
			continue;
		if (count == room) {
			struct process *grown =
				realloc(*list, (room = room ? 2 * room : 256) * sizeof **list);

			if (!grown) {
				free(*list);
				closedir(folder);
				errno = ENOMEM;
				return -1;
			}
			*list = grown;
		}
		(*list)[count++] = (struct process){ .pid = pid, .parent = strobe_proc_parent(pid) };
	}
	closedir(folder);
	return (ssize_t)count;
}

/* One look at all processes. Returns how many were attached; -1: they can't be listed. */
static int attach_round(struct strobe_trace *trace)
{
	struct process *list;
	ssize_t count = list_processes(&list);
	int attached = 0, before;

	if (count < 0) {
		strobe_engine_message(trace, "--children: /proc: %s", strerror(errno));
		return -1;
	}
	/* A child's number may be less than its parent's, when numbers began anew: until none is found any more. */
	do {
		before = attached;
		for (ssize_t i = 0; i < count; i++) {
			struct process *process = &list[i];

			if (process->parent <= 0 || !strobe_tasks_find(trace, process->parent) ||
			    process->parent == trace->command || strobe_tasks_find(trace, process->pid))
				continue;
			/* Each is tried once; one that is a zombie already is not worth a word. */
			process->parent = -1;
			if (strobe_proc_state(process->pid) != 'Z' &&
			    strobe_engine_attach(trace, process->pid) == 0)
				attached++;
		}
	} while (attached != before);
	free(list);
	return attached;
}

/*
 * What a process that is not yet seized creates meanwhile is found by looking again; what a seized one creates, the
 * kernel attaches by itself when forks are followed.
 */
void strobe_engine_attach_descendants(struct strobe_trace *trace)
{
	for (int round = 0; round < ROUNDS && attach_round(trace) > 0; round++)
		;
}
