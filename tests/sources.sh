#!/bin/sh
# Every source file on disk must be in a list of the build, or it is missing from the tarball.
srcdir=${srcdir:-$(dirname "$0")/..}
cd "$srcdir" || exit 1
echo 1..1
lists=$(find . \( -name files.am -o -name Makefile.am \) -exec cat {} +)
missing=
for file in $(find src include tests syscallent doc -type f \( -name '*.[ch]' -o -name '*.def' -o -name '*.desc' \
	-o -name '*.tbl' -o -name '*.sh' -o -name '*.py' -o -name '*.test' -o -name '*.md' \) | LC_ALL=C sort); do
	case $file in
	src/decode/strobe-tables.c) continue ;;
	esac
	case "$lists
" in
	*"$file"[!A-Za-z0-9._-]*) ;;
	*) missing="$missing $file" ;;
	esac
done
if [ -z "$missing" ]; then
	echo "ok 1 - every source file is listed in the build"
else
	for file in $missing; do
		echo "# $file is in no files.am"
	done
	echo "not ok 1 - every source file is listed in the build"
fi
