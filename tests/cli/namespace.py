# SPDX-License-Identifier: MIT
"""namespace.py: a pid namespace whose /proc is another's: no pid in there is ours."""
import json
import os
import subprocess
import sys
from pathlib import Path

from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, ended, environment, equal,
                 helper, holds_text, main, ready)

MIB = 1 << 20
TOLD = b"peaktop: the command is not watched: /proc shows another pid namespace"
HOLDS = 'block = bytearray(b"x") * (%d << 20); print("ready", flush=True); input()'

# CLONE_NEWPID, for others than root with CLONE_NEWUSER; the first process there ends with us.
ENTER = """
import ctypes, os, signal, sys
libc = ctypes.CDLL(None)
if libc.unshare(0x20000000 if os.geteuid() == 0 else 0x30000000) != 0:
    sys.exit(77)
child = os.fork()
if child == 0:
    libc.prctl(1, signal.SIGKILL)
    os.execvp(sys.argv[1], sys.argv[1:])
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
"""


def inside(*arguments, second=False):
    """In a new pid namespace: its first process, or (`second`) the child of a shell there."""
    words = [PEAKTOP, *arguments]
    if second:
        words = ["sh", "-c", '"$@"; exit $?', "sh", *words]
    return ended(subprocess.Popen([sys.executable, "-S", "-c", ENTER, *words], env=environment(),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE))


def run_inside(*arguments, **more):
    with inside(*arguments, **more) as process:
        out, said = process.communicate(timeout=PATIENCE_SECONDS)
    if process.returncode == 77:
        raise Skip("no pid namespace can be made here")
    return process.returncode, out, said


def test_a_stranger_is_not_the_job():
    for second in (False, True):
        # The pids of the namespace are small: strangers of the host bear them, and have children.
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
        equal(run["peak"]["tree"]["processes"], [])
        check(not run["peak"]["process"]["name"], run["peak"])


def test_status_and_exact_are_as_elsewhere():
    for arguments in (("run", "--exact"), ("run", "--budget", "8M", "--enforce"), ("run", "-v")):
        status, _, said = run_inside(*arguments, "sh", "-c", "sleep 0.3; exit 7")
        equal(status, 7, said)
        holds_text(said.decode(), "another pid namespace")
        equal(said.count(TOLD), 1)


def test_no_stranger_is_ended_by_a_budget():
    with helper(HOLDS % 100) as stranger:
        equal(ready(stranger), "ready")
        run_inside("run", "--budget", "1M", "--enforce", "--wait-all", "--", sys.executable, "-S",
                   "-c", "import time; x = bytearray(b'x') * (50 << 20); time.sleep(0.5)")
        equal(stranger.poll(), None)


def test_the_view_of_the_host_is_there():
    status, out, said = run_inside("--once", "--json")
    equal((status, said), (0, b""))
    pids = [process["pid"] for process in json.loads(out)["processes"]]
    check(os.getpid() in pids, pids)


def test_a_proc_of_its_own_is_watched_as_ever():
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


if __name__ == "__main__":
    main(cases_of(globals()))
