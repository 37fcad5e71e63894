#!/usr/bin/env python3
"""Compares the speed of strobe, of strace (if there is one) and of a ptrace loop that decodes nothing.

The tools take turns on each work, round after round, so that what disturbs the machine disturbs all alike; medians are
compared. Output goes to a file (-o). "never" is strobe with --same-cpu=never. Of the machine nothing is changed.
"""
import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SOURCES = 12  # files of the project that make builds

SOURCE = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
struct item%(n)d { char name[32]; int value; };
static int compare(const void *a, const void *b)
{
	return ((const struct item%(n)d *)a)->value - ((const struct item%(n)d *)b)->value;
}
int work%(n)d(struct item%(n)d *items, size_t count)
{
	qsort(items, count, sizeof *items, compare);
	for (size_t i = 0; i < count; i++)
		printf("%%s %%d\\n", items[i].name, items[i].value);
	return (int)count;
}
"""


def make_project(folder):
    os.mkdir(folder)
    objects = ["work%d.o" % n for n in range(SOURCES)]
    for n in range(SOURCES):
        with open(os.path.join(folder, "work%d.c" % n), "w") as file:
            file.write(SOURCE % {"n": n})
    with open(os.path.join(folder, "Makefile"), "w") as file:
        file.write("CC = cc\nCFLAGS = -O1\nall: libwork.a\nlibwork.a: %s\n\tar cr $@ $^\n" % " ".join(objects))
    return folder


class Work:
    """A command, and with which options it is traced; slow ones are not done so often."""

    def __init__(self, name, command, options=(), bare=False, slow=False):
        self.name, self.command, self.options, self.bare, self.slow = name, command, list(options), bare, slow


def works(bench, count, folder):
    loop, tasks = os.path.join(bench, "loop"), os.path.join(bench, "tasks")
    for name in ("getppid", "stat", "read", "write"):
        yield Work(name, [loop, name, str(count)], bare=True)
    find = ["find", "/usr/lib", "-name", "*.nosuch"]
    yield Work("find", find, ["-f"], bare=True)
    yield Work("python3", ["python3", "-c", "import json, http.client"], ["-f"], bare=True)
    yield Work("forks", ["sh", "-c", "i=0; while [ $i -lt 40 ]; do /bin/true; i=$((i+1)); done"], ["-f"])
    yield Work("pairs", [tasks, "pairs", "2", str(count // 5)], ["-f"])
    yield Work("threads", [tasks, "busy", "20", str(count)], ["-f"])
    yield Work("execve", find, ["-f", "-e", "trace=execve"])
    yield Work("ls-k", ["ls", "/usr/bin"], ["-k"], slow=True)
    yield Work("python3-k", ["python3", "-c", "import json"], ["-f", "-k"], slow=True)
    if shutil.which("make") and shutil.which("cc"):
        yield Work("make", ["make", "-s", "-B", "-j2", "-C", make_project(os.path.join(folder, "project"))], ["-f"])


def once(command):
    start = time.monotonic()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def measure(tools, work, rounds):
    times = {tool: [] for tool in tools}
    for number in range(rounds + 1):
        for tool, words in tools.items():
            seconds = once(words + work.command)
            if number:  # the first round warms the caches
                times[tool].append(seconds)
    return {tool: statistics.median(values) for tool, values in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strobe", default="src/strobe")
    parser.add_argument("--strace", help="default: $STRACE, or strace in the PATH")
    parser.add_argument("--bench", default="tests/bench", help="folder of the compiled bare, loop and tasks")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=20000, help="calls of a loop")
    parser.add_argument("--options", default="", help="more options for strobe and strace")
    parser.add_argument("--same-cpu", action="store_true", help="tools and what they trace on one CPU (taskset)")
    parser.add_argument("--only", action="append", help="names of works")
    arguments = parser.parse_args()
    strace = arguments.strace or os.environ.get("STRACE") or shutil.which("strace")
    folder = tempfile.mkdtemp(prefix="strobe-bench-")
    output = os.path.join(folder, "trace")
    names = ["none", "bare", "never", "strobe"] + (["strace"] if strace else [])
    ratios = [("never", "strobe"), ("strobe", "bare"), ("strobe", "none")] + ([("strace", "strobe")] if strace else [])
    print("medians of %d rounds, in ms; loops of %d calls%s" %
          (arguments.rounds, arguments.count, "; one CPU" if arguments.same_cpu else ""))
    print("%-10s" % "" + "".join("%10s" % name for name in names) + "".join("%15s" % "/".join(pair) for pair in ratios))
    for work in works(arguments.bench, arguments.count, folder):
        if arguments.only and work.name not in arguments.only:
            continue
        options = [*work.options, *shlex.split(arguments.options), "-o", output]
        tools = {"none": []}
        if work.bare:
            tools["bare"] = [os.path.join(arguments.bench, "bare")]
        if not arguments.same_cpu:
            tools["never"] = [arguments.strobe, "--same-cpu=never", *options]
        tools["strobe"] = [arguments.strobe, *options]
        if strace:
            tools["strace"] = [strace, *options]
        if arguments.same_cpu:
            tools = {name: ["taskset", "-c", "0", *words] for name, words in tools.items()}
        medians = measure(tools, work, min(arguments.rounds, 3) if work.slow else arguments.rounds)
        print("%-10s" % work.name +
              "".join("%10.1f" % (medians[name] * 1000) if name in medians else "%10s" % "" for name in names) +
              "".join("%15.2f" % (medians[one] / medians[other]) if one in medians and other in medians
                      else "%15s" % "" for one, other in ratios), flush=True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
