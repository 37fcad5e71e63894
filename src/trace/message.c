/*
 * What the engine says to the user, and the clock it goes by.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "engine.h"

void strobe_engine_message(struct strobe_trace *trace, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (trace->ops->message)
		trace->ops->message(trace, text);
	else
		fprintf(stderr, "%s: %s\n", program_invocation_name, text);
}

/* Nanoseconds of CLOCK_REALTIME or CLOCK_MONOTONIC: both are read in the vDSO, without a system call. */
uint64_t strobe_engine_clock(int clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
