# SPDX-License-Identifier: MIT
"""fuzz.py: builds each fuzz target from its listed parts, and runs it for a moment."""
import os
import re
import shlex
import subprocess
from pathlib import Path

from tap import Skip, check, equal, home, is_sanitized, main

SOURCE = Path(os.environ.get("SOURCE_DIR", ".")).resolve()
FUZZ = SOURCE / "tests/fuzz"
SECONDS = "0.7"

# As this build compiles and links.
COMPILE = shlex.split(os.environ.get("FUZZ_COMPILE", "cc -std=gnu11 -D_GNU_SOURCE"))
LIBRARIES = shlex.split(os.environ.get("FUZZ_LIBRARIES", ""))


def said_by_run(*arguments):
    done = subprocess.run(["bash", str(FUZZ / "run"), *arguments], stdout=subprocess.PIPE, check=True,
                          env=dict(os.environ, SOURCE_DIR=str(SOURCE)))
    return done.stdout.decode().split()


def build(target):
    """The target of that name, or another one's path without its ".c"."""
    program = home() / f"{Path(target).name}.smoke"
    command = [*COMPILE, f"-I{SOURCE}/src", f"-I{SOURCE}/tests", str(FUZZ / f"{target}.c"),
               str(FUZZ / "smoke.c"), *LIBRARIES, "-o", str(program)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    equal(done.returncode, 0, f"{shlex.join(command)}: {done.stdout.decode()}")
    return program


def run(program, folder):
    done = subprocess.run([str(program), str(folder), SECONDS], check=False, cwd=home(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def case_of(target):
    def case():
        parts = said_by_run("--parts", target)
        check(parts, "it is made of nothing")
        for part in parts:
            check((SOURCE / "src" / part).is_file(), f"there is no src/{part}")
        folder = home() / f"{target}.corpus"
        folder.mkdir()
        said_by_run("--seeds", target, str(folder))
        status, said, errors = run(build(target), folder)
        equal(status, 0, errors[-3000:])
        seeds, inputs = map(int, re.fullmatch(r"(\d+) seeds, (\d+) inputs\n", said).groups())
        equal(seeds, max(1, min(512, len(list(folder.iterdir())))), "seeds that were tried")
        check(inputs > 10, f"only {inputs} inputs in {SECONDS} s")
    case.__name__ = f"test_{target}"
    return case


def test_a_finding_is_not_missed():
    """A target that fails for one byte in one place: the driver finds it."""
    bad = home() / "fuzz_bad.c"
    bad.write_text("#include <stdint.h>\n#include <stdlib.h>\n"
                   "int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);\n"
                   "int\nLLVMFuzzerTestOneInput(const uint8_t *data, size_t size)\n"
                   "{\n\tif (size > 2 && data[1] == 0x7f)\n\t\tabort();\n\treturn 0;\n}\n")
    folder = home() / "bad.corpus"
    folder.mkdir()
    (folder / "seed").write_bytes(b"abc")
    status, _, _ = run(build(str(bad)[:-2]), folder)
    check(status != 0, "it ran through")


def test_a_read_beyond_an_input_is_found():
    if not is_sanitized():
        raise Skip("no sanitizers")
    (home() / "fuzz_far.c").write_text(
        "#include <stdint.h>\n#include <stddef.h>\n"
        "int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);\n"
        "int\nLLVMFuzzerTestOneInput(const uint8_t *data, size_t size)\n"
        "{\n\treturn ((volatile const uint8_t *)data)[size] == 0xff ? 0 : 0;\n}\n")
    folder = home() / "far.corpus"
    folder.mkdir()
    (folder / "seed").write_bytes(b"abc")
    status, _, errors = run(build(str(home() / "fuzz_far")), folder)
    check(status != 0 and "heap-buffer-overflow" in errors, status, errors[-500:])


if __name__ == "__main__":
    main([*map(case_of, said_by_run("--list")), test_a_finding_is_not_missed,
          test_a_read_beyond_an_input_is_found])
