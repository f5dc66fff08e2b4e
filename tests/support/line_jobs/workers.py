# SPDX-License-Identifier: MIT
"""workers.py METHOD: a parent and two workers that it forks or spawns; all hold what they have at one time."""
import multiprocessing
import sys

from truth import Grows, tell, told


def shared():
    return [str(i) for i in range(800_000)]


def grow_list(count):
    return [float(i) for i in range(count)]


def work(count, results, hold):
    with Grows("grow_list"):
        made = grow_list(count)
    results.put(told["grow_list"])
    hold.wait()
    return made


def main():
    context = multiprocessing.get_context(sys.argv[2])
    results, hold = context.Queue(), context.Event()
    with Grows("shared"):
        kept = shared()
    jobs = [context.Process(target=work, args=(count, results, hold)) for count in (2_000_000, 1_200_000)]
    for job in jobs:
        job.start()
    told["grow_list"] = sum(results.get() for _ in jobs)
    tell()
    hold.set()
    for job in jobs:
        job.join()
    return kept


if __name__ == "__main__":
    main()
