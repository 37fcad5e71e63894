/*
 * -P and -e trace-fds: whether a call takes one of the descriptors or paths that are asked for. It is decided at its
 * entry, from what the call's description shows then.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "strobe/capture.h"

/* A walk over a call's arguments in search of what was asked for. */
struct search {
	struct strobe_sink sink; /* first */
	const struct session *session;
	pid_t tid;
	unsigned depth;
	bool found;
};

static struct search *search_of(struct strobe_sink *sink)
{
	return (struct search *)sink;
}

static bool is_requested(const struct session *session, const char *path, size_t size)
{
	for (size_t i = 0; i < session->path_count; i++)
		if (strlen(session->paths[i]) == size && memcmp(session->paths[i], path, size) == 0)
			return true;
	return false;
}

static void enter_group(struct strobe_sink *sink, enum strobe_group group)
{
	(void)group;
	search_of(sink)->depth++;
}

static void leave_group(struct strobe_sink *sink, enum strobe_group group, bool more)
{
	(void)group, (void)more;
	search_of(sink)->depth--;
}

/*
 * Descriptors count as arguments, in sets (select) and in lists of structures (poll); those in messages (SCM_RIGHTS)
 * are further inside, and are cargo.
 */
static void examine_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol)
{
	struct search *search = search_of(sink);
	const struct strobe_options *options = search->session->options;
	char path[PATH_MAX];
	if (search->found || symbol || fd < 0 || fd > INT_MAX || search->depth > 2)
		return;
	if (options->has_trace_fds && strobe_number_set_has(&options->trace_fds, (int)fd)) {
		search->found = true;
	} else if (search->session->path_count) {
		ssize_t size = strobe_proc_descriptor(search->tid, fd, path, sizeof(path));
		search->found = size > 0 && is_requested(search->session, path, (size_t)size);
	}
}

static void examine_bytes(struct strobe_sink *sink, const void *data, size_t size, unsigned flags)
{
	struct search *search = search_of(sink);
	if (flags & STROBE_BYTES_PATH && !search->depth && is_requested(search->session, data, size))
		search->found = true;
}

/* Paths as they are given, and what they lead to if that is another: the name that the kernel has for a descriptor. */
bool select_open(struct session *session)
{
	const struct strobe_options *options = session->options;
	session->selects = options->path_count || options->has_trace_fds;
	session->select_ops = strobe_sink_nothing;
	session->select_ops.begin = enter_group;
	session->select_ops.end = leave_group;
	session->select_ops.descriptor = examine_descriptor;
	session->select_ops.bytes = examine_bytes;
	if (!options->path_count)
		return true;
	session->paths = calloc(2 * options->path_count, sizeof(*session->paths));
	if (!session->paths)
		return false;
	for (size_t i = 0; i < options->path_count; i++) {
		char *resolved = realpath(options->paths[i], NULL);
		if (!(session->paths[session->path_count++] = strdup(options->paths[i])))
			return false;
		if (!resolved || strcmp(resolved, options->paths[i]) == 0) {
			free(resolved);
			continue;
		}
		if (!(session->quiet & STROBE_QUIET_PATH_RESOLUTION))
			fprintf(stderr, "%s: Requested path \"%s\" resolved into \"%s\"\n", options->program,
				options->paths[i], resolved);
		session->paths[session->path_count++] = resolved;
	}
	return true;
}

void select_close(struct session *session)
{
	for (size_t i = 0; i < session->path_count; i++)
		free(session->paths[i]);
	free(session->paths);
}

bool select_call(struct session *session, struct strobe_record *record, pid_t tid)
{
	/* Whole paths and lists, however much of them shows. */
	const struct strobe_limits limits = { .string = PATH_MAX, .elements = UINT32_MAX, .verbose = true };
	struct search search = { .sink = { .ops = &session->select_ops, .verbose = true },
				 .session = session,
				 .tid = tid };
	struct strobe_progress progress = { .next = 0 };
	if (strobe_decode_fetches(record, STROBE_AT_ENTRY))
		strobe_capture(record, STROBE_AT_ENTRY, tid, &limits);
	strobe_decode_exit_args(record, &limits, &search.sink, &progress);
	return search.found;
}
