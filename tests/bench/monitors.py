# SPDX-License-Identifier: MIT
"""The cost of monitors: several at once, each in a terminal of its own, showing the same processes."""
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time

ROWS, COLS = 40, 120
SETTLE_SECONDS = 5
SECONDS = 20
STARTS = 5
# The number of all processes, and of active ones.
CROWDS = ((300, 20), (600, 50))
NEEDS = ["cc"]
SMOKE = {"SETTLE_SECONDS": 0.1, "SECONDS": 0.3, "STARTS": 1, "CROWDS": ((20, 2),)}

# Each at one refresh a second.
PEERS = [
    ("peaktop", None, []),
    ("htop", "htop", ["-d", "10"]),
    ("top", "top", ["-d", "1"]),
    ("btop", "btop", []),
    ("atop", "atop", ["1"]),
]


class Monitor:
    """One program in a pseudoterminal; counts what it sends and what it costs."""

    def __init__(self, name, argv):
        self.name, self.sent, self.first_screen = name, 0, None
        self.started = time.monotonic()
        # Sets the size before the program starts, so that its first screen has the right size.
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        self.pid = os.fork()
        if self.pid == 0:
            os.close(master)
            os.login_tty(slave) if hasattr(os, "login_tty") else self.take_terminal(slave)
            environment = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            for key in ("LINES", "COLUMNS", "NO_COLOR"):
                environment.pop(key, None)
            os.execvpe(argv[0], argv, environment)
        os.close(slave)
        self.fd = master

    @staticmethod
    def take_terminal(slave):
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)

    def read(self):
        try:
            self.sent += len(os.read(self.fd, 65536))
        except OSError:
            return False
        # A few thousand bytes are the whole table.
        if self.first_screen is None and self.sent > 1500:
            self.first_screen = time.monotonic() - self.started
        return True

    def cpu_ns(self):
        """Of all threads, by the scheduler's own clock, not by ticks."""
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0])
        return total

    def hwm_mib(self):
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))

    def stop(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def pump(monitors, seconds):
    end = time.monotonic() + seconds
    by_fd = {m.fd: m for m in monitors}
    while (left := end - time.monotonic()) > 0:
        for fd in select.select(list(by_fd), [], [], left)[0]:
            if not by_fd[fd].read():
                del by_fd[fd]


def first_screens(argv, times):
    """Milliseconds from start to a full screen; median of several starts."""
    results = []
    for _ in range(times):
        monitor = Monitor("first", argv)
        while monitor.first_screen is None and time.monotonic() - monitor.started < 5:
            pump([monitor], 0.002)
        results.append(monitor.first_screen or 5)
        monitor.stop()
    return sorted(results)[len(results) // 2] * 1000


def present(peaktop):
    for name, command, options in PEERS:
        path = peaktop if command is None else shutil.which(command)
        if path is not None:
            yield name, [path, *options]


def measure(peaktop, crowd, total, active, seconds):
    here = len([name for name in os.listdir("/proc") if name.isdigit()])
    process = subprocess.Popen([crowd, str(max(total - here, 0)), str(active)],
                               stdout=subprocess.PIPE)
    process.stdout.readline()
    rows = []
    try:
        commands = list(present(peaktop))
        first = {name: first_screens(argv, STARTS) for name, argv in commands}
        monitors = [Monitor(name, argv) for name, argv in commands]
        pump(monitors, SETTLE_SECONDS)
        before = [(m.cpu_ns(), m.sent) for m in monitors]
        began = time.monotonic()
        pump(monitors, seconds)
        lasted = time.monotonic() - began
        for m, (cpu, sent) in zip(monitors, before):
            rows.append({"name": m.name, "processes": total, "active": active,
                         "cpu_ms_per_second": (m.cpu_ns() - cpu) / 1e6 / lasted,
                         "bytes_per_second": (m.sent - sent) / lasted,
                         "first_screen_ms": first[m.name], "vmhwm_mib": m.hwm_mib()})
        for m in monitors:
            m.stop()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return rows


def ratio(row, peer, figure):
    """NaN if there is nothing to compare with."""
    return row[figure] / peer[figure] if peer and peer[figure] > 0 else float("nan")


def report(rows):
    print(f"{'processes':>9} {'monitor':<8} {'CPU ms/s':>9} {'of htop':>8} {'bytes/s':>8} "
          f"{'of htop':>8} {'VmHWM MiB':>10} {'first screen ms':>16}")
    for row in rows:
        peer = next((r for r in rows if r["name"] == "htop" and
                     r["processes"] == row["processes"]), None)
        cpu, sent = (ratio(row, peer, figure) for figure in ("cpu_ms_per_second", "bytes_per_second"))
        print(f"{row['processes']:>9} {row['name']:<8} {row['cpu_ms_per_second']:>9.2f} {cpu:>8.2f} "
              f"{row['bytes_per_second']:>8.0f} {sent:>8.2f} {row['vmhwm_mib']:>10.1f} "
              f"{row['first_screen_ms']:>16.0f}")


def run(peaktop, arguments):
    """bench monitors [--seconds N] [--json]: what each monitor costs, side by side."""
    seconds = SECONDS
    if "--seconds" in arguments:
        seconds = float(arguments[arguments.index("--seconds") + 1])
    with tempfile.TemporaryDirectory() as folder:
        crowd = os.path.join(folder, "crowd")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crowd.c")
        subprocess.run(["cc", "-O2", "-o", crowd, source], check=True)
        rows = []
        for total, active in CROWDS:
            rows += measure(peaktop, crowd, total, active, seconds)
    if "--json" in arguments:
        print(json.dumps(rows))
    else:
        report(rows)
