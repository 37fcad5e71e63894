#!/usr/bin/env python3
"""Traces the same commands with strace and with strobe and compares the traces line by line.

Both run under "setarch -R" (no address randomisation), with the same environment, and write with -o.
What differs from run to run by itself is not compared: strace runs before and after strobe, and a word that
differs between the two runs of strace (pids, times, fresh inode numbers, random bytes) may differ in strobe's
trace as well. Beyond that, only the free room of file systems and of memory and the CPU time of ended children
are masked, which are others' doing, and a signal's line may stand elsewhere: when a signal arrives is a race between processes.

Exit status: 0 no difference, 1 some, 2 usage, 77 nothing could be compared.
"""
import argparse
import difflib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|0x[0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\s+|.', re.S)
VOLATILE = re.compile(r"\b(f_bfree|f_bavail|f_ffree|freeram|bufferram|procs|loads|si_utime|si_stime)="
                      r"(?:\[[^]]*\]|\d+(?: /\* [\d.]+ s \*/)?)")
TRIES = 3
TIMEOUT = 120


def read_commands(path):
    with open(path) as file:
        for line in file:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = re.match(r"([\w-]+): (.*)", line)
            yield (match.group(1), match.group(2)) if match else (line.split()[0], line)


class Place:
    """Where the commands run: the same paths with the same content for every run."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="strobe-peer-")
        self.tree = os.path.join(self.root, "tree")
        self.repo = os.path.join(self.root, "repo")
        self.work = os.path.join(self.root, "work")
        self.here = os.path.join(self.root, "here")
        self.environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": self.root, "LC_ALL": "C", "TERM": "dumb", "USER": "root", "PWD": self.here,
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z", "GIT_OPTIONAL_LOCKS": "0", "PYTHONDONTWRITEBYTECODE": "1",
        }
        os.makedirs(self.repo)
        if shutil.which("git", path=self.environment["PATH"]):
            self.fill_tree(self.repo)
            for command in ("init -q -b main", "add .", "commit -q -m first"):
                subprocess.run(["git", *command.split()], cwd=self.repo, env=self.environment, check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @staticmethod
    def fill_tree(top):
        files = {"one": "a line\n" * 3, "two": "x" * 5000, "sub/three": "root\n", "sub/deep/four": "",
                 "hello.c": "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n",
                 "Makefile": "hello: hello.c\n\t$(CC) -o $@ $<\n"}
        for name, content in files.items():
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(content)
            os.utime(path, (1600000000, 1600000000))
        if not os.path.lexists(os.path.join(top, "link")):
            os.symlink("one", os.path.join(top, "link"))

    def renew(self):
        for folder in (self.tree, self.work, self.here, os.path.join(self.root, "moved")):
            shutil.rmtree(folder, ignore_errors=True)
        self.fill_tree(self.tree)
        os.makedirs(self.work)
        os.makedirs(self.here)

    def compile(self, folder):
        """Compiles the programs of a folder; returns commands that run them."""
        programs = os.path.join(self.root, "programs")
        os.makedirs(programs, exist_ok=True)
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".c"):
                continue
            program = os.path.join(programs, name[:-2])
            compiler = os.environ.get("CC", "gcc").split()
            if subprocess.run([*compiler, "-w", "-pthread", "-o", program, os.path.join(folder, name)],
                              stderr=subprocess.DEVNULL).returncode:
                print("# %s does not compile here" % name)
                continue
            yield name[:-2], program

    def words(self, command):
        return [word.replace("@tree@", self.tree).replace("@repo@", self.repo).replace("@work@", self.work)
                for word in shlex.split(command)]

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


def trace(place, tracer, options, words):
    """Runs the command under the tracer; returns (exit status, lines of the trace)."""
    place.renew()
    output = os.path.join(place.root, "trace")
    if os.path.exists(output):
        os.unlink(output)
    command = ["setarch", "-R", tracer, *options, "-o", output, *words]
    process = subprocess.Popen(command, cwd=place.here, env=place.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    try:
        errors = process.communicate(timeout=TIMEOUT)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return "hung", []
    lines = []
    if os.path.exists(output):
        with open(output, errors="surrogateescape") as file:
            lines = VOLATILE.sub(r"\1=#", file.read()).split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if not lines:
        lines = errors.decode(errors="replace").split("\n")
    # The first line's environment lies in the tracer's own memory, where its own command line leaves it.
    if lines and lines[0].find("execve(") >= 0:
        lines[0] = re.sub(r"0x[0-9a-f]+( /\* \d+ vars? \*/)", r"ENVIRONMENT\1", lines[0])
    return process.returncode, lines


def shape(line):
    """The line with its numbers and strings taken out, to find lines that belong together."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|0x[0-9a-fA-F]+|\d+', "#", line)


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
    if line == reference:
        return True
    if again is None or again == reference:
        return False
    a, b, c = WORD.findall(reference), WORD.findall(again), WORD.findall(line)
    if len(a) == len(c) == len(b):
        return all(x == z or (x != y and kind(x) == kind(z)) for x, y, z in zip(a, b, c))
    # A word came or went between the runs (an alarm's rest, a byte count): columns and shapes are all that is left.
    return shape(reference) != shape(again) and line.split("(")[0] == reference.split("(")[0]


def compare(first, second, mine):
    """Differences of mine from first, where second is another run of the same: [(reference or None, line or None)]."""
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
    return without_moved_signals(differences)


def without_moved_signals(differences):
    """Drops the lines of signals that are there, but elsewhere."""
    missing = [a for a, b in differences if b is None and a.startswith("--- SIG")]
    for reference, line in list(differences):
        if reference is None and line.startswith("--- SIG"):
            for other in missing:
                if shape(other) == shape(line):
                    missing.remove(other)
                    differences.remove((other, None))
                    differences.remove((None, line))
                    break
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


def one(place, arguments, options, command):
    """Returns (None, "reason") when the command can't be compared, or (differences, lines, status text)."""
    words = place.words(command)
    if not shutil.which(words[0], path=place.environment["PATH"]):
        return None, words[0] + " is not installed", 0
    best = None
    for _ in range(TRIES):
        status, first = trace(place, arguments.strace, options, words)
        my_status, mine = trace(place, arguments.strobe, options, words)
        second_status, second = trace(place, arguments.strace, options, words)
        differences = compare(first, second, mine)
        if status != my_status and status == second_status:
            differences.insert(0, ("exit status %s" % status, "exit status %s" % my_status))
        if not differences:
            return [], "", len(first)
        if best is None or len(differences) < len(best[0]):
            best = differences, "", len(first)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("strace")
    parser.add_argument("strobe", nargs="?", default="src/strobe")
    parser.add_argument("--commands", default=os.path.join(HERE, "commands"), help="file of commands")
    parser.add_argument("--only", action="append", default=[], help="names of commands; all when not given")
    parser.add_argument("--command", help="one command instead of the file's")
    parser.add_argument("--options", action="append", help="options for both, in one word (\"-v -x\"); may be repeated")
    parser.add_argument("--calls", help="folder of C programs to compile and compare as well")
    parser.add_argument("--lines", type=int, default=5, help="differing lines to show for each command")
    parser.add_argument("--tap", action="store_true", help="results in TAP")
    arguments = parser.parse_args()
    for name in ("strace", "strobe"):
        path = shutil.which(getattr(arguments, name))
        if not path:
            parser.error("no program " + getattr(arguments, name))
        setattr(arguments, name, os.path.abspath(path))
    commands = [("command", arguments.command)] if arguments.command else list(read_commands(arguments.commands))
    place = Place()
    if arguments.calls:
        commands += place.compile(arguments.calls)
    if arguments.only:
        commands = [c for c in commands if c[0] in arguments.only]
    option_sets = [shlex.split(o) for o in arguments.options or [""]]
    number = failures = compared = 0
    if arguments.tap:
        print("1..%d" % (len(commands) * len(option_sets)), flush=True)
    try:
        for options in option_sets:
            for name, command in commands:
                number += 1
                label = " ".join([name, *options])
                differences, reason, lines = one(place, arguments, options, command)
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
