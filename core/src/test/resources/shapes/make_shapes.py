"""Writes shapes.jsonl: what the NumPy that runs this says of views of one array of bytes.

Each line has two layouts (offset, item size, shape, strides) and an operation with its answer:
a layout, true or false, or null for what NumPy refuses or copies.
"""

import json
import random
import sys

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

SIZE = 4096


def layout(view, base):
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return [offset, view.itemsize, list(view.shape), list(view.strides)]


def array(base, draw):
    ndim = draw.randrange(4)
    itemsize = draw.choice([1, 2, 4, 8])
    shape = [draw.randrange(1, 6) for _ in range(ndim)]
    strides = [0] * ndim
    step = itemsize
    for d in draw.sample(range(ndim), ndim):
        strides[d] = step * draw.choice([1, 1, 1, -1])
        step *= shape[d] + draw.choice([0, 0, 1])
        if draw.randrange(12) == 0:
            step = itemsize * draw.randrange(1, 4)  # steps that overlap
    if draw.randrange(10) == 0 and ndim:
        shape[draw.randrange(ndim)] = 0
    low = sum(min(0, s * (n - 1)) for s, n in zip(strides, shape) if n)
    high = sum(max(0, s * (n - 1)) for s, n in zip(strides, shape) if n) + itemsize
    offset = draw.randrange(-low, -low + 40)
    assert offset + high <= SIZE
    whole = base[offset : offset + itemsize].view(f"V{itemsize}")
    return as_strided(whole, shape, strides)


def answer(operation):
    try:
        return operation()
    except ValueError:
        return None


def main(path):
    draw = random.Random(7)
    base = np.zeros(SIZE, np.uint8)
    with open(path, "w") as out:
        def write(operation, a, arguments, result):
            line = {"operation": operation, "view": layout(a, base), "arguments": arguments}
            line["answer"] = result
            out.write(json.dumps(line) + "\n")

        for _ in range(250):
            a, b = array(base, draw), array(base, draw)
            write("shares_memory", a, layout(b, base), np.shares_memory(a, b))
            write("may_share_memory", a, layout(b, base), np.may_share_memory(a, b))
            flat = answer(lambda: layout(np.reshape(a, -1, copy=False), base))
            write("ravel", a, [], flat)
            if a.ndim == 0:
                continue
            i, j = draw.randrange(a.ndim), draw.randrange(a.ndim)
            write("moveaxis", a, [i, j], layout(np.moveaxis(a, i, j), base))
            window = [draw.randrange(0, n + 1) for n in a.shape]
            if draw.randrange(8) == 0:
                window[i] = draw.choice([-1, a.shape[i] + 1])
            windows = answer(lambda: layout(sliding_window_view(a, window), base))
            write("windows", a, [window], windows)
            axes = [draw.randrange(a.ndim) for _ in range(draw.randrange(3))]
            some = [draw.randrange(0, 4) for _ in axes]
            windows = answer(lambda: layout(sliding_window_view(a, some, axes), base))
            write("windows", a, [some, axes], windows)


if __name__ == "__main__":
    main(sys.argv[1])
