"""Writes the lines of files.jsonl: python3 make_files.py files.jsonl

Files as NumPy and others write them, and what NumPy says is in them. Each line has `name`, `file`
(the bytes in base64), and `kind`. Of an `npy`: `shape`, `fortran`, `values` (times as integers,
records as lists), `times` (by the names of fields), and `again` (base64), what NumPy writes when it
saves what it has read. Of an `npz`: `arrays` (by name, in that order; each with `values` and
`times`) and `others` (members that are no arrays).
"""

import base64
import io
import json
import struct
import sys
import zipfile

import numpy as np

lines = []


def plain(dtype):
    """The same dtype with integers for times."""
    if dtype.subdtype is not None:
        return np.dtype((plain(dtype.subdtype[0]), dtype.shape))
    if dtype.names is not None:
        return np.dtype(
            {
                "names": dtype.names,
                "formats": [plain(dtype[name]) for name in dtype.names],
                "offsets": [dtype.fields[name][1] for name in dtype.names],
                "itemsize": dtype.itemsize,
            }
        )
    return np.dtype(dtype.byteorder + "i8") if dtype.kind in "mM" else dtype


def times(dtype, path=""):
    if dtype.subdtype is not None:
        return times(dtype.subdtype[0], path)
    if dtype.names is not None:
        found = {}
        for name in dtype.names:
            found |= times(dtype[name], path + "." + name if path else name)
        return found
    return {path: dtype.str[1:]} if dtype.kind in "mM" else {}


def listed(value):
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [listed(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value


def said(array):
    return {"values": listed(array.view(plain(array.dtype))), "times": times(array.dtype)}


def saved(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def text(data):
    return base64.b64encode(data).decode()


def npy(name, data):
    array = np.load(io.BytesIO(data))
    fortran = not array.flags.c_contiguous
    lines.append(
        {"kind": "npy", "name": name, "file": text(data), "shape": array.shape, "fortran": fortran}
        | said(array)
        | {"again": text(saved(array))}
    )


def npz(name, data, arrays, others=()):
    loaded = np.lib.npyio.NpzFile(io.BytesIO(data))
    for array in arrays:
        assert isinstance(loaded[array], np.ndarray), array
    for other in others:
        assert isinstance(loaded[other], bytes), other
    assert set(loaded.files) == {*arrays, *others}, loaded.files
    lines.append(
        {
            "kind": "npz",
            "name": name,
            "file": text(data),
            "arrays": {array: said(loaded[array]) for array in arrays},
            "others": list(others),
        }
    )


# ---- times

NAT = np.iinfo("i8").min
COUNTS = np.array([0, 1, -1, NAT, 1577934245000000000, 2**62], "i8")
for kind in "Mm":
    for unit in ["", "[Y]", "[M]", "[W]", "[D]", "[h]", "[m]", "[s]", "[ms]", "[us]", "[ns]",
                 "[ps]", "[fs]", "[as]", "[25s]", "[100ns]"]:  # fmt: skip
        for order in "<>":
            dtype = np.dtype(order + kind + "8" + unit)
            array = COUNTS.astype(order + "i8").view(dtype)
            npy(dtype.str, saved(array))
    array = COUNTS.view(kind + "8[s]").reshape(2, 3)
    npy(kind + " C", saved(array))
    npy(kind + " Fortran", saved(np.asfortranarray(array)))
    npy(kind + " scalar", saved(array[0, 1]))
    npy(kind + " empty", saved(array[:0]))
RECORD = np.dtype(
    [
        ("t", "<M8[ns]"),
        ("v", "<f8"),
        ("span", [("begin", ">M8[25s]"), ("length", "<m8[ms]", (2,))]),
        ("q", "<i4"),
    ]
)
records = np.zeros(4, RECORD)
records["t"] = COUNTS[:4].view("M8[ns]")
records["v"] = 1.5
records["span"]["length"][:, 1] = 7
records["q"] = [1, 2, 3, 4]
npy("records", saved(records))
npy("records Fortran", saved(np.asfortranarray(records.reshape(2, 2))))
NESTED = np.dtype(
    [
        ("c", ("<f8", (5,)), (2,)),
        ("r", ([("t", ("<M8[s]", (2,)), (3,)), ("s", "<U2")], (2, 1)), (2,)),
        ("flat", "<f8", (2, 5)),
    ]
)
nested = np.zeros(3, NESTED)
nested["c"] = np.arange(30).reshape(3, 2, 5)
nested["r"]["t"] = np.arange(72).reshape(3, 2, 2, 1, 3, 2)
nested["r"]["s"] = "ab"
nested["flat"] = -nested["c"]
npy("arrays of arrays", saved(nested))
npy("arrays of arrays Fortran", saved(np.asfortranarray(nested[:2].repeat(2).reshape(2, 2))))
npy("arrays of arrays become dimensions", saved(np.zeros(3, dtype=(("f8", (5,)), (2,)))))
npy("record aligned", saved(np.zeros(2, np.dtype([("b", "i1"), ("t", "M8[D]")], align=True))))

# ---- headers of others


def header(words, version=1, end=b"\n", encoding="latin1", data=struct.pack("<3h", 1, 2, 3)):
    body = words.encode(encoding) + end
    length = struct.pack("<H" if version == 1 else "<I", len(body))
    return b"\x93NUMPY" + bytes([version, 0]) + length + body + data


KEYS = "{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }"
for version in 1, 2, 3:
    npy(f"version {version}", header(KEYS, version))
npy("no end of line", header(KEYS, end=b""))
npy("blanks only", header(KEYS, end=b" " * 17))
npy("odd padding", header(KEYS, end=b" " * 3 + b"\n" * 2 + b"\t \n"))
npy("blanks in front", header("  \t" + KEYS))
npy("no comma", header("{'descr': '<i2', 'fortran_order': False, 'shape': (3,)}"))
npy("tight", header("{'descr':'<i2','fortran_order':False,'shape':(3,)}"))
npy("wide", header("{ 'descr' : '<i2' , 'fortran_order' :\tFalse , 'shape' : ( 3 , ) , }"))
npy("lines", header("{'descr': '<i2',\n 'fortran_order': False,\n 'shape': (3,),\n}"))
npy("order", header("{'shape': (3,), 'fortran_order': False, 'descr': '<i2'}"))
npy("double quotes", header('{"descr": "<i2", "fortran_order": False, "shape": (3,)}'))
npy("python 2", header("{'descr': u'<i2', 'fortran_order': False, 'shape': (3L,), }"))
npy("python 2 long", header("{'descr': '<i2', 'fortran_order': False, 'shape': (1L, 3L), }"))
npy("parentheses", header("({'descr': ('<i2'), 'fortran_order': (False), 'shape': (3,)})"))
npy("fortran of one dimension", header(KEYS.replace("False", "True")))
npy("latin names", header(KEYS.replace("'<i2'", "[('ä', '<i2')]")))
npy("names", header(KEYS.replace("'<i2'", "[('名', '<i2')]"), 3, encoding="utf8"))
npy("more than is promised", header(KEYS) + b"and more")
npy("many dimensions", saved(np.arange(2, dtype="<i2").reshape((1,) * 31 + (2,))))

# ---- archives


def archive(members, method=zipfile.ZIP_STORED, out=None, **options):
    out = out or io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members:
            with file.open(zipfile.ZipInfo(name) if not method else name, "w", **options) as member:
                member.write(data)
    return out.getvalue()


class Unseekable(io.BytesIO):
    """Sizes come behind the data."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


A = saved(np.arange(3, dtype="<i4"))
B = saved(np.array([1.5, 2.5]))
T = saved(COUNTS[:4].view("M8[s]"))
R = saved(np.asfortranarray(records.reshape(2, 2)))
for method in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
    kind = "deflated " if method else "stored "
    npz(kind + "times", archive([("t.npy", T), ("r.npy", R)], method), ["t", "r"])
    npz(kind + "no suffix", archive([("a", A), ("b", B)], method), ["a", "b"])
    mixed = archive([("a.npy", A), ("b", B), ("info.json", b"{}"), ("folder/", b"")], method)
    npz(kind + "mixed", mixed, ["a", "b"], ["info.json", "folder/"])
    both = archive([("a.npy", A), ("a", B)], method)
    npz(kind + "with and without", both, ["a"])
    npz(kind + "zip64", archive([("a.npy", A)], method, force_zip64=True), ["a"])
    behind = archive([("a.npy", A), ("b.npy", B)], method, Unseekable())
    npz(kind + "sizes behind", behind, ["a", "b"])
    npz(kind + "in front", b"#!/bin/sh\n" + archive([("a.npy", A)], method), ["a"])
    npz(kind + "behind", archive([("a.npy", A)], method) + b"and more", ["a"])
    npz(kind + "names", archive([("名.npy", A), ("ä.npy", B)], method), ["名", "ä"])
    twice = io.BytesIO(archive([("a.npy", A), ("b.npy", B)], method))
    with zipfile.ZipFile(twice, "a", method) as file:
        file.writestr("a.npy", B)
    npz(kind + "twice", twice.getvalue(), ["a", "b"])
npz("nothing", archive([]), [])
commented = io.BytesIO(archive([("a.npy", A)]))
with zipfile.ZipFile(commented, "a") as file:
    file.comment = b"a comment"
npz("comment", commented.getvalue(), ["a"])
for save in np.savez, np.savez_compressed:
    out = io.BytesIO()
    save(out, np.arange(3), t=COUNTS.view("m8[25s]"), f=np.asfortranarray([[1, 2], [3, 4]]))
    npz(save.__name__, out.getvalue(), ["t", "f", "arr_0"])

with open(sys.argv[1], "w", encoding="ascii") as out:
    for line in lines:
        out.write(json.dumps(line) + "\n")
