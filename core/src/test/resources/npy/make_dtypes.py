"""Writes dtypes.jsonl: what NumPy says of its dtypes. Run with NumPy 2 on little-endian x86-64.

Each line has `descr` (the text of numpy.lib.format.dtype_to_descr), `itemsize`, and either `layout`
(`kind`, `size`, `order`; or `array` and `of`; or `fields`, each a name, an offset and a layout) or
`refused` (a word that the refusal must have), or `times` (by the names of fields). `given` is a text that NumPy reads as the same dtype,
where it differs from `descr`. `format` is what NumPy exports for it, if it can and then reads the
same fields again.
"""

import json
import random
import sys

import numpy as np
from numpy._core._internal import _dtype_from_pep3118
from numpy.lib.format import descr_to_dtype, dtype_to_descr


def layout(dtype):
    if dtype.subdtype:
        return {"array": list(dtype.shape), "of": layout(dtype.base)}
    if dtype.names is not None:
        of = dtype.fields
        fields = [[name, of[name][1], layout(of[name][0])] for name in dtype.names]
        return {"fields": fields, "size": dtype.itemsize}
    return {"kind": dtype.kind, "size": dtype.itemsize, "order": dtype.str[0]}


def tells(format, dtype):
    """Whether NumPy understands itself: it leaves out the padding at the end of inner records."""
    try:
        read = _dtype_from_pep3118(format)
    except ValueError:  # it writes sub-arrays of sub-arrays, and does not read them
        return False
    return read.fields == dtype.fields if dtype.names else read == dtype


def description(dtype):
    """What descr_to_dtype reads as a sub-array; dtype_to_descr is not asked for one."""
    return (description(dtype.base), dtype.shape) if dtype.subdtype else dtype_to_descr(dtype)


lines = []


def add(dtype, given=None):
    dtype = np.dtype(dtype)
    descr = description(dtype)
    assert descr_to_dtype(descr) == dtype or dtype.names == (), descr
    line = {"descr": str(descr), "itemsize": dtype.itemsize, "layout": layout(dtype)}
    if given is not None:
        line["given"] = given
    try:
        line["format"] = memoryview(np.zeros(1, dtype)).format if not dtype.subdtype else None
    except ValueError:
        line["format"] = None
    if line["format"] is None or dtype.itemsize == 0 or not tells(line["format"], dtype):
        del line["format"]
    if line not in lines:
        lines.append(line)


def refuse(descr, word):
    lines.append({"descr": descr, "refused": word})


def times(descr, units):
    lines.append({"descr": descr, "times": units})


NUMBERS = ["?", "i1", "u1"] + [
    order + kind
    for kind in ["i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
    for order in "<>"
]
STRINGS = ["S1", "S5", "S0", "<U1", "<U3", ">U3", "<U0", "V1", "V7", "V300", "S1000"]

for name in NUMBERS + STRINGS + ["<f16", "<c32"]:
    add(name)
for char in "bBhHiIlLqQpPefdgFDG":
    add(char)
for given in ["=i4", "=f8", "=U2", "|i4", "|f8", "<b1", ">u1", "<S4", ">V2", "|U2", "=c8"]:
    add(given, given)

# Records: packed, aligned, padded, nested, with sub-arrays and with odd names.
add([("a", "i1"), ("b", "<i4")])
add(np.dtype([("a", "i1"), ("b", "<i4")], align=True))
add(np.dtype([("a", "<i4"), ("b", "i1")], align=True))
add(np.dtype({"names": ["a"], "formats": ["<i4"], "offsets": [4], "itemsize": 12}))
add(np.dtype({"names": ["a", "b"], "formats": ["<i2", ">f8"], "offsets": [3, 8], "itemsize": 16}))
add(np.dtype({"names": [], "formats": [], "itemsize": 12}))
add([])
add([("x", "<f4"), ("y", "<f4", (2, 3)), ("z", "S3", (4,))])
add([("x", "<f4", (0,)), ("y", "i1")])
add([("x", "V5"), ("y", "V5", (2,))])
add([("p", [("x", "<f8"), ("y", "<f8")]), ("q", [("u", "S2")], (2, 2))])
add(np.dtype([("p", np.dtype([("x", "i1"), ("y", "<f8")], align=True)), ("z", "i1")], align=True))
add([("p", np.dtype({"names": [], "formats": [], "itemsize": 3})), ("z", "i1")])
add([(name, "<i4") for name in ["it's", 'say "x"', "both'\"", "back\\slash", "new\nline", "tab\t"]])
add([(name, "<i4") for name in ["é", "ÿ", "名前", "\U0001f600", " a b ", "\u2028", "\x7f", "\x85"]])
add([("f1", "<i4"), ("f0", "<i4")])
add([("a", "<g"), ("b", "i1"), ("c", "<G")])
add([("wide%d" % i, NUMBERS[i % len(NUMBERS)]) for i in range(200)])
add(np.dtype(("<f4", (2, 3))))
add(np.dtype((">i2", (5,))))
add(np.dtype(([("x", "<f4"), ("y", "i1")], (2,))))

# Sub-arrays of sub-arrays are others than those of all their dimensions.
ALIGNED = np.dtype([("a", "i1"), ("b", "<i4")], align=True)
add([("c", ("<f8", (5,)), (2,))])
add([("c", (("<f8", (5,)), (2, 3)), (4,)), ("d", "<f8", (4, 2, 3, 5))])
add([("x", (ALIGNED, (3,)), (4,)), ("y", "i1")])
add([("a", ([("b", ("<i8", (3,)), (4,)), ("c", ALIGNED)], (2,)), (5,))])
add([("c", ("<f8", (1,)), (1,))])
add([("c", ("<f8", (5,)), (0,))])
add([("c", ("S3", (2,)), (2,)), ("d", ("V2", (2,)), (3,)), ("e", (">U2", (2,)), (3,))])
add(np.dtype((("<f8", (5,)), (2,))))
add(np.dtype(((ALIGNED, (5, 2)), (2,))))
deep = np.dtype("<i4")
for _ in range(64):
    deep = np.dtype([("n", deep)])
add(deep)

# What NumPy reads and does not write.
add(descr_to_dtype([("a", "<i4", 2)]), "[('a', '<i4', 2)]")
add(descr_to_dtype([("a", "<i4", 1)]), "[('a', '<i4', 1)]")
add(descr_to_dtype([("a", "<i4", ())]), "[('a', '<i4', ()),]")
add(descr_to_dtype([("", "|V3", (2,)), ("b", "<i4")]), "[('', '|V3', (2,)), ('b', '<i4')]")
add(descr_to_dtype([("a", ">f8"), ("", "|V1"), ("", "|V2")]), "[('a','>f8'),('','|V1'),('','|V2')]")
add(descr_to_dtype([("", "<i4"), ("b", "<i4")]), "[('', '<i4'), ('b', '<i4'), ]")
add(descr_to_dtype(("<i4", (2, 3))), ' (  "<i4" , ( 2,3 , ) ) '.strip())

random.seed(1)


def anything(depth):
    choice = random.random()
    if choice < 0.25 and depth < 3:
        return record(depth + 1)
    return np.dtype(random.choice(NUMBERS + [s for s in STRINGS if not s.endswith(("S0", "U0"))]))


def record(depth, nested=False):
    fields = []
    for i in range(random.randint(1, 5)):
        field = ("n%d" % i, anything(depth))
        if nested and random.random() < 0.6:
            inner = tuple(random.randint(1, 3) for _ in range(random.randint(1, 2)))
            field = (field[0], (field[1], inner))
        if random.random() < 0.3 or nested and random.random() < 0.6:
            field += (tuple(random.randint(1, 4) for _ in range(random.randint(1, 3))),)
        fields.append(field)
    return np.dtype(fields, align=random.random() < 0.5)


for _ in range(60):
    add(record(0))
for _ in range(40):
    add(record(0, nested=True))

for kind in "Mm":
    for unit in ["", "[ns]", "[D]", "[25s]"]:
        times(np.dtype(kind + "8" + unit).str, {"": kind + "8" + unit})
refuse(np.dtype("O").str, "pickled")
times(np.dtype(">M8[us]").str, {"": "M8[us]"})
times(str(np.dtype([("t", "<M8[ms]")]).descr), {"t": "M8[ms]"})
refuse(str(np.dtype([("t", "O")]).descr), "pickled")
refuse(str(np.dtype([(("a title", "name"), "<i4")]).descr), "title")
refuse(np.dtype(">f16").str, "long double")
refuse(np.dtype(">c32").str, "long double")

with open(sys.argv[1], "w", encoding="ascii") as out:
    for line in lines:
        out.write(json.dumps(line) + "\n")
