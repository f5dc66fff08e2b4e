# SPDX-License-Identifier: MIT
"""truth.py: what a job of these measures of itself: by how much each function made it grow."""
import json
import os
import sys
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
told = {}

# What grows in the first 50 ms is not followed.
time.sleep(0.15)


def rss():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


class Grows:
    """with Grows("name"): what is held more at its end than at its beginning."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.before = rss()

    def __exit__(self, *_):
        told[self.name] = told.get(self.name, 0) + rss() - self.before


def tell():
    """Holds everything for a moment, so that it is the peak, and writes what was measured."""
    time.sleep(0.1)
    with open(sys.argv[1], "w") as file:
        json.dump(told, file)
