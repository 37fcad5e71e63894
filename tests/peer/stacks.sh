#!/bin/sh
# Stacks compared with those of strace 7.2 (STRACE=path), in TAP.
. "$(dirname "$0")/which.sh"
if ! "$STROBE" -k -o /dev/null true 2>/dev/null; then
	echo "1..0 # SKIP strobe is built without stacks"
	exit 0
fi
exec "$PYTHON" "$srcdir/tests/peer/stacks.py" "$strace" "$STROBE" "$srcdir/tests/peer/stacks.c"
