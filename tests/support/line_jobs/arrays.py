# SPDX-License-Identifier: MIT
"""arrays.py: large and fast steps in C, with NumPy."""
import numpy

from truth import Grows, tell


def load():
    return numpy.ones(10_000_000)


def double(a):
    return numpy.concatenate([a, a])


def scale(b):
    return b * 2.0


def product():
    n = 2000
    a = numpy.ones((n, n))
    return a, a @ a


def main():
    with Grows("load"):
        a = load()
    with Grows("double"):
        b = double(a)
    with Grows("scale"):
        c = scale(b)
    with Grows("product"):
        d = product()
    tell()
    return a, b, c, d


main()
