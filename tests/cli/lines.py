# SPDX-License-Identifier: MIT
"""lines.py: growth by line of Python code: what `run` says of jobs that measure themselves, with each Python here."""
import csv
import io
import json
import os
import pwd
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from panes_world import Screen
from python_world import KNOWN, all_interpreters
from tap import (PATIENCE_SECONDS, Failure, Skip, cases_of, check, copy_for_others, environment, equal, good, holds_text,
                 home, main, peaktop, start, told_of, until)

JOBS = Path(os.environ.get("SOURCE_DIR", ".")).resolve() / "tests/support/line_jobs"
MIB = 1 << 20


def interpreters():
    """A job is our child: it may be read even where others may not."""
    return [p for p in all_interpreters() if p.version[0] == 3 and p.version[1] in KNOWN]


def refused():
    return [p for p in all_interpreters() if p.version < (3, KNOWN[0])]


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
        run = json.loads(done.stderr.decode().splitlines()[-1])
        if run["lines_status"] == "denied":
            raise Skip("the memory of other processes may not be read here")
        return run, json.loads(truth.read())


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


NO_LINE = "unfollowed", "rest"


def check_sums(run, what):
    equal(run["lines_status"], "known", what)
    equal(sum(line["bytes"] for line in run["lines"] if line["kind"] not in NO_LINE), run["lines_bytes"], what)
    equal(sum(line["bytes"] for line in run["lines"]) + run["lines_unseen_bytes"], run["peak"]["tree"]["bytes"], what)


def no_line(run):
    return sum(line["bytes"] for line in run["lines"] if line["kind"] in NO_LINE)


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


# --- the peak of the tree ---

HOLD = "dd if=/dev/zero of=/dev/null bs=150M count=6 2>/dev/null"


def test_what_was_freed_before_the_peak_is_no_part_of_it():
    python = chosen()[0]
    code = ("import subprocess, time\ndef early():\n    return [float(i) for i in range(2_500_000)]\ntime.sleep(0.1)\n"
            f"kept = early()\ntime.sleep(0.1)\ndel kept\ntime.sleep(0.1)\nsubprocess.run(['sh', '-c', {HOLD!r}])\n")
    _, inside = observe_code(python.path, "-c", code)
    _, after = observe_code("sh", "-c", f"{python.path} -c '{grow_in_place()}'; {HOLD}")
    for run, function in (inside, "early"), (after, "grow"):
        check_sums(run, told(run))
        check(by_function(run).get(function, 0) < 5 * MIB, told(run))
        check(no_line(run) > 140 * MIB, told(run))
        equal((run["peak"]["line"], run["lines_unseen_bytes"]), (None, 0), told(run))


POOL = """
import os, sys, time
kept = [float(i) for i in range(1_500_000)]
time.sleep(0.1)
def child():
    more = bytearray(b"x") * (int(sys.argv[2]) << 20)
    time.sleep(1.5)
    os._exit(0)
for i in range(int(sys.argv[1])):
    if os.fork() == 0:
        child()
for i in range(int(sys.argv[1])):
    os.wait()
"""


def test_forks_that_allocate_at_once():
    for count, size in (2, 50), (16, 20):
        _, run = observe_code(chosen()[0].path, "-c", POOL, str(count), str(size))
        check_sums(run, told(run))
        within(by_function(run).get("child", 0), count * size * MIB, 0.1, told(run))


def test_spawned_workers_do_not_exceed_the_peak():
    run, _ = observe(chosen()[0], "workers.py", "spawn")
    check_sums(run, told(run))


# --- what is no Python, and what is refused ---

def observe_code(*command, options=(), **more):
    """The run of any command."""
    done = peaktop("run", "--no-history", "--json", *options, *command, **more)
    return done.returncode, json.loads(done.stderr.decode().splitlines()[-1])


def grow_in_place(seconds=0.5):
    """As code: it grows by 60 MiB in a line of its own."""
    return ("import time\ndef grow():\n    return [float(i) for i in range(1_800_000)]\n"
            f"kept = grow()\ntime.sleep({seconds})\n")


def test_a_job_without_python_has_none_and_no_thread():
    status, run = observe_code("sleep", "0.6")
    equal((status, run["lines_status"], run["lines"], run["functions"], run["peak"]["line"]),
          (0, "none", None, None, None))
    with start("run", "--no-history", "--no-summary", "sh", "-c", "while read line; do :; done", stdin=subprocess.PIPE) as job:
        until(lambda: len(os.listdir(f"/proc/{job.pid}/task")) == 1, "one thread")
        time.sleep(0.5)
        equal(len(os.listdir(f"/proc/{job.pid}/task")), 1)
        job.stdin.close()
        equal(job.wait(timeout=PATIENCE_SECONDS), 0)


def test_off_by_an_option_and_by_the_config_file():
    python = chosen()[0]
    config = Path(home()) / ".config/peaktop/config"
    config.parent.mkdir(parents=True, exist_ok=True)
    for text, options in (("", ["--no-lines"]), ("run.lines = no\n", []), ("", ["--program-only"]),
                          ("run.program-only = yes\n", [])):
        config.write_text(text)
        _, run = observe_code(python.path, "-c", grow_in_place(), options=options)
        equal((run["lines_status"], run["lines"]), ("off", None), f"{text} {options}")
    config.write_text("run.lines = yes\n")
    _, run = observe_code(python.path, "-c", grow_in_place())
    equal(run["lines_status"], "known")
    config.unlink()


def test_a_version_that_is_not_understood_gets_a_word():
    if not (pythons := refused()):
        raise Skip("only Pythons that are understood")
    for python in pythons:
        code = grow_in_place().replace("_", "")
        done = peaktop("run", "--no-history", python.path, "-c", code)
        text = done.stderr.decode()
        holds_text(text, "not understood", python.name)
        check("grew in" not in text, text)


def test_what_may_not_be_read_gets_a_word():
    if os.geteuid() != 0:
        raise Skip("only root can run a job of another user")
    python = chosen()[0]
    nobody = pwd.getpwnam("nobody").pw_uid
    code = ("import ctypes, time\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n" + grow_in_place())
    os.chmod(home(), 0o755)
    with copy_for_others() as program:
        done = subprocess.run([program, "run", "--no-history", python.path, "-c", code], env=environment(HOME="/"),
                              user=nobody, group=nobody, extra_groups=[], stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=False)
    if b"Permission denied" in done.stderr:
        raise Skip("nobody cannot start them here")
    equal(done.returncode, 0, done.stderr)
    text = done.stderr.decode()
    # It may have been followed until it forbade that.
    check("lines         no permission" in text or "(unknown)" in text, text)


# --- in the history ---

def test_they_are_recorded_shown_and_compared():
    python = chosen()[0]
    for label, count in (("small", 1_500_000), ("large", 3_000_000)):
        code = grow_in_place().replace("1_800_000", str(count)).replace("grow", "load_batch")
        script = Path(home()) / "batches.py"
        script.write_text(code)
        equal(peaktop("run", "--no-summary", "--label", label, python.path, str(script), cwd=home()).returncode, 0)
    for again in range(2):  # the second time from the file alone
        run = json.loads(good("show", "large", "--json"))
        check(with_calls(run, "load_batch") > 80 * MIB, told(run), again)
        equal(run["lines"][0]["file"], "batches.py")
    text = good("show", "large")
    holds_text(text, "grew in")
    holds_text(text, "load_batch")
    rows = list(csv.DictReader(io.StringIO(good("show", "large", "--csv-lines"))))
    equal((rows[0]["list"], rows[0]["file"], rows[0]["function"], rows[0]["line"]), ("line", "batches.py", "load_batch", "3"))
    equal(sum(int(row["bytes"]) for row in rows if row["list"] == "line" and row["kind"] not in NO_LINE), run["lines_bytes"])
    text = good("compare", "small", "large")
    check(any(line.split()[:2] == ["by", "line"] and "load_batch (batches.py)" in line and "+" in line
              for line in text.splitlines()), text)
    difference = json.loads(good("compare", "large", "small", "--json"))["differences"][0]["lines"]
    check(difference[0]["function"] == "load_batch" and difference[0]["bytes"] < -30 * MIB, difference)


def test_a_running_job_and_one_in_a_pane_have_them():
    python = chosen()[0]
    screen = Screen("--label", "pane", "-d", "200ms", "--", python.path, "-c", grow_in_place(0) + "input()\n")
    try:
        until(lambda: (run := told_of("pane")) and run["lines"] and with_calls(run, "grow") > 30 * MIB, "lines of a running job")
        screen.type(b"\n")
        screen.quit_after_exit(0)
    finally:
        screen.end()
    run = told_of("pane")
    equal((run["lines_status"], run["exit"]["reason"]), ("known", "exited"))


# --- hostile jobs: the account stays right, and the job unharmed ---

HOSTILE = {
    # Names of any length and with anything in them; lines beyond any file.
    "names": """
import time
kept = []
for i in range(60):
    name = "f" + "\\u00e4" * (i * 97 % 2000) + str(i)
    code = compile("\\n" * (i * 99991 % 70000) + f"def {name}():\\n    kept.append(bytearray(b'x') * (1 << 20))\\n{name}()",
                   "\\x1b[31m/" + "d/" * (i * 31) + "\\u202e\\udcff.py", "exec")
    exec(code)
    time.sleep(0.005)
""",
    # Every kind of end, at many moments.
    "deaths": """
import os, random, signal, time
random.seed(4)
for i in range(40):
    if os.fork() == 0:
        kept = []
        end = time.monotonic() + random.random() * 0.05
        while time.monotonic() < end:
            kept.append(bytearray(b"y") * (1 << 19))
        os.kill(os.getpid(), random.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGABRT]))
for i in range(40):
    os.wait()
""",
    # Forks of forks, most of them gone at once.
    "forks": """
import os, time
kept = [float(i) for i in range(300000)]
end = time.monotonic() + 1.5
while time.monotonic() < end:
    for i in range(10):
        if os.fork() == 0:
            more = bytearray(b"z") * (2 << 20) if i % 3 == 0 else None
            os._exit(0)
    for i in range(10):
        os.wait()
""",
    # Itself again and again, as other programs too.
    "execs": """
import os, sys, time
count = int(os.environ.get("COUNT", "0"))
kept = bytearray(b"w") * (20 << 20)
time.sleep(0.08)
if count < 6:
    os.environ["COUNT"] = str(count + 1)
    os.execv(sys.executable, [sys.executable, "-c", os.environ["CODE"]])
os.execv("/bin/sh", ["python3", "-c", "sleep 0.1; exit 0"])
""",
    # A stack deeper than is read, which changes all the time.
    "depth": """
import sys, time
sys.setrecursionlimit(20000)
kept = []
def down(n):
    if n == 0:
        kept.append([float(i) for i in range(2000)])
        return
    down(n - 1)
for i in range(400):
    down(300 + i % 200)
""",
    # Threads that come and go while they allocate.
    "threads": """
import threading
kept = []
def work(i):
    kept.append(bytearray(b"v") * (1 << 20))
for i in range(30):
    them = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for t in them: t.start()
    for t in them: t.join()
""",
}


def test_hostile_jobs_are_unharmed_and_the_account_stays_right():
    for python in chosen():
        for name, code in HOSTILE.items():
            status, run = observe_code(python.path, "-c", code, env=environment(CODE=code, PYTHONDONTWRITEBYTECODE="1"))
            what = f"{name} with {python.name}: {told(run)}"
            equal((status, run["exit"]["reason"]), (0, "exited"), what)
            check(run["lines_status"] in ("known", "none"), what)
            if run["lines"]:
                check_sums(run, what)
                for line in run["lines"]:
                    check(not set(line["file"] or "") & set("\x1b\u202e\n"), what)
                # Of a single process, never more than it held.
                if run["processes_seen"] == 1 and name != "execs":
                    check(run["lines_bytes"] <= run["peak"]["process"]["bytes"] + 2 * MIB, what)


def test_a_program_that_is_only_called_python_has_none():
    fake = Path(home()) / "python3.11"
    fake.write_bytes(Path(shutil.which("sleep")).read_bytes())
    fake.chmod(0o755)
    status, run = observe_code(str(fake), "0.4")
    equal((status, run["lines_status"], run["lines"]), (0, "none", None))
    fake.unlink()


def test_a_program_of_another_name_is_looked_at_later():
    """It may hold an interpreter: after a second, if it is large. What it held by then is nobody's."""
    python = chosen()[0]
    program = Path(home()) / "worker"
    program.write_bytes(Path(python.path).resolve().read_bytes())
    program.chmod(0o755)
    if subprocess.run([program, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise Skip("an interpreter that does not run from another place")
    code = "import time\nfirst = bytearray(b'x') * (40 << 20)\ntime.sleep(WAIT)\n" + grow_in_place()
    for wait in (2, 8):  # longer on a slow machine
        _, run = observe_code(str(program), "-c", code.replace("WAIT", str(wait)))
        if run["lines"] and with_calls(run, "grow") > 30 * MIB:
            break
    equal(run["lines_status"], "known", told(run))
    check_sums(run, told(run))
    within(with_calls(run, "grow"), 1_800_000 * 40, 0.3, told(run))
    check(any(line["kind"] == "unknown" and line["bytes"] > 20 * MIB for line in run["lines"]), told(run))
    program.unlink()


def test_a_job_that_may_have_few_processes_keeps_them_all():
    """A thread counts as a process of its user, but for root."""
    python, user = chosen()[0], {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody").pw_uid
        user = {"user": nobody, "group": nobody, "extra_groups": []}
        os.chmod(home(), 0o755)
    words = ["run", "--json", "--no-history", python.path, "-c", grow_in_place()]
    for limit, expected in ((200, "not_started"), (2000, "known")):
        with copy_for_others() as program:
            done = subprocess.run([program, *words], env=environment(HOME="/"), stdin=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, check=False,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit)), **user)
        if done.returncode != 0:
            raise Skip(done.stderr.decode().strip())
        equal(json.loads(done.stderr.decode().splitlines()[-1])["lines_status"], expected, f"{limit} processes")


if __name__ == "__main__":
    main(cases_of(globals()))
