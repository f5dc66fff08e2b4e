# SPDX-License-Identifier: MIT
"""panes.py: a command in the monitor outlives the screen: whatever becomes of that, the job's output,
its status and its peak are whole."""
import contextlib
import fcntl
import json
import os
import random
import signal
import socket
import time

from panes_world import Screen
from tap import (PATIENCE_SECONDS, cases_of, check, equal, home, holds_text, main, peaktop,
                 until)

MIB = 1024 * 1024
LINES = 60
TRIALS = 20

# Holds about 20 MiB for a moment, writes LINES lines in about half a second, exits with status 3.
JOB = ('dd if=/dev/zero of=/dev/null bs=20M count=1 2>/dev/null; i=0; '
       f'while [ $i -lt {LINES} ]; do echo "line $i"; echo $i >>"$OUT"; i=$((i+1)); sleep 0.01; '
       'done; exit 3')


def hang_up(screen):
    """Like a lost connection: SIGHUP to the session leader, and a closed terminal."""
    screen.process.send_signal(signal.SIGHUP)


def kill_9(screen):
    screen.process.kill()


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def recorded(label):
    done = peaktop("show", label, "--json")
    return json.loads(done.stdout) if done.returncode == 0 else None


def ended_run(label):
    run = recorded(label)
    return run if run is not None and run["exit"]["reason"] not in ("running", "lost") else None


def keepers():
    folder = home() / ".local/state/peaktop/sockets"
    return [int(path.stem.split("-")[0]) for path in folder.glob("*.sock")]


def check_whole(label, out):
    until(lambda: len(lines_of(out)) == LINES, f"the output of {label} ({len(lines_of(out))})")
    equal(lines_of(out), [str(i) for i in range(LINES)], f"output of {label}")
    run = until(lambda: ended_run(label), f"the record of {label}")
    equal(run["exit"]["status"], 3, f"status of {label}")
    check(run["peak"]["tree"]["bytes"] > 20 * MIB, "peak of", label, run["peak"])
    kept = peaktop("show", label, "--output").stdout.decode()
    for i in (0, LINES // 2, LINES - 1):
        holds_text(kept, f"line {i}\r\n", f"kept output of {label}")


def survives(what, end):
    """All in parallel: each screen ends at another moment of the job's life."""
    seed = time.time_ns()
    chance = random.Random(seed)
    screens, moments = [], []
    try:
        for i in range(TRIALS):
            out = home() / f"{what}-{i}"
            screens.append((f"{what}-{i}", out, Screen(
                "--label", f"{what}-{i}", "-d", "200ms", "--", "sh", "-c", JOB, OUT=str(out))))
        for label, out, _ in screens:
            until(lambda path=out: path.exists(), f"the beginning of {label}")
        moments = sorted((time.monotonic() + chance.uniform(0, 0.8), i) for i in range(TRIALS))
        for moment, i in moments:
            time.sleep(max(0, moment - time.monotonic()))
            end(screens[i][2])
        for label, out, _ in screens:
            check_whole(label, out)
    except Exception:
        print(f"# seed {seed}")
        raise
    finally:
        for _, _, screen in screens:
            screen.end()
    until(lambda: not keepers(), "the end of all keepers")


def test_kill_9_of_the_screen_at_20_random_moments_loses_nothing():
    survives("killed", kill_9)


def test_hang_up_at_20_random_moments_loses_nothing():
    survives("hung-up", hang_up)


def test_settings_of_a_named_file_reach_the_job():
    config = home() / "named"
    for text, count in (("run.program-only = yes\n", 1), ("run.history = no\n", 0)):
        config.write_text(text)
        label = f"named-{count}"
        for arguments in (("--config", str(config), "--label", label, "-d", "200ms", "--",
                           "sh", "-c", "exit 0", "password=geheim"),):
            screen = Screen(*arguments)
            try:
                screen.quit_after_exit(0)
            finally:
                screen.end()
            peaktop(*arguments)  # without a screen
        lines = peaktop("history", "--json", "--label", label).stdout.splitlines()
        found = [run for run in map(json.loads, lines) if run["label"] == label]
        equal(len(found), 2 * count)
        for run in found:
            equal(run["command"], ["sh"])
    for file in (home() / ".local/state/peaktop").rglob("*"):
        check(not file.is_file() or b"geheim" not in file.read_bytes(), file)


def test_status_of_the_command_is_the_status():
    screen = Screen("-d", "200ms", "--", "sh", "-c", "exit 7")
    try:
        screen.quit_after_exit(7)
    finally:
        screen.end()


def test_a_detached_job_keeps_running_and_is_attached_by_its_label():
    out = home() / "detached"
    job = 'read line; echo "got $line" >"$OUT"; exit 5'
    screen = Screen("--label", "waits", "-d", "200ms", "--", "sh", "-c", job, OUT=str(out))
    try:
        until(lambda: recorded("waits"), "the record")
        screen.type(b"\x1dqd")
        equal(screen.process.wait(timeout=PATIENCE_SECONDS), 0, "status of a detached screen")
        check(len(keepers()) == 1, "one keeper goes on", keepers())
        until(lambda: b"peaktop attach" in screen.written, "where it is found again")
    finally:
        screen.end()
    again = Screen("attach", "waits", "-d", "200ms")
    try:
        until(lambda: b"waits" in again.written or b"read line" in again.written, "the job again")
        again.type(b"word\r")
        until(lambda: lines_of(out) == ["got word"], "the word")
        until(lambda: b"exited 5" in again.written, "the end")
        again.type(b"\x1dq")
        again.process.wait(timeout=PATIENCE_SECONDS)
    finally:
        again.end()
    equal(ended_run("waits")["exit"]["status"], 5)
    until(lambda: not keepers(), "the end of the keeper")


def test_attach_last_shows_a_job_that_ended_detached():
    screen = Screen("--label", "unwatched", "--", "sh", "-c", "echo alone; read x <\"$OUT\"; echo end",
                    OUT=str(home() / "fifo"))
    os.mkfifo(home() / "fifo")
    try:
        screen.type(b"")
        until(lambda: len(keepers()) == 1, "a keeper")
        until(lambda: recorded("unwatched"), "the record")
        screen.process.kill()
    finally:
        screen.end()
    (home() / "fifo").write_text("go\n")
    until(lambda: ended_run("unwatched"), "the end")
    until(lambda: not keepers(), "the end of the keeper")
    again = Screen("attach", "last")
    try:
        until(lambda: b"alone" in again.written, "what it showed")
        until(lambda: b"exited" in again.written, "how it ended")
        again.type(b"\x1dq")
        again.process.wait(timeout=PATIENCE_SECONDS)
    finally:
        again.end()


def test_a_shell_that_ignores_term_ends_on_the_second_request():
    screen = Screen("-d", "200ms", "--", "sh", "-c", "trap '' TERM; echo up$((1)); read x")
    try:
        until(lambda: b"up1" in screen.written, "the shell")
        screen.type(b"\x1dqe")
        until(lambda: b"repeat to send SIGHUP" in screen.written, "what comes next")
        screen.type(b"qe")
        until(lambda: b"killed by SIGHUP" in screen.written, "the end")
        screen.type(b"q")
        equal(screen.process.wait(timeout=PATIENCE_SECONDS), 128 + signal.SIGHUP)
    finally:
        screen.end()


def test_the_account_says_that_nothing_is_recorded():
    state = home() / "state"
    (state / "peaktop").mkdir(parents=True)
    (state / "peaktop" / "runs.db").write_text("damaged")
    screen = Screen("-d", "200ms", "--", "sh", "-c", "exit 6", XDG_STATE_HOME=str(state))
    try:
        screen.quit_after_exit(6)
    finally:
        screen.end()
    holds_text(screen.written.decode(errors="replace"), "run not recorded")


def test_prune_removes_files_of_killed_keepers():
    folder = home() / ".local/state/peaktop/output"
    folder.mkdir(parents=True, exist_ok=True)
    gone = {"job-999999", f"job-{os.getpid()}-17f3", "777777.log", "777777.screen",
            f"777777.screen.{os.getpid()}-17f3.new"}
    kept = {f"job-{os.getpid()}", "job-999999-17f3", "777778.log", "777778.screen.1-1.new", "mine"}
    for name in gone | kept:
        (folder / name).write_text("left")
    # The writer of a file holds its lock, whatever its pid is here.
    with contextlib.ExitStack() as held:
        for name in kept - {"mine", f"job-{os.getpid()}"}:
            fcntl.flock(held.enter_context((folder / name).open("r+")), fcntl.LOCK_EX)
        peaktop("history", "--prune", "--keep", "1000")
        left = {path.name for path in folder.iterdir()}
    equal(left & gone, set(), "what is left of those who are gone")
    equal(left & kept, kept, "what others write")
    for name in kept:
        (folder / name).unlink()


def test_attach_without_a_job_reports_it():
    done = peaktop("attach")
    equal(done.returncode, 1)
    holds_text(done.stderr.decode(), "no running job")
    done = peaktop("attach", "no-such-label")
    equal(done.returncode, 1)
    holds_text(done.stderr.decode(), "no-such-label")
    done = peaktop("attach", "4294967295")
    equal(done.returncode, 1)


def test_without_a_terminal_a_command_still_runs():
    done = peaktop("--", "sh", "-c", "echo out; exit 4")
    equal(done.returncode, 4)
    equal(done.stdout, b"out\n")
    holds_text(done.stderr.decode(), "no terminal")


def test_a_folder_for_sockets_that_others_may_write_to_is_refused():
    runtime = home() / "runtime"
    (runtime / "peaktop").mkdir(parents=True)
    (runtime / "peaktop").chmod(0o777)
    screen = Screen("-d", "200ms", "--", "sh", "-c", "echo here; exit 0", size=(24, 200),
                    XDG_RUNTIME_DIR=str(runtime))
    try:
        screen.quit_after_exit(0)
        check(b"is not a private folder of yours" in screen.written, "the reason", screen.written)
    finally:
        screen.end()
    equal(list((runtime / "peaktop").iterdir()), [], "sockets in the folder")


def test_stale_sockets_are_cleaned():
    folder = home() / ".local/state/peaktop/sockets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stale = folder / "999999.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(stale))
    check(stale.exists(), "a socket is left")
    peaktop("attach")
    check(not stale.exists(), "the stale socket is gone")


def main_and_clean():
    try:
        main(cases_of(globals()))
    finally:
        for pid in keepers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


if __name__ == "__main__":
    main_and_clean()
