#!/usr/bin/env python3
"""Traces the same commands with strace and with strobe and compares the traces line by line.

Both run under "setarch -R" (no address randomisation), with the same environment, and write with -o.
Process ids, times and others' doing are masked (masks.py). What else differs from run to run by itself is not compared:
where the traces differ, strace runs once more, and a word that differs between the two runs of strace (fresh inode
numbers, random bytes) may differ in strobe's trace as well. Where the order of tasks' lines differs, the lines of each task
are compared by themselves. A signal's line may stand elsewhere: when a signal arrives is a race between processes.

Exit status: 0 no difference, 1 some, 2 usage, 77 nothing could be compared.
"""
import argparse
import concurrent.futures
import difflib
import os
import queue
import re
import shlex
import shutil
import sys

import masks
from place import Place

HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|0x[0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\s+|.', re.S)


def read_commands(path):
    with open(path) as file:
        for line in file:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = re.match(r"([\w-]+): (.*)", line)
            yield (match.group(1), match.group(2)) if match else (line.split()[0], line)


def shape(line):
    """The line with its numbers and strings taken out, to find lines that belong together."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|0x[0-9a-fA-F]+|\d+', "#", line.replace(masks.JOINT, ""))


def pairs(left, right):
    """Aligned lines: (index in left or None, index in right or None)."""
    if len(left) == len(right) and all(shape(a) == shape(b) for a, b in zip(left, right)):
        return [(i, i) for i in range(len(left))]
    matcher = difflib.SequenceMatcher(None, [shape(x) for x in left], [shape(x) for x in right], autojunk=False)
    result = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and i2 - i1 == j2 - j1):
            result += zip(range(i1, i2), range(j1, j2))
        else:
            result += [(i, None) for i in range(i1, i2)] + [(None, j) for j in range(j1, j2)]
    return result


def kind(word):
    if re.fullmatch(r"0x[0-9a-fA-F]+|\d+", word):
        return "number"
    return word[:1] if word.startswith('"') else "word"


def agrees(reference, again, line):
    """Whether the line is the reference but for words that differ between the reference and the other run."""
    if masks.same(reference, line):
        return True
    if again is None or again == reference:
        return False
    a, b, c = WORD.findall(reference), WORD.findall(again), WORD.findall(line)
    if len(a) == len(c) == len(b):
        return all(x == z or (x != y and kind(x) == kind(z)) for x, y, z in zip(a, b, c))
    # A word came or went between the runs (an alarm's rest, a byte count): columns and shapes are all that is left.
    return shape(reference) != shape(again) and line.split("(")[0] == reference.split("(")[0]


SIGNAL = re.compile(r"--- SIG\w+ (?:\{.*\} )?---$")


def compare(first, second, mine):
    """Differences of mine from first, where second is another run of the same: [(reference or None, line or None)].

    Signals are compared among themselves: where between the calls one arrives is a race between processes.
    """
    traces = first, second, mine
    return compare_lines(*([x for x in lines if not SIGNAL.search(x)] for lines in traces)) + \
        compare_lines(*([x for x in lines if SIGNAL.search(x)] for lines in traces))


def compare_lines(first, second, mine):
    again = {i: second[j] for i, j in pairs(first, second) if i is not None and j is not None}
    unstable = {i for i, j in pairs(first, second) if j is None}
    extra = {shape(second[j]) for i, j in pairs(first, second) if i is None}
    differences = []
    for i, j in pairs(first, mine):
        if i is None:
            if shape(mine[j]) not in extra:
                differences.append((None, mine[j]))
        elif j is None:
            if i not in unstable:
                differences.append((first[i], None))
        elif not agrees(first[i], again.get(i), mine[j]):
            differences.append((first[i], mine[j]))
    return differences


def excerpt(text, other):
    """Of a long line, what surrounds its first difference from the other."""
    if text is None:
        return "(no such line)"
    text = text.encode(errors="surrogateescape").decode(errors="replace")
    if len(text) <= 240 or not other:
        return text
    common = len(os.path.commonprefix([text, other]))
    start = max(0, common - 100)
    return text[:60] + " … " + text[start:start + 200] if start > 60 else text[:260]


def differences_of(first, second, mine):
    """Differences between two runs' traces, {name: lines} each, where second is another run of the first."""
    differences = []
    for name in sorted(first.keys() | second.keys() | mine.keys()):
        lines = [traces.get(name, []) for traces in (first, second, mine)]
        whole = compare(*lines)
        if whole and any(masks.MASKED_PREFIX.match(line) for line in lines[0]):
            tasks = [masks.by_task(x) for x in lines]
            apart = [difference for task in sorted(set().union(*tasks))
                     for difference in compare(*(x.get(task, []) for x in tasks))]
            whole = min(whole, apart, key=len)
        differences += whole
    return differences


def one(place, arguments, options, command):
    """Returns (None, "reason", 0) when the command can't be compared, or (differences, "", lines)."""
    words = place.words(command)
    if not shutil.which(words[0], path=place.environment["PATH"]):
        return None, words[0] + " is not installed", 0
    options = place.words(options)
    best = None
    for _ in range(arguments.tries):
        status, first = place.trace(arguments.strace, options, words)
        my_status, mine = place.trace(arguments.strobe, options, words)
        differences = differences_of(first, first, mine)
        if differences or status != my_status:
            second_status, second = place.trace(arguments.strace, options, words)
            differences = differences_of(first, second, mine)
            differences = [pair for pair in differences if not may_differ(arguments.allowed, *pair)]
            if status != my_status and status == second_status:
                differences.insert(0, ("exit status %s" % status, "exit status %s" % my_status))
        lines = sum(map(len, first.values()))
        if not differences:
            return [], "", lines
        if best is None or len(differences) < len(best[0]):
            best = differences, "", lines
    return best


def may_differ(allowed, reference, line):
    for theirs, arrow, mine in allowed:
        if arrow and reference is not None and line is not None and re.search(theirs, reference) and re.search(mine, line):
            return True
        if not arrow and any(re.search(theirs, text) for text in (reference, line) if text is not None):
            return True
    return False


def read_options(path):
    """The lines of a file of options; what stands behind " # " is a remark."""
    with open(path) as file:
        for line in file:
            line = line.partition(" # ")[0].strip()
            if line and not line.startswith("#"):
                yield line


def results(arguments, place, commands, option_sets):
    """(name of the command, options, result of one()), the commands side by side, each in a place of its own."""
    def compare_one(name, command, own):
        for options in option_sets:
            yield name, options, one(own, arguments, options, command) if command else \
                (None, "the program can't be compiled here", 0)

    if arguments.jobs == 1:
        for name, command in commands:
            yield from compare_one(name, command, place)
        return
    done = queue.Queue()

    def work(name, command):
        own = Place()
        try:
            for result in compare_one(name, command, own):
                done.put(result)
        except Exception as error:
            done.put(error)
        finally:
            own.remove()

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for name, command in commands:
            pool.submit(work, name, command)
        for _ in range(len(commands) * len(option_sets)):
            result = done.get()
            if isinstance(result, Exception):
                raise result
            yield result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("strace")
    parser.add_argument("strobe", nargs="?", default="src/strobe")
    parser.add_argument("--commands", default=os.path.join(HERE, "commands"), help="file of commands, or none")
    parser.add_argument("--only", action="append", default=[], help="names of commands; all when not given")
    parser.add_argument("--command", help="one command instead of the file's")
    parser.add_argument("--options", action="append", help="options for both, in one word (\"-v -x\"); may be repeated")
    parser.add_argument("--differing", help="file of expressions for lines that may differ, with the reasons")
    parser.add_argument("--combinations", action="append", default=[], help="file of options, a line each, @out@ in them is an empty folder; "
                        "without it -o is added to the options")
    parser.add_argument("--programs", action="append", default=[], help="folder of C programs to compile and compare as well")
    parser.add_argument("--lines", type=int, default=5, help="differing lines to show for each command")
    parser.add_argument("--tries", type=int, default=3, help="how often differing traces are made anew")
    parser.add_argument("--jobs", type=int, default=1, help="how many commands are compared side by side")
    parser.add_argument("--tap", action="store_true", help="results in TAP")
    arguments = parser.parse_args()
    for name in ("strace", "strobe"):
        path = shutil.which(getattr(arguments, name))
        if not path:
            parser.error("no program " + getattr(arguments, name))
        setattr(arguments, name, os.path.abspath(path))
    arguments.allowed = [line.partition(" => ") for line in read_options(arguments.differing)] if arguments.differing else []
    place = Place()
    commands = [("command", arguments.command)] if arguments.command else \
        list(read_commands(arguments.commands)) if arguments.commands != "none" else []
    for folder in arguments.programs:
        commands += place.compile(folder)
    if arguments.only:
        commands = [c for c in commands if c[0] in arguments.only]
    if arguments.combinations:
        option_sets = [options for path in arguments.combinations for options in read_options(path)]
    else:
        option_sets = [options + " -o @out@/out" for options in arguments.options or [""]]
    number = failures = compared = 0
    if arguments.tap:
        print("1..%d" % (len(commands) * len(option_sets)), flush=True)
    try:
        for name, options, (differences, reason, lines) in results(arguments, place, commands, option_sets):
            number += 1
            label = "%s %s" % (name, options)
            if differences is None:
                print("ok %d - %s # SKIP %s" % (number, label, reason) if arguments.tap else
                      "%s: skipped, %s" % (label, reason), flush=True)
                continue
            compared += 1
            failures += bool(differences)
            mark = "# " if arguments.tap else ""
            for reference, line in differences[:arguments.lines]:
                for tool, text, other in (("strace", reference, line), ("strobe", line, reference)):
                    print("%s%s: %s" % (mark, tool, excerpt(text, other)))
            result = "%d lines, %d differ" % (lines, len(differences))
            if arguments.tap:
                print("%s %d - %s: %s" % ("not ok" if differences else "ok", number, label, result), flush=True)
            else:
                print("%s: %s" % (label, result), flush=True)
    finally:
        place.remove()
    if not arguments.tap:
        print("%d commands compared, %d differ" % (compared, failures))
    return 77 if not compared and not arguments.tap else 1 if failures and not arguments.tap else 0


sys.exit(main())
