/*
 * The ABIs (strace calls them personalities) that a tracee's system call can be made in.
 */
#ifndef STROBE_ABI_H
#define STROBE_ABI_H

enum strobe_abi { STROBE_ABI_X86_64, STROBE_ABI_X32, STROBE_ABI_I386, STROBE_ABI_COUNT };

#endif
