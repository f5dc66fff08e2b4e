# SPDX-License-Identifier: MIT
"""What one tick of the monitor takes, whatever else the machine does: instructions (callgrind) and system
calls (strace), at rest and busy; what two runs of different length differ by. Where one of the two is not
installed its figures are left out."""
import os
import re
import shutil
import subprocess
import tempfile
import time

from monitors import Monitor, pump

FEW, MANY = 10, 20
# The number of processes started, and of active ones: the rest of the machine is watched as well.
CROWDS = ((300, 0), (300, 20), (600, 50))
LIMIT_SECONDS = 600
TOP = 8
NEEDS = ["cc"]
SMOKE = {"FEW": 1, "MANY": 2, "CROWDS": ((20, 2),)}


def run_to_end(argv):
    monitor = Monitor("ticks", argv)
    end = time.monotonic() + LIMIT_SECONDS
    while os.waitpid(monitor.pid, os.WNOHANG)[0] == 0:
        if time.monotonic() > end:
            monitor.stop()
            raise SystemExit("bench: peaktop does not end")
        pump([monitor], 0.1)
    os.close(monitor.fd)


def monitor_for(peaktop, ticks):
    return [peaktop, "--iterations", str(ticks)]


def instructions(peaktop, ticks, folder):
    out = os.path.join(folder, "callgrind")
    run_to_end(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                *monitor_for(peaktop, ticks)])
    with open(out, encoding="utf-8", errors="replace") as file:
        return {"instructions": next(int(line.split()[1]) for line in file
                                     if line.startswith(("summary:", "totals:")))}


def system_calls(peaktop, ticks, folder):
    out = os.path.join(folder, "strace")
    run_to_end(["strace", "-f", "-c", "-o", out, *monitor_for(peaktop, ticks)])
    with open(out, encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return {row[-1]: int(row[3]) for row in rows
            if len(row) > 4 and re.fullmatch(r"[\d.]+", row[0]) and row[-1] != "total"}


COUNTERS = (("valgrind", instructions), ("strace", system_calls))


def per_tick(count, peaktop, folder):
    few, many = (count(peaktop, ticks, folder) for ticks in (FEW, MANY))
    return {name: (many[name] - few.get(name, 0)) / (MANY - FEW) for name in many}


def report(figures):
    if "instructions" in figures:
        print(f"  {figures.pop('instructions') / 1000:.0f} thousand instructions")
    if not figures:
        return
    largest = sorted(figures, key=lambda name: -figures[name])[:TOP]
    print(f"  {sum(figures.values()):.0f} system calls: " +
          ", ".join(f"{name} {figures[name]:.1f}" for name in largest))


def run(peaktop, _arguments):
    """bench ticks: instructions and system calls of one tick."""
    counters = [count for program, count in COUNTERS if shutil.which(program)]
    for program, _ in COUNTERS:
        if not shutil.which(program):
            print(f"left out: {program} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        crowd = os.path.join(folder, "crowd")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crowd.c")
        subprocess.run(["cc", "-O2", "-o", crowd, source], check=True)
        for total, active in CROWDS:
            with subprocess.Popen([crowd, str(total), str(active)], stdout=subprocess.PIPE) as process:
                try:
                    process.stdout.readline()
                    figures = {}
                    for count in counters:
                        figures.update(per_tick(count, peaktop, folder))
                finally:
                    process.kill()
            print(f"one tick, {total} more processes, {active} of them active:")
            report(figures)
