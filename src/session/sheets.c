/*
 * Where the trace goes: standard error, a file, a file for each task, or a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"
#include "strobe/json.h"
#include "strobe/lines.h"

/* The least status by which a shell tells that a command could not be run, or was killed. */
#define CANNOT_RUN 126
/* Between two looks at how much of the pipe was read, ms. */
#define READ_PAUSE 20

static void complain(const struct strobe_options *options, const char *what, const char *name, int error)
{
	fprintf(stderr, "%s: %s '%s': %s\n", options->program, what, name, strerror(error));
}

/* Starts the command that the trace is piped to. Returns the pipe's end, or -1 after a message. */
static int open_command(const struct strobe_options *options, const char *command, pid_t *writer)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0) {
		complain(options, "Can't popen", command, errno);
		return -1;
	}
	*writer = fork();
	if (*writer == 0) {
		dup2(ends[0], STDIN_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(ends[0]);
	if (*writer < 0) {
		complain(options, "Can't popen", command, errno);
		*writer = 0;
		close(ends[1]);
		return -1;
	}
	return ends[1];
}

static int open_file(const struct strobe_options *options, const char *name)
{
	int how = O_WRONLY | O_CREAT | O_CLOEXEC | (options->output_append ? O_APPEND : O_TRUNC);
	int fd = open(name, how, 0666);
	if (fd < 0)
		complain(options, "Can't fopen", name, errno);
	return fd;
}

static enum strobe_pid_prefix pid_prefix(const struct session *session)
{
	const struct strobe_options *options = session->options;
	if (options->always_show_pid)
		return STROBE_PID_COLUMN;
	if (options->output_separately)
		return STROBE_PID_NEVER;
	if (!options->follow_forks && !options->attach_children &&
	    session->attach_count + (options->command ? 1 : 0) < 2)
		return STROBE_PID_NEVER;
	return options->output ? STROBE_PID_COLUMN : STROBE_PID_SEVERAL;
}

static struct strobe_renderer *new_lines(struct session *session, struct strobe_output *output)
{
	const struct strobe_options *options = session->options;
	struct strobe_lines_options lines;
	strobe_lines_defaults(&lines);
	lines.text.hex = options->strings;
	lines.text.constants = options->constants;
	lines.text.argument_names = options->arg_names;
	lines.limits = session->limits[DETAIL_BRIEF];
	lines.column = options->align_column;
	lines.pid = pid_prefix(session);
	if (options->clock != STROBE_CLOCK_NONE)
		lines.stamp = options->clock == STROBE_CLOCK_TIME ? STROBE_STAMP_TIME : STROBE_STAMP_UNIX;
	lines.stamp_digits = options->clock_precision;
	lines.relative = options->relative_times;
	lines.relative_digits = options->relative_precision;
	lines.duration = options->syscall_times;
	lines.duration_digits = options->syscall_precision;
	lines.instruction_pointer = options->instruction_pointer;
	lines.comm = options->decode_pids & STROBE_PIDS_COMM;
	lines.number = options->syscall_number;
	lines.quiet_superseded = session->quiet & STROBE_QUIET_THREAD_EXECVE;
	lines.whole = options->status != STROBE_STATUS_ALL;
	return strobe_lines_new(output, &lines);
}

/* NO_COLOR, whatever it holds, is for those who never want colours (no-color.org). */
static bool wants_color(const struct session *session, int fd)
{
	const char *terminal = getenv("TERM");
	if (session->options->format != STROBE_OUTPUT_TEXT || session->options->color == STROBE_WHEN_NEVER)
		return false;
	if (session->options->color == STROBE_WHEN_ALWAYS)
		return true;
	return !getenv("NO_COLOR") && terminal && *terminal && strcmp(terminal, "dumb") != 0 && isatty(fd);
}

static bool start_renderer(struct session *session, struct sheet *sheet)
{
	if (session->options->format == STROBE_OUTPUT_JSON) {
		struct strobe_json_options json = { .limits = session->limits[DETAIL_BRIEF] };
		sheet->renderer = strobe_json_new(&sheet->output, &json);
	} else {
		sheet->renderer = new_lines(session, &sheet->output);
	}
	if (session->silent && sheet->renderer)
		sheet->renderer = silent_new(sheet->renderer);
	if (!sheet->renderer)
		fprintf(stderr, "%s: out of memory\n", session->options->program);
	return sheet->renderer;
}

bool sheet_open(struct session *session, struct sheet *sheet, pid_t tid)
{
	const struct strobe_options *options = session->options;
	const char *name = options->output;
	char *own_name = NULL;
	bool missing = false;
	int fd;
	*sheet = (struct sheet){ .renderer = NULL };
	if (!name) {
		/*
		 * Text goes where strace's does, beside the command's output; the other formats are made for
		 * a pipe. The copy is closed on exec: the command gets the original.
		 */
		bool text = options->format == STROBE_OUTPUT_TEXT;
		fd = fcntl(text ? STDERR_FILENO : STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		name = text ? "standard error" : "standard output";
		/*
		 * Where nobody can be told of it the command runs all the same: strobe's status will show
		 * what went wrong.
		 */
		missing = fd < 0 && text && errno == EBADF;
		if (missing)
			fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			complain(options, "Can't write to", name, errno);
	} else if (name[0] == '|' || name[0] == '!') {
		fd = open_command(options, name + 1, &sheet->writer);
	} else if (!tid && options->output_separately) {
		/* Each task has a file of its own: nothing goes to one of that name itself. */
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	} else if (tid && asprintf(&own_name, "%s.%d", name, (int)tid) < 0) {
		fprintf(stderr, "%s: out of memory\n", options->program);
		return false;
	} else {
		fd = open_file(options, own_name ? own_name : name);
	}
	if (fd < 0) {
		free(own_name);
		return false;
	}
	bool opened = strobe_output_open(&sheet->output, fd, true, own_name ? own_name : name, 0);
	free(own_name);
	if (!opened) {
		fprintf(stderr, "%s: out of memory\n", options->program);
		close(fd);
		return false;
	}
	if (missing)
		strobe_output_fail(&sheet->output, EBADF);
	if (wants_color(session, fd))
		sheet->output.palette = &session->palette;
	return start_renderer(session, sheet);
}

/*
 * What was written to a command lies in the pipe until it reads it: if it is gone before that, it was in vain. Called
 * while the pipe's end is open.
 */
static void wait_for_reader(struct strobe_output *output)
{
	struct pollfd end = { .fd = output->fd };
	int left = 0;
	while (strobe_output_flush(output) && ioctl(output->fd, FIONREAD, &left) == 0 && left > 0)
		if (poll(&end, 1, READ_PAUSE) > 0 && end.revents & (POLLERR | POLLNVAL))
			strobe_output_fail(output, EPIPE);
}

/*
 * The command's end; name NULL: it is not to be said. One that came to grief, or could not be started, has
 * lost the trace, whatever it had read.
 */
static bool reap_writer(pid_t writer, const char *name)
{
	int status = 0;
	while (waitpid(writer, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	if (!WIFSIGNALED(status) && WEXITSTATUS(status) < CANNOT_RUN)
		return true;
	if (name && WIFSIGNALED(status))
		fprintf(stderr, "%s: %s: killed by signal %d\n", program_invocation_name, name,
			WTERMSIG(status));
	else if (name)
		fprintf(stderr, "%s: %s: exited with %d\n", program_invocation_name, name,
			WEXITSTATUS(status));
	return false;
}

bool sheet_close(struct sheet *sheet)
{
	if (sheet->renderer)
		sheet->renderer->ops->free(sheet->renderer);
	if (!sheet->writer)
		return strobe_output_close(&sheet->output);
	char *name = strdup(sheet->output.name);
	wait_for_reader(&sheet->output);
	bool written = strobe_output_close(&sheet->output);
	/* What is the matter is said once. */
	bool alive = reap_writer(sheet->writer, written && name ? name : NULL);
	free(name);
	return written && alive;
}
