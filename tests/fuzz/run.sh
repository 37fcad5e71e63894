#!/bin/sh
# Runs the fuzz drivers, each with a fixed number of inputs, and tells in TAP. FUZZ_SEED and FUZZ_SCALE (in percent)
# change what is run.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
DESCC=${DESCC:-$builddir/src/descc/descc}
seed=${FUZZ_SEED:-1}
scale=${FUZZ_SCALE:-100}
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:allocator_may_return_null=1}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export ASAN_OPTIONS UBSAN_OPTIONS

number=0
# driver COUNT ARGUMENT…
driver() {
	name=$1
	count=$(($2 * scale / 100))
	shift 2
	number=$((number + 1))
	if output=$("$builddir/tests/fuzz/$name" "$seed" "$count" "$@" 2>&1); then
		echo "ok $number - $name: $count inputs, seed $seed"
	else
		echo "$output" | head -n 60 | sed 's/^/# /'
		echo "not ok $number - $name: $count inputs, seed $seed"
	fi
}

echo 1..3
driver fuzz-options 100000
driver fuzz-walker 30000
# The compiler frees nothing before it ends.
ASAN_OPTIONS=detect_leaks=0 driver fuzz-descc 400 "$DESCC" "$srcdir"/syscallent/desc/*.desc "$srcdir"/syscallent/tbl/*.tbl
