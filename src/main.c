/*
 * strobe: a tracer of system calls. Options make a session, the session traces and renders, its outcome is the
 * exit status.
 */
#include "strobe/options.h"
#include "strobe/session.h"

int main(int argc, char **argv)
{
	struct strobe_options options;
	int status = 0;
	switch (strobe_options_parse(argc, argv, &options)) {
	case STROBE_OPTIONS_RUN: status = strobe_session_run(&options); break;
	case STROBE_OPTIONS_DONE: break;
	case STROBE_OPTIONS_ERROR: status = 1;
	}
	strobe_options_free(&options);
	return status;
}
