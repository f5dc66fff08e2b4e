# SPDX-License-Identifier: MIT
"""python_world.py: the Pythons of this machine, and the program that reads their stacks."""
import contextlib
import functools
import os
import pwd
import re
import signal
import subprocess
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tap import PATIENCE_SECONDS, Failure, Skip, environment

SUPPORT = Path(os.environ.get("SOURCE_DIR", ".")).resolve() / "tests/support"
READER = os.environ.get("PYTHON_READER", "./python_reader")

# Minor versions whose stacks can be read, and were.
KNOWN = range(8, 14)

Frame = namedtuple("Frame", "file line function user awaits named")
Stack = namedtuple("Stack", "tid cut_inner cut_outer frames")


class Python:
    """An interpreter: its program, and its version."""

    def __init__(self, path, version):
        self.path = path
        self.version = version
        self.name = f"{path} ({'.'.join(map(str, version))})"

    def prefix(self):
        """Where its library is."""
        return subprocess.run([self.path, "-c", "import sys; print(sys.base_prefix)"], env=environment(),
                              stdout=subprocess.PIPE, check=True).stdout.decode().strip()

    @contextlib.contextmanager
    def start(self, *arguments, **more):
        more.setdefault("start_new_session", True)
        more.setdefault("env", environment(PYTHONDONTWRITEBYTECODE="1"))
        with subprocess.Popen([self.path, *map(str, arguments)], **more) as process:
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


# Its version, if it is CPython with a GIL.
WHICH = ("import platform, sys, sysconfig; print('%d.%d.%d %s %d' % (sys.version_info[:3] + (platform.python_implementation(), "
         "bool(sysconfig.get_config_var('Py_GIL_DISABLED')))))")


def version_of(path):
    try:
        said = subprocess.run([path, "-c", WHICH], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
                              timeout=PATIENCE_SECONDS, check=False).stdout.decode(errors="replace")
    except OSError:
        return None
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+) CPython 0\s*", said)
    return tuple(map(int, found.groups())) if found else None


@functools.lru_cache(maxsize=None)
def all_interpreters():
    """Those of the system and of pyenv. HOME is a private folder here."""
    folder = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pyenv/versions"
    paths = [Path("/usr/bin") / name for minor in ("", *KNOWN, 14) for name in (f"python3.{minor}", f"python3.{minor}-dbg")]
    paths = [Path("/usr/bin/python3"), Path("/usr/bin/python3-dbg"), Path("/usr/local/bin/python3"), *paths]
    with contextlib.suppress(OSError):
        paths += sorted(folder.glob("*/bin/python"))
    found = {}
    for path in paths:
        with contextlib.suppress(OSError):
            if os.access(path, os.X_OK) and path.resolve() not in found:
                found[path.resolve()] = Python(str(path), version_of(str(path)))
    return [python for python in found.values() if python.version]


@functools.lru_cache(maxsize=None)
def may_read():
    """Whether what is ours, but no child of the reader's, may be read: not with Yama, nor in some containers."""
    with subprocess.Popen(["sleep", "1000"]) as process:
        try:
            with Reader() as reader:
                status, _ = reader.attach(process.pid)
        finally:
            process.kill()
    return status != "denied"


def interpreters():
    if not may_read():
        raise Skip("the memory of other processes may not be read here")
    return [p for p in all_interpreters() if p.version[0] == 3 and p.version[1] in KNOWN]


def refused():
    if not may_read():
        raise Skip("the memory of other processes may not be read here")
    return [p for p in all_interpreters() if p.version < (3, KNOWN[0])]


def on_all(run):
    """Runs it for each interpreter that is known, two at a time; what each returns is a remark."""
    pythons = interpreters()
    if not pythons:
        raise Skip("no Python of a known version")
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(run, python) for python in pythons]
    failures = [str(job.exception()) for job in jobs if job.exception()]
    for job in jobs:
        if not job.exception() and job.result():
            print(f"# {job.result()}")
    for minor in set(KNOWN) - {p.version[1] for p in pythons}:
        print(f"# skipped: Python 3.{minor} is not installed")
    if failures:
        raise Failure("\n".join(failures))


class Reader:
    """The program that prints what source/python reads."""

    def __init__(self, program=READER, **more):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def ask(self, command):
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()
        return self.line()

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"the reader has ended: {self.process.wait()}")
        return line.decode().removesuffix("\n")

    def attach(self, pid):
        """The status, and the version."""
        status, version = self.ask(f"attach {pid}").split()
        return status, version

    def inherit(self, child):
        self.ask(f"inherit {child}")

    def read(self, tid=0):
        """The status, and the stacks."""
        status, count = self.ask(f"read {tid}").split()
        return status, [self.stack() for _ in range(int(count))]

    def stack(self):
        tid, count, *cuts = self.line().split()
        return Stack(int(tid), "inner" in cuts, "outer" in cuts, [self.frame() for _ in range(int(count))])

    def frame(self):
        file, line, function, user, awaits, named = self.line().split("\t")
        return Frame(file, int(line), function, user == "1", awaits == "1", int(named))
