# SPDX-License-Identifier: MIT
"""tables.py: rows of a file, read by a module of the standard library, then columns of them."""
import csv
import io

from truth import Grows, tell


def source(rows):
    yield "name,price,count\n"
    for i in range(rows):
        yield f"item {i},{i}.5,{i}\n"


def read_rows():
    return list(csv.DictReader(source(250_000)))


def columns(rows):
    prices = []
    for row in rows:
        prices.append(float(row["price"]))
    counts = [int(row["count"]) for row in rows for _ in range(3)]
    return prices, counts


def main():
    io.StringIO().close()
    with Grows("read_rows"):
        rows = read_rows()
    with Grows("columns"):
        made = columns(rows)
    tell()
    return rows, made


main()
