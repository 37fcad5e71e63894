/*
 * What /proc says of a task. A task's id stands in /proc/TID even when it is a thread.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inside.h"

ssize_t capture_read_file(pid_t tid, const char *name, char *buffer, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, buffer, size - 1);
	close(fd);
	if (n >= 0)
		buffer[n] = '\0';
	return n;
}

int strobe_proc_comm(pid_t tid, char comm[16])
{
	char text[32];
	ssize_t n = capture_read_file(tid, "comm", text, sizeof text);

	comm[0] = '\0';
	if (n < 0)
		return -1;
	/* A name may hold newlines itself: only the last is the file's. */
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 15)
		n = 15;
	memcpy(comm, text, (size_t)n);
	comm[n] = '\0';
	return 0;
}

/* A number of /proc/TID/status; label includes the newline before it and the colon. */
static pid_t status_number(pid_t tid, const char *label)
{
	char text[1024];
	const char *found;

	if (capture_read_file(tid, "status", text, sizeof text) < 0)
		return -1;
	/* The name comes first, with newlines escaped: what follows a newline is a label. */
	found = strstr(text, label);
	if (!found) {
		errno = ENODATA;
		return -1;
	}
	return (pid_t)strtol(found + strlen(label), NULL, 10);
}

pid_t strobe_proc_tgid(pid_t tid)
{
	return status_number(tid, "\nTgid:");
}

pid_t strobe_proc_parent(pid_t tid)
{
	return status_number(tid, "\nPPid:");
}

pid_t strobe_proc_tracer(pid_t tid)
{
	return status_number(tid, "\nTracerPid:");
}

/* The fields of /proc/TID/stat from the state on: the name before them may hold anything, a parenthesis too. */
static const char *stat_fields(pid_t tid, char *text, size_t size)
{
	const char *end;

	if (capture_read_file(tid, "stat", text, size) < 0)
		return NULL;
	end = strrchr(text, ')');
	return end && end[1] == ' ' ? end + 2 : NULL;
}

char strobe_proc_state(pid_t tid)
{
	char text[1024];
	const char *fields = stat_fields(tid, text, sizeof text);

	return fields ? *fields : 0;
}

bool strobe_proc_is_kernel_thread(pid_t tid)
{
	char text[1024];
	const char *fields = stat_fields(tid, text, sizeof text);
	unsigned flags;

	/* proc_pid_stat(5), field 9; PF_KTHREAD of the kernel's sched.h */
	return fields && sscanf(fields, "%*c %*d %*d %*d %*d %*d %u", &flags) == 1 && (flags & 0x00200000);
}

unsigned strobe_proc_ptrace_scope(void)
{
	FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
	unsigned scope = 0;

	if (file) {
		if (fscanf(file, "%u", &scope) != 1)
			scope = 0;
		fclose(file);
	}
	return scope;
}

ssize_t strobe_proc_threads(pid_t pid, pid_t *tids, size_t room)
{
	const struct dirent *entry;
	ssize_t count = 0;
	char path[64];
	DIR *folder;

	snprintf(path, sizeof path, "/proc/%d/task", pid);
	folder = opendir(path);
	if (!folder)
		return -1;
	while ((entry = readdir(folder))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if ((size_t)count < room)
			tids[count] = (pid_t)strtol(entry->d_name, NULL, 10);
		count++;
	}
	closedir(folder);
	return count;
}
