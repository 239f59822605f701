"""Writes reductions.jsonl: what NumPy makes of some arrays, over everything and along axes."""
import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
FOLDS = ["SUM", "MIN", "MAX", "MEAN", "ANY", "ALL", "ARGMIN", "ARGMAX"]
NAMES = dict(zip(FOLDS, ["sum", "min", "max", "mean", "any", "all", "argmin", "argmax"]))
NAN, INF = float("nan"), float("inf")
REALS = [1.5, -2, 3, NAN, 0, -0.0, INF, 3, -2, 7.25, 1e-3, 6, -INF, 8, 8, 2,
         -1, 4, 4, 0.1, 0.2, 0.3, 9, 5, 5, -9, 3, 3, 2, 1, 0, 60000, 60000, 1, 2, 3]


def contents(dtype, salt):
    kind = dtype.kind
    if kind == "b":
        return np.array([(i * 7 + salt) % 3 != 0 for i in range(36)], dtype)
    if kind in "iu":
        info = np.iinfo(dtype)
        special = [info.max, info.min, info.max, 0, 1, info.min, info.max - 1, 5, 5, 0, 3, 3]
        return np.array(special + [(i * 37 + salt) % 100 for i in range(24)], dtype)
    if kind == "c":
        reals = contents(np.dtype("f8"), salt)
        return (reals + 1j * reals[::-1]).astype(dtype)
    reals = REALS if salt == 0 else [x for x in REALS if abs(x) < 1000] * 2
    return np.array(reals[:36], "f8").astype(dtype)


def layouts(flat):
    yield flat[:24].reshape(2, 3, 4)
    yield flat[:24].reshape(2, 3, 4).T
    yield flat[:24].reshape(3, 2, 4).transpose(1, 0, 2)[:, ::-1, ::-1]
    yield flat.reshape(4, 9)[::-2, 1::3]
    yield flat[:3].reshape(1, 3)[:, ::-1]
    yield flat[4:5].reshape(())
    yield flat[:0].reshape(0, 3)
    yield flat[:0].reshape(3, 0)
    yield np.broadcast_to(flat[:3].reshape(3, 1), (2, 3, 4))


def outcome(array, fold, axes):
    axis = None if axes is None else tuple(axes)
    if axis is not None and fold.startswith("ARG"):
        if len(axis) != 1:
            return None
        axis = axis[0]
    try:
        result = np.asarray(getattr(np, NAMES[fold])(array, axis=axis))
    except (ValueError, TypeError) as error:
        return {"error": str(error)}

    return {"format": result.dtype.char if result.dtype.kind != "c" else "Z" + result.dtype.char.lower(),
            "shape": list(result.shape),
            "bytes": np.ascontiguousarray(result).tobytes().hex()}


def cases(code, salt):
    dtype = np.dtype(code)
    flat = contents(dtype, salt)
    address = flat.__array_interface__["data"][0]
    everything = code in ("d", "f", "e", "B", "q", ">i")
    for number, array in enumerate(layouts(flat)):
        if number not in ((0, 3) if salt or not everything else range(9)):
            continue
        results = []
        ways = [None] + [[d] for d in range(array.ndim)] + ([[]] if number == 3 else [])
        if array.ndim == 3:
            ways += [[0, 2], [0, 1, 2]]
        for fold in FOLDS:
            if code in ("F", "D") and fold in ("MIN", "MAX", "ARGMIN", "ARGMAX"):
                continue
            for axes in ways:
                result = outcome(array, fold, axes)
                if result is not None:
                    results.append({"fold": fold, "axes": axes, **result})
        yield {"format": {"F": "Zf", "D": "Zd"}.get(code, code), "memory": flat.tobytes().hex(),
               "offset": array.__array_interface__["data"][0] - address,
               "shape": list(array.shape), "strides": list(array.strides), "results": results}


def long_sums():
    """Of numbers that both sides compute alike."""
    for code in "fd":
        for n in (7, 8, 100, 129, 1000, 4099, 100003):
            i = np.arange(n, dtype="u8")
            x = ((i * 2654435761 % 2**32) / 2.0**32 - 0.5) * 10.0 ** (i % 7)
            a = x.astype(code)
            yield {"sums": code, "count": n, "all": np.asarray(a.sum()).tobytes().hex(),
                   "second": np.asarray(a[::2].sum()).tobytes().hex(),
                   "mean": np.asarray(a.mean()).tobytes().hex()}


with open("reductions.jsonl", "w") as out:
    for code in ["?", "b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", ">i", ">d", ">H", "F", "D"]:
        for salt in (0, 1):
            for case in cases(code, salt):
                out.write(json.dumps(case) + "\n")
    for case in long_sums():
        out.write(json.dumps(case) + "\n")
