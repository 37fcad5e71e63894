/*
 * strobe-log-merge: puts the files of a trace that was written with -ff together into one, in the order of time.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "log.h"

struct logs {
	struct log *log;
	size_t count, room;
	struct log **heap; /* those that have not ended, the earliest line first */
	size_t waiting;
	int width; /* of the widest task id */
};

static const char usage[] =
	"Usage: strobe-log-merge LOG\n"
	"\n"
	"Puts the files LOG.PID, which strobe -ff -o LOG wrote, together in the order of time,\n"
	"with the PID in front of each line, and writes that to standard output.\n"
	"\n"
	"The lines must have times: trace with -t, -tt, -ttt or --absolute-timestamps.\n"
	"Lines without one (stacks, dumps) stay behind the line that they follow.\n";

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "strobe-log-merge: %s: %s\n", what, why);
	return 1;
}

/* LOG.1234: the number behind the point, 0 when it is none. */
static uint64_t pid_of(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);
	char *end;
	unsigned long long pid;

	if (strncmp(name, prefix, length) || name[length] != '.' || name[length + 1] < '1' ||
	    name[length + 1] > '9')
		return 0;
	errno = 0;
	pid = strtoull(name + length + 1, &end, 10);
	return *end || errno ? 0 : pid;
}

static bool add(struct logs *logs, const char *folder, const char *name, uint64_t pid)
{
	struct log *log;
	int width = snprintf(NULL, 0, "%llu", (unsigned long long)pid);
	size_t size = strlen(folder) + strlen(name) + 1;

	if (logs->count == logs->room) {
		size_t room = logs->room ? 2 * logs->room : 64;
		struct log *more = realloc(logs->log, room * sizeof(*more));

		if (!more)
			return false;
		logs->log = more;
		logs->room = room;
	}
	log = &logs->log[logs->count];
	*log = (struct log){ .pid = pid, .path = malloc(size) };
	if (!log->path)
		return false;
	snprintf(log->path, size, "%s%s", folder, name);
	if (width > logs->width)
		logs->width = width;
	logs->count++;
	return true;
}

/* Finds the files. folder: what of the argument stands before the last slash, with it. */
static int find(struct logs *logs, const char *argument)
{
	const char *slash = strrchr(argument, '/');
	char *folder = strndup(argument, slash ? (size_t)(slash - argument) + 1 : 0);
	DIR *directory = folder ? opendir(*folder ? folder : ".") : NULL;
	struct dirent *entry;
	int status = 0;

	if (!directory) {
		status = complain(folder && *folder ? folder : argument, strerror(errno));
		free(folder);
		return status;
	}
	while (!status && (errno = 0, entry = readdir(directory))) {
		uint64_t pid = pid_of(entry->d_name, slash ? slash + 1 : argument);

		if (pid && !add(logs, folder, entry->d_name, pid))
			status = complain(argument, strerror(ENOMEM));
	}
	if (!status && errno)
		status = complain(folder, strerror(errno));
	closedir(directory);
	free(folder);
	if (!status && !logs->count)
		status = complain(argument, "no files of a trace that was written with -ff");
	return status;
}

/* Lines of the same time come in the order of their files' names, as a shell lists them. */
static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct log *)one)->path, ((const struct log *)other)->path);
}

static bool earlier(const struct log *one, const struct log *other)
{
	if (stamp_before(&one->stamp, &other->stamp))
		return true;
	return !stamp_before(&other->stamp, &one->stamp) && one < other;
}

static void sift_down(struct logs *logs, size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;
		struct log *moved = logs->heap[at];

		if (child >= logs->waiting)
			return;
		if (child + 1 < logs->waiting && earlier(logs->heap[child + 1], logs->heap[child]))
			child++;
		if (!earlier(logs->heap[child], moved))
			return;
		logs->heap[at] = logs->heap[child];
		logs->heap[child] = moved;
		at = child;
	}
}

/*
 * Times of day say nothing of the day. A file whose last time is before its first goes past midnight, so the trace does. One
 * that lies wholly on one side of it is of the next day if it is nearer to that file's end than to its beginning.
 */
static void find_days(struct logs *logs, const struct stamp *first, const struct stamp *last)
{
	int64_t start = DAY, end = 0;

	for (size_t i = 0; i < logs->count; i++) {
		if (!logs->log[i].time_of_day || !stamp_before(&last[i], &first[i]))
			continue;
		if (first[i].seconds < start)
			start = first[i].seconds;
		if (last[i].seconds > end)
			end = last[i].seconds;
	}
	for (size_t i = 0; start < DAY && i < logs->count; i++)
		if (logs->log[i].time_of_day && !stamp_before(&last[i], &first[i]) &&
		    first[i].seconds - end < start - last[i].seconds)
			logs->log[i].day = DAY;
}

/* Looks at all files' times, and has each begin. */
static int start(struct logs *logs, const char *argument)
{
	struct stamp *first = calloc(logs->count, sizeof(*first)), *last = calloc(logs->count, sizeof(*last));
	bool day = false, unix_time = false;
	int status = 0;

	logs->heap = calloc(logs->count, sizeof(struct log *));
	if (!first || !last || !logs->heap) {
		status = complain(argument, strerror(ENOMEM));
		goto done;
	}
	for (size_t i = 0; i < logs->count; i++) {
		struct log *log = &logs->log[i];

		if (!log_span(log, &first[i], &last[i]))
			continue;
		day |= log->time_of_day;
		unix_time |= !log->time_of_day;
	}
	find_days(logs, first, last);
	for (size_t i = 0; i < logs->count; i++) {
		if (!logs->log[i].ended)
			log_start(&logs->log[i], &first[i]);
		if (!logs->log[i].ended)
			logs->heap[logs->waiting++] = &logs->log[i];
	}
	for (size_t i = 0; i < logs->count; i++)
		status |= logs->log[i].failed;
	if (day && unix_time)
		status = complain(argument, "some files have times of day, others times since 1970");
done:
	free(first);
	free(last);
	return status;
}

static int merge(struct logs *logs)
{
	int status = 0;

	for (size_t i = logs->waiting; i--;)
		sift_down(logs, i);
	while (logs->waiting) {
		struct log *log = logs->heap[0];

		if (!log_copy(log, stdout, logs->width))
			return complain("standard output", strerror(errno));
		if (log->ended) {
			status |= log->failed;
			logs->heap[0] = logs->heap[--logs->waiting];
		}
		sift_down(logs, 0);
	}
	return status;
}

int main(int argc, char **argv)
{
	struct logs logs = { .width = 0 };
	int status;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return fclose(stdout) ? complain("standard output", strerror(errno)) : 0;
	}
	if (argc == 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V"))) {
		puts("strobe-log-merge " PACKAGE_VERSION);
		return fclose(stdout) ? complain("standard output", strerror(errno)) : 0;
	}
	if (argc != 2 || !*argv[1]) {
		fputs(usage, stderr);
		return 1;
	}
	status = find(&logs, argv[1]);
	if (!status) {
		qsort(logs.log, logs.count, sizeof(*logs.log), by_name);
		status = start(&logs, argv[1]);
		/* What can be read is merged, whatever could not be. */
		if (logs.waiting)
			status |= merge(&logs);
	}
	if (fclose(stdout))
		status = complain("standard output", strerror(errno));
	for (size_t i = 0; i < logs.count; i++) {
		log_close(&logs.log[i]);
		free(logs.log[i].path);
	}
	free(logs.log);
	free(logs.heap);
	return status;
}
