# SPDX-License-Identifier: MIT
"""bench.py [NAME] [OPTIONS]: the figures that the documentation quotes, measured anew."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import accuracy
import launch
import monitors
import panes

BENCHES = {"monitors": monitors.run, "accuracy": accuracy.run, "launch": launch.run,
           "panes": panes.run}


def main():
    name = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "monitors"
    if name not in BENCHES:
        sys.exit(f"bench: no bench '{name}' ({', '.join(BENCHES)})")
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    arguments = [a for a in sys.argv[1:] if a != name]
    BENCHES[name](os.path.abspath(os.path.join(root, "build", "peaktop")), arguments)


main()
