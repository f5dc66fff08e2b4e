# SPDX-License-Identifier: MIT
"""benches.py: starts each bench of tests/bench for a moment, so that none rots."""
import os
import re
import subprocess
import sys
from pathlib import Path

from tap import Skip, check, equal, environment, main, PEAKTOP

BENCH = Path(os.environ.get("SOURCE_DIR", ".")).resolve() / "tests/bench/bench.py"


def bench(*arguments):
    done = subprocess.run([sys.executable, str(BENCH), *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          env=environment(PEAKTOP=PEAKTOP, TMPDIR=os.environ.get("TMPDIR"),
                                          PYTHONDONTWRITEBYTECODE="1"))
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def case_of(name):
    def case():
        status, said, errors = bench(name, "--smoke")
        if status == 77:
            raise Skip(errors.strip())
        equal((status, "Traceback" in errors), (0, False), errors[-3000:])
        check(re.search(r"\d", said), "it tells no figure:", said)
    case.__name__ = f"test_{name}_runs"
    return case


def test_an_unknown_bench_is_refused():
    status, said, errors = bench("nonsense")
    equal((status, said), (2, ""))
    check("no bench 'nonsense'" in errors, errors)


if __name__ == "__main__":
    NAMES = bench("--list")[1].split()
    main([*map(case_of, NAMES), test_an_unknown_bench_is_refused])
