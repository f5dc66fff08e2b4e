# SPDX-License-Identifier: MIT
"""alerts.py: --at and --on-peak: commands that run when a process reaches a size or a peak."""
import itertools
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tap import (PATIENCE_SECONDS, PEAKTOP, cases_of, check, environment, equal, ended, helper,
                 holds_text, home, main, peaktop, ready, start, status_bytes, until)

MIB = 1024 * 1024
NUMBERS = itertools.count()

# Allocates the MiB of each input line, and reports it.
GROWS = """
import sys
held = []
print("ready", flush=True)
for line in sys.stdin:
    held.append(bytearray(b"x") * (int(line) << 20))
    print("holds", flush=True)
"""
VALUES = ('echo "$PEAKTOP_PID $PEAKTOP_REASON $PEAKTOP_RSS_BYTES $PEAKTOP_PEAK_BYTES '
          '$PEAKTOP_ELAPSED_SECONDS $PEAKTOP_NAME"')


def grow(process, mib):
    process.stdin.write(b"%d\n" % mib)
    process.stdin.flush()
    equal(ready(process), "holds")


def fresh():
    """A new file name for each case, since a command may outlive its case."""
    return home() / f"told-{next(NUMBERS)}"


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def look_twice(monitor):
    """Waits for two complete samples from now, so that everything due has happened."""
    for _ in range(3):
        json.loads(ready(monitor))


def seen(monitor, condition, what):
    """Reads samples until it is true; a full pipe would block the monitor."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        check(time.monotonic() < deadline, f"waited in vain for {what}")
        ready(monitor)


def children_of(parent):
    """The children of a process, with their states."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(ppid) == parent:
            found[int(path.parent.name)] = state
    return found


def named(name):
    """A grower whose command is a script of this name."""
    script = home() / name
    script.write_text(GROWS)
    return ended(subprocess.Popen([sys.executable, "-S", script], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE))


def watch(*arguments, **more):
    return start("--batch", "--json", "-d", "20ms", "-p", str(os.getpid()), *arguments, **more)


# --- --at ---

def test_a_process_that_reaches_the_size_runs_the_command_once_with_its_figures():
    told = fresh()
    with helper(GROWS) as grower, watch(
            "--at", f"100M:{grower.pid}={VALUES} >>'{told}'") as monitor:
        equal(ready(grower), "ready")
        look_twice(monitor)
        equal(lines_of(told), [])
        grow(grower, 120)
        seen(monitor, lambda: lines_of(told), "the command")
        grow(grower, 50)
        look_twice(monitor)
        equal(len(lines_of(told)), 1)
        pid, reason, rss, peak, seconds, *name = lines_of(told)[0].split(" ")
        equal((int(pid), reason), (grower.pid, "at"))
        check(100 * MIB <= int(rss) <= int(peak) <= status_bytes(grower.pid, "VmHWM"), rss, peak)
        check(0 <= float(seconds) < 2 * PATIENCE_SECONDS, seconds)
        equal(" ".join(name), Path(sys.executable).name, "who runs the code of a -c")


def test_a_name_selects_processes_with_that_name():
    told = fresh()
    mark = f"bearer_{os.getpid()}"
    with named(f"{mark}.py") as one, named(f"the_{mark}.py") as two, named("other.py") as other:
        for process in (one, two, other):
            equal(ready(process), "ready")
            grow(process, 60)
        with watch("--at", f"50M:{mark.upper()}=echo $PEAKTOP_PID >>'{told}'") as monitor:
            seen(monitor, lambda: len(lines_of(told)) == 2, "both")
            look_twice(monitor)
        equal(sorted(map(int, lines_of(told))), sorted([one.pid, two.pid]))


def test_without_a_name_every_process_but_peaktop_counts():
    told = fresh()
    with helper(GROWS) as one, helper(GROWS) as two:
        for process in (one, two):
            equal(ready(process), "ready")
            grow(process, 180)
        with watch("--at", f"170M=echo $PEAKTOP_PID >>'{told}'") as monitor:
            seen(monitor, lambda: {str(one.pid), str(two.pid)} <= set(lines_of(told)), "both")
    told = fresh()
    with watch("--at", f"1K:{os.path.basename(PEAKTOP)}=echo $PEAKTOP_PID >>'{told}'") as monitor, \
            watch() as other:
        seen(monitor, lambda: str(other.pid) in lines_of(told), "another peaktop")
        look_twice(monitor)
        look_twice(monitor)
        check(str(monitor.pid) not in lines_of(told), "peaktop tells of itself")


def test_the_processes_of_a_command_trigger_nothing():
    told, mark = fresh(), f"hungry_{os.getpid()}"
    script = home() / f"{mark}.py"
    script.write_text("import os, sys, time\nheld = bytearray(b'x') * (200 << 20)\n"
                      "print(os.environ['PEAKTOP_PID'], flush=True)\ntime.sleep(0.2)\n")
    with named(f"one_{mark}.py") as one, named(f"two_{mark}.py") as two:
        for process in (one, two):
            equal(ready(process), "ready")
            grow(process, 180)
        command = f"{sys.executable} -S '{script}' >>'{told}'; exit"
        with watch("--at", f"170M:{mark}={command}") as monitor:
            seen(monitor, lambda: len(lines_of(told)) == 2, "both")
            seen(monitor, lambda: not children_of(monitor.pid), "the end of the second")
            look_twice(monitor)
        equal(list(map(int, lines_of(told))), sorted([one.pid, two.pid]))


def test_several_rules_run_one_after_the_other():
    told, lock = fresh(), home() / "lock"
    command = f"mkdir '{lock}' && sleep 0.1; echo %s >>'{told}'; rmdir '{lock}'"
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        grow(grower, 120)
        rules = [part for size in (30, 60, 90, 5000)
                 for part in ("--at", f"{size}M:{grower.pid}={command % size}")]
        with watch(*rules, stderr=subprocess.PIPE) as monitor:
            seen(monitor, lambda: len(lines_of(told)) == 3, "all three")
            look_twice(monitor)
            seen(monitor, lambda: not lock.exists(), "the last one's end")
            monitor.kill()
            # mkdir would fail if two ran at a time.
            equal(monitor.stderr.read(), b"")
    equal(lines_of(told), ["30", "60", "90"])


def test_once_runs_all_due_commands_before_it_exits():
    told = fresh()
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        grow(grower, 60)
        rule = ["--at", f"20M:{grower.pid}=echo $PEAKTOP_REASON >>'{told}'"]
        done = peaktop("--once", "--json", *rule, *rule, *rule)
        equal((done.returncode, done.stderr), (0, b""))
        until(lambda: len(lines_of(told)) == 3, "all three")
        equal(done.stdout.count(b"\n"), 1)


def test_output_of_a_command_goes_to_stderr_and_not_among_the_samples():
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        with watch("--at", f"1K:{grower.pid}=echo spoken; cat; echo done") as monitor:
            equal(monitor.stderr.readline(), b"spoken\n")
            equal(monitor.stderr.readline(), b"done\n")
            look_twice(monitor)


def test_a_command_that_hangs_or_fails_affects_nothing_else():
    told = fresh()
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        pid = grower.pid
        with watch("--at", f"1K:{pid}=exit 3", "--at", f"2K:{pid}=/no/such/thing",
                   "--at", f"3K:{pid}=echo $$ >>'{told}'; exec sleep 60",
                   "--at", f"4K:{pid}=echo never >>'{told}'") as monitor:
            seen(monitor, lambda: lines_of(told), "the one that hangs")
            hanging = int(lines_of(told)[0])
            try:
                look_twice(monitor)
                look_twice(monitor)
                equal(list(children_of(monitor.pid)), [hanging], "not reaped")
                monitor.send_signal(signal.SIGTERM)
                equal(monitor.wait(PATIENCE_SECONDS), -signal.SIGTERM)
            finally:
                os.kill(hanging, signal.SIGKILL)
        equal(len(lines_of(told)), 1)


# The number of a command's descriptors, and its signals.
STATE = "(ls /proc/self/fd | wc -l; grep -E '^Sig(Blk|Ign)' /proc/self/status)"


def check_state(lines):
    """Descriptors 0, 1, 2 and that of ls; the same signals as ours, except the two that
    Python ignores and gives back to what it starts."""
    equal(lines[0], "4")
    own = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines()
           if line.startswith(("SigBlk", "SigIgn"))]
    given_back = 1 << signal.SIGPIPE - 1 | 1 << signal.SIGXFSZ - 1
    equal([int(line.split()[1], 16) for line in lines[1:]],
          [int(word, 16) & ~given_back for word in own])


def test_a_command_gets_no_descriptor_and_no_signal_state_of_ours():
    told = fresh()
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        done = peaktop("--once", "--at", f"1K:{grower.pid}={STATE} >'{told}'")
        equal(done.returncode, 0)
        until(lambda: len(lines_of(told)) == 3, "the list")
        check_state(lines_of(told))


# --- --on-peak ---

def test_a_rising_peak_runs_the_command_at_most_once_a_second():
    told = fresh()
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        grow(grower, 50)
        with start("--batch", "--json", "-d", "20ms", "-p", str(grower.pid), "--on-peak",
                   f"{VALUES} >>'{told}'") as monitor:
            look_twice(monitor)
            equal(lines_of(told), [], "first sight is no rise")
            began = time.monotonic()
            grow(grower, 20)
            seen(monitor, lambda: lines_of(told), "the first")
            grow(grower, 20)
            # A sample in the middle of a rise makes it two.
            seen(monitor, lambda: peak_in(lines_of(told)[-1]) >= peak_in(lines_of(told)[0]) + 19 * MIB,
                 "the second")
            seconds = time.monotonic() - began
            look_twice(monitor)
        lines = lines_of(told)
        check(len(lines) >= 2 and seconds >= 0.9 * (len(lines) - 1), "too often:", lines, seconds)
        for line in lines:
            equal(line.split(" ")[:2], [str(grower.pid), "peak"])


def peak_in(line):
    return int(line.split(" ")[3])


def test_a_peak_of_a_hidden_process_runs_nothing():
    told = fresh()
    with helper(GROWS) as shown, helper(GROWS) as hidden:
        equal((ready(shown), ready(hidden)), ("ready", "ready"))
        with start("--batch", "--json", "-d", "20ms", "-p", str(shown.pid), "--on-peak",
                   f"echo $PEAKTOP_PID >>'{told}'") as monitor:
            look_twice(monitor)
            grow(hidden, 50)
            look_twice(monitor)
            grow(shown, 50)
            seen(monitor, lambda: lines_of(told), "the one that is shown")
        equal(set(lines_of(told)), {str(shown.pid)})


# --- the screen ---

def test_the_screen_shows_the_event_but_not_the_commands_output():
    told = fresh()
    with helper(GROWS) as grower:
        equal(ready(grower), "ready")
        grow(grower, 60)
        keyboard, screen = pty.openpty()
        rule = (f"40M:{grower.pid}=echo INTRUDER; echo INTRUDER >&2; {STATE} >'{told}'; "
                f"exec sleep 60")
        with ended(subprocess.Popen([PEAKTOP, "-d", "50ms", "-p", str(grower.pid), "--at", rule],
                                    stdin=screen, stdout=screen, stderr=screen,
                                    env=environment())) as monitor:
            os.close(screen)
            seen = b""

            def read_more():
                nonlocal seen
                if select.select([keyboard], [], [], 0.05)[0]:
                    seen += os.read(keyboard, 65536)
                return b"reached" in seen and b"40.0 MiB" in seen and len(lines_of(told)) == 3

            until(read_more, "the message")
            children = list(children_of(monitor.pid))
            equal(len(children), 1, "commands")
            try:
                os.write(keyboard, b"q")

                def has_ended():
                    read_more_quietly(keyboard)
                    return monitor.poll() is not None

                until(has_ended, "its end while a command hangs")
                equal(monitor.returncode, 0)
            finally:
                os.kill(children[0], signal.SIGKILL)
            check(b"INTRUDER" not in seen, "output on the screen")
            check_state(lines_of(told))
        os.close(keyboard)


def read_more_quietly(terminal):
    try:
        if select.select([terminal], [], [], 0)[0]:
            os.read(terminal, 65536)
    except OSError:
        pass  # nobody is at the other side any more


# --- refused rules ---

def test_invalid_rules_are_refused_in_one_line():
    for rule, why in (("2G", "not SIZE=COMMAND"), ("2G=", "not SIZE=COMMAND"), ("=x", "invalid size"),
                      ("big=x", "invalid size"), ("0=x", "invalid size"), ("1G:=x", "a process id or a name"),
                      ("1G:0=x", "invalid process id"), ("1G:99999999999=x", "invalid process id"),
                      (f"1G:{'n' * 200}=x", "a process id or a name")):
        done = peaktop("--once", "--at", rule)
        equal((done.returncode, done.stdout), (2, b""), rule)
        holds_text(done.stderr.decode(), why)
        holds_text(done.stderr.decode(), "--at")
        equal(done.stderr.count(b"\n"), 1)
    done = peaktop("--once", *["--at", "1G=x"] * 17)
    equal(done.returncode, 2)
    holds_text(done.stderr.decode(), "more than 16")
    for option in ("--at", "1G=x"), ("--on-peak", "x"):
        done = peaktop("--replay", "nothing", "--once", *option)
        equal(done.returncode, 2)
        holds_text(done.stderr.decode(), "--replay")


if __name__ == "__main__":
    main(cases_of(globals()))
