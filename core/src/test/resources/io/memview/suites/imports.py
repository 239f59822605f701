"""Whatever Python says of an exporter, memview says of it, too: layout, values, bytes in three orders,
contiguity, equality, slices; and what it exports again is the same once more."""
import random
import struct

import _testbuffer as tb

from bridge import FULL_RO, JavaError, describe, j, slice_text, value
from comparing import (
    FIELDS, alike, allowed, any_nan, counts, empty_step, fields, has_buffer, note, real_memoryview, struct_reads)

real_ndarray = tb.ndarray


def expected_list(result):
    nd = real_ndarray(result, getbuf=tb.PyBUF_FULL_RO)
    return nd.tolist()


ORDERS = (('C', 'C'), ('F', 'F'), ('A', 'ANY'))


def check_import(result, original_verify=None, testcase=None, expectation=None):
    """Everything that Python says of an exporter, memview says of it, too."""
    try:
        m = real_memoryview(result)
    except BufferError:
        counts['checks'] += 1
        try:
            h = j('import', FULL_RO, obj=result)
        except JavaError as e:
            if e.name != 'BufferException.Refused':
                raise AssertionError('memview refuses with %s' % e)
            return
        j('close', h)
        raise AssertionError('memview imports what memoryview refuses: %r' % result)
    counts['checks'] += 1
    counts['objects'] += 1
    where = 'format %r shape %r strides %r suboffsets %r' % (m.format, m.shape, m.strides, m.suboffsets)

    def fail(what, got, wanted):
        raise AssertionError('imported: %s is %r, should be %r: %s' % (what, got, wanted, where))

    h = j('import', FULL_RO, obj=result)
    try:
        d = describe(h)
        for name in FIELDS:
            got, wanted = getattr(d, name), getattr(m, name)
            if got == wanted:
                continue
            if not allowed(name, d, m):
                fail(name, got, wanted)
        if d.formatsize != m.itemsize:
            fail('format size of %r' % d.format, d.formatsize, m.itemsize)
        if isinstance(result, real_ndarray) and result.format == '' and m.itemsize != 1:
            # nobody says what the items are: 'B' of 8 bytes to CPython, opaque bytes to memview
            note('items of a size, and without a format, are bytes')
            for order, name in ORDERS:
                if j('bytes', h, name) != m.tobytes(order=order).hex():
                    fail('toBytes(%s)' % name, j('bytes', h, name), m.tobytes(order=order).hex())
            return
        wanted = expected_list(result)
        got = value(j('list', h))
        if not alike(got, wanted):
            fail('toList', got, wanted)
        for order, name in ORDERS:
            if j('bytes', h, name) != m.tobytes(order=order).hex():
                fail('toBytes(%s)' % name, j('bytes', h, name), m.tobytes(order=order).hex())
            if j('iscontiguous', h, name) != tb.is_contiguous(result, order) and not empty_step(m):
                fail('isContiguous(%s)' % name, j('iscontiguous', h, name), tb.is_contiguous(result, order))
            c = j('contiguous', h, name, FULL_RO)
            try:
                if not j('iscontiguous', c, name):
                    fail('acquireContiguous(%s)' % name, 'not contiguous', 'contiguous')
                if j('bytes', c, 'C') != m.tobytes().hex():
                    fail('acquireContiguous(%s)' % name, j('bytes', c, 'C'), m.tobytes().hex())
                if not describe(c).readonly and not (m.contiguous and not m.readonly):
                    fail('acquireContiguous(%s).isReadOnly' % name, False, True)
                reference = tb.get_contiguous(result, tb.PyBUF_READ, order)
                if reference.contiguous and m.ndim <= 64:
                    # of the copy or the memory itself: bytes as they lie
                    lying = j('bytes', c, name)
                    if lying != reference.tobytes(order=order).hex():
                        fail('acquireContiguous(%s) in memory' % name, lying, reference.tobytes(order=order).hex())
            finally:
                j('close', c)
        if j('hex', h) != m.hex():
            fail('toHex', j('hex', h), m.hex())
        nan = any_nan(wanted)
        if j('equalobject', h, obj=result) == nan:
            fail('contentEquals(itself)', nan, not nan)
        if m.ndim and m.ndim < 6:
            check_slices(result, h, m, fail)
        # and back to Python
        exported = j('export', h)
        again = real_memoryview(exported)
        fields(again, m, 'what memview re-exports')
        for order, name in ORDERS:
            if again.tobytes(order=order) != m.tobytes(order=order):
                fail('re-exported tobytes(%s)' % order, again.tobytes(order=order), m.tobytes(order=order))
        if not alike(expected_list(again), wanted):
            fail('re-exported tolist', expected_list(again), wanted)
        if not nan and again.format == m.format and (again != m or m != again):
            try:
                struct.calcsize(m.format)
                fail('re-exported == original', False, True)
            except struct.error:
                pass
        if original_verify is not None and expectation['fmt'] and again.format == m.format and again.readonly == m.readonly:
            e = expectation
            obj = e['obj']
            strides = e['strides']
            if again.strides != m.strides:
                strides = again.strides
                if m.suboffsets and strides[:1] == (8,) and e['strides'] and e['strides'][0] < 0:
                    strides = (8,) + tuple(e['strides'][1:])
            if again.strides == m.strides or again.suboffsets:
                new = dict(e, obj=exported, strides=strides)
                if again.suboffsets == m.suboffsets or e['sliced']:
                    original_verify(testcase, again, **new)
                    if e['fmt']:
                        original_verify(testcase, real_ndarray(exported, getbuf=tb.PyBUF_FULL_RO), **new)
        again.release()
    finally:
        j('close', h)




def check_slices(result, h, m, fail):
    nd = real_ndarray(result, getbuf=tb.PyBUF_FULL_RO)
    rng = random.Random(m.nbytes * 31 + m.ndim)
    for _ in range(3):
        key = []
        for n in m.shape:
            step = rng.choice((1, 1, 2, 3, -1, -1, -2, -3))
            bound = lambda: rng.choice((None, rng.randrange(-n - 1, n + 2)))
            key.append(slice(bound(), bound(), step))
        key = tuple(key)
        sliced = nd[key if len(key) > 1 else key[0]]
        s = j('slice', h, slice_text(key))
        try:
            d = describe(s)
            if d.shape != sliced.shape:
                fail('shape of [%s]' % slice_text(key), d.shape, sliced.shape)
            if not sliced.suboffsets and 0 not in sliced.shape and d.strides != sliced.strides:
                fail('strides of [%s]' % slice_text(key), d.strides, sliced.strides)
            got, wanted = value(j('list', s)), sliced.tolist()
            if not alike(got, wanted):
                fail('[%s]' % slice_text(key), got, wanted)
            if j('bytes', s, 'C') != sliced.tobytes().hex():
                fail('bytes of [%s]' % slice_text(key), j('bytes', s, 'C'), sliced.tobytes().hex())
            if not any_nan(wanted) and not j('equalobject', s, obj=sliced):
                fail('[%s] equals that of the reference' % slice_text(key), False, True)
            exported = j('export', s)
            again = real_ndarray(exported, getbuf=tb.PyBUF_FULL_RO)
            if not struct_reads(again.format):
                fail('re-exported format', again.format, m.format)
            elif not alike(again.tolist(), wanted) or again.shape != sliced.shape:
                fail('re-exported [%s]' % slice_text(key), again.tolist(), wanted)
        finally:
            j('drop', s)


def check_equal(a, b, equal):
    """A comparison of the suite, asked of memview."""
    if not (has_buffer(a) and has_buffer(b)):
        return
    try:
        real_memoryview(a).release(), real_memoryview(b).release()
    except (BufferError, ValueError):
        return
    h = j('import', FULL_RO, obj=a)
    try:
        counts['checks'] += 1
        got = j('equalobject', h, obj=b)
    finally:
        j('close', h)
    if got != equal:
        fa, fb = real_memoryview(a).format, real_memoryview(b).format
        for f in (fa, fb):
            if 'T{' in f or f in ('u', 'w', '<u', '<w'):
                note('records and text are compared by value')
                return
        raise AssertionError('memview says that %r and %r (formats %r, %r) are %s' % (
            a, b, fa, fb, 'equal' if got else 'different'))
