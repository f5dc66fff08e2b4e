# SPDX-License-Identifier: MIT
"""paste.py: what is pasted into a job comes whole, whatever becomes of the process with its screen."""
import hashlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from panes_world import Screen
from tap import cases_of, check, equal, home, main, peaktop, until

MIB = 1 << 20

# Reads so many bytes as they come, once a file is there; says what came.
READS = """
import hashlib, os, sys, time, tty
tty.setraw(0)
count, go, out = int(sys.argv[1]), sys.argv[2], sys.argv[3]
print("wai" + "ts", flush=True)
while not os.path.exists(go):
    time.sleep(0.02)
came = b""
while len(came) < count:
    came += os.read(0, 65536)
open(out + ".new", "w").write(hashlib.sha256(came).hexdigest())
os.rename(out + ".new", out)
"""


def text_of(count):
    """Letters that tell where one is missing; none of them is a key of ours."""
    line = b"".join(b"%x" % number for number in range(20000))
    return (line * (count // len(line) + 1))[:count]


class Paste:
    """Bytes on their way into a screen, which takes them when it likes."""

    def __init__(self, screen, text):
        self.screen, self.text, self.sent = screen, text, 0
        self.thread = threading.Thread(target=self.write, daemon=True)
        self.thread.start()

    def write(self):
        try:
            while self.sent < len(self.text):
                self.sent += os.write(self.screen.master, self.text[self.sent:self.sent + 4096])
        except OSError:
            pass


def keeper_of(label):
    for line in peaktop("attach", "--list", "--json").stdout.splitlines():
        job = json.loads(line)
        if job["label"] == label:
            return job
    return None


def terminal_process(keeper, root):
    """The keeper's child with the state of the terminal; None: there is none just now."""
    for task in Path(f"/proc/{keeper}/task").iterdir():
        for pid in (task / "children").read_text().split():
            if int(pid) != root and Path(f"/proc/{pid}/comm").read_text() == "peaktop\n":
                return int(pid)
    return None


def kill_terminal(job, number):
    try:
        pid = terminal_process(job["keeper_pid"], job["pid"])
        if pid is not None:
            os.kill(pid, number)
    except (OSError, ValueError):
        pass  # it is between two of them


def bracketed(text):
    """As a terminal pastes that was asked to tell it from what is typed."""
    return b"\033[200~" + text + b"\033[201~"


def pasted(label, count, during, form):
    """A paste of so many bytes; `during(job, go)` is what happens, and lets the job read."""
    go, out = home() / f"{label}.go", home() / f"{label}.out"
    text = text_of(count)
    screen = Screen("--label", label, "--", sys.executable, "-S", "-c", READS, str(count), str(go),
                    str(out))
    try:
        until(lambda: b"waits" in screen.written, "the job")
        job = until(lambda: keeper_of(label), "the job in the list")
        paste = Paste(screen, form(text))
        during(job, go, paste, out)
        until(out.exists, "all that was pasted")
        equal(out.read_text(), hashlib.sha256(text).hexdigest())
    finally:
        screen.end()
        peaktop("stop", "--signal", "KILL", label)


def test_a_paste_is_whole_while_its_screen_is_killed_again_and_again():
    def kills(job, go, paste, out):
        kills = 0
        for number in (signal.SIGKILL, signal.SIGSEGV) * 4:
            before = paste.sent
            kill_terminal(job, number)
            until(lambda: paste.sent > before + 20000 or not paste.thread.is_alive(), "more of the paste")
        go.touch()
        while not out.exists() and kills < 40:
            kill_terminal(job, signal.SIGKILL)
            kills += 1
            time.sleep(0.05)  # how often, not until when
    pasted("killed", MIB, kills, bracketed)
    pasted("typed", MIB // 4, kills, lambda text: text)


def test_a_paste_into_a_job_that_is_late_waits_without_a_loss():
    def late(job, go, paste, out):
        def stands():
            before = paste.sent
            time.sleep(0.3)
            return paste.sent == before
        until(stands, "a paste that waits")
        check(paste.thread.is_alive(), "all of it was taken: there is no bound")
        go.touch()
    pasted("late", 3 * MIB, late, bracketed)


def test_what_is_typed_behind_a_paste_that_hangs_ends_the_job():
    screen = Screen("--label", "deaf", "--", "sh", "-c", "stty raw -echo; echo wai''ts; exec sleep 600")
    try:
        until(lambda: b"waits" in screen.written, "the job")
        paste = Paste(screen, bracketed(text_of(MIB // 2)))
        until(lambda: not paste.thread.is_alive(), "the paste to be taken")
        screen.type(b"\x1dqe")
        until(lambda: b"SIGTERM" in screen.written, "the job's end")
        screen.process.terminate()
        until(lambda: screen.process.poll() is not None, "its end")
        equal(screen.process.returncode, 128 + signal.SIGTERM)
    finally:
        screen.end()
        peaktop("stop", "--signal", "KILL", "deaf")


main(cases_of(globals()))
