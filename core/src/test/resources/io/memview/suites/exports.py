"""What _testbuffer.ndarray(items, ...) makes lies in memory of the JVM that memview exports. A real
ndarray consumes it (ND_REDIRECT), so that every request of a consumer reaches memview; each object
is compared with the reference exporter, field by field."""
import struct

import _testbuffer as tb

import suite
from bridge import csv, j
from comparing import alike, counts, has_buffer, items_overlap, note, origin
from views import View

real_ndarray = tb.ndarray


class _NdarrayType(type):
    def __instancecheck__(cls, x):
        return isinstance(x, real_ndarray)

    def __call__(cls, *args, **kwargs):
        return make_ndarray(*args, **kwargs)


class Ndarray(metaclass=_NdarrayType):
    pass


#: Tests that call memoryview_from_buffer(), which wants the consumer of an ndarray.
NOT_REDIRECTED = {'test_memoryview_construction', 'test_ndarray_multidim', 'test_ndarray_index_getitem_single'}
SPECIAL = tb.ND_VAREXPORT | tb.ND_GETBUF_FAIL | tb.ND_GETBUF_UNDEFINED


def make_ndarray(*args, **kwargs):
    if args and type(args[0]) is View:
        exported = args[0].exported()
        origin[id(exported)] = id(args[0])
        args = (exported,) + args[1:]
    nd = real_ndarray(*args, **kwargs)
    names = ('obj', 'shape', 'strides', 'offset', 'format', 'flags', 'getbuf')
    given = dict(zip(names, args), **kwargs)
    items, flags = given['obj'], given.get('flags', 0)
    if suite.mode != 'export' or nd.obj is not None or not isinstance(items, (int, float, bytes, bool, tuple, list)) \
            or has_buffer(items):
        return nd
    if flags & SPECIAL:
        note('exporters that are told to fail or to change (ND_GETBUF_FAIL, ND_VAREXPORT)')
        return nd
    fmt = given.get('format', 'B')
    shape = tuple(given.get('shape') or ())
    if flags & tb.ND_PIL and shape[0] == 0:
        note('a table of no pointers')
        return nd
    n = len(items) if shape else 1
    plain = real_ndarray(items, shape=[n] if shape else [], format=fmt)
    size = nd.itemsize
    strides = tuple(given.get('strides') or ())
    if not strides:
        strides = suite.module.strides_from_shape(
            len(shape), shape, size, 'F' if flags & tb.ND_FORTRAN else 'C')
    writable = bool(flags & tb.ND_WRITABLE)
    if writable and items_overlap(nd):
        note('memory whose items overlap is read-only')
        writable = False
        wanted_readonly = True
    else:
        wanted_readonly = not writable
    counts['objects'] += 1
    exported = j('alloc', fmt, size, plain.tobytes().hex(), csv(shape), csv(strides),
                 given.get('offset', 0), int(not writable), int(bool(flags & tb.ND_PIL)))
    made = real_ndarray(exported, getbuf=tb.PyBUF_FULL if writable else tb.PyBUF_FULL_RO,
                        flags=tb.ND_REDIRECT if suite.running not in NOT_REDIRECTED else 0)
    origin[id(exported)] = id(made)
    same(made, nd, wanted_readonly, fmt)
    if not wanted_readonly == (not flags & tb.ND_WRITABLE):
        return nd
    return made


def same(got, wanted, readonly, fmt):
    """Every field of what memview exported is that of the reference exporter."""
    counts['checks'] += 1
    try:
        struct.calcsize(got.format)
    except struct.error as e:
        raise AssertionError('memview exports format %r as %r, which struct cannot read' % (fmt, got.format)) from None
    for name in ('itemsize', 'nbytes', 'ndim', 'shape', 'suboffsets',
                 'c_contiguous', 'f_contiguous', 'contiguous'):
        if name == 'suboffsets' and 0 in wanted.shape:
            continue  # there is nothing behind the pointers
        if getattr(got, name) != getattr(wanted, name):
            raise AssertionError('memview exports %s %r, the reference exporter %r (%r %r %r)' % (
                name, getattr(got, name), getattr(wanted, name), fmt, wanted.shape, wanted.strides))
    strides = wanted.strides
    if wanted.suboffsets and strides[0] < 0:
        note('the table of pointers runs forwards')  # DESIGN: "Tables of pointers are made anew"
        strides = (-strides[0],) + strides[1:]
    if got.strides != strides:
        raise AssertionError('memview exports strides %r, the reference exporter %r (%r %r)' % (
            got.strides, wanted.strides, fmt, wanted.shape))
    if got.readonly != readonly:
        raise AssertionError('memview exports readonly=%r (%r %r %r)' % (
            got.readonly, fmt, wanted.shape, wanted.strides))
    if 0 not in wanted.shape and not alike(got.tolist(), wanted.tolist()) or got.tobytes() != wanted.tobytes():
        raise AssertionError('memview exports %r, the reference exporter %r (%r)' % (
            got.tolist(), wanted.tolist(), fmt))
