#!/bin/sh
# Stacks compared with those of strace 7.2 (STRACE=path), in TAP.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
strace=${STRACE:-$(command -v strace)}
version=$([ -n "$strace" ] && "$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP no strace 7.2 (STRACE=path names one)"
	exit 0
fi
if ! "$STROBE" -k -o /dev/null true 2>/dev/null; then
	echo "1..0 # SKIP strobe is built without stacks"
	exit 0
fi
exec "${PYTHON:-python3}" "$srcdir/tests/peer/stacks.py" "$strace" "$STROBE" "$srcdir/tests/peer/stacks.c"
