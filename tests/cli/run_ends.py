# SPDX-License-Identifier: MIT
"""run_ends.py: final peaks of a job's processes, as the kernel reports them to root, including unsampled ones."""
import json
import os
import signal
import subprocess
import sys

import tap
from ends_world import as_nobody, need_kernel
from panes_world import Screen
from tap import Skip, check, equal, good, holds_text, start, told_of, until, until_seen

MIB = 1024 * 1024
PYTHON = [sys.executable, "-S", "-c"]

# Children of the sizes in a line of GO, one after the other: prints what wait4 reports for each, in a line of OUT.
STORM = """
import json, mmap, os, time
def child(size, pid_before=None):
    if pid_before is not None:
        with open("/proc/sys/kernel/ns_last_pid", "w") as last: last.write(str(pid_before - 1))
    pid = os.fork()
    if pid == 0:
        memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        for at in range(0, size, 4096): memory[at] = 1
        if size >= 80 << 20: time.sleep(0.005)
        os._exit(0)
    return pid, os.wait4(pid, 0)[2].ru_maxrss * 1024
"""
EACH = STORM + """
with open(os.environ["GO"]) as go: sizes = json.loads(go.read())
told = [child(size) for size in sizes]
with open(os.environ["OUT"], "w") as out: json.dump(told, out)
"""
TWICE = STORM + """
with open(os.environ["GO"]) as go: go.read()
told = [child(30 << 20)]
for size in (25 << 20, 50 << 20): told.append(child(size, told[0][0]))
with open(os.environ["OUT"], "w") as out: json.dump(told, out)
"""
# Each of a different size, one of 80 MiB for 5 ms.
SIZES = [80 * MIB if i == 100 else MIB + i * 32768 for i in range(200)]


class Job:
    """One that waits for go() before it begins; what it said of its children, and what was told of it."""

    def __init__(self, label):
        self.label = label
        self.pipe, self.out = tap.home() / f"{label}.go", tap.home() / f"{label}.out"
        os.mkfifo(self.pipe)
        self.env = {"GO": str(self.pipe), "OUT": str(self.out)}

    def go(self, text=""):
        """Starts once the observer has sampled it: from then on it gets exits."""
        until_seen(self.label, 1)
        self.pipe.write_text(text)

    def ended(self):
        def look():
            run = told_of(self.label)
            return run if run is not None and run["exit"]["reason"] not in ("running", "lost") else None
        return until(look, f"the end of {self.label}")

    def children(self):
        return [tuple(child) for child in json.loads(self.out.read_text())]

    def run(self, code, sizes, *options, meanwhile=None):
        with start("run", "--no-summary", "--cgroup", "off", "--label", self.label, *options, *PYTHON, code,
                   env=tap.environment(**self.env)) as process:
            self.go(json.dumps(sizes))
            if meanwhile is not None:
                meanwhile(process)
            _, said = process.communicate(timeout=tap.PATIENCE_SECONDS)
            equal((process.returncode, said), (0, b""))
        return self.ended()


def check_size(told, truth, what):
    """As wait4 reports; if it was sampled, /proc may show some pages more, since wait4's figure moves in per-CPU steps."""
    check(truth <= told <= truth + truth // 100 + 512 * 1024, what, told, truth)


def whole(label, make):
    """What make(job) tells of a run, and the job. All ends of the machine come through one queue: where others made so many
    that some were lost, and this is told, another one is made."""
    jobs = []

    def attempt():
        jobs.append(Job(f"{label}-{len(jobs)}"))
        run = make(jobs[-1])
        return run if run["exits_lost"] == 0 else None
    return until(attempt, f"a run {label} of which no ends were lost"), jobs[-1]


def check_storm(run, children):
    largest = max(children, key=lambda child: child[1])
    check(largest[1] >= 80 * MIB, largest)
    single = run["peak"]["process"]
    equal((single["pid"], single["origin"]), (largest[0], "exact"))
    check_size(single["bytes"], largest[1], "the largest process")
    check(run["peak"]["tree"]["bytes"] >= largest[1], run["peak"]["tree"])
    equal(run["processes_seen"], 1 + len(children))
    equal(run["exits_lost"], 0)
    truth = dict(children)
    told = {one["pid"]: one for one in run["largest"]}
    for pid in sorted(truth, key=truth.get, reverse=True)[:20]:
        check(pid in told, "not among the largest:", pid, truth[pid], told)
        check_size(told[pid]["bytes"], truth[pid], f"child {pid}")
        equal(told[pid]["exit_peak_bytes"], told[pid]["bytes"])
    check(any(told[pid]["bytes"] == truth[pid] for pid in told if pid in truth), told, truth)


def test_every_child_is_reported_with_its_exact_peak():
    need_kernel()
    run, job = whole("storm", lambda job: job.run(EACH, SIZES))
    check_storm(run, job.children())
    shown = good("show", job.label)
    holds_text(shown, "the kernel's peak at exit")


def test_exact_peaks_in_a_pane():
    need_kernel()

    def in_pane(job):
        screen = Screen("--label", job.label, "-d", "200ms", "--", *PYTHON, EACH, **job.env)
        try:
            job.go(json.dumps(SIZES))
            return job.ended()
        finally:
            screen.end()
    run, job = whole("pane", in_pane)
    check_storm(run, job.children())


def foreign_children(_):
    """Many larger processes of our own, which are not of the job."""
    for i in range(100):
        pid = os.fork()
        if pid == 0:
            held = bytearray((100 if i == 50 else 10) * MIB)
            os._exit(len(held) == 0)
        equal(os.waitpid(pid, 0)[1], 0)


def test_processes_of_others_are_not_counted():
    need_kernel()
    run, job = whole("others", lambda job: job.run(EACH, SIZES, meanwhile=foreign_children))
    check_storm(run, job.children())


def storm_of_threads(pause_seconds):
    """Makes so many exits that handling them is too expensive at most samples, with a pause after each hundred."""
    endless = THREADS.replace("for i in range(20000)", "import itertools, time\nfor i in itertools.count()")
    code = endless + f"    if i % 100 == 0: time.sleep({pause_seconds})\n"

    def storm(process):
        with subprocess.Popen([*PYTHON, code]) as threads:
            try:
                process.wait(tap.PATIENCE_SECONDS)
            finally:
                threads.kill()
    return storm


def test_a_process_seen_before_its_exit_is_counted_once():
    need_kernel()
    pauses = (min(2 ** i, 100) / 1000 for i in range(1000))  # a loaded machine loses ends of a storm that another one handles
    run, _ = whole("late", lambda job: job.run(EACH, SIZES, meanwhile=storm_of_threads(next(pauses))))
    equal(run["processes_seen"], 201)


def twice_used():
    """Children that all had the same pid; None: another process was faster."""
    job = Job(f"twice-{twice_used.tries}")
    twice_used.tries += 1
    run = job.run(TWICE, [])
    same = len({pid for pid, _ in job.children()}) == 1 and run["exits_lost"] == 0
    return (run, job.children()) if same else None


twice_used.tries = 0


def test_a_reused_pid_is_two_processes():
    need_kernel()
    if not os.access("/proc/sys/kernel/ns_last_pid", os.W_OK):
        raise Skip("no pid can be chosen here")
    run, children = until(twice_used, "children of one pid, no end of which was lost")
    pid = children[0][0]
    equal(run["processes_seen"], 4)
    equal([one["pid"] for one in run["largest"]][:3], [pid] * 3)
    sizes = sorted((size for _, size in children), reverse=True)
    for one, size in zip(run["largest"], sizes):
        check(one["exit_peak_bytes"] is not None, run["largest"], children)
        check_size(one["exit_peak_bytes"], size, "one of them")
    equal(run["peak"]["process"]["pid"], pid)
    check_size(run["peak"]["process"]["bytes"], sizes[0], "the largest of them")


def test_exact_still_uses_ptrace():
    need_kernel()
    job = Job("exact")
    run = job.run(EACH, SIZES[95:105], "--exact")
    equal((run["processes_seen"], run["exits_lost"], run["peak"]["process"]["origin"]), (11, None, "exact"))
    tap.near(run["peak"]["process"]["bytes"], max(size for _, size in job.children()), 0.01, "its largest")


# Threads exit faster than processes, and are reported too.
THREADS = ("import threading\nfor i in range(20000):\n    t = threading.Thread(target=int)\n    t.start()\n    t.join()\n")


def lose_some(process):
    os.kill(process.pid, signal.SIGSTOP)
    try:
        subprocess.run([*PYTHON, THREADS], check=True, timeout=tap.PATIENCE_SECONDS)
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_lost_exits_are_reported():
    need_kernel()
    job = Job("lost")
    run = job.run(EACH, [MIB], meanwhile=lose_some)
    check(run["exits_lost"] >= 1, run["exits_lost"])
    holds_text(good("show", "lost"), "processes ended too fast to read their peaks")


def test_another_user_gets_no_exits():
    """And there is no message."""
    done = as_nobody("run", "--json", "--no-history", "--cgroup", "off", "sleep", "0.1")
    equal(done.returncode, 0)
    run = json.loads(done.stderr)
    equal((run["exits_lost"], run["peak"]["process"]["origin"]), (None, "rusage"))
    check(all(one["exit_peak_bytes"] is None for one in run["largest"]), run["largest"])


def test_another_network_namespace_gets_no_exits():
    """There the kernel accepts the request, but reports nothing: nor do we."""
    need_kernel()
    done = subprocess.run(["unshare", "-n", tap.PEAKTOP, "run", "--json", "--no-history", "--cgroup", "off", "sleep", "0.1"],
                          env=tap.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=tap.PATIENCE_SECONDS, check=False)
    if b"unshare" in done.stderr:
        raise Skip("no network namespace can be made here")
    equal(done.returncode, 0)
    equal(json.loads(done.stderr)["exits_lost"], None)


tap.main(tap.cases_of(globals()))
