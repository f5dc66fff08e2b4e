# SPDX-License-Identifier: MIT
"""run_sizes.py: files in memory, the parts of a peak, and the suggested size."""
import json
import os
import re
import sys
import time
from pathlib import Path

from tap import (PATIENCE_SECONDS, Failure, Skip, cases_of, check, equal, good, held_longer, helper, holds_text,
                 home, main, near, peaktop, ready, start, told_of, until, until_seen)

MIB = 1 << 20
PYTHON = [sys.executable, "-S", "-c"]
SHM = Path("/dev/shm")
CGROUPS = (["--cgroup=off"], ["--cgroup=require"])


def run(*arguments):
    """A finished run as JSON, and its summary; None if no group can be created."""
    path = home() / "run.json"
    done = peaktop("run", f"--json={path}", *arguments)
    if done.returncode == 125 and "--cgroup=require" in arguments:
        return None, None
    equal(done.returncode, 0, done.stderr)
    return json.loads(path.read_text()), " ".join(done.stderr.decode().split())


class Shared:
    """A name in /dev/shm, removed in any case."""

    def __init__(self):
        room = os.statvfs(SHM)
        if not os.access(SHM, os.W_OK) or room.f_bavail * room.f_frsize < 400 * MIB:
            raise Skip("no room in /dev/shm")
        self.path = SHM / f"peaktop-test-{os.getpid()}"

    def __enter__(self):
        return str(self.path)

    def __exit__(self, *_):
        self.path.unlink(missing_ok=True)


WRITES = """
import os, sys, time
with open(sys.argv[1], "wb", buffering=0) as file:
    for i in range(96): file.write(bytes([1]) * (1 << 20))
time.sleep(float(sys.argv[2]))
if sys.argv[3] == "removes": os.unlink(sys.argv[1])
"""

# Mapped completely by four processes: each holds it, and nothing remains.
MAPS = """
import mmap, os, sys, time
with open(sys.argv[1], "w+b") as file:
    file.truncate(96 << 20)
    memory = mmap.mmap(file.fileno(), 96 << 20)
os.unlink(sys.argv[1])
for at in range(0, 96 << 20, 4096): memory[at] = 1
for i in range(3):
    if os.fork() == 0: break
for at in range(0, 96 << 20, 4096): memory[at]
time.sleep(float(sys.argv[2]))
"""


def run_alone(*command, hold, last):
    """What others, another test say, write into /dev/shm meanwhile cannot be told apart: then once
    more."""
    for attempt in range(8):
        with Shared() as path:
            told, text = run(*command, path, str(hold * (1 + attempt)), last)
        tmpfs = told and told["peak"]["tmpfs"]
        if told is None or (tmpfs and abs(tmpfs["bytes"] - 96 * MIB) < 9 * MIB):
            return told, text
    raise Failure(f"not 96 MiB: {tmpfs}, {text}")


def check_files_in_memory(hold, last):
    for cgroup in CGROUPS:
        told, text = run_alone(*cgroup, *PYTHON, WRITES, hold=hold, last=last)
        if told is None:
            continue
        tmpfs = told["peak"]["tmpfs"]
        near(tmpfs["bytes"], 96 * MIB, 0.1, "the files")
        equal(tmpfs["folder"], "/dev/shm")
        equal(tmpfs["origin"], "cgroup" if cgroup[0].endswith("require") else "mounts")
        check(re.search(r"and (about )?\d+(\.\d)? MiB in /dev/shm", text), text)
        holds_text(text, "and its files in memory with 20 % to spare")


def test_files_left_in_a_tmpfs_count():
    check_files_in_memory(0, "stay")


def test_files_removed_from_a_tmpfs_count():
    check_files_in_memory(0.6, "removes")


def test_mapped_files_of_a_tmpfs_count_for_their_processes():
    for cgroup in CGROUPS:
        for attempt in range(8):
            with Shared() as path:
                told, text = run("--wait-all", *cgroup, *PYTHON, MAPS, path,
                                 str(0.6 * (1 + attempt)))
            tmpfs = told and told["peak"]["tmpfs"]
            if not tmpfs:
                break
        check(not tmpfs, text)


# Mapped, then unmapped; on request with as much again that is never mapped.
MAPS_AND_LETS_GO = """
import mmap, os, sys, time
with open(sys.argv[1], "w+b") as file:
    file.truncate(96 << 20)
    memory = mmap.mmap(file.fileno(), 96 << 20)
    for at in range(0, 96 << 20, 4096): memory[at] = 1
    if sys.argv[2] == "beside":
        file.seek(96 << 20)
        for i in range(96): file.write(bytes([1]) * (1 << 20))
        file.flush()
time.sleep(float(sys.argv[3]))
if sys.argv[2] == "unmaps":
    memory.close()
    time.sleep(float(sys.argv[3]))
"""


def test_files_mapped_at_the_peak_are_not_counted_twice():
    """A file in memory that a process maps is in its peak; when it is left behind, or unmapped, it is no more than it
    was."""
    for cgroup in CGROUPS:
        for what, most in (("stays", 170), ("unmaps", 170), ("beside", 320)):
            for attempt in range(8):
                with Shared() as path:
                    told, text = run(*cgroup, *PYTHON, MAPS_AND_LETS_GO, path, what,
                                     str(0.6 * (1 + attempt)))
                size = told and float(re.search(r"size for (?:at least |about )?([\d.]+) MiB", text).group(1))
                if told is None or most * 0.7 < size <= most:
                    break
            check(told is None or most * 0.7 < size <= most, (what, text))


# Written, and mapped as a whole at the very end: mostly no sample sees that.
WRITES_AND_MAPS = """
import mmap, sys, time
with open(sys.argv[1], "w+b", buffering=0) as file:
    for i in range(96): file.write(bytes([1]) * (1 << 20))
    time.sleep(float(sys.argv[2]))
    mmap.mmap(file.fileno(), 96 << 20, mmap.MAP_SHARED | mmap.MAP_POPULATE).close()
"""


# Held open by two processes, and mapped by none.
WRITES_WITHOUT_A_NAME = """
import os, sys, time
file = os.memfd_create("test")
for i in range(96): os.write(file, bytes([1]) * (1 << 20))
if os.fork() == 0: file = os.dup(file)
time.sleep(float(sys.argv[2]))
"""


def test_files_without_a_name_count():
    for cgroup in CGROUPS:
        told, text = run_alone("--wait-all", *cgroup, *PYTHON, WRITES_WITHOUT_A_NAME, hold=1.5, last="")
        if told is None:
            continue
        tmpfs = told["peak"]["tmpfs"]
        near(tmpfs["bytes"], 96 * MIB, 0.1, "the file")
        equal(tmpfs["folder"], None)
        equal(tmpfs["origin"], "cgroup" if cgroup[0].endswith("require") else "descriptors")
        check(re.search(r"and (about )?\d+(\.\d)? MiB in shared memory, held by no process", text), text)


def test_a_file_of_others_without_a_name_does_not_count():
    code = ("import os, sys\nfile = os.memfd_create('test', 0)\n"
            "for i in range(96): os.write(file, bytes([1]) * (1 << 20))\n"
            "print(file, flush=True)\nsys.stdin.read()\n")
    for _ in range(4):
        with start("run", f"--json={home() / 'others.json'}", "--cgroup=off", "--label", "others", *PYTHON,
                   "import sys; held = bytearray(b'x') * (4 << 20); sys.stdin.readline()", stdin=-1) as job:
            until_seen("others", 4 * MIB)
            with helper(code) as other:
                ready(other)
                samples = told_of("others")["sampling"]["samples"]
                until(lambda: told_of("others")["sampling"]["samples"] > samples + 2, "samples")
                job.communicate(b"\n")
        told = json.loads((home() / "others.json").read_text())["peak"]["tmpfs"]
        if told is None:
            return
        equal(told["origin"], "mounts", "by another test")
    raise Failure(told)


def check_size_of_once(text):
    size = re.search(r"size for\s+(at least|about) ([\d.]+) MiB", text)
    check(size and 115 < float(size.group(2)) < 160, text)


def test_files_mapped_between_two_samples_are_not_counted_twice():
    for cgroup in CGROUPS:
        told, text = run_alone(*cgroup, *PYTHON, WRITES_AND_MAPS, hold=1.5, last="")
        if told is None:
            continue
        check_size_of_once(text)


def test_a_lost_run_does_not_count_mapped_files_twice():
    with Shared() as path:
        with start("run", "--cgroup=off", "--label", "lost", *PYTHON, MAPS_AND_LETS_GO, path, "unmaps",
                   "5") as job:
            until(lambda: (told := told_of("lost")) and told["peak"]["tmpfs"], "files in memory")
            job.kill()
            job.wait()
    check_size_of_once(good("show", "lost"))


def test_a_budget_counts_what_the_group_counts():
    with Shared() as path:
        began = time.monotonic()
        told = home() / "budget.json"
        done = peaktop("run", f"--json={told}", "--cgroup=require", "--budget=64M", "--enforce", *PYTHON,
                       WRITES, path, str(PATIENCE_SECONDS), "stay")
        if done.returncode == 125:
            raise Skip("no control group")
        equal(done.returncode, 124, done.stderr)
        check(time.monotonic() - began < PATIENCE_SECONDS, "enforced")
        check(json.loads(told.read_text())["peak"]["tree"]["bytes"] < 64 * MIB, done.stderr)
        holds_text(done.stderr.decode(), "over budget of 64.0 MiB with its files in memory; enforced: ")
    with Shared() as path: # left behind, and seen by no sample
        done = peaktop("run", "--cgroup=require", "--budget=64M", *PYTHON, WRITES, path, "0", "stay")
        equal(done.returncode, 124, done.stderr)


def test_the_history_keeps_files_of_a_tmpfs():
    with Shared() as path:
        told, _ = run(*PYTHON, WRITES, path, "0", "stay")
    equal(json.loads(good("show", "last", "--json"))["peak"]["tmpfs"], told["peak"]["tmpfs"])
    holds_text(good("show", "last"), " in /dev/shm, held by no process")


HOLDS = """
import mmap, sys, time
held = bytearray(b"x") * (80 << 20)
shared = mmap.mmap(-1, 40 << 20)
for at in range(0, 40 << 20, 4096): shared[at] = 1
with open(sys.argv[1], "rb") as file: mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
for at in range(0, len(mapped), 4096): mapped[at]
time.sleep(0.5 * float(sys.argv[2]))
"""


def check_parts_of_one(times):
    path = home() / "data"
    path.write_bytes(bytes(60 * MIB))
    told, text = run("--cgroup=off", *PYTHON, HOLDS, str(path), str(times))
    parts = told["peak"]["process"]["parts"]
    check(parts, text)
    check(80 * MIB < parts["anon_bytes"] < 96 * MIB, parts)
    near(parts["shared_bytes"], 40 * MIB, 0.02, "shared")
    check(60 * MIB < parts["file_bytes"] < 76 * MIB, parts)
    equal(told["peak"]["tree"]["parts"], parts)
    size = r"\d+\.\d MiB"
    check(re.search(f"made of {size} anonymous, 40\\.\\d MiB shared, {size} of files", text), text)
    check(re.search(rf"\(without {size} of mapped files, which the kernel can drop\)",
                    text), text)
    shown = json.loads(good("show", "last", "--json"))
    equal(shown["peak"]["process"]["parts"], parts)


def test_the_parts_of_a_peak():
    held_longer(check_parts_of_one)


POOL = """
import mmap, os, sys, time
own = bytearray(b"x") * (20 << 20)
shared = mmap.mmap(-1, 60 << 20)
for at in range(0, 60 << 20, 4096): shared[at] = 1
for i in range(3):
    if os.fork() == 0:
        for at in range(0, 60 << 20, 4096): shared[at]
        held = bytearray(b"y") * (10 << 20)
        time.sleep(float(sys.argv[1]))
        os._exit(0)
time.sleep(1.2 * float(sys.argv[1]))
"""


def check_parts_of_tree(times):
    told, text = run("--cgroup=off", *PYTHON, POOL, str(times))
    tree = told["peak"]["tree"]
    parts = tree["parts"]
    check(parts, text)
    equal(sum(parts[kind] for kind in ("anon_bytes", "shared_bytes", "file_bytes")), tree["bytes"])
    near(parts["shared_bytes"], 60 * MIB, 0.15, "shared by all, once")
    check(parts["anon_bytes"] > 45 * MIB, parts)
    holds_text(text, " MiB shared, ")
    holds_text(text, "; in the largest process ")


def test_the_parts_of_a_trees_peak():
    held_longer(check_parts_of_tree)


def check_name_at_peak(times):
    last = f"x = bytearray(b'x') * (60 << 20); import time; time.sleep({0.3 * times})"
    first = (f"import os, sys, time; time.sleep({0.15 * times}); "
             "os.execv(sys.executable, [sys.executable, '-S', '-c', sys.argv[1]])")
    told, text = run("--cgroup=off", *PYTHON, first, last)
    name = told["peak"]["process"]["name"]
    check(name.startswith(f"{Path(sys.executable).name} -c x = "), name, text)


def test_a_process_is_named_by_its_program_at_its_peak():
    held_longer(check_name_at_peak)


def test_no_size_is_suggested_for_a_small_job():
    for command in (["true"], [*PYTHON, "x = bytearray(20 << 20)"]):
        _, text = run("--cgroup=off", *command)
        check("size for" not in text, text)
    _, text = run("--cgroup=off", *PYTHON, "x = bytearray(b'x') * (80 << 20)")
    holds_text(text, "size for")


main(cases_of(globals()))
