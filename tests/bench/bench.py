#!/usr/bin/env python3
"""Compares the speed of strobe, of strace (if there is one) and of a ptrace loop that decodes nothing.

The tools take turns on each command, round after round, so that what disturbs the machine disturbs all alike;
medians are compared. Output goes to a file (-o). Of the machine nothing is changed.
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


def commands(loop, count):
    for name in ("getppid", "stat", "read", "write"):
        yield name, [loop, name, str(count)]
    yield "find", ["find", "/usr/lib", "-name", "*.nosuch"]
    yield "python3", ["python3", "-c", "import json, http.client"]


def once(command):
    start = time.monotonic()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strobe", default="src/strobe")
    parser.add_argument("--strace", help="default: $STRACE, or strace in the PATH")
    parser.add_argument("--bench", default="tests/bench", help="folder of the compiled bare and loop")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=20000, help="calls of a loop")
    parser.add_argument("--options", default="", help="options for strobe and strace")
    parser.add_argument("--same-cpu", action="store_true", help="tools and what they trace on one CPU (taskset)")
    parser.add_argument("--only", action="append", help="names of commands")
    arguments = parser.parse_args()
    strace = arguments.strace or os.environ.get("STRACE") or shutil.which("strace")
    folder = tempfile.mkdtemp(prefix="strobe-bench-")
    output = os.path.join(folder, "trace")
    options = shlex.split(arguments.options)
    tools = {"none": [], "bare": [os.path.join(arguments.bench, "bare")],
             "strobe": [arguments.strobe, *options, "-o", output]}
    if strace:
        tools["strace"] = [strace, *options, "-o", output]
    if arguments.same_cpu:
        tools = {name: ["taskset", "-c", "0", *words] for name, words in tools.items()}
    print("medians of %d rounds, in ms; loops of %d calls%s" %
          (arguments.rounds, arguments.count, "; one CPU" if arguments.same_cpu else ""))
    print("%-8s" % "" + "".join("%10s" % name for name in tools) + "   strobe/bare" + ("  strace/strobe" if strace else ""))
    for name, command in commands(os.path.join(arguments.bench, "loop"), arguments.count):
        if arguments.only and name not in arguments.only:
            continue
        times = {tool: [] for tool in tools}
        for number in range(arguments.rounds + 1):
            for tool, words in tools.items():
                seconds = once(words + command)
                if number:  # the first round warms the caches
                    times[tool].append(seconds)
        medians = {tool: statistics.median(values) for tool, values in times.items()}
        print("%-8s" % name + "".join("%10.1f" % (medians[tool] * 1000) for tool in tools) +
              "%14.2f" % (medians["strobe"] / medians["bare"]) +
              ("%15.2f" % (medians["strace"] / medians["strobe"]) if strace else ""), flush=True)
    shutil.rmtree(folder)


sys.exit(main())
