#!/usr/bin/env python3
"""Compiles every named value of the descriptions against kernel headers.

usage: constants.py LIST-SETS [HEADERS]

LIST-SETS is the program that prints the values. HEADERS is a folder with linux/ and asm/ in it; without
it, the compiler's own. Each header is compiled by itself, with an assertion for each name that its text
mentions; the compiler says which do not hold, and which names mean nothing there. So enumerators count as
macros do, and a header that does not compile alone costs nothing.

A value is wrong when a header knows the name and none has that value. Names that no header knows
are counted as skipped, and listed with -v.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

ABI_FLAGS = {"x86_64": ["-m64"], "x32": ["-mx32"], "i386": ["-m32"]}
# Constants that only the C library's headers have, or have under a name that can be included.
LIBC_HEADERS = """sys/socket.h netinet/in.h netinet/tcp.h fcntl.h signal.h sys/mman.h sys/stat.h sys/wait.h
sched.h sys/epoll.h sys/eventfd.h sys/inotify.h sys/signalfd.h sys/timerfd.h sys/resource.h sys/ptrace.h
sys/prctl.h sys/mount.h sys/quota.h sys/reboot.h sys/shm.h sys/sem.h sys/msg.h sys/ipc.h sys/time.h sys/timex.h
sys/uio.h sys/un.h sys/xattr.h sys/personality.h sys/ioctl.h termios.h poll.h time.h unistd.h errno.h dirent.h
netinet/ip.h netinet/ip6.h netinet/udp.h netinet/icmp6.h netpacket/packet.h net/if.h net/if_arp.h sys/random.h
sys/statvfs.h sys/vfs.h sys/klog.h sys/swap.h sys/syslog.h syslog.h sys/file.h aio.h bits/sigaction.h""".split()
# Names that headers give another meaning on purpose, with the reason.
NOT_COMPARED = {
    # The C library hides what 64 bits don't need; the kernel takes them all the same.
    "O_LARGEFILE": "0 in 64-bit headers, 0100000 in the kernel",
    "F_GETLK64": "F_GETLK in 64-bit headers, 12 in the kernel",
    "F_SETLK64": "F_SETLK in 64-bit headers, 13 in the kernel",
    "F_SETLKW64": "F_SETLKW in 64-bit headers, 14 in the kernel",
    # A negative int in the headers; among flags of 64 bits, the kernel means the one bit.
    "MS_NOUSER": "1 << 31",
    # -1 as an unsigned long, which the headers have 32 bits wide for x32, but its registers 64.
    "PR_SET_PTRACER_ANY": "-1",
    # Where a long has 32 bits, these numbers have another name: FS_IOC32_GETFLAGS and its kin.
    "FS_IOC_GETFLAGS": "0x80046601 in 32-bit headers",
    "FS_IOC_SETFLAGS": "0x40046602 in 32-bit headers",
    "FS_IOC_GETVERSION": "0x80047601 in 32-bit headers",
    "FS_IOC_SETVERSION": "0x40047602 in 32-bit headers",
}


def values(program):
    sets = {}
    for line in subprocess.run([program], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines():
        name, abi, bits, item, value = line.split("\t")
        sets.setdefault((name, abi), []).append((item, int(bits), int(value)))
    return sets


def include_folders(headers):
    if headers:
        for sub in ("", "include", "usr/include"):
            root = os.path.join(headers, sub) if sub else headers
            if os.path.isdir(os.path.join(root, "linux")):
                break
        else:
            sys.exit("Bail out! no linux/ in " + headers)
        multiarch = os.path.join(root, "x86_64-linux-gnu")
        return [root] + ([multiarch] if os.path.isdir(multiarch) else [])
    multiarch = "/usr/include/x86_64-linux-gnu"
    return ["/usr/include"] + ([multiarch] if os.path.isdir(multiarch) else [])


def header_files(folders):
    """(name to include, path), of the kernel's interface."""
    for folder in folders:
        for top in ("linux", "asm", "cxl", "drm", "fwctl", "misc", "mtd", "rdma", "regulator", "scsi", "sound", "video", "xen"):
            for where, _, files in sorted(os.walk(os.path.join(folder, top))):
                for name in sorted(files):
                    path = os.path.join(where, name)
                    if name.endswith(".h"):
                        yield os.path.relpath(path, folder), path


WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def words_of(path):
    try:
        with open(path, errors="replace") as file:
            return set(WORD.findall(file.read()))
    except OSError:
        return set()


def identifier(item):
    """The name within an item such as "1<<CAP_CHOWN" or "?FIELD"."""
    match = re.search(r"[A-Za-z_]\w*$", item)
    return match.group() if match else item


def compiler():
    return os.environ.get("CC", "gcc").split()[0]


def words_of_included(header):
    """The words of a header and all that it includes, after preprocessing, with its macros."""
    run = subprocess.run([compiler(), "-E", "-dD", "-P", "-w", "-D_GNU_SOURCE", "-include", "sys/types.h", "-include", header,
                          "-x", "c", "/dev/null"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                         errors="replace")
    return set(WORD.findall(run.stdout))


def compile_header(job):
    """Returns [((name, bits, value), whether it holds)] for the names that the header knows."""
    header, candidates, flags, libc = job
    if libc:
        known = words_of_included(header)
        candidates = [candidate for candidate in candidates if identifier(candidate[0]) in known]
        if not candidates:
            return None
    lines = ["#define _GNU_SOURCE", "#include <%s>" % header]
    if not libc:
        lines[1:1] = ["#include <stddef.h>", "#include <linux/types.h>", "#include <linux/ioctl.h>"]
    else:
        lines.insert(1, "#include <sys/types.h>")
    first = len(lines) + 1
    for item, bits, value in candidates:
        mask = (1 << bits) - 1
        lines.append('_Static_assert((((unsigned long long)(%s)) & 0x%xull) == 0x%xull, "DIFFERS");'
                     % (item.replace("1<<", "1ull<<"), mask, value & mask))
    with tempfile.NamedTemporaryFile("w", suffix=".c") as source:
        source.write("\n".join(lines) + "\n")
        source.flush()
        run = subprocess.run([compiler(), "-fsyntax-only", "-w", "-fno-diagnostics-show-caret",
                              "-ferror-limit=0" if "clang" in compiler() else "-fmax-errors=0", *flags, source.name],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        errors = {}
        for line in run.stderr.splitlines():
            match = re.match(re.escape(source.name) + r":(\d+):\d+: (?:fatal )?error: (.*)", line)
            if match:
                errors.setdefault(int(match.group(1)), []).append(match.group(2))
    if any(number < first for number in errors):
        return None
    found = []
    for index, candidate in enumerate(candidates):
        error = errors.get(first + index)
        if not error:
            found.append((candidate, True))
        elif any("DIFFERS" in text for text in error):
            found.append((candidate, False))
    return found


def check_abi(abi, sets, folders, headers, pool):
    wanted = {}
    for (_, set_abi), items in sets.items():
        if set_abi == abi:
            for item, bits, value in items:
                wanted.setdefault(identifier(item), set()).add((item.lstrip("?"), bits, value))
    jobs = []
    flags = list(ABI_FLAGS[abi])
    if headers:
        flags += ["-nostdinc", "-isystem", COMPILER_INCLUDE] + [x for f in folders for x in ("-isystem", f)]
    # What asm/ has, it mostly has from asm-generic/, which is not to be included by itself.
    generic = set()
    for name in os.listdir(os.path.join(folders[0], "asm-generic")):
        generic |= words_of(os.path.join(folders[0], "asm-generic", name))
    for header, path in header_files(folders):
        names = (words_of(path) | (generic if header.startswith("asm/") else set())) & wanted.keys()
        if names:
            jobs.append((header, sorted(c for name in names for c in wanted[name]), flags, False))
    if abi == "x86_64":
        everything = sorted(c for name in wanted for c in wanted[name])
        for header in LIBC_HEADERS:
            jobs.append((header, everything, ABI_FLAGS[abi], True))
    known = {}
    for result in pool.map(compile_header, jobs):
        for candidate, holds in result or ():
            known[candidate] = known.get(candidate, False) or holds
    return known


def main():
    global COMPILER_INCLUDE
    verbose = "-v" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    headers = arguments[1] if len(arguments) > 1 else None
    COMPILER_INCLUDE = subprocess.run([compiler(), "-print-file-name=include"],
                                      stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    sets = values(arguments[0])
    folders = include_folders(headers)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        known = {abi: check_abi(abi, sets, folders, headers, pool) for abi in ABI_FLAGS}
    print("1..%d" % len({name for name, _ in sets}))
    skipped = set()
    for name in sorted({name for name, _ in sets}):
        equal, wrong = set(), []
        for abi in ABI_FLAGS:
            for item, bits, value in sets.get((name, abi), []):
                holds = known[abi].get((item.lstrip("?"), bits, value))
                # A field's name may be the description's own, and mean something else elsewhere.
                if holds is False and not item.startswith("?") and item not in NOT_COMPARED:
                    wrong.append("%s is not %#x (%s)" % (item, value, abi))
                elif holds:
                    equal.add(item)
        unknown = {item for abi in ABI_FLAGS for item, _, _ in sets.get((name, abi), [])
                   if item not in equal and not item.startswith("?")} - {w.split()[0] for w in wrong}
        skipped |= unknown
        for line in wrong:
            print("# " + line)
        if verbose and unknown:
            print("# no header has " + " ".join(sorted(unknown)))
        label = "%s: %d values compared, %d not in the headers" % (name, len(equal), len(unknown))
        if wrong:
            print("not ok - constants of " + label)
        elif not equal:
            print("ok - constants of %s # SKIP none of its %d names is in the headers" % (name, len(unknown)))
        else:
            print("ok - constants of " + label)
    print("# names that no header has: %d" % len(skipped))


main()
