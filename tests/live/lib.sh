# For the live tests: include it first, end with "finish".
#
#	check "what" command …           passes if the command succeeds
#	refute "what" command …          passes if it fails
#	equal "what" EXPECTED ACTUAL     passes if the two are the same text
#	has "what" FILE 'ERE'            passes if a line of the file matches
#	lacks "what" FILE 'ERE'          passes if none does
#	skip "what" "why"
#	await COMMAND …                  runs it till it succeeds, for some ten seconds at most
#	strobe …                         runs strobe
#	program NAME <<EOF               compiles C from its input to $work/NAME
#
# $work is an empty folder, which is also the current one.

work=$(mktemp -d "${TMPDIR:-/tmp}/strobe-live-XXXXXX") || exit 1
trap 'cd / && chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1

strobe() {
	"$STROBE" "$@"
}

pass() {
	echo "ok - $1"
}

fail() {
	echo "not ok - $1"
}

skip() {
	echo "ok - $1 # SKIP $2"
}

check() {
	what=$1
	shift
	if "$@" >check.out 2>&1; then
		pass "$what"
	else
		echo "# status $? of: $*"
		sed 's/^/# /' check.out | head -n 20
		fail "$what"
	fi
}

refute() {
	what=$1
	shift
	if "$@" >check.out 2>&1; then
		echo "# should have failed: $*"
		fail "$what"
	else
		pass "$what"
	fi
}

equal() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		echo "# expected: $(printf %s "$2" | head -n 5)"
		echo "# but it is: $(printf %s "$3" | head -n 5)"
		fail "$1"
	fi
}

has() {
	if grep -aEq -e "$3" "$2"; then
		pass "$1"
	else
		echo "# no line matches: $3"
		tail -n 8 "$2" | sed 's/^/# /'
		fail "$1"
	fi
}

lacks() {
	if grep -aE -e "$3" "$2" >check.out; then
		head -n 5 check.out | sed 's/^/# /'
		fail "$1"
	else
		pass "$1"
	fi
}

# What another process does takes as long as it takes: a test waits for it, not for a time.
await() {
	for attempt in $(seq 200); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	return 1
}

program() {
	cat >"$1.c"
	$CC -w -O1 -pthread -o "$1" "$1.c" || { fail "compiles $1"; return 1; }
}

finish() {
	echo done
}
