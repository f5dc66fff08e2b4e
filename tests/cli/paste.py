# SPDX-License-Identifier: MIT
"""paste.py: text pasted into a job arrives complete, whatever happens to the process with its screen."""
import fcntl
import hashlib
import json
import os
import signal
import struct
import sys
import termios
import threading
import time
from pathlib import Path

from panes_world import Screen
from tap import Skip, cases_of, check, equal, home, main, peaktop, until

MIB = 1 << 20

# Once a file exists, reads this many bytes, and prints them.
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
    """Letters that show where one is missing; none is a key of ours."""
    line = b"".join(b"%x" % number for number in range(20000))
    return (line * (count // len(line) + 1))[:count]


class Paste:
    """Bytes that are written to a screen whenever it reads."""

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
    """The keeper's child with the terminal's state; None: none now."""
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
    """A bracketed paste."""
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


def test_a_paste_is_whole_although_its_screen_is_killed_repeatedly():
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


def test_a_paste_into_a_slow_job_loses_nothing():
    def late(job, go, paste, out):
        def stands():
            before = paste.sent
            time.sleep(0.3)
            return paste.sent == before
        until(stands, "a paste that waits")
        check(paste.thread.is_alive(), "all of it was taken: there is no bound")
        go.touch()
    pasted("late", 3 * MIB, late, bracketed)


# Prints how many bytes it has read, after each read.
COUNTS = """
import os, sys, tty
tty.setraw(0)
print("wai" + "ts", flush=True)
came = 0
while came < int(sys.argv[1]):
    came += len(os.read(0, 65536))
print("whole:", came, flush=True)
sys.stdin.read()
"""
# So much is left in the terminal to be read byte by byte: a key of ours may be in it, and what is
# behind that the shell's.
LEFT = 64


def reads_of(pid):
    """The number of reads."""
    for line in Path(f"/proc/{pid}/io").read_text().splitlines():
        if line.startswith("syscr: "):
            return int(line.split()[1])
    raise Skip("this kernel does not count reads")


def reads_for(text):
    """What the screen reads of text that waited while it was stopped, until the job has it."""
    count = len(text.replace(b"\033[200~", b"").replace(b"\033[201~", b""))
    screen = Screen("--label", "reads", "-d", "1h", "--", sys.executable, "-S", "-c", COUNTS,
                    str(count))
    try:
        until(lambda: b"waits" in screen.written, "the job")
        screen.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, screen.process.pid, os.WSTOPPED | os.WNOWAIT)
        before = reads_of(screen.process.pid)
        screen.type(text)
        until(lambda: waiting(screen.process.pid) >= len(text), "all of it to wait")
        screen.process.send_signal(signal.SIGCONT)
        until(lambda: b"whole: %d" % count in screen.written, "all of it in the job")
        return reads_of(screen.process.pid) - before
    finally:
        screen.end()
        peaktop("stop", "--signal", "KILL", "reads")


def waiting(pid):
    """The number of bytes that wait in its terminal."""
    with open(f"/proc/{pid}/fd/0", "rb", buffering=0) as terminal:
        return struct.unpack("i", fcntl.ioctl(terminal, termios.FIONREAD, b"\0" * 4))[0]


def test_waiting_input_is_read_at_once_pasted_or_typed():
    for form in (bytes, bracketed):
        reads = reads_for(form(text_of(3000)))
        check(reads < LEFT + 200, f"{reads} reads of 3000 bytes, {form}")


def test_our_own_key_within_input_is_ours_and_the_rest_the_shells():
    """As typed ahead, in one go with much that is for the job."""
    behind = b"for the shell " + b"x" * 20
    script = '"$0" "$@"; read -r line; echo "left: <$line>"'
    screen = Screen("--label", "ahead", "-d", "1h", "--", sys.executable, "-S", "-c", COUNTS,
                    "2000", before=("sh", "-c", script))
    try:
        until(lambda: b"waits" in screen.written, "the job")
        screen.type(text_of(2000) + b"\x1dqd" + behind + b"\n")
        until(lambda: b"left: <" + behind + b">" in screen.written, "what was typed for the shell")
        until(lambda: keeper_of("ahead") is not None, "the job, which goes on")
    finally:
        screen.end()
        peaktop("stop", "--signal", "KILL", "ahead")


def test_a_key_after_a_stuck_paste_ends_the_job():
    screen = Screen("--label", "deaf", "--", "sh", "-c", "stty raw -echo; echo wai''ts; exec sleep 600")
    try:
        until(lambda: b"waits" in screen.written, "the job")
        paste = Paste(screen, bracketed(text_of(MIB // 2)))
        until(lambda: not paste.thread.is_alive(), "the paste to be taken")
        screen.type(b"\x1dqe")
        until(lambda: b"killed by SIGTERM" in screen.written, "the job's end")
        screen.process.terminate()
        until(lambda: screen.process.poll() is not None, "its end")
        equal(screen.process.returncode, 128 + signal.SIGTERM)
    finally:
        screen.end()
        peaktop("stop", "--signal", "KILL", "deaf")


main(cases_of(globals()))
