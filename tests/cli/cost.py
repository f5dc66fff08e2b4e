# SPDX-License-Identifier: MIT
"""cost.py: the cost of the program itself: memory, descriptors, CPU time."""
import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
import time
from pathlib import Path

from tap import (PEAKTOP, Skip, cases_of, check, ended, environment, equal, helper, is_sanitized,
                 main, ready, start, status_bytes, until)

MIB = 1024 * 1024
CROWD = 600

# Idle processes that exit at the end of stdin.
CROWD_CODE = """
import os, sys
read_end, write_end = os.pipe()
for _ in range(int(sys.argv[1])):
    if os.fork() == 0:
        os.close(write_end)
        os.read(read_end, 1)
        os._exit(0)
os.close(read_end)
print("ready", flush=True)
sys.stdin.read()
"""

def cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def switches(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if "_ctxt_switches" in line)


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def living():
    """All processes of this machine: others come and go while a test runs."""
    return sum(name.isdigit() for name in os.listdir("/proc"))


# The descriptors of a monitor besides one for each process.
BESIDE = 60


def without_sanitizers():
    if is_sanitized():
        raise Skip("a sanitizer's memory is not the program's")


class drained:
    """A monitor whose output is read and dropped; `samples` counts the lines that hold a word,
    `exited` the processes of which JSON told that they did, each once, and `fullest` is the most
    processes that one line of JSON told of."""

    def __init__(self, process, word):
        self.process, self.word = process, word
        self.samples = self.exited = self.fullest = 0
        self.thread = threading.Thread(target=self.drop, daemon=True)
        self.thread.start()

    def drop(self):
        for line in self.process.stdout:
            self.exited += line.count(b'"exited":true')
            self.fullest = max(self.fullest, line.count(b'"pid":'))
            self.samples += self.word in line

    def wait_for(self, count):
        """Waits for this many samples from now."""
        goal = self.samples + count
        until(lambda: self.samples >= goal, f"{count} samples")


def batch(*arguments):
    return start("--batch", *arguments)


def test_memory_with_600_processes():
    without_sanitizers()
    with helper(CROWD_CODE, str(CROWD)) as crowd:
        ready(crowd)
        for form in ([], ["--json"], ["--csv"], ["--tree"]):
            below_8_mib(lambda words=form: peak_of(*words), form)


def below_8_mib(peak, what):
    """The rows of those that others start and end meanwhile take memory, too: one monitor without them tells."""
    peaks = []
    until(lambda: peaks.append(peak()) or min(peaks) < 8 * MIB, f"{what}: VmHWM below 8 MiB")


def peak_of(*form):
    with batch("-d", "20ms", *form) as monitor:
        out = drained(monitor, b"" if form == ("--json",) else b"peaktop")
        out.wait_for(20)
        return status_bytes(monitor.pid, "VmHWM")


def screen(*arguments, rows=40, cols=120):
    """The live screen on a terminal whose output is dropped."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    process = subprocess.Popen([PEAKTOP, *arguments], env=environment(), stdin=slave,
                               stdout=slave, start_new_session=True)
    os.close(slave)
    return master, process


def drop_terminal(master, bytes_seen):
    try:
        while True:
            bytes_seen.append(len(os.read(master, 65536)))
    except OSError:
        return


def test_memory_of_the_screen_with_600_processes():
    without_sanitizers()
    with helper(CROWD_CODE, str(CROWD)) as crowd:
        ready(crowd)
        below_8_mib(peak_of_the_screen, "the screen")


def peak_of_the_screen():
    master, process = screen("-d", "50ms")
    seen = []
    threading.Thread(target=drop_terminal, args=(master, seen), daemon=True).start()
    with ended(process):
        until(lambda: len(seen) >= 20, "20 drawings")
        peak = status_bytes(process.pid, "VmHWM")
    os.close(master)
    return peak


def test_descriptors_are_bounded():
    with helper(CROWD_CODE, str(CROWD)) as crowd:
        ready(crowd)
        with batch("-d", "20ms", "-c", "pid") as monitor:
            out = drained(monitor, b" processes")
            out.wait_for(10)
            first = descriptors(monitor.pid)
            out.wait_for(20)
            check(first < 700 and descriptors(monitor.pid) < 700, first)
            crowd.stdin.close()
            crowd.wait()
            check(first > CROWD / 2, first, "descriptors show nothing")
            until(lambda: descriptors(monitor.pid) < living() + BESIDE,
                  "the descriptors of those who ended")


def few_descriptors():
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))


def test_a_low_limit_of_descriptors_is_enough():
    with helper(CROWD_CODE, "100") as crowd:
        ready(crowd)
        with start("--batch", "-n", "3", "-d", "20ms", "-c", "pid,rss",
                   preexec_fn=few_descriptors) as monitor:
            text = monitor.stdout.read().decode()
            equal((monitor.wait(), monitor.stderr.read()), (0, b""))
        check(len(text.splitlines()) > 3 * 100, text[:500])


def sleeps_for_a_second(pid):
    """No context switch and no tick: nothing wakes it."""
    def quiet():
        before = switches(pid), cpu_ticks(pid)
        time.sleep(0.1)
        return (switches(pid), cpu_ticks(pid)) == before
    until(quiet, "the end of the first sample")
    before = switches(pid), cpu_ticks(pid)
    time.sleep(1)
    equal((switches(pid), cpu_ticks(pid)), before, "context switches and CPU ticks")


def test_nothing_runs_between_samples():
    with batch("-d", "1h") as monitor:
        out = drained(monitor, b"")
        until(lambda: out.samples >= 3, "the lines of the one sample")  # from now on there may be no more
        sleeps_for_a_second(monitor.pid)


def test_nothing_runs_between_samples_on_the_screen():
    master, process = screen("-d", "1h")
    seen = []
    threading.Thread(target=drop_terminal, args=(master, seen), daemon=True).start()
    with ended(process):
        until(lambda: seen, "the first drawing")
        sleeps_for_a_second(process.pid)
    os.close(master)


def test_nothing_runs_while_paused():
    master, process = screen("-d", "50ms")
    seen = []
    threading.Thread(target=drop_terminal, args=(master, seen), daemon=True).start()
    with ended(process):
        until(lambda: len(seen) > 2, "the first drawings")
        os.write(master, b"Z")
        sleeps_for_a_second(process.pid)
    os.close(master)


if __name__ == "__main__":
    main(cases_of(globals()))
