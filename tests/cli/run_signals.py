# SPDX-License-Identifier: MIT
"""run_signals.py: a signal that would end `peaktop run` reaches its command once, and the account is written."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tap import (PATIENCE_SECONDS, PEAKTOP, cases_of, check, equal, ended, environment, holds_text,
                 home, is_alive, main, peaktop, ready, start, until)

PYTHON = [sys.executable, "-S", "-c"]

# Each delivery of a signal is a line: the C handler writes a byte for each, and none are merged.
COUNTS = """
import os, select, signal, sys
told, tell = os.pipe()
os.set_blocking(tell, False)
signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
    signal.signal(number, lambda *_: None)
exec(sys.argv[1])
os.write(1, b"ready\\n")
while True:
    came = select.select([0, told], [], [])[0]
    if told in came:
        for number in os.read(told, 100):
            os.write(1, b"got %d\\n" % number)
    elif 0 in came:
        break
"""

# INT and QUIT come from a terminal to all; the others do not end a process, or end every one.
NOT_PASSED_ON = {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGINT, signal.SIGQUIT,
                 signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGCONT, signal.SIGURG,
                 signal.SIGWINCH}
PASSED_ON = sorted(signal.valid_signals() - NOT_PASSED_ON)

# It is delivered last of all pending signals.
LAST = signal.SIGRTMAX

# Where Python takes too long to be there. It does not wait: a signal that comes right before a shell waits
# for input is told when there is some.
SHELL_TELLS = (f"trap 'echo well; exit 0' {LAST:d}; trap 'echo term' TERM; echo ready; "
               "while :; do :; done")


def counting(*options, before="", **more):
    return start("run", *options, *PYTHON, COUNTS, before, stdin=-1, start_new_session=True, **more)


def once_each(job, send, numbers):
    """Each of them is told once, though peaktop has passed on all that it was to: what waits behind it went
    through since, twice. What is told of the last one once too often comes before the next, or at the end."""
    for number in numbers:
        send(number)
        equal(ready(job), f"got {number:d}", "the signal")
        for _ in range(2):
            job.send_signal(LAST)
            equal(ready(job), f"got {LAST:d}", f"what came after signal {number:d}")


def ends_well(job):
    job.stdin.close()
    equal(job.wait(PATIENCE_SECONDS), 0, "status")
    equal(job.held + job.stdout.read(), b"", "told besides")
    holds_text(job.stderr.read().decode(), "exited 0", "the account")


def test_each_signal_to_peaktop_alone_is_passed_on_once():
    with counting() as job:
        equal(ready(job), "ready")
        once_each(job, job.send_signal, PASSED_ON)
        ends_well(job)


def test_each_signal_to_the_whole_group_reaches_the_command_once():
    with counting() as job:
        equal(ready(job), "ready")
        once_each(job, lambda number: os.killpg(job.pid, number), PASSED_ON)
        ends_well(job)


def test_an_early_signal_reaches_the_command_once():
    for to_all in (False, True):
        for _ in range(5):
            with start("run", "sh", "-c", SHELL_TELLS, start_new_session=True) as job:
                equal(ready(job), "ready")
                (os.killpg if to_all else os.kill)(job.pid, signal.SIGTERM)
                equal(ready(job), "term")
                job.send_signal(LAST)
                equal(ready(job), "well", f"to all: {to_all}")
                equal(job.wait(PATIENCE_SECONDS), 0)


def test_a_signal_by_pkill_peaktop_is_passed_on():
    """Like pkill by name or -f, which does not match the command."""
    with counting() as job:
        equal(ready(job), "ready")
        for number in (signal.SIGTERM, signal.SIGUSR1):
            once_each(job, lambda number: [os.kill(int(pid), number) for pid in
                                           [job.pid, *children_of(job.pid)]
                                           if bears_our_name(pid)], [number])
        ends_well(job)


def bears_our_name(pid):
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    return b" run " in words or b"peaktop" in words + Path(f"/proc/{pid}/comm").read_bytes()


def test_a_signal_to_all_processes_comes_once():
    """Like the end of a service, or kill -1: one after the other, whatever their group and name."""
    with counting() as job:
        equal(ready(job), "ready")
        pids = [job.pid, *map(int, children_of(job.pid))]
        equal(len(pids), 3, "we, the command and the witness")

        def to_each(number, order):
            job.send_signal(signal.SIGSTOP)  # the sender is quick, however loaded the machine
            for pid in order:
                os.kill(pid, number)
            job.send_signal(signal.SIGCONT)

        for order in (pids, pids[::-1]):
            once_each(job, lambda number, order=order: to_each(number, order),
                      [signal.SIGTERM, signal.SIGHUP, signal.SIGRTMAX])
        ends_well(job)


def test_a_signal_to_all_while_the_command_is_being_started_is_not_lost():
    """The state between the first process in our group and the command."""
    for options in ((), ("--repeat=2",)):
        for _ in range(30):
            with start("run", *options, "--no-history", "--summary=none", "sleep", "20",
                       start_new_session=True) as job:
                while not children_of(job.pid):
                    pass
                os.killpg(job.pid, signal.SIGTERM)
                check(job.wait(PATIENCE_SECONDS) in (128 + signal.SIGTERM, -signal.SIGTERM), options)


def test_a_signal_to_others_hides_no_later_signal():
    """Like pkill -P: to our children, not to us."""
    for option in ("--interval=20ms", "--repeat=1"):
        with counting(option) as job:
            equal(ready(job), "ready")
            for pid in children_of(job.pid):
                os.kill(int(pid), signal.SIGTERM)
            equal(ready(job), f"got {signal.SIGTERM:d}", option)
            time.sleep(3)  # some looks
            once_each(job, job.send_signal, [signal.SIGTERM])
            job.stdin.close()
            equal(job.wait(PATIENCE_SECONDS), 0, option)


def test_pending_signals_are_handled_together():
    """The sender of the first one is waited for, as we are at work all the time; one that waited behind it
    would become one with the next."""
    with counting() as job:
        equal(ready(job), "ready")
        job.send_signal(signal.SIGSTOP)
        job.send_signal(signal.SIGUSR1)
        job.send_signal(signal.SIGTERM)
        job.send_signal(signal.SIGCONT)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (waiting := not_taken(job.pid)) is None or signal.SIGUSR1 in waiting:
            check(time.monotonic() < deadline, "it takes the first one")
        equal(waiting, set(), "what it has not taken")
        equal(sorted([ready(job), ready(job)]), ["got 10", "got 15"])
        ends_well(job)


def not_taken(pid):
    """The pending signals while it sleeps; None: it is running."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":\t") for line in lines)
    mask = int(fields["ShdPnd"], 16)
    if fields["State"][0] != "S":
        return None
    return {number for number in range(1, signal.NSIG) if mask & 1 << number - 1}


def test_a_killed_witness_loses_no_signal():
    with counting() as job:
        equal(ready(job), "ready")
        for pid in children_of(job.pid):
            if is_witness(pid):
                os.kill(int(pid), signal.SIGKILL)
        once_each(job, job.send_signal, [signal.SIGTERM, signal.SIGHUP])
        ends_well(job)


def test_a_command_in_its_own_process_group_gets_signals_of_ours():
    with counting(before="os.setpgid(0, 0)") as job:
        equal(ready(job), "ready")
        once_each(job, lambda number: os.killpg(job.pid, number),
                  [signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP])
        ends_well(job)


def test_signals_of_repeated_runs_come_once():
    for to_all in (False, True):
        with counting("--repeat=1") as job:
            equal(ready(job), "ready")
            send = (lambda number, pid=job.pid: os.killpg(pid, number)) if to_all else job.send_signal
            once_each(job, send, [signal.SIGUSR1, signal.SIGALRM, signal.SIGTERM, signal.SIGRTMIN])
            job.stdin.close()
            equal(job.wait(PATIENCE_SECONDS), 0)


def test_signals_of_an_exact_run_come_once():
    with counting("--exact") as job:
        line = ready(job) if job.poll() is None else ""
        equal(line, "ready")
        for send in (job.send_signal, lambda number: os.killpg(job.pid, number)):
            once_each(job, send, [signal.SIGUSR1, signal.SIGXCPU, signal.SIGTERM])
        ends_well(job)


def test_an_unhandled_signal_ends_the_command_and_is_reported():
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGXCPU, signal.SIGPROF,
                   signal.SIGPWR, signal.SIGRTMIN + 1, signal.SIGABRT, signal.SIGPIPE):
        with start("run", "--json", "sh", "-c", "echo ready; exec sleep 100") as job:
            equal(ready(job), "ready")
            until(lambda pid=job.pid: b"sleep\0" in cmdlines(pid), "the command")
            job.send_signal(number)
            equal(job.wait(PATIENCE_SECONDS), 128 + number)
            equal(json.loads(job.stderr.read())["exit"]["signal"], int(number))


def cmdlines(pid):
    """Of its children, but for the witness, which bears the command's after its own name."""
    found = b""
    for child in children_of(pid):
        if is_witness(child):
            continue
        try:
            found += Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            pass
    return found


def test_an_alarm_set_before_the_launch_ends_the_command():
    """Like `perl -e 'alarm 1; exec @ARGV' peaktop run ...`."""
    alarm = ("import os, signal, sys; signal.setitimer(0, float(sys.argv[1]))\n"
             "os.execv(sys.argv[2], sys.argv[2:])")
    # One that is over before peaktop runs at all ends the process that set it.
    for seconds in (0.3, 1, 3, 10):
        with ended(subprocess.Popen([*PYTHON, alarm, str(seconds), PEAKTOP, "run", "sleep", "100"],
                                    env=environment(), stdin=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE)) as job:
            status, text = job.wait(PATIENCE_SECONDS), job.stderr.read().decode()
        if status != -signal.SIGALRM:
            break
    equal(status, 128 + signal.SIGALRM)
    holds_text(text, "SIGALRM")


def test_a_queued_value_is_passed_on():
    code = ("import signal, sys; signal.pthread_sigmask(0, {34, 35}); print('ready', flush=True)\n"
            "info = signal.sigwaitinfo({34, 35}); print(info.si_signo, flush=True)")
    with start("run", *PYTHON, code) as job:
        equal(ready(job), "ready")
        job.send_signal(34)
        equal(ready(job), "34")
        equal(job.wait(PATIENCE_SECONDS), 0)


def test_ignored_signals_stay_ignored():
    def ignore():
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})

    code = ("import signal; from pathlib import Path; print('ready', flush=True); input()\n"
            "print([line for line in Path('/proc/self/status').read_text().splitlines()"
            " if line.startswith(('SigIgn', 'SigBlk', 'ShdPnd'))], flush=True); input()")
    with start("run", *PYTHON, code, stdin=-1, preexec_fn=ignore) as job:
        equal(ready(job), "ready")
        job.send_signal(signal.SIGUSR1)
        job.send_signal(signal.SIGUSR2)
        job.stdin.write(b"\n")
        job.stdin.flush()
        masks = dict(field.split(":\\t") for field in
                     ready(job).strip("[]").replace("'", "").split(", "))
        check(int(masks["SigIgn"], 16) & 1 << signal.SIGUSR1 - 1, "USR1 is ignored", masks)
        check(int(masks["SigBlk"], 16) & 1 << signal.SIGUSR2 - 1, "USR2 is blocked", masks)
        job.stdin.write(b"\n")
        job.stdin.flush()
        equal(job.wait(PATIENCE_SECONDS), 0)


def test_the_witness_is_not_part_of_the_job_and_exits_with_us():
    with start("run", "--json", "sh", "-c", "echo ready; read x", stdin=-1) as job:
        equal(ready(job), "ready")
        children = until(lambda: found if len(found := children_of(job.pid)) == 2 and
                         any(map(is_witness, found)) else None, "the command and a witness")
        time.sleep(0.3)
        job.kill()
        job.wait()
        until(lambda: not any(is_alive(pid) and is_witness(pid) for pid in children), "its end")
    for options in ((), ("--exact",), ("--wait-all",)):
        done = peaktop("run", "--json", *options, "sh", "-c", "sleep 0.3; exit 3")
        run = json.loads(done.stderr)
        equal(run["processes_seen"], 2, f"processes {options}")
        equal(run["exit"]["reason"], "exited")
    holds = peaktop("run", "-v", "sh", "-c", "sleep 0.3").stderr.decode()
    holds_text(holds, "Processes left alive: 0")


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def is_witness(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text() == "signal-witness\n"
    except OSError:
        return False


# --- --wait-all ---

LEAVES = "trap '' TERM HUP; (trap '' INT QUIT; exec sleep 100) & read line; exit 3"


def leaving():
    """The remaining processes hold stderr open: the account goes to a file."""
    out = home() / "account"
    out.unlink(missing_ok=True)
    job = start("run", "--wait-all", "-v", "-o", out, "sh", "-c", LEAVES, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return job, out


def command_ended(pid):
    """The shell is a zombie, which has no command line, or was reaped; what it left runs."""
    found = cmdlines(pid)
    return b"sleep\0" in found and LEAVES.encode() not in found


def test_wait_all_ends_by_a_signal_once_the_command_has_ended():
    for send, number in ((os.kill, signal.SIGINT), (os.killpg, signal.SIGINT),
                         (os.kill, signal.SIGQUIT), (os.killpg, signal.SIGTERM),
                         (os.kill, signal.SIGHUP)):
        for stopped in (False, True):
            wait_ends_by(send, number, stopped)


def wait_ends_by(send, number, stopped):
    """Stopped meanwhile, we get the signal and the command's end at once, the signal first."""
    begun, out = leaving()
    with begun as job:
        try:
            until(lambda: LEAVES.encode() in cmdlines(job.pid), "the command")
            if stopped:
                job.send_signal(signal.SIGSTOP)
            job.stdin.close()
            until(lambda: command_ended(job.pid), "the one that is left")
            equal(job.poll(), None, "it waits")
            send(job.pid, number)
            job.send_signal(signal.SIGCONT)
            equal(job.wait(PATIENCE_SECONDS), 3, f"status after {number!r}, stopped: {stopped}")
            account = out.read_text()
            holds_text(account, "Exit status: 3")
            holds_text(account, "Processes left alive: 1")
        finally:
            os.killpg(job.pid, signal.SIGKILL)


def test_int_just_before_the_end_still_goes_to_the_command():
    with counting("--wait-all") as job:
        equal(ready(job), "ready")
        os.killpg(job.pid, signal.SIGINT)
        equal(ready(job), f"got {signal.SIGINT:d}")
        job.send_signal(signal.SIGINT)
        once_each(job, job.send_signal, [signal.SIGUSR1])
        ends_well(job)


if __name__ == "__main__":
    main(cases_of(globals()))
