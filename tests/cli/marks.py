# SPDX-License-Identifier: MIT
"""marks.py: phases that a job names: from shells, make, Python, forks, threads; from outside; and that
nothing of it hurts the job."""
import contextlib
import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from panes_world import Screen
from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, environment, equal, good,
                 holds_text, home, main, peaktop, start, told_of, until, words_of)

MIB = 1024 * 1024

# The lines of the manual.
MARK = textwrap.dedent('''
    import os, socket
    def mark(name):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as s:
            try: s.sendto(name.encode(), "\\0" + os.environ["PEAKTOP_MARK"][1:])
            except (OSError, KeyError): pass
    ''')

# Holds what it says until a sample has had the time to see it.
HOLD = MARK + textwrap.dedent('''
    import sys, time
    def hold(mib, seconds=0.3):
        block = bytearray(mib << 20)
        for at in range(0, len(block), 4096): block[at] = 1
        time.sleep(seconds)
        return block
    ''')


def run_of(*command, **env):
    """Its JSON; the command's status must be 0."""
    path = home() / "run.json"
    done = peaktop("run", f"--json={path}", "--no-summary", "--", *command, env=environment(**env))
    equal((done.returncode, done.stderr), (0, b""))
    return json.loads(path.read_text())


def python(before, code, *arguments, **env):
    return run_of(sys.executable, "-c", before + textwrap.dedent(code), *arguments, **env)


def phases_of(run):
    return {phase["name"]: phase for phase in run["phases"]}


def names_of(run):
    return [phase["name"] for phase in run["phases"]]


def test_a_job_without_marks_has_no_phases():
    run = run_of("true")
    equal((run["phases"], run["marks"], run["marks_flooded"]), ([], [], False))
    check(b"phases" not in peaktop("run", "--no-history", "true").stderr)


def test_each_phase_has_its_own_peak():
    run = python(HOLD, '''
        mark("small")
        a = hold(16)
        mark("large")
        b = hold(96)
        del b
        mark("rest")
        time.sleep(0.3)
        ''')
    phases = phases_of(run)
    equal(names_of(run), ["(start)", "small", "large", "rest"])
    # Python itself holds some 10 to 30 MiB; the sample at a mark may come some milliseconds late.
    for name, mib in (("small", 16), ("large", 112), ("rest", 16)):
        peak = phases[name]["peak_bytes"]
        check(mib * MIB < peak < (mib + 40) * MIB, name, peak, run["phases"])
    check(phases["(start)"]["peak_bytes"] < 40 * MIB, run["phases"])
    check(0 < phases["small"]["growth_bytes"] < 40 * MIB, run["phases"])
    check(phases["large"]["minor_faults"] > 1000, run["phases"])
    equal(max(p["peak_bytes"] for p in run["phases"]), run["peak"]["tree"]["bytes"])
    check(abs(sum(p["wall_seconds"] for p in run["phases"]) - run["wall_seconds"]) < 0.01, run)


def test_a_spike_between_two_samples_is_in_its_phase():
    """The kernel's mark rose, and samples at both marks say between which."""
    run = python(HOLD, '''
        mark("calm")
        time.sleep(0.2)
        mark("spike")
        b = hold(64, 0.005)
        del b
        mark("after")
        time.sleep(0.2)
        ''')
    phases = phases_of(run)
    if phases["spike"]["peak_bytes"] is None or phases["spike"]["samples"] < 2:
        raise Skip("no sample could be taken at the marks: the machine is busy")
    check(phases["spike"]["process_peak_bytes"] > 64 * MIB, run["phases"])
    check(phases["calm"]["peak_bytes"] < 60 * MIB, run["phases"])


def test_phases_that_repeat_count_together():
    run = python(MARK, '''
        import time
        for i in range(5):
            mark("epoch %d/5" % i)
            time.sleep(0.01)
            mark("eval")
            time.sleep(0.01)
        ''')
    phases = phases_of(run)
    equal(sorted(phases), ["(start)", "epoch", "eval"])
    equal((phases["epoch"]["count"], phases["eval"]["count"]), (5, 5))
    equal(len(run["marks"]), 10)
    equal(run["marks"][2]["name"], "epoch 1/5")


def test_one_that_is_too_short_is_unknown_and_not_zero():
    run = python(MARK, '''
        for i in range(200):
            mark("short " + chr(97 + i % 20))
        ''')
    unknown = [p for p in run["phases"] if p["samples"] == 0]
    for phase in unknown:
        equal([phase[key] for key in ("peak_bytes", "growth_bytes", "minor_faults")],
              [None, None, None])


def test_from_a_shell_and_from_make():
    run = run_of("sh", "-ec", f"{PEAKTOP} mark build; sleep 0.05; {PEAKTOP} mark -- --odd; true")
    equal(names_of(run), ["(start)", "build", "--odd"])
    if shutil.which("make") is None:
        raise Skip("there is no make")
    makefile = home() / "Makefile.marks"
    makefile.write_text(f"all: one two\none two:\n\t@{PEAKTOP} mark 'make $@'\n")
    run = run_of("make", "-f", str(makefile))
    equal(names_of(run), ["(start)", "make one", "make two"])


def test_from_children_that_close_descriptors_and_threads():
    run = python(MARK, '''
        import subprocess, sys, threading
        if os.fork() == 0:
            os.closerange(0, 1000)
            mark("forked")
            os._exit(0)
        os.wait()
        subprocess.run([sys.argv[1], "mark", "by exec"], close_fds=True, check=True)
        thread = threading.Thread(target=mark, args=("thread",))
        thread.start()
        thread.join()
        child = os.fork()
        if child == 0: os.setsid()
        else: os.wait()
        mark("end")
        ''', PEAKTOP)
    equal(names_of(run), ["(start)", "forked", "by exec", "thread", "end"])
    equal(phases_of(run)["end"]["count"], 2)


def test_a_full_socket_delays_a_mark_by_a_moment_only():
    """A socket that nobody reads, as of an observer that is stopped."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as full:
        full.bind(f"\0peaktop-test-{os.getpid()}")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    sender.sendto(b"mark", full.getsockname())
        done = peaktop("mark", "load", env=environment(PEAKTOP_MARK=f"@peaktop-test-{os.getpid()}"))
    equal((done.returncode, done.stdout, done.stderr), (0, b"", b""))


def test_outside_of_a_job_nothing_happens():
    for value in (None, "", "@", "@nobody-listens-here", "/tmp/no/socket", "x" * 5000):
        done = peaktop("mark", "load", env=environment(PEAKTOP_MARK=value))
        equal((done.returncode, done.stdout, done.stderr), (0, b"", b""), value)


def test_bad_usage_is_told():
    for arguments in ((), ("",), (" \t",), ("two", "names"), ("--unknown", "x"), ("-r",)):
        done = peaktop("mark", *arguments)
        equal(done.returncode, 2, arguments)
        check(done.stderr.startswith(b"peaktop: "), done.stderr)
    holds_text(good("mark", "--help"), "Begin a phase")


def test_hostile_names_are_cleaned_and_cut():
    names = [b"\x1b[31mred\x1b]0;title\x07", b"nul\0in it", b"\xff\xfe\xc3", b"x" * 60000,
             "\u202eright to left".encode(), b"=cmd()", b"a\nb", b"   ", b"",
             b"\xe2\x82" + b"\xc3\xa4" * 200]
    run = python("", '''
        import os, socket, sys, time
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        for name in eval(sys.argv[1]):
            try: s.sendto(name, "\\0" + os.environ["PEAKTOP_MARK"][1:])
            except OSError as why: print(why)
            time.sleep(0.02)
        ''', repr(names))
    for phase in run["phases"]:
        name = phase["name"]
        check(len(name.encode()) < 64 and name.isprintable() and "\u202e" not in name, repr(name))
    equal(len(run["phases"]), 1 + len(names) - 2, names_of(run))
    holds_text(good("show", "last"), "?[31mred")


def test_a_job_that_makes_a_million_marks_is_bounded():
    """It does not wait, the observer does not work for it, and it is told."""
    began = time.monotonic()
    run = python("", '''
        import os, socket
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        s.connect("\\0" + os.environ["PEAKTOP_MARK"][1:])
        for i in range(int(os.environ["COUNT"])):
            try: s.send(b"mark %c%d" % (97 + i % 26, i))
            except OSError: pass
        ''', COUNT=str(1000000))
    seconds = time.monotonic() - began
    check(len(run["phases"]) <= 32 and len(run["marks"]) <= 64, len(run["phases"]))
    taken = sum(phase["count"] for phase in run["phases"])
    check(taken <= 1001 * (seconds + 2), "marks", taken, "in", seconds)
    if run["marks_flooded"]:
        holds_text(good("show", "last"), "some may be missing")


def test_many_names_end_in_one_for_the_others():
    run = python(MARK, '''
        import time
        for i in range(60):
            mark("phase " + chr(97 + i % 26) * (1 + i // 26))
            time.sleep(0.005)
        ''')
    equal(len(run["phases"]), 32)
    equal(run["phases"][-1]["name"], "(others)")
    holds_text(good("show", "last"), "and 24 more phases, with smaller peaks")


def test_a_full_socket_and_a_dead_observer_hurt_nobody():
    """The observer is stopped, then killed: the job goes on and does not wait."""
    out = home() / "marks.out"
    code = MARK + textwrap.dedent('''
        import sys, time
        for i in range(5000): mark("full %d" % i)
        open(sys.argv[1], "w").write("filled")
        while not os.path.exists(sys.argv[1] + ".go"): time.sleep(0.01)
        for i in range(100): mark("dead %d" % i)
        os.system(sys.argv[2] + " mark dead || echo failed > " + sys.argv[1] + ".failed")
        open(sys.argv[1], "w").write("done")
        ''')
    with start("run", "--no-history", sys.executable, "-c",
               "import time; time.sleep(0.5)\n" + code, str(out), PEAKTOP) as job:
        time.sleep(0.2)
        job.send_signal(signal.SIGSTOP)
        until(lambda: out.exists() and out.read_text() == "filled", "a full socket")
        job.kill()
        job.wait()
        (home() / "marks.out.go").write_text("")
        until(lambda: out.read_text() == "done", "the end of the job")
    check(not (home() / "marks.out.failed").exists())


def address_of(job):
    """PEAKTOP_MARK of a running job whose command writes it into a file."""
    path = home() / f"address.{job}"
    return until(lambda: path.exists() and path.read_text().strip(), "the address")


def waiting(label, *options):
    path = home() / f"address.{label}"
    return start("run", "--label", label, f"--json={path}.json", "--no-summary", *options, "sh", "-c",
                 f'echo "$PEAKTOP_MARK" >{path}; while [ ! -e {path}.go ]; do sleep 0.02; done')


def release(label):
    (home() / f"address.{label}.go").write_text("")


def json_of(job, label):
    equal(job.wait(timeout=PATIENCE_SECONDS), 0)
    return json.loads((home() / f"address.{label}.json").read_text())


def test_from_outside_by_label_and_number():
    with waiting("outside") as job:
        address_of("outside")
        until(lambda: told_of("outside"), "the record")
        good("mark", "-r", "outside", "by label")
        number = told_of("outside")["run"]
        good("mark", "--run", str(number), "by number")
        release("outside")
        run = json_of(job, "outside")
    equal(names_of(run), ["(start)", "by label", "by number"])
    for selector in ("outside", str(number), "no-such-label", "last"):
        done = peaktop("mark", "-r", selector, "late")
        equal(done.returncode, 1, selector)
        check(done.stderr.startswith(b"peaktop: "), done.stderr)


def test_another_user_cannot_mark():
    if os.getuid() != 0:
        raise Skip("only root can be another user")
    with waiting("private") as job:
        address = address_of("private")
        code = ("import socket, sys; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); "
                "s.sendto(b'intruder', chr(0) + sys.argv[1][1:])")
        done = subprocess.run(["/usr/bin/python3", "-c", code, address], user=54321, group=54321,
                              extra_groups=[], cwd="/", capture_output=True, check=False,
                              timeout=PATIENCE_SECONDS)
        if done.returncode not in (0, 1):
            raise Skip("no python3 for another user")
        good("mark", "owner", env=environment(PEAKTOP_MARK=address))
        release("private")
        run = json_of(job, "private")
    equal(names_of(run), ["(start)", "owner"])


def test_as_another_user_without_a_runtime_folder():
    """As in a container or under cron: no XDG_RUNTIME_DIR, no home that can be written."""
    if os.getuid() != 0:
        raise Skip("only root can be another user")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(PEAKTOP, folder)
        env = environment(HOME="/nonexistent")
        env = {name: value for name, value in env.items() if not name.startswith("XDG_")}
        done = subprocess.run([program, "run", "--no-history", "sh", "-c", f"{program} mark one"],
                              user=54323, group=54323, extra_groups=[], env=env, cwd="/",
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              timeout=PATIENCE_SECONDS)
    equal(done.returncode, 0, done.stderr)
    check(re.search(rb"phases .*\(start\)", done.stderr) and b" one " in done.stderr, done.stderr)


def test_long_folders_matter_to_nobody():
    """The address has no path: none can be too long for a socket (107 bytes)."""
    folder = home() / ("d" * 120) / ("e" * 120)
    folder.mkdir(parents=True)
    run = run_of("sh", "-c", f"{PEAKTOP} mark far", XDG_RUNTIME_DIR=str(folder),
                 XDG_STATE_HOME=str(folder))
    equal(names_of(run), ["(start)", "far"])


def test_nothing_is_left():
    """No socket and no file of a run that has ended, or was killed."""
    def sockets():
        with open("/proc/net/unix", encoding="utf-8", errors="replace") as lines:
            return {line.split()[-1] for line in lines if "@peaktop-" in line}

    with waiting("gone") as job:
        address = address_of("gone")
        check(address in sockets(), address)
        job.kill()
        job.wait()
        release("gone")
    until(lambda: address not in sockets(), "the end of the socket")


def test_an_inner_run_has_its_own_marks():
    inner = home() / "inner.json"
    run = run_of("sh", "-c", f"{PEAKTOP} mark outer; {PEAKTOP} run --json={inner} --no-summary "
                 f"sh -c '{PEAKTOP} mark inner'; {PEAKTOP} mark 'outer too'")
    equal(names_of(run), ["(start)", "outer", "outer too"])
    equal(names_of(json.loads(inner.read_text())), ["(start)", "inner"])


def test_all_forms_show_them():
    script = home() / "phases.py"
    script.write_text(HOLD + textwrap.dedent('''
        mark("load"); a = hold(int(sys.argv[1]))
        for i in range(3): mark("epoch %d" % i); hold(8, 0.1)
        '''))
    for mib, label in (("16", "before"), ("64", "after")):
        peaktop("run", "--no-summary", "--label", label, sys.executable, str(script), mib)
    shown = good("show", "after")
    check(re.search(r"  phases  .*\(start\)", shown), shown)
    check(re.search(r"epoch .* 3 times", shown), shown)
    check(re.search(r"[|┊:] *load", shown), shown)
    for option, needle in (("--svg=-", ">load<"), ("--html=-", "epoch")):
        holds_text(good("show", option, "after"), needle)
    rows = good("show", "--csv", "after").splitlines()
    equal(rows[0], "at_seconds,tree_bytes,rss_sum_bytes,phase")
    equal({row[3] for row in csv.reader(rows[1:])} - {"(start)"},
          {"load", "epoch 0", "epoch 1", "epoch 2"})
    compared = good("compare", "before", "after")
    holds_text(compared, "peak of each phase")
    check(re.search(r"\n  load .*\+", compared), compared)
    groups = json.loads(good("compare", "--json", "before", "after"))["groups"]
    check(groups[1]["phases"][1]["peak_bytes"]["median"] > 60 * MIB, groups)
    holds_text(good("compare", "--html=-", "before", "after"), "peak of each phase")
    markdown = peaktop("run", "--no-history", "--summary=markdown", sys.executable, str(script), "1")
    check(re.search(rb"\| phases \| .*\(start\).*<br>.*load", markdown.stderr), markdown.stderr)
    equal(names_of(json.loads(good("show", "--json", "after"))),
          ["(start)", "load", "epoch"])


def test_output_that_matches_begins_a_phase_in_a_pane():
    screen = Screen("--label", "matched", "--phase-on", "^(epoch [0-9]+)", "--", "sh", "-c",
                    "printf 'epoch 1: a\\n'; sleep 0.3; printf 'no epoch\\n\\033[1mepoch 2\\033[0m "
                    "b\\n'; sleep 0.3; exit 5")
    try:
        screen.quit_after_exit(5)
    finally:
        screen.end()
    run = json.loads(good("show", "matched", "--json"))
    equal([m["name"] for m in run["marks"]], ["epoch 1", "epoch 2"])
    equal(phases_of(run)["epoch"]["count"], 2)


# Says when it printed each line; the first one holds memory for a shorter time than a screen has to name its colours.
EPOCHS = """
import os, sys, time
def say(line):
    said.append(time.clock_gettime(time.CLOCK_BOOTTIME))
    os.write(1, line.encode())
said = []
say(sys.argv[2] % 1)
block = bytearray(100 << 20)
for at in range(0, len(block), 4096): block[at] = 1
time.sleep(0.1)
del block
time.sleep(0.3)
say(sys.argv[2] % 2)
time.sleep(0.2)
open(sys.argv[1], "w").write(repr(said))
sys.exit(7)
"""


def late_by(line):
    """By how much the first line was marked later than the second, and the run."""
    said = home() / "said"
    screen = Screen("--label", "timed", "--phase-on", "^(epoch [0-9]+)", "--", sys.executable, "-c", EPOCHS, str(said), line)
    try:
        screen.quit_after_exit(7)
    finally:
        screen.end()
    run = json.loads(good("show", "timed", "--json"))
    first, second = json.loads(said.read_text())
    equal([m["name"] for m in run["marks"]], ["epoch 1", "epoch 2"])
    return (second - first) - (run["marks"][1]["at_seconds"] - run["marks"][0]["at_seconds"]), run


def test_a_phase_begins_when_its_line_was_printed_whenever_it_was_found():
    """No screen names its colours here: what follows an escape sequence waits for them."""
    for line in ("epoch %d\n", "\033[1mepoch %d\033[0m\n"):
        for _ in range(5):
            late, run = late_by(line)
            if abs(late) < 0.06:
                break
        check(abs(late) < 0.06, line, late)
        check(phases_of(run)["epoch"]["peak_bytes"] >= 100 * MIB, line, run["phases"])


def test_output_that_is_passed_is_told():
    """Short lines take longer to look at than there is time for."""
    screen = Screen("--label", "passed", "--phase-on", "^(Epoch [0-9]+)$", "--", "sh", "-c",
                    "yes a | head -c 16000000; sleep 1.5; echo; echo Epoch 6; sleep 0.2; exit 8")
    try:
        screen.quit_after_exit(8)
    finally:
        screen.end()
    run = json.loads(good("show", "passed", "--json"))
    equal(run["marks_flooded"], True)
    equal([m["name"] for m in run["marks"]], ["Epoch 6"])
    holds_text(good("show", "passed"), "some may be missing")
    screen = Screen("--label", "nothing", "--phase-on", "^(Epoch [0-9]+)$", "--", "sh", "-c",
                    "yes a | head -c 16000000; exit 8")
    try:
        screen.quit_after_exit(8)
    finally:
        screen.end()
    holds_text(good("show", "nothing"), "some may be missing")


def test_names_of_our_own_are_not_taken():
    run = python(HOLD, """
        mark("(start)")
        block = hold(40)
        mark("(others)")
        hold(1)
        """)
    equal(names_of(run), ["(start)", "start", "others"])
    check(phases_of(run)["(start)"]["peak_bytes"] < 40 * MIB <= phases_of(run)["start"]["peak_bytes"], run["phases"])


def terminals():
    """The processes that hold the terminals of our keepers."""
    for path in (home() / ".local/state/peaktop/sockets").glob("*.sock"):
        keeper = path.stem.split("-")[0]
        for child in words_of(Path(f"/proc/{keeper}/task/{keeper}/children")):
            if words_of(Path(f"/proc/{child}/comm")) == ["peaktop"]:
                yield int(child)


def test_lines_count_once_however_often_the_terminals_process_dies():
    path = home() / "dying.go"
    screen = Screen("--label", "dying", "--phase-on", "^epoch [0-9]+ ends", "--", "sh", "-c",
                    "i=0; while [ $i -lt 100 ]; do echo epoch $i ends; i=$((i+1)); sleep 0.01; done; "
                    f"while [ ! -e {path} ]; do sleep 0.02; done; exit 6")

    def count():
        run = told_of("dying")
        return run and phases_of(run).get("epoch ends", {"count": 0})["count"]

    try:
        until(lambda: b"epoch 3 ends" in screen.written, "output")
        for _ in range(10):
            for pid in terminals():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        until(lambda: (count() or 0) >= 100, "all lines")
        path.write_text("")
        screen.quit_after_exit(6)
    finally:
        screen.end()
    equal(count(), 100)


def test_a_job_in_a_pane_is_marked_from_inside_and_outside():
    path = home() / "pane.go"
    screen = Screen("--label", "inpane", "--", "sh", "-c",
                    f"{PEAKTOP} mark inside; while [ ! -e {path} ]; do sleep 0.02; done; exit 4")
    try:
        until(lambda: peaktop("mark", "-r", "inpane", "outside").returncode == 0, "a mark")
        path.write_text("")
        screen.quit_after_exit(4)
    finally:
        screen.end()
    run = json.loads(good("show", "inpane", "--json"))
    equal([m["name"] for m in run["marks"] if m["name"] == "outside"], ["outside"])
    check("inside" in [m["name"] for m in run["marks"]], run["marks"])


def test_a_regex_that_is_refused():
    for regex, needle in (("(a)\\1", "back-references"), ("(((a{30}){30}){30})", "repetitions"),
                          ("(", "regex")):
        done = peaktop("--phase-on", regex, "--", "true")
        equal(done.returncode, 2, done.stderr)
        holds_text(done.stderr.decode(), needle)
    done = peaktop("--phase-on", "x", "--", "true", stdin=subprocess.DEVNULL)
    equal(done.returncode, 2, done.stderr)
    holds_text(done.stderr.decode(), "--phase-on needs the screen")


if __name__ == "__main__":
    main(cases_of(globals()))
