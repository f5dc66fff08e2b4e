# SPDX-License-Identifier: MIT
"""stalled.py: output to a terminal that does not read: jobs, records and alerts continue."""
import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

from tap import (PATIENCE_SECONDS, PEAKTOP, cases_of, check, ended, environment, equal, helper, holds_text,
                 home, main, ready, until)

HOLDS = ("import sys; print('ready', flush=True); sys.stdin.readline(); "
         "kept = bytearray(60 << 20); print('grown', flush=True); sys.stdin.read()")


class Terminal:
    """A terminal whose output is not read, or that Ctrl-S stopped."""

    def __init__(self, by_ctrl_s):
        self.by_ctrl_s = by_ctrl_s

    def __enter__(self):
        self.master, self.slave = os.openpty()
        return self

    def stall(self):
        """Until it takes no more: what it had taken may still move on, and make room. Counted in tries: where we
        are late, the kernel's worker may be, too, so that a time without progress says nothing."""
        if self.by_ctrl_s:
            os.write(self.master, b"\x13")
        refused = 0
        while refused < 200:
            refused = 0 if self.takes() else refused + 1
            if refused > 0:
                time.sleep(0.001)

    def filler(self):
        if not hasattr(self, "own"):
            self.own = os.open(os.ttyname(self.slave), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        return self.own

    def takes(self):
        try:
            return os.write(self.filler(), b"x" * 512) > 0
        except BlockingIOError:
            return False

    def go_on(self, needle):
        """Reads again until this text arrives."""
        text = b""
        if self.by_ctrl_s:
            os.write(self.master, b"\x11")
        os.set_blocking(self.master, False)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while needle not in text and time.monotonic() < deadline:
            try:
                text += os.read(self.master, 65536)
            except BlockingIOError:
                time.sleep(0.01)
        holds_text(text[-4000:], needle)

    def __exit__(self, *_):
        for fd in (self.master, self.slave, getattr(self, "own", -1)):
            if fd >= 0:
                os.close(fd)


def run(terminal, *arguments, **more):
    """`peaktop run` with its stderr on the terminal."""
    more.setdefault("stdout", subprocess.DEVNULL)
    return ended(subprocess.Popen([PEAKTOP, "run", *arguments], stdin=subprocess.DEVNULL,
                                  stderr=terminal.slave, env=environment(), **more))


def both(case):
    """The case for each way to stall."""
    def each():
        for by_ctrl_s in (True, False):
            with Terminal(by_ctrl_s) as terminal:
                case(terminal)
    each.__name__ = case.__name__
    return each


def gone(process):
    return until(lambda: process.poll() is not None, "its end")


def recorded(label):
    done = subprocess.run([PEAKTOP, "history", "--json"], env=environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0 and label.encode() in done.stdout


@both
def test_the_record_and_files_are_written_before_a_stalled_summary(terminal):
    place = home() / f"account-{terminal.by_ctrl_s}"
    label = f"stalled{terminal.by_ctrl_s}"
    terminal.stall()
    with run(terminal, "--label", label, f"--json={place}", "sh", "-c", "exit 3") as process:
        until(lambda: place.exists() and place.stat().st_size > 0, "the account")
        equal(json.loads(place.read_text())["exit"]["status"], 3)
        until(lambda: recorded(label), "the record")
        check(process.poll() is None, "the summary did not wait for its terminal")
        process.send_signal(signal.SIGTERM)
        gone(process)
        equal(process.returncode, 3)


@both
def test_waiting_output_is_written_when_the_terminal_continues(terminal):
    terminal.stall()
    with run(terminal, "true") as process:
        until(lambda: recorded("true"), "the record")
        terminal.go_on(b"exited 0")
        gone(process)
        equal(process.returncode, 0)


@both
def test_progress_delays_nothing(terminal):
    place = home() / f"progress-{terminal.by_ctrl_s}"
    trap = f"trap 'echo got >{place}.term; exit 5' TERM; while :; do sleep 0.05; done"
    with run(terminal, "--progress", "--no-summary", f"--json={place}", "sh", "-c", trap) as process:
        equal(select.select([terminal.master], [], [], PATIENCE_SECONDS)[0], [terminal.master])
        terminal.stall()
        time.sleep(1.2)  # for two lines of progress that find no room
        process.send_signal(signal.SIGTERM)
        gone(process)
        equal(process.returncode, 5)
        check(Path(f"{place}.term").exists(), "TERM was not passed on")
        check(json.loads(place.read_text())["sampling"]["samples"] > 0, "nothing was observed")


@both
def test_batch_samples_and_alerts_continue(terminal):
    place = home() / f"alert-{terminal.by_ctrl_s}"
    with helper(HOLDS) as victim:
        equal(ready(victim), "ready")
        with ended(subprocess.Popen(
                [PEAKTOP, "--batch", "-d", "50ms", "--at", f"50M:{victim.pid}=echo x >{place}"],
                stdin=subprocess.DEVNULL, stdout=terminal.slave, stderr=subprocess.DEVNULL,
                env=environment())) as process:
            equal(select.select([terminal.master], [], [], PATIENCE_SECONDS)[0], [terminal.master])
            terminal.stall()
            victim.stdin.write(b"\n")
            victim.stdin.flush()
            equal(ready(victim), "grown")
            until(place.exists, "the alert")
            terminal.go_on(b"COMMAND")
            terminal.stall()
            process.send_signal(signal.SIGTERM)
            gone(process)
            equal(process.returncode, -signal.SIGTERM)


main(cases_of(globals()))
