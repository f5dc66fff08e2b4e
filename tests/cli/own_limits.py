# SPDX-License-Identifier: MIT
"""own_limits.py: peaktop under small resource limits: the job runs, and failed writes are reported."""
import json
import os
import re
import resource
import signal
import subprocess
from pathlib import Path

from panes_world import Screen
from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, environment, equal, holds_text, home,
                 is_sanitized, main, peaktop, ready, start, until)

MIB = 1 << 20


def limited(which, value):
    """For preexec_fn: the soft and the hard limit."""
    return lambda: resource.setrlimit(which, (value, value))


def to_file(*arguments, limit):
    """With a file as stdout that may not grow beyond `limit`."""
    with open(home() / "out", "wb") as out:
        return peaktop(*arguments, stdout=out, preexec_fn=limited(resource.RLIMIT_FSIZE, limit))


def test_a_file_size_limit_is_a_failure_not_a_crash():
    equal(peaktop("run", "--json=" + str(home() / "kept"), "sh", "-c", "exit 3").returncode, 3)
    for words in (["history"], ["history", "--json"], ["show", "last"], ["--once"], ["--once", "--json"],
                  ["--batch", "-n", "2", "-d", "50ms"], ["--help"], ["run", "--help"], ["--print-config"],
                  ["compare", "1", "1"], ["record", "--duration", "100ms", "-o", str(home() / "recorded")]):
        done = to_file(*words, limit=0)
        check(done.returncode > 0, words, "ended by", done.returncode, done.stderr)
        # SQLite creates a file for its locks, and has its own message if that may not grow.
        check(b"File too large" in done.stderr or b"disk I/O error" in done.stderr, words, done.stderr)
        equal(done.stderr.count(b"\n"), 1, str(words))


def test_a_file_size_limit_of_the_account_keeps_the_status():
    for limit in (0, 100, 4096, 65536):
        for words in (["--json=" + str(home() / "account")], ["-o", str(home() / "text")],
                      ["-f", "%e", "-o", str(home() / "text")], []):
            done = peaktop("run", *words, "sh", "-c", "sleep 0.3; exit 3",
                           preexec_fn=limited(resource.RLIMIT_FSIZE, limit))
            equal(done.returncode, 3, f"{words} under {limit}: {done.stderr!r}")
            if limit == 0 and words:
                holds_text(done.stderr.decode(), "File too large", str(words))


def test_a_file_size_limit_of_stderr_keeps_the_status():
    for words in (["true"], ["--nonsense"], ["--json", "true"], ["-v", "true"]):
        with open(home() / "said", "wb") as said:
            done = peaktop("run", *words, stderr=said, preexec_fn=limited(resource.RLIMIT_FSIZE, 0))
        equal(done.returncode, 125 if words == ["--nonsense"] else 0, str(words))


def ignored(text):
    return int(re.search(r"SigIgn:\s*([0-9a-f]+)", text)[1], 16)


def test_the_job_inherits_the_signal_state():
    look = ["sh", "-c", "grep SigIgn: /proc/self/status"]
    for action in (signal.SIG_DFL, signal.SIG_IGN):
        def prepare(action=action):
            for number in (signal.SIGXFSZ, signal.SIGPIPE):
                signal.signal(number, action)
        plain = subprocess.run(look, preexec_fn=prepare, capture_output=True, check=True,
                               restore_signals=False)
        for words in (["run"], ["run", "--repeat", "1"], ["--label", "here", "--"]):
            done = peaktop(*words, *look, preexec_fn=prepare, restore_signals=False)
            equal(ignored(done.stdout.decode()), ignored(plain.stdout.decode()), str(words))
        done = peaktop("run", "--no-summary", "--on-exit", f"{look[2]} >{home()}/hook", "true",
                       preexec_fn=prepare, restore_signals=False)
        equal(done.returncode, 0)
        equal(ignored((home() / "hook").read_text()), ignored(plain.stdout.decode()), "a hook")


def test_a_job_that_writes_too_much_is_killed_as_usual():
    done = peaktop("run", "sh", "-c", f"ulimit -c 0; echo far too much >{home()}/much",
                   preexec_fn=limited(resource.RLIMIT_FSIZE, 0))
    equal(done.returncode, 128 + signal.SIGXFSZ, done.stderr)


def few(count):
    """For start: so many descriptors. A sanitizer's check of leaks would need some itself."""
    return {"preexec_fn": limited(resource.RLIMIT_NOFILE, count),
            "env": environment(ASAN_OPTIONS="detect_leaks=0")}


def test_a_job_runs_with_few_descriptors():
    for count in range(4, 48):
        plain = subprocess.run(["sh", "-c", "exit 3"], env=environment(), check=False,
                               stderr=subprocess.DEVNULL,
                               preexec_fn=limited(resource.RLIMIT_NOFILE, count))
        done = peaktop("run", "sh", "-c", "sleep 0.1; exit 3", **few(count))
        equal(done.returncode, plain.returncode, f"{count} descriptors: {done.stderr!r}")
        holds_text(done.stderr.decode(), "exited 3", f"{count} descriptors")


def test_the_account_is_written_with_few_descriptors():
    account, data = home() / "few", home() / "few.json"
    for count in range(4, 25):
        for words, is_whole in (
                (["-p", "-o", str(account)], lambda: account.read_text().startswith("real 0.")),
                (["-f", "%x %M", "-o", str(account)],
                 lambda: re.search(r"^3 [1-9]\d*$", account.read_text(), re.MULTILINE)),
                (["--no-summary", f"--json={data}"],
                 lambda: json.loads(data.read_text())["usage"]["max_rss_bytes"] > 0),
                (["-p", "-o", str(account), f"--json={data}"],
                 lambda: account.read_text() and json.loads(data.read_text())["exit"]["status"] == 3)):
            for file in (account, data):
                file.unlink(missing_ok=True)
            done = peaktop("run", *words, "sh", "-c", "exit 3", **few(count))
            equal(done.returncode, 3, f"{words} with {count} descriptors: {done.stderr!r}")
            check(is_whole(), words, "with", count, "descriptors", done.stderr)
            told = done.stderr.decode().splitlines()
            check(len(told) <= 2 and len(set(told)) == len(told), count, told)
            check(all("Too many open files" in line or "unable to open" in line for line in told), told)


def test_ends_are_as_usual_with_few_descriptors():
    for count in (4, 6, 8):
        done = peaktop("run", "no-such-command", **few(count))
        equal(done.returncode, 127, done.stderr)
        holds_text(done.stderr.decode(), "cannot run 'no-such-command': No such file or directory")
        done = peaktop("run", "--limit", "core=0", "--nice", "1", "sh", "-c", "kill -9 $$", **few(count))
        equal(done.returncode, 128 + signal.SIGKILL, done.stderr)
        holds_text(done.stderr.decode(), "killed by SIGKILL")
        with start("run", "sh", "-c", "trap 'exit 9' TERM; echo on; while :; do sleep 0.05; done",
                   **few(count)) as run:
            equal(ready(run), "on")
            run.terminate()
            equal(run.wait(PATIENCE_SECONDS), 9)


def test_the_job_inherits_no_descriptor():
    listing = ["sh", "-c", "for fd in 3 4 5 6; do [ -e /proc/self/fd/$fd ] && echo $fd; done; exit 0"]
    for count in (4, 5, 6, 7, 10, 64):
        done = peaktop("run", "-o", str(home() / "few"), f"--json={home() / 'few.json'}", *listing, **few(count))
        equal((done.returncode, done.stdout), (0, b""), f"{count} descriptors: {done.stderr!r}")


def test_a_job_runs_where_nobody_may_fork():
    if os.geteuid() == 0:
        raise Skip("root may always start a process")
    done = peaktop("run", "sh", "-c", "exit 3", preexec_fn=limited(resource.RLIMIT_NPROC, 0))
    equal(done.returncode, 3, done.stderr)
    holds_text(done.stderr.decode(), "the command runs unobserved and unrecorded")
    equal(done.stderr.count(b"\n"), 1)
    done = peaktop("run", "--budget", "1G", "true", preexec_fn=limited(resource.RLIMIT_NPROC, 0))
    equal(done.returncode, 125, done.stderr)


def test_options_that_need_an_observer_are_not_dropped():
    done = peaktop("run", "--budget", "1G", "sh", "-c", "exit 3", **few(4))
    equal(done.returncode, 125, done.stderr)


def test_a_job_runs_with_a_small_stack_and_little_memory():
    if is_sanitized():
        raise Skip("a sanitizer has needs of its own")
    for which, values in ((resource.RLIMIT_STACK, (65536, 131072)),
                          (resource.RLIMIT_AS, (8 * MIB, 16 * MIB, 64 * MIB)),
                          (resource.RLIMIT_MEMLOCK, (0,)), (resource.RLIMIT_CORE, (0,)),
                          (resource.RLIMIT_SIGPENDING, (0,)), (resource.RLIMIT_MSGQUEUE, (0,))):
        for value in values:
            done = peaktop("run", "sh", "-c", "sleep 0.3; exit 3", preexec_fn=limited(which, value))
            equal(done.returncode, 3, f"{which} {value}: {done.stderr!r}")
            holds_text(done.stderr.decode(), "exited 3")


def test_a_cpu_limit_applies_to_the_job():
    done = peaktop("run", "sh", "-c", "ulimit -c 0; trap 'exit 9' XCPU; while :; do :; done",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 20)))
    equal(done.returncode, 9, done.stderr)


def on_screen(which, value, *arguments):
    """The monitor on a terminal; what it wrote, and its status (None: it goes on)."""
    before = resource.getrlimit(which)
    resource.setrlimit(which, (value, before[1]))  # of us, and so of what is started
    try:
        screen = Screen(*arguments)
    finally:
        resource.setrlimit(which, before)
    return screen


SMALL = [(resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_FSIZE, 100), (resource.RLIMIT_FSIZE, 100000)] + [
    (resource.RLIMIT_NOFILE, count) for count in (12, 14, 16, 17, 18, 20, 22, 24, 28, 31)]
if not is_sanitized():
    SMALL += [(resource.RLIMIT_STACK, 65536), (resource.RLIMIT_STACK, 131072)]


def test_without_a_screen_the_job_runs_like_run():
    for which, value in SMALL:
        screen = on_screen(which, value, "--", "sh", "-c", "echo hello; exit 3")
        try:
            until(lambda: screen.process.poll() is not None, f"its end under {which}={value}")
            screen.reader.join()
            equal(screen.process.returncode, 3, f"{which}={value}: {screen.written!r}")
            said = screen.written.decode()
            holds_text(said, "without a screen, as 'peaktop run' does: the limit of ")
            holds_text(said, "hello")
            holds_text(said, "exited 3" if "unobserved" not in said else "unobserved")
        finally:
            screen.end()


def test_without_a_screen_a_table_is_printed():
    for which, value in SMALL:
        screen = on_screen(which, value)
        try:
            until(lambda: screen.process.poll() is not None, f"its end under {which}={value}")
            screen.reader.join()
            equal(screen.process.returncode, 0, f"{which}={value}: {screen.written!r}")
            holds_text(screen.written.decode(), "one plain table instead of a screen: the limit of ")
            holds_text(screen.written.decode(), "COMMAND")
        finally:
            screen.end()


def test_just_sufficient_limits_allow_a_screen():
    for which, value in ((resource.RLIMIT_FSIZE, MIB), (resource.RLIMIT_NOFILE, 32),
                         (resource.RLIMIT_NOFILE, 40), (resource.RLIMIT_NOFILE, 64)):
        screen = on_screen(which, value, "--", "sh", "-c", "echo hello; exit 3")
        try:
            until(lambda: b"exited 3" in screen.written, f"the job's end under {which}={value}")
            screen.process.terminate()
            until(lambda: screen.process.poll() is not None, "its end")
            equal(screen.process.returncode, 3, str(value))
        finally:
            screen.end()


main(cases_of(globals()))
