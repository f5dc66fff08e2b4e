# SPDX-License-Identifier: MIT
"""run_events.py: signals, hooks and budgets of a running job of `peaktop run`."""
import json
import os
import signal
import sys
import time
from pathlib import Path

from tap import (PATIENCE_SECONDS, cases_of, check, environment, equal, holds_text, home, is_alive,
                 main, peaktop, ready, start, until, words_of)

PYTHON = [sys.executable, "-S", "-c"]


def run(*arguments, **more):
    return peaktop("run", *arguments, **more)


def fresh(name):
    path = home() / name
    path.unlink(missing_ok=True)
    return path


# --- signals ---

HANDLES = """
import os, select, signal, sys
def told(number, frame):
    os.write(1, b"got %d\\n" % number)
    os._exit(7)
signal.signal(getattr(signal, sys.argv[1]), told)
os.write(1, b"ready\\n")
# Python runs a handler between two bytecodes: a signal just before a blocking read would wait.
while not select.select([0], [], [], 0.05)[0]:
    pass
"""
WAITS = "import sys; print('ready', flush=True); sys.stdin.read(); print('end', flush=True)"


def test_int_and_quit_are_left_to_the_command():
    for name in ("SIGINT", "SIGQUIT"):
        # To the whole process group, like a terminal.
        with start("run", *PYTHON, HANDLES, name, stdin=-1, start_new_session=True) as job:
            equal(ready(job), "ready")
            os.killpg(job.pid, getattr(signal, name))
            equal(ready(job), f"got {getattr(signal, name):d}")
            equal(job.wait(PATIENCE_SECONDS), 7, name)
            holds_text(job.stderr.read().decode(), "exited 7")


def test_int_to_peaktop_alone_changes_nothing():
    with start("run", *PYTHON, WAITS, stdin=-1) as job:
        equal(ready(job), "ready")
        job.send_signal(signal.SIGINT)
        job.send_signal(signal.SIGQUIT)
        job.stdin.close()
        equal(ready(job), "end")
        equal(job.wait(PATIENCE_SECONDS), 0)


def test_term_and_hup_are_passed_on_and_summarised():
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name)
        with start("run", *PYTHON, WAITS, stdin=-1) as job:
            equal(ready(job), "ready")
            job.send_signal(number)
            equal(job.wait(PATIENCE_SECONDS), 128 + number)
            holds_text(job.stderr.read().decode(), f"killed by {name}")
        with start("run", "--json", *PYTHON, HANDLES, name, stdin=-1) as job:
            equal(ready(job), "ready")
            job.send_signal(number)
            equal(ready(job), f"got {number:d}")
            equal(job.wait(PATIENCE_SECONDS), 7)
            equal(json.loads(job.stderr.read())["exit"]["status"], 7)


def test_nohup_lets_the_command_outlive_the_terminal():
    with start("run", "--nohup", *PYTHON, WAITS, stdin=-1) as job:
        equal(ready(job), "ready")
        job.send_signal(signal.SIGHUP)
        job.stdin.close()
        equal(ready(job), "end")
        equal(job.wait(PATIENCE_SECONDS), 0)


ANSWERS = """
import os, sys
print(os.getpid(), flush=True)
for line in sys.stdin:
    print("still here", line.strip(), flush=True)
"""


def test_a_killed_peaktop_leaves_the_command_running():
    with start("run", *PYTHON, ANSWERS, stdin=-1) as job:
        pid = int(ready(job))
        job.kill()
        equal(job.wait(PATIENCE_SECONDS), -9)
        job.stdin.write(b"and well\n")
        job.stdin.flush()
        equal(ready(job), "still here and well")
        job.stdin.close()
        until(lambda: not is_alive(pid), "its end")


# --- hooks ---

SHOW = ('echo "$PEAKTOP_REASON $PEAKTOP_PID $PEAKTOP_RSS_BYTES $PEAKTOP_PEAK_BYTES '
        '$PEAKTOP_ELAPSED_SECONDS" >> "$LOG"')
# Holds these MiB until the file has a line (or for long), and a little longer.
HOLDS = """
import os, sys, time
mib, log, after = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
block = bytearray(b"x") * (mib << 20)
end = time.monotonic() + 20
while time.monotonic() < end and not (os.path.exists(log) and os.path.getsize(log)):
    time.sleep(0.01)
time.sleep(after)
print(os.getpid())
"""


def run_with_hook(option, log, mib=60, after=0.0):
    done = run("--no-summary", *option, *PYTHON, HOLDS, str(mib), str(log), str(after),
               env=environment(LOG=str(log)))
    equal((done.returncode, done.stderr), (0, b""))
    return int(done.stdout)


def test_on_peak_finds_the_values_in_its_environment():
    log = fresh("on-peak")
    pid = run_with_hook(["--on-peak", SHOW], log, after=0.3)
    reason, hook_pid, rss, peak, elapsed = log.read_text().splitlines()[0].split()
    equal(reason, "peak")
    equal(int(hook_pid), pid)
    check(0 < int(rss) <= int(peak) < 1 << 30, rss, peak)
    check(0 <= float(elapsed) < PATIENCE_SECONDS, elapsed)


def test_on_peak_runs_at_most_once_a_second():
    log = fresh("often")
    grows = "b = []\nfor i in range(60): b.append(bytearray(b'x') * (2 << 20)); time.sleep(0.01)"
    begun = time.monotonic()
    done = run("--no-summary", "--on-peak", 'echo x >> "$LOG"', *PYTHON, "import time\n" + grows,
               env=environment(LOG=str(log)))
    lasted = time.monotonic() - begun
    equal(done.returncode, 0)
    check(1 <= len(words_of(log)) <= 1 + lasted, words_of(log), "in", lasted)


def test_at_runs_once_and_only_above_the_size():
    log = fresh("at")
    run_with_hook(["--at", '40M=echo low >> "$LOG"', "--at", '4G=echo high >> "$LOG"'], log,
                  after=0.4)
    equal(words_of(log), ["low"])


def test_on_exit_gets_the_end_of_the_command():
    log = fresh("on-exit")
    done = run("--no-summary", "--on-exit", SHOW, "sh", "-c", "exit 3",
               env=environment(LOG=str(log)))
    equal(done.returncode, 3)
    reason, pid, _, peak, _ = until(lambda: words_of(log), "the hook")
    equal(reason, "exit")
    check(int(pid) > 1 and int(peak) > 0, pid, peak)


def test_on_exit_is_waited_for():
    done = run("--no-summary", "--on-exit", "sleep 0.3; echo done >&2", "true")
    equal((done.returncode, done.stderr), (0, b"done\n"))


def test_on_exit_runs_after_a_hanging_hook():
    log = fresh("hanging")
    done = run("--no-summary", "--on-peak", hangs(log), "--on-exit", "echo exit >&2", *PYTHON, HOLDS,
               "20", str(log), "0.2")
    equal(done.returncode, 0)
    equal(done.stderr.decode().splitlines(),
          ["peaktop: a hook was still running 2 s after the end and was ended", "exit"])
    until(lambda: not os.path.exists(f"/proc/{words_of(log)[0]}"), "the end of the hook")


def test_term_reaches_the_hook_that_is_waited_for():
    """With --wait-all, once the command has ended, TERM is for the remaining processes."""
    log = fresh("left")
    with start("run", "--no-summary", "--wait-all", "sh", "-c",
               f"sleep 60 & echo $! > {log}; exit 5") as job:
        until(lambda: words_of(log), "the pid of the one left")
        until(lambda: open(f"/proc/{words_of(log)[0]}/stat").read().split()[3] == str(job.pid),
              "its new parent")
        # Repeats until peaktop has noticed the end of the command.
        until(lambda: job.terminate() or job.poll() is not None, "the end")
        equal(job.wait(PATIENCE_SECONDS), 5)
    check(not os.path.exists(f"/proc/{words_of(log)[0]}"), "it lives on")


def test_the_text_of_a_hook_is_not_changed():
    log = fresh("quotes")
    hook = """printf '%s\\n' 'single "$HOME" %s' "dou'ble ${NO:-no}" $((6 * 7)) '`' > "$LOG.new"
mv "$LOG.new" "$LOG" # {} %p $"""
    run_with_hook(["--on-peak", hook], log)
    equal(log.read_text().splitlines(), ['single "$HOME" %s', "dou'ble no", "42", "`"])


def test_a_failing_hook_does_not_affect_the_job():
    for hook in ("exit 9", "kill -9 $$", "/no/such/program 2>&-", "exec <&- >&- 2>&-; exit 1"):
        done = run("--no-summary", "--on-peak", hook, "--at", "1K=" + hook, "--on-exit", hook,
                   "sh", "-c", "sleep 0.1; echo done; exit 4")
        equal((done.returncode, done.stdout), (4, b"done\n"), hook)


def hangs(log):
    """A hook that prints its pid and then hangs."""
    return f'echo $$ > "{log}"; exec sleep 60 2>&-'


def ends_in_spite_of_a_hanging_hook(*options):
    log = fresh("hanging")
    begun = time.monotonic()
    try:
        with start("run", "--json", "--on-peak", hangs(log), *options, *PYTHON, HOLDS, "20",
                   str(log), "0.2", stderr=(home() / "err").open("wb")) as job:
            equal(job.wait(PATIENCE_SECONDS), 0)
    finally:
        for pid in words_of(log):
            os.kill(int(pid), signal.SIGKILL)
    check(time.monotonic() - begun < 20, "it waited for the hook")
    return json.loads((home() / "err").read_text())


def test_a_hanging_hook_does_not_affect_the_job():
    told = ends_in_spite_of_a_hanging_hook()
    equal(told["processes_seen"], 1, "the hook is none of the job's")


def test_a_hanging_hook_is_not_waited_for_with_the_descendants():
    ends_in_spite_of_a_hanging_hook("--wait-all")


# --- budget ---

def test_over_budget_is_124_and_the_command_ends_by_itself():
    block = "b = bytearray(b'x') * (60 << 20); print('done')"
    done = run("--json", "--budget", "40M", *PYTHON, block)
    equal((done.returncode, done.stdout), (124, b"done\n"))
    equal(json.loads(done.stderr)["exit"], {"status": 0, "signal": None, "reason": "over_budget"})
    equal(run("--no-summary", "--budget", "4G", *PYTHON, block).returncode, 0)


# Exits by itself after a very long time; reports when it starts to exceed its budget.
TREE = """
import os, signal, sys, time
read_end, write_end = os.pipe()
child = os.fork()
if child == 0 and sys.argv[1] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if child == 0:
    os.write(write_end, b"x")
else:
    os.read(read_end, 1)
    print(os.getpid(), child, time.monotonic(), flush=True)
    block = bytearray(b"x") * (80 << 20)
time.sleep(100)
"""

# The time between TERM and KILL, as in the manual.
GRACE_SECONDS = 5

# At least one sample per second, whatever it costs; the rest is for a busy or slow machine.
LOOK_SECONDS = 1 + 3


def ends_the_tree(kind):
    """Seconds from its growth to the end of all processes."""
    done = run("--json", "--budget", "50M", "--enforce", *PYTHON, TREE, kind, stdin=None)
    ended = time.monotonic()
    *pids, grown = done.stdout.decode().split()
    left = [int(pid) for pid in pids if is_alive(int(pid))]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    equal(done.returncode, 124, done.stderr)
    equal(len(pids), 2)
    equal(json.loads(done.stderr)["exit"],
          {"status": None, "signal": signal.SIGTERM, "reason": "over_budget"})
    equal(left, [], "alive")
    return ended - float(grown)


def test_enforce_ends_the_whole_tree():
    lasted = ends_the_tree("meek")
    check(lasted < LOOK_SECONDS, lasted, "seconds")


def test_enforce_kills_processes_that_ignore_term():
    lasted = ends_the_tree("stubborn")
    check(GRACE_SECONDS <= lasted < GRACE_SECONDS + 2 * LOOK_SECONDS, lasted, "seconds")


# The command exits too soon to be sampled over its budget: only the kernel's figure shows it.
def test_nothing_is_enforced_after_the_end():
    for _ in range(5):
        done = run("--budget", "64K", "--enforce", "sh", "-c", "sleep 20 >&- 2>&- & echo $!")
        text = done.stderr.decode()
        if not done.stdout:  # seen all the same, and ended before it said a word
            holds_text(text, "enforced: killed by SIGTERM")
            continue
        sleeper = int(done.stdout)
        try:
            check("enforced: exited" not in text, text)
            check("enforced" in text or is_alive(sleeper), text)
            check("left alive" not in text or is_alive(sleeper), text)
        finally:
            if is_alive(sleeper):
                os.kill(sleeper, signal.SIGKILL)


if __name__ == "__main__":
    main(cases_of(globals()))
