# SPDX-License-Identifier: MIT
"""run_signals_early.py: a signal during the start of a job reaches it once, or ends it."""
import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

from run_signals import LAST, SHELL_TELLS, children_of
from tap import (PATIENCE_SECONDS, PEAKTOP, Failure, cases_of, check, ended, environment, equal,
                 home, main, start, state_of, until, words_of)

# Options, and the time between two tries, in us.
FORMS = (((), 60), (("--repeat=1",), 180))

# Ended by the signal: the command, or peaktop before it handles any.
ENDED = (128 + signal.SIGTERM, -signal.SIGTERM)


def begun(options):
    return start("run", *options, "--no-history", "--json", "sh", "-c", SHELL_TELLS, bufsize=0,
                 start_new_session=True)


def test_a_signal_in_the_first_milliseconds_comes_once():
    """However early: it ends a command that is not ready for it, or is delivered once."""
    for send in (os.kill, os.killpg, to_its_children):
        for options, step in FORMS:
            for delay in range(0, 3000, step):
                with begun(options) as job:
                    since = time.monotonic_ns()
                    while send is to_its_children and len(children_of(job.pid)) < 2:
                        pass
                    while time.monotonic_ns() < since + delay * 1000:
                        pass
                    send(job.pid, signal.SIGTERM)
                    check_once(job, f"{send.__name__} after {delay} us {options}")


def test_a_signal_that_we_handle_late_comes_once():
    """Stopped as soon as there is a child, or two: by when we go on the command may have taken it."""
    for options, _ in FORMS:
        for number in range(40):
            with begun(options) as job:
                while len(children_of(job.pid)) < 1 + number % 2:
                    pass
                job.send_signal(signal.SIGSTOP)
                until(lambda job=job: has_written(job) or not any(map(is_at_work, below(job.pid))),
                      "the command, or those that wait for us")
                os.killpg(job.pid, signal.SIGTERM)
                job.send_signal(signal.SIGCONT)
                check_once(job, f"late {options}")


def test_a_signal_to_a_keeper_in_the_first_milliseconds_comes_once():
    out = home() / "keeper"
    for send in (os.kill, os.killpg):
        for delay in range(0, 6000, 240):
            out.unlink(missing_ok=True)
            words = [PEAKTOP, "keeper", "--label", "early", "--no-history", "--", "sh", "-c",
                     f"exec >{out}; {SHELL_TELLS}"]
            with ended(subprocess.Popen(words, env=environment(), stdin=subprocess.DEVNULL,
                                        start_new_session=True)) as keeper:
                since = time.monotonic_ns()
                while time.monotonic_ns() < since + delay * 1000:
                    pass
                send(keeper.pid, signal.SIGTERM)
                check_once_kept(keeper, out, f"{send.__name__} after {delay} us")


def to_its_children(pid, number):
    """Like pkill -P."""
    for child in children_of(pid):
        try:
            os.kill(int(child), number)
        except ProcessLookupError:
            pass


def check_once(job, about):
    """What comes last has come through since: a second one of the first would have as well."""
    line = next_line(job, about)
    if line is not None:
        equal(line, "term", about)
        job.send_signal(LAST)
        equal(next_line(job, about), "well", about)
        equal(job.wait(PATIENCE_SECONDS), 0, about)
        return
    status = job.wait(PATIENCE_SECONDS)
    check(status in ENDED, about, status)
    if status > 0:
        equal(json.loads(job.stderr.read())["exit"]["signal"], int(signal.SIGTERM), about)


def next_line(job, about):
    """The lines other than "ready"; None: no more."""
    while has_written(job, PATIENCE_SECONDS):
        line = job.stdout.readline().decode()
        if line != "ready\n":
            return line.rstrip("\n") if line else None
    raise Failure(f"{about}: no line came")


def has_written(job, seconds=0):
    """Or until it has exited."""
    return bool(select.select([job.stdout], [], [], seconds)[0])


# --- a keeper, whose command has a terminal and writes to a file ---

def check_once_kept(keeper, out, about):
    def told():
        return [line for line in words_of(out) if line != "ready"]

    until(lambda: told() or keeper.poll() is not None, about)
    if told():
        keeper.send_signal(LAST)
        status = keeper.wait(PATIENCE_SECONDS)
        equal((told(), status), (["term", "well"], 0), about)
    else:
        check(keeper.returncode in ENDED, about, keeper.returncode)


# --- processes ---

def below(pid):
    return [found for child in children_of(pid) for found in (int(child), *below(int(child)))]


def is_at_work(pid):
    return state_of(pid) not in "ZXS"


if __name__ == "__main__":
    main(cases_of(globals()))
