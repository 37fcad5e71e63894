/*
 * Finds the file that a command's name means.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "strobe/trace.h"

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111);
}

/* Looks in each folder of PATH; an empty one is the working directory. 0 and the path in buffer when found. */
static int search_path(const char *name, char *buffer, size_t size)
{
	const char *folder = getenv("PATH");

	/* Without any PATH there is nowhere to look; an empty PATH is no PATH. */
	if (!folder || !*folder)
		return -1;
	for (;;) {
		size_t len = strcspn(folder, ":");
		int n;

		if (len)
			n = snprintf(buffer, size, "%.*s/%s", (int)len, folder, name);
		else
			n = snprintf(buffer, size, "%s", name);
		if (n >= 0 && (size_t)n < size && is_program(buffer))
			return 0;
		if (!folder[len])
			return -1;
		folder += len + 1;
	}
}

int strobe_trace_find_program(const char *name, char *buffer, size_t size)
{
	char found[PATH_MAX];
	struct stat st;

	if (!strchr(name, '/')) {
		if (*name && search_path(name, found, sizeof found) == 0 && strlen(found) < size) {
			strcpy(buffer, found);
			return 0;
		}
		snprintf(buffer, size, "Cannot find executable '%s'", name);
		return -1;
	}
	if (stat(name, &st) < 0) {
		snprintf(buffer, size, "Cannot stat '%s': %s", name, strerror(errno));
		return -1;
	}
	if (strlen(name) >= size) {
		snprintf(buffer, size, "Cannot stat: %s", strerror(ENAMETOOLONG));
		return -1;
	}
	strcpy(buffer, name);
	return 0;
}
