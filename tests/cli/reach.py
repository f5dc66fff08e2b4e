# SPDX-License-Identifier: MIT
"""reach.py: a detached job is found, listed and ended from anywhere."""
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from panes_world import Screen
from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, ended, environment, equal, good,
                 holds_text, home, is_alive, main, peaktop, ready, start, state_of, until)

STATE = home() / ".local/state/peaktop"
RUNTIME = home() / "runtime"


def listed(env=None):
    done = peaktop("attach", "--list", "--json", env=env)
    equal(done.returncode, 0, done.stderr)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def job_of(label, env=None):
    return next((job for job in listed(env) if job["label"] == label), None)


@contextlib.contextmanager
def detached(label, script, **env):
    """A job in the background, by its entry in the list; ended in any case."""
    screen = Screen("--label", label, "-d", "200ms", "--", "sh", "-c", script, **env)
    job = None
    try:
        job = until(lambda: (found := job_of(label, environment(**env))) and found["run"] and found,
                    f"{label} in the list")
        screen.type(b"\x1dqd")
        until(lambda: screen.process.poll() is not None, "the end of the screen")
        screen.end()
        yield job
    finally:
        screen.end()
        if job is not None:
            for pid in (job["pid"], job["keeper_pid"]):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            until(lambda: not Path(f"/proc/{job['keeper_pid']}").exists(), "the end of the keeper")


def one_line(done, status, *texts):
    equal(done.returncode, status, done.stderr)
    lines = (done.stderr + done.stdout).decode().splitlines()
    equal(len(lines), 1, lines)
    for text in texts:
        holds_text(lines[0], text)


# --- the list ---

def test_an_empty_list_is_not_an_error():
    equal(listed(), [])
    one_line(peaktop("attach", "--list"), 0, "no running job")
    one_line(peaktop("attach", "--list", "word"), 2, "word")


def test_running_jobs_are_listed():
    with detached("first", "x=$(head -c 20000000 /dev/zero | tr '\\0' x); read y") as first, \
            detached("second one", "read y"):
        until(lambda: job_of("first")["peak_bytes"] > 20_000_000, "what it holds")
        jobs = listed()
        equal([job["label"] for job in jobs], ["second one", "first"])
        equal([job["screens"] for job in jobs], [0, 0])
        check(jobs[1]["command"].startswith("sh -c "), jobs[1])
        equal((jobs[1]["run"], jobs[1]["pid"]), (first["run"], first["pid"]))
        check(abs(jobs[1]["since"] - first["since"]) < 0.001, "since when")
        table = good("attach", "--list").splitlines()
        equal(table[0].split(), ["RUN", "LABEL", "SINCE", "NOW", "PEAK", "SCREENS", "COMMAND"])
        equal(len(table), 3)
        at = table[0].index("COMMAND")
        for line, job in zip(table[1:], jobs):
            holds_text(line, job["label"])
            check(line[at:].startswith("sh -c"), "the columns are aligned", table)
        screens = [Screen("attach", "first", "-d", "200ms") for _ in range(2)]
        try:
            until(lambda: job_of("first")["screens"] == 2, "two screens")
            equal(job_of("second one")["screens"], 0)
        finally:
            for screen in screens:
                screen.end()
        until(lambda: job_of("first")["screens"] == 0, "none again")


def test_more_jobs_than_a_screen_shows_are_all_listed():
    keepers = []
    try:
        for i in range(35):
            keepers.append(subprocess.Popen(
                [PEAKTOP, "keeper", "--label", f"many-{i}", "--no-history", "--", "sleep", "1000"],
                env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True))
        until(lambda: len(listed()) == 35, "35 jobs")
        equal({job["label"] for job in listed()}, {f"many-{i}" for i in range(35)})
        one_line(peaktop("stop", "many-0"), 0, "SIGTERM")
    finally:
        for keeper in keepers:
            keeper.terminate()
        for keeper in keepers:
            keeper.wait()


def test_a_keeper_is_called_peaktop():
    with detached("named", "read x") as job:
        equal(Path(f"/proc/{job['keeper_pid']}/comm").read_text(), "peaktop\n")
        words = Path(f"/proc/{job['keeper_pid']}/cmdline").read_bytes().split(b"\0")
        equal(words[:2], [b"peaktop", b"keeper"])


# --- socket folders ---

def without_runtime():
    return environment()


def with_runtime():
    return environment(XDG_RUNTIME_DIR=str(RUNTIME))


def test_a_job_is_found_after_the_runtime_folder_is_removed():
    RUNTIME.mkdir(mode=0o700)
    folder = RUNTIME / "peaktop"
    with detached("runtime", "read x", XDG_RUNTIME_DIR=str(RUNTIME)) as job:
        # su, cron and sudo do not set it.
        for env in (with_runtime(), without_runtime()):
            equal([found["run"] for found in listed(env)], [job["run"]], "it is there once")
        until(lambda: list(folder.glob("*.sock")), "the socket")
        shutil.rmtree(RUNTIME)
        equal(job_of("runtime", without_runtime())["run"], job["run"])
        equal(job_of("runtime", with_runtime())["run"], job["run"])
        RUNTIME.mkdir(mode=0o700)
        until(lambda: list(folder.glob("*.sock")), "the socket again")
        equal(folder.stat().st_mode & 0o777, 0o700)
        for path in (STATE / "sockets").glob("*.sock"):
            path.unlink()
        equal(job_of("runtime", with_runtime())["run"], job["run"])
        until(lambda: list((STATE / "sockets").glob("*.sock")), "the other socket again")
    equal(listed(with_runtime()), [])
    equal(list(folder.glob("*.sock")), [], "a socket that a killed keeper left is removed")


def test_a_missing_socket_folder_is_tolerated():
    (STATE / "sockets").rename(STATE / "elsewhere")
    (STATE / "sockets").write_text("a file, where a folder should be")
    RUNTIME.mkdir(mode=0o700, exist_ok=True)
    try:
        with detached("other", "read x", XDG_RUNTIME_DIR=str(RUNTIME)) as job:
            one_line(peaktop("stop", str(job["run"]), env=with_runtime()), 0, "SIGTERM")
    finally:
        (STATE / "sockets").unlink()
        (STATE / "elsewhere").rename(STATE / "sockets")


# --- stop ---

def test_stop_ends_a_job_and_reports_how():
    with detached("ends", "trap 'exit 7' TERM; while :; do sleep 0.05; done") as job:
        one_line(peaktop("stop", "ends"), 0, f"run {job['run']} (", "exited 7", "peak ")
        one_line(peaktop("stop", str(job["run"])), 1, "has ended already: exited 7")
        one_line(peaktop("stop", "ends"), 1, "has ended already")
    with detached("last one", "read x") as job:
        one_line(peaktop("stop", "last"), 0, f"run {job['run']} (", "SIGTERM")


def test_a_job_named_twice_is_stopped_once():
    with detached("twice", "read x") as job:
        number = str(job["run"])
        one_line(peaktop("stop", number, number, "twice", "last", number), 0, f"run {number} (", "SIGTERM")
    with detached("first", "read x") as first, detached("second", "read x") as second:
        done = peaktop("stop", "second", "first", str(second["run"]), "nobody", str(first["run"]))
        equal(done.returncode, 1)
        equal(done.stderr.count(b"\n"), 1, done.stderr)
        holds_text(done.stderr.decode(), "nobody")
        equal(done.stdout.count(b"\n"), 2, done.stdout)


def test_stop_ends_the_whole_tree():
    out = home() / "child"
    child = f"echo $$ > '{out}'; trap '' TERM HUP; while :; do sleep 0.2; done"
    with detached("family", f'setsid sh -c "{child.replace("$$", chr(92) + "$$")}" & read x') as job:
        pid = until(lambda: out.exists() and out.read_text().strip(), "the child")
        done = peaktop("stop", "-w", "1", "family")
        equal(done.returncode, 0, done.stderr)
        holds_text(done.stdout.decode(), f"run {job['run']} (setsid sh")
        holds_text(done.stdout.decode(), " ended: SIGTERM")
        for text in ("after SIGTERM, sending SIGHUP", "after SIGHUP, sending SIGKILL"):
            holds_text(done.stderr.decode(), text)
        check(not Path(f"/proc/{pid}").exists(), "a process of the tree outlived it")
    equal(json.loads(good("show", "family", "--json"))["left_alive"], 0)


def test_stop_means_a_running_job_and_no_empty_label():
    with detached("dup", "read x") as older:
        screen = Screen("--label", "dup", "--", "sh", "-c", "exit 6")  # its keeper stays while it is shown
        try:
            until(lambda: b"exited 6" in peaktop("show", "dup").stdout, "its end")
            one_line(peaktop("stop", ""), 1, "no running job ''")
            one_line(peaktop("attach", ""), 1)
            one_line(peaktop("stop", "dup"), 0, f"run {older['run']} (", "SIGTERM")
        finally:
            screen.end()
    screen = Screen("--", "sh", "-c", "read x")  # without a label
    try:
        job = until(lambda: next((job for job in listed() if not job["label"] and job["run"]), None), "the job")
        one_line(peaktop("stop", ""), 1, "no running job ''")
        one_line(peaktop("stop", str(job["run"])), 0, "SIGTERM")
    finally:
        screen.end()


def test_stop_last_means_the_run_that_show_last_names():
    with detached("older", "read x") as older:
        go = home() / "newer ends"
        with detached("newer", f"while [ ! -e '{go}' ]; do sleep 0.05; done") as newer:
            go.touch()
            until(lambda: b"exited 0" in peaktop("show", "newer").stdout, "its end")
            one_line(peaktop("stop", "last"), 1, f"run {newer['run']} ", "has ended already")
        with detached("dead", "read x") as dead:
            os.kill(dead["keeper_pid"], signal.SIGKILL)
            until(lambda: b"was lost" in peaktop("stop", "last").stderr, "the loss of the newest")
            one_line(peaktop("stop", "last"), 1, f"run {dead['run']} was lost")
        equal([job["run"] for job in listed()], [older["run"]])


def test_a_keeper_that_does_not_respond_is_reported_as_such():
    with detached("stopped", "read x") as job:
        os.kill(job["keeper_pid"], signal.SIGSTOP)
        try:
            one_line(peaktop("stop", "stopped"), 1, f"run {job['run']}: its keeper (pid {job['keeper_pid']}) does "
                     "not respond")
        finally:
            os.kill(job["keeper_pid"], signal.SIGCONT)


def test_stop_does_not_end_an_ended_job_again():
    screen = Screen("--label", "shown", "--", "sh", "-c", "exit 6")
    try:
        until(lambda: b"exited 6" in peaktop("show", "shown").stdout, "its end")
        for _ in range(2):
            one_line(peaktop("stop", "shown"), 1, "has ended already: exited 6")
    finally:
        screen.end()


def test_stop_sends_further_signals():
    with detached("stubborn", "trap '' TERM; trap 'exit 9' HUP; while :; do sleep 0.05; done"):
        done = peaktop("stop", "--wait=500ms", "stubborn")
        equal(done.returncode, 0, done.stderr)
        holds_text(done.stderr.decode(), "after SIGTERM, sending SIGHUP")
        holds_text(done.stdout.decode(), "exited 9")
    with detached("deaf", "trap '' TERM HUP; while :; do sleep 0.05; done"):
        done = peaktop("stop", "--wait=500ms", "deaf")
        equal(done.returncode, 0, done.stderr)
        holds_text(done.stdout.decode(), "SIGKILL")


def test_stop_can_send_a_single_signal():
    with detached("signals", "trap '' TERM; trap 'exit 3' INT; while :; do sleep 0.05; done") as job:
        one_line(peaktop("stop", "--signal=TERM", "--wait=300ms", "signals"), 1, "is still running")
        one_line(peaktop("stop", "--signal=TERM", "--wait=0", "signals"), 1, "is still running")
        check(Path(f"/proc/{job['pid']}").exists(), "it goes on")
        one_line(peaktop("stop", "--signal", "SIGINT", "signals"), 0, "exited 3")


def test_stop_reports_what_it_cannot_stop():
    one_line(peaktop("stop"), 2, "attach --list")
    one_line(peaktop("stop", "--signal=NONE", "x"), 2, "invalid signal 'NONE'")
    one_line(peaktop("stop", "--wait=soon", "x"), 2, "invalid time 'soon'")
    for word in ("nobody", "424242", "0", "-5", ""):
        one_line(peaktop("stop", "--", word), 1, "no running job")
    with start("run", "--label", "apart", sys.executable, "-S", "-c",
               "print('ready', flush=True); input()", stdin=subprocess.PIPE) as job:
        equal(ready(job), "ready")
        until(lambda: b"running" in peaktop("show", "apart").stdout, "the record")
        one_line(peaktop("stop", "apart"), 1, "has no pane", f"pid {job.pid}")
        one_line(peaktop("attach", "apart"), 1, "has no pane")
        job.kill()
        until(lambda: state_of(job.pid) in "ZX", "its end")
        run = json.loads(good("show", "apart", "--json"))["run"]
        for reaped in (False, True):  # a zombie observes nothing
            if reaped:
                job.wait()
            for word in ("apart", str(run)):
                one_line(peaktop("stop", word), 1, f"run {run} was lost")
                one_line(peaktop("attach", word), 1, f"run {run} was lost")


def test_the_run_of_a_killed_keeper_is_lost():
    with detached("killed", "read x") as job:
        os.kill(job["keeper_pid"], signal.SIGKILL)
        until(lambda: job_of("killed") is None and not is_alive(job["keeper_pid"]), "its end")
        one_line(peaktop("attach", str(job["run"])), 1, f"run {job['run']} was lost")


def test_no_record_is_promised_if_there_is_none():
    """There is no folder for sockets, nor for the history."""
    file = home() / "no-folder"
    file.write_text("")
    screen = Screen("--", "sh", "-c", "sleep 3", XDG_RUNTIME_DIR=str(file), XDG_STATE_HOME=str(file))
    try:
        until(lambda: b"holds" in screen.written, "the account of the job")
        screen.type(b"\x1dqd")
        until(lambda: b"is still running; it cannot be attached to" in screen.written, "the last word")
        check(b"is recorded" not in screen.written)
    finally:
        screen.end()


# --- signals to a keeper ---

def test_a_signal_to_a_keeper_goes_to_its_job():
    out = home() / "signals"
    numbers = [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGXCPU, signal.SIGINT,
               signal.SIGQUIT, signal.SIGPWR, signal.SIGRTMIN + 2]
    script = "".join(f"trap 'echo {number:d} >>\"$OUT\"' {number:d}; " for number in numbers)
    script += "echo ready >>\"$OUT\"; while :; do sleep 0.02; done"
    with detached("signalled", script, OUT=str(out)) as job:
        until(out.exists, "its beginning")
        for number in numbers:
            os.kill(job["keeper_pid"], number)
            until(lambda n=number: out.read_text().split()[-1] == str(int(n)), f"signal {number}")
        equal(out.read_text().split(), ["ready", *(str(int(number)) for number in numbers)])
        os.kill(job["keeper_pid"], signal.SIGTERM)
        until(lambda: json.loads(good("show", "signalled", "--json"))["exit"]["signal"] == 15,
              "its account")


# --- containers that share a home ---

def apart(*words):
    """In a pid namespace of its own; skipped if that is not permitted."""
    tool = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-current-user"]), "--pid",
            "--fork", "--kill-child", "--mount-proc"]
    if shutil.which("unshare") is None or subprocess.run(
            [*tool, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        raise Skip("no pid namespaces here")
    return [*tool, *words]


def test_a_run_in_another_container_is_not_lost():
    words = apart(PEAKTOP, "run", "--no-summary", "--label", "contained", sys.executable, "-S", "-c",
                  "print('ready', flush=True); input()")
    with ended(subprocess.Popen(words, env=environment(), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)) as job:
        equal(ready(job), "ready")
        until(lambda: b"running" in peaktop("show", "contained").stdout, "the record")
        for _ in range(3):
            peaktop("run", "--no-summary", "--json", "true")  # who begins settles what is lost
            equal(json.loads(good("show", "contained", "--json"))["exit"]["reason"], "running")
        inner = subprocess.run(apart(PEAKTOP, "show", "contained", "--json"), env=environment(),
                               stdout=subprocess.PIPE, check=True, timeout=PATIENCE_SECONDS)
        equal(json.loads(inner.stdout)["exit"]["reason"], "running")
        job.kill()
        job.wait()
        until(lambda: json.loads(good("show", "contained", "--json"))["exit"]["reason"] == "lost",
              "lost once it is killed")


def test_a_keeper_in_another_container_keeps_its_files():
    words = apart(PEAKTOP, "keeper", "--label", "inside", "--keep-output=1M", "--",
                  "sh", "-c", "echo written; read x")
    with ended(subprocess.Popen(words, env=environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) as keeper:
        output = STATE / "output"
        early = until(lambda: next(output.glob("job-*"), None), "its log")
        peaktop("history", "--prune", "--keep", "1000")
        job = until(lambda: (found := job_of("inside")) and found["run"] and found, "its entry")
        check(not early.exists() and (output / f"{job['run']}.log").exists(),
              "the log has its name", list(output.iterdir()))
        # Of a run that is gone the log goes with it, but not while it is written.
        with contextlib.closing(sqlite3.connect(STATE / "runs.db")) as history:
            history.execute("DELETE FROM run WHERE id = ?", (job["run"],))
            history.commit()
        peaktop("history", "--prune", "--keep", "1000")
        check((output / f"{job['run']}.log").exists(), "the log of a job that goes on")
        keeper.kill()
        keeper.wait()

        def swept():
            peaktop("history", "--prune", "--keep", "1000")
            return not (output / f"{job['run']}.log").exists()

        until(swept, "the log of a killed keeper is swept")


if __name__ == "__main__":
    main(cases_of(globals()))
