"""Asks the table of the benchmark in NumPy: table.py FOLDER; reads "read numpy TABLE QUERY", and
answers with milliseconds, a tab, and numbers."""

import pathlib
import sys
import time

import numpy as np


def total(files):
    return [sum(rows["x"].sum() for rows in files)]


def filtered(files):
    sums = [0, 0.0, 0.0, 0]
    for rows in files:
        some = rows["x"] > 0.5
        for i, name in enumerate(["id", "x", "y", "kind"]):
            sums[i] += rows[name][some].sum()
    return sums


def grouped(files):
    sums = sum(np.bincount(rows["kind"], rows["x"], minlength=16) for rows in files)
    return [number for kind, x in enumerate(sums) for number in (kind, x)]


QUERIES = {"sum": total, "filter": filtered, "group": grouped}

for line in sys.stdin:
    _, _, table, query = line.split()
    start = time.perf_counter()
    paths = sorted(pathlib.Path(sys.argv[1], table + ".npy").glob("*.npy"))
    numbers = QUERIES[query]([np.load(path, mmap_mode="r") for path in paths])
    ms = (time.perf_counter() - start) * 1000
    print(ms, " ".join(repr(float(number)) for number in numbers), sep="\t", flush=True)
