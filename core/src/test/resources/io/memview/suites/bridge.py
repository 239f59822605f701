"""The JVM as the process's Python sees it: commands of SuiteProgram.java, and what is made of them."""
import ctypes
from decimal import Decimal

import __main__

SEP = '\x01'
_raw = ctypes.PYFUNCTYPE(ctypes.c_longlong, ctypes.c_longlong)(__main__.memview_address)
_calls, _answers, _errors = __main__.memview_calls, __main__.memview_answers, __main__.memview_errors
calls = 0

#: What memview documents to throw. Anything else is a fault wherever it comes up.
DOCUMENTED = {
    'BufferException.Refused', 'BufferException.Exported', 'BufferException.Released',
    'BufferException.ReadOnly', 'BufferException.Storage', 'IndexOutOfBoundsException',
    'IndexException', 'ValueException', 'FormatException', 'IllegalArgumentException',
    'UnsupportedOperationException', 'PythonException', 'IOException', 'NoSuchFileException',
    'NpyFormatException', 'FileAlreadyExistsException', 'IllegalStateException',
}
crashes = []


class JavaError(Exception):
    def __init__(self, name, message, where):
        super().__init__('%s: %s [%s]' % (name, message, where))
        self.name, self.message, self.where = name, message, where


def j(command, *fields, obj=None):
    global calls
    calls += 1
    _calls.append((SEP.join([command, *map(str, fields)]), obj))
    try:
        failed = _raw(0) < 0
    finally:
        _calls.pop()
    if failed:
        error = JavaError(*_errors.pop())
        if error.name not in DOCUMENTED:
            crashes.append('%s %s: %s' % (command, fields, error))
        raise error
    return _answers.pop()


_NAMES = {
    'nan': float('nan'), 'inf': float('inf'), 'D': Decimal, 'H': bytes.fromhex, 'complex': complex,
    'S': lambda h: bytes.fromhex(h).decode(), 'True': True, 'False': False, '__builtins__': {}}


def value(text):
    return eval(text, _NAMES)


def csv(values):
    return ','.join(str(int(v)) for v in values)


def encode(v):
    if isinstance(v, bool):
        return 't%s;' % str(v).lower()
    if isinstance(v, int):
        return 'i%d;' % v
    if isinstance(v, float):
        if v != v:
            return 'fNaN;'
        if v in (float('inf'), float('-inf')):
            return 'f%sInfinity;' % ('-' if v < 0 else '')
        return 'f%s;' % v.hex()
    if isinstance(v, (bytes, bytearray)):
        return 'b%s;' % bytes(v).hex()
    if isinstance(v, str):
        return 's%s;' % v.encode().hex()
    if isinstance(v, complex):
        return 'z%r,%r;' % (v.real, v.imag)
    if isinstance(v, (tuple, list)):
        return '(%s)' % ''.join(map(encode, v))
    raise TypeError('no value of Java: %r' % (v,))


class Described:
    def __init__(self, text):
        p = text.split(SEP)
        ints = lambda s: tuple(map(int, s.split(','))) if s else ()
        self.format, self.itemsize, self.readonly = p[0], int(p[1]), p[2] == '1'
        self.ndim, self.shape, self.strides, self.suboffsets = int(p[3]), ints(p[4]), ints(p[5]), ints(p[6])
        self.nbytes = int(p[7])
        self.c_contiguous, self.f_contiguous, self.contiguous = p[8] == '1', p[9] == '1', p[10] == '1'
        self.itemcount, self.formatsize, self.released = int(p[11]), int(p[12]), p[13] == '1'


def describe(h):
    return Described(j('describe', h))


def slice_text(key):
    part = lambda v: '' if v is None else str(v)
    def one(k):
        if k is Ellipsis:
            return '...'
        if k is None:
            return 'None'
        if isinstance(k, slice):
            text = part(k.start) + ':' + part(k.stop)
            return text if k.step is None else text + ':' + part(k.step)
        return str(int(k))
    return ', '.join(map(one, key if isinstance(key, tuple) else (key,)))


def is_exported(x):
    """Whether it is what memview's Python.export makes."""
    return type(x).__name__ == 'Exporter' and type(x).__module__ == 'memview'


FULL_RO, FULL = 0x11c, 0x11d
