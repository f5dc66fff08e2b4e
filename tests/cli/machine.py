# SPDX-License-Identifier: MIT
"""machine.py: the results of the virtual machine in doc/testing.md belong to the present sources: otherwise run ./dev vm."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from tap import check, equal, home, main

SOURCE = Path(os.environ.get("SOURCE_DIR", ".")).resolve()
VM = SOURCE / "tests/vm"
SUITES = sorted(path.stem for path in VM.glob("*.sh") if path.stem != "world")


def sum_of(source, suite):
    done = subprocess.run(["bash", str(source / "tests/vm/run"), "--suite", suite, "--sum"],
                          env=dict(os.environ, SOURCE_DIR=str(source)), stdout=subprocess.PIPE,
                          check=True)
    return done.stdout.decode().strip()


def noted(suite):
    """The suite's part of the page, and its checksum."""
    page = (SOURCE / "doc/testing.md").read_text()
    found = re.search(rf"^### The last result of {suite}$(.*?)(?=^##|\Z)", page, re.M | re.S)
    check(found, f"doc/testing.md has no result of {suite}: run ./dev vm")
    return found[1], re.search(r"of the sources with the checksum ([0-9a-f]{16}) ", found[1])[1]


def case_of(suite):
    def case():
        text, total = noted(suite)
        equal(total, sum_of(SOURCE, suite), f"the result of {suite} is older than what it tests: "
              "run ./dev vm, which notes the new one; sum")
        cases = re.findall(r"^test_([a-z0-9_]+)\(\) \{$", (VM / f"{suite}.sh").read_text(), re.M)
        check(cases, "it has no cases")
        equal(re.findall(r"^    ok \d+ - (\w+)$", text, re.M), cases, "cases that passed")
        check("not ok" not in text, text)
    case.__name__ = f"test_the_noted_result_of_{suite}_is_of_what_is_there"
    return case


def test_a_change_changes_the_checksum():
    copy = home() / "copy"
    for folder in ("tests/vm", "src/source/cgroup"):
        shutil.copytree(SOURCE / folder, copy / folder)
    for folder, _, names in os.walk(copy):
        for name in [".", *names]:
            os.chmod(os.path.join(folder, name), 0o755)
    before = sum_of(copy, "cgroup2")
    equal(before, sum_of(SOURCE, "cgroup2"), "of a copy")
    for name in ("tests/vm/cgroup2.sh", "tests/vm/world.sh", "tests/vm/job.c",
                 "src/source/cgroup/cgroup.c", "src/source/cgroup/cgroup_memory.h"):
        with open(copy / name, "a", encoding="utf-8") as file:
            file.write("\n")
        after = sum_of(copy, "cgroup2")
        check(after != before, f"a change of {name} is not seen")
        before = after
    (copy / "src/source/cgroup/cgroup_new.c").write_text("")
    check(sum_of(copy, "cgroup2") != before, "a new file is not seen")


if __name__ == "__main__":
    main([*map(case_of, SUITES), test_a_change_changes_the_checksum])
