# SPDX-License-Identifier: MIT
"""tap.py: runs cases as functions, prints TAP, and starts the program in an environment of its own."""
import contextlib
import faulthandler
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

# A background job of a script ignores these signals, and its children would inherit that.
for _number in (signal.SIGINT, signal.SIGQUIT):
    signal.signal(_number, signal.SIG_DFL)

# If the guard aborts a late script, it prints where it was.
faulthandler.enable()

PEAKTOP = os.environ.get("PEAKTOP", "peaktop")

# Enough for a loaded machine; only a failure takes that long.
PATIENCE_SECONDS = 90


class Skip(Exception):
    """Raised by a case that this machine or build cannot test, with the reason."""


class Failure(Exception):
    """A failed check."""


def check(holds, *why):
    if not holds:
        raise Failure(" ".join(str(word) for word in why))


def equal(actual, expected, what=""):
    check(actual == expected, f"{what}: {actual!r} is not {expected!r}")


def holds_text(text, needle, what="the text"):
    check(needle in text, f"{what} does not hold {needle!r}: {text[:2000]!r}")


def near(actual, expected, part, what):
    """Within `part` (0.01: one percent) of the expected value."""
    check(actual is not None and abs(actual - expected) <= part * expected,
          f"{what}: {actual} is not within {part:.0%} of {expected}")


def _bear_our_home():
    """All processes with this environment, however distant."""
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if os.fsencode(home()) in environ.read_bytes():
                yield int(environ.parent.name)
        except OSError:
            pass


def _end_what_is_left():
    """After a failed case: kills what it left, such as a keeper or a command."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (pids := list(_bear_our_home())) and time.monotonic() < deadline:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _result(case):
    name = case.__name__.removeprefix("test_").replace("_", " ")
    try:
        case()
    except Skip as why:
        return "ok", f"{name} # SKIP {why}", []
    except Failure as why:
        return "not ok", name, str(why).splitlines()
    except Exception:  # a case that breaks is a case that fails
        return "not ok", name, traceback.format_exc().splitlines()
    return "ok", name, []


def main(cases):
    """Runs the cases in their order; does not return."""
    failed = False
    print(f"1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        word, text, reasons = _result(case)
        if word != "ok":
            _end_what_is_left()
        failed |= word != "ok"
        print(word, number, "-", text)
        for line in reasons:
            print("#", line.encode("ascii", "backslashreplace").decode())
        sys.stdout.flush()
    sys.exit(1 if failed else 0)


def cases_of(names):
    """All functions of a module that are called test_..., in their order."""
    return [item for name, item in names.items() if name.startswith("test_")]


# --- the program ---

_home = tempfile.TemporaryDirectory(prefix="peaktop-test-")


def home():
    """A private folder: HOME of started programs; removed when the script ends."""
    return Path(_home.name)


def environment(**changes):
    """The environment of the program: only PATH is inherited. None unsets."""
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(home()),
           "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm-256color"}
    env.update(changes)
    return {name: value for name, value in env.items() if value is not None}


def peaktop(*arguments, env=None, **more):
    """Runs it to its end; stdout and stderr as bytes; no stdin."""
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([PEAKTOP, *arguments], env=env or environment(),
                          timeout=PATIENCE_SECONDS, check=False, **more)


def good(*arguments, **more):
    """Its stdout as text; checks status 0 and an empty stderr."""
    done = peaktop(*arguments, **more)
    equal(done.returncode, 0, f"status ({done.stderr!r})")
    equal(done.stderr, b"", "stderr")
    return done.stdout.decode("utf-8")


def start(*arguments, env=None, **more):
    """Starts it; for a with statement of end_of()."""
    more.setdefault("stdin", subprocess.DEVNULL)
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return ended(subprocess.Popen([PEAKTOP, *arguments], env=env or environment(), **more))


class ended:
    """A process that is killed and reaped when its with block ends, whatever happened."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


def helper(code, *arguments, **more):
    """A Python process to be looked at; its code prints a line when it is ready (see ready), and
    ends at the latest when its stdin does."""
    return ended(subprocess.Popen([sys.executable, "-S", "-c", code, *arguments],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, **more))


def ready(process):
    """The next line of a helper or of a program under test."""
    held = getattr(process, "held", b"")
    while b"\n" not in held:
        readable, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
        more = os.read(process.stdout.fileno(), 65536) if readable else b""
        check(more, f"no line came, but {held!r}")
        held += more
    line, _, process.held = held.partition(b"\n")
    return line.decode("utf-8")


@contextlib.contextmanager
def copy_for_others():
    """The program where each user may run it: its own folder may be private."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield shutil.copy(shutil.which(PEAKTOP), folder)


def until(condition, what):
    """Asks again and again until it is true; returns that. What takes long to ask, as where a program is started
    for it, is asked less often: it is not to hold up what it waits for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (begun := time.monotonic()) < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(min(max(0.01, 2 * (time.monotonic() - begun)), 0.3))
    raise Failure(f"waited in vain for {what}")


def told_of(label):
    """The newest run with this label in the history, finished or running; None: none yet."""
    done = peaktop("show", label, "--json")
    return json.loads(done.stdout) if done.returncode == 0 else None


def until_seen(label, at_least):
    """Waits until the observer has sampled the job with this size: on a slow machine samples are rare."""
    def is_seen():
        told = told_of(label)
        peak = told and told["peak"]["tree"]
        return peak and peak["bytes"] is not None and peak["bytes"] >= at_least
    until(is_seen, f"a tree of {at_least} bytes in the record of {label}")


def held_longer(case):
    """case(times), whose job holds each of its states `times` as long: on a slow machine samples are seconds apart.
    Longer only if it failed; what is wrong stays wrong however long it is held."""
    for times in (1, 4):
        with contextlib.suppress(Failure):
            return case(times)
    return case(12)


def status_bytes(pid, field):
    """A memory line of /proc/PID/status, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise Failure(f"no {field} of {pid}")


def state_of(pid):
    """The state letter of /proc/PID/stat; X: it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return "X"
    return stat.rpartition(")")[2].split()[0]


def is_alive(pid):
    """It has not exited, reaped or not."""
    return state_of(pid) not in "ZX"


def words_of(path):
    """None if there is no file."""
    return path.read_text().split() if path.exists() else []


def is_sanitized():
    return b"__asan_init" in Path(PEAKTOP).read_bytes()
