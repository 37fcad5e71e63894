#!/bin/sh
# Many combinations of options, on programs that show what each is about, and the options of programs that read traces, on
# real commands too; compared with strace 7.2 (STRACE=path), in TAP. What must differ: combinations-differing.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
strace=${STRACE:-$(command -v strace)}
version=$([ -n "$strace" ] && "$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP no strace 7.2 (STRACE=path names one)"
	exit 0
fi
folder=$srcdir/tests/peer
exec "${PYTHON:-python3}" "$folder/compare.py" --tap --jobs 6 --differing "$folder/differing" \
	--programs "$folder/programs" --combinations "$folder/combinations" --combinations "$folder/consumers" \
	--commands none "$strace" "$STROBE" "$@"
