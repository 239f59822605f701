"""Writes arrays.jsonl: arrays, and what numpy.array2string makes of them.

Each line: the format of the buffer, its shape, the bytes of the items in C order in
hexadecimal, the options that differ from NumPy's own, and the text.
"""

import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
LINES = []


def add(array, **options):
    array = np.ascontiguousarray(array) if np.ndim(array) else np.asarray(array)
    if array.dtype.kind == "b" and array.size == 0:
        form = "?"
    else:
        form = memoryview(array).format
    LINES.append(
        {
            "format": form,
            "shape": list(array.shape),
            "hex": array.tobytes().hex(),
            "options": options,
            "text": np.array2string(array, **options),
        }
    )


inf, nan = np.inf, np.nan

# integers
add(np.arange(12, dtype="i4").reshape(3, 4))
add(np.array([-1, 10, 100], dtype="i8"))
add(np.array([0, 2**64 - 1], dtype="u8"))
add(np.array([-(2**63), 2**63 - 1], dtype="i8"))
add(np.arange(6, dtype=">i2").reshape(2, 3) * -300)
add(np.arange(24, dtype="u1").reshape(2, 3, 4))
add(np.arange(16, dtype="i1").reshape(2, 2, 2, 2))
add(np.arange(1000, dtype="i4"))
add(np.arange(1001, dtype="i4"))
add(np.arange(40 * 50, dtype="i4").reshape(40, 50))
add(np.arange(4000, dtype="i4").reshape(4, 1000))
add(np.arange(7 * 8 * 30, dtype="i4").reshape(7, 8, 30))
add(np.arange(3 * 7 * 8 * 10, dtype="i4").reshape(3, 7, 8, 10))
add(np.arange(20, dtype="i4"), threshold=10, edgeitems=2)
add(np.arange(20, dtype="i4").reshape(4, 5), threshold=0, edgeitems=1)
add(np.arange(6, dtype="i4"), threshold=0, edgeitems=3)
add(np.arange(60, dtype="i4"), max_line_width=40)
add(np.arange(12, dtype="i8").reshape(3, 4) * 10**15, max_line_width=10)
add(np.arange(12, dtype="i8").reshape(1, 2, 6) * 10**9, max_line_width=38)
for width in range(8, 30):
    add(np.arange(9, dtype="i4").reshape(1, 1, 9) + 5, max_line_width=width)
    add(np.array([0.5, 22.25, 3.0]), max_line_width=width)

# truth
add(np.array([True, False]))
add(np.array([[True, True], [True, True]]))
add(np.array([], dtype="?"))
add(np.array(True))
add(np.array(False))

# floats
add(np.array([1.0, 2.5]))
add(np.array([1.0, 2.5, -3.0]))
add(np.array([[1.5, 0.0], [-0.25, 100]]))
add(np.array([0.1, 1 / 3, 2 / 3]))
add(np.array([0.1, 1 / 3, 2 / 3], dtype="f4"))
add(np.array([0.1, 1 / 3, 2 / 3], dtype="f2"))
add(np.array([-0.0, 0.0]))
add(np.array([0.0, 0.0]))
add(np.array([99999999.0, 100000.0]))
add(np.array([1e8, 1e6]))
add(np.array([1e8, 1.0]))
add(np.array([1e-4, 1e-2]))
add(np.array([9.9e-5, 1e-4]))
add(np.array([1.0, 1000.0]))
add(np.array([1.0, 1000.5]))
add(np.array([1e100, 1.0, -2.5e-200]))
add(np.array([1e16, 123456789012345678.0]))
add(np.array([5e-324, 1.7976931348623157e308]))
add(np.array([2.0**-44, 9007199254740993.0]))
add(np.array([1.4e-45, 3.4028235e38], dtype="f4"))
add(np.array([6e-8, 65504], dtype="f2"))
add(np.array([1.0, 999.5], dtype="f2"))
add(np.array([1.0, 1000.0], dtype="f2"))
add(np.array([1e-4, 1e-2], dtype="f2"))
add(np.array([1e-4, 1e-2], dtype="f4"))
add(np.array([999999.0, 1000.0], dtype="f4"))
add(np.array([1e6, 1000.0], dtype="f4"))
add(np.array([16777216.0, 16777216.0], dtype="f4"))
add(np.array([nan, 1.0]))
add(np.array([inf, 1.0, -inf]))
add(np.array([inf, nan]))
add(np.array([nan]))
add(np.array([-inf]))
add(np.array([nan, 1e10]))
add(np.array([inf, -1e-10, 0.0]))
add(np.array([nan, 123.456]))
add(np.array([1.5, 2.25], dtype=">f8"))
add(np.linspace(0, 1, 11))
add(np.linspace(-1, 1, 1002))
add(np.sin(np.arange(60)).reshape(3, 20))
add(np.exp(np.arange(60.0)))
add(np.exp(np.arange(60.0) / 20).astype("f4"))
add(np.array([1.0, 2.0, 3.0], dtype="f8").reshape(3, 1))
add(np.array([0.1, 1 / 3], dtype="g"))
add(np.array([1.0, 1e10, -2.5], dtype="g"))
add(np.array([np.longdouble("1e4000"), np.longdouble("-2.5e-4000")]))
add(np.array([nan, 1.0, -inf], dtype="g"))
add(np.array(5.0))
add(np.array(-1e300))
add(np.array(nan))
add(np.array(7, dtype="i2"))
for precision in (0, 1, 2, 3, 5, 12, 17, 20):
    add(np.array([0.125, 2.5, 3.5, -0.006, 0.055]), precision=precision)
    add(np.array([0.15, 1.25e10, 1.35]), precision=precision)
    add(np.array([1 / 3, 2 / 3], dtype="f4"), precision=precision)
    add(np.array([0.001, 0.5, 0.95, 0.996]), precision=precision)
    add(np.array([9.96e20, 9.5]), precision=precision)
    add(np.array([0.1 + 0.2j, -1 / 3 - 2e-3j]), precision=precision)
add(np.array([0.1, 1 / 3], dtype="g"), precision=16)

# complex
add(np.array([1 + 2j, 3.5 - 4.25j]))
add(np.array([1 + 2j, -0.0 - 0j]))
add(np.array([1e10 + 1j, 1 - 1e-10j]))
add(np.array([complex(nan, inf), complex(1, -inf), complex(-inf, nan)]))
add(np.array([1 + 2j, 3 - 4j], dtype="F"))
add(np.array([1 / 3 + 2j], dtype="F"))
add(np.array([1 / 3 - 2j], dtype="G"))
add(np.array(1 + 2j))
add((np.arange(30) * (0.5 - 1.25j)).reshape(5, 6))

# bytes and text
add(np.array([b"ab", b"c", b""], dtype="S3"))
add(np.array([b"a'b", b'a"b', b"a'\"b", b"\n\t\r\\\x00\xff"], dtype="S6"))
add(np.array(["ab", "c", ""], dtype="U3"))
add(np.array(["a'b", 'a"b', "a'\"b", "\n\t\r\\\x7f", "é€😀", "\u00a0\u200b\u2028\ue000"], dtype="U5"))
add(np.array([["😀" * 9] * 9]))
add(np.array(b"xyz"))
add(np.array("xyz"))
add(np.array([b"\x01\x02", b"az"], dtype="V2").view([("v", "V2")]))

# records
point = np.dtype([("x", "i4"), ("y", "f8")], align=True)
add(np.array([(1, 2.5), (100, -3)], dtype=point))
add(np.array((1, 2.5), dtype=point))
add(np.zeros((2, 2), dtype=point))
add(np.array([(1,), (22,)], dtype=[("a", "i4")]))
add(np.array([(True, b"a"), (False, b"bcd")], dtype=[("a", "?"), ("b", "S3")]))
add(np.array((True, b"a"), dtype=[("a", "?"), ("b", "S3")]))
add(np.array([((1, 2.0), "é"), ((30, 0.25), "z")], dtype=[("p", point), ("t", "U1")]))
add(np.array([(1, [[1, 2], [3, 4]]), (2, [[10, 20], [30, 40]])], dtype=[("a", "i1"), ("m", "f4", (2, 2))]))
add(np.zeros(3, dtype=[("m", "i4", (8,))]), threshold=4, edgeitems=1)
add(np.array([(1 + 2j, [True, False])], dtype=np.dtype([("z", "D"), ("f", "?", (2,))], align=True)))
add(np.zeros(2000, dtype=point))
add(np.array([(10**9, 1 / 3)] * 5, dtype=point))

# nothing
add(np.zeros(0))
add(np.zeros((2, 0)))
add(np.zeros((0, 3), dtype="i4"))
add(np.zeros((2, 0, 3), dtype=point))

# the shortest digits, at random
random = np.random.default_rng(3118)
for kind, bits in (("f8", "u8"), ("f4", "u4"), ("f2", "u2")):
    top = 2 ** (8 * int(bits[1]))
    for precision in (8, 17):
        some = random.integers(0, top, 40, dtype=bits).view(kind)
        add(some[np.isfinite(some)], precision=precision)
    near = random.random(30).astype(kind)
    add(near, precision=17)
    add(near * 100)
    add(np.ldexp(np.ones(30), random.integers(-12, 13, 30)).astype(kind), precision=17)

with open("arrays.jsonl", "w", encoding="utf-8") as out:
    for line in LINES:
        print(json.dumps(line), file=out)
