/*
 * What must hold between options, once all are known, in the order and with the words that strace has for it.
 */
#include "cli.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "strobe/trace.h"

/* A short option that counts, and the long one that says the same otherwise. */
static bool check_twins(const struct cli *cli)
{
	const char *twins = NULL;

	if (cli->daemonize && cli->daemonize_long)
		twins = "-D and --daemonize";
	else if (cli->times && cli->times_long)
		twins = "-t and --absolute-timestamps";
	else if (cli->quiet && cli->quiet_long)
		twins = "-q and -e quiet/--quiet";
	else if (cli->hex && cli->hex_long)
		twins = "-x and --strings-in-hex";
	else if (cli->fds && cli->fds_long)
		twins = "-y and --decode-fds";
	return !twins || cli_error(cli, "%s cannot be provided simultaneously", twins);
}

static bool check_summary(const struct cli *cli)
{
	const struct strobe_options *options = cli->options;
	static const char with[] = "(-c/--summary-only or -C/--summary)";

	if (options->summary != STROBE_SUMMARY_NONE && options->output_separately)
		return cli_error(cli, "%s and -ff/--output-separately are mutually exclusive", with);
	if (options->summary != STROBE_SUMMARY_NONE)
		return true;
	if (options->summary_wall)
		return cli_error(cli, "-w/--summary-wall-clock must be given with %s", with);
	if (cli->columns_given)
		return cli_error(cli, "-U/--summary-columns must be given with %s", with);
	if (cli->sort_given)
		cli_warn(cli, "-S/--summary-sort-by has no effect without %s", with);
	return true;
}

/* With -c nothing is shown of the calls, so what says how they are shown is in vain. */
static void warn_of_vain_options(const struct cli *cli)
{
	const struct strobe_options *options = cli->options;
	const struct {
		bool given;
		const char *name;
	} vain[] = {
		{ options->instruction_pointer, "-i/--instruction-pointer" },
		{ options->stack_trace && !options->flamegraph, "-k/--stack-trace" },
		{ options->syscall_number, "-n/--syscall-number" },
		{ options->arg_names, "-N/--arg-names" },
		{ options->relative_times, "-r/--relative-timestamps" },
		{ options->clock != STROBE_CLOCK_NONE, "-t/--absolute-timestamps" },
		{ options->syscall_times, "-T/--syscall-times" },
		{ options->decode_fds != 0, "-y/--decode-fds" },
	};

	for (size_t i = 0; i < sizeof(vain) / sizeof(vain[0]); i++)
		if (vain[i].given)
			cli_warn(cli, "%s has no effect with -c/--summary-only", vain[i].name);
}

/* Stacks that are added up are one thing, at the end. */
static bool check_profile(const struct cli *cli)
{
	struct strobe_options *options = cli->options;

	if (options->format == STROBE_OUTPUT_FOLDED && options->summary != STROBE_SUMMARY_NONE)
		return cli_error(
			cli,
			"--format=folded and (-c/--summary-only or -C/--summary) are mutually exclusive");
	if (options->format == STROBE_OUTPUT_FOLDED && options->output && options->output_separately)
		return cli_error(cli, "--format=folded and -ff/--output-separately are mutually exclusive");
	options->flamegraph_only = options->flamegraph && !options->output && !cli->format_given &&
				   options->summary == STROBE_SUMMARY_NONE;
	return true;
}

static bool check_output(const struct cli *cli)
{
	struct strobe_options *options = cli->options;
	bool pipe = options->output && (*options->output == '|' || *options->output == '!');

	if (pipe && options->output_separately)
		return cli_error(cli, "piping the output and -ff/--output-separately are mutually exclusive");
	if (options->output)
		return true;
	if (options->output_append)
		cli_warn(cli, "-A/--output-append-mode has no effect without -o/--output");
	if (options->output_separately && cli->follow < 2)
		cli_warn(cli, "--output-separately has no effect without -o/--output");
	options->output_separately = false;
	return true;
}

static void check_seccomp(const struct cli *cli)
{
	struct strobe_options *options = cli->options;

	if (options->seccomp_bpf != STROBE_WHEN_ALWAYS)
		return;
	if (!options->follow_forks) {
		cli_warn(cli, "--seccomp-bpf cannot be used without -f/--follow-forks, disabling");
	} else if (options->detach_on_execve) {
		cli_warn(cli, "--seccomp-bpf is not enabled because it is not compatible with -b");
	} else if (options->syscall_limit) {
		cli_warn(cli,
			 "--seccomp-bpf is not enabled because it is not compatible with --syscall-limit");
	} else if (options->follow_depth ||
		   (options->follow_what && options->follow_what != STROBE_FOLLOW_ALL)) {
		cli_warn(
			cli,
			"--seccomp-bpf is not enabled because it is not compatible with following only some");
	} else {
		if (options->attach_count || options->attach_name_count)
			cli_warn(cli, "--seccomp-bpf is not enabled for processes attached with -p");
		return;
	}
	options->seccomp_bpf = STROBE_WHEN_NEVER;
}

/* A number of a UID:GID pair. -1 is none: setresuid(2) means "unchanged" by it. */
static bool parse_id(const char *text, size_t size, uint32_t *id)
{
	char digits[32];
	uint64_t number;

	if (!size || size >= sizeof(digits))
		return false;
	memcpy(digits, text, size);
	digits[size] = 0;
	if (!cli_parse_number(digits, 0, UINT32_MAX - 1, &number))
		return false;
	*id = (uint32_t)number;
	return true;
}

static bool find_user(const struct cli *cli)
{
	struct strobe_options *options = cli->options;
	const char *colon = strchr(options->user, ':');
	const struct passwd *entry;

	if (colon) {
		if (!parse_id(options->user, (size_t)(colon - options->user), &options->uid) ||
		    !parse_id(colon + 1, strlen(colon + 1), &options->gid))
			return cli_error(cli, "Invalid UID:GID pair '%s'", options->user);
		options->user = NULL;
		return true;
	}
	entry = getpwnam(options->user);
	if (!entry)
		return cli_error(cli, "Cannot find user '%s'", options->user);
	options->uid = entry->pw_uid;
	options->gid = entry->pw_gid;
	return true;
}

static void check_follow(const struct cli *cli)
{
	if (!cli->deprecated_follow)
		return;
	if (cli->follow) {
		cli_warn(cli, "deprecated option -F ignored");
		return;
	}
	cli_warn(cli, "option -F is deprecated, please use -f/--follow-forks instead");
	cli->options->follow_forks = true;
}

bool cli_check(struct cli *cli)
{
	struct strobe_options *options = cli->options;

	if (!options->command && !options->attach_count && !options->attach_name_count)
		return cli_error(cli, "must have PROG [ARGS] or -p PID");
	if (!options->command && options->daemonize)
		return cli_error(cli, "PROG [ARGS] must be specified with -D/--daemonize");
	if (!options->command && options->argv0)
		return cli_error(cli, "PROG [ARGS] must be specified with --argv0");
	if (!check_twins(cli))
		return false;
	if (options->daemonize > 3)
		return cli_error(cli, "Too many -D's (%u), maximum supported -D count is 3",
				 options->daemonize);
	check_follow(cli);
	if (!check_summary(cli))
		return false;
	if (!check_profile(cli))
		return false;
	if (options->summary == STROBE_SUMMARY_ONLY)
		warn_of_vain_options(cli);
	if (cli->frames_given && !options->stack_trace && !options->flamegraph &&
	    options->format != STROBE_OUTPUT_FOLDED)
		cli_warn(cli, "--stack-trace-frame-limit has no effect without -k/--stack-trace");
	if (options->kill_on_exit && (options->attach_count || options->attach_name_count))
		return cli_error(cli, "--kill-on-exit and -p/--attach are mutually exclusive options");
	if (cli->verdicts > 1)
		cli_warn(cli,
			 "Only the last of -z/--successful-only/-Z/--failed-only options will take effect. "
			 "See status qualifier for more complex filters.");
	if (options->attach_children && !options->attach_count && !options->attach_name_count)
		cli_warn(cli, "--children has no effect without -p/--attach or --attach-name");
	if (options->follow_depth && !options->follow_forks)
		cli_warn(cli, "--follow-depth has no effect without -f/--follow-forks");
	check_seccomp(cli);
	if (options->has_user && !find_user(cli))
		return false;
	return check_output(cli);
}
