# SPDX-License-Identifier: MIT
"""own_group.py: in a control group with a limit, figures are about that: in real groups, where they can be made."""
import contextlib
import json
import os
import time
from pathlib import Path

from tap import Skip, cases_of, check, equal, good, holds_text, main, near, until

MIB = 1 << 20
OUTER, INNER = 600, 300


def place():
    """Our group's folder, and the name of its limit."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            return Path("/sys/fs/cgroup/memory" + path.rstrip("/")), "memory.limit_in_bytes"
        if controllers == "" and not Path("/sys/fs/cgroup/memory").is_dir():
            return Path("/sys/fs/cgroup" + path.rstrip("/")), "memory.max"
    raise Skip("no memory controller here")


@contextlib.contextmanager
def groups():
    """A group with a limit, and one in it with another; both are removed at the end."""
    folder, limit = place()
    outer = folder / f"test-{os.getpid()}-{time.monotonic_ns()}"
    inner = outer / "inner.scope"
    try:
        try:
            outer.mkdir()
            if limit == "memory.max":
                (outer / "cgroup.subtree_control").write_text("+memory")
            (outer / limit).write_text(str(OUTER * MIB))
            inner.mkdir()
        except OSError as why:
            raise Skip(f"no group can be made here: {why.strerror}") from None
        yield outer, inner, limit
    finally:
        def gone():
            for group in (inner, outer):
                with contextlib.suppress(OSError):
                    group.rmdir()
            return not outer.exists()
        until(gone, f"{outer} to be empty")


def told_limit(**more):
    return json.loads(good("--once", "--json", **more))["system"]["memory_limit_bytes"]


def joins(folder):
    def join():
        (folder / "cgroup.procs").write_text(str(os.getpid()))
    return join


def seen_in(folder, mib):
    """The limit is in JSON, in the plain table's head, and what percentages are of."""
    sample = json.loads(good("--once", "--json", preexec_fn=joins(folder)))
    system = sample["system"]
    equal(system["memory_limit_bytes"], mib * MIB)
    check(0 < system["memory_limit_used_bytes"] < mib * MIB, system)
    check(system["memory_total_bytes"] > mib * MIB, system)
    own = next(row for row in sample["processes"] if row["pid"] == os.getpid())
    near(own["mem_percent"], 100 * own["rss_bytes"] / (mib * MIB), 0.01, "mem_percent")
    return good("--once", preexec_fn=joins(folder)).splitlines()[1]


def test_the_tightest_limit_that_we_are_under_is_told_and_named():
    if (told_limit() or OUTER * MIB + 1) <= OUTER * MIB:
        raise Skip("a limit around this test is tighter")
    with groups() as (outer, inner, limit):
        head = seen_in(inner, OUTER)
        holds_text(head, f"({outer.name})")
        (inner / limit).write_text(str(INNER * MIB))
        head = seen_in(inner, INNER)
        holds_text(head, "(inner.scope)")


def test_outside_of_it_nothing_changes():
    with groups():
        limit = told_limit()
        check(limit not in (OUTER * MIB, INNER * MIB), limit)


main(cases_of(globals()))
