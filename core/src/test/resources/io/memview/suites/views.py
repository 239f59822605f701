"""memoryview, as memview's View has it: a class that asks a View for everything. What memoryview has
not implemented is compared with _testbuffer.ndarray before the same exception is raised."""
import operator
import re
import struct
import sys

import _testbuffer as tb

from bridge import FULL_RO, Described, JavaError, csv, describe, encode, j, slice_text, value
from comparing import alike, counts, has_buffer, note, origin, real_memoryview
from imports import expected_list

real_ndarray = tb.ndarray


class CastRefused(TypeError, ValueError):
    """memview's one refusal where CPython distinguishes two."""


def translated(e, as_type=None):
    if e.name == 'BufferException.Released':
        return ValueError('operation forbidden on released memoryview object: ' + e.message)
    if e.name == 'BufferException.ReadOnly':
        return TypeError('cannot modify read-only memory: ' + e.message)
    if e.name == 'BufferException.Refused':
        return (as_type or BufferError)(e.message)
    if e.name == 'IndexOutOfBoundsException':
        where = re.search(r'dimension (\d+)', e.message)
        return IndexError('index out of bounds on dimension %d' % (int(where[1]) + 1)
                          if where else e.message)
    return (as_type or ValueError)(e.message)


class _ViewType(type):
    def __instancecheck__(cls, x):
        return type(x) is cls or isinstance(x, real_memoryview)


class View(metaclass=_ViewType):
    """memoryview, as memview's View has it. Every view has a lease of its own."""

    def __new__(cls, object):
        self = super().__new__(cls)
        self._h = None
        if type(object) is View:
            self._h = object._call('again', FULL_RO)
            self._obj = object._obj
        else:
            m = real_memoryview(object)
            self._obj = m.obj
            m.release()
            self._h = j('import', FULL_RO, obj=object)
        self._released = False
        counts['objects'] += 1
        return self

    @classmethod
    def _derived(cls, parent, handle):
        """Takes a derived view over, with a lease of its own."""
        self = object.__new__(cls)
        try:
            self._h = j('again', handle, FULL_RO)
        finally:
            j('drop', handle)
        self._obj = parent._obj
        self._released = False
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'memoryview' is not an acceptable base type")

    def _call(self, command, *fields, as_type=None, **kwargs):
        counts['checks'] += 1
        try:
            return j(command, self._h, *fields, **kwargs)
        except JavaError as e:
            raise translated(e, as_type) from None

    def __del__(self):
        if getattr(self, '_h', None) is not None:
            j('close', self._h)
            self._h = None

    # -- what it is
    @property
    def _d(self):
        known = self.__dict__.get('_known')  # what is not released does not change
        if known is not None and not self._released:
            return known
        d = self._known = Described(self._call('describe'))
        if d.released:  # memview describes a released view all the same
            raise ValueError('operation forbidden on released memoryview object')
        return d

    nbytes = property(lambda self: self._d.nbytes)
    itemsize = property(lambda self: self._d.itemsize)
    readonly = property(lambda self: self._d.readonly)
    ndim = property(lambda self: self._d.ndim)
    shape = property(lambda self: self._d.shape)
    strides = property(lambda self: self._d.strides)
    suboffsets = property(lambda self: self._d.suboffsets)
    c_contiguous = property(lambda self: self._d.c_contiguous)
    f_contiguous = property(lambda self: self._d.f_contiguous)
    contiguous = property(lambda self: self._d.contiguous)

    @property
    def obj(self):
        self._d
        return self._obj

    @property
    def format(self):
        self._d
        return self._text()

    def _text(self):
        """The format as memview tells Python."""
        if '_format' not in self.__dict__ and len(self._d.format) == 1:
            self._format = self._d.format
        if '_format' not in self.__dict__:
            m = real_memoryview(self.exported())
            self._format = m.format
            m.release()
        return self.__dict__.get('_cast') or self._format

    def exported(self):
        return self._call('export', as_type=BufferError)

    def __buffer__(self, flags):
        self._d
        return real_memoryview._from_flags(self.exported(), flags) \
            if hasattr(real_memoryview, '_from_flags') else real_memoryview(self.exported())

    def __bytes__(self):
        return self.tobytes()

    # -- life
    def release(self):
        if not self._released:
            self._released = True
            j('release', self._h)

    def __enter__(self):
        self._d
        return self

    def __exit__(self, *_):
        self.release()

    def __repr__(self):
        return '<released memory of memview>' if self._released else '<memory of memview>'

    # -- items
    def __len__(self):
        d = self._d
        if d.ndim == 0:
            if sys.version_info >= (3, 12):
                raise TypeError('0-dim memory has no length')
            return 1
        return d.shape[0]

    def _key(self, key, d):
        """('item', index), ('view', text) or ('whole', None), and errors as memoryview has them."""
        if d.ndim == 0:
            if key == () and isinstance(key, tuple):
                return 'item', ()
            if key is Ellipsis:
                return 'whole', None
            raise TypeError('invalid indexing of 0-dim memory')
        if isinstance(key, tuple):
            for k in key:
                if not isinstance(k, slice) and not hasattr(type(k), '__index__'):
                    raise TypeError('memoryview: invalid slice key')
            if not any(isinstance(k, slice) for k in key):
                if len(key) > d.ndim:
                    raise TypeError('cannot index %d-dimension view with %d-element tuple' % (d.ndim, len(key)))
                index = tuple(self._long(k) for k in key)
                if len(key) == d.ndim:
                    return 'item', index
                return 'many', ', '.join(map(str, index)) or '...'
            if all(isinstance(k, slice) for k in key):
                return 'many', slice_text(key)
            raise TypeError('memoryview: invalid slice key')
        if isinstance(key, slice):
            part = lambda v: None if v is None else operator.index(v)
            text = slice_text(slice(part(key.start), part(key.stop), part(key.step)))
            if part(key.step) == 0:
                # memview refuses in its own words
                try:
                    j('slice', self._h, text)
                    raise AssertionError('memview takes a step of 0')
                except JavaError as e:
                    raise ValueError(e.message) from None
            return 'slice', text
        if not hasattr(type(key), '__index__'):
            raise TypeError('memoryview: invalid slice key')
        if d.ndim > 1:
            return 'many', str(self._long(key))
        return 'item', (self._long(key),)

    @staticmethod
    def _long(k):
        k = operator.index(k)
        if not -2**63 <= k < 2**63:
            raise IndexError('cannot fit a long')
        return k

    def _native(self):
        return is_native(self._text())

    def _same_as_reference(self, text):
        """A view that memoryview has not implemented: checked against _testbuffer.ndarray."""
        try:
            h = self._call('slice', text)
        except IndexError:
            note('more indices than dimensions are refused')
            return
        try:
            got = value(j('list', h))
        finally:
            j('drop', h)
        key = eval('lambda s: s[%s]' % text)
        class S:
            def __getitem__(self, k): return k
        nd = real_ndarray(self.exported(), getbuf=tb.PyBUF_FULL_RO)
        if text == '...':
            wanted = nd.tolist()
        else:
            wanted = nd[key(S())]
            wanted = wanted.tolist() if isinstance(wanted, real_ndarray) else wanted
        if not alike(got, wanted):
            raise AssertionError('memview: [%s] is %r, should be %r' % (text, got, wanted))
        note('what memoryview has not implemented is the reference\'s in memview')

    def __getitem__(self, key):
        d = self._d
        kind, where = self._key(key, d)
        if kind == 'whole':
            return View._derived(self, self._call('slice', '...'))
        if kind == 'item':
            got = value(self._call('at', csv(where)))
            if not self._native():
                note('what memoryview has not implemented is the reference\'s in memview')
                raise NotImplementedError('memoryview: format not supported')
            return got
        if kind == 'slice' and d.ndim == 1:
            made = View._derived(self, self._call('slice', where))
            if '_cast' in self.__dict__:
                made._cast = self._cast
            return made
        if kind == 'slice':
            made = View._derived(self, self._call('slice', where))
            if '_cast' in self.__dict__:
                made._cast = self._cast
            return made
        try:
            self._same_as_reference(where)
        except ValueError as e:
            if 'step' not in str(e):
                raise
        raise NotImplementedError('multi-dimensional sub-views are not implemented')

    def __setitem__(self, key, v):
        d = self._d
        if not self._native():
            raise NotImplementedError('memoryview: format not supported')
        if d.readonly:
            try:
                j('set', self._h, csv([0] * d.ndim), encode(0))
            except JavaError as e:
                raise translated(e) from None
            raise AssertionError('memview writes read-only memory')
        kind, where = self._key(key, d)
        if kind == 'whole':
            where, kind = (), 'item'
        if kind == 'item':
            if not self._native():
                raise NotImplementedError('memoryview: format not supported')
            # memview says itself which index is out of bounds, before the value is looked at
            self._call('at', csv(where))
            code = self._text()[-1]
            if code == '?':
                v = bool(v)
            elif code == 'c':
                if not isinstance(v, bytes):
                    raise TypeError("memoryview: invalid type for format 'c'")
            elif code in 'efd':
                try:
                    v = float(v) if not isinstance(v, (str, bytes, bytearray)) else operator.index(v)
                except OverflowError as e:
                    raise ValueError(e) from None
            else:
                v = int(operator.index(v))
                if code == 'P' and v < 0:
                    v += 2**64
            self._call('setat', csv(where), encode(v))
            return
        if kind == 'many':
            raise NotImplementedError('memoryview slice assignments are currently restricted to ndim = 1')
        if not type(v) is View and not has_buffer(v):
            raise TypeError('a bytes-like object is required')
        source = View(v)
        target = self._call('slice', where)
        try:
            t, s = describe(target), source._d
            if t.ndim != 1 or s.ndim != 1:
                raise NotImplementedError('memoryview slice assignments are currently restricted to ndim = 1')
            if not j('formatequal', target, source._h):
                note('assignment of another format, which memview may convert')
                raise ValueError('memoryview assignment: lvalue and rvalue have different structures')
            try:
                j('copy', target, source._h)
            except JavaError as e:
                raise translated(e) from None
        finally:
            j('drop', target)
            source.release()

    def __delitem__(self, key):
        raise TypeError('cannot delete memory')

    def __iter__(self):
        d = self._d
        if d.ndim == 0:
            raise TypeError('invalid indexing of 0-dim memory')
        if d.ndim > 1:
            raise NotImplementedError('multi-dimensional sub-views are not implemented')
        if not self._native():
            raise NotImplementedError('memoryview: format not supported')
        return iter(value(self._call('items')))

    def __contains__(self, v):
        return any(v is x or v == x for x in self)

    def __reversed__(self):
        return iter(self[::-1])

    # -- all items
    def tolist(self):
        got = value(self._call('list'))
        if not self._native():
            try:
                wanted = expected_list(self.exported())
            except struct.error:
                wanted = got  # struct knows the format as little as memoryview does
            if not alike(got, wanted):
                raise AssertionError('memview: toList is %r, should be %r' % (got, wanted))
            note('what memoryview has not implemented is the reference\'s in memview')
            raise NotImplementedError('memoryview: unsupported format')
        return got

    def tobytes(self, order='C'):
        return bytes.fromhex(self._call('bytes', {None: 'C', 'C': 'C', 'F': 'F', 'A': 'ANY'}[order]))

    def hex(self, *args):
        return self._call('hex', *args)

    def toreadonly(self):
        made = View._derived(self, self._call('readonly'))
        if '_cast' in self.__dict__:
            made._cast = self._cast
        return made

    def cast(self, format, shape=None):
        if not isinstance(format, str):
            raise TypeError('cast() argument 1 must be str')
        d = self._d
        if shape is None:
            h = self._call('cast', format, as_type=CastRefused)
        else:
            if not isinstance(shape, (list, tuple)):
                raise TypeError('shape must be a list or a tuple')
            for n in shape:
                if not isinstance(n, int):
                    raise TypeError('memoryview.cast(): elements of shape must be integers')
                if not -2**63 <= n < 2**63:
                    raise OverflowError('no long')
            if len(shape) == 0:
                flat = self._call('cast', format, as_type=CastRefused)
                try:
                    h = j('reshape', flat, '')
                except JavaError as e:
                    raise translated(e, CastRefused) from None
                finally:
                    j('drop', flat)
            else:
                h = self._call('cast', format, csv(shape), as_type=CastRefused)
        made = View._derived(self, h)
        made._cast = None
        if format != made._text() and format.startswith('@') and format[1:] == made._text():
            made._cast = format  # '@i' is 'i'
        return made

    def __eq__(self, other):
        if type(other) is View:
            if self._released or other._released:
                return self is other
            return self._equal(self._call('equal', other._h), other)
        if self._released:
            return False if has_buffer(other) else NotImplemented
        try:
            real_memoryview(other).release()
        except (TypeError, BufferError, ValueError):
            return NotImplemented
        return self._equal(self._call('equalobject', obj=other), other)

    def _equal(self, got, other):
        other_format = other._text() if type(other) is View else real_memoryview(other).format
        for f in (self._text(), other_format):
            if 'T{' in f or f in ('u', 'w', '<u', '<w'):
                note('records and text are compared by value')
                return False
        return got

    def __lt__(self, other):
        return NotImplemented

    __le__ = __gt__ = __ge__ = __lt__
    __hash__ = None


def is_native(fmt):
    return (len(fmt) == 1 or (len(fmt) == 2 and fmt[0] == '@')) and fmt[-1] in '?cbBhHiIlLqQnNefdP'


def unwrap(x):
    return x.exported() if type(x) is View else x


def unwrapping(function):
    def call(*args, **kwargs):
        exported = [(a, unwrap(a)) for a in args]
        result = function(*(e for _, e in exported), **kwargs)
        for a, e in exported:
            if a is not e:
                origin[id(e)] = id(a._obj)
        return result
    return call
