#!/bin/sh
# Are the values in the descriptions those of the kernel's headers? In TAP, a line for each set. With UAPI_HEADERS=DIR
# (holding linux/ and asm/, or the include folder around them) against those headers instead of the machine's.
srcdir=${srcdir:-$(dirname "$0")/../..}
builddir=${builddir:-$srcdir}
exec "${PYTHON:-python3}" "$srcdir/tests/desc/constants.py" "$builddir/tests/desc/list-sets" ${UAPI_HEADERS:+"$UAPI_HEADERS"}
