# SPDX-License-Identifier: MIT
"""python_stacks.py: what source/python reads of every Python on this machine, against what each says of itself."""
import contextlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from python_world import READER, Reader, SUPPORT, interpreters, on_all, refused
from tap import PATIENCE_SECONDS, Skip, check, equal, home, main

# Frames that are kept of one stack.
FRAMES_MAX = 64


def cleaned(name):
    """What becomes of the one file name that is not harmless."""
    return name.replace("\x1b", "?").replace("\u202e", "?").replace("\n", " ").replace("\udcff", "?")


def expected_threads(threads):
    return sorted([tid, [[cleaned(file), line, function] for file, line, function in frames[:FRAMES_MAX]],
                   len(frames) > FRAMES_MAX] for tid, frames in threads)


def found_threads(stacks):
    return sorted([s.tid, [[f.file, f.line, f.function] for f in s.frames], s.cut_outer] for s in stacks)


def compare(said, reader, python):
    """Attached anew, and read again with what is known. The ways that differ, or None."""
    what = f"{python.name}: {said['name']}"
    expected = expected_threads(said["threads"])
    equal(reader.attach(said["pid"])[0], "ok", what)
    for again in range(2):
        status, stacks = reader.read()
        equal(status, "ok", what)
        check(not any(s.cut_inner for s in stacks), what, "inner frames are cut")
        if found_threads(stacks) != expected:
            return f"{what}, reading {again}: {found_threads(stacks)} is not {expected}"
    tid = expected[0][0]
    status, stacks = reader.read(tid)
    equal((status, len(stacks), stacks[0].tid), ("ok", 1, tid), what)
    return None if found_threads(stacks)[0] in expected else f"{what}: {stacks} is not in {expected}"


def compare_at_rest(said, program, reader, python):
    """Threads may still be on their way to where they wait: then the program is asked again."""
    deadline = time.monotonic() + PATIENCE_SECONDS / 3
    while difference := compare(said, reader, python):
        check(len(said["threads"]) > 1 and time.monotonic() < deadline, difference)
        program.stdin.write(b"r")
        program.stdin.flush()
        said = json.loads(program.stdout.readline())


def run_scenarios(python):
    with tempfile.TemporaryDirectory(dir=home()) as folder, Reader() as reader, \
            python.start(SUPPORT / "python_scenarios.py", folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        names, count, held = set(), 0, []
        while (line := program.stdout.readline()) != b"\n":
            check(line, f"{python.name}: it has ended, after {sorted(names)}")
            said = json.loads(line)
            compare_at_rest(said, program, reader, python)
            names.add(said["name"])
            count += sum(len(frames) for _, frames in said["threads"])
            held.append(said["name"])
            program.stdin.write(b".")
            program.stdin.flush()
    missing = {"subinterpreter"} - names
    check(len(names) >= 38 and len(held) >= 60 and count > 900, f"{python.name}: {len(names)} scenarios, {len(held)} stops, {count} frames")
    return f"{python.name}: {len(names)} scenarios, {len(held)} stops, {count} frames {missing or ''}"


def test_scenarios():
    on_all(run_scenarios)


if __name__ == "__main__":
    main([test_scenarios])
