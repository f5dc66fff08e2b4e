# SPDX-License-Identifier: MIT
"""lights.py: swap activity and out-of-memory kills in JSON, with a changing fake /proc."""
import json
import os
import shutil
import signal
import time
from contextlib import contextmanager
from pathlib import Path

from tap import PATIENCE_SECONDS, cases_of, check, equal, home, main, ready, start


def put_file(path, text):
    """Replaced atomically: a sample is taken at any moment."""
    path.with_suffix(".new").write_text(text)
    path.with_suffix(".new").rename(path)


def vmstat_tree(swapped=1000, kills=4):
    tree = home() / "proc"
    shutil.rmtree(tree, ignore_errors=True)
    (tree / "10").mkdir(parents=True)
    (tree / "10/stat").write_text(f"10 (alpha) S 1 1 1 0 -1 4194304{' 0' * 40}\n")
    put_vmstat(tree, swapped, kills)
    return tree


def put_vmstat(tree, swapped, kills):
    fixture = Path(os.environ["SOURCE_DIR"]) / "tests/fixtures/vmstat"
    put_file(tree / "vmstat", fixture.read_text().replace("@IN@", str(swapped)).replace(
        "@OUT@", str(2 * swapped)).replace("@KILLS@", str(kills)))


@contextmanager
def stopped(process):
    """It does nothing meanwhile: this is the time between two readings."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    yield
    process.send_signal(signal.SIGCONT)


# A known interval, however busy the machine.
STOPPED_SECONDS = 0.3


def system_where(monitor, condition, what):
    """The next sample for which it is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        system = json.loads(ready(monitor))["system"]
        if condition(system):
            return system
    check(False, f"waited in vain for {what}")


def test_swap_activity_and_kills_are_shown():
    tree = vmstat_tree()
    began = time.monotonic()
    with start("--batch", "--json", "-d", "20ms", "--proc", str(tree)) as monitor:
        system = json.loads(ready(monitor))["system"]
        equal([system[f"swap_{way}_bytes_per_second"] for way in ("in", "out")], [None, None])
        equal(system["oom_kills"], 0)
        system = json.loads(ready(monitor))["system"]
        equal([system[f"swap_{way}_bytes_per_second"] for way in ("in", "out")], [0, 0])
        with stopped(monitor):
            put_vmstat(tree, 3000, 6)
            time.sleep(STOPPED_SECONDS)
        system = system_where(monitor, lambda s: s["oom_kills"] > 0, "the kills")
        seconds = time.monotonic() - began
        equal(system["oom_kills"], 2)
        swapped_in = system["swap_in_bytes_per_second"]
        swapped_out = system["swap_out_bytes_per_second"]
        more = 2000 * os.sysconf("SC_PAGE_SIZE")
        check(more / seconds <= swapped_in <= more / STOPPED_SECONDS, swapped_in, seconds)
        check(abs(swapped_out - 2 * swapped_in) <= 2, swapped_in, swapped_out)
        system = json.loads(ready(monitor))["system"]
        equal((system["swap_in_bytes_per_second"], system["oom_kills"]), (0, 2))


def test_missing_counters_are_unknown():
    tree = vmstat_tree()
    (tree / "vmstat").unlink()
    with start("--batch", "--json", "-n", "2", "-d", "20ms", "--proc", str(tree)) as monitor:
        for _ in range(2):
            system = json.loads(ready(monitor))["system"]
            equal([system[key] for key in ("swap_in_bytes_per_second", "swap_out_bytes_per_second",
                                           "oom_kills")], [None, None, None])


if __name__ == "__main__":
    main(cases_of(globals()))
