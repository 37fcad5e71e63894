"""Where the commands that are compared run, and how one of them is traced."""
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile

import masks

TIMEOUT = 120
ATTACHED = re.compile(r"TRACER: Process \d+ (?:at|de)tached\n")
FILES = {"one": "a line\n" * 3, "two": "x" * 5000, "sub/three": "root\n", "sub/deep/four": "",
         "hello.c": "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n",
         "Makefile": "hello: hello.c\n\t$(CC) -o $@ $<\n"}


class Place:
    """The same paths with the same content for every run."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="strobe-peer-")
        self.tree = os.path.join(self.root, "tree")
        self.repo = os.path.join(self.root, "repo")
        self.work = os.path.join(self.root, "work")
        self.here = os.path.join(self.root, "here")
        self.out = os.path.join(self.root, "out")
        self.names = {}
        # A shell of unprivileged users (-u) must get to the programs.
        os.chmod(self.root, 0o755)
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
        for name, content in FILES.items():
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(content)
            os.utime(path, (1600000000, 1600000000))
        if not os.path.lexists(os.path.join(top, "link")):
            os.symlink("one", os.path.join(top, "link"))

    def renew(self):
        for folder in (self.tree, self.work, self.here, self.out, os.path.join(self.root, "moved")):
            shutil.rmtree(folder, ignore_errors=True)
        self.fill_tree(self.tree)
        for folder in (self.work, self.here, self.out):
            os.makedirs(folder)

    def compile(self, folder):
        """Compiles the programs of a folder; yields names and paths, None where one can't be made here.

        A name that ends in 32 is for the 32-bit interface. Static programs start with fewer calls.
        """
        programs = os.path.join(self.root, "programs")
        os.makedirs(programs, exist_ok=True)
        compiler = os.environ.get("CC", "gcc").split()
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".c"):
                continue
            name = name[:-2]
            program = os.path.join(programs, name)
            options = [*compiler, "-w", "-pthread", *(["-m32"] if name.endswith("32") else []), "-o", program,
                       os.path.join(folder, name + ".c")]
            made = any(subprocess.run([*options, *more], stderr=subprocess.DEVNULL).returncode == 0
                       for more in (["-static"], []))
            yield name, program if made else None

    def words(self, command):
        for name in ("tree", "repo", "work", "out"):
            command = command.replace("@%s@" % name, getattr(self, name))
        return shlex.split(command)

    def name_of(self, tracer):
        """What it calls itself in messages, which a wrapper may change."""
        if tracer not in self.names:
            process = subprocess.run([tracer], capture_output=True, text=True)
            self.names[tracer] = process.stderr.split(": ")[0]
        return self.names[tracer]

    def trace(self, tracer, options, words):
        """Runs the command under the tracer; returns (exit status, {name: masked lines}).

        The names are "stderr" and those of the files that the tracer made in the folder @out@.
        """
        self.renew()
        if "-A" in options or "--output-append-mode" in options:
            with open(os.path.join(self.out, "out"), "w") as file:
                file.write("what was there\n")
        process = subprocess.Popen(["setarch", "-R", tracer, *options, *words], cwd=self.here, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   start_new_session=True)
        try:
            errors = process.communicate(timeout=TIMEOUT)[1].decode(errors="surrogateescape")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return "hung", {}
        errors = errors.replace(self.name_of(tracer) + ": ", "TRACER: ")
        # What strace says of memory that it could read in part is no part of a trace.
        errors = re.sub(r"TRACER: umove\w+: short read .*\n", "", errors)
        # Another task's message may stand in the middle of a line.
        texts = {"stderr": ATTACHED.sub("", errors), "messages": "".join(ATTACHED.findall(errors))}
        for name in os.listdir(self.out):
            with open(os.path.join(self.out, name), errors="surrogateescape") as file:
                texts[name] = file.read()
        traces = {name: text[:-1].split("\n") if text else [] for name, text in texts.items()}
        return process.returncode, masks.mask(traces, process.pid, not sorted_by_content(options))

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


def sorted_by_content(options):
    """Whether a summary is in an order that times don't change."""
    text = " ".join(options)
    return any(text.find(sort + name) >= 0 for sort in ("-S", "-S ", "--summary-sort-by=")
               for name in ("calls", "errors", "name", "count", "error", "syscall", "nothing", "none"))
