# SPDX-License-Identifier: MIT
"""Growth by line of Python code: its error, against jobs that measure themselves, for each Python here; its cost."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
JOBS = os.path.join(HERE, "..", "support", "line_jobs")
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

MIB = 1 << 20
RUNS = 15
SCRIPTS = [("tuples.py",), ("arrays.py",), ("tables.py",), ("calls.py",), ("workers.py", "fork"), ("workers.py", "spawn"),
           ("threads.py",)]
# Half of its time it allocates.
PURE = """
kept = []
for i in range(ROUNDS):
    kept.append([str(j) for j in range(2000)])
    sum(j * j for j in range(8000))
"""
ROUNDS = 1000
GROWING = "import time\nkept = []\nfor i in range(TICKS):\n kept.append(bytearray(b'x') * (1 << 20))\n time.sleep(0.02)\n"
STILL = "import time\nfor i in range(TICKS):\n sum(range(100000))\n time.sleep(0.02)\n"
TICKS = 500
SMOKE = {"RUNS": 1, "SCRIPTS": [("tuples.py",)], "ROUNDS": 100, "TICKS": 20, "ONE": True}
ONE = False


def pythons():
    from python_world import KNOWN, all_interpreters
    found = [p for p in all_interpreters() if p.version[0] == 3 and p.version[1] in KNOWN]
    return found[:1] if ONE else found


def observe(peaktop, *command, options=()):
    done = subprocess.run([peaktop, "run", "--no-history", "--json", *options, *command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd=JOBS)
    return json.loads(done.stderr.decode().splitlines()[-1]) if done.returncode == 0 else None


def credited(run, function):
    """What it touched with what it calls: the calls of a job's functions do not overlap otherwise."""
    return sum(f["bytes"] for f in run["functions"] or () if f["function"] == function)


def errors(peaktop, python, script, *arguments):
    with tempfile.NamedTemporaryFile(suffix=".json") as truth:
        run = observe(peaktop, python.path, script, truth.name, *arguments)
        if run is None:  # NumPy is not there
            return
        told = json.loads(truth.read())
    what = " ".join((script, *arguments))
    for function, expected in told.items():
        actual = credited(run, function)
        print(f"{'.'.join(map(str, python.version)):<8} {what:<18} {function:<12} {expected / MIB:>8.1f} MiB, credited "
              f"{actual / MIB:>8.1f}  {100 * (actual - expected) / expected:>+6.1f} %")
    peak = run["peak"]["process"]["bytes"]
    if not arguments:
        print(f"{'':<8} {what:<18} {'(sum)':<12} {peak / MIB:>8.1f} MiB, credited {(run['lines_bytes'] or 0) / MIB:>8.1f}  "
              f"{100 * ((run['lines_bytes'] or 0) - peak) / peak:>+6.1f} %")


def cost(peaktop, python):
    """With and without lines, interleaved, so that other load affects both alike."""
    code, took = f"ROUNDS = {ROUNDS}\n{PURE}", {"with": [], "without": []}
    for _ in range(RUNS):
        for name, options in (("with", ()), ("without", ("--no-lines",))):
            run = observe(peaktop, python.path, "-c", code, options=options)
            took[name].append((run["wall_seconds"], run["usage"]["user_seconds"] + run["usage"]["system_seconds"]))
    for kind, name in enumerate(("wall", "CPU of the job")):
        medians = {key: statistics.median(pair[kind] for pair in pairs) for key, pairs in took.items()}
        print(f"{python.path}: {name}: {medians['with']:.3f} s with lines, {medians['without']:.3f} without "
              f"({100 * (medians['with'] / medians['without'] - 1):+.1f} %, medians of {RUNS})")


def share(peaktop, python, name, code):
    """Of the thread: what the observer uses more with it."""
    used = {}
    for key, options in (("with", ()), ("without", ("--no-lines",))):
        run = observe(peaktop, python.path, "-c", f"TICKS = {TICKS}\n{code}", options=options)
        used[key] = 100 * run["sampling"]["cpu_seconds"] / run["wall_seconds"]
    print(f"{python.path}: while memory {name}: {used['with'] - used['without']:.2f} % of a CPU "
          f"(the observer {used['with']:.2f} %, without lines {used['without']:.2f} %)")


def run(peaktop, _):
    """bench lines: errors against jobs that measure themselves; the cost for a job, and the thread's own."""
    found = pythons()
    for python in found:
        for script in SCRIPTS:
            errors(peaktop, python, *script)
    for python in found[:2]:
        cost(peaktop, python)
        share(peaktop, python, "grows", GROWING)
        share(peaktop, python, "stands still", STILL)
