# SPDX-License-Identifier: MIT
"""run_names.py: a process whose arguments cannot be read yet, as during exec, gets its name once they can."""
import json
import sys

from tap import (Skip, cases_of, check, equal, good, home, main, peaktop, ready, start, told_of, until,
                 until_seen)

MIB = 1 << 20
# Removes its arguments, and restores them; a fork has none either. Not possible without
# CONFIG_CHECKPOINT_RESTORE.
WORDLESS = """
import ctypes, os, struct, sys
stat = open("/proc/self/stat").read().rpartition(")")[2].split()
field = lambda number: int(stat[number - 3])
libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_void_p
def words(there):
    end = field(49) if there else field(48)
    places = [*(field(n) for n in (26, 27, 45, 46, 47)), libc.sbrk(0),
              field(28), field(48), end, field(50), field(51), 0]
    told = struct.pack("=12QII", *places, 0, 0xffffffff)
    if libc.prctl(35, 14, told, len(told), 0) != 0: sys.exit(77)
words(False)
"""
# A child without readable arguments that holds more than the command.
LATER = WORDLESS + """
if os.fork() == 0:
    block = bytearray(b"x") * (40 << 20)
    print("here", flush=True)
    sys.stdin.readline()
    words(True)
    sys.stdin.readline()
    os._exit(0)
os.wait()
"""
NEVER = WORDLESS + """
if os.fork() == 0:
    block = bytearray(b"x") * (40 << 20)
    os._exit(0)
os.wait()
"""


def python(code):
    return [sys.executable, "-S", "-c", code]


def need_words_that_go():
    if peaktop("run", "--no-history", "--no-summary", *python(WORDLESS)).returncode == 77:
        raise Skip("a process cannot take its words away here")


def names_in(run):
    """The name of the largest process, wherever it is shown."""
    pid = run["peak"]["process"]["pid"]
    lists = run["largest"] + run["peak"]["tree"]["processes"]
    return {run["peak"]["process"]["name"], *(one["name"] for one in lists if one["pid"] == pid)}


def test_a_name_is_read_again_after_exec():
    need_words_that_go()
    path = home() / "later.json"
    with start("run", "--no-summary", "--cgroup", "off", "--label", "later", f"--json={path}",
               *python(LATER), stdin=-1) as job:
        equal(ready(job), "here")
        until_seen("later", 40 * MIB)
        # The program's alone: only kernel threads have theirs in brackets.
        check(not any("-c" in name or name.startswith("[") for name in names_in(told_of("later"))), told_of("later"))
        job.stdin.write(b"\n")
        job.stdin.flush()
        until(lambda: all("-c" in name for name in names_in(told_of("later"))), "its name")
        job.communicate(b"\n")
    for run in (json.loads(path.read_text()), json.loads(good("show", "later", "--json"))):
        check(all("-c" in name for name in names_in(run)), names_in(run))


def test_a_short_process_has_the_name_of_its_program():
    need_words_that_go()
    path = home() / "never.json"
    for _ in range(10):
        done = peaktop("run", "--no-summary", "--no-history", "--cgroup", "off", f"--json={path}",
                       *python(NEVER))
        equal((done.returncode, done.stderr), (0, b""))
        run = json.loads(path.read_text())
        told = [one["name"] for one in run["largest"] + run["peak"]["tree"]["processes"]]
        told.append(run["peak"]["process"]["name"])
        check(not any(name and name.startswith("[") for name in told), told)


main(cases_of(globals()))
