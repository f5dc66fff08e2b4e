# SPDX-License-Identifier: MIT
"""ends.py: the final peaks of processes that end, as the kernel tells them to root: of known ones and of those no sample saw."""
import json
import os
import socket
import struct
import subprocess
import sys

import tap
from tap import Skip, check, equal

MIB = 1024 * 1024
# Holds so much at its very end; says its pid first, and waits for a line.
HOLDER = ("import os, sys\nsize = int(sys.argv[1])\nprint(os.getpid(), flush=True)\nsys.stdin.readline()\n"
          "x = bytearray(size)\nfor at in range(0, size, 4096): x[at] = 1\n")


def kernel_tells():
    """Whether taskstats is there and allowed: the family is asked for as peaktop does, in the first pid namespace."""
    if os.geteuid() != 0 or os.stat("/proc/self/ns/pid").st_ino != 0xEFFFFFFC:
        return False
    with open("/proc/self/status") as status:
        if not any(line.startswith("CapEff:") and int(line.split()[1], 16) >> 12 & 1 for line in status):
            return False
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as kernel:
            name = b"TASKSTATS\0"
            value = struct.pack("=HH", 4 + len(name), 2) + name + b"\0" * (-len(name) % 4)
            kernel.send(struct.pack("=IHHII", 20 + len(value), 16, 1, 1, 0) + struct.pack("=BBH", 3, 1, 0) + value)
            return struct.unpack("=IH", kernel.recv(4096)[:6])[1] != 2
    except OSError:
        return False


def need_kernel():
    if not kernel_tells():
        raise Skip("the kernel tells ends to root alone, on the machine itself, and where it has taskstats")


class Monitor:
    """--batch as JSON, a sample a call."""

    def __init__(self, interval):
        self.started = tap.start("--batch", "-d", interval, "--json", "--columns", "pid,rss,peak,command")

    def __enter__(self):
        self.process = self.started.__enter__()
        return self

    def __exit__(self, *why):
        self.started.__exit__(*why)

    def sample(self):
        return json.loads(tap.ready(self.process))

    def row_of(self, pid, condition):
        def look():
            rows = [p for p in self.sample()["processes"] if p["pid"] == pid]
            return rows[0] if rows and condition(rows[0]) else None
        return tap.until(look, f"a row of {pid}")


def end_of(holder):
    """Lets it go on to its end; its ru_maxrss in bytes."""
    holder.stdin.write(b"go\n")
    holder.stdin.flush()
    _, status, usage = os.wait4(holder.pid, 0)
    holder.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status
    equal(status, 0, "the holder's status")
    return usage.ru_maxrss * 1024


def test_one_that_was_seen_has_its_final_peak():
    need_kernel()
    with tap.helper(HOLDER, str(90 * MIB)) as holder, Monitor("300ms") as monitor:
        pid = int(tap.ready(holder))
        equal(monitor.row_of(pid, lambda row: not row["exited"])["exit_peak_bytes"], None)
        told = end_of(holder)
        row = monitor.row_of(pid, lambda row: row["exited"])
        equal((row["exit_peak_bytes"], row["peak_bytes"]), (told, told), "its peak, by wait4")
        check(told >= 90 * MIB, told)


def test_one_that_no_sample_saw_has_a_row():
    need_kernel()
    with Monitor("2s") as monitor:
        monitor.sample()
        # Within the two seconds before the next sample, but on a machine that sleeps: then it is a row that was seen.
        with tap.helper(HOLDER, str(120 * MIB)) as holder:
            pid = int(tap.ready(holder))
            told = end_of(holder)
        row = monitor.row_of(pid, lambda row: row["exited"])
        equal((row["exit_peak_bytes"], row["peak_bytes"]), (told, told), "its peak, by wait4")


def test_who_may_not_be_told_is_silent():
    """The same as another user: no word of it, and the peaks are as ever."""
    if os.geteuid() != 0:
        raise Skip("only root can become another user")
    done = subprocess.run([sys.executable, "-c", "import os, sys\nos.setgroups([])\nos.setgid(65534)\nos.setuid(65534)\n"
                           "os.execv(sys.argv[1], sys.argv[1:])", tap.PEAKTOP, "--batch", "-n", "2", "-d", "50ms", "--json"],
                          env=tap.environment(HOME="/"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=tap.PATIENCE_SECONDS, check=False)
    if done.returncode in (126, 127) or b"Permission denied" in done.stderr:
        raise Skip("another user cannot run the program from here")
    equal((done.returncode, done.stderr), (0, b""))
    equal(json.loads(done.stdout.splitlines()[-1])["system"]["exits_lost"], None)


tap.main(tap.cases_of(globals()))
