#!/usr/bin/env python3
"""Traces the same commands with "strace -k" and "strobe -k", a file a task, and compares the stacks of each call.

The same are: how many frames there are, the file and the offset in it of each, and the function's name where strace
has one. strobe may know more: names where strace has none; frames behind one where strace got lost, and of 32-bit
programs, of which strace has none. Not compared are the stacks of an execve that succeeded: strobe shows who made it, strace
where the new program begins.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

FRAME = re.compile(r" > (.*?)\((.*?)(?:\+0x[0-9a-f]+)?\) \[(0x[0-9a-f]+)\]$")
LOST = re.compile(r" > unexpected_backtracing_error \[0x[0-9a-f]+\]$")
CALL = re.compile(r"(\w+)\(|<\.\.\. (\w+) resumed>|(---|\+\+\+)")

COMMANDS = [
    "./program",
    "ls -l /",
    "sh -c 'for i in 1 2; do /bin/true; done'",
    "cat /etc/passwd",
    "/usr/bin/python3 -c 'import json'",
    "perl -e 'use POSIX; print 1'",
    "./program-32",
]


def trace(tool, command, place):
    """The calls of each task in the order of their ids: [name, frames]."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        name = os.path.join(folder, "trace")
        environment = {"PATH": "/usr/bin:/bin", "PWD": place, "PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0",
                       "PYTHONHASHSEED": "0", "LC_ALL": "C"}
        try:
            subprocess.run(["setarch", "-R", tool, "-k", "-ff", "-o", name, *shlex.split(command)], cwd=place,
                           env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=200)
        except subprocess.TimeoutExpired:
            return None
        tasks = []
        for file in sorted(os.listdir(folder), key=lambda name: int(name.split(".")[-1])):
            calls = []
            with open(os.path.join(folder, file), errors="replace") as lines:
                for line in lines:
                    line = line.rstrip("\n")
                    if line.startswith(" > ") and calls:
                        calls[-1][1].append(line)
                        continue
                    match = CALL.match(line)
                    if match:
                        name = match.group(1) or match.group(2) or match.group(3)
                        # Who waits for whom is a race.
                        calls.append([name + " failed" if " = -1 " in line else name, []])
            tasks.append([call for call in calls if call[0] not in ("futex", "execve", "---")])
        return tasks


def same_stack(theirs, mine):
    if not theirs:
        return None if mine else True
    for number, frame in enumerate(theirs):
        if number == len(mine):
            return False
        their, my = FRAME.match(frame), FRAME.match(mine[number])
        if not their or not my:
            if not LOST.match(frame) or not LOST.match(mine[number]):
                return False
        elif their.group(1, 3) != my.group(1, 3) or (their.group(2) and their.group(2) != my.group(2)):
            return False
    if len(mine) > len(theirs):
        return None if LOST.match(theirs[-1]) else False
    return True


def compare(theirs, mine):
    """What differs, as lines; and how many stacks and frames are the same, and how many stacks are more than strace's."""
    wrong, same, frames, more = [], 0, 0, 0
    if [[call[0] for call in task] for task in theirs] != [[call[0] for call in task] for task in mine]:
        return None, 0, 0, 0
    for their_task, my_task in zip(theirs, mine):
        for (name, their), (_, my) in zip(their_task, my_task):
            result = same_stack(their, my)
            if result is False:
                wrong += [name] + ["  strace:" + frame for frame in their] + ["  strobe:" + frame for frame in my]
            elif result is None:
                more += 1
            else:
                same += 1
                frames += len(my)
    return wrong, same, frames, more


def main():
    strace, strobe, source = (os.path.abspath(path) for path in sys.argv[1:4])
    compiler = os.environ.get("CC", "gcc").split()
    with tempfile.TemporaryDirectory(prefix="strobe-peer-") as place:
        flags = ["-O1", "-g", "-w", "-pthread", source, "-o"]
        subprocess.run([*compiler, *flags, os.path.join(place, "program")], check=True)
        subprocess.run([*compiler, "-m32", *flags, os.path.join(place, "program-32")], stderr=subprocess.DEVNULL)
        for number, command in enumerate(COMMANDS, 1):
            label = "ok %d - stacks of: %s" % (number, command)
            # Two traces of a program that doesn't do the same each time can't be compared.
            for _ in range(4):
                theirs, mine = trace(strace, command, place), trace(strobe, command, place)
                wrong, same, frames, more = (None, 0, 0, 0) if not theirs or not mine else compare(theirs, mine)
                if wrong is not None:
                    break
            if wrong is None:
                print(label + " # SKIP it isn't there, or is never the same")
                continue
            for line in wrong[:30]:
                print("# " + line)
            print("# %d stacks with %d frames are the same, %d are more than strace has" % (same, frames, more))
            print(("not " if wrong or not same + more else "") + label, flush=True)
    print("1..%d" % len(COMMANDS))


main()
