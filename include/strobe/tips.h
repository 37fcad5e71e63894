/*
 * Tips about strobe (--tips).
 */
#ifndef STROBE_TIPS_H
#define STROBE_TIPS_H

#include "strobe/options.h"

/* Shows on stderr the tip that the options ask for: nothing unless --tips was given. */
void strobe_tips_show(const struct strobe_options *options);

#endif
