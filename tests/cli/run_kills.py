# SPDX-License-Identifier: MIT
"""run_kills.py: the account of a job with a process killed for memory: which one, its size, the limit."""
import contextlib
import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from ends_world import kernel_tells
from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, environment, equal, good,
                 held_longer, holds_text, home, is_sanitized, main, peaktop, until)

MIB = 1 << 20
LIMIT = 64
# Our own processes run inside as well, and a sanitized build takes about 60 MiB.
OUTER = 192 if is_sanitized() else LIMIT
PYTHON = [sys.executable, "-S", "-c"]

# Grows in steps that are sampled, far beyond any limit here.
HOG = """
import mmap, sys, time
open('/proc/self/oom_score_adj', 'w').write('1000')
memory = mmap.mmap(-1, 600 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, 600 << 20, 4096):
    memory[at] = 1
    if at % (2 << 20) == 0: time.sleep(0.004)
"""

# A pool: a worker is lost, the command exits 0.
COPES = """
import os, sys
def work(n):
    if n == 1:
        exec(sys.argv[1])
    sys.stdin.read()
    os._exit(0)
workers = [os.fork() or work(n) for n in range(3)]
_, status = os.waitpid(workers[1], 0)
print(workers[1], os.waitstatus_to_exitcode(status), flush=True)
"""


# --- groups of this machine ---

def memory_group():
    """The folder of our memory group, v1 or v2, and the name of its limit."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "memory":
            return Path("/sys/fs/cgroup/memory" + path.rstrip("/")), "memory.limit_in_bytes"
    raise Skip("no memory controller of v1 here")


@contextlib.contextmanager
def group(mib, above=None):
    """A group with that limit, emptied and removed at the end."""
    folder, limit = memory_group()
    folder = (above or folder) / f"test-{os.getpid()}-{time.monotonic_ns()}"
    try:
        folder.mkdir()
        if mib is not None:
            (folder / limit).write_text(str(mib * MIB))
    except OSError as why:
        raise Skip(f"no group can be made here: {why.strerror}") from None
    try:
        yield folder
    finally:
        def gone():
            try:
                folder.rmdir()
            except OSError:
                return False
            return True
        until(gone, f"{folder} to be empty")


def joins(folder):
    def join():
        (folder / "cgroup.procs").write_text(str(os.getpid()))
    return join


def run(*arguments, inside=None, **more):
    """A finished run, as JSON, its summary, and what it printed."""
    path = home() / "run.json"
    if inside is not None:
        more["preexec_fn"] = joins(inside)
    done = peaktop("run", f"--json={path}", *arguments, **more)
    # If it is refused (no group can be created here), there is no account.
    told = json.loads(path.read_text()) if done.returncode != 125 else None
    return done, told, " ".join(done.stderr.decode().split())


def run_that_copes(*arguments, **more):
    """The kernel may take who waited for its victim as well, where that one's memory is still being
    given back: then once more."""
    for _ in range(10):
        done, told, text = run(*arguments, **more)
        if done.returncode != 137:
            break
    equal(done.returncode, 0, text)
    return done, told, text


def check_victim(told, pid, least_mib, most_mib):
    equal(len(told["oom_kills"]), 1)
    victim = told["oom_kills"][0]
    equal(victim["pid"], pid)
    check(least_mib * MIB < victim["bytes"] <= most_mib * MIB, victim)
    check(victim["name"], "it has no name")


# --- a limit around peaktop itself ---

def test_a_kill_by_the_limit_of_an_outer_group_is_out_of_memory():
    with group(OUTER) as outer:
        done, told, text = run("--cgroup=off", *PYTHON, HOG, inside=outer)
        equal(done.returncode, 137, text)
        equal(told["exit"]["reason"], "oom_killed", text)
        equal(told["oom_limit_bytes"], OUTER * MIB)
        equal(len(told["oom_kills"]), 1)
        holds_text(text, f"killed by SIGKILL: out of memory, limit {OUTER}")
        holds_text(text, "size for more than")


def test_the_reported_limit_is_that_of_the_full_group():
    with group(OUTER) as outer, group(4 * OUTER, outer) as inner:
        _, told, text = run("--cgroup=off", *PYTHON, HOG, inside=inner)
        equal(told["exit"]["reason"], "oom_killed", text)
        equal(told["oom_limit_bytes"], OUTER * MIB)


def test_a_private_group_does_not_hide_the_outer_limit():
    with group(OUTER) as outer:
        _, told, text = run("--cgroup=require", *PYTHON, HOG, inside=outer)
        equal(told["exit"]["reason"], "oom_killed", text)
        equal(told["oom_limit_bytes"], OUTER * MIB)


def test_a_kill_of_a_shells_child_is_reported():
    with group(OUTER) as outer:
        done, told, text = run("--cgroup=off", "sh", "-c", 'python3 -S -c "$0"; exit $?', HOG,
                               inside=outer)
        equal((done.returncode, told["exit"]["reason"]), (137, "oom_killed"), text)
        holds_text(text, "1 of its processes was killed for memory (")


# --- single processes ---

def check_coped(options, limit, inside=None):
    done, told, text = run_that_copes(*options, *PYTHON, COPES, HOG, inside=inside)
    pid, status = done.stdout.decode().split()
    equal((done.returncode, status), (0, "-9"), text)
    equal(told["exit"], {"status": 0, "signal": None, "reason": "exited"})
    check_victim(told, int(pid), limit // 2 if inside is None else 4, limit + 16)
    equal(told["oom_limit_bytes"], limit * MIB)
    holds_text(text, "exited 0; 1 of its processes was killed for memory (")
    holds_text(text, f"{pid}, held ")
    holds_text(text, f"), limit {limit}")
    holds_text(text, "size for more than")


def test_a_worker_is_killed_and_the_command_exits_0():
    with group(None):
        pass
    check_coped(["--memory-max", f"{LIMIT}M"], LIMIT)


def test_a_worker_is_killed_by_the_limit_of_an_outer_group():
    with group(OUTER) as outer:
        check_coped(["--cgroup=off"], OUTER, outer)


def test_exact_reports_the_killed_process():
    with group(None):
        pass
    check_coped(["--exact", "--memory-max", f"{LIMIT}M"], LIMIT)


def test_every_kill_counts():
    with group(None):
        pass
    code = ("import os, sys\nfor n in range(3):\n"
            "    pid = os.fork()\n"
            "    if pid == 0: exec(sys.argv[1])\n"
            "    os.waitpid(pid, 0)\n    print(pid, flush=True)\n")
    done, told, text = run_that_copes("--memory-max", f"{LIMIT}M", *PYTHON, code, HOG)
    equal(sorted(victim["pid"] for victim in told["oom_kills"]),
          sorted(int(pid) for pid in done.stdout.split()), text)
    holds_text(text, "3 of its processes were killed for memory (")


# Joins a group of 64 MiB that we did not create, like a container inside the job.
MOVES = "open(sys.argv[2] + '/cgroup.procs', 'w').write(str(os.getpid()))\nexec(sys.argv[3])\n"


def test_a_kill_in_a_shared_group_is_probable():
    with group(LIMIT) as beside:
        done, told, text = run_that_copes("--cgroup=off", *PYTHON, COPES, MOVES, str(beside), HOG)
        equal(told["oom_likely"], True, text)
        equal([victim["pid"] for victim in told["oom_kills"]], [int(done.stdout.split()[0])])
        holds_text(text, "exited 0; likely 1 of its processes was killed for memory (")


def check_kill_below(times):
    code = ("import os, sys\n"
            "groups = [l.split(':') for l in open('/proc/self/cgroup')]\n"
            "path = [g[2].strip() for g in groups if g[1] == 'memory'][0]\n"
            "path = '/sys/fs/cgroup/memory' + path + '/below'\n"
            "os.mkdir(path)\n"
            "open(path + '/memory.limit_in_bytes', 'w').write('67108864')\n"
            "pid = os.fork()\n"
            "if pid == 0:\n"
            "    open(path + '/cgroup.procs', 'w').write(str(os.getpid()))\n"
            "    exec(sys.argv[1])\n"
            "os.waitpid(pid, 0)\nprint(pid, flush=True)\n"
            f"import time; time.sleep({0.3 * times})\n"
            "os.rmdir(path)\n")
    done, told, text = run_that_copes("--cgroup=require", *PYTHON, code, HOG)
    check_victim(told, int(done.stdout), 4, LIMIT + 16)
    equal(told["oom_likely"], False)


def test_a_kill_in_a_group_created_by_the_job_counts():
    with group(None):
        pass
    held_longer(check_kill_below)


# Four that take all they can at once, each gone soon, one of them with more than one thread: the pids.
QUICK = """
import mmap, os, threading
for n in range(4):
    pid = os.fork()
    if pid == 0:
        memory = mmap.mmap(-1, 400 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        def fill():
            for at in range(0, 400 << 20, 4096): memory[at] = 1
        if n == 2: threading.Thread(target=fill).start()
        else: fill()
    os.wait()
    print(pid, flush=True)
"""


def test_the_size_at_the_kill_is_the_kernels_if_it_reports_exits():
    """An earlier sample may show much less, or nothing."""
    with group(None):
        pass
    for _ in range(10):
        done, told, text = run_that_copes("--memory-max", f"{OUTER}M", *PYTHON, QUICK)
        equal(len(told["oom_kills"]), 4, text)
        if kernel_tells() and not told["exits_lost"]:
            pids = [int(pid) for pid in done.stdout.split()]
            equal(sorted(victim["pid"] for victim in told["oom_kills"]), sorted(pids), told)
            for victim in told["oom_kills"]:
                check(OUTER // 2 * MIB < victim["bytes"] <= (OUTER + 16) * MIB, victim)


def check_words(told, text):
    """Lower bounds of the victims' sizes are marked."""
    kills = told["oom_kills"]
    for victim in kills:
        equal(victim["lower_bound"] is None, victim["bytes"] is None, victim)
        check(victim["lower_bound"] is not False or victim["bytes"] > LIMIT // 2 * MIB, victim)
    if told["exit"]["reason"] == "oom_killed" and len(kills) == 1:
        return kills # the command itself: its peak is told, no victim
    bounds = [victim["lower_bound"] for victim in kills[:3] if victim["bytes"] is not None]
    equal(text.count(", held at least "), bounds.count(True), text)
    equal(text.count(", held "), len(bounds), text)
    return kills


def told_no_ends():
    """In the child that becomes peaktop: root without the capability for exits."""
    equal(ctypes.CDLL(None).prctl(24, 12, 0, 0, 0), 0, "PR_CAPBSET_DROP, CAP_NET_ADMIN")


def test_a_sampled_size_of_the_killed_process_is_a_lower_bound():
    with group(None):
        pass
    def of_many(): # only of the largest of all wait4 tells
        _, told, text = run_that_copes("--memory-max", f"{OUTER}M", *PYTHON, QUICK,
                                       preexec_fn=told_no_ends)
        equal(told["exits_lost"], None)
        return any(victim["lower_bound"] for victim in check_words(told, text))
    until(of_many, "a look at one that was killed later")
    _, told, text = run("--memory-max", f"{LIMIT}M", *PYTHON, HOG, preexec_fn=told_no_ends)
    check_words(told, text)


def test_a_final_size_is_not_a_lower_bound():
    with group(None):
        pass
    if not kernel_tells():
        raise Skip("the kernel tells us no ends here")
    _, told, text = run_that_copes("--memory-max", f"{LIMIT}M", *PYTHON, QUICK)
    if not told["exits_lost"]:
        equal([victim["lower_bound"] for victim in check_words(told, text)], [False] * 4, text)


# --- no kill ---

def test_kill_9_is_not_reported_as_out_of_memory():
    for options in ([], ["--cgroup=require"], ["--exact"]):
        done, told, text = unmoved(lambda words=options: run(
            *words, *PYTHON, "import os, signal\n"
            "if os.fork() == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
            "os.wait()\nos.kill(os.getpid(), signal.SIGKILL)\n"))
        if done.returncode == 125:
            continue
        equal((done.returncode, told["exit"]["reason"]), (137, "signaled"), text)
        equal((told["oom_kills"], told["oom_likely"]), ([], False), text)
        check("memory" not in text.split("time")[0], text)


def unmoved(work):
    """What it returns of a time in which this system counted no kill for memory: others may make some."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        before = system_kills()
        result = work()
        if system_kills() == before:
            return result
        check(time.monotonic() < deadline, "kills for memory all the time")


def system_kills():
    counts = dict(line.split() for line in Path("/proc/vmstat").read_text().splitlines())
    return counts.get("oom_kill")


def told_beside_a_kill(seconds, *command, status=0):
    """The account of a job that waits for its input to end, while in its group something else is killed; it ends so
    much later."""
    code = "import subprocess, sys\nprint(subprocess.run(sys.argv[1:]).returncode)\n"
    with group(2 * OUTER) as outer, open(home() / "told", "w", encoding="utf-8") as told:
        reader, writer = os.pipe()
        job = subprocess.Popen([PEAKTOP, "run", "--cgroup=off", "--json", *command],
                               stdin=reader, stderr=told, preexec_fn=joins(outer), env=environment())
        os.close(reader)
        try:
            done = subprocess.run([*PYTHON, code, *PYTHON, HOG.replace("600", "1500")],
                                  preexec_fn=joins(outer), stdout=subprocess.PIPE, check=True,
                                  timeout=PATIENCE_SECONDS)
            equal(done.stdout.strip(), b"-9")
            check(job.poll() is None, "the job went first")
            counted = system_kills()
            time.sleep(seconds)  # no wait for anything: so long after the kill the job goes on
        finally:
            os.close(writer)
            equal(job.wait(PATIENCE_SECONDS), status)
    if system_kills() != counted:  # somebody else's
        return told_beside_a_kill(seconds, *command, status=status)
    return json.loads((home() / "told").read_text())


WAITS = "import sys; held = b'x' * {}; sys.stdin.read()"
# The command's child holds much, and exits by itself; the command continues for a while.
LARGE_CHILD = [*PYTHON, "import subprocess, sys, time; subprocess.run(sys.argv[1:]); time.sleep(0.2)",
               *PYTHON, WAITS.format("(24 << 20)")]


def test_a_kill_beside_the_job_is_not_attributed_to_it():
    """In the same group, while the job goes on with all its processes; also where a child of the command ends by
    itself later, small or large."""
    for command in ([*PYTHON, WAITS.format(1)],
                    ["sh", "-c", "cat; true"],
                    LARGE_CHILD):
        told = told_beside_a_kill(1, *command)
        equal((told["oom_kills"], told["oom_likely"]), ([], False), command)


def test_kill_9_long_after_a_kill_beside_it_is_not_out_of_memory():
    told = told_beside_a_kill(4, *PYTHON, "import os, sys; held = b'x' * (24 << 20); sys.stdin.read(); "
                              "os.kill(os.getpid(), 9)", status=137)
    equal((told["exit"]["reason"], told["oom_kills"], told["oom_likely"]), ("signaled", [], False))


# It lives while a neighbour is killed for memory, and then ends by its own hand.
KILLS_ITSELF = "import os, sys; held = b'x' * (24 << 20); sys.stdin.read(); os.kill(os.getpid(), 9)"


def test_a_child_that_kills_itself_at_a_kill_beside_it_is_at_most_likely_out_of_memory():
    for _ in range(2):
        told = told_beside_a_kill(0, *LARGE_CHILD[:4], *PYTHON, KILLS_ITSELF)
        check(told["oom_likely"] or not told["oom_kills"], told)
        told = told_beside_a_kill(0, *PYTHON, KILLS_ITSELF, status=137)
        equal(told["exit"]["reason"], "signaled", told)


def test_a_normal_exit_right_after_a_kill_beside_it_is_distinguished():
    if not kernel_tells():
        raise Skip("the kernel tells us no ends here")
    for _ in range(3):
        told = told_beside_a_kill(0, *LARGE_CHILD)
        if not told["exits_lost"]:
            equal((told["oom_kills"], told["oom_likely"]), ([], False))


# --- the history ---

def test_the_history_keeps_the_kills():
    with group(None):
        pass
    done, told, _ = run_that_copes("--memory-max", f"{LIMIT}M", *PYTHON, COPES, HOG)
    shown = json.loads(good("show", "last", "--json"))
    for name in ("oom_kills", "oom_limit_bytes", "oom_likely"):
        equal(shown[name], told[name], name)
    holds_text(" ".join(good("show", "last").split()),
               "exited 0; 1 of its processes was killed for memory (")
    holds_text(good("history", "-n", "1"), "exited 0, OOM")
    check(done.stdout, "no worker")


def test_repeat_and_compare_say_what_was_killed():
    with group(None):
        pass
    done = peaktop("run", "--label", "cut", "--repeat", "2", "--memory-max", f"{LIMIT}M", *PYTHON, HOG)
    equal(done.returncode, 137)
    holds_text(done.stderr.decode(), "killed for memory in 2 of 2 runs")
    peaktop("run", "--label", "whole", *PYTHON, "x = bytearray(100 << 20)")
    done = peaktop("compare", "whole", "cut", "--fail-above", "5")
    text = done.stdout.decode()
    equal(done.returncode, 1, text)
    holds_text(text, "2 of 2 runs of cut were killed for memory: they needed more than ")
    check("needs" not in text, text)


main(cases_of(globals()))
