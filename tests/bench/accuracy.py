# SPDX-License-Identifier: MIT
"""accuracy.py: the tree's peak against the truth: random trees (made_up.py) and realistic jobs (named_jobs.py)."""
import argparse
import os
import subprocess
import sys
import tempfile

import made_up
import named_jobs

SEEDS = 300
BUSY = 4
CHECKED = 20
SMOKE = 1


class BusyLoops:
    """Busy loops beside what is measured."""

    def __init__(self, count):
        self.count, self.loops = count, []

    def __enter__(self):
        code = "while True: pass"
        self.loops = [subprocess.Popen([sys.executable, "-S", "-c", code]) for _ in range(self.count)]

    def __exit__(self, *_):
        for loop in self.loops:
            loop.kill()
            loop.wait()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def summarize(name, errors, outcomes):
    sizes = [abs(error) for error in errors]
    false = sum(outcome.is_false() for outcome in outcomes)
    marked = sum(outcome.is_estimate() for outcome in outcomes)
    print(f"  {name:<24} {len(errors):>4} trees: |error| median {100 * percentile(sizes, 0.5):.1f} %, "
          f"95th percentile {100 * percentile(sizes, 0.95):.1f} %, worst {100 * max(sizes, default=0):.1f} %; "
          f"false 'at least' {false}; told as estimates {marked}")


def print_summary(outcomes):
    held = [outcome for outcome in outcomes if outcome.is_held()]
    short = [outcome for outcome in outcomes if outcome.truth["peak_held_ms"] < 300]
    summarize("states held 300 ms", [outcome.held_error() for outcome in held], held)
    summarize("peaks below 300 ms", [outcome.error() for outcome in short], short)
    cpu = sum(o.run["sampling"]["cpu_seconds"] for o in outcomes)
    wall = sum(o.run["wall_seconds"] for o in outcomes)
    print(f"  observer: {100 * cpu / wall:.2f} % of one CPU", flush=True)


def watch_seeds(peaktop, tree_job, options, user):
    outcomes = []
    for seed in range(options.first, options.first + options.seeds):
        try:
            outcome = made_up.watch(peaktop, tree_job, seed, options.style, user=user)
        except (RuntimeError, subprocess.TimeoutExpired) as why:
            print(why, flush=True)
            continue
        outcomes.append(outcome)
        if options.verbose:
            print(outcome.line(), flush=True)
    print_summary(outcomes)


def check_truth(tree_job, options):
    """What the trees report about themselves, compared with the peak of a group around them."""
    count, errors = min(options.checked, options.seeds), []
    for seed in range(options.first, options.first + count):
        both = made_up.truth_and_group(tree_job, seed, options.style)
        if both is None:
            print("  truth: not checked, no memory cgroup can be made here", flush=True)
            return
        said, charged = both
        errors.append(said / charged - 1)
        if options.verbose:
            print(f"{seed:>6} truth {said / 2 ** 20:.1f}, group {charged / 2 ** 20:.1f}: {100 * errors[-1]:+.1f} %", flush=True)
    sizes = [abs(error) for error in errors]
    print(f"  truth beside a group's peak: {count} trees: |difference| median {100 * percentile(sizes, 0.5):.1f} %, "
          f"worst {100 * max(sizes, default=0):.1f} %", flush=True)


def made_up_trees(peaktop, options):
    users = {"as nobody": made_up.NOBODY} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        tree_job = made_up.build(folder)
        check_truth(tree_job, options)
        for name, user in {"as oneself": None, **users}.items():
            for busy in (0, BUSY):
                if options.user and options.user not in name or options.load == "quiet" and busy or \
                        options.load == "busy" and not busy:
                    continue
                print(f"made-up trees, {name}, {busy} busy loops beside; load {os.getloadavg()[0]:.1f}",
                      flush=True)
                with BusyLoops(busy):
                    watch_seeds(peaktop, tree_job, options, user)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bench accuracy")
    parser.add_argument("what", nargs="?", choices=["all", "trees", "jobs"], default="all")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many made-up trees")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--checked", type=int, default=CHECKED,
                        help="so many of them are first held against a group's peak")
    parser.add_argument("--style", default="any", help="of the trees: mixed, workers, copies, shared, many, chain")
    parser.add_argument("--user", choices=["oneself", "nobody"], help="only that one")
    parser.add_argument("--load", choices=["quiet", "busy"], help="only that")
    parser.add_argument("--job", default="", help="only named jobs whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="a line for each tree")
    parser.add_argument("--smoke", action="store_true", help="one tree and one job: does it still run?")
    options = parser.parse_args(arguments)
    if options.smoke:
        options.seeds, options.user, options.load = SMOKE, "oneself", "quiet"
        options.job = options.job or "ints"
    return options


def run(peaktop, arguments):
    """bench accuracy: peaktop, and other tools, against the truth."""
    options = parse(arguments)
    with made_up.for_everybody(peaktop) as program:
        if options.what != "jobs":
            made_up_trees(program, options)
        if options.what != "trees":
            named_jobs.run(program, options.job)
