#!/bin/sh
# Traces the same commands with a strace and with strobe and shows where the traces differ:
#	tests/peer/compare.sh /path/to/strace [src/strobe] [option...]
# See compare.py --help.
exec "${PYTHON:-python3}" "$(dirname "$0")/compare.py" "$@"
