/*
 * The namespaces that a call entered: its flags say of which kinds, the links in /proc/PID/ns say which.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inside.h"

const char *const strobe_namespace_names[STROBE_NAMESPACE_COUNT] = {
	[STROBE_NAMESPACE_CGROUP] = "cgroup", [STROBE_NAMESPACE_IPC] = "ipc",
	[STROBE_NAMESPACE_MNT] = "mnt",       [STROBE_NAMESPACE_NET] = "net",
	[STROBE_NAMESPACE_PID] = "pid",       [STROBE_NAMESPACE_TIME] = "time",
	[STROBE_NAMESPACE_USER] = "user",     [STROBE_NAMESPACE_UTS] = "uts",
};

/* The flags' names end so (linux/sched.h). */
static const char *const flag_names[STROBE_NAMESPACE_COUNT] = {
	[STROBE_NAMESPACE_CGROUP] = "CGROUP", [STROBE_NAMESPACE_IPC] = "IPC",
	[STROBE_NAMESPACE_MNT] = "NS",        [STROBE_NAMESPACE_NET] = "NET",
	[STROBE_NAMESPACE_PID] = "PID",       [STROBE_NAMESPACE_TIME] = "TIME",
	[STROBE_NAMESPACE_USER] = "USER",     [STROBE_NAMESPACE_UTS] = "UTS",
};

/* A walk over the arguments in search of the flags. */
struct search {
	struct strobe_sink sink; /* first */
	bool found[STROBE_NAMESPACE_COUNT];
};

static void examine_bits(struct strobe_sink *sink, const struct strobe_bits *bits)
{
	static const char prefix[] = "CLONE_NEW";
	struct search *search = (struct search *)sink;

	for (size_t i = 0; i < bits->count; i++) {
		const char *name = bits->parts[i].name;

		if (!name || strncmp(name, prefix, sizeof(prefix) - 1) != 0)
			continue;
		for (unsigned kind = 0; kind < STROBE_NAMESPACE_COUNT; kind++)
			if (strcmp(name + sizeof(prefix) - 1, flag_names[kind]) == 0)
				search->found[kind] = true;
	}
}

/* The number in a link like "uts:[4026531838]"; 0 when there is none. */
static uint64_t number_of(pid_t pid, const char *name)
{
	char path[48], link[48];
	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pid, name);
	ssize_t size = readlink(path, link, sizeof(link) - 1);
	if (size < 0)
		return 0;
	link[size] = '\0';
	const char *bracket = strchr(link, '[');
	return bracket ? strtoull(bracket + 1, NULL, 10) : 0;
}

/* The child that the task knows by that id; 0 when it has none. An id counts in the task's own namespace. */
static pid_t find_child(const struct strobe_record *record, pid_t pid, int64_t id)
{
	char path[64], text[4096];
	int64_t ids[CAPTURE_LEVELS];
	unsigned level = capture_ids(pid, "\nNSpid:", ids);

	snprintf(path, sizeof(path), "task/%d/children", (int)pid);
	if (!level || capture_read_file(record->tgid, path, text, sizeof(text)) < 0)
		return 0;
	for (char *at = text, *end;; at = end) {
		pid_t child = (pid_t)strtol(at, &end, 10);

		if (end == at)
			return 0;
		if (capture_ids(child, "\nNSpid:", ids) >= level && ids[level - 1] == id)
			return child;
	}
}

void strobe_capture_namespaces(struct strobe_record *record, pid_t pid, const struct strobe_limits *limits)
{
	struct strobe_sink_ops ops = strobe_sink_nothing;
	struct search search = { .sink = { .ops = &ops, .verbose = true } };
	struct strobe_progress progress = { .next = 0 };
	struct strobe_limits plain = *limits;
	/* Whom the call put into other namespaces: its child, if it made one. */
	pid_t entered = record->result ? find_child(record, pid, record->result) : pid;

	if (!entered)
		return;
	plain.raw = false;
	ops.bits = examine_bits;
	strobe_decode_exit_args(record, &plain, &search.sink, &progress);
	for (unsigned kind = 0; kind < STROBE_NAMESPACE_COUNT; kind++) {
		if (!search.found[kind])
			continue;
		record->namespaces.number[kind] = number_of(entered, strobe_namespace_names[kind]);
		record->namespaces.any |= record->namespaces.number[kind] != 0;
	}
}
