#!/bin/sh
# Many combinations of options, and the options of programs that read traces, on programs that show what each is about,
# compared with strace 7.2 (STRACE=path), in TAP. What must differ stands in the file "differing", with the reasons.
. "$(dirname "$0")/which.sh"
folder=$srcdir/tests/peer
exec "$PYTHON" "$folder/compare.py" --tap --jobs 6 --differing "$folder/differing" \
	--programs "$folder/programs" --combinations "$folder/combinations" --combinations "$folder/consumers" \
	--commands none "$strace" "$STROBE" "$@"
