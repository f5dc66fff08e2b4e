# SPDX-License-Identifier: MIT
"""growth.py: growth per minute of real processes: a growing, a fluctuating and a constant one."""
import json
import statistics
import subprocess
import sys

from tap import cases_of, check, equal, good, held_longer, main, near, ready, until

PYTHON = [sys.executable, "-S", "-c"]
BEAT = "import time, sys\nprint('ready', flush=True)\nbegan = time.monotonic()\nbeat = 0\n"

# Half a MiB every 50 ms: 10 MiB per second, by the clock, however long a step takes.
GROWS = BEAT + """
kept = []
while True:
    beat += 1
    kept.append(bytearray(1 << 19))
    time.sleep(max(0, began + beat * 0.05 - time.monotonic()))
"""
# From 10 to 60 MiB every two seconds.
SAWTOOTH = BEAT + """
kept = [bytearray(10 << 20)]
while True:
    beat += 1
    kept = kept[:1] if beat % 40 == 0 else kept + [bytearray(5 << 18)]
    time.sleep(max(0, began + beat * 0.05 - time.monotonic()))
"""
STILL = BEAT + "kept = bytearray(30 << 20)\nsys.stdin.read()\n"


def samples(*jobs, interval="250ms", count=72):
    pids = ",".join(str(job.pid) for job in jobs)
    text = good("--batch", "--json", "-d", interval, "-n", str(count), "-p", pids)
    for line in text.splitlines():
        yield {p["pid"]: p for p in json.loads(line)["processes"]}


def samples_in_time(*jobs):
    """Samples that came when they were due, during which nothing stalled: a machine that is too busy shows other jobs."""
    def attempt():
        seen = list(samples(*jobs))
        ages = [s[jobs[0].pid]["age_seconds"] for s in seen]
        apart = [after - before for before, after in zip(ages, ages[1:])]
        return seen if max(apart) < 0.5 and sum(apart) < 1.2 * 0.25 * len(apart) else None
    return until(attempt, "samples that are not late")


def check_growth(times):
    with start_all(GROWS, SAWTOOTH) as (grows, sawtooth):
        seen = samples_in_time(grows, sawtooth) if times < 12 else list(samples(grows, sawtooth))
    rates = [s[grows.pid]["growth_bytes_per_minute"] for s in seen]
    equal(rates[:44], [None] * 44) # a shorter ramp may be the first tooth of a saw
    expected = 10 * 60 << 20
    told = rates[56:]
    check(None not in told, rates)
    near(statistics.median(told), expected, 0.1, "the rate")
    for rate in told:
        near(rate, expected, 0.5, "each rate")
    for s in seen[20:]: # two teeth and a half have been seen
        check(s[sawtooth.pid]["growth_bytes_per_minute"] in (None, 0), s[sawtooth.pid])


def test_growth_of_real_processes():
    """Where the jobs themselves stall, others are watched; the third ones are judged as they are."""
    held_longer(check_growth)


def test_what_holds_still_is_flat_after_20_s():
    """Never another figure, and none at first."""
    with start_all(STILL) as (still,):
        rates = [s[still.pid]["growth_bytes_per_minute"] for s in samples(still, interval="500ms", count=64)]
    equal(rates[:7], [None] * 7)
    equal(rates[-1], 0)
    check(set(rates) == {None, 0}, rates)


class start_all:
    """Python processes that are ready; killed at the end."""

    def __init__(self, *texts):
        self.jobs = [subprocess.Popen([*PYTHON, text], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE) for text in texts]

    def __enter__(self):
        for job in self.jobs:
            equal(ready(job), "ready")
        return self.jobs

    def __exit__(self, *error):
        for job in self.jobs:
            job.kill()
            job.communicate()


if __name__ == "__main__":
    main(cases_of(globals()))
