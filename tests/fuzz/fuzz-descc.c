/*
 * Mutated descriptions through the description compiler: "fuzz-descc SEED COUNT DESCC FILE…". Each input is the FILEs
 * with one or two of them changed at a few places. The compiler may accept or refuse them (status 0 or 1), but may not
 * crash, hang, or refuse without a message.
 */
#include "random.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define FILES_MAX 200
#define FILE_MAX (1u << 20)

struct file {
	char *text;
	size_t size;
	char path[256]; /* where the copy lies that the compiler reads */
	bool changed;
};

static struct file files[FILES_MAX];
static size_t file_count;
static const char *compiler;
static char folder[] = "/tmp/strobe-fuzz-XXXXXX";
static char messages[64], output[64];

static const char *const tokens[] = {
	"call",
	"case",
	"struct",
	"union",
	"enum",
	"flags",
	"attrs",
	"like",
	"with",
	"as",
	"in",
	"out",
	"out!",
	"inout",
	"merge",
	"if",
	"when",
	"by",
	"packed",
	"sized",
	"overlay",
	"brief",
	"flat",
	"bits",
	"dated",
	"counted",
	"where",
	"budget",
	"named",
	"aux",
	"ptr",
	"ptr64",
	"stream",
	"step",
	"align",
	"until",
	"string",
	"bytes",
	"path",
	"sigset",
	"u8",
	"s64",
	"long",
	"be16",
	"int:x",
	"ret",
	"rest",
	"failed",
	"verbose",
	"abi(i386)",
	"@i386:",
	"@in",
	"%file",
	"%!desc",
	"*:",
	"{",
	"}",
	"(",
	")",
	"[",
	"]",
	",",
	":",
	"=",
	"=>",
	"||",
	"&&",
	"<<",
	">=",
	"*",
	"!",
	"~",
	"#",
	"\"",
	"\\",
	"_",
	"..",
	"0",
	"1",
	"-1",
	"64",
	"0xffffffffffffffff",
	"18446744073709551616",
	"99999999",
	"0x",
	"08",
	"undecoded",
	"undecoded 7",
};

static char *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "r");
	char *text = malloc(FILE_MAX);

	if (!file || !text) {
		perror(name);
		exit(2);
	}
	*size = fread(text, 1, FILE_MAX, file);
	fclose(file);
	return text;
}

static void write_file(const char *name, const char *text, size_t size)
{
	FILE *file = fopen(name, "w");

	if (!file || fwrite(text, 1, size, file) != size || fclose(file)) {
		perror(name);
		exit(2);
	}
}

/* Replaces size bytes at the place by others. */
static void change(char *text, size_t *length, size_t at, size_t size, const char *other, size_t other_size)
{
	if (size > *length - at)
		size = *length - at;
	if (*length - size + other_size > FILE_MAX)
		return;
	memmove(text + at + other_size, text + at + size, *length - at - size);
	memcpy(text + at, other, other_size);
	*length += other_size - size;
}

static void mutate(char *text, size_t *length)
{
	static char piece[FILE_MAX];
	size_t at = fuzz_below(*length + 1);
	const struct file *from = &files[fuzz_below(file_count)];
	size_t size = fuzz_below(fuzz_one_in(10) ? 2000 : 40), start = fuzz_below(from->size + 1);
	char byte = (char)fuzz_random();
	const char *token = tokens[fuzz_below(sizeof(tokens) / sizeof(tokens[0]))];

	if (size > from->size - start)
		size = from->size - start;
	memcpy(piece, from->text + start, size);
	switch (fuzz_below(6)) {
	case 0: change(text, length, at, 1, &byte, 1); break;
	case 1: change(text, length, at, fuzz_below(60), "", 0); break;
	case 2: change(text, length, at, 0, token, strlen(token)); break;
	case 3: change(text, length, at, strcspn(text + at, " \n(){},:"), token, strlen(token)); break;
	case 4: change(text, length, at, 0, piece, size); break;
	default: change(text, length, at, size, piece, size); break;
	}
}

static int compile(void)
{
	static char *arguments[FILES_MAX + 8];
	size_t count = 0;
	int status;
	pid_t child = fork();

	if (!child) {
		struct rlimit limit = { 20, 20 };
		int fd = open(messages, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		setrlimit(RLIMIT_CPU, &limit);
		dup2(fd, 1);
		dup2(fd, 2);
		arguments[count++] = (char *)(uintptr_t)compiler;
		arguments[count++] = "-o";
		arguments[count++] = output;
		for (size_t i = 0; i < file_count; i++)
			arguments[count++] = files[i].path;
		execv(compiler, arguments);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		fuzz_fail("can't run the compiler");
	return status;
}

static void show_messages(void)
{
	size_t size;
	char *text = read_file(messages, &size);

	if (write(2, text, size) < 0)
		abort();
	free(text);
}

static void run(void)
{
	static char text[FILE_MAX + 1];
	struct stat st;
	size_t changes = 1 + fuzz_below(2);
	int status;

	for (size_t i = 0; i < changes; i++) {
		struct file *file = &files[fuzz_below(file_count)];
		size_t length = file->size, times = 1 + fuzz_below(4);

		memcpy(text, file->text, length);
		for (size_t n = 0; n < times; n++) {
			text[length] = 0;
			mutate(text, &length);
		}
		write_file(file->path, text, length);
		file->changed = true;
	}
	status = compile();
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		show_messages();
		fuzz_fail("crashed the compiler");
	}
	if (WEXITSTATUS(status) == 1 && (stat(messages, &st) || !st.st_size))
		fuzz_fail("was refused without a message");
	for (size_t i = 0; i < file_count; i++) {
		if (files[i].changed)
			write_file(files[i].path, files[i].text, files[i].size);
		files[i].changed = false;
	}
}

int main(int argc, char **argv)
{
	char *numbers[] = { argv[0], argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, NULL };
	int status;

	if (argc < 5 || argc - 4 > FILES_MAX || !mkdtemp(folder)) {
		fprintf(stderr, "usage: fuzz-descc SEED COUNT DESCC FILE...\n");
		return 2;
	}
	compiler = argv[3];
	snprintf(messages, sizeof(messages), "%s/messages", folder);
	snprintf(output, sizeof(output), "%s/tables.c", folder);
	for (int i = 4; i < argc; i++) {
		struct file *file = &files[file_count++];
		const char *name = strrchr(argv[i], '/');

		file->text = read_file(argv[i], &file->size);
		snprintf(file->path, sizeof(file->path), "%s/%s", folder, name ? name + 1 : argv[i]);
		write_file(file->path, file->text, file->size);
	}
	status = compile();
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		show_messages();
		fprintf(stderr, "fuzz-descc: the files don't compile as they are\n");
		return 2;
	}
	status = fuzz_main(3, numbers, run);
	for (size_t i = 0; i < file_count; i++) {
		unlink(files[i].path);
		free(files[i].text);
	}
	unlink(messages);
	unlink(output);
	rmdir(folder);
	return status;
}
