# SPDX-License-Identifier: MIT
"""python_storm.py: for Python 3.8 and later: calls as fast as they go, whose legal neighbours its own source tells.

    python_storm.py KIND: runs storm_KIND for ever, after a line with the thread to read.
A call stands alone in its line: who calls whom, and where, can be read from this file.
"""
# pylint: disable=all
import asyncio
import os
import sys
import threading


def leaf():
    return 1


def a():
    leaf()
    leaf()


def b():
    a()
    leaf()
    a()


def c():
    b()
    a()
    b()


def d():
    c()
    leaf()
    b()


def e():
    d()
    a()
    c()


def numbers():
    leaf()
    yield leaf()
    b()
    yield 1


def calls():
    e()
    for _ in numbers():
        leaf()
    d()


def deep(n):
    if n:
        deep(n - 1)
    else:
        while True:
            calls()


def fresh():
    place = {"a": a}
    exec(compile("def made():\n    a()\n    a()\n", "made.py", "exec"), place)
    made = place["made"]
    made()


async def step():
    leaf()
    await asyncio.sleep(0)
    b()


async def walk():
    while True:
        await step()
        leaf()
        await step()


async def many():
    await asyncio.gather(*[walk() for _ in range(20)])


def ready():
    os.write(1, b"%d\n" % threading.get_native_id())


def storm_calls():
    ready()
    while True:
        calls()


def storm_recursion():
    ready()
    sys.setrecursionlimit(2000)
    deep(500)


def storm_fresh():
    ready()
    while True:
        fresh()


def storm_threads():
    for _ in range(3):
        threading.Thread(target=storm_calls_of_others, daemon=True).start()
    storm_calls()


def storm_calls_of_others():
    while True:
        calls()


def storm_asyncio():
    ready()
    asyncio.run(many())


if __name__ == "__main__":
    globals()["storm_" + sys.argv[1]]()
