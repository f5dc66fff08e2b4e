# SPDX-License-Identifier: MIT
"""run.py: `peaktop run`: exit statuses, streams, accounts."""
import json
import os
import shutil
import signal
import sys

from tap import (Skip, cases_of, check, environment, equal, holds_text, home, main, peaktop)

PYTHON = [sys.executable, "-S", "-c"]


def run(*arguments, **more):
    return peaktop("run", *arguments, **more)


def one_line(stderr, *words):
    check(stderr.startswith(b"peaktop: ") and stderr.count(b"\n") == 1, stderr)
    for word in words:
        holds_text(stderr.decode(), word)


# --- exit statuses ---

def test_the_status_is_the_commands_own():
    for status in (0, 1, 3, 124, 255):
        done = run("--no-summary", "sh", "-c", f"exit {status}")
        equal((done.returncode, done.stdout, done.stderr), (status, b"", b""))


def test_a_signal_is_128_and_its_number():
    for name in ("KILL", "TERM", "INT", "SEGV", "HUP", "USR1"):
        done = run("sh", "-c", f"kill -{name} $$; sleep 5")
        equal(done.returncode, 128 + getattr(signal, "SIG" + name), name)
        holds_text(done.stderr.decode(), "SIG" + name)


def test_not_found_and_not_runnable():
    plain = home() / "plain"
    plain.write_text("data\n")
    for command, status, word in (("no-such-command", 127, "No such file"),
                                  ("/no/such/command", 127, "No such file"),
                                  (str(plain), 126, "Permission denied"), ("/", 126, "")):
        # An inaccessible folder in PATH would make it 126.
        done = run(command, env=environment(PATH="/usr/bin:/bin"))
        equal((done.returncode, done.stdout), (status, b""), command)
        one_line(done.stderr, command, word)


BAD = [["--nonsense"], ["-Z"], ["--interval", "x"], ["--interval", "1ms"], ["--interval", "2h"],
       ["--limit", "as=lots"], ["--limit", "nonsense=1"], ["--limit", "as"], ["--limit", ""],
       ["--nice", "x"], ["--nice", "99"], ["--budget", "x"], ["--budget", "0"], ["--enforce"],
       ["--at", "2G"], ["--at", "x=true"], ["--at", "1G="], ["--label", "7up"],
       ["--label", "last"], ["--label", ""], ["-o", "/no/such/folder/file"],
       ["--json=/no/such/folder/file"], ["--cgroup", "maybe"], ["--memory-max", "x"],
       ["--memory-max", "1G", "--cgroup", "off"]]


def test_bad_options_launch_nothing():
    trace = home() / "launched"
    for options in BAD:
        done = run(*options, "--", "touch", str(trace))
        equal((done.returncode, done.stdout), (125, b""), f"{options}: {done.stderr!r}")
        one_line(done.stderr)
        check(not trace.exists(), options, "launched it")
    done = run()
    equal(done.returncode, 125)
    one_line(done.stderr)


def test_options_end_at_the_command():
    done = run("--no-summary", "echo", "--json", "-v", "--", "x")
    equal((done.returncode, done.stdout), (0, b"--json -v -- x\n"))
    equal(run("--no-summary", "--", "echo", "--").stdout, b"--\n")


def test_help_is_on_stdout_and_names_the_statuses():
    done = run("--help")
    equal((done.returncode, done.stderr), (0, b""))
    for word in ("--json", "--wait-all", "--budget", "124", "127", "PEAKTOP_PID"):
        holds_text(done.stdout.decode(), word)


# --- streams ---

def test_ten_megabytes_of_output_are_unchanged():
    data = os.urandom(10_000_000)
    done = run("cat", stdin=None, input=data)
    equal(done.returncode, 0)
    check(done.stdout == data, "stdout is not stdin:", len(done.stdout), "bytes")


def test_stderr_of_the_command_comes_first():
    done = run("sh", "-c", "echo out; echo err >&2; exit 3")
    equal((done.returncode, done.stdout), (3, b"out\n"))
    check(done.stderr.startswith(b"err\npeaktop: sh -c"), done.stderr)
    holds_text(done.stderr.decode(), "exited 3")


def test_no_summary_prints_nothing():
    done = run("--no-summary", "sh", "-c", "kill -9 $$")
    equal((done.returncode, done.stdout, done.stderr), (137, b"", b""))


def test_the_command_inherits_no_descriptor_of_ours():
    done = run("--no-summary", f"--json={home() / 'fds.json'}", "ls", "/proc/self/fd")
    equal(done.stdout.split(), [b"0", b"1", b"2", b"3"], "with that of ls itself")


# --- accounts ---

def test_output_goes_to_a_file_and_is_appended():
    path = home() / "account"
    for options, lines in ((["-o"], 1), (["-a", "-o"], 2), (["-a", "-o"], 3), (["-o"], 1)):
        done = run("-f", "%x %C", *options, str(path), "true", "now")
        equal((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        equal(path.read_text(), "0 true now\n" * lines, f"{options}")


def test_format_and_quiet():
    done = run("-f", "%x|%C|%%", "sh", "-c", "exit 3")
    holds_text(done.stderr.decode(), "\n3|sh -c exit 3|%\n")
    check(done.stderr.startswith(b"Command exited with non-zero status 3\n"), done.stderr)
    done = run("-q", "-f", "%x", "sh", "-c", "exit 3")
    equal(done.stderr, b"3\n")


def test_format_from_the_environment():
    env = environment(TIME="time says %x")
    equal(run("true", env=env).stderr, b"time says 0\n")
    equal(run("-f", "%C", "true", env=env).stderr, b"true\n")
    check(run("-p", "true", env=env).stderr.startswith(b"real "))


def test_portable_is_three_lines():
    lines = run("-p", "true").stderr.decode().splitlines()
    equal([line.split()[0] for line in lines], ["real", "user", "sys"])
    check(all(float(line.split()[1]) < 20 for line in lines), lines)


def test_verbose_has_the_labels_of_gnu_time():
    text = run("-v", "sh", "-c", "exit 4").stderr.decode()
    for label in ("\tCommand being timed: \"sh -c exit 4\"\n",
                  "\tMaximum resident set size (kbytes): ",
                  "\tElapsed (wall clock) time (h:mm:ss or m:ss): 0:0", "\tExit status: 4\n"):
        holds_text(text, label)


KEYS = {
    "": "schema run label command argv_base64 cwd host started_at wall_seconds exit usage peak "
        "left_alive left oom_kills oom_likely oom_limit_bytes swap_peak_bytes processes_seen "
        "processes_lower_bound sampling",
    "exit": "status signal reason",
    "usage": "user_seconds system_seconds max_rss_bytes max_rss_floor_bytes max_rss_floored "
             "minor_faults major_faults block_inputs block_outputs voluntary_switches "
             "involuntary_switches",
    "peak": "process tree cgroup tmpfs",
    "sampling": "interval_seconds samples cpu_seconds",
}


def test_json_has_the_documented_keys():
    done = run("--json", "--label", "trial", "--cgroup", "off", "sh", "-c", "exit 3")
    equal((done.returncode, done.stdout), (3, b""))
    equal(done.stderr.count(b"\n"), 1)
    run_object = json.loads(done.stderr)
    for name, keys in KEYS.items():
        part = run_object[name] if name else run_object
        check(set(keys.split()) <= set(part), name, sorted(part))
    equal(run_object["schema"], "peaktop.run/1")
    equal(run_object["label"], "trial")
    equal(run_object["command"], ["sh", "-c", "exit 3"])
    equal(run_object["exit"], {"status": 3, "signal": None, "reason": "exited"})
    equal(set(run_object["peak"]["process"]), {"bytes", "pid", "name", "at_seconds", "origin",
                                               "parts"})
    check(set(run_object["peak"]["tree"]) >= {"bytes", "at_seconds", "origin", "lower_bound",
                                              "processes"})
    equal(run_object["peak"]["cgroup"], None)


def test_json_of_a_signal():
    run_object = json.loads(run("--json", "sh", "-c", "kill -9 $$").stderr)
    equal(run_object["exit"], {"status": None, "signal": 9, "reason": "signaled"})


def test_json_to_a_file_is_written_besides_the_summary():
    path = home() / "run.json"
    path.write_text("something longer that was there before\n" * 100)
    done = run(f"--json={path}", "true")
    holds_text(done.stderr.decode(), "exited 0")
    equal(json.loads(path.read_text())["exit"]["reason"], "exited")
    done = run(f"--json={path}", "--no-summary", "no-such-command")
    equal(json.loads(path.read_text())["exit"]["reason"], "not_started")


def test_hostile_names_do_not_reach_the_terminal():
    done = run("sh", "-c", ": \x1b[31m\x07\u202e; exit 0")
    check(b"\x1b" not in done.stderr and b"\x07" not in done.stderr, done.stderr)
    equal(done.returncode, 0)


def test_a_full_disk_only_loses_the_account():
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    done = run("-o", "/dev/full", "sh", "-c", "exit 5")
    equal(done.returncode, 5)
    one_line(done.stderr, "No space left")


# --- limits and niceness ---

LIMITS = """
import resource, sys
print(*(resource.getrlimit(getattr(resource, "RLIMIT_" + name.upper()))[0]
        for name in sys.argv[1:]))
"""


def test_limits_are_set_as_requested():
    done = run("--no-summary", "--limit", "nofile=64,as=2G", "--limit", "cpu=60,core=0", *PYTHON,
               LIMITS, "nofile", "as", "cpu", "core")
    equal(done.stdout.decode(), f"64 {2 << 30} 60 0\n", f"{done.stderr!r}")


def test_a_memory_limit_is_enforced():
    done = run("--limit", "as=200M", *PYTHON, "x = bytearray(400 << 20)")
    equal(done.returncode, 1)
    holds_text(done.stderr.decode(), "MemoryError")
    holds_text(done.stderr.decode(), "limits        200 MiB of address space per process")


def test_niceness_is_added():
    if os.nice(0) > 10:
        raise Skip("too nice already")
    done = run("--no-summary", "--nice", "5", "nice")
    equal(int(done.stdout), os.nice(0) + 5)


def test_environment_and_folder_are_the_commands():
    env = environment(SPECIAL="a b$c")
    done = run("--no-summary", "env", env=env, cwd=home())
    plain = dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
    holds_text(plain.pop("PEAKTOP_MARK"), "@peaktop-", "where it names its phases")
    equal(plain, env)
    equal(run("--no-summary", shutil.which("pwd"), cwd=home()).stdout.decode().strip(),
          os.path.realpath(home()))


if __name__ == "__main__":
    main(cases_of(globals()))
