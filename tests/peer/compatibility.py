#!/usr/bin/env python3
"""Makes doc/compatibility.md: how strobe stands to each option of strace.

    compatibility.py STRACE [STROBE [MANUAL]] > doc/compatibility.md
    compatibility.py --check STRACE [STROBE [MANUAL]]

The options are read from strace's manual page and from both programs' --help. What strobe makes of each is found by asking:
both programs are run with the option, a value for it, and a command that does not exist, so that nothing is ever started.
The same answer of both means "same", "not supported yet" from strobe means "not yet". --check says in TAP whether the file is
what would be made. MANUAL is looked for beside STRACE, and with man(1), when it is not given.
"""
import difflib
import glob
import gzip
import os
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "../../doc/compatibility.md")
COMMAND = "/nonexistent/command"

# Values for what the manual writes as a placeholder.
VALUES = {
    "-E var=val": "-E A=b", "--env=var=val": "--env=A=b", "-E var": "-E A", "--env=var": "--env=A",
    "-p pid": "-p 0", "--attach=pid": "--attach=0", "-u username": "-u root", "--user=username": "--user=root",
    "-u UID:GID": "-u 0:0", "--user=UID:GID": "--user=0:0", "--argv0=name": "--argv0=other",
    "-b syscall": "-b execve", "--detach-on=syscall": "--detach-on=execve",
    "-I interruptible": "-I 1", "--interruptible=interruptible": "--interruptible=waiting",
    "--syscall-limit=limit": "--syscall-limit=7", "-P path": "-P /dev/null", "--trace-path=path": "--trace-path=/dev/null",
    "-a column": "-a 30", "--columns=column": "--columns=30", "-e expr": "-e trace=read", "-X format": "-X raw",
    "--const-print-style=format": "--const-print-style=verbose", "-o filename": "-o /dev/null",
    "--output=filename": "--output=/dev/null", "--color=when": "--color=never", "-s strsize": "-s 100",
    "--string-limit=strsize": "--string-limit=100", "--stack-trace-frame-limit=limit": "--stack-trace-frame-limit=9",
    "-O overhead": "-c -O 1ms", "--summary-syscall-overhead=overhead": "-c --summary-syscall-overhead=10",
    "-S sortby": "-c -S calls", "--summary-sort-by=sortby": "-c --summary-sort-by=name",
    "-U columns": "-c -U calls,name", "--summary-columns=columns": "-c --summary-columns=name", "-ff": "-ff",
    "-w": "-c -w", "--summary-wall-clock": "-c --summary-wall-clock",
}
SETS = {
    "syscall_set": "read,%file", "set": None, "args": "read:error=EIO", "vcpu|vcpu+": "vcpu", "precision": "ns", "option": "all",
}
# Values of the qualifiers whose argument the manual calls "set".
QUALIFIERS = {
    "trace": "read", "trace-fds": "1,2", "abbrev": "read", "verbose": "read", "raw": "read", "signal": "INT", "read": "0",
    "write": "1", "fault": "read", "inject": "read:retval=0", "status": "failed", "quiet": "exit", "decode-fds": "dev",
    "decode-pids": "comm", "kvm": "vcpu", "namespace": "new", "secontext": "full",
}
# What strobe takes beside what strace takes; it counts only while strobe takes it and strace does not.
MORE = {
    "--seccomp-bpf": ["--seccomp-bpf=auto", "--seccomp-bpf=never"],
    "-k": ["-kk", "--stack-trace=source"], "--stack-trace": ["--stack-trace=source"],
    "-c": ["-c --format=json"], "--summary-only": ["-c --format=json"],
    "-e trace": ["-e trace=select@i386"],
}
# What these say is each program's own.
OWN_TEXT = {"-h", "--help", "-V", "--version", "-d", "--debug", "--tips"}
REASONS = {
    "kvm": "Needs the ioctls of a virtual machine monitor to be followed; strobe shows these calls, not the exits.",
    "secontext": "Needs libselinux, and this strace has it only when built so.",
}


def find_manual(strace):
    folder = os.path.dirname(os.path.realpath(strace))
    places = [os.path.join(folder, "../share/man/man1/strace.1"), os.path.join(folder, "../share/man/man1/strace.1.gz")]
    if os.path.basename(folder) != "bin":
        places += glob.glob(os.path.join(glob.escape(folder), "**/man1/strace.1*"), recursive=True)
    try:
        places += subprocess.run(["man", "-w", "strace"], capture_output=True, text=True).stdout.split("\n")
    except OSError:
        pass
    return next((place for place in places if place and os.path.exists(place)), None)


def read_manual(path):
    """The page's lines with its conditions resolved: the options of this build of strace are those whose test holds."""
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        for line in file:
            line = line.rstrip("\n")
            match = re.match(r"\.if '(#?)'#' (.*)", line)
            while match:
                line = match.group(2) if match.group(1) else ""
                match = re.match(r"\.if '(#?)'#' (.*)", line)
            yield line


def plain(line):
    """The text of a line that sets a tag: macros, fonts and escapes taken out."""
    match = re.match(r"\.(BR|BI|IB|IR|RB|RI|B|I) (.*)", line)
    if match:
        # Arguments are set one behind the other by the macros of two fonts, with blanks by those of one.
        words = re.findall(r'"([^"]*)"|((?:\\ |\S)+)', match.group(2))
        line = ("" if len(match.group(1)) == 2 else " ").join(a or b for a, b in words)
    line = re.sub(r"\\f[BIRP]|\\,|\\/|\\c$", "", line)
    line = re.sub(r"\\:| *\\[{}]$", "", line)
    return line.replace("\\-", "-").replace("\\ ", " ").replace("\\&", "").strip()


def manual_options(lines):
    """[(section, tag)] of all options, as the manual writes them, in its order."""
    section, result, inside = None, [], False
    for i, line in enumerate(lines):
        if line.startswith(".SH"):
            inside = line == ".SH OPTIONS"
        elif line.startswith(".SS"):
            section = line[4:].strip('"')
        elif inside and re.match(r"\.T[PQ]", line) and i + 1 < len(lines):
            tag = plain(lines[i + 1])
            # "[=x]" stands for two options.
            short, bracket, value = tag.partition("[=")
            for form in ([short, short + "=" + value[:-1]] if bracket else [tag]):
                for word in form.split(" --") if " --" in form else [form]:
                    word = word if word.startswith("-") else "--" + word
                    if tag.startswith("-") and section != "Time specification format description" and \
                            (section, word) not in result:
                        result.append((section, word))
    return result


def qualifiers(lines):
    """[[name, alias, ...]] of -e."""
    start = next(i for i, line in enumerate(lines) if plain(line) == "qualifier")
    result = []
    for line in lines[start:]:
        if line.startswith("is a qualifier-dependent"):
            break
        names = re.findall(r"[a-z-]+", plain(line).replace("(or", " ").replace(" or ", " "))
        if line.startswith(".BR"):
            result.append(names)
    return result


def classes(lines):
    return sorted({plain(line) for i, line in enumerate(lines) if i and re.match(r"\.T[PQ]", lines[i - 1])
                   and re.fullmatch(r"%%?[a-z]+", plain(line))}, key=lambda name: name.lstrip("%") + name)


def columns(lines):
    """[[name, alias, ...]] of what a summary can be sorted by and shows."""
    text = " ".join(plain(line) for line in lines)
    listed = text[text.index("Valid values are"):text.index("default is time", text.index("Valid values are"))]
    return [[name, *re.findall(r"[a-z-]+", aliases.replace(" or ", " "))]
            for name, aliases in re.findall(r"([a-z]+-?[a-z]*) ?\(or ([^)]*)\)", listed)]


def help_options(program):
    text = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
    return set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)) - {"--"}, text


class Programs:
    def __init__(self, strace, strobe):
        self.strace, self.strobe = strace, strobe
        self.answers = {}

    def answer(self, program, words):
        """(exit status, what it says, its own name and its hint to the help taken out)"""
        key = program, tuple(words)
        if key not in self.answers:
            process = subprocess.run([program, *words, COMMAND], stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
            lines = [re.sub(r"^\S*?(strace|strobe): ", "", line).replace("strace", "strobe")
                     for line in process.stderr.decode(errors="replace").split("\n")
                     if line and not line.startswith("Try '")]
            self.answers[key] = process.returncode, lines
        return self.answers[key]

    def takes(self, program, words):
        status, lines = self.answer(program, words)
        return status == 0 or any(line.startswith(("Cannot stat", "Cannot find executable")) for line in lines)

    def standing(self, option, words):
        theirs, mine = self.answer(self.strace, words), self.answer(self.strobe, words)
        if not self.takes(self.strace, words) and option not in ("-p", "--attach"):
            print("strace itself refuses %s: %s" % (words, theirs[1]), file=sys.stderr)
        if any("not supported yet" in line for line in mine[1]):
            name = re.sub(r"^-e |^--|=.*", "", option)
            return "not yet", REASONS.get(name, "strobe refuses it: " + mine[1][0])
        if any("unrecognized option" in line or "invalid option" in line for line in mine[1]) and mine != theirs:
            return "missing", mine[1][0]
        own_text = option in OWN_TEXT and self.takes(self.strace, words) and self.takes(self.strobe, words)
        if mine != theirs and not own_text:
            return "differs", "strace says: %s; strobe says: %s" % (" / ".join(theirs[1]) or "nothing", " / ".join(mine[1]) or "nothing")
        more = [form for form in MORE.get(option, []) if self.takes(self.strobe, shlex.split(form))
                and not self.takes(self.strace, shlex.split(form))]
        if more:
            return "same and more", "also " + ", ".join("`%s`" % form for form in more)
        return "same", ""


def probe(tag):
    """The words to try an option with, as the manual writes it."""
    if tag in VALUES:
        return shlex.split(VALUES[tag])
    match = re.fullmatch(r"-e ([a-z-]+)=(.*)", tag) or re.fullmatch(r"--([a-z-]+)=(.*)", tag)
    if not match:
        return [tag]
    name, value = match.groups()
    long_name = {"trace-fd": "trace-fds", "fd": "trace-fds", "fds": "trace-fds", "t": "trace", "a": "abbrev", "v": "verbose",
                 "x": "raw", "s": "signal", "signals": "signal", "r": "read", "reads": "read", "w": "write", "writes": "write",
                 "q": "quiet", "silent": "quiet", "silence": "quiet", "decode-fd": "decode-fds",
                 "decode-pid": "decode-pids"}.get(name, name)
    if value in ("set", "syscall_set", "args") or value.startswith("syscall_set"):
        value = QUALIFIERS.get(long_name, "read")
        value = "read:error=EIO" if long_name in ("fault", "inject") else value
    value = SETS.get(value, value) or value
    # "format:unix,precision:us" is a value; "[format:]format,..." names one.
    if "[" in value:
        value = {"tips": "id:1,format:none"}.get(name, "format:unix,precision:us")
    return ["-e", "%s=%s" % (name, value)] if tag.startswith("-e") else ["--%s=%s" % (name, value)]


def table(head, rows):
    lines = ["| %s |" % " | ".join(head), "|%s|" % "|".join("---" for _ in head)]
    for row in rows:
        lines.append("| %s |" % " | ".join(cell.replace("|", "\\|") for cell in row))
    return lines + [""]


def code(text):
    return "`%s`" % text


def make(programs, manual):
    lines = list(read_manual(manual))
    version = subprocess.run([programs.strace, "-V"], capture_output=True, text=True).stdout.split("\n")[0].split()[-1]
    options = manual_options(lines)
    strace_help, _ = help_options(programs.strace)
    strobe_help, strobe_text = help_options(programs.strobe)
    known = {re.match(r"--[\w-]+", tag).group() for _, tag in options if tag.startswith("--")}
    options += [("In the help only", option) for option in sorted(strace_help - known)]
    page = ["# strobe and strace", "",
            "How strobe stands to each option of strace %s. This page is made by `tests/peer/compatibility.py`, which reads the" % version,
            "options from strace's manual and from both programs' `--help`, and asks both programs about each: *same* means that they",
            "give the same answer, *same and more* that strobe takes further values, *not yet* that strobe knows the option and refuses",
            "it. That what they show is the same too is compared by `tests/peer/combinations.sh`.", ""]
    count = {}
    body = []
    sections = []
    for section, _ in options:
        if section not in sections:
            sections.append(section)
    for section in sections:
        rows = []
        for _, tag in (option for option in options if option[0] == section):
            standing, remark = programs.standing(re.sub(r"[= ](?!=).*", "", tag) if not tag.startswith("-e ") else
                                                 re.sub(r"=.*", "", tag), probe(tag))
            count[standing] = count.get(standing, 0) + 1
            rows.append((code(tag), standing, remark))
        body += ["## " + section, ""] + table(("option", "strobe", "remark"), rows)
    rows = []
    for names in qualifiers(lines):
        for name in names:
            standing, remark = programs.standing("-e " + names[0], ["-e", "%s=%s" % (name, QUALIFIERS[names[0]])])
            count[standing] = count.get(standing, 0) + 1
            rows.append((code("-e %s=" % name), standing, remark))
    body += ["## Qualifiers of -e", ""] + table(("qualifier", "strobe", "remark"), rows)
    for title, head, values in (
            ("Classes of calls", "class", [(name, ["-e", "trace=" + name]) for name in classes(lines)]),
            ("Columns of summaries", "sort by", [(name, ["-c", "-S", name]) for names in columns(lines) for name in names])):
        rows = []
        for name, words in values:
            standing, remark = programs.standing(name, words)
            count[standing] = count.get(standing, 0) + 1
            rows.append((code(name), standing, remark))
        body += ["## " + title, ""] + table((head, "strobe", "remark"), rows)
    own = sorted(option for option in strobe_help - known - strace_help
                 if "unrecognized option" in " ".join(programs.answer(programs.strace, [option])[1]))
    body += ["## Of strobe alone", "", "Options that strace does not have:", ""]
    for option in own:
        match = re.search(r"^ +(?:-\w[^,\n]*, )?(%s\S*)\s+(.*(?:\n {6,}[^- ].*)*)" % option, strobe_text, re.M)
        body.append("- %s: %s" % (code(match.group(1)), " ".join(match.group(2).split())) if match else "- " + code(option))
    body.append("")
    page += ["Of the %d spellings below, %s." % (sum(count.values()), ", ".join(
        "%d are *%s*" % (count[key], key) for key in ("same", "same and more", "not yet", "differs", "missing") if key in count)), ""]
    return "\n".join(page + body).rstrip("\n") + "\n"


def main():
    arguments = sys.argv[1:]
    check = arguments[:1] == ["--check"]
    arguments = arguments[check:]
    if not arguments:
        sys.exit(__doc__)
    strace = os.path.abspath(arguments[0])
    strobe = os.path.abspath(arguments[1] if len(arguments) > 1 else "src/strobe")
    manual = arguments[2] if len(arguments) > 2 else find_manual(strace)
    if not manual:
        print("1..0 # SKIP strace's manual page was not found" if check else "no manual page of strace was found")
        sys.exit(0 if check else 1)
    page = make(Programs(strace, strobe), manual)
    if not check:
        sys.stdout.write(page)
        return
    with open(PAGE) as file:
        committed = file.read()
    print("1..1")
    for line in list(difflib.unified_diff(committed.split("\n"), page.split("\n"), "doc/compatibility.md", "as made now",
                                          lineterm="", n=0))[:40]:
        print("# " + line)
    print("%s 1 - doc/compatibility.md is what tests/peer/compatibility.py makes" % ("ok" if page == committed else "not ok"))


main()
