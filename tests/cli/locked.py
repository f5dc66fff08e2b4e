# SPDX-License-Identifier: MIT
"""locked.py: a history that another process holds delays no job, no output and no account, and loses
no run."""
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time

from panes_world import Screen
from tap import (PATIENCE_SECONDS, Failure, cases_of, check, environment, equal, home, holds_text, main,
                 peaktop, ready, start, until)

PYTHON = [sys.executable, "-S", "-c"]


class World:
    """A history of its own that exists already."""

    def __init__(self, name):
        self.state = home() / name
        self.env = environment(XDG_STATE_HOME=str(self.state))
        equal(peaktop("run", "--no-summary", "true", env=self.env).returncode, 0)
        self.runs()

    @contextlib.contextmanager
    def held(self):
        lock = sqlite3.connect(self.state / "peaktop/runs.db", isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            lock.close()

    def runs(self):
        done = peaktop("history", "--json", env=self.env)
        equal(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def run_of(self, label):
        found = [run for run in self.runs() if run["label"] == label]
        return found[0] if found else None


def seconds_of(*arguments, env):
    begun = time.monotonic()
    done = peaktop("run", *arguments, env=env)
    return done, time.monotonic() - begun


def check_not_delayed(world, *options):
    """Beside the same run without a record, which on a busy machine takes its time as well: one of three."""
    command = ("sh", "-c", "sleep 0.6; exit 6")
    late = []
    for _ in range(3):
        _, unrecorded = seconds_of("--no-history", *options, *command, env=world.env)
        done, seconds = seconds_of(*options, *command, env=world.env)
        equal(done.returncode, 6)
        check(b"not recorded" not in done.stderr, done.stderr)
        late.append(seconds - unrecorded)
        if late[-1] < 1.5:
            return
    raise Failure(f"{options}: later by {late}")


def test_a_run_that_starts_and_ends_while_the_history_is_locked():
    world = World("within")
    with world.held():
        for label, options in (("plain", ()), ("json", ("--json",)), ("verbose", ("-v",))):
            check_not_delayed(world, *options, "--label", label)
    for label in ("plain", "json", "verbose"):
        equal(world.run_of(label)["exit"]["status"], 6, label)


def begun_before_the_lock(world):
    """How long a run that had begun took to end while the history was locked; it is in the history afterwards."""
    script = "x = bytearray(30 << 20)\nprint('ready', flush=True)\ninput()\nraise SystemExit(7)"
    with start("run", "--label", "begun", *PYTHON, script, stdin=-1, env=world.env) as job:
        equal(ready(job), "ready")
        number = until(lambda: world.run_of("begun"), "the run in the history")["run"]
        with world.held():
            time.sleep(2.5)  # a beat goes by
            begun = time.monotonic()
            job.stdin.write(b"\n")
            job.stdin.close()
            equal(job.wait(PATIENCE_SECONDS), 7)
            took = time.monotonic() - begun
            account = job.stderr.read()
            holds_text(account.decode(), "exited 7")
            check(b"not recorded" not in account, account)
        run = world.run_of("begun")
        equal((run["run"], run["exit"]["status"]), (number, 7))
        check(run["peak"]["tree"]["bytes"] > 30 << 20, run["peak"])
        equal(len([r for r in world.runs() if r["label"] == "begun"]), 1, "it is there once")
    return took


def test_a_run_that_started_before_the_lock_is_finished_afterwards():
    """One of three: a busy machine takes its time as well."""
    took = []
    while len(took) < 3 and min(took, default=9) > 1.5:
        took.append(begun_before_the_lock(World(f"before {len(took)}")))
    check(min(took) < 1.5, "the ends took", took)


def test_a_long_memory_curve_is_kept_whole():
    world = World("course")
    with start("run", "--label", "course", "--interval=10ms", *PYTHON,
               "import select, sys\nx = []\nprint('ready', flush=True)\n"
               "while not select.select([sys.stdin], [], [], 0.02)[0]:\n"
               "    x = x[-200:] + [bytearray(1 << 20)]\n", stdin=-1, env=world.env) as job:
        equal(ready(job), "ready")
        until(lambda: course_length(world) > 64, "more than one piece of points")
        with world.held():
            job.stdin.close()
            equal(job.wait(PATIENCE_SECONDS), 0)
    check(course_length(world) > 64, "more than one piece of points")
    equal(world.run_of("course")["exit"]["status"], 0)


def course_length(world):
    return len(peaktop("show", "course", "--csv", env=world.env).stdout.splitlines())


def test_signals_are_passed_on_while_the_history_is_locked():
    world = World("signals")
    script = ("import signal, sys\nsignal.signal(signal.SIGUSR1, lambda *_: print('usr1', flush=True))\n"
              "print('ready', flush=True)\nwhile sys.stdin.readline(): pass")
    with world.held(), start("run", *PYTHON, script, stdin=-1, env=world.env) as job:
        equal(ready(job), "ready")
        until = time.monotonic() + 3
        while time.monotonic() < until:  # over the first beats, each of which finds it held
            begun = time.monotonic()
            job.send_signal(signal.SIGUSR1)
            equal(ready(job), "usr1")
            check(time.monotonic() - begun < 1, "a signal took", time.monotonic() - begun)
            time.sleep(0.02)
        job.stdin.close()
        equal(job.wait(PATIENCE_SECONDS), 0)


def test_a_pane_works_while_the_history_is_locked():
    world = World("pane")
    stamps = home() / "stamps"
    script = ("i=0; while [ $i -lt 200 ]; do date +%s.%N; i=$((i+1)); sleep 0.02; done "
              "| tee \"$OUT\"; sleep 0.3; exit 8")
    env = {"OUT": str(stamps), "XDG_STATE_HOME": str(world.state)}
    with world.held():
        screen = Screen("--label", "pane", "-d", "200ms", "--", "sh", "-c", script, **env)
        try:
            until(lambda: b"exited 8" in screen.written, "the end on the screen")
        finally:
            screen.type(b"\x1dq")
            until(lambda: screen.process.poll() is not None, "the end of the screen")
            screen.end()
    times = [float(line) for line in stamps.read_text().split()]
    equal(len(times), 200)
    longest = max(b - a for a, b in zip(times, times[1:]))
    check(longest < 1.5, "the job stood still for", longest)
    until(lambda: (run := world.run_of("pane")) and run["exit"]["status"] == 8, "the record")
    kept = until(lambda: peaktop("show", "pane", "--output", env=world.env).stdout,
                 "what it wrote, by its number")
    equal(len(kept.split()), 200)


def test_a_full_spool_is_waited_for_after_the_account():
    world = World("full")
    spool = world.state / "peaktop/runs.spool"
    spool.write_bytes(b"peaktop.spool/1\n" + b"x" * 262144)
    os.chmod(spool, 0o600)
    with world.held():
        with start("run", "--label", "late", "sh", "-c", "sleep 0.4; exit 9", env=world.env) as job:
            begun = time.monotonic()
            account = job.stderr.readline()
            check(time.monotonic() - begun < 2, "the account took", time.monotonic() - begun)
            holds_text(account.decode(), "sleep 0.4")
            equal(job.wait(PATIENCE_SECONDS), 9)
            holds_text(job.stderr.read().decode(), "run not recorded: ")


if __name__ == "__main__":
    main(cases_of(globals()))
