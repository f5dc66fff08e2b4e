# SPDX-License-Identifier: MIT
"""history.py: runs are recorded, and shown by history, show and compare; none of it delays a job."""
import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
import xml.etree.ElementTree

from pathlib import Path

from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, environment, equal, good,
                 holds_text, home, is_sanitized, main, peaktop, ready, start, told_of,
                 until, until_seen)

PYTHON = [sys.executable, "-S", "-c"]
HOLDS = "import sys, time; x = bytearray(int(sys.argv[1]) << 20); time.sleep(float(sys.argv[2]))"
FOLDER = home() / ".local/state/peaktop"


def run(*arguments, **more):
    return peaktop("run", "--no-summary", *arguments, **more)


def lines(*arguments):
    return good("history", *arguments).splitlines()


def newest():
    return json.loads(good("history", "--json", "-n", "1"))


# --- records ---

def test_an_empty_history_says_so():
    env = environment(XDG_STATE_HOME=str(home() / "nowhere"))
    done = peaktop("history", env=env)
    equal((done.returncode, done.stdout), (0, b""))
    holds_text(done.stderr.decode(), "no matching run")
    check(not (home() / "nowhere").exists(), "reading made a folder")


def test_a_run_is_recorded_with_its_end():
    run("--label", "trial", "--note", "a note", "sh", "-c", "exit 3")
    entry = newest()
    equal((entry["label"], entry["command"], entry["exit"]["status"]),
          ("trial", ["sh", "-c", "exit 3"], 3))
    check(entry["run"] >= 1 and entry["peak"]["tree"]["bytes"] > 0, entry)
    equal(json.loads(good("show", "trial", "--json"))["run"], entry["run"])
    holds_text(good("show", "last"), "exited 3")


def test_json_contains_the_number():
    done = peaktop("run", "--json", "true")
    equal(json.loads(done.stderr)["run"], newest()["run"])


def test_it_is_private():
    run("true")
    equal(oct(FOLDER.stat().st_mode & 0o777), "0o700")
    for file in FOLDER.iterdir():
        equal(oct(file.stat().st_mode & 0o777), "0o600", file)


def test_no_history_records_nothing():
    run("--label", "kept", "true")
    run("--no-history", "--label", "gone", "true")
    equal(newest()["label"], "kept")
    config = home() / ".config/peaktop/config"
    config.parent.mkdir(parents=True, exist_ok=True)
    for text in ("run.history = no\n", "run.history = nonsense\n"):
        config.write_text(text)
        run("--label", "gone", "true")
    config.unlink()
    equal(newest()["label"], "kept")


def test_arguments_can_be_kept_out():
    run("--program-only", "sh", "-c", "exit 0", "password=geheim")
    equal(newest()["command"], ["sh"])
    for file in FOLDER.iterdir():
        check(b"geheim" not in file.read_bytes(), file)


def test_the_environment_is_never_kept():
    run("true", env=environment(SECRET="geheimnis"))
    for file in FOLDER.iterdir():
        check(b"geheimnis" not in file.read_bytes(), file)


# --- no effect on the job ---

def test_a_failure_to_record_is_reported_and_changes_nothing():
    blocked = home() / "blocked"
    blocked.write_text("a file, where a folder should be")
    done = run("sh", "-c", "echo out; exit 4", env=environment(XDG_STATE_HOME=str(blocked)))
    equal((done.returncode, done.stdout), (4, b"out\n"))
    equal(len(done.stderr.decode().splitlines()), 1, done.stderr)
    holds_text(done.stderr.decode(), "run not recorded: ")


def test_a_damaged_history_is_left_alone():
    state = home() / "damaged"
    folder = state / "peaktop"
    folder.mkdir(parents=True, mode=0o700)
    file = folder / "runs.db"
    file.write_bytes(b"this is no database" * 1000)
    file.chmod(0o600)
    before = file.read_bytes()
    done = run("sh", "-c", "exit 5", env=environment(XDG_STATE_HOME=str(state)))
    equal(done.returncode, 5)
    holds_text(done.stderr.decode(), "run not recorded: ")
    equal(file.read_bytes(), before)
    equal(peaktop("history", env=environment(XDG_STATE_HOME=str(state))).returncode, 1)


def test_a_file_that_may_not_grow_is_told_in_the_systems_words():
    folder = home() / "small"
    env = environment(XDG_STATE_HOME=str(folder))
    good("run", "--no-summary", "true", env=env)
    done = subprocess.run(["sh", "-c", "ulimit -f 1; trap '' XFSZ; exec \"$0\" history", PEAKTOP], env=env,
                          capture_output=True, timeout=PATIENCE_SECONDS)
    if done.returncode == 0:
        raise Skip("SQLite wrote nothing here")
    equal((done.returncode, done.stdout), (1, b""))
    holds_text(done.stderr.decode(), f"File too large ({folder}")


def test_a_locked_history_delays_no_job_and_loses_no_run():
    state = home() / "locked"
    env = environment(XDG_STATE_HOME=str(state))
    run("true", env=env)
    lock = sqlite3.connect(state / "peaktop/runs.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    done = run("sh", "-c", "sleep 0.5; exit 6", env=env)
    equal(done.returncode, 6)
    check(time.monotonic() - begun < 20, "it waited for the lock")
    lock.execute("ROLLBACK")
    lock.close()
    entry = json.loads(peaktop("history", "--json", "-n", "1", env=env).stdout)
    equal(entry["exit"]["status"], 6)


def test_a_small_file_limit_does_not_kill():
    env = environment(XDG_STATE_HOME=str(home() / "limited"))
    done = subprocess.run(["sh", "-c", 'ulimit -f 1; exec "$0" run --no-summary true', PEAKTOP],
                          env=env, stderr=subprocess.PIPE, check=False, timeout=PATIENCE_SECONDS)
    equal(done.returncode, 0)
    holds_text(done.stderr.decode(), "run not recorded: ")


def test_twenty_runs_at_once_are_all_recorded():
    env = environment(XDG_STATE_HOME=str(home() / "twenty"))
    jobs = [subprocess.Popen([PEAKTOP, "run", "--no-summary", "sh", "-c", f"exit {n}"], env=env)
            for n in range(20)]
    equal(sorted(job.wait(PATIENCE_SECONDS) for job in jobs), list(range(20)))
    text = peaktop("history", "--json", env=env).stdout.decode()
    entries = [json.loads(line) for line in text.splitlines()]
    equal(sorted(e["exit"]["status"] for e in entries), list(range(20)))
    equal(len({e["run"] for e in entries}), 20)


def test_a_killed_observer_leaves_the_run_as_lost():
    with start("run", "--no-summary", "--label", "killed", *PYTHON,
               "x = bytearray(60 << 20); print('ready', flush=True); import sys; sys.stdin.read()",
               stdin=subprocess.PIPE) as job:
        equal(ready(job), "ready")

        def known():
            done = peaktop("show", "killed", "--json")
            return done.returncode == 0 and \
                json.loads(done.stdout)["peak"]["tree"]["bytes"] or 0

        until(lambda: known() > 60 << 20, "the peak in the history")
        holds_text(good("show", "killed"), "running")
        job.kill()
        job.wait(PATIENCE_SECONDS)
        holds_text(good("show", "killed"), "lost")
        equal(json.loads(good("show", "killed", "--json"))["exit"]["reason"], "lost")
        job.stdin.close()


# --- history ---

def test_filters():
    run("--label", "one", "true")
    run("--label", "two", "sh", "-c", "exit 9")
    equal([json.loads(text)["label"] for text in lines("--json", "--label", "one")], ["one"])
    check(all(json.loads(text)["exit"]["status"] != 0 for text in lines("--json", "--failed")), "")
    holds_text(lines("--command", "EXIT 9")[1], "two")
    equal(lines("--json", "--since", "2026-01-01", "-n", "1"), lines("--json", "-n", "1"))
    equal(good("history", "--json", "--since", "2999-01-01"), "")
    check(len(lines("-n", "2")) == 3, "two lines and a head")


def test_a_dash_as_the_file_is_stdout():
    run("--label", "dash", *PYTHON, HOLDS, "10", "0.3")
    run("--label", "other", "true")
    for words in (["history", "-n", "2", "--json"], ["history", "-n", "2", "--csv"], ["show", "dash", "--json"],
                  ["show", "dash", "--csv"], ["compare", "dash", "other", "--json"]):
        plain = good(*words)
        check(plain, words)
        equal(good(*words[:-1], words[-1] + "=-"), plain)


def test_rank_is_by_peak():
    run(*PYTHON, HOLDS, "50", "0.05")
    run("true")
    rows = list(csv.DictReader(io.StringIO(good("history", "--rank", "--csv"))))
    sizes = [int(row["largest_bytes"]) for row in rows]
    equal(sizes, sorted(sizes, reverse=True))
    check(sizes[0] > 50 << 20, sizes)
    equal(lines("--rank")[0].split(), "COMMAND RUNS MAX MEDIAN LAST CHANGE RUN".split())


def ranking(by, env):
    done = peaktop("history", f"--rank={by}", "--csv", env=env)
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def ranked(by, env):
    return {row["name"]: int(row["runs"]) for row in ranking(by, env)}


def test_rank_marks_runs_that_were_cut_short():
    env = environment(XDG_STATE_HOME=str(home() / "cut"))
    code = "import os, sys; exec(os.environ['DOES'])"
    for does in ("", "os.kill(os.getpid(), 15)"):
        done = run("--label", "both", *PYTHON, code, env={**env, "DOES": does})
        equal(done.returncode, 143 if does else 0)
    run("--label", "whole", *PYTHON, "pass", env=env)
    for by in ("command", "script", "label", "folder"):
        text = peaktop("history", f"--rank={by}", env=env).stdout.decode()
        holds_text(text, "> at least: 1 run was cut short (")
        marked = [line for line in text.splitlines() if " >" in line]
        equal(len(marked), 1, text)
        row = [row for row in ranking(by, env) if row["cut_short"] == "1"][0]
        equal((row["largest_lower_bound"], row["last_lower_bound"]),
              ("true", "true" if by in ("command", "label") else "false"), row)
    rows = {row["name"]: row for row in ranking("label", env)}
    equal([rows["both"][name] for name in ("runs", "change_bytes")], ["2", ""])
    equal([rows["whole"][name] for name in ("cut_short", "largest_lower_bound", "last_lower_bound")],
          ["0", "false", "false"])
    peaktop("history", "--delete", "both", env=env)
    check(">" not in peaktop("history", "--rank", env=env).stdout.decode(), "a mark")


def test_rank_by_script_label_and_folder():
    env = environment(XDG_STATE_HOME=str(home() / "ranked"))
    for name in ("a.py", "b.py", "my job.py"):
        (home() / name).write_text("held = bytearray(1 << 20)\n")
    for argument in "12":
        run("--label", "blank", sys.executable, "my job.py", argument, env=env, cwd=home())
    run("--label", "blank", "--program-only", sys.executable, "my job.py", "3", env=env, cwd=home())
    equal(ranked("script", env), {"my job.py": 2, Path(sys.executable).name: 1})
    equal(peaktop("history", "--delete", "blank", env=env).returncode, 0)
    for label, command in (("x", ["a.py", "1"]), ("x", ["a.py", "2"]), (None, [str(home() / "b.py"), "1"]),
                           ("y", ["-c", "pass"]), ("y", ["-c", "print()"]),
                           ("z", ["-m", "keyword", "1"]), ("z", ["-m", "keyword", "2"]), ("z", ["-m", "this"])):
        run(*(["--label", label] if label else []), sys.executable, *command, env=env,
            cwd=home() if label else "/")
    equal(ranked("script", env)["a.py"], 2)
    equal(ranked("label", env), {"x": 2, "y": 2, "z": 3})
    equal(ranked("folder", env), {str(home()): 7, "/": 1})
    python = Path(sys.executable).name
    equal(ranked("script", env)[f"{python} -c"], 2)
    check(f"{python} -c pass" in ranked("command", env), ranked("command", env))
    equal([ranked("script", env).get(f"'-m {name}") for name in ("this", "keyword")], [1, 2])  # '-: no formula
    head = peaktop("history", "--rank=label", env=env).stdout.decode().splitlines()[0]
    equal(head.split()[0], "LABEL")


def test_delete_takes_a_label():
    env = environment(XDG_STATE_HOME=str(home() / "deleted"))
    for label in ("x", "y", "x", "z"):
        run("--label", label, "true", env=env)
    done = peaktop("history", "--delete", "x", env=env)
    equal((done.returncode, done.stderr), (0, b"peaktop: removed 2 runs\n"))
    equal(peaktop("history", "--delete", "last", env=env).returncode, 0)
    entries = [json.loads(t) for t in peaktop("history", "--json", env=env).stdout.splitlines()]
    equal([e["label"] for e in entries], ["y"])
    for word in ("x", "nosuch", "77"):
        done = peaktop("history", "--delete", word, env=env)
        equal(done.returncode, 1)
        holds_text(done.stderr.decode(), f"run '{word}' in the history")


def test_csv_contains_no_formula():
    run("--label", "=cmd", "true")
    rows = list(csv.DictReader(io.StringIO(good("history", "--csv"))))
    equal(rows[0]["label"], "'=cmd")


def test_prune_and_delete():
    env = environment(XDG_STATE_HOME=str(home() / "pruned"))
    for _ in range(5):
        run("true", env=env)
    equal(peaktop("history", "--prune", "--keep", "2", env=env).returncode, 0)
    entries = [json.loads(t) for t in peaktop("history", "--json", env=env).stdout.splitlines()]
    equal([e["run"] for e in entries], [5, 4])
    equal(peaktop("history", "--delete", "5", env=env).returncode, 0)
    equal(json.loads(peaktop("history", "--json", env=env).stdout)["run"], 4)


# --- show ---

def test_show_draws_what_was_held():
    with start("run", "--no-summary", "--label", "drawn", *PYTHON, HOLDS, "80", "600") as job:
        until_seen("drawn", 80 << 20)
        until(lambda: told_of("drawn")["wall_seconds"] >= 0.5, "half a second")
        job.send_signal(signal.SIGTERM)
        equal(job.wait(30), 128 + signal.SIGTERM)
    text = good("show", "drawn", "--ascii")
    holds_text(text, "peak")
    holds_text(text, "MiB")
    check(text.isascii(), "not ASCII")
    series = list(csv.DictReader(io.StringIO(good("show", "drawn", "--csv"))))
    check(max(int(row["tree_bytes"]) for row in series) > 80 << 20, series)
    check(float(series[-1]["at_seconds"]) >= 0.4, series[-1])


def test_the_picture_is_valid_xml_without_references():
    run("--label", "picture", *PYTHON, HOLDS + " # <&>\"'", "40", "0.5")
    file = home() / "picture.svg"
    good("show", "picture", "--svg", str(file))
    root = xml.etree.ElementTree.parse(file).getroot()
    check(root.tag.endswith("svg"), root.tag)
    check("http" not in file.read_text().replace("http://www.w3.org/2000/svg", ""), "a reference")
    equal(sorted(p.name for p in home().glob("picture.svg*")), ["picture.svg"])


# --- compare ---

def test_compare_says_who_needs_less():
    run("--label", "before", *PYTHON, HOLDS, "120", "0.1")
    run("--label", "after", *PYTHON, HOLDS, "20", "0.1")
    text = good("compare", "before", "after")
    holds_text(text, "after needs ")
    holds_text(text, " less (-")
    difference = json.loads(good("compare", "before", "after", "--json"))["differences"][0]
    check(-105 << 20 < difference["peak_tree_bytes"] < -95 << 20, difference)
    equal(difference["judgement"], "noise_unknown")
    equal(peaktop("compare", "before", "after", "--fail-above", "5").returncode, 0)
    equal(peaktop("compare", "after", "before", "--fail-above", "5").returncode, 1)


def test_compare_considers_the_noise_of_repeated_runs():
    run("--label", "many", "--repeat", "3", *PYTHON, HOLDS, "60", "0")
    run("--label", "more", "--repeat", "3", *PYTHON, HOLDS, "90", "0")
    difference = json.loads(good("compare", "many", "more", "--json"))["differences"][0]
    equal(difference["judgement"], "beyond_noise")
    holds_text(good("compare", "many", "more"), "beyond the noise")
    check(good("compare", "many", "more", "--chart", "--ascii").isascii(), "not ASCII")


def test_compare_does_not_pass_runs_that_enforce_ended():
    run("--label", "all", *PYTHON, HOLDS, "60", "0")
    run("--label", "ended", "--budget", "30M", "--enforce", *PYTHON, HOLDS, "40", "60")
    done = peaktop("compare", "all", "ended", "--fail-above", "5")
    text = done.stdout.decode()
    holds_text(text, "ended was ended over its budget: it needed more than ")
    holds_text(text, "ended does not pass: runs of ended were cut short.")
    check(" needs " not in text, text)
    equal(done.returncode, 1)
    equal(peaktop("compare", "all", "ended", "--fail-above", "5", "--json").returncode, 1)
    difference = json.loads(good("compare", "all", "ended", "--json"))["differences"][0]
    equal((difference["judgement"], difference["peak_tree_bytes"]), ("cut_short", None))


# --- repeat ---

def test_repeat_reports_all_runs_in_one_table():
    done = peaktop("run", "--repeat", "3", "--warmup", "1", "--label", "three",
                   "sh", "-c", "echo x; exit 3")
    equal((done.returncode, done.stdout), (3, b"x\n" * 4))
    text = done.stderr.decode()
    holds_text(text, "3 runs")
    holds_text(text, "3 of 3, with a non-zero status or by a signal")
    equal(len(lines("--label", "three", "--json")), 3)


def test_repeat_has_its_table_beside_a_json_file_and_names_the_budget():
    path = home() / "runs.json"
    done = peaktop("run", "--repeat", "2", f"--json={path}", "--budget", "1K", "true")
    equal(done.returncode, 124, done)
    holds_text(done.stderr.decode(), "true, 2 runs")
    holds_text(done.stderr.decode(), "over the budget in 2 of 2 runs (status 124)")
    equal(len(path.read_text().splitlines()), 2)


def test_repeat_prints_each_run_in_the_form_asked_for():
    text = peaktop("run", "--repeat", "2", "--warmup", "1", "--summary=line", "true").stderr.decode()
    equal([line[:18] for line in text.splitlines()], ["peaktop: exited 0,"] * 2, text)
    text = peaktop("run", "--repeat", "2", "--summary=markdown", "true").stderr.decode()
    equal(text.count("### `true`\n\n| | |\n"), 2, text)
    check("median" not in text, text)


def test_repeat_stops_if_the_command_is_interrupted():
    done = peaktop("run", "--repeat", "5", "sh", "-c", "echo x; kill -INT $$")
    equal((done.returncode, done.stdout), (130, b"x\n"))


def test_repeat_does_not_raise_the_floor():
    """Each observer is forked while we are small: the tenth figure is as accurate as the first."""
    if is_sanitized():
        raise Skip("a sanitizer's memory is not the program's")
    first, *_, last = [json.loads(t)["usage"]["max_rss_floor_bytes"] for t in peaktop(
        "run", "--repeat", "10", "--json", "true").stderr.decode().splitlines()]
    check(last <= first + (256 << 10), first, last)


# --- usage ---

def test_bad_usage_is_one_clear_line():
    for arguments in (["history", "x"], ["show"], ["show", "1", "2"], ["compare", "1"],
                      ["history", "--since", "yesterday-ish"], ["history", "--since", "2026-02-30"], ["history", "--prune"],
                      ["history", "--keep", "3"], ["history", "--json", "--csv"],
                      ["history", "--rank=size"], ["compare", "1", "2", "--fail-above", "x"]):
        done = peaktop(*arguments)
        equal((done.returncode, done.stdout), (2, b""), arguments)
        equal(len(done.stderr.decode().splitlines()), 1, arguments)
    for arguments in (["show", "nosuch"], ["show", "999999"], ["compare", "nosuch", "last"]):
        equal(peaktop(*arguments).returncode, 1, arguments)
    for command in ("history", "show", "compare"):
        holds_text(good(command, "--help"), f"Usage: peaktop {command}")


if __name__ == "__main__":
    main(cases_of(globals()))
