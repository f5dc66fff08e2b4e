# SPDX-License-Identifier: MIT
"""ends.py: final peaks of exiting processes, as the kernel reports them to root, including unsampled processes."""
import json
import os
import signal

import tap
from ends_world import as_nobody, need_kernel
from tap import check, equal, good, start, until

MIB = 1024 * 1024
# Holds this much at its exit; prints its pid first, and waits for a line.
HOLDER = ("import os, sys\nsize = int(sys.argv[1])\nprint(os.getpid(), flush=True)\nsys.stdin.readline()\n"
          "x = bytearray(size)\nfor at in range(0, size, 4096): x[at] = 1\n")


class Monitor:
    """--batch as JSON, one sample per call."""

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


def check_size(row, truth):
    """As wait4 reports; if it was sampled, /proc may show some pages more, since wait4's figure moves in per-CPU steps."""
    check(row["exit_peak_bytes"] is not None and row["exit_peak_bytes"] == row["peak_bytes"], row, truth)
    check(truth <= row["peak_bytes"] <= truth + truth // 100 + 512 * 1024, row, truth)


def end_of(holder):
    """Lets it exit; returns its ru_maxrss in bytes."""
    holder.stdin.write(b"go\n")
    holder.stdin.flush()
    _, status, usage = os.wait4(holder.pid, 0)
    holder.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status
    equal(status, 0, "the holder's status")
    return usage.ru_maxrss * 1024


def test_a_sampled_process_has_its_final_peak():
    need_kernel()
    with tap.helper(HOLDER, str(90 * MIB)) as holder, Monitor("300ms") as monitor:
        pid = int(tap.ready(holder))
        equal(monitor.row_of(pid, lambda row: not row["exited"])["exit_peak_bytes"], None)
        told = end_of(holder)
        row = monitor.row_of(pid, lambda row: row["exited"])
        check_size(row, told)
        check(told >= 90 * MIB, told)


def test_a_process_between_two_samples_has_a_row():
    need_kernel()
    with Monitor("2s") as monitor:
        monitor.sample()
        # Within the two seconds before the next sample, but on a machine that sleeps: then it is a row that was seen.
        with tap.helper(HOLDER, str(120 * MIB)) as holder:
            pid = int(tap.ready(holder))
            told = end_of(holder)
        row = monitor.row_of(pid, lambda row: row["exited"])
        check_size(row, told)


def replayed(file):
    """All samples of a recording, as JSON."""
    lines = good("--replay", str(file), "--batch", "--json", "--columns", "pid,rss,peak,command").splitlines()
    return [json.loads(line) for line in lines]


def row_in(samples, pid):
    rows = [p for sample in samples for p in sample["processes"] if p["pid"] == pid and p["exited"]]
    return rows[0] if rows else None


def test_a_recording_contains_exits():
    """Exits of a recorded and of an unsampled process replay as they are reported live."""
    need_kernel()
    file = tap.home() / "ends.rec"
    with tap.helper(HOLDER, str(90 * MIB)) as known, start("record", "-o", str(file), "-d", "300ms") as recorder:
        known_pid = int(tap.ready(known))
        until(lambda: file.exists() and file.read_bytes().count(b"\nE ") >= 2, "two samples")
        known_told = end_of(known)
        unseen = {}
        while not unseen.get("rows"):
            # Some exit between two samples, whenever those are.
            with tap.helper(HOLDER, str(40 * MIB)) as holder:
                pid = int(tap.ready(holder))
                unseen[pid] = end_of(holder)
            unseen["rows"] = any(f"\nX {pid} ".encode() in file.read_bytes() for pid in unseen if pid != "rows")
        until(lambda: f"\nX {known_pid} ".encode() in file.read_bytes(), "its end")
        count = file.read_bytes().count(b"\nE ")
        until(lambda: file.read_bytes().count(b"\nE ") >= count + 2, "two samples more")
        recorder.send_signal(signal.SIGTERM)
        equal(recorder.wait(timeout=tap.PATIENCE_SECONDS), 0)
    samples = replayed(file)
    row = row_in(samples, known_pid)
    check_size(row, known_told)
    rows = {pid: row_in(samples, pid) for pid in unseen if pid != "rows"}
    check(any(rows.values()), rows)
    for pid, row in rows.items():
        if row is not None:
            check_size(row, unseen[pid])
    equal(samples[-1]["system"]["exits_lost"], 0)


def test_without_permission_there_is_no_message():
    """The same as another user: no message, and the usual peaks."""
    done = as_nobody("--batch", "-n", "2", "-d", "50ms", "--json")
    equal((done.returncode, done.stderr), (0, b""))
    equal(json.loads(done.stdout.splitlines()[-1])["system"]["exits_lost"], None)


tap.main(tap.cases_of(globals()))
