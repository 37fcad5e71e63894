/*
 * A flame graph's inside: the parts of the picture that are always the same.
 */
#ifndef STROBE_FLAMEGRAPH_INSIDE_H
#define STROBE_FLAMEGRAPH_INSIDE_H

#include "profile.h"

extern const char flamegraph_style[], flamegraph_controls[], flamegraph_script[];

#endif
