# SPDX-License-Identifier: MIT
"""calls.py: a function that allocates nearly all, called very often by one that keeps it."""
from truth import Grows, tell


def make(i):
    return [i, str(i), (i, i)]


def load():
    kept = []
    for i in range(600_000):
        kept.append(make(i))
    return kept


def main():
    with Grows("load"):
        kept = load()
    tell()
    return kept


main()
