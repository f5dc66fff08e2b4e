# SPDX-License-Identifier: MIT
"""made_up.py: random trees of processes (tree/*.c), observed by peaktop, compared with what they know they held."""
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from group import Group

SOURCES = Path(__file__).resolve().parent / "tree"
NOBODY = 65534
PATIENCE_SECONDS = 120
# Up to this an "at least" above the truth is tolerated: what processes hold before they start is known only this well.
SLACK = 1.02


class NoCompiler(Exception):
    """The trees cannot be built here."""


def written(path):
    """Dirty pages of a file would count as private to the process that maps them."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def build(folder):
    """Path of tree_job, built there; if possible without shared libraries, whose pages others map as well."""
    out = Path(folder) / "tree_job"
    compiler = os.environ.get("CC", "cc").split()
    command = [*compiler, "-O1", "-std=gnu11", "-D_GNU_SOURCE", "-pthread", "-o", str(out),
               *sorted(str(path) for path in SOURCES.glob("*.c")), "-lm"]
    for more in (["-static"], []):
        try:
            done = subprocess.run([*command, *more], stderr=subprocess.PIPE, text=True, check=False)
        except OSError as why:
            raise NoCompiler(str(why)) from why
        if done.returncode == 0:
            out.chmod(0o755)
            written(out)
            return str(out)
    raise NoCompiler(done.stderr)


@contextlib.contextmanager
def for_everybody(program):
    """The path of a copy that every user may run: the folder of the program itself may be private."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        copy = os.path.join(folder, os.path.basename(program))
        shutil.copy(program, copy)
        os.chmod(copy, 0o755)
        written(copy)
        yield copy


def become(user):
    def change():
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    return change


class Outcome:
    """What one tree held, and what was reported."""

    def __init__(self, seed, truth, run):
        peak = run["peak"]["tree"]
        self.seed, self.truth, self.run = seed, truth, run
        self.told, self.at_least = peak["bytes"], peak["lower_bound"]
        self.origin, self.style = peak["origin"], truth["style"]
        self.peak, self.held = truth["peak_bytes"], truth["held_bytes"]

    def is_held(self):
        return self.held > 0

    def error(self):
        """Compared with the peak, however short."""
        return self.told / self.peak - 1

    def held_error(self):
        """Compared with the most that was held for 300 ms, up to the peak: 0 between the two."""
        return min(0, self.told / self.held - 1) + max(0, self.told / self.peak - 1)

    def is_false(self):
        return self.at_least and self.told > self.peak * SLACK

    def is_estimate(self):
        return self.origin in ("sampled", "rss_sum")

    def line(self):
        mib = 2 ** 20
        sign = ">=" if self.at_least else "~" if self.is_estimate() else ""
        return (f"{self.seed:>6} {self.style:<8} told {sign}{self.told / mib:.1f} "
                f"({self.origin}) peak {self.peak / mib:.1f} for {self.truth['peak_held_ms']} ms, "
                f"held {self.held / mib:.1f}: {100 * self.error():+.1f} %, {100 * self.held_error():+.1f} %; "
                f"{self.run['processes_seen']} of {self.truth['processes']} processes, "
                f"{self.run['sampling']['samples']} samples, "
                f"{100 * self.run['sampling']['cpu_seconds'] / self.run['wall_seconds']:.2f} % CPU")


def watch(peaktop, tree_job, seed, style="any", hold_ms=2500, limit_mib=1024, user=None, env=None):
    """Runs one tree below `peaktop run`; returns its Outcome."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        out = os.path.join(folder, "run.json")
        done = subprocess.run(
            [peaktop, "run", "--no-summary", "--no-history", "--cgroup=off", f"--json={out}", tree_job,
             str(seed), style, str(hold_ms), str(limit_mib)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS,
            preexec_fn=become(user), env=env, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"seed {seed}: status {done.returncode}: {done.stderr}")
        return Outcome(seed, json.loads(done.stdout), json.loads(Path(out).read_text()))


def truth_and_group(tree_job, seed, style="any", hold_ms=2500, limit_mib=1024):
    """The maximum that one tree reports, with unmapped files in memory, and what a private group was charged,
    unwatched; None: no group can be made."""
    group = Group()
    if group.path is None:
        return None
    try:
        group.watch()
        done = subprocess.run([tree_job, str(seed), style, str(hold_ms), str(limit_mib)], stdout=subprocess.PIPE,
                              text=True, timeout=PATIENCE_SECONDS, preexec_fn=group.join, check=True)
    finally:
        charged = group.peak()
    return json.loads(done.stdout)["with_unmapped_bytes"], charged
