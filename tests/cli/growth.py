# SPDX-License-Identifier: MIT
"""growth.py: growth per minute of real processes: a growing, a fluctuating and a constant one."""
import json
import statistics
import subprocess
import sys

from tap import cases_of, check, equal, good, main, near, ready

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


def samples(*jobs):
    pids = ",".join(str(job.pid) for job in jobs)
    text = good("--batch", "--json", "-d", "250ms", "-n", "33", "-p", pids)
    for line in text.splitlines():
        yield {p["pid"]: p for p in json.loads(line)["processes"]}


def second_fall(rss):
    """The index of the second fall of a sawtooth; None: not seen."""
    falls = [i for i in range(1, len(rss)) if rss[i] < 0.7 * rss[i - 1]]
    return falls[1] if len(falls) > 1 else None


def test_growth_of_real_processes():
    with start_all(GROWS, SAWTOOTH, STILL) as (grows, sawtooth, still):
        seen = list(samples(grows, sawtooth, still))
        # On a busy machine its teeth are longer.
        while (fall := second_fall([s[sawtooth.pid]["rss_bytes"] for s in seen])) is None:
            seen = list(samples(grows, sawtooth, still))
    rates = [s[grows.pid]["growth_bytes_per_minute"] for s in seen]
    equal(rates[:5], [None] * 5)
    told = rates[12:]
    check(None not in told, rates)
    # On a busy machine the process itself stalls now and then, and catches up or not.
    first, last = seen[0][grows.pid], seen[-1][grows.pid]
    grown = last["rss_bytes"] - first["rss_bytes"]
    expected = grown / (last["age_seconds"] - first["age_seconds"]) * 60
    check(expected <= 1.1 * (10 * 60 << 20), expected, grown)
    near(statistics.median(told), expected, 0.25, "the rate")
    for rate in told:
        near(rate, expected, 0.5, "each rate")
    for s in seen[max(20, fall + 4):]: # two teeth and a half have been seen
        check(s[sawtooth.pid]["growth_bytes_per_minute"] in (None, 0), s[sawtooth.pid])
    equal(seen[-1][still.pid]["growth_bytes_per_minute"], 0)


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
