#!/usr/bin/env python3
"""Where the time goes while strobe traces: the works of bench.py under perf(1), samples by what they were taken in.

A row adds up to 100: the traced programs (with what the kernel does at their stops), then strobe: waiting for stops (with
the change from one task to the other), ptrace requests, reading memory, other system calls, and its own code.
Nothing of perf is needed but that it may sample the CPU clock ("perf record -e cpu-clock").
"""
import argparse
import collections
import os
import shutil
import subprocess
import sys
import tempfile

import bench

# Functions of the kernel that a call goes through, its entry alone may be optimised away.
KINDS = [("kernel_wait4", "waiting"), ("do_wait", "waiting"), ("__x64_sys_ptrace", "ptrace"),
         ("__x64_sys_process_vm_readv", "memory"), ("process_vm_rw", "memory")]
COLUMNS = ["programs", "waiting", "ptrace", "memory", "other calls", "own code"]


def kind_of(comm, symbols):
    if comm != "strobe":
        return "programs"
    for function, kind in KINDS:
        if function in symbols:
            return kind
    # At the border, the kernel's way in and out belongs to a call, whichever it was.
    in_kernel = any(symbol.startswith(("__x64_sys_", "do_syscall_64", "entry_SYSCALL", "syscall_")) for symbol in symbols)
    return "other calls" if in_kernel else "own code"


def samples(file):
    """The symbols of each sample, innermost first, behind the name of the task."""
    comm, symbols = None, []
    script = subprocess.run(["perf", "script", "-i", file, "-F", "comm,ip,sym"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, universal_newlines=True, errors="replace").stdout
    for line in script.split("\n"):
        if not line.strip():
            if comm is not None:
                yield comm, symbols
            comm, symbols = None, []
        elif comm is None:
            comm = line.strip()
        else:
            words = line.split(None, 1)
            symbols.append(words[1].strip() if len(words) > 1 else "")


def profile(strobe, work, output, file):
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "4000", "-g", "-o", file, "--",
               strobe, *work.options, "-o", output, *work.command]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return collections.Counter(kind_of(comm, symbols) for comm, symbols in samples(file))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strobe", default="src/strobe")
    parser.add_argument("--bench", default="tests/bench", help="folder of the compiled loop and tasks")
    parser.add_argument("--count", type=int, default=100000, help="calls of a loop")
    parser.add_argument("--only", action="append", help="names of works")
    arguments = parser.parse_args()
    if not shutil.which("perf"):
        sys.exit("profile.py: perf is not installed")
    folder = tempfile.mkdtemp(prefix="strobe-profile-")
    print("shares of the samples, in percent")
    print("%-10s" % "" + "".join("%13s" % column for column in COLUMNS))
    for work in bench.works(arguments.bench, arguments.count, folder):
        if arguments.only and work.name not in arguments.only:
            continue
        counts = profile(arguments.strobe, work, os.path.join(folder, "trace"), os.path.join(folder, "data"))
        total = sum(counts.values()) or 1
        print("%-10s" % work.name +
              "".join("%13.0f" % (100 * counts[column] / total) for column in COLUMNS), flush=True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
