"""What is masked in traces before they are compared: process ids, times, and what others' doing changes.

A mask keeps the width of what it hides, so that columns are still compared.
"""
import re

# The free room of file systems and of memory, the CPU time of ended children, memory that was touched: others' doing.
VOLATILE = re.compile(r"\b(f_bfree|f_bavail|f_ffree|freeram|bufferram|procs|loads|si_utime|si_stime|ru_[a-z]+|getrandom)"
                      r"([=(])(?:\[[^]]*\]|\{[^}]*\}|\d+(?: /\* [\d.]+ s \*/)?|\"[^\"]*\")")
INODE = re.compile(r"(?<=:\[)\d+(?:->\d+)?(?=[],])")
# Behind which task's id a line stands: "[pid 1234] ", or the id in a column of five; with -Y its name follows.
PREFIX = re.compile(r"(?:\[pid +(?P<pid>\d+)(?:<[^>]*>)?\] |(?P<column>\d{5,7}|\d{1,4}(?= *<)|(?=.{5} )\d{1,4} {1,4})(?:<[^>]*>)? )")
# Where else a process id is told.
TOLD = re.compile(r"\b(?:getpid|gettid|getppid|fork|vfork|clone3?|set_tid_address)\(.*\) += (\d{2,})\b|"
                  r"\bsi_pid=(\d{2,})\b|\bProcess (\d+) |\bin pid (\d+) ")
CLOCK = re.compile(r"(?:\d\d:\d\d:\d\d|\d{9,11})(?:\.\d+)? (?:\(\+ *\d+(?:\.\d+)?\) )?")
PASSED = re.compile(r" *\d+(?:\.\d+)? (?=[a-z_\d]+\(|[-+]{3} |<\.\.\. |\[)")
SPENT = re.compile(r" <(\d+)((?:\.\d+)?)>$")
OWN = re.compile(r"(?<![\w\"\\])(?:0x|\[0000)(?:7f|5[56])[0-9a-f]+")
ENVIRONMENT = re.compile(r'(execve\((?:\w+=)?"[^"]*"(?:\.\.\.)?, (?:\w+=)?\[[^]]*\], (?:\w+=)?\[)([^]]*)\]')
# The tracer's own name, which its child has until its execve; strace may be run by a loader.
TRACER_NAME = re.compile(r"(?<=\d)<(?:strace|strobe|ld-[\w.-]+)>")
RULE = re.compile(r"-+(?: -+)+$")
try:
    with open("/proc/sys/kernel/pid_max") as pid_max:
        PID_MAX = int(pid_max.read())
except OSError:
    PID_MAX = 1 << 22
TITLES = re.compile(r"\b(?:seconds|usecs/call|calls|errors|syscall|shortest|longest|wall-\w+)\b|% time")
TIME_COLUMNS = {"% time", "seconds", "usecs/call", "shortest", "longest", "wall-total", "wall-min", "wall-max", "wall-avg"}


def digits(text):
    return re.sub(r"\d", "0", text)


def mask_times(line):
    """Times in front of a line and behind it, as zeros."""
    prefix = PREFIX.match(line)
    start = prefix.end() if prefix else 0
    stamp = CLOCK.match(line, start) or PASSED.match(line, start)
    if stamp:
        line = line[:start] + digits(stamp.group()) + line[stamp.end():]
    return SPENT.sub(lambda match: " <0%s>" % digits(match.group(2)), line)


def cells(rule, line):
    """The cells of a summary's line under the rule's columns; the last one is open."""
    spans = [match.span() for match in re.finditer("-+", rule)]
    return [line[a:] if (a, b) == spans[-1] else line[a:b] for a, b in spans]


def mask_row(rule, titles, line):
    row = []
    for title, cell, width in zip(titles, cells(rule, line), (len(x) for x in rule.split())):
        if title.strip() in TIME_COLUMNS and cell.strip():
            cell = re.sub(r"\d+(?=\.|$)", "0", digits(cell.strip())).rjust(width)
        row.append(cell)
    return " ".join(row)


def mask_tables(lines, by_time):
    """Times in summaries; rows that are sorted by time in the order of their text."""
    result, i = [], 0
    while i < len(lines):
        if i + 1 < len(lines) and RULE.match(lines[i + 1]) and TITLES.search(lines[i]):
            rule = lines[i + 1]
            titles = cells(rule, lines[i])
            end = next((j for j in range(i + 2, len(lines)) if lines[j] == rule), len(lines))
            rows = [mask_row(rule, titles, line) for line in lines[i + 2:end]]
            result += lines[i:i + 2] + (sorted(rows) if by_time else rows) + lines[end:end + 1]
            result += [mask_row(rule, titles, line) for line in lines[end + 1:end + 2]]
            i = end + 2
        else:
            result.append(lines[i])
            i += 1
    return result


def told_pids(line):
    prefix = PREFIX.match(line)
    if prefix:
        yield (prefix.group("pid") or prefix.group("column")).strip()
    for match in TOLD.finditer(line):
        yield next(group for group in match.groups() if group)


def mask_pids(lines, names):
    """Process ids as P1, P2 ... in the order in which they were given, as wide as they were."""
    if not names:
        return lines
    pattern = re.compile(r"(?<![\w.])(?:%s)(?![\w.])" % "|".join(names))
    return [pattern.sub(lambda match: names[match.group()], line) for line in lines]


def pid_names(traces, tracer):
    """Names of all process ids that the traces tell, and of the tracer's. With a filter strobe is two processes, the
    one that was started and its child that traces: the command's parent, which is no task of the trace."""
    parents, pids = set(), {int(name.rpartition(".")[2]) for name in traces if name.startswith("out.")}
    for line in (line for lines in traces.values() for line in lines):
        told = [int(pid) for pid in told_pids(line)]
        if "getppid(" in line:
            parents.update(told[-1:])
            told = told[:-1]
        pids.update(told)
    parents -= pids
    pids -= {tracer, 0}
    ordered = sorted(pids, key=lambda pid: (pid - tracer) % PID_MAX)
    names = {str(pid): ("P%d" % rank).ljust(len(str(pid)), "~") for rank, pid in enumerate(ordered, 1)}
    for parent in parents | {tracer}:
        names[str(parent)] = "P0".ljust(len(str(parent)), "~")
    # With -e raw they are hexadecimal.
    names.update({hex(int(pid)): "0x" + name[:len(hex(int(pid))) - 2] for pid, name in list(names.items()) if int(pid) > 255})
    return names


def mask_start(line):
    """The call that starts the command: what it points at lies in the tracer's own memory, and so does its instruction.

    The environment is sorted, since a shell script that starts a tracer may change its order.
    """
    match = ENVIRONMENT.search(line)
    if match:
        words = sorted(re.findall(r'"(?:[^"\\]|\\.)*"(?:\.\.\.)?', match.group(2)))
        line = line[:match.start(2)] + ", ".join(words) + line[match.end(2):]
    return OWN.sub("OWN", line)


def mask(traces, tracer, by_time):
    """Masks {name: lines}, the tracer's id given; a name out.PID is masked too."""
    for name, lines in traces.items():
        lines = [mask_times(VOLATILE.sub(r"\1\2#", INODE.sub("#", TRACER_NAME.sub("<TRACER>", line)))) for line in lines]
        first = next((i for i, line in enumerate(lines) if "execve(" in line), 0)
        lines[first:first + 1] = map(mask_start, lines[first:first + 1])
        traces[name] = mask_tables(lines, by_time)
    names = pid_names(traces, tracer)
    return {re.sub(r"\d+$", lambda match: names.get(match.group(), "?"), name): mask_pids(lines, names)
            for name, lines in traces.items()}


MASKED_PREFIX = re.compile(r"(?:\[pid +(P\d+)~*(?:<[^>]*>)?\] |(P\d+)~*(?:<[^>]*>)? +)")
UNFINISHED = re.compile(r" ?<unfinished \.\.\.>$")
RESUMED = re.compile(r".*?<\.\.\. \S+ resumed>")
JOINT = "\x1f"


def by_task(lines):
    """The lines of each task by themselves, without prefix, the halves of interrupted lines joined.

    A line without a prefix belongs to the first task while that lives.
    """
    tasks, alive, open_lines = {}, [], {}
    first = "P1"
    for line in lines:
        prefix = MASKED_PREFIX.match(line)
        task = (prefix.group(1) or prefix.group(2)) if prefix else first if first in alive or not alive else alive[-1]
        if task not in alive:
            alive.append(task)
        text = line[prefix.end():] if prefix else line
        if re.search(r"\+\+\+ (exited|killed|superseded)", text):
            alive.remove(task)
        if RESUMED.match(text) and task in open_lines:
            index = open_lines.pop(task)
            text = tasks[task][index] + JOINT + RESUMED.sub("", text)
            tasks[task][index] = re.sub(r"\s+= ", " = ", text)
            continue
        if UNFINISHED.search(text):
            open_lines[task] = len(tasks.get(task, []))
            text = UNFINISHED.sub("", text)
        tasks.setdefault(task, []).append(re.sub(r"\s+= ", " = ", text))
    return tasks


def same(one, other):
    """Whether two lines are the same, be they made in one piece or in two."""
    if one == other:
        return True
    return (JOINT in one) != (JOINT in other) and one.replace(JOINT, "") == other.replace(JOINT, "")
