#!/bin/sh
# Whether doc/compatibility.md is what tests/peer/compatibility.py makes of strace 7.2 (STRACE=path, its manual beside it,
# installed, or STRACE_MANUAL=path) and of this strobe, in TAP.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
strace=${STRACE:-$(command -v strace)}
version=$([ -n "$strace" ] && "$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP no strace 7.2 (STRACE=path names one)"
	exit 0
fi
exec "${PYTHON:-python3}" "$srcdir/tests/peer/compatibility.py" --check "$strace" "$STROBE" ${STRACE_MANUAL:+"$STRACE_MANUAL"}
