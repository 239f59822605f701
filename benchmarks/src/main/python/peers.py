"""Times CPython and NumPy for rows of the scoreboard: peers.py SECONDS ROW...

Prints a line of JSON for each row, with the nanoseconds of several rounds, without the time that an
empty function takes. Rows of NumPy are left out where NumPy is not installed. Every row is called
once, and its result checked, before it is timed.
"""

import json
import sys
import timeit

try:
    import numpy as np
except ImportError:
    np = None

ROWS = {}
RECORD = [("a", "<i4"), ("b", "<f8"), ("c", "u1")]


def row(name, numpy=True):
    """Registers a function that makes the work of a row, and the check of its result."""

    def register(make):
        if np is not None or not numpy:
            ROWS[name] = make
        return make

    return register


@row("memoryview", numpy=False)
def acquire():
    memory = bytearray(80)

    def work():
        memoryview(memory).release()

    return work, lambda: memory.append(0) is None  # refused, were it still exported


def result(name, work, check):
    @row(name)
    def rows():
        matrix = np.arange(1_000_000.0).reshape(1000, 1000)
        return lambda: work(matrix), lambda: check(matrix, work(matrix))


result("slice.create", lambda m: m[1::2, ::3], lambda m, r: r.shape == (500, 334))
result("slice.transpose", lambda m: m.T, lambda m, r: r[1, 0] == m[0, 1])


@row("records.read")
def to_objects():
    records = np.zeros(10_000, RECORD)
    return records.tolist, lambda: records.tolist()[7] == (0, 0.0, 0)


@row("records.write")
def from_objects():
    values = [(i, i / 2, i % 256) for i in range(10_000)]
    return lambda: np.array(values, RECORD), lambda: np.array(values, RECORD)[7]["b"] == 3.5


def measure(work, seconds):
    """Nanoseconds of one call, in each of nine rounds."""
    timer = timeit.Timer(work)
    number = 1
    while (once := timer.timeit(number) / number) * number < seconds / 50:
        number *= 5
    number = max(1, round(seconds / 9 / once))
    return [time / number * 1e9 for time in timer.repeat(9, number)]


def main(seconds, *names):
    nothing = sorted(measure(lambda: None, 0.1))[4]
    for name in names:
        if name in ROWS:
            work, check = ROWS[name]()
            work()
            if not check():
                raise AssertionError(name)
            rounds = measure(work, float(seconds))
            print(json.dumps({"row": name, "ns": [time - nothing for time in rounds]}), flush=True)
        elif np is not None:
            raise SystemExit("no row is called " + name)


if __name__ == "__main__":
    main(*sys.argv[1:])
