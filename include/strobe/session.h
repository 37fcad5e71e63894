/*
 * A session: what one run of strobe does, from its options to its exit status. It ties the engine to capture, selection
 * and rendering.
 */
#ifndef STROBE_SESSION_H
#define STROBE_SESSION_H

#include "strobe/options.h"

/*
 * Traces as the options say, to the end. Returns the exit status for strobe, or does not return when strobe shall end
 * by the signal that ended the command.
 */
int strobe_session_run(const struct strobe_options *options);

#endif
