# SPDX-License-Identifier: MIT
"""bench.py [NAME] [OPTIONS]: measures the figures that the documentation quotes.

Each other file here with a line "SMOKE =" is a bench, called by its name: it has run(peaktop, arguments),
and NEEDS, the programs without which it says nothing. With --smoke it is started for about a second, as
the test suite does with each of them, so that none rots: SMOKE is what its constants are then; where it
is no dict the bench takes the option itself. --list: their names.

PEAKTOP names the program (build/peaktop when left out)."""
import importlib
import os
import shutil
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

# The exit status if a measurement is not possible here, as in automake.
SKIPPED = 77


def is_bench(path):
    with open(path, encoding="utf-8") as file:
        return any(line.startswith("SMOKE =") for line in file)


def names():
    return sorted(name[:-3] for name in os.listdir(HERE)
                  if name.endswith(".py") and is_bench(os.path.join(HERE, name)))


def main(arguments):
    if set(arguments) & {"-h", "--help"}:
        print(__doc__)
        return 0
    name = "monitors"
    if arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
    if arguments == ["--list"]:
        print("\n".join(names()))
        return 0
    if name not in names():
        print(f"bench: no bench '{name}' ({', '.join(names())})", file=sys.stderr)
        return 2
    bench = importlib.import_module(name)
    missing = [need for need in getattr(bench, "NEEDS", []) if shutil.which(need) is None]
    if missing:
        print(f"bench: not installed: {', '.join(missing)}", file=sys.stderr)
        return SKIPPED
    if "--smoke" in arguments and isinstance(bench.SMOKE, dict):
        arguments.remove("--smoke")
        vars(bench).update(bench.SMOKE)
    peaktop = os.environ.get("PEAKTOP", os.path.join(HERE, "..", "..", "build", "peaktop"))
    bench.run(os.path.abspath(peaktop), arguments)
    return 0


# A bench that is told to end removes what it made.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
sys.exit(main(sys.argv[1:]))
