# SPDX-License-Identifier: MIT
"""arguments.py: --program-only: arguments of a command appear in no account and in no file."""
import json
import sys
from pathlib import Path

from panes_world import Screen
from tap import cases_of, check, equal, good, helper, home, main, peaktop, ready, until

SECRET = "s3cr3t"
# The secret is in the arguments of the command and of a process that it starts.
JOB = [sys.executable, "-S", "-c",
       f"{SECRET} = 1; import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', "
       f"'{SECRET} = 1; import time; x = bytearray(30 << 20); time.sleep(0.3)'])", SECRET]
CONFIG = "run.program-only = yes\n"


def config(text):
    place = home() / ".config/peaktop/config"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def has_no_secret_on_disk():
    for place in home().rglob("*"):
        if place.is_file() and not place.is_symlink():
            check(SECRET.encode() not in place.read_bytes(), place, "has it")


def ways():
    """On the command line, and in the config file."""
    for text, words in (("", ["--program-only"]), (CONFIG, [])):
        config(text)
        yield words
    config("")


FORMS = [[], ["--json"], ["-v"], ["-f", "%C %Bv"], ["--summary=markdown"], ["--summary=line"],
         ["--repeat", "2"], ["--no-history"], ["--exact"], ["--cgroup=off"]]


def test_no_account_contains_arguments():
    for words in ways():
        for number, form in enumerate(FORMS):
            place = home() / f"account-{number}"
            form = [f"--json={home() / 'account.json'}" if word == "--json" else word for word in form]
            done = peaktop("run", *words, *form, *(["-o", str(place)] if number % 2 else []), *JOB)
            equal(done.returncode, 0, done.stderr)
            said = done.stdout + done.stderr + (place.read_bytes() if number % 2 else b"")
            check(SECRET.encode() not in said, words, form, said)
            check(Path(sys.executable).name.encode() in said, "the program is not named", form, said)
        told = json.loads((home() / "account.json").read_text())
        equal(told["command"], [sys.executable])
        has_no_secret_on_disk()


def test_without_the_option_arguments_are_recorded():
    def is_named():
        told = json.loads(peaktop("run", "--json", "--no-history", *JOB).stderr)
        equal(told["command"], JOB)
        return SECRET in told["peak"]["process"]["name"]
    # A process sampled only during its exec has no arguments yet.
    until(is_named, "a run that names its largest process with its arguments")


def test_no_form_of_the_history_contains_arguments():
    for words in ways():
        equal(peaktop("run", *words, "--label", "hidden", "--no-summary", *JOB).returncode, 0)
        for form in (["show", "hidden"], ["show", "hidden", "--json"], ["history"], ["history", "--json"],
                     ["history", "--csv"], ["show", "hidden", "--csv"], ["show", "hidden", f"--svg={home() / 'svg'}"],
                     ["show", "hidden", "--html=-"],
                     ["compare", "hidden", "hidden"]):
            done = peaktop(*form)
            check(SECRET.encode() not in done.stdout + done.stderr, form, done.stdout)
        has_no_secret_on_disk()


def test_an_invalid_config_keeps_arguments_out():
    config("run.program-only = perhaps\n")
    done = peaktop("run", "--json", *JOB)
    equal(done.returncode, 0)
    check(SECRET.encode() not in done.stderr, done.stderr)
    config("")
    has_no_secret_on_disk()


def test_the_command_line_overrides_the_file():
    config("run.program-only = no\n")
    done = peaktop("run", "--program-only", "--json", *JOB)
    check(SECRET.encode() not in done.stderr, done.stderr)
    equal(peaktop("record", "--program-only", "-n", "1", "-o", str(home() / "of-line")).returncode, 0)
    config("")
    has_no_secret_on_disk()


def test_a_missing_command_is_reported_without_arguments():
    for form in FORMS:
        done = peaktop("run", "--program-only", *form, "/no/such/program", SECRET)
        check(SECRET.encode() not in done.stdout + done.stderr, form, done.stderr)
    has_no_secret_on_disk()


def test_a_keeper_reveals_no_arguments():
    hold = f"{SECRET} = 1; import time; x = bytearray(20 << 20); print('re' + 'ady', flush=True); time.sleep(600)"
    config(CONFIG)  # the monitor takes it from there
    screen = Screen("--label", "kept", "--", sys.executable, "-S", "-c", hold)
    try:
        until(lambda: b"ready" in screen.written, "the job")
        until(lambda: b'"kept"' in peaktop("attach", "--list", "--json").stdout, "the list")
        for form in (["attach", "--list"], ["attach", "--list", "--json"], ["show", "kept"]):
            done = peaktop(*form)
            check(SECRET.encode() not in done.stdout + done.stderr, form, done.stdout)
        done = peaktop("stop", "kept")
        equal(done.returncode, 0, done.stderr)
        check(SECRET.encode() not in done.stdout + done.stderr, done.stdout)
        screen.process.terminate()
        until(lambda: screen.process.poll() is not None, "its end")
    finally:
        screen.end()
        config("")
    has_no_secret_on_disk()


def test_a_recording_contains_no_arguments():
    with helper(f"{SECRET} = 1; print('ready', flush=True); input()") as victim:
        equal(ready(victim), "ready")
        place = home() / "recording"
        for words in ways():
            done = peaktop("record", *words, "-n", "2", "-d", "50ms", "-o", str(place))
            equal(done.returncode, 0, done.stderr)
            check(SECRET.encode() not in place.read_bytes(), words)
            told = json.loads(good("--replay", str(place), "--once", "--json"))["processes"]
            mine = next(process for process in told if process["pid"] == victim.pid)
            check(mine["command"] and " " not in mine["command"], mine)
        equal(peaktop("record", "-n", "1", "-o", str(place)).returncode, 0)
        check(SECRET.encode() in place.read_bytes(), "without it there would be nothing to leave out")


main(cases_of(globals()))
