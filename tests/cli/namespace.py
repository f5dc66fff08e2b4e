# SPDX-License-Identifier: MIT
"""namespace.py: a pid namespace with the /proc of another: none of its pids is ours."""
import json
import os
import subprocess
import sys
from pathlib import Path

from panes_world import Screen
from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, ended, environment, equal, good,
                 helper, holds_text, home, is_sanitized, main, peaktop, ready, until)

MIB = 1 << 20
TOLD = b"peaktop: the command is not observed: /proc shows another pid namespace"
HOLDS = 'block = bytearray(b"x") * (%d << 20); print("ready", flush=True); input()'

# CLONE_NEWPID, for others than root with CLONE_NEWUSER; the first process there ends with us. With
# NO_PROC in the environment CLONE_NEWNS, where nothing is mounted at /proc.
ENTER = """
import ctypes, os, signal, sys
libc = ctypes.CDLL(None)
bare = os.environ.pop("NO_PROC", None)
if libc.unshare((0x20000000 if os.geteuid() == 0 else 0x30000000) | (0x20000 if bare else 0)) != 0:
    sys.exit(77)
child = os.fork()
if child == 0:
    libc.prctl(1, signal.SIGKILL)
    if bare and (libc.mount(b"none", b"/", None, 0x44000, None) != 0 or
                 libc.mount(b"none", b"/proc", b"tmpfs", 0, None) != 0):
        os._exit(77)
    os.execvp(sys.argv[1], sys.argv[1:])
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
"""


def inside(*arguments, second=False, **env):
    """Runs it in a new pid namespace: as the first process, or (`second`) as the child of a shell there."""
    words = [PEAKTOP, *arguments]
    if second:
        words = ["sh", "-c", '"$@"; exit $?', "sh", *words]
    return ended(subprocess.Popen([sys.executable, "-S", "-c", ENTER, *words], env=environment(**env),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE))


def run_inside(*arguments, **more):
    with inside(*arguments, **more) as process:
        out, said = process.communicate(timeout=PATIENCE_SECONDS)
    if process.returncode == 77:
        raise Skip("no pid namespace can be made here")
    return process.returncode, out, said


def test_a_foreign_process_is_not_taken_for_the_job():
    for second in (False, True):
        # The pids of the namespace are small: foreign processes of the host have them, and have children.
        with helper(HOLDS % 200) as stranger:
            equal(ready(stranger), "ready")
            status, _, said = run_inside("run", "--cgroup", "off", "--json", "--", "sleep", "0.5",
                                         second=second)
        equal(status, 0, said)
        line, _, account = said.partition(b"\n")
        check(line.startswith(TOLD), said)
        equal(account.count(b"\n"), 1)
        run = json.loads(account)
        check(0 < run["usage"]["max_rss_bytes"] < 30 * MIB, run["usage"])
        for kind in ("process", "tree"):
            equal(run["peak"][kind]["bytes"], run["usage"]["max_rss_bytes"], kind)
        equal(run["peak"]["tree"]["processes"], None)
        check(not run["peak"]["process"]["name"], run["peak"])


def test_status_and_exact_are_as_usual():
    for arguments in (("run", "--exact"), ("run", "--budget", "8M", "--enforce"), ("run", "-v")):
        status, _, said = run_inside(*arguments, "sh", "-c", "sleep 0.3; exit 7")
        equal(status, 7, said)
        equal(said.count(b"another pid namespace"), said.count(TOLD), said)
        equal(said.count(TOLD), 1)


def test_a_budget_kills_no_foreign_process():
    with helper(HOLDS % 100) as stranger:
        equal(ready(stranger), "ready")
        run_inside("run", "--budget", "1M", "--enforce", "--wait-all", "--", sys.executable, "-S",
                   "-c", "import time; x = bytearray(b'x') * (50 << 20); time.sleep(0.5)")
        equal(stranger.poll(), None)


def test_the_proc_of_the_host_is_shown():
    status, out, said = run_inside("--once", "--json")
    equal((status, said), (0, b""))
    pids = [process["pid"] for process in json.loads(out)["processes"]]
    check(os.getpid() in pids, pids)


def test_a_proc_of_its_own_is_observed_as_usual():
    mount = Path("/proc/self/uid_map").read_text().split()[:2] == ["0", "0"] and os.geteuid() == 0
    if not mount:
        raise Skip("only root can mount /proc")
    done = subprocess.run(
        ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child=KILL", PEAKTOP, "run",
         "--json", "--cgroup", "off", "sleep", "0.5"], env=environment(), capture_output=True,
        stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS, check=False)
    if b"unshare" in done.stderr:
        raise Skip(done.stderr.decode().strip())
    run = json.loads(done.stderr)
    check(run["sampling"]["samples"] > 0, run["sampling"])
    equal(run["processes_seen"], 1)


# The message that nothing can be sampled, with a foreign /proc and without one.
BLIND = [({}, TOLD), ({"NO_PROC": "1"}, b"peaktop: the command is not observed: /proc is not mounted")]


def is_unknown(run):
    """Figures that only samples of its processes show."""
    for name in ("swap_peak_bytes", "processes_seen", "processes_lower_bound", "left_alive", "left",
                 "largest"):
        equal(run[name], None, name)
    tree = run["peak"]["tree"]
    equal((tree["at_seconds"], tree["lower_bound"]), (None, True), str(tree))
    equal(tree["processes"], None, str(tree))
    equal((tree["hugetlb_peak_bytes"], tree["hugetlb_upper_bound"]), (None, None), str(tree))
    equal(run["peak"]["process"]["at_seconds"], None)
    equal(run["sampling"]["samples"], 0)


def test_unseen_figures_are_unknown_in_every_form():
    if is_sanitized():
        raise Skip("a sanitizer wants /proc, and its memory is the floor of every command")
    for number, (env, told) in enumerate(BLIND):
        place, hook, label = home() / "account", home() / "hook", f"blind-{number}"
        status, _, said = run_inside(
            "run", "--label", label, f"--json={place}", "--cgroup", "off", "--on-exit",
            f'echo "${{PEAKTOP_RSS_BYTES-none}} $PEAKTOP_PEAK_BYTES" >{hook}', "sleep", "0.5", **env)
        equal(status, 0, said)
        equal(said.count(told), 1, said)
        run = json.loads(place.read_text())
        is_unknown(run)
        equal(hook.read_text(), f"none {run['peak']['tree']['bytes']}\n")
        is_unknown(json.loads(good("show", label, "--json")))
        for text in (said.decode(), good("show", label)):
            holds_text(text, "at least")
            holds_text(text, "the tree could not be observed")
            check(" at 0" not in text and "swap" not in text and "left alive" not in text, text)
        status, _, said = run_inside("run", "-v", "--cgroup", "off", "sleep", "0.5", **env)
        for line in ("Tree peak processes: -", "Tree peak at (seconds): -",
                     "Swap peak, at least (kbytes): -", "Processes seen: -", "Processes left alive: -"):
            holds_text(said.decode(), line)
        for options, word in ((["-f", "%Bw"], "at-least"), (["--summary=line"], "tree at least"),
                              (["--summary=markdown"], "at least")):
            status, _, said = run_inside("run", *options, "--cgroup", "off", "sleep", "0.5", **env)
            equal(status, 0)
            holds_text(said.decode(), word)
            equal(said.count(told), 1, said)


def test_without_proc_nothing_can_be_shown():
    if is_sanitized():
        raise Skip("a sanitizer wants /proc, and its memory is the floor of every command")
    for words in (["--once"], ["--batch", "-n", "1"], ["record", "-n", "1", "-o", str(home() / "r")]):
        status, _, said = run_inside(*words, NO_PROC="1")
        equal((status, said), (1, b"peaktop: no processes in /proc: is it a mount of /proc?\n"))
        check(not (home() / "r").exists(), "a recording of nothing was left behind")


def test_a_foreign_proc_is_recorded_as_it_is():
    status, _, said = run_inside("record", "-n", "2", "-d", "50ms", "-o", str(home() / "foreign"))
    equal((status, said), (0, b""))
    pids = [process["pid"] for process in json.loads(
        good("--replay", str(home() / "foreign"), "--once", "--json"))["processes"]]
    check(os.getpid() in pids, pids)


def listed(label):
    done = peaktop("attach", "--list", "--json")
    jobs = [json.loads(line) for line in done.stdout.splitlines()]
    return next((job for job in jobs if job["label"] == label), None)


def test_a_job_of_a_keeper_there_is_found_and_ended_from_here():
    if is_sanitized():
        raise Skip("a sanitizer wants /proc, and its memory is the floor of every command")
    for label in ("kept",):
        with helper(HOLDS % 50) as stranger:
            equal(ready(stranger), "ready")
            screen = Screen("--label", label, "--", "sleep", "600",
                            before=[sys.executable, "-S", "-c", ENTER])
            try:
                until(lambda: listed(label) or screen.process.poll() is not None, "the job in the list")
                if screen.process.poll() == 77:
                    raise Skip("no pid namespace can be made here")
                job = listed(label)
                equal((job["holds_bytes"], job["peak_bytes"], job["processes"]), (None, None, None))
                done = peaktop("stop", label)
                equal(done.returncode, 0, done.stderr)
                holds_text(done.stdout.decode(), "SIGTERM")
                is_unknown(json.loads(good("show", label, "--json")))
                equal(stranger.poll(), None)
                screen.process.terminate()
            finally:
                screen.end()


def test_without_proc_a_command_runs_without_a_screen():
    if is_sanitized():
        raise Skip("a sanitizer wants /proc, and its memory is the floor of every command")
    screen = Screen("--", "sh", "-c", "echo hello; exit 3", NO_PROC="1",
                    before=[sys.executable, "-S", "-c", ENTER])
    try:
        until(lambda: screen.process.poll() is not None, "its end")
        screen.reader.join()
        if screen.process.returncode == 77:
            raise Skip("no pid namespace can be made here")
        equal(screen.process.returncode, 3, screen.written)
        holds_text(screen.written.decode(), "without a screen, as 'peaktop run' does: /proc is not mounted")
        holds_text(screen.written.decode(), "hello")
    finally:
        screen.end()


if __name__ == "__main__":
    main(cases_of(globals()))
