# SPDX-License-Identifier: MIT
"""cost_crowds.py: memory taken by many short or many concurrent processes, and what remains of it."""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cost import BESIDE, CROWD, MIB, batch, descriptors, drained, living, without_sanitizers
from tap import cases_of, check, equal, helper, main, ready, start, status_bytes, until

CROWD_MADE_UP = 4000
STORM_SECONDS = 3

# Generations of 50 processes: all are there at once, then all end at once. A line of stdin asks for
# so many: at least the first number of them, however long that takes, and up to the second for so many
# seconds. Says how many there were.
STORM_CODE = """
import os, sys, time
for line in sys.stdin:
    least, most, seconds = map(float, line.split())
    deadline, born = time.monotonic() + seconds, 0
    while born < least or (born < most and time.monotonic() < deadline):
        read_end, write_end = os.pipe()
        for _ in range(50):
            if os.fork() == 0:
                os.close(write_end)
                os.read(read_end, 1)
                os._exit(0)
        os.close(write_end)
        os.close(read_end)
        for _ in range(50):
            os.wait()
        born += 50
    print(born, flush=True)
"""

# Starts as many processes as each input line says; they exit at the next line.
CROWDS_CODE = """
import os, sys
write_end = None
for line in sys.stdin:
    if write_end is not None:
        os.close(write_end)
        for _ in range(born):
            os.wait()
    read_end, write_end = os.pipe()
    born = int(line)
    for _ in range(born):
        if os.fork() == 0:
            os.close(write_end)
            os.read(read_end, 1)
            os._exit(0)
    os.close(read_end)
    print("ready", flush=True)
"""

# Of each part of a storm at least: a fork may take 2.5 ms, and more beside other work.
STORM_LEAST = 1500


def blow(storm, least, most):
    """A part of the storm; returns the number of processes."""
    storm.stdin.write(f"{least} {most} {STORM_SECONDS}\n".encode())
    storm.stdin.flush()
    return int(ready(storm))


# This many exited processes keep a row (TABLE_ENDED_MAX, temporarily a tenth more), each
# with what it was, its names and its history (1,000 bytes), and its place in what is printed.
ENDED_ROWS = 1000
ENDED_BYTES = 1536

# What malloc keeps between two blocks, and what ends of one sample were kept in.
ROOM = MIB
# On the machine itself the rows of others are there, too: those of large processes are kept for longest,
# with a command of 1 KiB at most, and a control group.
OTHERS = ENDED_ROWS * 1536


class made_up:
    """Processes in a folder that is read as /proc is: nobody else comes and goes there. All are links
    to a few."""

    def __init__(self, folder):
        self.folder = Path(folder, "proc")
        self.folder.mkdir()
        for number in range(10):
            kib = 1000 + number * 400
            some = Path(folder, f"process-{number}")
            some.mkdir()
            (some / "stat").write_text(
                "1 (made up) S 1 1 1 0 -1 0 9 0 0 0 1 2 0 0 20 0 1 0 77 9999 25 1 1 1 7 0\n")
            (some / "status").write_text(
                f"Uid:\t0\t0\t0\t0\nVmHWM:\t{kib} kB\nVmRSS:\t{kib} kB\n")

    def add(self, pid):
        (self.folder / str(pid)).symlink_to(f"../process-{pid % 10}")

    def remove(self, pid):
        (self.folder / str(pid)).unlink()


def watching(world, interval):
    return batch("-d", interval, "--json", "-c", "pid,rss,peak,command", "--proc", world.folder)


def generations(world, out, count):
    """So many generations of 50 processes, each of which is seen, and then seen to be gone."""
    for number in range(count):
        pids = range(2 + number * 50, 52 + number * 50)
        for pid in pids:
            world.add(pid)
        out.wait_for(2)
        for pid in pids:
            world.remove(pid)
        out.wait_for(2)


def test_a_fork_storm_leaves_rows_of_exited_processes():
    without_sanitizers()
    with tempfile.TemporaryDirectory() as folder:
        world = made_up(folder)
        world.add(1)
        with watching(world, "10ms") as monitor:
            out = drained(monitor, b"schema")
            out.wait_for(5)
            first = status_bytes(monitor.pid, "VmRSS")
            generations(world, out, 1 + ENDED_ROWS * 11 // 10 // 50)
            full = status_bytes(monitor.pid, "VmRSS")
            check(full < first + ENDED_ROWS * ENDED_BYTES + ROOM // 2,
                  f"RSS grew from {first} to {full}")
            generations(world, out, STORM_LEAST // 50)
            after = status_bytes(monitor.pid, "VmRSS")
            check(after < full + ROOM // 4, f"RSS grew from {full} to {after}")


def test_memory_is_returned_after_many_processes():
    without_sanitizers()
    with tempfile.TemporaryDirectory() as folder:
        world = made_up(folder)
        world.add(1)
        with watching(world, "50ms") as monitor:
            out = drained(monitor, b"schema")
            out.wait_for(5)
            before = status_bytes(monitor.pid, "VmRSS")
            for pid in range(2, CROWD_MADE_UP + 2):
                world.add(pid)
            out.wait_for(5)
            peak = status_bytes(monitor.pid, "VmRSS")
            for pid in range(2, CROWD_MADE_UP + 2):
                world.remove(pid)
            out.wait_for(10)
            check(out.exited >= ENDED_ROWS, out.exited, "were told")
            # Each of those that are kept may lie in a page of its own.
            most = before + ENDED_ROWS * os.sysconf("SC_PAGESIZE") + ROOM
            check(peak > most + ROOM, f"RSS is {peak}", "nothing is to be given back")
            after = status_bytes(monitor.pid, "VmRSS")
            check(after < most,
                  f"RSS was {before}, {peak} with the crowd, is {after}, more than {most}")


def test_a_storm_of_short_processes_does_not_grow_it():
    without_sanitizers()
    with batch("-d", "20ms", "--json", "-c", "pid,rss,peak,command") as monitor:
        out = drained(monitor, b"schema")
        with helper(STORM_CODE) as storm:
            # How many of them are sampled depends on the machine.
            until(lambda: blow(storm, 500, 500) and out.exited >= ENDED_ROWS, "a full table")
            out.wait_for(5)
            full = status_bytes(monitor.pid, "VmRSS")
            born = blow(storm, STORM_LEAST, 20000)
            out.wait_for(5)
            after = status_bytes(monitor.pid, "VmRSS")
            check(after < full + ROOM + OTHERS, f"RSS grew from {full} to {after}, {born} processes")
            until(lambda: descriptors(monitor.pid) < living() + BESIDE, "few descriptors")
            # Besides the storm's, a sample may have found the crowds of others.
            peak, most = status_bytes(monitor.pid, "VmHWM"), 8 * MIB + out.fullest * ENDED_BYTES
            check(peak < most, f"VmHWM is {peak}, more than {most}")


def settled(figure):
    """The first stable value."""
    def lasting():
        value = figure()
        time.sleep(0.3)
        return figure() == value and value
    return until(lasting, "a figure that lasts")


def test_an_observer_returns_memory_after_many_processes():
    without_sanitizers()
    with start("run", "--no-history", "--no-summary", sys.executable, "-S", "-c", CROWDS_CODE,
               stdin=subprocess.PIPE) as job:
        def crowd(count):
            job.stdin.write(f"{count}\n".encode())
            job.stdin.flush()
            ready(job)

        crowd(1)
        before = settled(lambda: status_bytes(job.pid, "RssAnon"))
        crowd(2 * CROWD)
        until(lambda: status_bytes(job.pid, "RssAnon") > before + ROOM + MIB // 2,
              "a crowd that takes some")
        crowd(1)
        until(lambda: status_bytes(job.pid, "RssAnon") < before + ROOM,
              f"little more than {before}")


def test_a_fork_storm_is_survived():
    with batch("-d", "10ms", "--json", "-c", "pid,rss,peak,command") as monitor:
        out = drained(monitor, b"schema")
        with helper(STORM_CODE) as storm:
            blow(storm, 50, 2000)
            out.wait_for(5)
        equal(monitor.poll(), None, "its status")


if __name__ == "__main__":
    main(cases_of(globals()))
