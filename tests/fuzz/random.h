/*
 * What the fuzz drivers share: numbers that look random and are the same for the same seed, and their command line:
 * "driver SEED COUNT", or "driver SEED COUNT FIRST" to begin with the FIRST-th input.
 */
#ifndef FUZZ_RANDOM_H
#define FUZZ_RANDOM_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static uint64_t fuzz_state;
static unsigned long fuzz_input; /* the number of the input at hand, which a crash's message names */
static char fuzz_name[32];

/* Each input has a seed of its own, so that one alone can be repeated. */
static void fuzz_seed(uint64_t seed, uint64_t input)
{
	fuzz_state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) ^ (input + 1) * UINT64_C(0xbf58476d1ce4e5b9);
}

/* splitmix64 */
static uint64_t fuzz_random(void)
{
	uint64_t z = fuzz_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 to count - 1. */
static inline size_t fuzz_below(size_t count)
{
	return count ? fuzz_random() % count : 0;
}

static inline bool fuzz_one_in(size_t count)
{
	return fuzz_below(count) == 0;
}

/* Written with write(2) alone: it runs in a signal handler. */
static void fuzz_say(const char *what)
{
	char line[128];
	char digits[24];
	size_t at = sizeof(digits);
	unsigned long number = fuzz_input;
	size_t used = 0;

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	for (const char *part = "\nfuzz: input "; *part; part++)
		line[used++] = *part;
	while (at < sizeof(digits))
		line[used++] = digits[at++];
	line[used++] = ' ';
	while (*what && used < sizeof(line) - 1)
		line[used++] = *what++;
	line[used++] = '\n';
	if (write(2, line, used) < 0)
		_exit(2);
}

static void fuzz_hung(int signo)
{
	(void)signo;
	fuzz_say("took too long");
	_exit(2);
}

static inline void fuzz_fail(const char *what)
{
	fuzz_say(what);
	abort();
}

/* Called by the sanitizers' runtime before it ends the process. */
void __asan_on_error(void);
void __asan_on_error(void)
{
	fuzz_say("broke a sanitizer's rule");
}

/* Runs the inputs; each has ten seconds of the processor, however busy the machine is, and some minutes altogether. */
static int fuzz_main(int argc, char **argv, void (*run)(void))
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000;
	unsigned long first = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	const char *name = strrchr(argv[0], '/');

	snprintf(fuzz_name, sizeof(fuzz_name), "%s", name ? name + 1 : argv[0]);
	signal(SIGALRM, fuzz_hung);
	signal(SIGPROF, fuzz_hung);
	for (fuzz_input = first; fuzz_input < first + count; fuzz_input++) {
		setitimer(ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = 10 }, NULL);
		alarm(300);
		fuzz_seed(seed, fuzz_input);
		run();
	}
	setitimer(ITIMER_PROF, &(struct itimerval){ 0 }, NULL);
	alarm(0);
	printf("%s: %lu inputs, seed %llu\n", fuzz_name, count, (unsigned long long)seed);
	return 0;
}

#endif
