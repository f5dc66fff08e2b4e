# SPDX-License-Identifier: MIT
"""accuracy.py: the tree's peak of a few random trees that know what they hold (tests/bench/tree)."""
import os
import sys
import tempfile
import threading
from pathlib import Path

from tap import PEAKTOP, Skip, cases_of, check, equal, environment, is_sanitized, main, peaktop

sys.path.insert(0, str(Path(os.environ.get("SOURCE_DIR", ".")).resolve() / "tests/bench"))
sys.dont_write_bytecode = True
import made_up  # noqa: E402

HOLD_MS, LIMIT_MIB = 500, 192
# A seed of each style; ./dev bench accuracy measures all of them.
SEEDS = {"workers": 5, "copies": 24, "shared": 7, "many": 9, "chain": 20, "mixed": 10}
# On a busy machine, and with a slow program, a state may pass between two samples.
WIDE = 0.7 if is_sanitized() else 0.5

_folder = tempfile.TemporaryDirectory(prefix="peaktop-trees-")


def tree_job():
    os.chmod(_folder.name, 0o755)
    path = Path(_folder.name) / "tree_job"
    try:
        return str(path) if path.exists() else made_up.build(_folder.name)
    except made_up.NoCompiler as why:
        raise Skip(f"no compiler: {why}") from why


def watch(results, program, style, seed):
    try:
        results[style] = made_up.watch(PEAKTOP, program, seed, style, HOLD_MS, LIMIT_MIB, env=environment())
    except Exception as why:  # told by the case
        results[style] = why


def watch_all(seeds):
    """Two at a time."""
    program, results, waiting = tree_job(), {}, list(seeds.items())
    while waiting:
        threads = [threading.Thread(target=watch, args=(results, program, *item)) for item in waiting[:2]]
        waiting = waiting[2:]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return results


def test_errors_of_trees_are_within_the_documented_bounds():
    for style, outcome in watch_all(SEEDS).items():
        check(not isinstance(outcome, Exception), style, outcome)
        line = outcome.line()
        check(not outcome.is_false(), "no lower bound:", line)
        check(outcome.told >= outcome.run["peak"]["process"]["bytes"], line)
        check(not (outcome.at_least and outcome.is_estimate()), line)
        check(outcome.told < 2 * outcome.peak, line)
        if outcome.is_held():
            check(abs(outcome.held_error()) <= WIDE, line)


# Several processes map the same memory; when the last one reports it, all have mapped everything.
SHARE = """
import mmap, os, sys, time
fd = os.memfd_create("segment")
size = int(sys.argv[1]) << 20
os.ftruncate(fd, size)
pids = []
here, there = os.pipe()
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        pages = mmap.mmap(fd, size)
        for at in range(0, size, 4096): pages[at]
        os.write(there, b'x')
        time.sleep(0.6)
        os._exit(0)
    pids.append(pid)
for pid in pids: os.read(here, 1)
for pid in pids: os.waitpid(pid, 0)
"""


def test_a_budget_counts_shared_memory_once():
    """160 MiB mapped by four: far below a budget that the sum of their RSS exceeds."""
    done = peaktop("run", "--no-summary", "--cgroup=off", "--budget", "320M", "--enforce", sys.executable, "-S", "-c",
                   SHARE, "160")
    equal((done.returncode, done.stderr), (0, b""))
    done = peaktop("run", "--no-summary", "--cgroup=off", "--budget", "120M", "--enforce", sys.executable, "-S", "-c",
                   SHARE, "160")
    equal(done.returncode, 124, done.stderr)


# A child that writes to inherited memory, and another that only reads it.
COPY = """
import mmap, os, sys, time
size = int(sys.argv[1]) << 20
block = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, size, 4096): block[at] = 1
pid = os.fork()
for at in range(0, size, 4096):
    if pid == 0 and sys.argv[2] == 'writes': block[at] = 2
    else: block[at]
if pid == 0:
    time.sleep(float(sys.argv[3]))
    os._exit(0)
os.waitpid(pid, 0)
"""


def budget_of_copies(what, seconds):
    return peaktop("run", "--no-summary", "--cgroup=off", "--budget", "200M", "--enforce", sys.executable, "-S", "-c",
                   COPY, "120", what, seconds).returncode


def test_a_budget_counts_pages_that_were_copied():
    equal(budget_of_copies("reads", "0.3"), 0)
    equal(budget_of_copies("writes", "20"), 124)


if __name__ == "__main__":
    main(cases_of(globals()))
