#!/bin/sh
# The comparison with strace as a test, in TAP. STRACE=path names the strace; only 7.2 is compared with.
. "$(dirname "$0")/which.sh"
exec "$PYTHON" "$srcdir/tests/peer/compare.py" --tap --programs "$srcdir/tests/live/calls" \
	"$strace" "$STROBE" "$@"
