"""Writes views.jsonl: arrays, and what numpy.ndarray.view(dtype) makes of them.

The memory of each is the bytes 0, 1, 2, …, 239. Each line: the format of the buffer, its shape, a
slice, whether it is transposed then, the new format, and what comes out: shape, strides and bytes
in C order, or nothing if NumPy refuses. Strides are left out where there are no items.
"""

import json

import numpy as np

MEMORY = bytes(range(240))
TYPES = {
    "B": "u1",
    "b": "i1",
    ">h": ">i2",
    "<H": "<u2",
    "3s": "S3",
    "<f": "<f4",
    ">i": ">i4",
    "5s": "S5",
    "6s": "S6",
    "<d": "<f8",
    "<Zf": "<c8",
    "T{<B:a:H:b:}": [("a", "u1"), ("b", "<u2")],
    "T{>I:x:d:y:}": [("x", ">u4"), ("y", ">f8")],
    "12s": "S12",
}
SHAPES = {
    (): ["..."],
    (1,): [":", "::-1"],
    (6,): [":", "::2", "::-1", "2:5", "3:3", "4:5", "None"],
    (2, 3): [":, :", ":, ::2", ":, 1:2", "::-1", ":, ::-1", ":, 0:0", "0:0", "1", ":, 1", "..., None"],
    (2, 3, 2): [":", ":, 1:", ":, :, 0", ":, :, :1", "::-1, ::2"],
}

LINES = []
for old, old_type in TYPES.items():
    for shape, slices in SHAPES.items():
        size = int(np.prod(shape)) * np.dtype(old_type).itemsize
        array = np.frombuffer(MEMORY[:size], old_type).reshape(shape)
        for text in slices:
            for transposed in (False, True):
                part = eval("array[%s]" % text)
                part = part.T if transposed else part
                for new, new_type in TYPES.items():
                    line = {
                        "format": old,
                        "shape": shape,
                        "slice": text,
                        "transposed": transposed,
                        "new": new,
                    }
                    try:
                        view = part.view(new_type)
                        line["expect"] = {
                            "shape": view.shape,
                            "strides": view.strides if view.size else None,
                            "hex": view.tobytes().hex(),
                        }
                    except (ValueError, TypeError):
                        pass
                    LINES.append(line)

with open("views.jsonl", "w") as out:
    for line in LINES[::9]:
        out.write(json.dumps(line, separators=(",", ":")) + "\n")
