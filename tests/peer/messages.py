#!/usr/bin/env python3
"""Compares what strace and strobe say about command lines: messages.py STRACE STROBE [FILE], in TAP.

Each command line of the file is run by both; the lines on stderr that begin with the tool's name must be the same but for
that name, and if there is one that refuses, the exit status too. Lines with options that strobe refuses
as not supported yet are skipped.
"""
import os
import re
import shlex
import subprocess
import sys

# What is said after the command line was understood: about tracing, not about options.
LATER = re.compile(r"attach: |exec: |Process \d|System call limit|poke_tcb: |Seccomp filter is requested|Cannot find executable|\|: ")


def messages(tool, words):
    process = subprocess.run([tool, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, timeout=60)
    lines = []
    for line in process.stderr.decode(errors="replace").split("\n"):
        match = re.match(r"\S*/(?:strace|strobe): (.*)", line)
        if match and not LATER.match(match.group(1)):
            lines.append(match.group(1).replace("strace", "strobe").replace("'--format' ", "").replace("'--format'", "")
                         .replace("'--flamegraph' ", ""))
    return process.returncode, lines


def main():
    strace, strobe = (os.path.abspath(path) for path in sys.argv[1:3])
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "command-lines")
    with open(sys.argv[3] if len(sys.argv) > 3 else default) as file:
        lines = [line.strip("\n") for line in file if line.strip() and not line.startswith("#")]
    for number, line in enumerate(lines, 1):
        words = shlex.split(line)
        label = "messages of: " + line.replace("#", "")
        status, theirs = messages(strace, words)
        my_status, mine = messages(strobe, words)
        if any(text.endswith(": not supported yet") for text in mine):
            print("ok %d - %s # SKIP not supported yet" % (number, label))
            continue
        if theirs == mine and (status == 1) == (my_status == 1):
            print("ok %d - %s" % (number, label))
            continue
        for tool, code, texts in (("strace", status, theirs), ("strobe", my_status, mine)):
            print("# %s: status %d, %s" % (tool, code, texts))
        print("not ok %d - %s" % (number, label), flush=True)
    print("1..%d" % len(lines))


main()
