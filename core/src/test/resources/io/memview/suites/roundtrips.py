"""memoryview(x) is memoryview of what memview exports of what it imported from x, in place."""
import suite
from bridge import FULL_RO, JavaError, is_exported, j
from comparing import counts, fields, origin, real_memoryview


class _RoundtripType(type):
    def __instancecheck__(cls, x):
        return isinstance(x, real_memoryview)

    def __call__(cls, *args, **kwargs):
        if len(args) == 1 and not kwargs:
            return roundtrip(args[0])
        if list(kwargs) == ['object'] and not args:
            return roundtrip(kwargs['object'])
        return real_memoryview(*args, **kwargs)

    def __getattr__(cls, name):
        return getattr(real_memoryview, name)


class Roundtrip(metaclass=_RoundtripType):
    pass


def has_python_buffer(x):
    """An object of a class whose __buffer__ is written in Python, and may count how often it is asked."""
    return any('__buffer__' in vars(c) for c in type(x).__mro__ if c.__flags__ & 1 << 9 and c.__module__ == suite.module.__name__)


def roundtrip(x):
    if has_python_buffer(x):
        try:
            h = j('import', FULL_RO, obj=x)
        except JavaError:
            return real_memoryview(x)  # which refuses, too, in its own words
        try:
            return real_memoryview(j('export', h))
        finally:
            j('close', h)
    m = real_memoryview(x)  # what it raises, memview is not asked
    counts['objects'] += 1
    try:
        h = j('import', FULL_RO, obj=x)
    except JavaError as e:
        raise AssertionError('memview cannot import what memoryview takes: %s' % e) from None
    try:
        exported = j('export', h)
        again = real_memoryview(exported)
    finally:
        j('close', h)
    owner = m.obj
    origin[id(exported)] = origin.get(id(owner), id(owner)) if is_exported(owner) else id(owner)
    fields(again, m, 'a memoryview of what memview exports')
    m.release()
    return again
