/*
 * Random command lines, made from the option table, words that mean something and words that don't. After an error nothing
 * may be run, and an error is never silent.
 */
#include "random.h"

#include "cli/cli.h"

#define WORDS_MAX 24
#define WORD_SIZE 160

static const char *const vocabulary[] = {
	"read",
	"openat",
	"%file",
	"%net",
	"%%stat",
	"/^get",
	"/(",
	"all",
	"none",
	"!",
	"?",
	",",
	"@64",
	"@32",
	"@x32",
	"=",
	":",
	"trace=",
	"signal=",
	"s=",
	"status=",
	"quiet=",
	"q=",
	"abbrev=",
	"raw=",
	"x=",
	"read=",
	"write=",
	"fault=",
	"inject=",
	"decode-fds=",
	"decode-pids=",
	"kvm=vcpu+",
	"namespace=new",
	"trace-fds=",
	"failed",
	"successful",
	"exit",
	"attach",
	"superseded",
	"SIGINT",
	"int",
	"rt_1",
	"64",
	"0",
	"1",
	"-1",
	"4096",
	"65536",
	"2147483647",
	"99999999999999999999",
	"0x10",
	"1e3",
	"1.5ms",
	"inf",
	"nan",
	"us",
	"ns",
	"error=ENOENT",
	"error=1",
	"retval=0x10",
	"retval=-1",
	"signal=USR1",
	"syscall=getpid",
	"delay_enter=1s",
	"delay_exit=2ms",
	"poke_enter=@arg1=00ff",
	"poke_exit=@arg7=0g,@arg2=aa",
	"when=1..2+3",
	"when=3+",
	"when=+",
	"..",
	"+",
	"calls",
	"time",
	"name",
	"total-time",
	"none",
	"unix",
	"precision:us",
	"format:none",
	"id:3",
	"full",
	"text",
	"json",
	"|cat",
	"!cat",
	"/dev/null",
	"A=B",
	"root",
	"0:0",
	"1:2:3",
	"grandchild",
	"pgroup",
	"always",
	"raw",
	"verbose",
	"execve",
	"path",
	"socket",
	"comm",
	"pidns",
	"symbol",
	"source",
	"non-ascii",
	" ",
	"\t",
	"\377",
	"%n%s",
};

static char words[WORDS_MAX][WORD_SIZE];

static void add_text(char *word, const char *text)
{
	size_t used = strlen(word);

	snprintf(word + used, WORD_SIZE - used, "%s", text);
}

static void add_argument(char *word)
{
	size_t pieces = fuzz_below(5);

	for (size_t i = 0; i < pieces; i++) {
		add_text(word, vocabulary[fuzz_below(sizeof(vocabulary) / sizeof(vocabulary[0]))]);
		if (fuzz_one_in(3))
			add_text(word, &",:=+.@"[fuzz_below(6)]);
	}
	if (fuzz_one_in(20) && *word)
		word[fuzz_below(strlen(word))] = (char)(1 + fuzz_below(255));
}

static size_t add_option(size_t count)
{
	const struct cli_option *option = &cli_options[fuzz_below(cli_option_count)];
	char *word = words[count];

	if (option->letter && (!option->name || fuzz_one_in(2))) {
		snprintf(word, WORD_SIZE, "-%c", option->letter);
		if (option->argument != CLI_REQUIRED && !fuzz_one_in(4))
			return count + 1;
		if (fuzz_one_in(3)) {
			add_argument(word);
			return count + 1;
		}
	} else {
		snprintf(word, WORD_SIZE, "--%s", option->name);
		if (fuzz_one_in(10))
			word[2 + fuzz_below(strlen(option->name))] = 0;
		if (option->argument == CLI_NONE && !fuzz_one_in(10))
			return count + 1;
		if (option->argument == CLI_OPTIONAL || fuzz_one_in(2)) {
			if (fuzz_one_in(2))
				return count + 1;
			add_text(word, "=");
			add_argument(word);
			return count + 1;
		}
	}
	*words[++count] = 0;
	add_argument(words[count]);
	return count + 1;
}

/* What is said about a command line that is run all the same. */
static const char *const warnings[] = {
	" has no effect ",
	" ignored\n",
	"deprecated",
	"is not enabled",
	"cannot be used without",
	"Inadvertent injection",
	"Only the last of ",
	"will be clipped",
	"is not applicable",
};

static char *said;
static size_t said_size;

/* Whether all that was said is warnings. A word of the command line in it may have newlines of its own. */
static bool only_warnings(void)
{
	for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++)
		if (strstr(said, warnings[i]))
			return true;
	return !*said;
}

static void check(enum strobe_options_status status)
{
	fclose(stderr);
	if (status == STROBE_OPTIONS_RUN && !only_warnings())
		fuzz_fail("would run after an error");
	if (status == STROBE_OPTIONS_ERROR && !*said)
		fuzz_fail("an error without a word");
	free(said);
}

static void run(void)
{
	struct strobe_options options;
	struct cli cli = { .options = &options, .accept_unsupported = !fuzz_one_in(4) };
	char *argv[WORDS_MAX + 1];
	size_t count = 0, wanted = fuzz_below(6);
	enum strobe_options_status status;

	strcpy(words[count++], "strobe");
	for (size_t i = 0; i < wanted; i++)
		count = add_option(count);
	if (!fuzz_one_in(5))
		strcpy(words[count++], "ls");
	for (size_t i = 0; i < count; i++)
		argv[i] = words[i];
	argv[count] = NULL;
	stderr = open_memstream(&said, &said_size);
	if (!stderr)
		fuzz_fail("no memory");
	status = cli_parse(&cli, (int)count, argv);
	if (status == STROBE_OPTIONS_RUN && !options.command && !options.attach_count &&
	    !options.attach_name_count)
		fuzz_fail("would run nothing");
	check(status);
	strobe_options_free(&options);
}

/* Error lines are looked at, help goes nowhere; what the sanitizers write, to descriptor 2 itself, is seen. */
int main(int argc, char **argv)
{
	FILE *out = stdout;
	int status;

	stdout = fopen("/dev/null", "w");
	if (!stdout)
		return 2;
	status = fuzz_main(argc, argv, run);
	fprintf(out, "%s: done\n", fuzz_name);
	fclose(stdout);
	fclose(out);
	return status;
}
