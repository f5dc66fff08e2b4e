# SPDX-License-Identifier: MIT
"""The cost of a launch by `peaktop run`, compared with GNU time, and for a job of ten seconds."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
RUNS = 400
NEEDS = ["/usr/bin/time"]
# Grows and shrinks, with four children, for ten seconds.
JOB = """
import subprocess, sys, time
code = "import time\\nfor n in range(100):\\n x = bytearray(n << 19)\\n time.sleep(0.1)"
jobs = [subprocess.Popen([sys.executable, '-S', '-c', code]) for _ in range(4)]
for job in jobs: job.wait()
"""
SMOKE = {"RUNS": 1, "JOB": "import time; time.sleep(0.3)"}


def milliseconds(command):
    begun = time.monotonic_ns()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    os.waitpid(pid, 0)
    return (time.monotonic_ns() - begun) / 1e6


def compare(commands):
    """Interleaved, so that other load affects all alike."""
    took = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            took[name].append(milliseconds(command))
    first = None
    for name, times in took.items():
        median = statistics.median(times)
        first = first or median
        print(f"{name:<28} {median:>8.3f} ms  {median / first:>6.2f}")


def mark_of(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def observe(peaktop, options):
    job = subprocess.Popen([peaktop, "run", *options, "--json", PYTHON, "-c", JOB],
                           stderr=subprocess.PIPE, text=True)
    mark = 0
    while job.poll() is None:
        try:
            mark = max(mark, mark_of(job.pid))
        except (OSError, StopIteration):
            pass
        time.sleep(0.1)
    run = json.loads(job.stderr.read())
    used, wall = run["sampling"]["cpu_seconds"], run["wall_seconds"]
    print(f"job of {wall:.1f} s {' '.join(options):<15} {100 * used / wall:>8.2f} % of one CPU, "
          f"{run['sampling']['samples']} looks; VmHWM {mark / 1024:.1f} MiB")


def run(peaktop, options):
    """bench launch [OPTIONS of run]: wall time of /bin/true (median of 400), CPU and memory of ours."""
    commands = {"time": ["/usr/bin/time", "/bin/true"],
                "peaktop run --no-history": [peaktop, "run", *options, "--no-history", "/bin/true"],
                "  with --exact": [peaktop, "run", *options, "--no-history", "--exact", "/bin/true"],
                "peaktop run (recorded)": [peaktop, "run", *options, "/bin/true"]}
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        compare(commands)
        observe(peaktop, options)
