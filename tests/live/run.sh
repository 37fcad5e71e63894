#!/bin/sh
# Runs the live tests, which trace real programs, and tells in TAP: tests/live/run.sh [NAME.test ...]
# A test is a shell script that includes lib.sh; its results are counted one by one.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "$builddir" && pwd)
STROBE=${STROBE:-$builddir/src/strobe}
CC=${CC:-gcc}
PYTHON=${PYTHON:-python3}
export srcdir builddir STROBE CC PYTHON
limit=${LIVE_TIMEOUT:-300}
# Descriptors that the caller left open (automake's drivers do) would shift the numbers in the traces.
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-

if [ $# -eq 0 ]; then
	set -- "$srcdir"/tests/live/*.test
fi
number=0
passed=0
failed=0
skipped=0
for test in "$@"; do
	[ -e "$test" ] || test=$srcdir/tests/live/$test
	name=$(basename "$test" .test)
	results=$(mktemp)
	timeout -k 5 "$limit" sh "$test" >"$results" 2>&1 </dev/null
	status=$?
	ended=no
	while IFS= read -r line; do
		case $line in
		"ok - "*"# SKIP"*) skipped=$((skipped + 1)) ;;
		"ok - "*) passed=$((passed + 1)) ;;
		"not ok - "*) failed=$((failed + 1)) ;;
		"done") ended=yes && continue ;;
		"#"*) echo "$line" && continue ;;
		*) echo "# $line" && continue ;;
		esac
		number=$((number + 1))
		echo "${line%% - *} $number - $name: ${line#* - }"
	done <"$results"
	rm -f "$results"
	if [ $ended = no ]; then
		number=$((number + 1))
		failed=$((failed + 1))
		echo "not ok $number - $name: came to its end (status $status)"
	fi
done
echo "1..$number"
echo "# live tests: $passed passed, $failed failed, $skipped skipped"
