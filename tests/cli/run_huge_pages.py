# SPDX-License-Identifier: MIT
"""run_huge_pages.py: huge pages of a job are shown besides its peak, in every form, and do not count for its budget."""
import json
import re
import sys
from pathlib import Path

from huge_pages import HugePages
from panes_world import Screen
from tap import cases_of, check, equal, good, holds_text, home, main, peaktop, until, until_seen

MIB = 1 << 20
# Waits until peaktop has sampled it with all its memory.
BEGIN = """
import mmap, os, sys, time
seen, flags = sys.argv[1], int(sys.argv[2])
def take(mib):
    global block
    block = mmap.mmap(-1, mib << 20, flags=flags | 0x20 | 0x40000)
def touch():
    for at in range(0, len(block), 4096): block[at] = 1
def hold(mib):
    global held
    held = bytearray(b"x") * (mib << 20)
    end = time.monotonic() + 20
    while not os.path.exists(seen) and time.monotonic() < end: time.sleep(0.01)
"""
ALONE = BEGIN + "take(8); touch(); hold(60)"
# A child that was just forked is not counted yet.
CHILDREN = """
children = []
for i in range(2):
    pid = os.fork()
    if pid == 0:
        touch()
        born = time.monotonic()
        while time.monotonic() < born + 0.1: time.sleep(0.01)
        hold(40)
        os._exit(0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)
"""
OF_THEIR_OWN = BEGIN + CHILDREN.replace("touch()", "take(4); touch()")
INHERITED = BEGIN + "take(8); touch()" + CHILDREN
PRIVATE, SHARED = "2", "1"
# 60 MiB and an interpreter: the parts of a peak are unknown if samples were lower by a tenth.
NEARLY_ALL = "65M"


def run(size, code, flags, *options):
    """A run that is seen to hold `size`: its JSON, its summary, its status. Once more where somebody else's process
    was killed for memory meanwhile: it might have been one of ours."""
    def undisturbed():
        kills = oom_kills()
        told, text, status = run_once(size, code, flags, *options)
        check(not told["oom_likely"] or oom_kills() > kills, "nobody was killed for memory", text)
        return not told["oom_likely"] and (told, text, status)
    return until(undisturbed, "a run during which nobody is killed for memory")


def oom_kills():
    """Kills on the whole machine since boot."""
    found = re.search(r"^oom_kill (\d+)$", Path("/proc/vmstat").read_text(), re.MULTILINE)
    return int(found.group(1)) if found else 0


def run_once(size, code, flags, *options):
    path, seen = home() / "run.json", home() / "seen"
    seen.unlink(missing_ok=True)
    done = peaktop("run", "--cgroup=off", f"--json={path}", f"--at={size}=touch '{seen}'", *options,
                   sys.executable, "-S", "-c", code, str(seen), flags)
    check(seen.exists(), "it was not seen in time", done.stderr)
    return json.loads(path.read_text()), " ".join(done.stderr.decode().split()), done.returncode


def test_huge_pages_of_one_process():
    with HugePages():
        told, text, status = run(NEARLY_ALL, ALONE, PRIVATE)
    tree = told["peak"]["tree"]
    equal((status, tree["hugetlb_peak_bytes"], tree["hugetlb_upper_bound"]), (0, 8 * MIB, False), text)
    check(tree["parts"], text)
    equal(tree["parts"]["hugetlb_bytes"], 8 * MIB)
    equal(told["peak"]["process"]["parts"]["hugetlb_bytes"], 8 * MIB)
    holds_text(text, "and at least 8.00 MiB of huge pages, seen at a sample")
    holds_text(text, ", 8.00 MiB in huge pages")
    check(re.search("size for (at least|about) .* the peak.* and its huge pages with 20 % to spare", text), text)
    check(tree["bytes"] < 60 * MIB + 30 * MIB, "no part of RSS", tree)
    equal(json.loads(good("show", "last", "--json"))["peak"], told["peak"])
    holds_text(good("show", "last"), "and at least 8.00 MiB of huge pages")


def test_huge_pages_of_several_processes():
    with HugePages():
        told, text, status = run("83M", OF_THEIR_OWN, PRIVATE)
    tree = told["peak"]["tree"]
    equal((status, tree["hugetlb_peak_bytes"], tree["hugetlb_upper_bound"]), (0, 8 * MIB, True), text)
    check(tree["parts"], text)
    equal(tree["parts"]["hugetlb_bytes"], 8 * MIB)
    holds_text(text, "and at most 8.00 MiB of huge pages; shared ones counted for each process")
    holds_text(text, ", at most 8.00 MiB in huge pages")
    check(re.search("size for about .* and its huge pages", text), text)


def test_shared_huge_pages_are_bounded_by_the_machines_use():
    with HugePages() as pages:
        told, text, status = run("83M", INHERITED, SHARED)
    tree = told["peak"]["tree"]
    equal(status, 0, text)
    check(8 * MIB <= tree["hugetlb_peak_bytes"] <= (8 if pages.all_free else 24) * MIB, tree)
    check(tree["parts"]["hugetlb_bytes"] <= tree["hugetlb_peak_bytes"], tree)
    word = "most" if tree["hugetlb_upper_bound"] else "least"
    check(re.search(rf"and at {word} \d+\.\d+ MiB of huge pages", text), text)


def test_every_form_shows_huge_pages():
    words = {"line": ", huge pages at least 8.00 MiB",
             "markdown": "and at least 8.00 MiB of huge pages"}
    for form, word in words.items():
        with HugePages():
            _, text, _ = run(NEARLY_ALL, ALONE, PRIVATE, f"--summary={form}")
        holds_text(text, word)
    with HugePages():
        _, text, _ = run(NEARLY_ALL, ALONE, PRIVATE, "-v")
    holds_text(text, "Huge pages peak (kbytes): 8192")
    holds_text(text, "Huge pages peak origin: sampled, a lower bound")


def test_huge_pages_do_not_count_against_a_budget():
    with HugePages():
        told, _, _ = run(NEARLY_ALL, ALONE, PRIVATE)
        budget = told["peak"]["tree"]["bytes"] + 4 * MIB
        _, text, status = run(NEARLY_ALL, ALONE, PRIVATE, f"--budget={budget}", "--enforce")
    equal(status, 0, text)


def test_the_account_of_a_pane_contains_huge_pages():
    seen = home() / "seen"
    seen.unlink(missing_ok=True)
    with HugePages():
        screen = Screen("--label", "pane", "--", sys.executable, "-S", "-c", ALONE, str(seen), PRIVATE)
        try:
            until_seen("pane", 65 * MIB)
            seen.touch()
            told = until(lambda: ended("pane"), "the end of the job")
        finally:
            seen.touch()
            screen.end()
    tree = told["peak"]["tree"]
    equal((tree["hugetlb_peak_bytes"], tree["hugetlb_upper_bound"]), (8 * MIB, False))
    holds_text(good("show", "pane"), "and at least 8.00 MiB of huge pages")


def ended(label):
    run = json.loads(good("show", label, "--json"))
    return run if run["exit"]["reason"] not in ("running", "lost") else None


def test_no_message_without_huge_pages():
    done = peaktop("run", "--cgroup=off", "--json=-", sys.executable, "-S", "-c",
                   "x = bytearray(b'x') * (80 << 20)")
    tree = json.loads(done.stdout)["peak"]["tree"]
    check(tree["hugetlb_peak_bytes"] in (0, None), "0, or unknown where no look saw it", tree)
    equal(tree["hugetlb_upper_bound"], None)
    check(b"huge" not in done.stderr, done.stderr)


main(cases_of(globals()))
