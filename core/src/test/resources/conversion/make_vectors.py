"""Writes vectors.txt: what NumPy makes of numbers of one type as those of another.

A line is: rule, format of the source, format of the target, factor, addend, the bytes of the source
and of the target in hexadecimal. Where C leaves open what becomes of a value, there is no line.
"""

import numpy as np

INTEGERS = ["i1", "u1", "<i2", ">u2", "<i4", ">u4", "<i8", ">u8"]
FLOATS = ["<f2", ">f4", "<f8"]
CODES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q"}
CODES |= {"f2": "e", "f4": "f", "f8": "d", "b1": "?"}
random = np.random.default_rng(7)


def code(name):
    order = name[0] if name[0] in "<>" else ""
    return order + CODES[name.lstrip("<>")]


def integers(name):
    info = np.iinfo(name)
    edge = [0, 1, 2, 127, 128, 255, 256, 300, 32767, 32768, 65535, 65536, 2**24 + 1, 2**31, 2**53 + 1]
    edge += [info.min, info.max, info.max - 1, info.min + 1] + [-x for x in edge]
    edge = [x for x in edge if info.min <= x <= info.max]
    edge += [int(x) for x in random.integers(info.min, info.max, 9, info.dtype.newbyteorder("="), True)]
    return np.array(edge, name)


def floats(name):
    edge = [0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 0.999, 100.25, 127.5, 128, 255, 255.5, 256, -128.5]
    edge += [1e3, -1e3, 65504, 65519, 65520, 1e-7, np.inf, -np.inf, np.nan, 1e30, -1e300]
    return np.array(edge, "f8").astype(name)


def line(rule, source, target, made, a=1, b=0, scaled=False):
    factors = f"{a!r} {b!r}" if scaled else "- -"
    print(rule, code(source_name), code(target), factors, source.tobytes().hex(),
          made.astype(target).tobytes().hex(), file=out)


def clipped(numbers, target):
    """Integers, or whole floats, as the closest ones of a type."""
    info = np.iinfo(target)
    values = [0 if x != x else x for x in numbers.tolist()]
    values = [info.max if x > info.max else info.min if x < info.min else int(x) for x in values]
    return np.array(values, target)


np.seterr(all="ignore")
with open("vectors.txt", "w") as out:
    for source_name in INTEGERS + FLOATS + ["b1"]:
        if source_name == "b1":
            source = np.array([False, True])
        else:
            source = integers(source_name) if source_name in INTEGERS else floats(source_name)
        is_float = source.dtype.kind == "f"
        for target in INTEGERS + FLOATS + ["b1"]:
            to_float = np.dtype(target).kind == "f"
            if to_float or target == "b1" or source_name == "b1":
                made = source.astype(target)
                line("WRAPPING", source, target, made)
                line("SATURATING", source, target, made)
            elif is_float:
                line("SATURATING", source, target, clipped(np.trunc(source), target))
            else:
                line("WRAPPING", source, target, source.astype(target))
                line("SATURATING", source, target, clipped(source, target))
            if target == "b1" or source_name == "b1":
                continue
            for a, b in [(0.5, 0.25), (1 / 255, -0.485), (-3.0, 100.5)]:
                made = source.astype("f8") * a + b
                if to_float:
                    line("SATURATING", source, target, made.astype(target), a, b, True)
                else:
                    line("SATURATING", source, target, clipped(np.rint(made), target), a, b, True)
