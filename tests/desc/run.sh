#!/bin/sh
# Tests of the description compiler, in TAP, with a final count: "tests/desc/run.sh [DESCC]".
#
# wrong/: descriptions with mistakes. Each expected message stands in a comment on its line, "#! error: text"; there may
# be several, and there must be no others. A folder there is one input of several files.
# good/: a description that uses all of the language, the C made of it, and a program that looks at the tables.
srcdir=${srcdir:-$(dirname "$0")/../..}
srcdir=$(cd "$srcdir" && pwd)
descc=${1:-${DESCC:-$srcdir/src/descc/descc}}
case $descc in /*) ;; *) descc=$PWD/$descc ;; esac
cc=${CC:-cc}
work=$(mktemp -d "${TMPDIR:-/tmp}/strobe-desc-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0
# The compiler frees its memory at the end, but not on the way out of an error.
ASAN_OPTIONS=detect_leaks=0:$ASAN_OPTIONS
export ASAN_OPTIONS

result() { # STATUS WHAT
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) - $2"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed)) - $2"
	fi
}

show() { # FILE: as a TAP comment
	sed 's/^/# /' "$1"
}

# The messages that the files ask for, as "file:line: error: text".
expected() {
	awk '{
		n = split($0, part, "#! ")
		for (i = 2; i <= n; i++) {
			sub(/[ \t]+$/, "", part[i])
			print FILENAME ":" FNR ": " part[i]
		}
	}' "$@" | sort
}

wrong() { # WHAT OPTION FILE...
	what=$1 option=$2
	shift 2
	expected "$@" >"$work/expected"
	rm -f "$work/out.c"
	"$descc" $option -o "$work/out.c" "$@" 2>"$work/messages"
	status=$?
	sed 's/^\([^:]*:[0-9]*\):[0-9]*: /\1: /' "$work/messages" | sort >"$work/actual"
	diff -u "$work/expected" "$work/actual" >"$work/diff"
	same=$?
	[ "$status" -eq 1 ] && [ "$same" -eq 0 ] && [ ! -e "$work/out.c" ]
	good=$?
	[ "$good" -eq 0 ] || { echo "# exit status $status"; show "$work/diff"; }
	result "$good" "wrong: $what"
}

cd "$srcdir/tests/desc/wrong" || exit 1
for file in *.desc; do
	wrong "$file" --partial "$file"
done
for folder in */; do
	cd "$folder" || exit 1
	wrong "${folder%/}" "" *.desc *.tbl
	cd ..
done

# The column counts characters of the line, a tab being one.
printf '# first\nstruct a { b int,\tc nosuch }\n' >"$work/column.desc"
"$descc" --partial -o "$work/out.c" "$work/column.desc" 2>"$work/messages"
[ "$(cat "$work/messages")" = "$work/column.desc:2:21: error: unknown type 'nosuch'" ]
result $? "a message has file, line and column"

i=0
while [ $i -lt 150 ]; do
	echo "struct record_$i { a nosuch$i }"
	i=$((i + 1))
done >"$work/many.desc"
"$descc" --partial -o "$work/out.c" "$work/many.desc" 2>"$work/messages"
[ "$(wc -l <"$work/messages")" -eq 101 ] && [ "$(tail -n 1 "$work/messages")" = "descc: 50 more errors" ]
result $? "of many errors a hundred are printed, the others counted"

"$descc" --partial -o "$work/out.c" "$work/nosuch.desc" 2>"$work/messages"
[ $? -eq 1 ] && [ "$(cat "$work/messages")" = "descc: $work/nosuch.desc: No such file or directory" ]
result $? "a file that can't be read"

cp "$srcdir/tests/desc/good/all.desc" "$work/all.txt"
"$descc" --partial -o "$work/out.c" "$work/all.txt" 2>"$work/messages"
[ $? -eq 1 ] && grep -q 'neither a .desc file nor' "$work/messages"
result $? "a file that is neither descriptions nor a table"

cd "$srcdir/tests/desc/good" || exit 1
if [ -w /dev/full ]; then
	"$descc" --partial -o /dev/full ./*.desc ./*.tbl 2>"$work/messages"
	[ $? -eq 1 ] && [ "$(cat "$work/messages")" = "descc: /dev/full: No space left on device" ] && [ -c /dev/full ]
	result $? "a full disk is an error"
	# The second file fails: the first one goes too.
	rm -f "$work/out.c"
	"$descc" --partial -o "$work/out.c" -H /dev/full ./*.desc ./*.tbl 2>"$work/messages"
	[ $? -eq 1 ] && [ ! -e "$work/out.c" ]
	result $? "a failed write leaves no output"
fi

"$descc" --partial -o "$work/tables.c" -H "$work/ids.h" ./*.desc ./*.tbl 2>"$work/messages"
status=$?
show "$work/messages"
result $status "good: compiles without a message"
"$cc" -std=gnu11 -Wall -Wextra -Werror -I"$srcdir/include" -c -o "$work/tables.o" "$work/tables.c" 2>"$work/messages"
status=$?
show "$work/messages"
result $status "good: the C compiles without a warning"
"$descc" --partial -o "$work/again.c" ./*.desc ./*.tbl && cmp -s "$work/tables.c" "$work/again.c"
result $? "good: the same input gives the same output"
if "$cc" -std=gnu11 -Wall -Wextra -I"$srcdir/include" -I"$work" -o "$work/check" ../check-tables.c "$work/tables.o"; then
	"$work/check" >"$work/checks"
	while read -r verdict what; do
		[ "$verdict" = ok ]
		result $? "good: $what"
	done <"$work/checks"
else
	result 1 "good: the program that looks at the tables"
fi

# Mistakes of the kind that an editor leaves behind: cut off in the middle. No crash, and a message if it is refused.
length=$(wc -c <all.desc)
at=1 bad=0
while [ $at -lt "$length" ]; do
	head -c $at all.desc >"$work/cut.desc"
	"$descc" --partial -o "$work/out.c" "$work/cut.desc" 2>"$work/messages"
	status=$?
	if [ $status -gt 1 ] || { [ $status -eq 1 ] && [ ! -s "$work/messages" ]; }; then
		echo "# cut at $at: status $status"
		bad=1
	fi
	at=$((at + 37))
done
result $bad "good: cut off anywhere, it is refused or accepted, never crashed on"

echo "1..$((passed + failed))"
echo "# $passed passed, $failed failed"
[ $failed -eq 0 ]
