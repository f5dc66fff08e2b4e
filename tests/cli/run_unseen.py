# SPDX-License-Identifier: MIT
"""run_unseen.py: figures that no sample shows are unknown: a job that was too short, a child between two samples."""
import json
import sys

from tap import (cases_of, check, equal, good, helper, holds_text, home, main, peaktop, ready, start,
                 told_of, until_seen)

PYTHON = [sys.executable, "-S", "-c"]
MIB = 1 << 20
# On a slow machine a sample may come in between: then it is not such a job.
TRIES = 10

# A job with children must not be reported as alone, sampled or not.
WITH_CHILDREN = {
    "waited for": ["sh", "-c", "/bin/true; exit 0"],
    "larger than it": ["sh", "-c", "ls -l / >/dev/null; exit 0"],
    "not waited for": ["sh", "-c", "/bin/true & exit 0"],
    "of a child": ["sh", "-c", "sh -c '/bin/true; exit 0'; exit 0"],
    "dropped by the kernel": [
        *PYTHON, "import os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "if os.fork() == 0: os._exit(0)"],
    "that live on": ["sh", "-c", "sleep 0.3 & exit 0"],
}


def run_json(*arguments):
    """The account of a run, and its summary."""
    path = home() / "run.json"
    done = peaktop("run", "--cgroup", "off", f"--json={path}", *arguments)
    equal(done.returncode, 0, done.stderr)
    return json.loads(path.read_text()), done.stderr.decode()


def is_alone(run, text):
    equal((run["processes_seen"], run["processes_lower_bound"]), (1, False), text)
    equal(run["peak"]["tree"]["lower_bound"], False, text)
    holds_text(text, "\n  peak          ")
    check("tree peak" not in text and "at least" not in text, text)


def may_be_more(run, text):
    equal(run["processes_lower_bound"], True, text)
    check("\n  peak          " not in text, text)
    # The launcher's own memory is high in a sanitized build: then the figure is "about".
    word = "at least" if run["peak"]["tree"]["lower_bound"] else "about"
    holds_text(text, f"\n  tree peak     {word} ")


def test_a_short_command_without_children_is_known_to_be_alone():
    for _ in range(TRIES):
        is_alone(*run_json("/bin/true"))
    is_alone(*run_json("sleep", "0.1"))


def test_a_lone_command_is_known_while_others_fork():
    with helper("import os, threading, sys\nprint('go', flush=True)\n"
                "threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0))).start()\n"
                "while True: os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)") as others:
        ready(others)
        for _ in range(TRIES):
            is_alone(*run_json("/bin/true"))


def test_a_command_with_children_is_never_reported_as_alone():
    for what, command in WITH_CHILDREN.items():
        for _ in range(TRIES):
            run, text = run_json(*command)
            may_be_more(run, what + text)
            if what != "dropped by the kernel":
                check(run["processes_seen"] >= 2, what, run)


def test_the_largest_process_is_not_named_if_it_may_be_a_child():
    for _ in range(TRIES):
        run, _ = run_json(*WITH_CHILDREN["larger than it"])
        if run["sampling"]["samples"] == 0:
            equal((run["peak"]["process"]["pid"], run["peak"]["process"]["name"]), (None, None))
            return


def test_what_no_sample_shows_is_unknown():
    for _ in range(TRIES):
        run, text = run_json("/bin/true")
        if run["sampling"]["samples"] == 0:
            equal(run["swap_peak_bytes"], None)
            return


def test_a_child_between_two_samples_is_known_by_its_usage():
    code = (f"import os, sys\nblock = bytearray(b'x') * {30 * MIB}\n"
            "print('here', flush=True)\nsys.stdin.readline()\n"
            "pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)\n")
    path = home() / "between.json"
    with start("run", "--cgroup", "off", "--label", "between", f"--json={path}", *PYTHON, code,
               stdin=-1) as job:
        ready(job)
        until_seen("between", 30 * MIB)
        check(told_of("between")["processes_lower_bound"], "while it runs nobody knows")
        text = job.communicate(b"\n")[1].decode()
    run = json.loads(path.read_text())
    may_be_more(run, text)
    check(run["processes_seen"] >= 2, run)


def test_the_history_agrees():
    for label, command in {"alone": ["/bin/true"], **WITH_CHILDREN}.items():
        run, _ = run_json("--label", label, *command)
        shown = json.loads(good("show", label, "--json"))
        for name in ("processes_seen", "processes_lower_bound", "peak", "swap_peak_bytes"):
            equal(shown[name], run[name], label + name)
    peaktop("run", "--no-summary", "--label", "spool", *WITH_CHILDREN["waited for"]) # not by SQLite
    equal(json.loads(good("show", "spool", "--json"))["processes_lower_bound"], True)


main(cases_of(globals()))
