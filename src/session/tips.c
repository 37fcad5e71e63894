/*
 * --tips: a sentence or two about strobe in a frame, beside a picture.
 */
#include "strobe/tips.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Columns of text in the frame. */
#define WIDTH 44
#define LINES_MAX 24

static const char *const tips[] = {
	"-e trace=%file shows every call that takes the name of a file, and no others. There are such classes for "
	"processes, networking, memory, signals and more; the manual has the list.",
	"--format=json writes an object for each call, with its arguments by name and with their types. jq and the "
	"like can take it from there; nobody has to parse the text.",
	"A call that fails is often what one looks for: -Z shows these alone, and -z all the others.",
	"Where did the time go? -c counts calls and adds up the time that the kernel spent in them; with -w it is the "
	"time that passed.",
	"With -y each file descriptor has its path beside it. -yy shows also who talks to whom through a socket.",
	"-P PATH keeps only the calls that have to do with PATH, by its name or through a descriptor that leads there.",
	"Which line of code made this call? -k shows the stack below each call, -kk with files and line numbers.",
	"Programs in several processes need -f. With -ff -o FILE each task gets a file of its own.",
	"A program that runs already can be traced with -p PID, or by its name with --attach-name. It goes on as before "
	"when strobe leaves it.",
	"Strings are cut after 32 bytes. -s 1000 shows more of them; names of files are whole in any case.",
	"-e inject=openat:error=ENOENT:when=3 lets the third openat fail. So one can see what a program makes of errors "
	"that seldom happen.",
	"-e write=1 shows all that goes to standard output, byte by byte, below the calls that write it.",
	"When only some calls are traced and -f is given, the kernel itself leaves out the others, and the program runs "
	"nearly as fast as without strobe.",
	"-t shows the time of day, -r the time since the line before, and -T the time that a call took.",
	"A regular expression can name calls: -e trace=/stat$ shows all whose name ends so.",
	"The trace can go to a command: -o '|grep EACCES' lets through only the lines with this error.",
	"What a number means depends on who reads it: -X raw shows numbers, -X verbose numbers and names.",
	"-b execve lets go of a process as soon as it runs another program.",
	"Structures are shown in brief. -v shows each of their members.",
	"-D makes strobe a grandchild of the program that it traces, so that a shell sees its own child as ever.",
	"--syscall-limit=100 ends the trace after 100 calls; the program runs on.",
	"-e status=unfinished shows the calls that never came back.",
};

#define TIP_COUNT (sizeof(tips) / sizeof(tips[0]))

/* A beacon. The compact form shows as much of it as stands beside the text. */
static const char *const picture[] = {
	"     \\   |   /",    "   '.  .---.  .'", "  --  / .-. \\  --", "     | ( o ) |",
	"  --  \\ '-' /  --", "   .' |'---'| '.", "      |_____|",      "     [_______]",
	"       |   |",       "       | = |",     "       |   |",       "       | = |",
	"       |   |",       "      /|   |\\",   "     / |___| \\",    "    /_/     \\_\\",
};

#define PICTURE_LINES (sizeof(picture) / sizeof(picture[0]))
#define PICTURE_LEAST 8

struct line {
	const char *text;
	size_t size;
};

/* Breaks the text between words. Returns the number of lines. */
static size_t break_lines(const char *text, struct line lines[LINES_MAX])
{
	size_t count = 0;
	while (*text && count < LINES_MAX) {
		size_t size = strlen(text);
		if (size > WIDTH) {
			size = WIDTH;
			while (size && text[size] != ' ')
				size--;
			if (!size)
				size = WIDTH;
		}
		lines[count++] = (struct line){ text, size };
		text += size;
		text += strspn(text, " ");
	}
	return count;
}

static void show_frame(const struct line *lines, size_t count, size_t height)
{
	size_t inside = count > PICTURE_LEAST - 2 ? count : PICTURE_LEAST - 2;
	fprintf(stderr, "  %.*s\n", WIDTH + 2, "______________________________________________");
	for (size_t i = 0; i < inside + 2 || i < height; i++) {
		const char *beside = i < height ? picture[i] : "";
		const char *gap = *beside ? "  " : "";
		if (i == 0)
			fprintf(stderr, " /%*s\\%s%s\n", WIDTH + 2, "", gap, beside);
		else if (i < inside + 1)
			fprintf(stderr, " | %-*.*s |%s%s\n", WIDTH, i <= count ? (int)lines[i - 1].size : 0,
				i <= count ? lines[i - 1].text : "", gap, beside);
		else if (i == inside + 1)
			fprintf(stderr, " \\%.*s/%s%s\n", WIDTH + 2,
				"______________________________________________", gap, beside);
		else
			fprintf(stderr, "%*s%s%s\n", WIDTH + 5, "", gap, beside);
	}
}

static size_t pick(const struct strobe_options *options)
{
	struct timespec now;
	if (options->tip >= 0)
		return (size_t)options->tip % TIP_COUNT;
	clock_gettime(CLOCK_REALTIME, &now);
	return ((size_t)now.tv_nsec / 1000 + (size_t)getpid()) % TIP_COUNT;
}

void strobe_tips_show(const struct strobe_options *options)
{
	struct line lines[LINES_MAX];
	if (options->tips == STROBE_TIPS_NONE)
		return;
	size_t count = break_lines(tips[pick(options)], lines), height = PICTURE_LINES;
	if (options->tips == STROBE_TIPS_COMPACT) {
		height = count + 2 > PICTURE_LEAST ? count + 2 : PICTURE_LEAST;
		if (height > PICTURE_LINES)
			height = PICTURE_LINES;
	}
	show_frame(lines, count, height);
}
