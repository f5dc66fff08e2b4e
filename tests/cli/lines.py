# SPDX-License-Identifier: MIT
"""lines.py: growth by line of Python code: what `run` says of jobs that measure themselves, with each Python here."""
import json
import os
import subprocess
import tempfile
from pathlib import Path

from python_world import interpreters, refused
from tap import Failure, Skip, cases_of, check, environment, equal, home, main, peaktop

JOBS = Path(os.environ.get("SOURCE_DIR", ".")).resolve() / "tests/support/line_jobs"
MIB = 1 << 20


def chosen():
    """Debian's own and the newest of the others; ./dev bench lines takes all."""
    found = interpreters()
    if not found:
        raise Skip("no Python of a known version")
    first = [p for p in found if p.path.startswith("/usr/bin/")][:1] or found[:1]
    return first + sorted((p for p in found if p not in first), key=lambda p: p.version)[-1:]


def observe(python, script, *arguments, options=()):
    """The run, and what the job measured."""
    with tempfile.NamedTemporaryFile(dir=home(), suffix=".json") as truth:
        done = peaktop("run", "--no-history", "--json", *options, python.path, str(JOBS / script), truth.name, *arguments,
                       env=environment(PYTHONDONTWRITEBYTECODE="1"), cwd=JOBS)
        equal(done.returncode, 0, f"{python.name}: {done.stderr!r}")
        return json.loads(done.stderr.decode().splitlines()[-1]), json.loads(truth.read())


def by_function(run):
    """What each function touched itself."""
    sums = {}
    for line in run["lines"] or ():
        sums[line["function"]] = sums.get(line["function"], 0) + line["bytes"]
    return sums


def with_calls(run, function):
    return sum(f["bytes"] for f in run["functions"] if f["function"] == function)


def told(run):
    return json.dumps({name: run[name] for name in ("lines_status", "lines_bytes", "lines_unseen_bytes", "lines", "peak",
                                                    "sampling")})


def within(actual, expected, part, what):
    """Within a part of it; a step at each end is not credited."""
    check(abs(actual - expected) <= part * expected + 3 * MIB, f"{what}: {actual / MIB:.1f} MiB, not {expected / MIB:.1f}")


def check_sums(run, what):
    equal(run["lines_status"], "known", what)
    equal(sum(line["bytes"] for line in run["lines"]), run["lines_bytes"], what)


def compare(python, script, *arguments, part=0.1, measure=None):
    """A busy machine may let a step pass between two samples: what is wrong stays wrong."""
    why = None
    for _ in range(3):
        run, truth = observe(python, script, *arguments)
        what = f"{python.name}: {script} {' '.join(arguments)}: {told(run)}"
        check_sums(run, what)
        try:
            measured = measure(run) if measure else by_function(run)
            for function, expected in truth.items():
                within(measured.get(function, 0), expected, part, f"{function} of {what}")
            if not arguments:
                check_peak(run, what)
            return
        except Failure as failure:
            why = failure
    raise why


def check_peak(run, what):
    """The credits at the peak sum to the peak of the only process."""
    peak = run["peak"]["process"]["bytes"]
    if run["lines_unseen_bytes"] == 0:
        within(run["lines_bytes"], peak, 0.05, f"the sum of {what}")
        check(run["peak"]["line"], what)
    else:
        equal(run["peak"]["line"], None, what)


def test_lists_and_tuples():
    for python in chosen():
        compare(python, "tuples.py")


def test_arrays():
    with_numpy = [p for p in interpreters()
                  if subprocess.run([p.path, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode == 0]
    if not with_numpy:
        raise Skip("no Python with NumPy")
    for python in with_numpy[:2]:
        compare(python, "arrays.py", part=0.2)


def test_tables():
    for python in chosen():
        compare(python, "tables.py",
                measure=lambda run: {"read_rows": with_calls(run, "read_rows"), "columns": with_calls(run, "columns")})


def test_a_function_with_what_it_calls():
    for python in chosen():
        compare(python, "calls.py", measure=lambda run: {"load": with_calls(run, "load")})


def test_workers_are_merged():
    for method in ("fork", "spawn"):
        for python in chosen():
            compare(python, "workers.py", method, part=0.2)


def test_a_thread_that_reads_without_the_lock():
    for python in chosen():
        compare(python, "threads.py")


if __name__ == "__main__":
    main(cases_of(globals()))
