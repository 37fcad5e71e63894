/*
 * --format=folded and --flamegraph: calls are added up by their stacks, and written when all is over. The stack is taken at a
 * call's entry, so that calls which don't return have one, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session.h"
#include "strobe/profile.h"

bool profiles_wanted(const struct strobe_options *options)
{
	return options->format == STROBE_OUTPUT_FOLDED || options->flamegraph;
}

/* The picture's file is written at the end, and until then as it was: the run may come to nothing. */
static bool open_flamegraph(struct session *session)
{
	const char *name = session->options->flamegraph;
	struct stat status, trace;
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	session->flamegraph_made = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		fprintf(stderr, "%s: --flamegraph: '%s': %s\n", session->options->program, name,
			strerror(errno));
		return false;
	}
	session->flamegraph = fd;
	if (fstat(fd, &status) == 0 && fstat(session->main.output.fd, &trace) == 0 &&
	    S_ISREG(status.st_mode) && status.st_dev == trace.st_dev && status.st_ino == trace.st_ino) {
		fprintf(stderr, "%s: --flamegraph: '%s' is the file that the trace goes to\n",
			session->options->program, name);
		return false;
	}
	return true;
}

bool profiles_open(struct session *session)
{
	if (!profiles_wanted(session->options))
		return true;
	session->profile = strobe_profile_new();
	if (!session->profile) {
		fprintf(stderr, "%s: out of memory\n", session->options->program);
		return false;
	}
	return !session->options->flamegraph || open_flamegraph(session);
}

void profiles_close(struct session *session)
{
	/* Nothing was drawn. */
	if (session->flamegraph >= 0) {
		close(session->flamegraph);
		if (session->flamegraph_made)
			unlink(session->options->flamegraph);
	}
	session->flamegraph = -1;
	strobe_profile_free(session->profile);
	session->profile = NULL;
}

void profiles_entry(const struct session *session, struct tracee *tracee, const struct strobe_task *task,
		    const struct strobe_stop *stop)
{
	/* The execve that starts the command is made by strobe's own code, which is nobody's concern. */
	static const struct strobe_stack own = { .count = 0 };
	if (session->profile)
		tracee->place = strobe_profile_place(session->profile, tracee->record.comm,
						     tracee->launching ? &own : stacks_now(session, task),
						     stop->abi, stop->number);
}

void profiles_add(const struct session *session, const struct tracee *tracee, uint64_t end)
{
	uint64_t begin = tracee->record.entry_monotonic;
	if (session->profile)
		strobe_profile_add(session->profile, tracee->place, end > begin ? end - begin : 0);
}

/* What was traced: the command, or the processes. To be freed; NULL when there is no memory. */
static char *make_title(const struct session *session)
{
	struct strobe_output text;
	size_t size;
	char **command = session->options->command;
	if (!strobe_output_open(&text, -1, false, "title", 0))
		return NULL;
	for (size_t i = 0; command && command[i]; i++) {
		/* Good enough to be read: what has a quote itself is not told apart. */
		bool quoted = !*command[i] || strpbrk(command[i], " \t\n;&|<>()$*?\"");
		strobe_output_text(&text, i ? " " : "");
		strobe_output_text(&text, quoted ? "'" : "");
		strobe_output_text(&text, command[i]);
		strobe_output_text(&text, quoted ? "'" : "");
	}
	for (size_t i = 0; i < session->attach_count; i++) {
		strobe_output_text(&text, i ? ", " : command ? ", processes " : "processes ");
		strobe_output_unsigned(&text, (uint64_t)session->attach[i]);
	}
	strobe_output_bytes(&text, "", 1);
	const char *bytes = strobe_output_take(&text, &size);
	char *title = size ? strdup(bytes) : NULL;
	strobe_output_close(&text);
	return title;
}

static bool draw(struct session *session)
{
	struct strobe_output output;
	struct stat status;
	bool opened = strobe_output_open(&output, session->flamegraph, true, session->options->flamegraph, 0);
	char *title = make_title(session);
	if (opened && fstat(session->flamegraph, &status) == 0 && S_ISREG(status.st_mode) &&
	    ftruncate(session->flamegraph, 0) != 0)
		strobe_output_fail(&output, errno);
	session->flamegraph = -1;
	strobe_profile_draw(session->profile, title ? title : "strobe", &output);
	free(title);
	return strobe_output_close(&output);
}

void profiles_write(struct session *session)
{
	const struct strobe_options *options = session->options;
	if (!session->profile)
		return;
	uint64_t left_out = strobe_profile_left_out(session->profile);
	if (left_out)
		fprintf(stderr, "%s: too many different stacks: those of %llu calls are under [no room]\n",
			options->program, (unsigned long long)left_out);
	if (options->format == STROBE_OUTPUT_FOLDED)
		strobe_profile_fold(session->profile,
				    options->folded_time ? STROBE_WEIGHT_TIME : STROBE_WEIGHT_CALLS,
				    &session->main.output);
	/* A command that could not be started leaves an older picture as it is. */
	if (options->flamegraph && session->began && !draw(session))
		session->failed = true;
}
