# SPDX-License-Identifier: MIT
"""run_memory.py: figures of `peaktop run` compared with the truth: spikes, trees, orphans, and its own cost."""
import contextlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tap import (PATIENCE_SECONDS, Skip, cases_of, check, equal, holds_text, home, is_sanitized,
                 main, near, peaktop, ready, start, told_of, until, until_seen)

PYTHON = [sys.executable, "-S", "-c"]
MIB = 1 << 20


def run_json(*arguments, **more):
    """The account of a run without a cgroup, and its stdout."""
    path = home() / "run.json"
    done = peaktop("run", "--no-summary", "--cgroup", "off", f"--json={path}", *arguments, **more)
    equal((done.returncode, done.stderr), (0, b""))
    return json.loads(path.read_text()), done.stdout.decode()


# --- one process ---

MAXRSS = "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)\n"


def one_process_told_right(code, at_least):
    run, said = run_json(*PYTHON, code + MAXRSS)
    near(run["peak"]["process"]["bytes"], int(said), 0.01, "largest process")
    near(run["peak"]["tree"]["bytes"], int(said), 0.01, "tree")
    check(run["peak"]["process"]["bytes"] >= at_least, run["peak"])
    check(run["peak"]["process"]["origin"] in ("rusage", "exact"), run["peak"]) # exact: as root (ends.py)
    equal(run["usage"]["max_rss_floored"], False)
    equal(run["processes_seen"], 1)


def test_a_spike_of_thirty_milliseconds():
    one_process_told_right("import time\ntime.sleep(0.2)\nb = bytearray(b'x') * (300 << 20)\n"
                           "time.sleep(0.03)\ndel b\ntime.sleep(0.2)", 300 * MIB)


def test_ten_million_numbers_in_a_list():
    one_process_told_right("numbers = list(range(10_000_000))", 300 * MIB)


def test_the_floor_of_a_small_command_is_that_of_gnu_time():
    time = shutil.which("time", path="/usr/bin:/bin")
    if time is None:
        raise Skip("no /usr/bin/time")
    if is_sanitized():
        raise Skip("a sanitized launcher is large")
    done = subprocess.run([time, "-f", "%M", "/bin/true"], stderr=subprocess.PIPE, check=True)
    run, _ = run_json("/bin/true")
    more = run["usage"]["max_rss_bytes"] // 1024 - int(done.stderr)
    check(abs(more) <= 600, more, "KiB more than time's")


# --- trees: the truth is the sum of PSS that the job reads itself ---

PSS = """
import os, sys, time
def pss(*pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as lines:
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total
"""

SHARED_TREE = PSS + """
shared = bytearray(b"x") * (200 << 20)
done_read, done_write = os.pipe()
here_read, here_write = os.pipe()
workers = []
for i in range(3):
    workers.append(os.fork())
    if workers[-1] == 0:
        own = bytearray(b"y") * (60 << 20)
        os.close(done_write)
        os.write(here_write, b"x")
        os.read(done_read, 1)
        os._exit(0)
for i in range(3):
    os.read(here_read, 1)
print(pss(os.getpid(), *workers), flush=True)
sys.stdin.read()
os.close(done_write)
for pid in workers:
    os.waitpid(pid, 0)
"""

PARALLEL = PSS + """
code = ("import sys; b = bytearray(b'x') * (60 << 20); print('here', flush=True); "
        "sys.stdin.read()")
children = []
for i in range(8):
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    pid = os.posix_spawn(sys.executable, [sys.executable, "-S", "-c", code], os.environ,
                         file_actions=[(os.POSIX_SPAWN_DUP2, in_read, 0),
                                       (os.POSIX_SPAWN_DUP2, out_write, 1)])
    os.close(in_read)
    os.close(out_write)
    children.append((pid, in_write, out_read))
for pid, in_write, out_read in children:
    os.read(out_read, 10)
print(pss(os.getpid(), *(pid for pid, _, _ in children)), flush=True)
sys.stdin.read()
for pid, in_write, out_read in children:
    os.close(in_write)
for pid, in_write, out_read in children:
    os.waitpid(pid, 0)
"""


# Held until it was sampled: ./dev bench accuracy measures shorter peaks.
def tree_told_right(label, code, part, at_least):
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skip("this kernel does not tell PSS in one file")
    path = home() / f"{label}.json"
    with start("run", "--no-summary", "--cgroup", "off", "--label", label, f"--json={path}", *PYTHON,
               code, stdin=subprocess.PIPE) as job:
        truth = int(ready(job))
        until_seen(label, (1 - part) * truth)
        job.stdin.close()
        equal((job.wait(PATIENCE_SECONDS), job.stderr.read()), (0, b""))
    run = json.loads(path.read_text())
    tree = run["peak"]["tree"]
    check(truth >= at_least, truth, "is not what the job was to hold")
    near(tree["bytes"], truth, part, f"tree ({tree['origin']})")
    check(tree["bytes"] >= run["peak"]["process"]["bytes"], run["peak"])
    # An estimate from some pages is close, not a bound.
    equal(tree["lower_bound"], tree["origin"] != "sampled", tree)
    return run


def test_a_forked_tree_counts_shared_pages_once():
    run = tree_told_right("shared", SHARED_TREE, 0.05, 380 * MIB)
    equal(run["processes_seen"], 4)
    members = [member["bytes"] for member in run["peak"]["tree"]["processes"]]
    equal(len(members), 4)
    equal(members, sorted(members, reverse=True))
    near(sum(members), run["peak"]["tree"]["bytes"], 0.01, "sum of the breakdown")


def test_parallel_children_are_added_up():
    run = tree_told_right("parallel", PARALLEL, 0.08, 480 * MIB)
    equal(run["processes_seen"], 9)
    check(run["peak"]["process"]["bytes"] < 90 * MIB, run["peak"]["process"])


# --- a process without its main thread ---

# The system call ends only the thread; another one holds the memory and stays.
NO_MAIN = """
import ctypes, os, sys, threading, time
def hold():
    block = bytearray(b"x") * (150 << 20)
    while os.path.exists(f"/proc/self/task/{os.getpid()}/exe"):
        time.sleep(0.01)
    print(os.getpid(), flush=True)
    sys.stdin.readline()
    os._exit(0)
threading.Thread(target=hold).start()
ctypes.CDLL(None).syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)
"""


def test_a_process_whose_main_thread_ended_is_measured():
    with start("run", "--cgroup", "off", "--json", *PYTHON, NO_MAIN,
               stdin=-1) as job:
        child = ready(job)
        shown = json.loads(peaktop("--once", "--json", "-p", child).stdout)["processes"][0]
        check(shown["rss_bytes"] >= 150 * MIB and shown["peak_bytes"] >= 150 * MIB, shown)
        said = json.loads(job.communicate(b"\n", timeout=PATIENCE_SECONDS)[1])
    check(said["peak"]["process"]["bytes"] >= 150 * MIB, said["peak"])
    check(said["peak"]["tree"]["bytes"] >= 150 * MIB, said["peak"])


# --- the number of processes ---

# They live until they are sampled; started as fast as a shell can, so that dozens share a clock tick.
CROWD = ('i=0; while [ $i -lt "$0" ]; do sleep 600 & all="$all $!"; i=$((i + 1)); done; read x; '
         'kill $all; wait')


def test_each_of_many_children_is_counted_once():
    counts = (33, 50, 130)
    with contextlib.ExitStack() as stack:
        jobs = {count: stack.enter_context(start(
            "run", "--cgroup", "off", "--json", "--label", f"crowd {count}",
            "sh", "-c", CROWD, str(count), stdin=subprocess.PIPE)) for count in counts}
        for count, job in jobs.items():
            until(lambda: (told_of(f"crowd {count}") or {}).get("processes_seen", 0) > count,
                  "all in the record")
            said = json.loads(job.communicate(timeout=PATIENCE_SECONDS)[1])
            equal(said["processes_seen"], count + 1, count)


# --- orphans ---

# Exits at once; its child survives, prints its pid, and follows commands on stdin.
LEAVES = """
import os, sys
read_end, write_end = os.pipe()
if os.fork() != 0:
    os.read(read_end, 1)
    os._exit(6)
print(os.getpid(), flush=True)
block = bytearray(b"x") * (30 << 20)
os.write(write_end, b"x")
for line in sys.stdin:
    block += bytearray(b"y") * (50 << 20)
    print("grown", flush=True)
print("end", flush=True)
"""


def test_an_orphan_is_counted_and_left_alone():
    with start("run", "-v", *PYTHON, LEAVES, stdin=-1) as job:
        check(int(ready(job)) > 1)
        equal(job.wait(PATIENCE_SECONDS), 6)
        holds_text(job.stderr.readline().decode(), "non-zero status 6")
        # The orphan also holds stderr, so there is no end of file to wait for.
        text = b""
        while b"Samples:" not in text:
            text += job.stderr.readline()
        holds_text(text.decode(), "\tProcesses left alive: 1\n")
        job.stdin.write(b"grow\n")
        job.stdin.flush()
        equal(ready(job), "grown", "the orphan")
        job.stdin.close()
        equal(ready(job), "end", "the orphan")


def test_wait_all_waits_for_an_orphan():
    with start("run", "--json", "--wait-all", *PYTHON, LEAVES, stdin=-1) as job:
        pid = int(ready(job))
        job.stdin.write(b"grow\n")
        job.stdin.flush()
        equal(ready(job), "grown")
        equal(job.poll(), None, "peaktop waits")
        job.stdin.close()
        equal(ready(job), "end")
        equal(job.wait(PATIENCE_SECONDS), 6)
        peak = json.loads(job.stderr.read())["peak"]
    check(80 * MIB <= peak["process"]["bytes"] < 150 * MIB, peak)
    check(peak["tree"]["bytes"] >= peak["process"]["bytes"], peak)
    check(peak["process"]["pid"] in (pid, None, 0), peak)


# --- cost ---

BUSY = """
import os, time
for i in range(4):
    if os.fork() == 0:
        block = bytearray(b"x") * (20 << 20)
        time.sleep(2.8)
        os._exit(0)
end = time.monotonic() + 2.9
grown = []
while time.monotonic() < end:
    grown.append(bytearray(b"x") * (1 << 20))
    time.sleep(0.02)
for i in range(4):
    os.wait()
"""


def test_observing_for_three_seconds_is_cheap():
    if is_sanitized():
        raise Skip("a sanitized observer is slow")
    run, _ = run_json(*PYTHON, BUSY)
    check(run["wall_seconds"] > 2.8, run["wall_seconds"])
    cost, samples = run["sampling"]["cpu_seconds"], run["sampling"]["samples"]
    check(0 < cost < 0.2, run["sampling"])
    # One that costs more than 2 ms, on a slow machine, is taken less often, but once a second.
    check(samples >= (20 if cost < 0.002 * samples else 3), run["sampling"])


if __name__ == "__main__":
    main(cases_of(globals()))
