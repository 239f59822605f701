"""What is held against what: every field of a memoryview, values, formats; and the notes of what is
allowed to differ, each of which is a row of the table of departures in DESIGN.md."""
import ctypes
import itertools
import math
import random
import struct

from bridge import FULL_RO, is_exported

real_memoryview = memoryview
counts = {'checks': 0, 'objects': 0, 'notes': {}}


def note(what):
    counts['notes'][what] = counts['notes'].get(what, 0) + 1


def has_buffer(x):
    try:
        real_memoryview(x).release()
        return True
    except (BufferError, ValueError):
        return True
    except TypeError:
        return False


# ---- who an exported object stands for: numbers only, so that nothing is kept alive

origin = {}


def stands_for(a, b):
    """Whether a is an object that memview exported for b, which the suite made."""
    if is_exported(a) and is_exported(b) and id(a) in origin and origin[id(a)] == origin.get(id(b)):
        return True
    return is_exported(a) and (a is b or origin.get(id(a)) == id(b))


# ---- values

def flat(v):
    """A record as struct has it: its values in one row, a single one by itself."""
    if isinstance(v, tuple):
        out = []
        def walk(t):
            for x in t:
                walk(x) if isinstance(x, tuple) else out.append(x)
        walk(v)
        return out[0] if len(out) == 1 else tuple(out)
    return v


def alike(a, b):
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    a, b = flat(a), flat(b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if type(a) is not type(b):
        return False
    return a == b or (a != a and b != b)


def any_nan(v):
    if isinstance(v, (list, tuple)):
        return any(map(any_nan, v))
    return v != v


# ---- fields

FIELDS = ('itemsize', 'nbytes', 'ndim', 'shape', 'strides', 'suboffsets', 'readonly',
          'c_contiguous', 'f_contiguous', 'contiguous')


def allowed(name, got, wanted):
    """Whether a field may differ, and why."""
    if name == 'readonly' and items_overlap(wanted):
        note('memory whose items overlap is read-only')
    elif name in ('contiguous', 'c_contiguous', 'f_contiguous') and empty_step(wanted):
        note('an empty dimension with a step is contiguous')
    elif name in ('strides', 'suboffsets') and wanted.suboffsets and tables(wanted, got):
        note('the table of pointers is made anew')
    else:
        return False
    return True


def fields(got, wanted, what):
    """Every field of a memoryview is that of the other one."""
    counts['checks'] += 1
    for name in ('format', *FIELDS):
        a, b = getattr(got, name), getattr(wanted, name)
        if a == b or allowed(name, got, wanted):
            continue
        if name == 'format' and same_format(a, b, wanted.itemsize):
            note('a format is written otherwise, with the same meaning')
            continue
        raise AssertionError('%s has %s %r, and should have %r: format %r shape %r strides %r suboffsets %r' % (
            what, name, a, b, wanted.format, wanted.shape, wanted.strides, wanted.suboffsets))
    if got.tobytes() != wanted.tobytes():
        raise AssertionError('%s has bytes %r, and should have %r' % (what, got.tobytes(), wanted.tobytes()))


class PyBuffer(ctypes.Structure):
    _fields_ = [('buf', ctypes.c_void_p), ('obj', ctypes.py_object), ('len', ctypes.c_ssize_t),
                ('itemsize', ctypes.c_ssize_t), ('readonly', ctypes.c_int), ('ndim', ctypes.c_int),
                ('format', ctypes.c_char_p), ('shape', ctypes.c_void_p), ('strides', ctypes.c_void_p),
                ('suboffsets', ctypes.c_void_p), ('internal', ctypes.c_void_p)]


def base_of(m):
    """The address that strides and pointers start at."""
    buffer = PyBuffer()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(m), ctypes.byref(buffer), FULL_RO)
    try:
        return buffer.buf
    finally:
        ctypes.pythonapi.PyBuffer_Release(ctypes.byref(buffer))


def items_overlap(m):
    """Whether two items have a byte in common."""
    if 0 in m.shape or not m.shape:
        return False
    if any(s == 0 and n > 1 for s, n in zip(m.strides, m.shape)):
        return True
    if math.prod(m.shape) > 100000:
        return False
    base = base_of(m) if m.suboffsets else 0

    def place(index):
        at = base
        for d, i in enumerate(index):
            at += i * m.strides[d]
            if m.suboffsets and m.suboffsets[d] >= 0:
                at = ctypes.c_void_p.from_address(at).value + m.suboffsets[d]
        return at

    places = sorted(map(place, itertools.product(*map(range, m.shape))))
    return any(b - a < m.itemsize for a, b in zip(places, places[1:]))


def empty_step(m):
    return m.ndim == 1 and m.shape[0] == 0


def tables(wanted, got):
    """Pointers in the same dimensions, and the strides behind the last of them as they were."""
    where = lambda m: [d for d, s in enumerate(m.suboffsets) if s >= 0]
    if not where(wanted):
        return False
    last = where(wanted)[-1]
    return where(wanted) == where(got) and got.strides[last + 1:] == wanted.strides[last + 1:] \
        and got.shape == wanted.shape


def struct_reads(text):
    try:
        struct.calcsize(text)
        return True
    except struct.error:
        return False


def same_format(a, b, size):
    """Two format strings that struct reads alike."""
    try:
        if struct.calcsize(a) != struct.calcsize(b) and size not in (struct.calcsize(a), struct.calcsize(b)):
            return False
        rng = random.Random(7)
        for _ in range(3):
            raw = bytes(rng.randrange(256) for _ in range(size))
            x, y = struct.unpack_from(a, raw), struct.unpack_from(b, raw)
            if not alike(x, y):
                return False
        return True
    except struct.error:
        # struct knows no T{}; memview's own reading decides, checked by the values elsewhere.
        return 'T{' in a or 'T{' in b
