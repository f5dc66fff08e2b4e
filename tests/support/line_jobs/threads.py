# SPDX-License-Identifier: MIT
"""threads.py: a thread reads with the lock of the interpreter released, while another holds that lock most of the time."""
import os
import threading

from truth import Grows, tell

MIB = 1 << 20
ended = False


def spin():
    n = 0
    while not ended:
        n += 1
    return n


def read_much(kept):
    with open("/dev/zero", "rb", buffering=0) as file:
        for _ in range(30):
            kept.append(os.read(file.fileno(), 4 * MIB))


def main():
    global ended
    kept = []
    spinner = threading.Thread(target=spin)
    reader = threading.Thread(target=read_much, args=(kept,))
    spinner.start()
    with Grows("read_much"):
        reader.start()
        reader.join()
    tell()
    ended = True
    spinner.join()
    return kept


main()
