/*
 * A session's beginning and end.
 */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session.h"
#include "strobe/filter.h"
#include "strobe/session.h"
#include "strobe/stack.h"
#include "strobe/tips.h"

static void set_limits(struct session *session)
{
	uint32_t limit = session->options->string_limit;
	bool json = session->options->format == STROBE_OUTPUT_JSON;
	for (int detail = 0; detail < DETAIL_COUNT; detail++)
		session->limits[detail] =
			(struct strobe_limits){ .string = limit,
						.elements = limit,
						.verbose = json || detail == DETAIL_VERBOSE,
						.raw = detail == DETAIL_RAW,
						.unfollowed = detail == DETAIL_UNFOLLOWED,
						.descriptors = (uint8_t)session->options->decode_fds,
						.processes = (uint8_t)session->options->decode_pids };
}

static bool wants_realtime(const struct strobe_options *options)
{
	return options->format == STROBE_OUTPUT_JSON || options->clock != STROBE_CLOCK_NONE;
}

/* Whether a summary shows a column of those, or is sorted by one: only then the times are worth taking. */
static bool counts_by(const struct strobe_options *options, enum strobe_column first, enum strobe_column last)
{
	if (options->summary == STROBE_SUMMARY_NONE)
		return false;
	for (size_t i = 0; i < options->summary_column_count; i++) {
		if (options->summary_columns[i] >= first && options->summary_columns[i] <= last)
			return true;
	}
	return options->summary_sort >= first && options->summary_sort <= last;
}

static bool wants_monotonic(const struct strobe_options *options)
{
	return options->format == STROBE_OUTPUT_JSON || options->relative_times || options->syscall_times ||
	       (options->summary_wall &&
		counts_by(options, STROBE_COLUMN_TIME_PERCENT, STROBE_COLUMN_TIME_AVG)) ||
	       counts_by(options, STROBE_COLUMN_WALL_TOTAL, STROBE_COLUMN_WALL_AVG) ||
	       profiles_wanted(options);
}

/* JSON shows both clocks, whatever -w says. */
static bool wants_cpu_times(const struct strobe_options *options)
{
	if (options->format == STROBE_OUTPUT_JSON)
		return options->summary != STROBE_SUMMARY_NONE;
	return !options->summary_wall &&
	       counts_by(options, STROBE_COLUMN_TIME_PERCENT, STROBE_COLUMN_TIME_AVG);
}

/* After the trace, where that went. */
static void print_report(struct session *session)
{
	struct sheet *sheet = &session->main;
	if (!session->report)
		return;
	sheet->renderer->ops->interrupt(sheet->renderer);
	if (session->options->format == STROBE_OUTPUT_JSON)
		strobe_report_print_json(session->report, &sheet->output);
	else
		strobe_report_print(session->report, &sheet->output);
	strobe_report_free(session->report);
	session->report = NULL;
}

bool session_finish(struct session *session, bool traced)
{
	print_report(session);
	if (traced)
		profiles_write(session);
	profiles_close(session);
	if (!sheet_close(&session->main))
		session->failed = true;
	return !session->failed;
}

/* The environment that -E makes of this process's. NULL when memory ran out. */
static char **make_environment(const struct strobe_options *options)
{
	size_t count = 0;
	while (environ[count])
		count++;
	char **result = calloc(count + options->environment_count + 1, sizeof(*result));
	if (!result)
		return NULL;
	memcpy(result, environ, count * sizeof(*result));
	for (size_t i = 0; i < options->environment_count; i++) {
		char *setting = (char *)options->environment[i];
		size_t name = strcspn(setting, "="), kept = 0;
		for (size_t j = 0; j < count; j++)
			if (strncmp(result[j], setting, name) != 0 || result[j][name] != '=')
				result[kept++] = result[j];
		if (setting[name])
			result[kept++] = setting;
		count = kept;
		result[count] = NULL;
	}
	return result;
}

static unsigned interruptible(const struct strobe_options *options)
{
	if (options->interruptible)
		return options->interruptible;
	if (options->daemonize)
		return STROBE_INTERRUPT_NEVER_TSTP;
	return options->output && options->command ? STROBE_INTERRUPT_NEVER : STROBE_INTERRUPT_WAITING;
}

/* -u: in the child, before its execve. Groups first: without privileges they can't be set any more. */
static int become_user(void *data)
{
	const struct strobe_options *options = data;
	int groups = options->user ? initgroups(options->user, options->gid) : setgroups(0, NULL);
	if (groups < 0 && geteuid() == 0) {
		fprintf(stderr, "%s: initgroups: %s\n", options->program, strerror(errno));
		return -1;
	}
	if (setregid(options->gid, options->gid) < 0 || setreuid(options->uid, options->uid) < 0) {
		fprintf(stderr, "%s: setreuid: %s\n", options->program, strerror(errno));
		return -1;
	}
	return 0;
}

/* What the engine shall do, but for the filter. */
static struct strobe_trace_config make_config(struct session *session, const char *program,
					      char **environment)
{
	const struct strobe_options *options = session->options;
	struct strobe_trace_config config = {
		.ops = &session_listener,
		.data = session,
		.program = program,
		.argv = options->command,
		.envp = environment,
		.attach = session->attach,
		.attach_count = session->attach_count,
		.attach_children = options->attach_children,
		.follow = options->follow_forks
				  ? options->follow_what ? options->follow_what : STROBE_FOLLOW_ALL
				  : 0,
		.follow_depth = options->follow_depth,
		.background = options->command ? options->daemonize : 0,
		.interruptible = interruptible(options),
		.kill_on_exit = options->kill_on_exit,
		.same_cpu = options->same_cpu,
		.cpu = options->cpu,
		.realtime = wants_realtime(options),
		.monotonic = wants_monotonic(options),
		.debug = options->debug,
		.cpu_times = wants_cpu_times(options),
	};
	if (options->has_user) {
		config.prepare = become_user;
		config.prepare_data = (void *)options;
	}
	return config;
}

/* Runs the engine. Returns strobe's exit status. */
static int trace(struct session *session)
{
	const struct strobe_options *options = session->options;
	char program[4096];
	if (options->command &&
	    strobe_trace_find_program(options->command[0], program, sizeof(program)) < 0) {
		fprintf(stderr, "%s: %s\n", options->program, program);
		return 1;
	}
	if (!profiles_open(session))
		return 1;
	char **environment = options->environment_count ? make_environment(options) : NULL;
	if (options->environment_count && !environment) {
		fprintf(stderr, "%s: out of memory\n", options->program);
		return 1;
	}
	char *first = options->command ? options->command[0] : NULL;
	if (first && options->argv0)
		options->command[0] = (char *)options->argv0;
	struct strobe_trace_config config = make_config(session, program, environment);
	struct sock_fprog filter = { .len = 0 };
	if (filtering_make(session, &filter)) {
		config.filter = &filter;
		config.filter_mark = STROBE_FILTER_MARK;
		config.guard = session->guard;
		/* As in strace: whoever asks for the filter does not want programs that it has crippled to go on. */
		if (options->seccomp_bpf == STROBE_WHEN_ALWAYS && !session->attach_count)
			config.kill_on_exit = true;
	}
	struct strobe_outcome outcome;
	int traced = strobe_trace_run(&config, &outcome);
	free(environment);
	strobe_filter_free(&filter);
	if (first)
		options->command[0] = first;
	session_finish(session, traced >= 0);
	strobe_tips_show(options);
	if (outcome.interrupted)
		strobe_trace_die_by(outcome.interrupted);
	if (outcome.killed_by)
		strobe_trace_die_by(outcome.killed_by);
	if (traced < 0 && !outcome.status)
		return 1;
	return outcome.status ? outcome.status : session->failed;
}

/* With -I1 signals end strobe as they end any program; with --kill-on-exit nothing is left to be looked after. */
static bool wants_guard(const struct strobe_options *options)
{
	return filtering_wanted(options) && options->seccomp_bpf != STROBE_WHEN_ALWAYS &&
	       !options->kill_on_exit && !options->daemonize &&
	       options->interruptible != STROBE_INTERRUPT_ANYWHERE;
}

static int start(struct session *session)
{
	const struct strobe_options *options = session->options;
	bool counts = options->summary != STROBE_SUMMARY_NONE;
	if (!select_open(session) || (counts && !(session->report = strobe_report_new(options)))) {
		fprintf(stderr, "%s: out of memory\n", options->program);
		return 1;
	}
	if (wants_guard(options))
		session->guard = guard_start(interruptible(options) >= STROBE_INTERRUPT_NEVER_TSTP);
	if (!find_targets(session) || !sheet_open(session, &session->main, 0))
		return 1;
	session->immediate = !options->output && isatty(session->main.output.fd);
	return trace(session);
}

/* What -k and the like need. False after a message. */
static bool open_stacks(struct session *session)
{
	const struct strobe_options *options = session->options;
	session->flamegraph = -1;
	if (!profiles_wanted(options) && (!options->stack_trace || session->silent))
		return true;
	if (options->stack_source && strobe_stacks_available() && !strobe_stacks_have_sources())
		fprintf(stderr,
			"%s: -kk: this strobe was built without libdw, so places in the source are not shown\n",
			options->program);
	if (stacks_open(session) && mappings_open(session))
		return true;
	fprintf(stderr, "%s: %s: %s\n", options->program,
		options->flamegraph                       ? "--flamegraph"
		: options->format == STROBE_OUTPUT_FOLDED ? "--format=folded"
							  : "-k",
		strobe_stacks_available() ? "out of memory" : "this strobe was built without libunwind");
	mappings_close(session);
	stacks_close(session);
	return false;
}

int strobe_session_run(const struct strobe_options *options)
{
	struct session session = { .options = options };
	const char *colors = getenv("STRACE_COLORS");
	set_limits(&session);
	session.wants_comm = options->format == STROBE_OUTPUT_JSON ||
			     options->decode_pids & STROBE_PIDS_COMM || profiles_wanted(options);
	strobe_palette_default(&session.palette);
	if (colors)
		strobe_palette_change(&session.palette, colors);
	session.wants_time = wants_realtime(options) || wants_monotonic(options);
	session.dumps = options->read_fds.count || options->read_fds.inverted || options->write_fds.count ||
			options->write_fds.inverted;
	session.whole = options->status != STROBE_STATUS_ALL;
	session.quiet = options->quiet;
	/* As in strace: a launched command whose trace goes to a file is traced without a word. */
	bool aside = options->output || options->flamegraph_only || options->format == STROBE_OUTPUT_FOLDED;
	if (aside && options->command && !options->attach_count && !options->attach_name_count &&
	    !options->quiet_given)
		session.quiet |= STROBE_QUIET_ATTACH | STROBE_QUIET_PERSONALITY;
	session.prctl = strobe_decode_number(STROBE_ABI_X86_64, "prctl");

	session.silent = options->summary == STROBE_SUMMARY_ONLY || options->flamegraph_only ||
			 options->format == STROBE_OUTPUT_FOLDED;
	/* These are lines of text. */
	if (options->format == STROBE_OUTPUT_FOLDED)
		session.quiet |= STROBE_QUIET_PERSONALITY;
	if (!open_stacks(&session))
		return 1;
	int status = start(&session);
	profiles_close(&session);
	mappings_close(&session);
	stacks_close(&session);
	strobe_report_free(session.report);
	select_close(&session);
	free(session.attach);
	return status;
}
