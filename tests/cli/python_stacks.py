# SPDX-License-Identifier: MIT
"""python_stacks.py: what source/python reads of every Python on this machine, against what each says of itself."""
import contextlib
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from python_world import Python, READER, Reader, SUPPORT, interpreters, on_all, refused
from tap import PATIENCE_SECONDS, Skip, cases_of, check, environment, equal, home, main, until, words_of

# Frames that are kept of one stack.
FRAMES_MAX = 64

PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}

# Without the flags of this build: the headers of Python have their own needs.
COMPILER = shlex.split(os.environ.get("FUZZ_COMPILE", "cc"))[:1]


def cleaned(name):
    """What becomes of the one file name that is not harmless."""
    return name.replace("\x1b", "?").replace("\u202e", "?").replace("\n", " ").replace("\udcff", "?")


def expected_threads(threads):
    return sorted([tid, [[cleaned(file), line, function, awaits] for file, line, function, awaits in frames[:FRAMES_MAX]],
                   len(frames) > FRAMES_MAX] for tid, frames in threads)


def found_threads(stacks):
    return sorted([s.tid, [[f.file, f.line, f.function, f.awaits] for f in s.frames], s.cut_outer] for s in stacks)


def compare(said, reader, python):
    """Attached anew, and read again with what is known. The ways that differ, or None."""
    what = f"{python.name}: {said['name']}"
    expected = expected_threads(said["threads"])
    equal(reader.attach(said["pid"])[0], "ok", what)
    for again in range(2):
        status, stacks = reader.read()
        equal(status, "ok", what)
        check(not any(s.cut_inner for s in stacks), what, "inner frames are cut")
        if found_threads(stacks) != expected:
            return f"{what}, reading {again}: {found_threads(stacks)} is not {expected}"
    tid = expected[0][0]
    status, stacks = reader.read(tid)
    equal((status, len(stacks), stacks[0].tid), ("ok", 1, tid), what)
    return None if found_threads(stacks)[0] in expected else f"{what}: {stacks} is not in {expected}"


def compare_at_rest(said, program, reader, python):
    """Threads may still be on their way to where they wait: then the program is asked again."""
    deadline = time.monotonic() + PATIENCE_SECONDS / 3
    while difference := compare(said, reader, python):
        check(len(said["threads"]) > 1 and time.monotonic() < deadline, difference)
        program.stdin.write(b"r")
        program.stdin.flush()
        said = json.loads(program.stdout.readline())


def run_scenarios(python):
    with tempfile.TemporaryDirectory(dir=home()) as folder, Reader() as reader, \
            python.start("-W", "ignore", SUPPORT / "python_scenarios.py", folder, **PIPES) as program:
        names, stops, frames = set(), 0, 0
        while (line := program.stdout.readline()) != b"\n":
            check(line, f"{python.name}: it has ended, after {sorted(names)}")
            said = json.loads(line)
            compare_at_rest(said, program, reader, python)
            names.add(said["name"])
            stops += 1
            frames += sum(len(frames) for _, frames in said["threads"])
            program.stdin.write(b".")
            program.stdin.flush()
    remark = f"{python.name}: {len(names)} scenarios, {stops} stops, {frames} frames"
    check(len(names | {"subinterpreter"}) == 41 and stops >= 50 and frames > 800, remark, sorted(names))
    return remark


def test_scenarios():
    on_all(run_scenarios)


# --- finding the interpreter ---

# Says that it is there, and waits.
HERE = """
import os, sys
def here():
    os.write(1, b"%d\\n" % os.getpid()), os.read(0, 1)
"""


@contextlib.contextmanager
def waiting(python, code, *options, **more):
    """A process that runs code after HERE; its pid, as it says itself."""
    with python.start(*options, "-c", HERE + code, **PIPES, **more) as program:
        yield program, int(program.stdout.readline())


def functions(stacks):
    return [[f.function.split(".")[-1] for f in s.frames] for s in stacks]


def any_python():
    for python in interpreters():
        return python
    raise Skip("no Python of a known version")


def test_versions_that_are_not_known_are_refused():
    if not refused():
        raise Skip("no Python before 3.8")
    for python in refused():
        # As each has its files, whatever its text is encoded in.
        with python.start("-c", "import os, sys; os.write(1, b'.'); os.read(0, 1)", **PIPES) as program, Reader() as reader:
            check(program.stdout.read(1) == b".", python.name)
            status, version = reader.attach(program.pid)
            equal((status, version[:4]), ("unknown", "%02x%02x" % python.version[:2]), python.name)
            equal(reader.read(), ("none", []), python.name)


def test_versions_that_are_known():
    def version(python):
        with waiting(python, "here()") as (_, pid), Reader() as reader:
            status, number = reader.attach(pid)
            equal((status, number[:4]), ("ok", "%02x%02x" % python.version[:2]), python.name)
            if python.version >= (3, 11):
                equal(int(number[4:6], 16), python.version[2], python.name)
    on_all(version)


def test_what_is_no_python():
    with Reader() as reader, subprocess.Popen(["sleep", "1000"]) as program:
        try:
            # Until it has called exec it is a copy of this one.
            until(lambda: reader.attach(program.pid)[0] == "none", "no Python in it")
        finally:
            program.kill()
            program.wait()
        equal(reader.attach(program.pid)[0], "gone")
        equal(reader.attach(2)[0] in ("none", "denied", "gone"), True, "a kernel thread, or nobody")


def test_one_that_starts():
    """From exec on it is early, never none, until it has frames."""
    def begin(python):
        program = os.path.realpath(python.path)
        with Reader() as reader:
            for _ in range(8):
                with python.start("-c", "import time; time.sleep(1000)") as process:
                    until(lambda: os.path.realpath(f"/proc/{process.pid}/exe") == program, "exec")
                    seen, deadline = set(), time.monotonic() + PATIENCE_SECONDS
                    while seen.isdisjoint({"ok", "none"}) and time.monotonic() < deadline:
                        status, _ = reader.attach(process.pid)
                        seen.add(reader.read()[0] if status == "ok" else status)
                    check("ok" in seen and seen <= {"early", "torn", "ok"}, python.name, seen)
    on_all(begin)


def test_one_that_ends():
    with waiting(any_python(), "here()") as (program, pid), Reader() as reader:
        equal(reader.attach(pid)[0], "ok")
        program.kill()
        program.wait()
        equal(reader.read(), ("gone", []))


def test_one_that_may_not_be_read():
    if os.getuid() != 0:
        raise Skip("not root")
    denied = "import ctypes; ctypes.CDLL(None).prctl(4, 0); here()"
    with waiting(any_python(), denied, start_new_session=True) as (_, pid):
        with Reader() as reader:
            equal(reader.attach(pid)[0], "ok", "root may")
        with tempfile.TemporaryDirectory() as folder:
            # The reader, and where it lies, are open to nobody.
            os.chmod(folder, 0o755)
            program = shutil.copy(READER, folder)
            try:
                with Reader(program, user=65534, group=65534, extra_groups=[]) as reader:
                    equal(reader.attach(pid)[0], "denied")
            except PermissionError as why:
                raise Skip(f"nobody cannot run the reader: {why}") from why


def test_a_fork_inherits():
    """The child is read without a search; also one that C code forked, whose thread has the parent's id in Python."""
    forks = {"fork": "os.fork()", "fork by C": "__import__('ctypes').CDLL(None).fork()"}

    def inherit(python):
        for what, fork in forks.items():
            code = f"here()\ndef child():\n    here()\ndef parent():\n    os.wait()\n" \
                   f"parent() if {fork} else child()\n"
            with waiting(python, code) as (program, parent), Reader() as reader:
                equal(reader.attach(parent)[0], "ok")
                equal(functions(reader.read()[1]), [["here", "<module>"]])
                program.stdin.write(b".")
                program.stdin.flush()
                child = int(program.stdout.readline())
                until(lambda: functions(reader.read()[1]) == [["parent", "<module>"]], "the parent waits")
                reader.inherit(child)
                status, stacks = reader.read(child)
                equal((status, functions(stacks), stacks and stacks[0].tid), ("ok", [["here", "child", "<module>"]], child),
                      f"{python.name}: {what}")
    on_all(inherit)


def test_exec_is_noticed():
    """Into another Python, which has other addresses, and into what is none."""
    first, last = any_python(), interpreters()[-1].path
    again = HERE + "def there():\n    here()\nthere()"
    with waiting(first, f"here(); os.execv({last!r}, [{last!r}, '-c', {again!r}])") as (program, pid), Reader() as reader:
        equal(reader.attach(pid)[0], "ok")
        equal(functions(reader.read()[1]), [["here", "<module>"]])
        program.stdin.write(b".")
        program.stdin.flush()
        equal(int(program.stdout.readline()), pid)
        status, stacks = reader.read()
        equal((status, functions(stacks)), ("ok", [["here", "there", "<module>"]]))
    with waiting(first, "here(); os.execvp('sleep', ['sleep', '1000'])") as (program, pid), Reader() as reader:
        equal(reader.attach(pid)[0], "ok")
        program.stdin.write(b".")
        program.stdin.flush()
        until(lambda: reader.read()[0] == "none", "no Python any more")


def test_where_the_program_lies_does_not_matter():
    """A copy with another name that was deleted; a virtual environment."""
    python = any_python()
    with tempfile.TemporaryDirectory(dir=home()) as folder:
        renamed = Path(folder) / "renamed"
        shutil.copy(Path(python.path).resolve(), renamed)
        env = environment(PYTHONHOME=python.prefix(), LD_LIBRARY_PATH=f"{python.prefix()}/lib")
        with waiting(Python(str(renamed), python.version), "here()", env=env) as (_, pid), Reader() as reader:
            renamed.unlink()
            equal((reader.attach(pid)[0], functions(reader.read()[1])), ("ok", [["here", "<module>"]]))


def test_a_pid_namespace():
    """Its threads have other ids inside."""
    python = any_python()
    code = "import threading\nt = threading.Thread(target=here)\nt.start()\nt.join()"
    command = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", python.path, "-c", HERE + code]
    if shutil.which("unshare") is None or \
            subprocess.run([*command[:6], "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Skip("no pid namespaces")
    with subprocess.Popen(command, env=environment(), **PIPES) as program, Reader() as reader:
        try:
            equal(program.stdout.readline(), b"1\n")
            pid = int(words_of(Path(f"/proc/{program.pid}/task/{program.pid}/children"))[0])
            equal(reader.attach(pid)[0], "ok")
            until(lambda: sorted(map(len, functions(reader.read()[1]))) in ([4, 4], [3, 4], [4, 5]), "two threads")
            tids = sorted(s.tid for s in reader.read()[1])
            equal(tids, sorted(map(int, os.listdir(f"/proc/{pid}/task"))))
        finally:
            program.kill()


# --- the table ---

# Each interpreter's own headers; where sysconfig says that they are.
INCLUDES = "import sysconfig; print(sysconfig.get_path('include')); print(sysconfig.get_path('platinclude'))"


def print_layout(python):
    """What the headers say; None: they are not there."""
    folders = subprocess.run([python.path, "-c", INCLUDES], stdout=subprocess.PIPE, check=True,
                             env=environment()).stdout.decode().split()
    if not any((Path(folder) / "internal").is_dir() for folder in folders):
        return None
    program = home() / f"layout{os.getpid()}.{python.version}"
    flags = [f"-I{folder}{end}" for folder in folders for end in ("", "/internal")]
    subprocess.run([*COMPILER, "-w", *flags, str(SUPPORT / "python_layout.c"), "-o", str(program)], check=True)
    return subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()


def test_the_table_is_that_of_the_headers():
    table = subprocess.run([READER, "table"], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    if shutil.which(COMPILER[0]) is None:
        raise Skip("no compiler")

    def compare_table(python):
        rows = print_layout(python)
        if rows is None:
            return f"skipped: no headers of {python.name}"
        ours = [row for row in table if row.startswith(rows[0].split()[0] + " ")]
        equal(sorted(rows), sorted(ours), python.name)
        return f"{python.name}: {len(rows)} rows are equal"
    on_all(compare_table)


if __name__ == "__main__":
    main(cases_of(globals()))
