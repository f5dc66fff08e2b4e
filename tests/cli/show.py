# SPDX-License-Identifier: MIT
"""show.py: show with running and lost runs, and files of mprof; unknown figures are not 0."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

from tap import (cases_of, check, environment, equal, good, holds_text, home, main, peaktop, ready,
                 start, until, until_seen)

PYTHON = [sys.executable, "-S", "-c"]
FIXTURES = Path(os.environ.get("SOURCE_DIR", ".")) / "tests/fixtures/mprof"
WAITS = "x = bytearray(60 << 20); print('ready', flush=True); import sys; sys.stdin.read()"


def run(*arguments, **more):
    return peaktop("run", "--no-summary", *arguments, **more)


def fixture(name):
    return str(FIXTURES / name)


def shown(*arguments):
    return json.loads(good("show", *arguments, "--json"))


def check_end_unknown(run_object):
    check(all(value is None for value in run_object["usage"].values()), run_object["usage"])
    equal((run_object["exit"]["status"], run_object["exit"]["signal"]), (None, None))


def check_no_zeros(text):
    """Neither CPU time nor faults, which are unknown before the end."""
    for word in ("user", "faults", "switches", "of one CPU"):
        check(word not in text, word, "in", text)


# --- runs ---

def test_a_running_job_has_no_figures_of_its_end():
    with start("run", "--no-summary", "--label", "going", *PYTHON, WAITS,
               stdin=subprocess.PIPE) as job:
        equal(ready(job), "ready")
        until(lambda: peaktop("show", "going", "--csv").stdout.count(b"\n") > 1, "its series")
        check_end_unknown(shown("going"))
        text = good("show", "going")
        holds_text(text, "running")
        check_no_zeros(text)
        row = list(csv.DictReader(io.StringIO(good("history", "--csv", "-n", "1"))))[0]
        equal([row[name] for name in ("reason", "status", "signal", "cpu_seconds", "major_faults")],
              ["running", "", "", "", ""])
        run("--label", "ended", "true")
        text = good("compare", "ended", "going")
        check(re.search(r"^  CPU +\S+ +- *$", text, re.M), text)
        check(re.search(r"^  major faults +\d+ +- *$", text, re.M), text)
        equal(json.loads(good("compare", "ended", "going", "--json"))["groups"][1]["major_faults"],
              None)
        job.stdin.close()
        equal(job.wait(30), 0)
    ended = shown("going")
    equal(ended["exit"], {"status": 0, "signal": None, "reason": "exited"})
    check(ended["usage"]["user_seconds"] is not None, ended["usage"])


def test_json_contains_the_series():
    with start("run", "--no-summary", "--label", "series", *PYTHON, WAITS,
               stdin=subprocess.PIPE) as job:
        until_seen("series", 60 << 20)
        job.stdin.close()
        equal(job.wait(30), 0)
    series = shown("series")["series"]
    text = good("show", "series", "--csv")
    check(text.startswith("at_seconds,tree_bytes,rss_sum_bytes"), "columns keep their places")
    rows = list(csv.DictReader(io.StringIO(text)))
    equal([point["tree_bytes"] for point in series], [int(row["tree_bytes"]) for row in rows])
    check(max(point["tree_bytes"] for point in series) > 60 << 20, series)
    times = [point["at_seconds"] for point in series]
    equal(times, sorted(set(times)))
    check("series" not in json.loads(good("history", "--json", "-n", "1")), "in a list")


def test_a_label_is_shown_unchanged_or_refused():
    for label in ("a\x1b[31m", "line\nbreak", b"bad\xff", "right\u202eleft"):
        done = run("--label", label, "true")
        equal((done.returncode, done.stdout), (125, b""), label)
        equal(done.stderr.count(b"\n"), 1, done.stderr)
    run("--label", "feature/x", "--note", "two\nlines \x1b]0;title\x07", "true")
    text = good("show", "feature/x")
    holds_text(text, "feature/x: two lines ?]0;title?")
    text = good("history", "--csv", "--label", "feature/x")
    equal(len(list(csv.DictReader(io.StringIO(text)))), 1)
    check(len(text.splitlines()) == 2 and "\x1b" not in text, text)


def test_old_dates_do_not_prune_everything():
    env = environment(XDG_STATE_HOME=str(home() / "old"))
    run("true", env=env)
    for when in ("1960-01-01", "1969-12-31", "0001-01-01", "40000d"):
        equal(peaktop("history", "--prune", "--older-than", when, env=env).returncode, 2, when)
        equal(peaktop("history", "--since", when, env=env).returncode, 2, when)
    equal(peaktop("history", "--prune", "--older-than", "1971-01-01", env=env).returncode, 0)
    equal(peaktop("history", "--json", env=env).stdout.count(b"\n"), 1)
    equal(peaktop("history", "--json", "--since", "9999-01-01", env=env).stdout, b"")


def test_no_line_is_wider_than_the_terminal():
    run("--label", "\u6f22\u5b57" * 10, *PYTHON, "pass # " + "\u6f22" * 100)
    for option in ([], ["--rank"]):
        for line in good("history", *option).splitlines():
            wide = sum(2 if "\u4e00" <= c <= "\u9fff" else 1 for c in line)
            check(wide <= 100, wide, line)


# --- files of mprof ---

def test_an_mprof_file_is_shown_like_a_run():
    text = good("show", fixture("plain.dat"))
    for word in ("plain.dat  2013-09-16 11:15", "train.py --epochs 3", "unknown",
                 "at least 392 MiB", "__main__.load", "peak at least 392 MiB"):
        holds_text(text, word)
    check_no_zeros(text)
    check(good("show", "--ascii", fixture("plain.dat")).isascii(), "not ASCII")


def test_an_mprof_file_as_json_and_csv():
    entry = shown(fixture("children.dat"))
    check_end_unknown(entry)
    equal((entry["run"], entry["exit"]["reason"]), (None, "imported"))
    equal(entry["peak"]["tree"]["bytes"], 334 << 20)
    equal(entry["peak"]["tree"]["origin"], "rss_sum")
    rows = list(csv.DictReader(io.StringIO(good("show", "--csv", fixture("children.dat")))))
    equal([int(row["tree_bytes"]) >> 20 for row in rows], [20, 122, 302, 326, 334, 24])


# What a file of samples does not contain; everything else in the account is in the file.
NOT_IN_A_FILE = ("run label cwd host swap_peak_bytes largest left_alive left oom_kills oom_likely "
                 "oom_limit_bytes exits_lost lines_bytes lines_at_seconds "
                 "lines_unseen_bytes lines functions places peak.line exit.status exit.signal sampling.cpu_seconds "
                 "peak.cgroup peak.tmpfs peak.process.parts peak.tree.parts peak.tree.processes "
                 "peak.tree.hugetlb_peak_bytes peak.tree.hugetlb_upper_bound").split()
NO_CHILDREN_IN_IT = ("peak.process.pid", "peak.process.name", "processes_seen",
                     "processes_lower_bound")


def unknown_in(value, name=""):
    """The members that are null, as a.b.c; of usage all are."""
    if value is None:
        return {name}
    members = value.items() if isinstance(value, dict) else ()
    return set().union(*(unknown_in(more, f"{name}.{key}".lstrip(".")) for key, more in members
                         if key != "usage"))


def test_what_an_mprof_file_lacks_is_unknown():
    entry = shown(fixture("plain.dat"))
    equal(unknown_in(entry) ^ {"argv_base64", *NOT_IN_A_FILE, *NO_CHILDREN_IN_IT}, set())
    entry = shown(fixture("children.dat"))
    equal(unknown_in(entry) ^ {"argv_base64", "peak.process.name", *NOT_IN_A_FILE}, set())
    equal((entry["processes_seen"], entry["processes_lower_bound"]), (4, True))
    equal(entry["peak"]["process"]["pid"], 502)
    for name in ("plain.dat", "children.dat"):
        check_no_zeros(good("show", fixture(name)))
    path = home() / "one.dat"
    path.write_text("MEM 10 100.0\n")
    equal(shown(str(path))["sampling"]["interval_seconds"], None)


def test_the_picture_of_an_mprof_file_has_its_phases():
    text = good("show", "--svg", "-", fixture("plain.dat"))
    xml.etree.ElementTree.fromstring(text)
    for word in ("__main__.load", "__main__.train", "train.py"):
        holds_text(text, word)


def test_damage_is_reported_and_the_rest_shown():
    for name, line in (("damaged.dat", "14 lines"), ("cut.dat", "1 line of")):
        done = peaktop("show", fixture(name))
        equal(done.returncode, 0, done.stderr)
        holds_text(done.stderr.decode(), line)
        equal(done.stderr.count(b"\n"), 1)
        check(b"\x1b" not in done.stdout, done.stdout)


def test_a_file_in_the_current_folder_takes_precedence_over_a_label():
    folder = home() / "here"
    folder.mkdir()
    shutil.copy(fixture("plain.dat"), folder / "mprofile.dat")
    holds_text(peaktop("show", "mprofile.dat", cwd=folder).stdout.decode(), "train.py")
    holds_text(peaktop("show", "mprofile.dat").stderr.decode(), "no run 'mprofile.dat'")


def test_a_file_of_several_runs_shows_each():
    path = home() / "several.dat"
    path.write_text("CMDLINE a.py\nMEM 10 100.0\nMEM 20 101.0\nCMDLINE b.py\nMEM 30 200.0\n")
    text = good("show", str(path))
    holds_text(text, "a.py")
    holds_text(text, "b.py")
    peaks = [json.loads(line)["peak"]["tree"]["bytes"] >> 20
             for line in good("show", str(path), "--json").splitlines()]
    equal(peaks, [20, 30])
    equal(json.loads(good("show", f"{path}:2", "--json"))["command"], ["b.py"])
    for option in ("--csv", "--svg=-", "--html=-"):
        done = peaktop("show", str(path), option)
        equal((done.returncode, done.stdout), (2, b""))
        holds_text(done.stderr.decode(), "contains 2 runs: choose one")
    equal(good("show", f"{path}:1", "--csv").count("\n"), 3)


def test_a_file_that_is_not_mprofs_is_refused_in_one_line():
    empty = home() / "empty.dat"
    empty.write_bytes(b"")
    for path, word in ((str(empty), "no memory sample"), ("./no-such.dat", "No such file"),
                       (str(home()), "not a regular file"), ("/dev/null", "not a regular file"),
                       (sys.executable, "no memory sample")):
        done = peaktop("show", path)
        equal((done.returncode, done.stdout), (1, b""), path)
        check(done.stderr.startswith(b"peaktop: ") and done.stderr.count(b"\n") == 1, done.stderr)
        holds_text(done.stderr.decode(), word)


if __name__ == "__main__":
    main(cases_of(globals()))
