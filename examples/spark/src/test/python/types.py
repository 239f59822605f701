"""Makes the files of src/test/resources/io/memview/spark, and what Spark is to say of them (types.json)."""

import json
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
n = 5
rng = np.random.default_rng(1)


def integers(code):
    info = np.iinfo(code)
    return np.array([info.min, info.max, 0, 1, info.max // 3], code)


columns = {code: integers(code) for code in ["i1", "i2", ">i4", "<i8", "u1", ">u2", "u4", "u8"]}
for code in ["f2", ">f4", "f8"]:
    columns[code] = np.array([0, -1.5, 0.25, np.inf, 1024], code)
columns["b"] = np.array([True, False, True, True, False])
columns["c16"] = np.array([1 + 2j, -1j, 0, 3.5, 1j], "c16")
columns["U5"] = np.array(["", "abc", "äöü", "a\U0001f600b", "12345"], ">U5")
columns["S3"] = np.array([b"", b"a", b"ab", b"abc", b"xyz"], "S3")
columns["M8[D]"] = np.array(["1970-01-01", "2024-02-29", "NaT", "1900-12-31", "9999-12-31"], "M8[D]")
columns["M8[M]"] = np.array(["1970-01", "2024-02", "NaT", "1900-12", "9999-12"], "M8[M]")
columns["M8[ns]"] = np.array([0, 1, -1, "NaT", 10**18], "M8[ns]")
columns["M8[25s]"] = np.array([0, 1, -1, "NaT", 10**6], ">M8[25s]")
columns["m8[ms]"] = np.array([0, 1, -1, "NaT", 10**6], "m8[ms]")
dtype = [(name, value.dtype) for name, value in columns.items()]
dtype += [("sub", ">i2", (2, 3)), ("point", [("x", "f8"), ("t", "M8[s]"), ("y.z", "i1", (2,))])]
records = np.zeros(n, np.dtype(dtype))
for name, value in columns.items():
    records[name] = value
records["sub"] = rng.integers(-9, 9, (n, 2, 3))
records["point"]["x"] = rng.random(n)
records["point"]["t"] = np.arange(n) * 86400
records["point"]["t"][3] = np.datetime64("NaT")
records["point"]["y.z"] = rng.integers(-9, 9, (n, 2))
np.save(folder / "types.npy", records)


def said(value):
    """As Spark's JSON writes it."""
    if isinstance(value, np.datetime64) and np.isnat(value) or isinstance(value, np.timedelta64) and np.isnat(value):
        return None
    if isinstance(value, np.datetime64):
        if np.datetime_data(value.dtype)[0] in "DM":
            return str(value.astype("M8[D]"))
        return str(np.datetime64(value.astype("M8[us]").astype("i8").item(), "us"))
    if isinstance(value, np.timedelta64):
        return int(value.astype("m8[us]").astype("i8"))
    if isinstance(value, np.void):
        return [said(value[name]) for name in value.dtype.names]
    if isinstance(value, np.ndarray):
        return [said(item) for item in value]
    if isinstance(value, (bytes, np.bytes_)):
        return list(value)
    if isinstance(value, np.complexfloating):
        return [value.real.item(), value.imag.item()]
    if isinstance(value, np.floating) and not np.isfinite(value):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


with open(folder / "types.json", "w") as out:
    json.dump([said(row) for row in records], out)

np.save(folder / "plain.npy", np.arange(12, dtype="<f4").reshape(4, 3, order="F"))
np.save(folder / "cube.npy", np.arange(24, dtype=">i2").reshape(2, 3, 4))
np.savez(folder / "columns.npz", a=np.arange(4), b=np.arange(8.0).reshape(4, 2), t=np.array([1, 2, 3, 4], "M8[us]"))
np.savez_compressed(folder / "unequal.npz", a=np.arange(4), b=np.arange(3))
