# For the tests beside strace, which include it first: where things are, and the strace to compare with, $strace. Without strace 7.2
# (STRACE=path names one) the test is skipped.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
PYTHON=${PYTHON:-python3}
strace=${STRACE:-$(command -v strace)}
version=$([ -n "$strace" ] && "$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP no strace 7.2 (STRACE=path names one)"
	exit 0
fi
