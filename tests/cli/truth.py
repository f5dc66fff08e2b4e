# SPDX-License-Identifier: MIT
"""truth.py: figures agree with the kernel's, in every form, also after a peak."""
import csv
import io
import json
import os
import re
import shutil
import signal

from huge_pages import HugePages
from tap import (Skip, cases_of, check, equal, good, helper, home, main, near, ready, start,
                 status_bytes)

MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")

# Touches these MiB, frees them, and waits for the end of its stdin.
SPIKE = """
import mmap, sys
size = int(sys.argv[1]) << 20
memory = mmap.mmap(-1, size)
for at in range(0, size, 4096):
    memory[at] = 1
memory.close()
print("ready", flush=True)
sys.stdin.read()
"""

LIST = """
import sys
numbers = list(range(10_000_000))
print("ready", flush=True)
sys.stdin.read()
"""


def json_rows(*arguments):
    return {row["pid"]: row for row in
            json.loads(good("--once", "--json", *arguments))["processes"]}


def csv_row(pid):
    text = good("--once", "--csv", "-p", str(pid))
    return next(csv.DictReader(io.StringIO(text, newline="")))


def plain_sizes(pid, units):
    """RSS and peak of the plain table, in bytes."""
    factors = {"B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3,
               "KiB": 1024, "MiB": MIB, "GiB": 1024 * MIB}
    text = good("--once", "-c", "rss,peak,command", "--units", units, "-p", str(pid))
    found = re.findall(r"([0-9.]+) ?([KMGk]?i?B)?", text.splitlines()[3])[:2]
    by_default = {"bytes": 1, "kib": 1024, "mib": MIB, "gib": 1024 * MIB}.get(units)
    return [float(number) * (factors[unit] if unit else by_default) for number, unit in found]


def agrees_everywhere(pid, least_peak):
    rss, peak = status_bytes(pid, "VmRSS"), status_bytes(pid, "VmHWM")
    check(peak >= least_peak, "the process did not do its part", peak)
    row = json_rows("-p", str(pid))[pid]
    near(row["rss_bytes"], rss, 0.01, "rss in JSON")
    near(row["peak_bytes"], peak, 0.01, "peak in JSON")
    cells = csv_row(pid)
    near(int(cells["rss_bytes"]), rss, 0.01, "rss in CSV")
    near(int(cells["peak_bytes"]), peak, 0.01, "peak in CSV")
    for units in ("auto", "kib", "mib", "bytes", "si"):
        shown = plain_sizes(pid, units)
        near(shown[0], rss, 0.01, f"rss in {units}")
        near(shown[1], peak, 0.01, f"peak in {units}")


def test_memory_that_was_freed_stays_in_the_peak():
    with helper(SPIKE, "300") as process:
        ready(process)
        check(status_bytes(process.pid, "VmRSS") < 100 * MIB)
        agrees_everywhere(process.pid, 300 * MIB)


def test_a_list_of_ten_million_numbers():
    with helper(LIST) as process:
        ready(process)
        agrees_everywhere(process.pid, 300 * MIB)


def test_the_parts_of_rss():
    with helper(SPIKE, "1") as process:
        ready(process)
        row = json_rows("-p", str(process.pid))[process.pid]
        for key, field in (("anon_bytes", "RssAnon"), ("file_bytes", "RssFile"),
                           ("shmem_bytes", "RssShmem"), ("swap_bytes", "VmSwap")):
            near(row[key], status_bytes(process.pid, field), 0.01, key)
        equal(row["anon_bytes"] + row["file_bytes"] + row["shmem_bytes"], row["rss_bytes"])


# MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB
HOLD_HUGE = """
import mmap, sys
block = mmap.mmap(-1, 8 << 20, flags=0x02 | 0x20 | 0x40000)
for at in range(0, len(block), 4096): block[at] = 1
print("ready", flush=True)
sys.stdin.read()
"""


def test_huge_pages_are_shown_besides_rss():
    with HugePages(), helper(HOLD_HUGE) as process:
        ready(process)
        row = json_rows("-p", str(process.pid))[process.pid]
        equal(row["hugetlb_bytes"], 8 * MIB)
        near(row["rss_bytes"], status_bytes(process.pid, "VmRSS"), 0.01, "rss")


def test_a_stopped_process_keeps_its_figures():
    with helper(SPIKE, "50") as process:
        ready(process)
        process.send_signal(signal.SIGSTOP)
        agrees_everywhere(process.pid, 50 * MIB)


# --- over time ---

def samples_of(monitor, pid, holds, what):
    """The first sample in which the process is as required."""
    for _ in range(1000):
        rows = {row["pid"]: row for row in json.loads(ready(monitor))["processes"]}
        if pid in rows and holds(rows[pid]):
            return rows[pid]
    check(False, "no sample with", what)


def test_a_peak_that_rises_while_observed():
    code = SPIKE.replace("import mmap, sys\n", "import mmap, sys\nprint('here', flush=True)\n"
                         "sys.stdin.readline()\n")
    with helper(code, "100") as process:
        ready(process)
        before = status_bytes(process.pid, "VmHWM")
        with start("--batch", "--json", "-d", "20ms", "-p", str(process.pid)) as monitor:
            first = json.loads(ready(monitor))["processes"][0]
            near(first["peak_bytes"], before, 0.01, "the peak before")
            process.stdin.write(b"go\n")
            process.stdin.flush()
            ready(process)
            row = samples_of(monitor, process.pid,
                             lambda row: row["peak_bytes"] > 100 * MIB and
                             row["rss_bytes"] < 60 * MIB, "the peak")
            near(row["peak_bytes"], status_bytes(process.pid, "VmHWM"), 0.01, "the peak after")
            check(0 <= row["peak_age_seconds"] < 60, row)


def test_a_peak_survives_a_reset_of_the_kernels():
    code = SPIKE + "open('/proc/self/clear_refs', 'w').write('5'); print('cleared', flush=True);" \
                   "sys.stdin.buffer.raw.read()"
    code = code.replace("sys.stdin.read()", "sys.stdin.readline()")
    with helper(code, "80") as process:
        ready(process)
        with start("--batch", "--json", "-d", "20ms", "-p", str(process.pid)) as monitor:
            json.loads(ready(monitor))
            peak = status_bytes(process.pid, "VmHWM")
            process.stdin.write(b"go\n")
            process.stdin.flush()
            ready(process)
            if status_bytes(process.pid, "VmHWM") > peak / 2:
                raise Skip("the kernel's mark cannot be reset here")
            for _ in range(30):
                row = json.loads(ready(monitor))["processes"][0]
            near(row["peak_bytes"], peak, 0.01, "the peak that was seen")


FORK = """
import os, sys
memory = bytearray(int(sys.argv[1]) << 20)
child = os.fork()
if child == 0:
    sys.stdin.readline()
    os.execv("/bin/sleep", ["sleep", "1000"])
print(child, flush=True)
os.waitpid(child, 0)
"""


def test_a_new_peak_starts_at_exec():
    with helper(FORK, "150") as parent:
        child = int(ready(parent))
        pids = f"{child},{parent.pid}"
        try:
            with start("--batch", "--json", "-d", "20ms", "-p", pids) as monitor:
                samples_of(monitor, child, lambda row: row["peak_bytes"] > 150 * MIB, "the fork")
                parent.stdin.write(b"go\n")
                parent.stdin.flush()
                # At the first sample it may not have reached its peak yet.
                samples_of(monitor, child, lambda row: row["command"] == "sleep 1000" and
                           abs(row["peak_bytes"] - status_bytes(child, "VmHWM")) <
                           0.05 * status_bytes(child, "VmHWM"), "the command's own peak")
        finally:
            os.kill(child, signal.SIGKILL)
        parent.wait()


# --- other mounts of /proc ---

def test_another_mount_of_proc():
    link = home() / "link"
    link.symlink_to("/proc")
    with helper(SPIKE, "40") as process:
        ready(process)
        for path in (str(link), "/proc/self/root/proc", "/proc/", "/proc/../proc"):
            rows = json_rows("--proc", path, "-p", str(process.pid))
            near(rows[process.pid]["rss_bytes"], status_bytes(process.pid, "VmRSS"), 0.01, path)
            near(rows[process.pid]["peak_bytes"], status_bytes(process.pid, "VmHWM"), 0.01, path)
            check(rows[process.pid]["command"], path)


def put_process(tree, pid, comm, command, rss_kib, peak_kib, ppid=1):
    folder = tree / str(pid)
    folder.mkdir(parents=True)
    pages = rss_kib * 1024 // PAGE
    (folder / "stat").write_bytes(
        f"{pid} ({comm}) S {ppid} 1 1 0 -1 4194304 10 0 2 0 30 20 0 0 20 0 3 0 500 9999 {pages}"
        f" 18446744073709551615{' 0' * 27}\n".encode())
    (folder / "status").write_text(
        f"Name:\t{comm}\nState:\tS (sleeping)\nUid:\t0\t0\t0\t0\nVmHWM:\t{peak_kib} kB\n"
        f"VmRSS:\t{rss_kib} kB\nRssAnon:\t{rss_kib} kB\nRssFile:\t0 kB\nRssShmem:\t0 kB\n"
        f"VmSwap:\t7 kB\nThreads:\t3\n")
    (folder / "comm").write_text(comm + "\n")
    (folder / "cmdline").write_bytes(command)


def fixture_tree():
    tree = home() / "proc"
    shutil.rmtree(tree, ignore_errors=True)
    put_process(tree, 10, "alpha", b"/usr/bin/alpha\0--flag\0", 2048, 4096)
    put_process(tree, 9, "beta) R 7 (x", b"", 100000, 200000, ppid=10)
    put_process(tree, 4194303, "python3", b"python3\0-u\0train.py\0--epochs\0003\0", 512, 512)
    (tree / "meminfo").write_text("MemTotal: 1000000 kB\nMemFree: 1 kB\nMemAvailable: 400000 kB\n"
                                  "SwapTotal: 500 kB\nSwapFree: 200 kB\n")
    (tree / "11").mkdir()
    (tree / "not-a-process").mkdir()
    return tree


def test_a_recorded_tree():
    sample = json.loads(good("--once", "--json", "--proc", str(fixture_tree())))
    system, rows = sample["system"], {row["pid"]: row for row in sample["processes"]}
    equal((system["memory_total_bytes"], system["memory_available_bytes"]),
          (1000000 * 1024, 400000 * 1024))
    equal((system["swap_total_bytes"], system["swap_free_bytes"]), (500 * 1024, 200 * 1024))
    equal(system["pressure_some_avg10"], None)
    equal(sorted(rows), [9, 10, 4194303])
    equal((rows[10]["rss_bytes"], rows[10]["peak_bytes"]), (2048 * 1024, 4096 * 1024))
    equal((rows[10]["command"], rows[10]["threads"]), ("alpha --flag", 3))
    equal((rows[9]["rss_bytes"], rows[9]["ppid"], rows[9]["state"]), (100000 * 1024, 10, "S"))
    equal(rows[9]["swap_bytes"], 7 * 1024)
    equal(rows[4194303]["command"], "train.py --epochs 3")
    equal(rows[10]["faults"], 12)
    near(rows[10]["cpu_time_seconds"], 50 / os.sysconf("SC_CLK_TCK"), 0.01, "CPU time")


def test_a_recorded_tree_that_changes_between_samples():
    tree = fixture_tree()
    with start("--batch", "--json", "-d", "20ms", "--proc", str(tree)) as monitor:
        json.loads(ready(monitor))
        # Another process with the same pid, and one that is gone.
        for pid in (9, 10):
            shutil.rmtree(tree / str(pid))
        row = samples_of(monitor, 4194303, lambda row: row["peak_bytes"] == 512 * 1024, "it")
        for _ in range(20):
            rows = [row["pid"] for row in json.loads(ready(monitor))["processes"]
                    if not row["exited"]]
            if rows == [4194303]:
                break
        equal(rows, [4194303])
        check(row["exited"] is False)


if __name__ == "__main__":
    main(cases_of(globals()))
