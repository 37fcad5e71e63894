#!/bin/sh
# The members of every class of system calls on each ABI, compared with strace 7.2 (STRACE=path), in TAP.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
STROBE=${STROBE:-$builddir/src/strobe}
strace=${STRACE:-$(command -v strace)}
version=$([ -n "$strace" ] && "$strace" -V 2>/dev/null | sed -n '1s/.*version //p')
if [ "$version" != 7.2 ]; then
	echo "1..0 # SKIP no strace 7.2 (STRACE=path names one)"
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/strobe-classes-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
if ! ${CC:-gcc} -w -O1 -o "$work/calls" "$srcdir/tests/peer/classes.c"; then
	echo "1..0 # SKIP classes.c does not compile here"
	exit 0
fi

# members TRACER SET ABI: the names of the calls that show; numbers without a name show whatever the set
members() {
	"$1" -e trace="$2" -e raw=all -e signal=none "$work/calls" "$3" 2>&1 |
		sed -n '/ENOSYS/s/(.*//p' | grep -v '^syscall_'
}

number=0
for abi in 64 32 x32; do
	for set in all none %file %process %net %network %signal %ipc %desc %memory %creds %stat %lstat %fstat %%stat \
		%statfs %fstatfs %%statfs %clock %pure file process network signal ipc desc memory \
		stat fstat statfs '!%desc' '%file,!open' '/^(.*_)?statv?fs' '/stat@32' '%file@64' '?nosuch,read@x32' \
		'!read' '0,1,2' '%desc,%memory'; do
		number=$((number + 1))
		members "$strace" "$set" "$abi" >"$work/theirs"
		members "$STROBE" "$set" "$abi" >"$work/ours"
		if cmp -s "$work/theirs" "$work/ours"; then
			echo "ok $number - $abi: $set ($(wc -l <"$work/ours"))"
		else
			diff "$work/theirs" "$work/ours" | sed 's/^/# /' | head -20
			echo "not ok $number - $abi: $set"
		fi
	done
done
echo "1..$number"
