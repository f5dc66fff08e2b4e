# SPDX-License-Identifier: MIT
"""tuples.py: a large list, then many small objects."""
from truth import Grows, tell


def make_list():
    return [None] * 12_000_000


def make_tuples(count=500_000):
    made = []
    for i in range(count):
        made.append((i, i + 1, i + 2))
    return made


def main():
    with Grows("make_list"):
        first = make_list()
    with Grows("make_tuples"):
        second = make_tuples()
    tell()
    return first, second


main()
