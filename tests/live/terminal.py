#!/usr/bin/env python3
"""terminal.py STROBE FOLDER: the live test of terminals. Each scenario is played on a pseudo-terminal of its own, once without
strobe and once with each of several command lines of it; what is seen and the exit status must be the same. Tells in TAP."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import termios
import time

PATIENCE = 60  # s: a loaded machine is no reason to fail


class Trouble(Exception):
    pass


class Terminal:
    """A program on a terminal of 24 lines and 80 columns."""

    def __init__(self, argv):
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for signo in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP):
                signal.signal(signo, signal.SIG_DFL)
            # The size is set before the program starts, or it would hear of a change.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvpe(argv[0], argv, dict(os.environ, TERM="vt100", PS1="$ ", LC_ALL="C", INPUTRC="/dev/null"))

    def read(self, seconds):
        """False: the other end is closed."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.seen += data
        return bool(data)

    def until(self, what):
        """What is seen up to and with what."""
        end = time.monotonic() + PATIENCE
        while what not in self.seen:
            if time.monotonic() > end or not self.read(0.1) and what not in self.seen:
                raise Trouble("waited for %r, saw %r" % (what, self.seen[-300:]))
        at = self.seen.index(what) + len(what)
        told, self.seen = self.seen[:at], self.seen[at:]
        return told

    def send(self, data):
        os.write(self.fd, data)

    def ask(self, line, what=b"$ "):
        """Types a line, and gives what is seen from then on, without the echo of the line itself."""
        self.send(line + b"\n")
        self.until(line + b"\r\n")
        return self.until(what)

    def foreground(self, name):
        """Till the terminal's foreground process group has a program of this name, asleep, in each of its processes."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            group, states = os.tcgetpgrp(self.fd), []
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open("/proc/%s/stat" % pid) as file:
                        comm, rest = file.read().split("(", 1)[1].rsplit(")", 1)
                except OSError:
                    continue
                if int(rest.split()[2]) == group and comm == name:
                    states.append(rest.split()[0])
            if states and all(state == "S" for state in states):
                return
            self.read(0.02)
        raise Trouble("no %s came to the foreground" % name)

    def resize(self, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))

    def end(self):
        """The exit status, as waitpid gives it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return status
        raise Trouble("it did not end; saw %r" % self.seen[-300:])


def job_shell(argv):
    return Terminal(argv + ["bash", "--norc", "--noprofile", "--noediting", "-i"])


def play_shell(argv, folder):
    """Job control of a shell that is traced."""
    del folder
    told = []
    shell = job_shell(argv)
    shell.until(b"$ ")
    told.append(shell.ask(b"sleep 1000 # interrupted", b""))
    shell.foreground("sleep")
    shell.send(b"\x03")
    told.append(shell.until(b"$ "))
    told.append(shell.ask(b"echo status $?"))
    shell.ask(b"sleep 1001", b"")
    shell.foreground("sleep")
    shell.send(b"\x1a")
    told.append(shell.until(b"$ "))
    for line in (b"jobs", b"bg", b"jobs", b"kill -STOP %1; until jobs -s | grep -q Stopped; do sleep 0.1; done", b"jobs"):
        told.append(shell.ask(line))
    shell.ask(b"fg", b"sleep 1001\r\n")
    shell.foreground("sleep")
    shell.send(b"\x1c")
    told.append(shell.until(b"$ "))
    shell.ask(b"sleep 1002 | cat", b"")
    shell.foreground("cat")
    shell.send(b"\x1a")
    told.append(shell.until(b"$ "))
    shell.ask(b"fg", b"sleep 1002 | cat\r\n")
    shell.foreground("cat")
    shell.send(b"\x03")
    told.append(shell.until(b"$ "))
    told.append(shell.ask(b"echo status $?"))
    shell.send(b"exit 7\n")
    return told, shell.end()


def play_job(argv, folder):
    """The tracer as a job of a shell that is not traced: stopped, continued in both ways, interrupted, quit."""
    del folder
    told = []
    shell = job_shell([])
    shell.until(b"$ ")
    shell.ask(b"X='" + " ".join(argv).encode() + b"'")

    def start():
        shell.ask(b"$X sleep %d" % (1 if stops else 1000), b"")
        shell.foreground("sleep")

    stops = True
    for again in (b"fg", b"bg; wait %1"):
        start()
        shell.send(b"\x1a")
        told.append(shell.until(b"$ "))
        told.append(shell.ask(b"jobs -s | wc -l"))
        told.append(shell.ask(again + b" >/dev/null; echo status $?", b"status ") + shell.until(b"$ "))
    stops = False
    for key in (b"\x03", b"\x1c"):
        start()
        shell.send(key)
        told.append(shell.until(b"$ "))
        told.append(shell.ask(b"echo status $?"))
    shell.send(b"exit 2\n")
    return told, shell.end()


def play_size(argv, folder):
    """SIGWINCH."""
    del folder
    # Taken by sigwait(): a handler's flag could be set just before a read that then blocks.
    code = (
        "import os, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})\n"
        "print('ready', flush=True)\n"
        "for _ in range(3):\n"
        "    signal.sigwait({signal.SIGWINCH})\n"
        "    print('lines', os.get_terminal_size().lines, flush=True)\n"
        "input()"
    )
    program = Terminal(argv + [sys.executable, "-S", "-c", code])
    program.until(b"ready\r\n")
    told = []
    for rows in (30, 31, 32):
        program.resize(rows)
        told.append(program.until(b"lines %d\r\n" % rows))
    program.send(b"\n")
    return told, program.end()


def play_vim(argv, folder):
    name = os.path.join(folder, "text")
    editor = Terminal(argv + ["vim", "-u", "NONE", "-N", "-n", name])
    editor.foreground("vim")
    editor.send(b"ihello\x1b")
    editor.send(b":!echo in a shell: $((40+2))\r")
    editor.until(b"in a shell: 42")
    editor.send(b"\r:wq\r")
    status = editor.end()
    with open(name) as file:
        return file.read(), status


def play_less(argv, folder):
    name = os.path.join(folder, "lines")
    with open(name, "w") as file:
        file.write("".join("line %d.\n" % number for number in range(200)))
    pager = Terminal(argv + ["less", name])
    pager.until(b"line 20.")
    pager.send(b"G")
    pager.until(b"line 199.")
    pager.foreground("less")
    pager.send(b"\x03")
    pager.until(b"line 199.")
    # What is typed while a signal is delivered may be dropped: less asks for that.
    while b"line 0." not in pager.seen:
        pager.send(b"g")
        if not pager.read(1):
            raise Trouble("it ended; saw %r" % pager.seen[-300:])
    pager.send(b"q")
    return pager.end()


def play_su(argv, folder):
    del folder
    program = Terminal(argv + ["su", "nobody", "-s", "/bin/sh", "-c", "id -un; stty size; exit 4"])
    return program.until(b"24 80"), program.end()


def play_script(argv, folder):
    del folder
    program = Terminal(argv + ["script", "-qec", "tty >/dev/null && echo a terminal; exit 9", "/dev/null"])
    return program.until(b"a terminal"), program.end()


def play_tmux(argv, folder):
    socket = os.path.join(folder, "tmux")
    program = Terminal(argv + ["tmux", "-S", socket, "-f", "/dev/null", "new-session", "echo in $((40+2)); read line"])
    program.until(b"in 42")
    program.send(b"\n")
    program.until(b"[exited]")
    return program.end()


SCENARIOS = {
    "a traced shell's job control": (play_shell, "bash"),
    "Ctrl-Z, fg, bg, Ctrl-C, Ctrl-\\ for strobe as a job": (play_job, "bash"),
    "the terminal's size": (play_size, None),
    "vim": (play_vim, "vim"),
    "less": (play_less, "less"),
    "su to a user": (play_su, "su"),
    "script": (play_script, "script"),
    "tmux": (play_tmux, "tmux"),
}


def clean(told):
    """Without the process ids that a shell tells."""
    return re.sub(r"\[(\d+)\] \d+", r"[\1] PID", repr(told))


def result(play, argv, folder):
    """What came out, in a process of its own: that many can be played at once."""
    os.makedirs(folder)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            text = clean(play(argv, folder))
        except Trouble as trouble:
            text = "trouble: %s" % trouble
        except Exception as error:  # told in the test's output
            text = "trouble: %r" % error
        os.write(writer, text.encode()[:60000])
        os._exit(0)
    os.close(writer)
    return pid, reader


def main():
    strobe, work = sys.argv[1:]
    command_lines = {
        "alone": [],
        "-f": [strobe, "-f", "-o", "/dev/null"],
        "-f -e trace=execve": [strobe, "-f", "-e", "trace=execve", "-o", "/dev/null"],
        "without -o": [strobe, "-f", "-e", "trace=none", "-e", "signal=none", "-qq"],
        "without -o, -I3": [strobe, "-I3", "-f", "-e", "trace=none", "-e", "signal=none", "-qq"],
    }
    running = {}
    for number, (name, (play, needed)) in enumerate(SCENARIOS.items()):
        if needed and not shutil.which(needed):
            print("ok - %s # SKIP no %s here" % (name, needed))
            continue
        if needed == "su" and os.getuid():
            print("ok - %s # SKIP for root only" % name)
            continue
        for which, (how, argv) in enumerate(command_lines.items()):
            if name == "less" and how == "without -o":
                continue  # its Ctrl-C is for strobe too, which ends by it
            running[name, how] = result(play, argv, os.path.join(work, "t%d-%d" % (number, which)))
    results = {}
    for key, (pid, reader) in running.items():
        with os.fdopen(reader, "rb") as file:
            results[key] = file.read().decode(errors="replace")
        os.waitpid(pid, 0)
    for (name, how), text in results.items():
        alone = results[name, "alone"]
        if how == "alone":
            if text.startswith("trouble"):
                print("# %s, without strobe: %s" % (name, text))
            continue
        if alone.startswith("trouble"):
            print("ok - %s, %s # SKIP it does not work here without strobe" % (name, how))
        elif text == alone:
            print("ok - %s, %s" % (name, how))
        else:
            print("# expected: %s\n# but it is: %s" % (alone, text))
            print("not ok - %s, %s" % (name, how))


main()
