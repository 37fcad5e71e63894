#!/bin/sh
# Whether doc/compatibility.md is what tests/peer/compatibility.py makes of strace 7.2 (STRACE=path, its manual beside it,
# installed, or STRACE_MANUAL=path) and of this strobe, in TAP.
. "$(dirname "$0")/which.sh"
exec "$PYTHON" "$srcdir/tests/peer/compatibility.py" --check "$strace" "$STROBE" ${STRACE_MANUAL:+"$STRACE_MANUAL"}
