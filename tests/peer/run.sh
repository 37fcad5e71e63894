#!/bin/sh
# The comparison with strace as a test, in TAP. STRACE=path names the strace; only 7.2 is compared with.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
strace=${STRACE:-$(command -v strace)}

if [ -z "$strace" ]; then
	echo "1..0 # SKIP no strace installed, and STRACE=path not given"
	exit 0
fi
version=$("$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP $strace is version ${version:-unknown}, not 7.2 (STRACE=path names another)"
	exit 0
fi
exec "${PYTHON:-python3}" "$srcdir/tests/peer/compare.py" --tap --programs "$srcdir/tests/live/calls" \
	"$strace" "$STROBE" "$@"
