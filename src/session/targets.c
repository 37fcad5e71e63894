/*
 * Which processes a session attaches to: those named by number, and those whose name matches a pattern.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session.h"
#include "strobe/capture.h"

static bool add_target(struct session *session, pid_t pid)
{
	for (size_t i = 0; i < session->attach_count; i++)
		if (session->attach[i] == pid)
			return true;
	pid_t *grown = reallocarray(session->attach, session->attach_count + 1, sizeof(*grown));
	if (!grown) {
		fprintf(stderr, "%s: out of memory\n", session->options->program);
		return false;
	}
	session->attach = grown;
	session->attach[session->attach_count++] = pid;
	return true;
}

/* The process's program, as far as it can be seen: "" when not. */
static void read_program(pid_t pid, char *path, size_t size)
{
	static const char gone[] = " (deleted)";
	char link[32];
	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	ssize_t length = readlink(link, path, size - 1);
	path[length < 0 ? 0 : length] = '\0';
	size_t mark = sizeof(gone) - 1;
	if (length > (ssize_t)mark && strcmp(path + length - mark, gone) == 0)
		path[(size_t)length - mark] = '\0';
}

/* A pattern with a slash is for the program's whole path. */
static bool matches(pid_t pid, const char *pattern)
{
	char comm[16], program[PATH_MAX];
	if (strchr(pattern, '/')) {
		read_program(pid, program, sizeof(program));
		return *program && fnmatch(pattern, program, 0) == 0;
	}
	if (strobe_proc_comm(pid, comm) == 0 && fnmatch(pattern, comm, 0) == 0)
		return true;
	read_program(pid, program, sizeof(program));
	const char *slash = strrchr(program, '/');
	return slash && fnmatch(pattern, slash + 1, 0) == 0;
}

/* This process and what can't be traced by its nature are never meant. */
static bool can_be_meant(pid_t pid)
{
	return pid > 0 && pid != getpid() && strobe_proc_state(pid) != 'Z' &&
	       !strobe_proc_is_kernel_thread(pid);
}

static bool find_named(struct session *session, const char *pattern)
{
	const struct dirent *entry;
	bool good = true, found = false;
	DIR *folder = opendir("/proc");
	if (!folder) {
		fprintf(stderr, "%s: /proc: %s\n", session->options->program, strerror(errno));
		return false;
	}
	while (good && (entry = readdir(folder))) {
		pid_t pid =
			isdigit((unsigned char)entry->d_name[0]) ? (pid_t)strtol(entry->d_name, NULL, 10) : 0;
		if (!can_be_meant(pid) || !matches(pid, pattern))
			continue;
		found = true;
		good = add_target(session, pid);
	}
	closedir(folder);
	if (!found)
		fprintf(stderr, "%s: --attach-name: no process has a name that matches '%s'\n",
			session->options->program, pattern);
	return good && found;
}

bool find_targets(struct session *session)
{
	const struct strobe_options *options = session->options;
	for (size_t i = 0; i < options->attach_count; i++)
		if (!add_target(session, options->attach[i]))
			return false;
	for (size_t i = 0; i < options->attach_name_count; i++)
		if (!find_named(session, options->attach_names[i]))
			return false;
	return true;
}
