#!/bin/sh
# What strobe says about command lines, compared with strace 7.2 (STRACE=path), in TAP.
. "$(dirname "$0")/which.sh"
exec "$PYTHON" "$srcdir/tests/peer/messages.py" "$strace" "$STROBE" "$@"
