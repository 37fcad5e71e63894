/*
 * Which file a command's name means.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "strobe/trace.h"

static char folder[] = "/tmp/strobe-unit-XXXXXX";
static char path[PATH_MAX];

static void put(const char *name, mode_t mode)
{
	int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	cr_assert_geq(fd, 0);
	cr_assert_eq(fchmod(fd, mode), 0);
	close(fd);
}

static void set_up(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	mkdir("one", 0700);
	mkdir("two", 0700);
	mkdir("one/both", 0700);
	put("one/plain", 0644);
	put("two/both", 0755);
	put("two/plain", 0755);
	put("here", 0755);
	setenv("PATH", "one:two", 1);
}

static void tear_down(void)
{
	char command[PATH_MAX];

	setenv("PATH", "/bin:/usr/bin", 1);
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(system(command), 0);
}

TestSuite(trace_program, .init = set_up, .fini = tear_down);

static void expect(const char *name, int result, const char *text)
{
	cr_expect_eq(strobe_trace_find_program(name, path, sizeof path), result, "'%s': %s", name, path);
	cr_expect_str_eq(path, text);
}

Test(trace_program, folders_and_plain_files_are_passed_over)
{
	expect("both", 0, "two/both");
	expect("plain", 0, "two/plain");
	expect("here", -1, "Cannot find executable 'here'");
	expect("", -1, "Cannot find executable ''");
}

Test(trace_program, an_empty_entry_is_the_working_directory)
{
	setenv("PATH", ":one", 1);
	expect("here", 0, "here");
	setenv("PATH", "one:", 1);
	expect("here", 0, "here");
	setenv("PATH", "one::two", 1);
	expect("here", 0, "here");
}

Test(trace_program, no_path_no_program)
{
	setenv("PATH", "", 1);
	expect("here", -1, "Cannot find executable 'here'");
	unsetenv("PATH");
	expect("here", -1, "Cannot find executable 'here'");
}

Test(trace_program, a_name_with_a_slash_is_taken_as_it_is)
{
	expect("./here", 0, "./here");
	expect("one/plain", 0, "one/plain");
	expect("./nowhere", -1, "Cannot stat './nowhere': No such file or directory");
	expect("here/x", -1, "Cannot stat 'here/x': Not a directory");
}

Test(trace_program, a_buffer_that_is_too_small)
{
	char small[12];

	cr_assert_eq(strobe_trace_find_program("./here-and-there", small, sizeof small), -1);
	cr_assert_lt(strlen(small), sizeof small);
}
