# SPDX-License-Identifier: MIT
"""guard.py: tests that hang, crash or leave things behind are reported, killed, and cleaned up after."""
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tap import Skip, cases_of, check, equal, holds_text, home, is_alive, main, until

GUARD = os.environ.get("GUARD", "guard")

# Longer than the start of a shell, shorter than the tests below would last.
CASE_SECONDS = 2
FOREVER = 1000


class Guarded:
    """The outcome of a test: its results, other output, and the processes that it named."""

    def __init__(self, output, status):
        self.output, self.status = output, status
        lines = output.splitlines()
        self.results = [line for line in lines if re.match(r"(not )?ok ", line)]
        self.plans = [line for line in lines if line.startswith("1..")]
        self.pids = [int(pid) for pid in re.findall(r"^pid (\d+)$", output, re.M)]
        self.folders = re.findall(r"^folder (\S+)$", output, re.M)

    def check_whole(self, *verdicts):
        """Each case has one verdict, and the plan, which comes once, counts them."""
        equal([line.split()[0] for line in self.results], list(verdicts), self.output)
        equal([int(re.search(r"\d+", line)[0]) for line in self.results],
              list(range(1, len(verdicts) + 1)), self.output)
        equal(self.plans, [f"1..{len(verdicts)}"], self.output)
        equal(self.status, 1 if "not" in verdicts else 0, "status: " + self.output)

    def check_gone(self, processes, folders=1):
        equal(len(self.pids), processes, self.output)
        equal(len(self.folders), folders, self.output)
        for pid in self.pids:
            check(not is_alive(pid), f"{pid} is running: {self.output}")
        for folder in self.folders:
            check(not os.path.lexists(folder), f"{folder} is there")


SHELL_HEAD = 'echo folder "$TMPDIR"\n'


def run(script, seconds=CASE_SECONDS, command=("sh", "-c"), head=SHELL_HEAD):
    """Runs the script under the guard. Most cases check that it ends at all."""
    env = dict(os.environ, PEAKTOP_TEST_SECONDS=str(seconds))
    done = subprocess.run([GUARD, *command, head + script], env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          timeout=60)
    return Guarded(done.stdout.decode(), done.returncode)


def test_passing_cases_pass():
    done = run("echo 1..3; echo ok 1 - a; echo ok 2 - b '#' SKIP not here; printf 'ok 3 - c'")
    done.check_whole("ok", "ok", "ok")
    done.check_gone(0)
    holds_text(done.output, "ok 2 - b # SKIP not here\n")
    holds_text(done.output, "ok 3 - c\n")


def test_the_cpu_time_of_all_processes_is_reported():
    spin = "python3 -c 'import time\nwhile time.process_time() < 0.4: pass'"
    done = run(f"echo 1..1; {spin}; ({spin}; :); echo ok 1 - a", seconds=60)
    told = re.search(r"^# took [0-9.]+ s, CPU ([0-9.]+) s$", done.output, re.M)
    check(told and 0.8 <= float(told[1]) < 10, done.output)


def test_a_skip_of_cmocka_is_not_a_failure():
    done = run("echo 1..2; echo not ok 1 '#' SKIP; echo not ok 2 - SKIP")
    done.check_whole("ok", "not")


def test_a_whole_test_may_be_skipped():
    done = run("echo '1..0 # SKIP no such machine'")
    equal(done.plans, ["1..0 # SKIP no such machine"])
    equal((done.results, done.status), ([], 0))


def test_a_hang_fails_and_says_where():
    begin = time.monotonic()
    done = run(f"echo 1..3; echo ok 1 - a; echo pid $$; exec sleep {FOREVER}")
    check(time.monotonic() - begin < 30, "it was ended late")
    done.check_whole("ok", "not", "not")
    done.check_gone(1)
    holds_text(done.output, "not ok 2 - ")
    holds_text(done.output, "late: no result of this case")
    holds_text(done.output, f"# left: {done.pids[0]} ")
    holds_text(done.output, f"sleep {FOREVER}")
    holds_text(done.output, "# it said: ok 1 - a")


def test_a_hang_in_python_reports_its_line():
    script = ("import tap, time\n"
              "def test_that_hangs():\n"
              f"    time.sleep({FOREVER})\n"
              "tap.main([test_that_hangs])\n")
    file = home() / "hang.py"
    file.write_text(f"import sys\nsys.path.insert(0, {os.path.dirname(__file__)!r})\n{script}")
    done = run(str(file), seconds=4, command=(sys.executable, "-B"), head="")
    done.check_whole("not")
    holds_text(done.output, "in test_that_hangs")


def test_a_script_kills_what_a_failed_case_left():
    script = f"""
import subprocess, sys
sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})
from tap import Failure, environment, main

def fails():
    words = "sleep {FOREVER} & echo pid $!; exec sleep {FOREVER}"
    left = subprocess.Popen(["setsid", "sh", "-c", words], env=environment(), stdout=subprocess.PIPE)
    print(left.stdout.readline().decode(), f"pid {{left.pid}}", sep="", flush=True)
    raise Failure("as it is to")

main([fails, lambda: None])
"""
    done = run(script, seconds=20, command=(sys.executable, "-c"), head="")
    done.check_whole("not", "ok")
    done.check_gone(2, folders=0)


def test_output_is_not_progress():
    done = run("echo 1..1; echo pid $$; while :; do echo '# still here'; sleep 0.1; done")
    done.check_whole("not")
    done.check_gone(1)


def test_endless_results_end_too():
    done = run("echo pid $$; while :; do echo ok; sleep 0.05; done", seconds=1)
    holds_text(done.output, "late: the whole took too long")
    holds_text(done.output, "no plan")
    equal(done.status, 1)
    done.check_gone(1)


def test_a_child_that_holds_the_pipe_is_killed_and_reported():
    done = run(f"echo 1..1; sleep {FOREVER} & echo pid $!; echo ok 1 - a")
    done.check_whole("ok", "not")
    done.check_gone(1)
    holds_text(done.output, "processes are left behind")
    holds_text(done.output, f"# left: {done.pids[0]} ")


def test_a_child_that_is_about_to_exit_is_tolerated():
    done = run("echo 1..1; sleep 0.3 & echo pid $!; echo ok 1 - a", seconds=20)
    done.check_whole("ok")
    done.check_gone(1)


def test_a_daemonized_process_is_found():
    """TERM ignored; a session of its own, by way of a parent that is gone; one that stopped."""
    done = run(f"""echo 1..1
        setsid sh -c 'trap "" TERM HUP INT; echo pid $$; while :; do sleep {FOREVER}; done' &
        (setsid sh -c 'setsid sleep {FOREVER} <&- >&- 2>&- & echo pid $!' &)
        sh -c 'echo pid $$; kill -STOP $$' &
        sleep 0.5
        echo ok 1 - a""")
    done.check_whole("ok", "not")
    done.check_gone(3)


def test_a_forking_process_is_killed():
    breeder = home() / "breeder.sh"
    breeder.write_text(f'sleep {FOREVER} & while :; do sh -c "sleep {FOREVER} &"; sleep 0.01; done\n')
    done = run(f"echo 1..1; sh {breeder} & echo pid $!; sleep 0.3; echo ok 1 - a")
    done.check_whole("ok", "not")
    done.check_gone(1)
    listing = subprocess.run(["ps", "-eo", "ppid,args"], stdout=subprocess.PIPE, check=False)
    mine = [line for line in listing.stdout.decode().splitlines()
            if line.split()[0] == str(os.getpid()) and f"sleep {FOREVER}" in line]
    equal(mine, [], "what came to us")


def test_a_crash_is_reported_with_its_signal():
    for name in ("SEGV", "ABRT", "KILL"):
        done = run(f"echo 1..3; echo ok 1 - a; echo pid $$; kill -{name} $$")
        done.check_whole("ok", "not", "not")
        done.check_gone(1)
        number = getattr(signal, "SIG" + name).value
        holds_text(done.output, f"ended by signal {number} (")


def test_a_crash_after_the_last_case_is_reported():
    done = run("echo 1..1; echo ok 1 - a; kill -SEGV $$")
    done.check_whole("ok", "not")


def test_a_status_without_a_failed_case_is_reported():
    done = run("echo 1..1; echo ok 1 - a; exit 3")
    done.check_whole("ok", "not")
    holds_text(done.output, "status 3, though no case failed")


def test_no_output_is_a_failure():
    run("exit 0", head="").check_whole("not")
    done = run("echo ok 1 - a")
    done.check_whole("ok", "not")
    holds_text(done.output, "no plan")


def test_fewer_cases_than_planned_are_failures():
    done = run("echo 1..4; echo ok 1 - a; echo ok 2 - b")
    done.check_whole("ok", "ok", "not", "not")
    holds_text(done.output, "not reached")


def test_a_missing_program_fails():
    done = run("", command=("/nonexistent/test",), head="")
    done.check_whole("not", "not")
    equal(done.status, 1)


def test_a_terminated_guard_cleans_up():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        script = SHELL_HEAD + (f"echo 1..2; setsid sleep {FOREVER} & echo pid $!; echo pid $$\n"
                               f"echo ok 1 - a; trap '' TERM INT HUP; sleep {FOREVER}")
        with subprocess.Popen([GUARD, "sh", "-c", script], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as guard:
            head = b""
            while b"ok 1" not in head:
                head += os.read(guard.stdout.fileno(), 4096)
            guard.send_signal(number)
            rest = guard.stdout.read()
        done = Guarded((head + rest).decode(), guard.returncode)
        done.check_whole("ok", "not")
        done.check_gone(2)


def test_a_killed_guard_kills_the_test():
    with subprocess.Popen([GUARD, "sh", "-c", f"echo $$; exec sleep {FOREVER}"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as guard:
        pid = int(until(lambda: guard.stdout.readline(), "its pid"))
        # During its exec it has none.
        folder = until(lambda: re.search(rb"TMPDIR=([^\0]+?)/t\0", Path(f"/proc/{pid}/environ").read_bytes()),
                       "its environment")[1]
        guard.kill()
    until(lambda: not is_alive(pid), "the end of the test")
    subprocess.run(["rm", "-r", folder], check=True)


def test_folders_are_private_and_removed():
    done = run("""echo 1..1
        for d in "$HOME" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"; do
            echo folder "$d"; [ "${d%/*}" = "${TMPDIR%/*}" ] || exit 1
        done
        [ "$(stat -c %a "$XDG_RUNTIME_DIR")" = 700 ] || exit 1
        mkdir -p "$TMPDIR/a/b/c"; : >"$TMPDIR/a/b/c/file"; ln -s /etc/passwd "$HOME/link"
        chmod 0 "$TMPDIR/a/b/c" "$TMPDIR/a/b" "$TMPDIR/a"; mkfifo "$HOME/fifo"
        echo ok 1 - a""")
    done.check_whole("ok")
    done.check_gone(0, folders=4)
    check(os.path.exists("/etc/passwd"), "what a link pointed to is there")


def test_nothing_is_inherited_but_the_environment():
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    script = f"echo 1..1; test ! -e /proc/self/fd/{writer} && echo ok 1 - a"
    done = subprocess.run([GUARD, "sh", "-c", script], pass_fds=[writer], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    os.close(writer)
    os.close(reader)
    Guarded(done.stdout.decode(), done.returncode).check_whole("ok")


def our_group():
    """The folder of our memory cgroup, if groups can be created in it."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        root = Path("/sys/fs/cgroup") / ("memory" if controllers else "")
        folder = Path(str(root) + path) if path != "/" else root
        if controllers in ("memory", "") and os.access(folder, os.W_OK) and folder.is_dir():
            return folder
    raise Skip("no control groups can be made here")


def test_control_groups_are_removed():
    parent = our_group()
    done = run(f"""echo 1..1; g={parent}/peaktop-$$-0abc; mkdir "$g" "$g/inner" || exit 1
        echo folder "$g"
        sh -c 'echo 0 >"$0/inner/cgroup.procs"; echo pid $$; exec sleep {FOREVER}' "$g" &
        sleep 0.3; echo ok 1 - a""")
    done.check_whole("ok", "not")
    done.check_gone(1, folders=2)


def test_another_tests_group_stays():
    """Tests run in parallel in one group."""
    other = our_group() / f"peaktop-{os.getpid()}-0abc"
    done = run(f"echo 1..1; mkdir {other} && echo ok 1 - a")
    there = other.is_dir()
    if there:
        other.rmdir()
    done.check_whole("ok")
    check(there, "the group of a living process was removed")


main(cases_of(globals()))
