/*
 * The command line as a whole: what options set, what is refused, and with which words.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static struct strobe_options options;

/* Parses the words of a line (split at blanks) as if strobe did all options; "" stands for an empty argument. */
static enum strobe_options_status parse(const char *line)
{
	static char copy[512];
	static char *argv[64];
	struct cli cli = { .options = &options, .accept_unsupported = true };
	int argc = 0;
	char *place = NULL;

	snprintf(copy, sizeof(copy), "strobe %s", line);
	for (char *word = strtok_r(copy, " ", &place); word; word = strtok_r(NULL, " ", &place))
		argv[argc++] = strcmp(word, "\"\"") ? word : word + 2;
	argv[argc] = NULL;
	return cli_parse(&cli, argc, argv);
}

static void begin(void)
{
	cr_redirect_stderr();
	cr_redirect_stdout();
}

static void end(void)
{
	strobe_options_free(&options);
}

TestSuite(cli_options, .init = begin, .fini = end);

static void run(const char *line)
{
	strobe_options_free(&options);
	cr_assert_eq(parse(line), STROBE_OPTIONS_RUN, "%s", line);
}

Test(cli_options, defaults)
{
	run("ls -l");
	cr_assert_str_eq(options.command[0], "ls");
	cr_assert_str_eq(options.command[1], "-l");
	cr_assert_null(options.command[2]);
	cr_assert_eq(options.string_limit, 32);
	cr_assert_eq(options.align_column, 40);
	cr_assert_eq(options.status, STROBE_STATUS_ALL);
	cr_assert(strobe_call_set_is_full(&options.trace));
	cr_assert(strobe_call_set_is_full(&options.abbrev));
	cr_assert(strobe_call_set_is_full(&options.verbose));
	cr_assert(strobe_call_set_is_empty(&options.raw));
	cr_assert(strobe_number_set_has(&options.signals, 2));
	cr_assert_eq(options.quiet, 0);
}

/* What stands behind the command's name is the command's own. */
Test(cli_options, own_options_of_the_command)
{
	run("-s 5 ls -s 9 --format=json");
	cr_assert_eq(options.string_limit, 5);
	cr_assert_eq(options.format, STROBE_OUTPUT_TEXT);
	run("-s 5 -- -s 9");
	cr_assert_str_eq(options.command[0], "-s");
}

Test(cli_options, counted_letters)
{
	run("-q ls");
	cr_assert_eq(options.quiet, STROBE_QUIET_ATTACH | STROBE_QUIET_PERSONALITY);
	run("-q -q ls");
	cr_assert_eq(options.quiet, STROBE_QUIET_ATTACH | STROBE_QUIET_PERSONALITY | STROBE_QUIET_EXIT);
	run("-qqq ls");
	cr_assert_eq(options.quiet, STROBE_QUIET_ALL & ~STROBE_QUIET_PATH_RESOLUTION);
	run("-x ls");
	cr_assert_eq(options.strings, STROBE_HEX_NON_ASCII);
	run("-xx ls");
	cr_assert_eq(options.strings, STROBE_HEX_ALL);
	run("-t ls");
	cr_assert_eq(options.clock, STROBE_CLOCK_TIME);
	cr_assert_eq(options.clock_precision, STROBE_PRECISION_S);
	run("-tt ls");
	cr_assert_eq(options.clock_precision, STROBE_PRECISION_US);
	run("-ttt ls");
	cr_assert_eq(options.clock, STROBE_CLOCK_UNIX);
	run("-yy ls");
	cr_assert_eq(options.decode_fds, STROBE_FDS_ALL);
	run("-DD ls");
	cr_assert_eq(options.daemonize, 2);
	run("-f ls");
	cr_assert(options.follow_forks);
	cr_assert_not(options.output_separately);
	run("-ff -o x ls");
	cr_assert(options.output_separately);
}

Test(cli_options, long_options)
{
	run("--string-limit=7 --columns 9 --no-abbrev --format=json ls");
	cr_assert_eq(options.string_limit, 7);
	cr_assert_eq(options.align_column, 9);
	cr_assert(strobe_call_set_is_empty(&options.abbrev));
	cr_assert_eq(options.format, STROBE_OUTPUT_JSON);
	run("--quiet=exit,superseded ls");
	cr_assert_eq(options.quiet, STROBE_QUIET_EXIT | STROBE_QUIET_THREAD_EXECVE);
	run("--timestamps=ns --timestamps=unix ls");
	cr_assert_eq(options.clock, STROBE_CLOCK_UNIX);
	cr_assert_eq(options.clock_precision, STROBE_PRECISION_NS);
	run("--timestamps=precision:ms,format:none ls");
	cr_assert_eq(options.clock, STROBE_CLOCK_NONE);
	cr_assert_eq(options.clock_precision, STROBE_PRECISION_MS);
	run("--strings=all ls");
	cr_assert_eq(options.strings, STROBE_HEX_ALL);
	run("--format=folded ls");
	cr_assert_eq(options.format, STROBE_OUTPUT_FOLDED);
	cr_assert_not(options.folded_time);
	run("--format=folded:time --format=folded:count ls");
	cr_assert_not(options.folded_time);
	run("--format=folded:time ls");
	cr_assert(options.folded_time);
}

/* The picture is all that is made, unless something else is asked for. */
Test(cli_options, flame_graphs)
{
	run("--flamegraph=a.svg ls");
	cr_assert_str_eq(options.flamegraph, "a.svg");
	cr_assert(options.flamegraph_only);
	run("--flamegraph=a.svg -kk ls");
	cr_assert(options.flamegraph_only);
	run("--flamegraph=a.svg -o x ls");
	cr_assert_not(options.flamegraph_only);
	run("--flamegraph=a.svg --format=text ls");
	cr_assert_not(options.flamegraph_only);
	run("--flamegraph=a.svg -c ls");
	cr_assert_not(options.flamegraph_only);
	run("ls");
	cr_assert_not(options.flamegraph_only);
	cr_assert_null(options.flamegraph);
}

Test(cli_options, expressions)
{
	run("-e trace=read -e write ls");
	cr_assert(strobe_call_set_has(&options.trace, STROBE_ABI_X86_64, 1));
	cr_assert_not(strobe_call_set_has(&options.trace, STROBE_ABI_X86_64, 0));
	run("-e s=INT -e status=failed -e q=all -e r=3 -e x=read ls");
	cr_assert_not(strobe_number_set_has(&options.signals, 15));
	cr_assert_eq(options.status, STROBE_STATUS_FAILED);
	cr_assert_eq(options.quiet, STROBE_QUIET_ALL);
	cr_assert(strobe_number_set_has(&options.read_fds, 3));
	cr_assert(strobe_call_set_has(&options.raw, STROBE_ABI_X86_64, 0));
}

Test(cli_options, lists)
{
	run("-p 1,2 -p 3 -P /a -P /b -E A=1 -E B ls");
	cr_assert_eq(options.attach_count, 3);
	cr_assert_eq(options.attach[2], 3);
	cr_assert_eq(options.path_count, 2);
	cr_assert_str_eq(options.paths[1], "/b");
	cr_assert_eq(options.environment_count, 2);
	cr_assert_str_eq(options.environment[1], "B");
}

Test(cli_options, rules)
{
	const struct strobe_tamper_rule *rule;

	run("-e fault=read -e inject=write:retval=0x10:signal=USR1:delay_enter=2ms:when=3..9+2 "
	    "-e inject=openat:error=enoent:poke_exit=@arg2=00ff,@arg1=7f:when=5+ ls");
	cr_assert_eq(options.rule_count, 3);
	rule = options.rules;
	cr_assert_eq(rule->actions, STROBE_TAMPER_ERROR);
	cr_assert_eq(rule->error, 38);
	cr_assert_eq(rule->first, 1);
	cr_assert_eq(rule->step, 1);
	cr_assert_eq(rule->last, STROBE_WHEN_NO_END);
	rule++;
	cr_assert_eq(rule->actions, STROBE_TAMPER_RETVAL | STROBE_TAMPER_SIGNAL | STROBE_TAMPER_DELAY_ENTER);
	cr_assert_eq(rule->retval, 16);
	cr_assert_eq(rule->signal, 10);
	cr_assert_eq(rule->delay_enter, 2000000);
	cr_assert_eq(rule->first, 3);
	cr_assert_eq(rule->last, 9);
	cr_assert_eq(rule->step, 2);
	rule++;
	cr_assert_eq(rule->error, 2);
	cr_assert_eq(rule->poke_exit.count, 2);
	cr_assert_eq(rule->poke_exit.poke[0].arg, 1);
	cr_assert_eq(rule->poke_exit.poke[0].size, 2);
	cr_assert_eq(rule->poke_exit.poke[0].data[1], 0xff);
	cr_assert_eq(rule->first, 5);
	cr_assert_eq(rule->last, STROBE_WHEN_NO_END);
}

Test(cli_options, summary)
{
	run("-c -S calls -U name,calls -O 1.5ms ls");
	cr_assert_eq(options.summary, STROBE_SUMMARY_ONLY);
	cr_assert_eq(options.summary_sort, STROBE_COLUMN_CALLS);
	cr_assert_eq(options.summary_column_count, 2);
	cr_assert_eq(options.summary_columns[0], STROBE_COLUMN_NAME);
	cr_assert_eq(options.overhead, 1500000);
	run("-c -U calls ls");
	cr_assert_eq(options.summary_column_count, 2);
	cr_assert_eq(options.summary_columns[1], STROBE_COLUMN_NAME);
}

/* Command lines that are refused, and the line that says why. */
static const struct refusal {
	const char *line, *message;
} refusals[] = {
	{ "", "must have PROG [ARGS] or -p PID" },
	{ "-s x ls", "invalid -s argument: 'x'" },
	{ "-s -1 ls", "invalid -s argument: '-1'" },
	{ "-s 1073741824 ls", "invalid -s argument: '1073741824'" },
	{ "--string-limit=5k ls", "invalid --string-limit argument: '5k'" },
	{ "-a 2147483648 ls", "invalid -a argument: '2147483648'" },
	{ "-I 5 ls", "invalid -I argument: '5'" },
	{ "-O 1x ls", "invalid -O argument: '1x'" },
	{ "-O 0x10 ls", "invalid -O argument: '0x10'" },
	{ "-O inf ls", "invalid -O argument: 'inf'" },
	{ "-O -1 ls", "invalid -O argument: '-1'" },
	{ "-S foo ls", "invalid sortby: 'foo'" },
	{ "-c -U foo ls", "unknown column name: 'foo'" },
	{ "-c -U calls, ls", "unknown column name: ''" },
	{ "-c -U calls,count ls",
	  "call summary column has been provided more than once: 'count' (-U option residual: 'count')" },
	{ "-U calls ls", "-U/--summary-columns must be given with (-c/--summary-only or -C/--summary)" },
	{ "-w ls", "-w/--summary-wall-clock must be given with (-c/--summary-only or -C/--summary)" },
	{ "-X foo ls", "invalid -X argument: 'foo'" },
	{ "-b foo ls", "Syscall 'foo' for -b isn't supported" },
	{ "-p x ls", "Invalid process id: 'x'" },
	{ "-p 0 ls", "Invalid process id: '0'" },
	{ "-p 1,99999999999 ls", "Invalid process id: '99999999999'" },
	{ "-u 1:x ls", "Invalid UID:GID pair '1:x'" },
	{ "-u 4294967295:0 ls", "Invalid UID:GID pair '4294967295:0'" },
	{ "-u no-such-user ls", "Cannot find user 'no-such-user'" },
	{ "--color=foo ls", "invalid --color argument: 'foo'" },
	{ "--daemonize=foo ls", "invalid --daemonize argument: 'foo'" },
	{ "--same-cpu=foo ls", "invalid --same-cpu argument: 'foo'" },
	{ "--same-cpu=-1 ls", "invalid --same-cpu argument: '-1'" },
	{ "--same-cpu=8192 ls", "invalid --same-cpu argument: '8192'" },
	{ "--same-cpu= ls", "invalid --same-cpu argument: ''" },
	{ "--quiet=foo ls", "invalid quiet 'foo'" },
	{ "-e trace=nosuchcall ls", "invalid system call 'nosuchcall'" },
	{ "-e nosuchcall ls", "invalid system call 'nosuchcall'" },
	{ "-e foo=bar ls", "invalid system call 'foo=bar'" },
	{ "-e status=foo ls", "invalid status 'foo'" },
	{ "-e decode-fds=x ls", "invalid decode-fds 'x'" },
	{ "-e kvm=foo ls", "invalid -e kvm= argument: 'foo'" },
	{ "-e fault=read:retval=1 ls", "invalid fault argument 'read:retval=1'" },
	{ "-e fault=read:error=4096 ls", "invalid fault argument 'read:error=4096'" },
	{ "-e inject=read ls", "invalid inject argument 'read'" },
	{ "-e inject=read:error=1:retval=1 ls", "invalid inject argument 'read:error=1:retval=1'" },
	{ "-e inject=read:syscall=write:error=1 ls", "invalid inject argument 'read:syscall=write:error=1'" },
	{ "-e inject=read:poke_enter=@arg8=00 ls", "invalid inject argument 'read:poke_enter=@arg8=00'" },
	{ "-e inject=read:poke_enter=@arg1=0 ls", "invalid inject argument 'read:poke_enter=@arg1=0'" },
	{ "-e inject=read:error=1:when=0 ls", "invalid inject argument 'read:error=1:when=0'" },
	{ "-e inject=read:error=1:when=2..1 ls", "invalid inject argument 'read:error=1:when=2..1'" },
	{ "-e inject=read:error=1:when=1.. ls", "invalid inject argument 'read:error=1:when=1..'" },
	{ "-e inject=read:error=1:when=1+0 ls", "invalid inject argument 'read:error=1:when=1+0'" },
	{ "-e inject=nosuchcall:error=1 ls", "invalid system call 'nosuchcall'" },
	{ "--strings-in-hex=foo ls", "invalid --strings-in-hex argument: 'foo'" },
	{ "--timestamps=format:us ls", "invalid --timestamps argument: 'format:us'" },
	{ "--syscall-times=foo ls", "invalid --syscall-times argument: 'foo'" },
	{ "--syscall-limit=0 ls", "invalid --syscall-limit argument: '0'" },
	{ "--format=folded:size ls", "invalid --format argument: 'folded:size'" },
	{ "--format=folded -c ls",
	  "--format=folded and (-c/--summary-only or -C/--summary) are mutually exclusive" },
	{ "--format=folded -ff -o x ls",
	  "--format=folded and -ff/--output-separately are mutually exclusive" },
	{ "--flamegraph=x.png ls", "--flamegraph: 'x.png' does not end in .svg" },
	{ "--flamegraph=.svg ls", "--flamegraph: '.svg' does not end in .svg" },
	{ "--format=xml ls", "invalid --format argument: 'xml'" },
	{ "-q --quiet=exit ls", "-q and -e quiet/--quiet cannot be provided simultaneously" },
	{ "-x --strings-in-hex ls", "-x and --strings-in-hex cannot be provided simultaneously" },
	{ "-DDDD ls", "Too many -D's (4), maximum supported -D count is 3" },
	{ "-D -p 1", "PROG [ARGS] must be specified with -D/--daemonize" },
	{ "--argv0=x -p 1", "PROG [ARGS] must be specified with --argv0" },
	{ "-c -C ls", "-c/--summary-only and -C/--summary are mutually exclusive" },
	{ "-c -ff ls",
	  "(-c/--summary-only or -C/--summary) and -ff/--output-separately are mutually exclusive" },
	{ "-ff -o |cat ls", "piping the output and -ff/--output-separately are mutually exclusive" },
	{ "--kill-on-exit -p 1", "--kill-on-exit and -p/--attach are mutually exclusive options" },
	{ "-j ls", "invalid option -- 'j'" },
	{ "-s", "option requires an argument -- 's'" },
	{ "--nosuch ls", "unrecognized option '--nosuch'" },
	{ "--follow-forks=x ls", "option '--follow-forks' doesn't allow an argument" },
};

/* One line, and nothing else; so that the redirected streams are fresh, each runs in a test of its own. */
ParameterizedTestParameters(cli_options, refused)
{
	static size_t indexes[sizeof(refusals) / sizeof(refusals[0])];

	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++)
		indexes[i] = i;
	return cr_make_param_array(size_t, indexes, sizeof(indexes) / sizeof(indexes[0]));
}

ParameterizedTest(size_t *index, cli_options, refused, .init = begin, .fini = end)
{
	char message[256];

	cr_assert_eq(parse(refusals[*index].line), STROBE_OPTIONS_ERROR, "%s", refusals[*index].line);
	fflush(stderr);
	snprintf(message, sizeof(message), "strobe: %s\n", refusals[*index].message);
	cr_assert_stderr_eq_str(message, "%s", refusals[*index].line);
}

/* An option that strobe does not do yet is refused, not ignored. */
Test(cli_options, unsupported)
{
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *option = &cli_options[i];
		char name[64];
		char *argv[] = { "strobe", name, "ls", NULL };

		if (option->supported || !option->name || option->argument == CLI_REQUIRED ||
		    !strcmp(option->name, "secontext"))
			continue;
		snprintf(name, sizeof(name), "--%s", option->name);
		cr_assert_eq(strobe_options_parse(3, argv, &options), STROBE_OPTIONS_ERROR, "%s", name);
		strobe_options_free(&options);
	}
}

Test(cli_options, every_letter_and_name_once)
{
	for (size_t i = 0; i < cli_option_count; i++) {
		if (cli_options[i].name)
			cr_assert_eq(cli_option_named(cli_options[i].name), &cli_options[i]);
		if (cli_options[i].letter)
			cr_assert_eq(cli_option_lettered(cli_options[i].letter), &cli_options[i]);
		cr_assert(cli_options[i].name || cli_options[i].letter);
	}
}

Test(cli_options, help_and_version)
{
	cr_assert_eq(parse("-h"), STROBE_OPTIONS_DONE);
	cr_assert_eq(parse("-V"), STROBE_OPTIONS_DONE);
	cr_assert_eq(parse("-V -s x"), STROBE_OPTIONS_ERROR);
}
