# SPDX-License-Identifier: MIT
"""run_forms.py: other forms of the account: a line, Markdown, conversions of our own; arguments of any bytes."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys

from tap import (Skip, cases_of, check, environment, equal, good, holds_text, home, main,
                 peaktop)

HOLDS = [sys.executable, "-S", "-c",
         "import time; x = bytearray(b'x') * (30 << 20); time.sleep(0.3)"]
# Characters that are special to shells and terminals.
WORDS = [b"", b"it's", b'say "x"', b"$HOME `id` $(id)", b"a\nb\tc", b"\x1b[31m", b"\xff\xfe",
         b"caf\xc3", "grüß".encode(), "\u202egpj".encode(), b"*", b"~", b"#", b"a;b", b"\\n",
         b"{a,b}", b"A=b", b"0\x011"]


def run(*arguments, **more):
    return peaktop("run", "--no-history", "--cgroup=off", *arguments, **more)


# --- forms ---

def test_summary_line():
    done = run("--summary=line", *HOLDS[:3], HOLDS[3] + "; raise SystemExit(3)")
    line = done.stderr.decode()
    equal((done.returncode, line.count("\n")), (3, 1))
    form = r"peaktop: exited 3, [\d.]+m?s wall, [\d.]+m?s CPU, peak \d[\d.]* MiB: "
    check(re.match(form, line), line)
    line = run("--summary=line", "--wait-all", "sh", "-c", "sleep 0.3 & sleep 0.3").stderr.decode()
    check(re.search(r", tree (at least |about )?[\d.]+ [KM]iB: sh -c ", line), line)


def test_summary_markdown_is_a_table_of_two_columns():
    path = home() / "summary.md"
    path.write_text("before\n")
    done = run("--summary=markdown", "-a", "-o", str(path), *HOLDS, "a|b`c")
    equal((done.returncode, done.stderr), (0, b""))
    lines = path.read_text().splitlines()
    equal((lines[0], lines[2:5]), ("before", ["", "| | |", "|---|---|"]))
    check(lines[1].startswith("### ``") and "a|b`c" in lines[1], lines[1])
    for line in lines[5:]:
        equal(len(re.findall(r"(?<!\\)\|", line)), 3, line)
    equal(lines[5], "| verdict | exited 0 |")
    check(any(re.match(r"\| peak \| \*\*\d[\d.]* MiB\*\* ", line) for line in lines), lines)
    # Characters that start an entity, a table cell, a formula or emphasis are escaped.
    done = run("--summary=markdown", "--label", "a&lt;b~~c~~$d$_e_", "true")
    holds_text(done.stderr.decode(), r"| label | a\&lt;b\~\~c\~\~\$d\$\_e\_ |")


def test_summary_full_is_the_default_and_none_prints_nothing():
    holds_text(run("--summary=full", "true").stderr.decode(), "\n  verdict       exited 0\n")
    equal(run("--summary=none", "true").stderr, b"")
    equal(run("--summary=none", "--summary=line", "true").stderr.count(b"\n"), 1)
    done = run("--summary=short", "true")
    equal((done.returncode, done.stderr.count(b"\n")), (125, 1))


def test_additional_conversions_of_format():
    form = "%M|%Bt|%Bw|%Bv"
    path = home() / "forms.json"
    done = run(f"--json={path}", "-f", form, *HOLDS)
    most, tree, word, verdict = done.stderr.decode().strip().split("|")
    told = json.loads(path.read_text())
    equal(int(tree), told["peak"]["tree"]["bytes"] // 1024)
    check(abs(int(most) - int(tree)) < 2048, done.stderr)
    check(word in ("exact", "at-least", "about", "at-most"), word)
    equal(verdict, "exited 0")
    # A lone B is unknown, as in GNU time.
    equal(run("-q", "-f", "%B|%Bx", "true").stderr, b"?B|?Bx\n")
    equal(run("-q", "-f", "%Bt %Bw %Bv", "/no/such").stderr.splitlines()[-1],
          b"- - not started: No such file or directory")


# --- where it goes ---

def test_a_dash_means_stdout():
    folder = home() / "empty"
    folder.mkdir()
    done = run("--json=-", "--no-summary", "echo", "said", cwd=folder)
    said, told = done.stdout.decode().splitlines()
    equal((said, json.loads(told)["exit"]["status"], done.stderr), ("said", 0, b""))
    done = run("-o", "-", "-f", "%x", "sh", "-c", "exit 0", cwd=folder)
    equal((done.stdout, done.stderr), (b"0\n", b""))
    done = run("-o-", "--json", "true", cwd=folder)
    equal(json.loads(done.stdout)["schema"], "peaktop.run/1")
    equal(os.listdir(folder), [])
    done = run("--json", "true", cwd=folder)
    equal((done.stdout, json.loads(done.stderr)["schema"]), (b"", "peaktop.run/1"))


# --- surviving processes ---

def test_surviving_processes_are_named():
    path = home() / "left.json"
    script = "exec >&- 2>&-; sleep 60 & echo $! >\"$0\"; sleep 60 &"
    done = run(f"--json={path}", "sh", "-c", script, str(home() / "pid"))
    pid = int((home() / "pid").read_text())
    told = json.loads(path.read_text())
    try:
        equal(told["left_alive"], 2)
        check(pid in [left["pid"] for left in told["left"]], told["left"])
        for left in told["left"]:
            check(left["name"] == "sleep 60" and left["bytes"] > 100000, left)
        text = " ".join(done.stderr.decode().split())
        form = r"left alive 2 processes still running: [\d.]+ [KM]iB sleep 60 \(\d+\), "
        check(re.search(form, text), text)
    finally:
        for left in told["left"]:
            os.kill(left["pid"], 15)


def test_a_process_that_exits_a_moment_later_does_not_count_as_surviving():
    text = run("sh", "-c", "exec >&- 2>&-; sleep 0.02 & sleep 0.03 & exit 0").stderr.decode()
    check("left alive" not in text, text)
    # Nothing else waits for it.
    told = json.loads(run("--json", "true").stderr)
    check(told["wall_seconds"] < 1 and told["left_alive"] == 0, told)


# --- arguments ---

def test_json_is_lossless():
    told = json.loads(run("--json", "true", *WORDS).stderr)
    equal([base64.b64decode(word) for word in told["argv_base64"]], [b"true", *WORDS])
    equal(len(told["command"]), len(WORDS) + 1)
    told = json.loads(run("--json", "true", "plain", "grüß", "it's").stderr)
    equal((told["argv_base64"], told["command"]), (None, ["true", "plain", "grüß", "it's"]))


def test_the_history_keeps_every_byte():
    peaktop("run", "--no-summary", "true", *WORDS)
    told = json.loads(good("show", "last", "--json"))
    equal([base64.b64decode(word) for word in told["argv_base64"]], [b"true", *WORDS])


def test_the_command_can_be_pasted():
    bash = shutil.which("bash")
    if bash is None:
        raise Skip("no bash")
    for first in range(0, len(WORDS), 2):
        words = WORDS[first:first + 2]
        head = run("true", *words).stderr.split(b"\n")[0]
        check(head.startswith(b"peaktop: true "), head)
        check(all(byte >= 32 and byte != 127 for byte in head), head)
        script = b"printf '%s\\0' " + head.removeprefix(b"peaktop: true ")
        pasted = subprocess.run([bash, "-c", script],
                                stdout=subprocess.PIPE, env=environment(), check=True).stdout
        equal(pasted.split(b"\0")[:-1], words, head)


main(cases_of(globals()))
