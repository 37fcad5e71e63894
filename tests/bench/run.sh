#!/bin/sh
# Benchmarks: strobe, strace (STRACE=path, or the installed one) and a bare ptrace loop, on two CPUs and on one.
# Arguments go to bench.py; see bench.py --help.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
bench="${PYTHON:-python3} $srcdir/tests/bench/bench.py --strobe $builddir/src/strobe --bench $builddir/tests/bench"
$bench "$@" && $bench --same-cpu "$@"
