# SPDX-License-Identifier: MIT
"""samples.py: --once and --batch as plain text, JSON and CSV: what is in them, in which order."""
import csv
import io
import json
import os
import pwd
import re
import signal
import subprocess
import unicodedata
from contextlib import ExitStack

from tap import (cases_of, check, ended, equal, good, helper, holds_text, main, near, ready, start,
                 status_bytes)

WAIT = "import sys; print('ready', flush=True); sys.stdin.read()"

# Argument vectors, and what the command column must show.
HOSTILE = [
    (["/bin/x\x1b]0;owned\x07y", "a\nb\r\tc"], None),
    (["x\x1b[31mred\x9b31m", "\x7f"], None),
    (["bidi\u202eabc\u2066\u200f\ufeff\u200b"], None),
    ([b"invalid\xff\xfe\xc3(\xed\xa0\x80\xf8\x88"], None),
    (["=1+1"], "=1+1"),
    (["+1"], "+1"),
    (["-1"], "-1"),
    (["@SUM(1)"], "@SUM(1)"),
    (["\t=1"], None),
    (['quo"te,comma;', "a'b"], 'quo"te,comma; -s a\'b'),
    (["na\u00efve", "\u65e5\u672c"], "na\u00efve -s \u65e5\u672c"),
    (["x" * 100000], None),
]


def process_named(name, *arguments):
    """A process that waits for the end of its stdin: a shell that is called `name -s ...`, or cat,
    where a name is all."""
    argv = [name, "-s", *arguments] if arguments else [name]
    return ended(subprocess.Popen(argv, executable="/bin/sh" if arguments else "/bin/cat",
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE))


def is_clean(text):
    return not any(unicodedata.category(c) in ("Cc", "Cs") or c in
                   "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
                   for c in text)


def parse(line):
    return json.loads(line, parse_constant=lambda word: check(False, word))


def json_sample(*arguments, **more):
    text = good("--once", "--json", *arguments, **more)
    equal(text.count("\n"), 1, "lines")
    return parse(text)


def csv_rows(*arguments):
    return list(csv.DictReader(io.StringIO(good(*arguments, "--csv"), newline=""), strict=True))


def by_pid(rows):
    return {int(row["pid"]): row for row in rows}


# --- JSON ---

def test_json_has_the_members_of_its_schema():
    sample = json_sample()
    equal(sample["schema"], "peaktop.sample/1")
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", sample["taken_at"]), sample)
    system = sample["system"]
    for key in ("memory_total_bytes", "memory_available_bytes", "memory_used_peak_bytes",
                "swap_total_bytes", "swap_free_bytes", "processes_denied"):
        check(isinstance(system[key], int) and system[key] >= 0, key, system)
    for key in ("pressure_some_avg10", "pressure_full_avg10"):
        check(system[key] is None or isinstance(system[key], float), key, system)
    near(system["memory_total_bytes"], os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
         0.02, "memory_total_bytes")
    check(system["memory_used_peak_bytes"] >= system["memory_total_bytes"] -
          system["memory_available_bytes"], system)


def test_json_has_every_process_with_its_units_in_the_keys():
    rows = json_sample()["processes"]
    own = by_pid(rows)[os.getpid()]
    equal(own["ppid"], os.getppid())
    equal(own["exited"], False)
    check(own["state"] in ("R", "S"), own)
    equal(len(rows), len(by_pid(rows)), "processes listed once")
    for row in rows:
        for key in ("rss_bytes", "peak_bytes", "swap_bytes", "anon_bytes", "file_bytes",
                    "shmem_bytes", "threads", "faults"):
            check(row[key] is None or (isinstance(row[key], int) and row[key] >= 0), key, row)
        for key in ("peak_age_seconds", "cpu_time_seconds", "age_seconds", "mem_percent"):
            check(row[key] is None or isinstance(row[key], (int, float)), key, row)
        for key in ("user", "command", "state"):
            check(row[key] is None or isinstance(row[key], str), key, row)
        check(row["peak_bytes"] is None or row["rss_bytes"] is None or
              row["peak_bytes"] >= row["rss_bytes"], row)


def test_unknown_is_null():
    own = by_pid(json_sample("-p", str(os.getpid()))["processes"])[os.getpid()]
    equal(own["cpu_percent"], None, "cpu_percent of a single sample")
    equal(own["peak_age_seconds"], None, "peak_age_seconds of a single sample")
    row = csv_rows("--once", "-p", str(os.getpid()))[0]
    equal((row["cpu_percent"], row["peak_age_seconds"]), ("", ""))
    lines = good("--batch", "-n", "2", "-d", "50ms", "--json", "-p", str(os.getpid()))
    second = parse(lines.splitlines()[1])["processes"][0]
    check(isinstance(second["cpu_percent"], float), second)


def test_json_of_chosen_columns():
    row = json_sample("-c", "pid,peak", "-p", str(os.getpid()))["processes"][0]
    equal(list(row)[:2], ["pid", "peak_bytes"])
    check("exited" in row and "rss_bytes" not in row, row)


# --- CSV ---

def test_csv_agrees_with_json():
    rows = by_pid(csv_rows("--once"))
    others = by_pid(json_sample()["processes"])
    own = others[os.getpid()]
    for key in rows[os.getpid()]:
        check(key in own or key == "taken_at", key, list(own))
    for key in own:
        check(key in rows[os.getpid()] or key.startswith("exit_"), key)
    for key in ("ppid", "threads", "swap_bytes"):
        equal(rows[os.getpid()][key], str(own[key]), key)
    equal(rows[os.getpid()]["exited"], "false")


def test_csv_has_one_header_and_complete_rows():
    text = good("--batch", "-n", "3", "-d", "10ms", "--csv", "-p", str(os.getpid()))
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    equal(len(table), 4)
    equal([len(row) for row in table], [len(table[0])] * 4)
    check(len({row[0] for row in table[1:]}) == 3, "taken_at", table)


# --- foreign names ---

def hostile_processes(stack):
    return [(stack.enter_context(process_named(*arguments)).pid, left)
            for arguments, left in HOSTILE]


def test_hostile_names_are_clean_in_every_form():
    with ExitStack() as stack:
        processes = hostile_processes(stack)
        pids = ",".join(str(pid) for pid, _ in processes)
        found = by_pid(json_sample("-p", pids)["processes"])
        cells = by_pid(csv_rows("--once", "-p", pids))
        plain = good("--once", "-p", pids)
    for pid, left in processes:
        command, cell = found[pid]["command"], cells[pid]["command"]
        check(command and is_clean(command) and len(command) <= 4096, repr(command[:200]))
        check(left is None or command == left, repr(command), repr(left))
        guarded = "'" + command if command[0] in "=+-@\t" else command
        equal(cell, guarded, "the cell of CSV")
    for line in plain.split("\n"):
        check(is_clean(line), repr(line[:200]))
    equal(len(plain.strip("\n").split("\n")), len(HOSTILE) + 3, "lines of the table")


def test_hostile_comm_names_are_clean():
    code = ("import ctypes, sys; ctypes.CDLL(None).prctl(15, bytes.fromhex(sys.argv[1]), 0, 0, 0);"
            + WAIT)
    for name in (b"a) R 1 1 1\n(b", b"\x1b[31m\xff\n", b"((( )))", b" ", b"=1"):
        with helper(code, name.hex()) as process:
            ready(process)
            pid = str(process.pid)
            row = json_sample("-p", pid)["processes"][0]
            equal((row["pid"], row["ppid"]), (process.pid, os.getpid()), repr(name))
            near(row["rss_bytes"], status_bytes(process.pid, "VmRSS"), 0.05, repr(name))
            check(is_clean(row["command"]), row)
            check(is_clean(good("--once", "-p", pid).replace("\n", "")), repr(name))


def test_processes_without_arguments_still_have_a_name():
    with process_named("") as process:
        row = json_sample("-p", str(process.pid))["processes"][0]
        check(row["command"] is None or is_clean(row["command"]), row)


# --- selections ---

def test_filters():
    with process_named("Alpha-one") as one, process_named("beta", "TWO") as two:
        chosen = ["-p", f"{one.pid},{two.pid}"]
        for text, pids in (("alpha", {one.pid}), ("ALPHA|two", {one.pid, two.pid}),
                           ("two|none", {two.pid}), ("none", set()), ("", {one.pid, two.pid})):
            rows = json_sample(*chosen, "-F", text)["processes"]
            equal(set(by_pid(rows)), pids, text)
        equal(set(by_pid(json_sample("-F", "alpha-one")["processes"])) & {one.pid, two.pid},
              {one.pid})
        user = pwd.getpwuid(os.getuid()).pw_name
        for text, pids in (("two beta", {two.pid}), ("two alpha", set()), ("!beta", {one.pid}),
                           ('"beta -s TWO"', {two.pid}), ("/^alpha-(one|two)/", {one.pid}),
                           (f"pid:{two.pid}", {two.pid}), (f"user:{os.getuid()} beta", {two.pid}),
                           (f"user:{user}", {one.pid, two.pid}), ("user:nobody-such", set()),
                           (">1T", set()), ("<1T", {one.pid, two.pid}), ("peak>4K !two", {one.pid}),
                           ("peak<1", set())):
            rows = json_sample(*chosen, "-F", text)["processes"]
            equal(set(by_pid(rows)), pids, text)


def test_counts_say_of_how_many():
    own = str(os.getpid())
    for arguments, shown in ((["-p", own], 1), (["-F", f"pid:{own}"], 1), (["-F", "user:nobody-such"], 0)):
        head = good("--once", *arguments).splitlines()[0]
        check(re.search(rf"Z  {shown} of \d+ processes", head), head)
    check(re.search(r"Z  \d+ processes", good("--once").splitlines()[0]))


def test_users():
    uid = os.getuid()
    name = pwd.getpwuid(uid).pw_name
    for word in (name, str(uid)):
        rows = json_sample("-u", word)["processes"]
        check(os.getpid() in by_pid(rows))
        # A process that exited during the sample may only have its number.
        check({row["user"] for row in rows} <= {name, str(uid)}, word, rows)
    equal(json_sample("-u", "54321", "-p", str(os.getpid()))["processes"], [])


def test_python_only():
    with helper(WAIT) as python, process_named("cat") as cat:
        ready(python)
        found = by_pid(json_sample("--python")["processes"])
        check(python.pid in found and cat.pid not in found, sorted(found))
        # It is named by what it runs; a bare -c follows its python3 (not a path of it).
        check(found[python.pid]["command"].startswith("python3 -c import sys"), found[python.pid])


def test_order():
    for column, key in (("rss", "rss_bytes"), ("peak", "peak_bytes"), ("pid", "pid")):
        values = [row[key] for row in json_sample("-s", column)["processes"]
                  if row[key] is not None]
        turned = [row[key] for row in json_sample("-s", "-" + column)["processes"]
                  if row[key] is not None]
        equal(values, sorted(values, reverse=column != "pid"), column)
        equal(turned, sorted(turned, reverse=column == "pid"), "-" + column)


def test_tree():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', sys.argv[1]])"
    with helper(code, "import os;print(os.getpid(), flush=True);" + WAIT.split(";")[0] +
                ";sys.stdin.read()") as parent:
        child = int(ready(parent))
        rows = json_sample("--tree", "-p", f"{child},{parent.pid}")["processes"]
        equal([row["pid"] for row in rows], [parent.pid, child])
        equal(rows[1]["tree_rss_bytes"], rows[1]["rss_bytes"])
        equal(rows[0]["tree_rss_bytes"], rows[0]["rss_bytes"] + rows[1]["rss_bytes"])
        text = good("--once", "--tree", "--ascii", "-p", f"{child},{parent.pid}")
        check(text.isascii(), text)
        holds_text(text, "TREE")
        parent.stdin.close()
        parent.wait()


# --- several samples ---

def test_an_exited_process_appears_once_with_its_last_peak():
    with helper(WAIT) as victim:
        ready(victim)
        arguments = ["--batch", "--json", "-d", "20ms", "-p", f"{victim.pid},{os.getpid()}"]
        with start(*arguments) as monitor:
            first = by_pid(parse(ready(monitor))["processes"])[victim.pid]
            peak = status_bytes(victim.pid, "VmHWM")
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            told = []
            for _ in range(200):
                row = by_pid(parse(ready(monitor))["processes"]).get(victim.pid)
                told += [row] if row is not None and row["exited"] else []
                if told and row is None:
                    break
            after = [by_pid(parse(ready(monitor))["processes"]) for _ in range(5)]
    equal(len(told), 1, "samples that tell it")
    equal(first["exited"], False)
    near(told[0]["peak_bytes"], peak, 0.01, "its last peak")
    equal(told[0]["rss_bytes"], None)
    check(all(victim.pid not in sample and os.getpid() in sample for sample in after))


def test_batches():
    own = ["-p", str(os.getpid()), "-d", "50ms"]
    equal(good("--batch", "-n", "3", *own).count(" processes\n"), 3)
    equal(good("-n", "2", *own).count(" processes\n"), 2, "without --batch")
    equal(good("-n", "2", "--batch", "--json", *own).count("peaktop.sample/1"), 2)
    equal(good(*own).count(" processes\n"), 1, "no terminal: one table")


def test_samples_are_written_at_once():
    with start("--batch", "-d", "1h", "-p", str(os.getpid())) as monitor:
        check("processes" in ready(monitor))
    with start("--batch", "--json", "-d", "1h", "-p", str(os.getpid())) as monitor:
        parse(ready(monitor))


def test_the_plain_table_shows_the_selection():
    text = good("--once", "-c", "pid,ppid,rss,command", "--units", "bytes", "-p",
                str(os.getpid()))
    head, row = text.splitlines()[2:4]
    equal(head.split(), ["PID", "PPID", "RSS", "COMMAND"])
    equal(row.split()[:2], [str(os.getpid()), str(os.getppid())])
    ascii_text = good("--once", "--ascii")
    check(all(line.isascii() for line in ascii_text.splitlines()[:3]), ascii_text[:400])
    check("\x1b" not in good("--once", "--color", "always"))


if __name__ == "__main__":
    main(cases_of(globals()))
