#!/bin/sh
# The unit tests, in TAP. Arguments go to Criterion: tests/unit/run.sh --filter 'options/*'
builddir=${builddir:-$(dirname "$0")/../..}
# Criterion runs each test in a process of its own and reports a sanitizer's error as that test's failure. Leaks are
# looked for in the fuzz drivers, which are single processes: Criterion's workers leave their own.
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export ASAN_OPTIONS UBSAN_OPTIONS
exec "$builddir/tests/unit/unit-tests" --tap=- "$@"
