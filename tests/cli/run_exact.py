# SPDX-License-Identifier: MIT
"""run_exact.py: `peaktop run --exact`: every process's own peak, and a job that does not notice."""
import json
import os
import random
import signal
import sys
import time

from tap import (PATIENCE_SECONDS, Skip, cases_of, check, environment, equal, helper, holds_text,
                 home, main, near, peaktop, ready, start, until)

PYTHON = [sys.executable, "-S", "-c"]


def run(*arguments, **more):
    return peaktop("run", "--cgroup=off", "--exact", *arguments, **more)


def needs_tracing():
    done = run("true")
    if done.returncode == 125 and b"not permitted" in done.stderr:
        raise Skip("tracing is not permitted here")
    equal(done.returncode, 0, done.stderr)


def account(*command, options=()):
    path = home() / "run.json"
    done = run("--json=" + str(path), "--no-summary", *options, *command)
    equal((done.returncode, done.stderr), (0, b""))
    return json.loads(path.read_text()), done.stdout.decode()


# --- peaks ---

# Many short processes of different sizes; each prints at its end what the kernel reports.
LIVES = """
import os, signal, sys, time
count, ignored = int(sys.argv[1]), sys.argv[2] == "ignored"
if ignored:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for i in range(count):
    pid = os.fork()
    if pid == 0:
        size = 60 if i == 137 % count else i % 8
        held = bytearray(b"x") * (size << 20)
        time.sleep(0.005)
        mark = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
        os.write(1, f"{os.getpid()} {int(mark) * 1024}\\n".encode())
        os._exit(0)
    if not ignored:
        os.waitpid(pid, 0)
if ignored:
    try:
        os.wait()
    except ChildProcessError:
        pass
"""


def largest_of(text):
    return max((int(size), int(pid)) for pid, size in (line.split() for line in text.splitlines()))


def check_lives(count, how):
    run_json, text = account(*PYTHON, LIVES, str(count), how)
    size, pid = largest_of(text)
    single = run_json["peak"]["process"]
    equal(len(text.splitlines()), count)
    equal((single["pid"], single["origin"]), (pid, "exact"))
    near(single["bytes"], size, 0.01, "the largest")
    check(0 < single["at_seconds"] <= run_json["wall_seconds"], single)
    equal(run_json["processes_seen"], count + 1)


def test_the_largest_of_200_short_processes_is_exact():
    check_lives(200, "waited")


def test_a_process_that_no_parent_waits_for_is_counted():
    check_lives(20, "ignored")


def test_the_launchers_own_memory_does_not_count():
    run_json = account("true")[0]
    single, usage = run_json["peak"]["process"], run_json["usage"]
    equal((single["origin"], single["name"]), ("exact", "true"))
    # wait4's figure is the larger of both, and moves in coarser steps.
    check(0 < single["bytes"] <= usage["max_rss_bytes"] + (512 << 10), single, usage)


def test_a_vforked_child_does_not_count_its_parents_memory():
    # posix_spawn of a missing program: the child exits with its parent's memory.
    code = ("import os\nheld = bytearray(b'x') * (50 << 20)\n"
            "try: os.posix_spawn('/no/such/file', ['x'], {})\n"
            "except FileNotFoundError: print(os.getpid(), flush=True)\n")
    run_json, text = account(*PYTHON, code)
    equal(run_json["peak"]["process"]["pid"], int(text))
    equal(run_json["processes_seen"], 2)


def test_memory_of_an_image_before_exec_is_not_lost():
    code = "import os\nheld = bytearray(b'x') * (60 << 20)\nos.execvp('true', ['true'])\n"
    single = account(*PYTHON, code)[0]["peak"]["process"]
    check(60 << 20 <= single["bytes"] < 90 << 20, single)
    # VmHWM starts over at exec; the kernel's figure at exit does not.
    equal(single["origin"], "rusage")


def test_threads_share_one_peak():
    code = ("import os, threading\n"
            "def work(): held.append(bytearray(b'x') * (8 << 20))\n"
            "held = []\nthreads = [threading.Thread(target=work) for _ in range(5)]\n"
            "for t in threads: t.start()\nfor t in threads: t.join()\n"
            "print([l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1])\n")
    run_json, text = account(*PYTHON, code)
    near(run_json["peak"]["process"]["bytes"], int(text) * 1024, 0.02, "the peak")
    equal((run_json["peak"]["process"]["origin"], run_json["processes_seen"]), ("exact", 1))


def test_usage_is_counted_once():
    code = ("import os, time\n"
            "for i in range(2):\n"
            "    if os.fork() == 0:\n"
            "        while time.process_time() < 0.2: pass\n"
            "        os._exit(0)\n"
            "for i in range(2): os.wait()\n")
    used = account(*PYTHON, code)[0]["usage"]
    seconds = used["user_seconds"] + used["system_seconds"]
    check(0.38 <= seconds <= 0.75, seconds)


def test_the_summary_says_that_the_peak_is_exact():
    holds_text(run("true").stderr.decode(), "the kernel's peak at exit")


# --- statuses, streams ---

def test_exit_statuses_are_those_without_tracing():
    plain = home() / "plain"
    plain.write_text("data\n")
    for command in (["sh", "-c", "exit 3"], ["sh", "-c", "kill -TERM $$"], ["no-such-command"],
                    [str(plain)], ["sh", "-c", "(exit 5) & wait $!"]):
        without = peaktop("run", "--cgroup=off", "--no-summary", *command)
        done = run("--no-summary", *command)
        equal((done.returncode, done.stdout, done.stderr),
              (without.returncode, without.stdout, without.stderr), command)


def test_ten_megabytes_of_output_are_unchanged_when_traced():
    data = random.Random(1).randbytes(10 << 20)
    done = run("--no-summary", "sh", "-c", "cat | cat", stdin=None, input=data)
    check(done.stdout == data, "other bytes came out")


def test_nothing_is_launched_if_tracing_is_refused():
    trace = home() / "launched"
    done = run("--no-summary", os.environ["PEAKTOP"], "run", "--cgroup=off", "--exact", "touch",
               str(trace), env=environment(ASAN_OPTIONS="detect_leaks=0"))
    equal(done.returncode, 125, done.stderr)
    holds_text(done.stderr.decode(), "tracing the command")
    check(not trace.exists(), "it was launched")


def test_surviving_processes_are_counted_and_left_alone():
    told = home() / "told"
    # Not on stderr, which the surviving process holds open.
    with start("run", "--cgroup=off", "--exact", "-o", str(told), *PYTHON,
               "import os, sys\nif os.fork() == 0:\n    print('on', flush=True)\n"
               "    sys.stdin.read()\n    print('end', flush=True)\n    os._exit(0)\n",
               stdin=-1) as job:
        equal(ready(job), "on")
        equal(job.wait(PATIENCE_SECONDS), 0)
        holds_text(told.read_text(), "1 process")
        job.stdin.close()
        equal(ready(job), "end")


def test_wait_all_waits_for_orphans():
    run_json, text = account("sh", "-c", "sh -c '(sleep 0.2; echo late) &'",
                             options=["--wait-all"])
    equal(text, "late\n")
    check(run_json["processes_seen"] >= 3, run_json)


def test_term_is_passed_on():
    # Python runs a handler between two bytecodes: a blocking read would delay it.
    with start("run", "--cgroup=off", "--exact", *PYTHON,
               "import os, select, signal\n"
               "signal.signal(signal.SIGTERM, lambda *_: os._exit(9))\n"
               "print('ready', flush=True)\n"
               "while not select.select([0], [], [], 0.05)[0]: pass", stdin=-1) as job:
        equal(ready(job), "ready")
        job.terminate()
        equal(job.wait(PATIENCE_SECONDS), 9)


# --- the job survives peaktop ---

# Forks, threads, signals that must not be lost; checked by the sum at the end.
BUSY = """
import os, signal, threading
got = []
signal.signal(signal.SIGUSR1, lambda *_: got.append(1))
print("ready", flush=True)
total = 0
for i in range(40):
    pid = os.fork()
    if pid == 0:
        os.kill(os.getppid(), signal.SIGUSR1)
        os._exit(i)
    total += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
print(total, len(got), flush=True)
"""


def test_a_killed_peaktop_leaves_a_traced_job_unharmed():
    chance = random.Random(2)
    for _ in range(15):
        with start("run", "--cgroup=off", "--exact", *PYTHON, BUSY) as job:
            equal(ready(job), "ready")
            # Not a wait for an event: the test varies this moment.
            time.sleep(chance.random() * 0.05)
            job.kill()
            equal(ready(job), f"{sum(range(40))} 40")


STOPS = """
import os, signal, sys
print(os.getpid(), flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
print("continued", flush=True)
"""


def state_of(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()[0]


def test_a_stopped_job_stays_stopped_until_continued():
    for kill in (False, True):
        with start("run", "--cgroup=off", "--exact", "--no-summary", *PYTHON, STOPS) as job:
            pid = int(ready(job))
            until(lambda: state_of(pid) in "tT", "the stop")
            if kill:
                job.kill()
                until(lambda: state_of(pid) == "T", "a stop without a tracer")
            os.kill(pid, signal.SIGCONT)
            equal(ready(job), "continued")
            equal(job.wait(PATIENCE_SECONDS), -9 if kill else 0)


# --- job control: a shell of sorts, on a terminal of its own ---

SHELL = """
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid:
    # The terminal of a session whose leader is below; passes its output on.
    os.write(1, b"terminal\\n")
    data, sent = b"", False
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        data += piece
        os.write(1, piece)
        if b"ready" in data and not sent:
            sent = os.write(terminal, b"\\x1a")
    os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
status = os.waitpid(job, os.WUNTRACED)[1]
print("stopped", os.WIFSTOPPED(status) and os.WSTOPSIG(status) == signal.SIGTSTP, flush=True)
os.killpg(job, signal.SIGCONT)
status = os.waitpid(job, os.WUNTRACED)[1]
print("ended", os.WIFEXITED(status) and os.WEXITSTATUS(status), flush=True)
os._exit(0)
"""

# Like an editor: its handler restores the terminal, and then stops.
EDITOR = """
import os, select, signal
def leave(number, frame):
    os.write(1, b"tidied\\n")
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    os.write(1, b"back\\n")
    os._exit(6)
signal.signal(signal.SIGTSTP, leave)
os.write(1, b"ready\\n")
while True:
    select.select([], [], [], 0.05)
"""


def lines_of_shell(*command):
    with helper(SHELL, os.environ["PEAKTOP"], "run", "--cgroup=off", "--exact", "--no-summary",
                *command) as shell:
        lines = []
        while not lines or not lines[-1].startswith("ended"):
            lines.append(ready(shell).strip().removeprefix("^Z"))
        return lines


def test_ctrl_z_stops_job_and_peaktop():
    equal(lines_of_shell("sh", "-c", "echo ready; exec sleep 0.3"),
          ["terminal", "ready", "stopped True", "ended 0"])


def test_a_program_can_clean_up_before_it_stops():
    equal(lines_of_shell(*PYTHON, EDITOR),
          ["terminal", "ready", "tidied", "stopped True", "back", "ended 6"])


if __name__ == "__main__":
    try:
        needs_tracing()
    except Skip as reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(0)
    main(cases_of(globals()))
