"""Runs NumPy's own tests, of the installed NumPy, with memview between arrays and assertions.
Arguments: name, mode, report file, test files or node ids...

buffers    memoryview(x) is that of what memview re-exports; get_buffer_info asks memview, too
arrays     every array that is asserted anything of has gone to the JVM and come back as numpy.asarray
           of what memview exports
dlpack     arrays hand out the capsules of memview's __dlpack__
npy        what NumPy writes memview reads and writes the same bytes of; what NumPy reads memview reads
"""
import io
import json
import os
import re
import sys
import tempfile
import time
import types
import warnings

import bridge
from bridge import FULL_RO, JavaError, describe, j

NAME, MODE, REPORT = memview_args[:3]
TARGETS = memview_args[3:]

import numpy as np
import pytest
from numpy._core._internal import _dtype_from_pep3118

from comparing import FIELDS, allowed, counts, items_overlap, note, real_memoryview
from departures import not_applicable


class MemviewFault(AssertionError):
    pass


def exportable(x):
    try:
        m = real_memoryview(x)
    except (ValueError, BufferError, TypeError, NotImplementedError, RuntimeError):
        return None
    return m


def reexport(x):
    """What memview exports of what it imported: the same memory."""
    try:
        h = j('import', FULL_RO, obj=x)
    except JavaError as e:
        raise MemviewFault('memview cannot import what memoryview takes: %s (%r)' % (e, real_memoryview(x).format))
    return h, j('export', h)


def has_objects(m):
    """Items that refer to Python's objects; memview refuses to export them again, as documented."""
    return 'O' in re.sub(r':[^:]*:', '', m.format)


def roundtrip_view(x):
    """memoryview(x), by way of memview."""
    m = real_memoryview(x)
    if has_objects(m):
        note('items of Python objects are not exported')
        return m
    h, exported = reexport(x)
    try:
        again = real_memoryview(exported)
    finally:
        j('close', h)
    compare(again, m)
    return again


def dtype_of(m):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            return np.asarray(m).dtype
    except (ValueError, BufferError, NotImplementedError, TypeError, RuntimeError) as e:
        return 'refused by NumPy: ' + type(e).__name__


def compare(again, m):
    counts['checks'] += 1
    for name in (*FIELDS, 'format'):
        a, b = getattr(again, name), getattr(m, name)
        if a == b or allowed(name, again, m):
            continue
        if name == 'format':
            da, db = dtype_of(again), dtype_of(m)
            if da == db:
                note('a format is written otherwise, with the same dtype to NumPy')
                continue
            if isinstance(db, str):
                note('formats that NumPy writes and cannot read')
                continue
            raise MemviewFault('format %r for %r: dtype %r, should be %r' % (a, b, da, db))
        raise MemviewFault('%s is %r, should be %r: format %r shape %r strides %r' % (
            name, a, b, m.format, m.shape, m.strides))


class _RoundtripType(type):
    def __instancecheck__(cls, x):
        return isinstance(x, real_memoryview)

    def __call__(cls, *args, **kwargs):
        if len(args) == 1 and not kwargs:
            return roundtrip_view(args[0])
        return real_memoryview(*args, **kwargs)


class Roundtrip(metaclass=_RoundtripType):
    pass


# ======================================================================== arrays

def through(a):
    """The array, by way of memview; itself if it has no buffer."""
    m = exportable(a)
    if m is None:
        note('arrays that have no buffer (objects, dates, user types)')
        return a
    if has_objects(m):
        note('items of Python objects are not exported')
        return a
    try:
        reference = np.asarray(m)
    except Exception:
        note('arrays whose buffer NumPy cannot read back')
        return a
    key = repr((m.format, str(a.dtype), m.shape, m.strides, m.readonly))
    seen[key] = seen.get(key, 0) + 1
    if seen[key] > 10:  # for time
        return a
    counts['objects'] += 1
    h, exported = reexport(a)
    written = real_memoryview(exported).format
    try:
        d = describe(h)
        if d.shape != a.shape or d.itemsize != a.itemsize or (not items_overlap(m) and d.readonly != m.readonly):
            raise MemviewFault('imported as %r %r %r, is %r %r readonly=%r' % (
                d.shape, d.itemsize, d.readonly, a.shape, a.itemsize, m.readonly))
        again = np.asarray(exported)
        if a.size <= 10000 and a.dtype.itemsize and a.ndim:
            try:
                copied = j('copyof', h)
            except JavaError as e:
                raise MemviewFault('memview cannot copy it: %s (format %r shape %r strides %r)' % (
                    e, m.format, m.shape, m.strides))
            copy = np.asarray(copied)
            counts['copies'] = counts.get('copies', 0) + 1
            if copy.dtype != reference.dtype or not alike(copy, reference) or not copy.flags.c_contiguous:
                raise MemviewFault('a copy in memory of the JVM is %r %r, should be %r %r (format %r)' % (
                    copy.dtype, copy[:3], reference.dtype, reference[:3], m.format))
    except Exception as e:
        if isinstance(e, MemviewFault):
            raise
        raise MemviewFault('NumPy cannot read what memview exports: %s: %s (format %r)' % (
            type(e).__name__, e, m.format))
    finally:
        j('close', h)
    counts['checks'] += 1
    if again.dtype != reference.dtype or again.shape != reference.shape or again.strides != reference.strides:
        raise MemviewFault('comes back as %r %r %r, should be %r %r %r (format %r, memview writes %r)' % (
            again.dtype, again.shape, again.strides, reference.dtype, reference.shape, reference.strides,
            m.format, written))
    if again.flags.writeable != reference.flags.writeable and not items_overlap(m):
        raise MemviewFault('comes back with writeable=%r' % again.flags.writeable)
    if a.size and again.__array_interface__['data'][0] != reference.__array_interface__['data'][0]:
        raise MemviewFault('comes back at another address: format %r shape %r strides %r' % (m.format, m.shape, m.strides))
    if reference.dtype != a.dtype or type(a) is not np.ndarray:
        note('arrays whose dtype or class a buffer does not keep; checked, and not put in their place')
        return a
    return again


def walk(x, depth=0):
    if isinstance(x, np.ndarray):
        return through(x)
    if depth < 2 and type(x) in (list, tuple) and len(x) < 50:
        return type(x)(walk(v, depth + 1) for v in x)
    if isinstance(x, np.generic) and exportable(x) is not None:
        through_scalar(x)
    return x


seen = {}


def through_scalar(x):
    m = real_memoryview(x)
    seen[m.format] = seen.get(m.format, 0) + 1
    if seen[m.format] > 50:
        return
    roundtrip_view(x)
    m.release()


def asserting(function):
    def call(*args, **kwargs):
        if function.__name__.startswith('assert_raises') or function.__name__.startswith('assert_warns'):
            return function(*args, **kwargs)
        return function(*[walk(a) for a in args], **kwargs)
    call.__name__ = function.__name__
    call.memview = True
    return call


# ======================================================================== dlpack

class Via(np.ndarray):
    """An array whose tensors are memview's."""

    def __dlpack__(self, **kwargs):
        if exportable(self) is None:
            return np.ndarray.__dlpack__(self, **kwargs)
        h, exported = reexport(self)
        try:
            return exported.__dlpack__(**kwargs)
        finally:
            j('close', h)

    def __dlpack_device__(self):
        h, exported = reexport(self)
        j('close', h)
        return exported.__dlpack_device__()


def via(x):
    return x.view(Via) if type(x) is np.ndarray else x


def from_dlpack(x, **kwargs):
    """By way of memview in both directions: its tensor is imported from x, and exported again."""
    counts['checks'] += 1
    x = via(x)
    direct = np.from_dlpack(x, **kwargs)
    h = None
    try:
        h = j('tensor', obj=x)
    except JavaError as e:
        raise BufferError(str(e)) if e.name == 'BufferException.Refused' else e
    exported = j('exporter', h)
    try:
        same_tensor(np.from_dlpack(exported, **kwargs), direct)
    finally:
        j('close', h, 'free')  # who owns the tensor gives it back
    return direct


def same_tensor(again, direct):
    if again.dtype != direct.dtype or again.shape != direct.shape \
            or again.flags.writeable != direct.flags.writeable or not np.array_equal(again, direct):
        raise MemviewFault('tensor comes back as %r %r writeable=%r, should be %r %r %r' % (
            again.dtype, again.shape, again.flags.writeable, direct.dtype, direct.shape, direct.flags.writeable))
    if again.strides != direct.strides and again.size > 1 and not all(
            s == t for s, t, n in zip(again.strides, direct.strides, again.shape) if n > 1):
        raise MemviewFault('tensor comes back with strides %r, should have %r' % (again.strides, direct.strides))


class Namespace:
    """numpy, but for some names."""

    def __init__(self, **names):
        self.__dict__.update(names)

    def __getattr__(self, name):
        return getattr(np, name)


# ======================================================================== npy

folder = tempfile.mkdtemp()
number = 0


def temporary(suffix='.npy'):
    global number
    number += 1
    return os.path.join(folder, 'f%d%s' % (number, suffix))


def has_dates(dtype):
    if dtype.subdtype:
        return has_dates(dtype.subdtype[0])
    if dtype.fields:
        return any(has_dates(f[0]) for f in dtype.fields.values())
    return dtype.kind in 'mM'


def in_files(dtype):
    return not dtype.hasobject and not has_dates(dtype)


def alike(a, b):
    """The same values; padding is nobody's (NumPy itself does not read it from archives)."""
    if a.shape != b.shape:
        return False
    if a.tobytes() == b.tobytes():
        return True
    if a.dtype.names is None:
        return False
    if not a.dtype.names:
        return True
    return all(alike(np.asarray(a[n]), np.asarray(b[m])) for n, m in zip(a.dtype.names, b.dtype.names))


def through_buffer(array):
    """The dtype that NumPy reads from its own buffer of an array; None if it cannot."""
    try:
        return np.asarray(real_memoryview(array)).dtype
    except Exception:
        note('dtypes that NumPy cannot pass through a buffer itself')
        return None


def check_read(path, wanted):
    """memview maps the file, and what it exports of it is the array."""
    counts['checks'] += 1
    try:
        h = j('npymap', path)
    except JavaError as e:
        raise MemviewFault('NpyFile.map refuses what numpy.load reads: %s (dtype %r)' % (e, wanted.dtype))
    try:
        return exported_array(h, wanted)
    finally:
        j('close', h)


def exported_array(h, wanted):
    exported = j('exporter', h)
    m = real_memoryview(exported)
    try:
        again = np.asarray(exported)
    except Exception as e:
        # NumPy's buffers know less than its files do
        reference = exportable(wanted)
        if reference is not None:
            try:
                np.asarray(reference)
            except Exception:
                reference = None
        if reference is None:
            note('dtypes that NumPy cannot pass through a buffer itself')
            if wanted.dtype.names is None and m.tobytes() != wanted.tobytes():
                raise MemviewFault('NpyFile.map: bytes differ (%r)' % wanted.dtype)
            return wanted
        raise MemviewFault('NumPy cannot read what memview exports of the file: %s (%r)' % (e, m.format))
    if not alike(again, wanted):
        raise MemviewFault('NpyFile.map: %r %r, should be %r %r' % (again.dtype, again.shape, wanted.dtype, wanted.shape))
    if again.flags.f_contiguous != wanted.flags.f_contiguous or again.flags.c_contiguous != wanted.flags.c_contiguous:
        note('order of the file')
    if again.dtype != wanted.dtype:
        reference = np.asarray(wanted).dtype
        try:
            reference = np.asarray(real_memoryview(wanted)).dtype
        except Exception:
            note('dtypes that NumPy cannot pass through a buffer itself')
            return wanted
        if again.dtype != reference:
            raise MemviewFault('NpyFile.map: dtype %r, should be %r' % (again.dtype, reference))
        note('dtypes that a buffer does not keep (titles, offsets, alignment)')
        return wanted
    return again


def check_write(array, numpys):
    """memview writes the bytes that NumPy wrote."""
    if exportable(array) is None:
        note('arrays that have no buffer (objects, dates, user types)')
        return
    counts['checks'] += 1
    reference = through_buffer(array)
    h = j('import', FULL_RO, obj=array)
    try:
        path = temporary()
        try:
            j('npysave', path, h)
        except JavaError as e:
            raise MemviewFault('NpyFile.save refuses: %s (dtype %r)' % (e, array.dtype))
        with open(path, 'rb') as f:
            ours = f.read()
        back = np.load(path, max_header_size=10**7)
        if back.shape != array.shape or not alike(back, array):
            raise MemviewFault('numpy.load of NpyFile.save: %r %r, should be %r %r' % (
                back.dtype, back.shape, array.dtype, array.shape))
        if reference is not None and reference != array.dtype:
            note('dtypes that a buffer does not keep (titles, offsets, alignment)')
            if back.dtype != reference:
                raise MemviewFault('numpy.load of NpyFile.save: dtype %r, should be %r' % (back.dtype, reference))
        elif back.dtype != array.dtype:
            raise MemviewFault('numpy.load of NpyFile.save: dtype %r, should be %r' % (back.dtype, array.dtype))
        elif ours != numpys:
            raise MemviewFault('NpyFile.save writes %r, NumPy %r' % (ours[:200], numpys[:200]))
        path = temporary()
        order = 'F' if array.flags.f_contiguous and not array.flags.c_contiguous else 'C'
        try:
            j('npycreate', path, h, order)
        except JavaError as e:
            if e.name == 'UnsupportedOperationException' or 'cannot be copied' in e.message:
                raise
            raise MemviewFault('NpyFile.create: %s (dtype %r)' % (e, array.dtype))
        back = np.load(path, max_header_size=10**7)
        if not alike(back, array) or back.dtype not in (array.dtype, reference or array.dtype):
            raise MemviewFault('numpy.load of NpyFile.create: %r' % back.dtype)
    finally:
        j('close', h)


def make_format():
    from numpy.lib import format as real

    def write_array(fp, array, version=None, *args, **kwargs):
        start = fp.tell() if hasattr(fp, 'tell') else None
        buffer = io.BytesIO()
        real.write_array(buffer, array, version, *args, **kwargs)
        data = buffer.getvalue()
        if in_files(array.dtype):
            if version in (None, (1, 0)) and data[6:8] == b'\x01\x00':
                check_write(array, data)
            path = temporary()
            with open(path, 'wb') as f:
                f.write(data)
            check_read(path, real.read_array(io.BytesIO(data), max_header_size=10**7))
        fp.write(data)

    def read_array(fp, allow_pickle=False, pickle_kwargs=None, **kwargs):
        at = fp.tell()
        data = io.BytesIO.read(fp) if isinstance(fp, io.BytesIO) else fp.read()
        fp.seek(at)
        path = temporary()
        with open(path, 'wb') as f:
            f.write(data)
        try:
            array = real.read_array(fp, allow_pickle, pickle_kwargs, **kwargs)
        except Exception as e:
            if 'large' in str(e):
                note('NumPy refuses long headers unless told otherwise')
                raise
            counts['checks'] += 1
            try:
                h = j('npymap', path)
            except JavaError:
                raise e
            j('close', h)
            raise MemviewFault('NpyFile.map reads what NumPy refuses: %s' % e)
        if not in_files(array.dtype):
            note('files of objects or dates')
            return array
        return check_read(path, array)

    names = {n: getattr(real, n) for n in dir(real)}
    names.update(write_array=write_array, read_array=read_array)
    return types.SimpleNamespace(**names)


def load(file, *args, **kwargs):
    result = np.load(file, *args, **kwargs)
    if isinstance(file, (str, os.PathLike)) and os.path.getsize(file) > 10**8:
        note('files of more than 100 MB are not read by memview, for time')
        return result
    if isinstance(file, (str, os.PathLike)) and isinstance(result, np.ndarray) and in_files(result.dtype):
        check_read(str(file), np.array(result))
    if isinstance(file, (str, os.PathLike)) and isinstance(result, np.lib.npyio.NpzFile):
        names = j('npznames', str(file))
        if names.split('\x01') != list(result.files) and list(result.files):
            raise MemviewFault('NpzFile.names: %r, should be %r' % (names.split('\x01'), result.files))
        for name in result.files:
            try:
                wanted = result[name]
            except Exception:
                continue
            if in_files(wanted.dtype):
                counts['checks'] += 1
                try:
                    h = j('npzload', str(file), name)
                except JavaError as e:
                    raise MemviewFault('NpzFile.load: %s (dtype %r)' % (e, wanted.dtype))
                try:
                    exported_array(h, wanted)
                finally:
                    j('close', h)
    return result


def saving(compressed):
    original = np.savez_compressed if compressed else np.savez

    def save(file, *args, **kwargs):
        original(file, *args, **kwargs)
        names = {'arr_%d' % i: np.asarray(a) for i, a in enumerate(args)}
        names.update((k, np.asarray(v)) for k, v in kwargs.items() if k != 'allow_pickle')
        if not all(in_files(a.dtype) and exportable(a) is not None for a in names.values()):
            note('arrays that have no buffer (objects, dates, user types)')
            return
        counts['checks'] += 1
        handles = {k: j('import', FULL_RO, obj=a) for k, a in names.items()}
        path = temporary('.npz')
        fields = [x for k, h in handles.items() for x in (k, h)]
        try:
            j('npzsave', path, int(compressed), *fields)
        finally:
            for h in handles.values():
                j('close', h)
        with np.load(path, max_header_size=10**7) as back:
            for k, a in names.items():
                reference = through_buffer(a)
                if a.dtype.names == ():
                    note('records without fields, whose buffer says nothing of their bytes')
                    continue
                if not alike(back[k], a) or back[k].dtype not in (a.dtype, reference or a.dtype):
                    raise MemviewFault('numpy.load of NpzFile.save: %r, should be %r' % (back[k].dtype, a.dtype))
    return save


# ======================================================================== pytest

def patch(module):
    if getattr(module, 'memview_patched', False):
        return
    module.memview_patched = True
    if MODE in ('buffers', 'arrays'):
        module.memoryview = Roundtrip
    if MODE == 'buffers' or MODE == 'arrays':
        tests = getattr(module, '_multiarray_tests', None)
        info = getattr(module, 'get_buffer_info', None) or (tests and tests.get_buffer_info)
        if info is not None:
            def get_buffer_info(x, flags):
                wanted = info(x, flags)
                counts['checks'] += 1
                got = info(j('through', obj=x), flags)
                if got != wanted:
                    raise MemviewFault('get_buffer_info(%r): %r, should be %r' % (flags, got, wanted))
                return got
            if hasattr(module, 'get_buffer_info'):
                module.get_buffer_info = get_buffer_info
            if tests is not None:
                names = types.SimpleNamespace(**{n: getattr(tests, n) for n in dir(tests)})
                names.get_buffer_info = get_buffer_info
                module._multiarray_tests = names
    if MODE in ('buffers', 'arrays') and hasattr(module, 'assert_equal'):
        original = module.assert_equal

        def assert_equal(a, b, *args, **kwargs):
            if type(a) is str and type(b) is str and a != b and b.startswith('T{') \
                    and _dtype_from_pep3118(a) == _dtype_from_pep3118(b):
                note('a format is written otherwise, with the same dtype to NumPy')
                return
            original(a, b, *args, **kwargs)
        module.assert_equal = assert_equal
    if MODE == 'arrays':
        for name, function in list(vars(module).items()):
            if name.startswith('assert_') and callable(function) and isinstance(function, types.FunctionType) \
                    and not hasattr(function, 'memview'):
                setattr(module, name, asserting(function))
    if MODE == 'dlpack':
        module.np = Namespace(
            from_dlpack=from_dlpack, arange=lambda *a, **k: via(np.arange(*a, **k)),
            zeros=lambda *a, **k: via(np.zeros(*a, **k)), array=lambda *a, **k: via(np.array(*a, **k)),
            diagonal=lambda *a, **k: via(np.diagonal(*a, **k)))
    if MODE == 'npy':
        module.format = make_format()
        module.np = Namespace(load=load, savez=saving(False), savez_compressed=saving(True))


class Plugin:
    def __init__(self):
        self.outcome = {}
        self.why = {}
        self.inapplicable = {}
        self.skipped = {}
        self.seconds = {}

    def pytest_collection_modifyitems(self, session, config, items):
        kept = []
        for item in items:
            name = item.nodeid.split('::', 1)[1]
            name = name.replace('::', '.')
            reason = not_applicable(NAME, MODE, name) or not_applicable(NAME, MODE, re.sub(r'\[.*', '', name))
            if reason:
                self.inapplicable[name] = reason
            else:
                kept.append(item)
            patch(item.module)
        items[:] = kept

    def pytest_runtest_logreport(self, report):
        name = report.nodeid
        group = name.rsplit('::', 1)[0]
        self.seconds[group] = self.seconds.get(group, 0) + report.duration
        if hasattr(report, 'wasxfail'):
            self.skipped[name] = 'NumPy expects it to fail'
            self.outcome.pop(name, None)
            return
        if report.failed:
            self.outcome[name] = 'failed'
            self.why.setdefault(name, str(report.longrepr)[-1500:])
        elif report.skipped:
            self.skipped[name] = 'the suite skips it: ' + str(report.longrepr)[-100:]
        elif report.when == 'call' and name not in self.outcome:
            self.outcome[name] = 'passed'


def main():
    start = time.time()
    plugin = Plugin()
    root = os.path.dirname(np.__file__)
    targets = [os.path.join(root, t) for t in TARGETS]
    out = sys.stdout
    sys.stdout = open(os.devnull, 'w')
    try:
        code = pytest.main(['-q', '-p', 'no:cacheprovider', '-p', 'no:benchmark', '-p', 'no:faulthandler',
                            '--tb=short', '--rootdir', root, '-c', os.devnull, '-W', 'ignore', *targets],
                           plugins=[plugin])
    finally:
        sys.stdout = out
    failed = dict(plugin.why)
    if code not in (0, 1):
        failed['(pytest)'] = 'exit code %s' % code
    if bridge.crashes:
        failed['(undocumented exceptions of memview)'] = '\n'.join(sorted(set(bridge.crashes))[:20])
    report = {
        'suite': '%s, %s' % (NAME, MODE), 'python': '%d.%d.%d, NumPy %s' % (*sys.version_info[:3], np.__version__),
        'passed': sum(o == 'passed' for o in plugin.outcome.values()), 'failed': failed,
        'inapplicable': plugin.inapplicable, 'skipped': plugin.skipped, 'seconds': round(time.time() - start, 1), 'calls': bridge.calls,
        'counts': counts, 'open': j('open'),
        'slowest': sorted(((round(t, 1), n) for n, t in plugin.seconds.items()), reverse=True)[:8]}
    with open(REPORT, 'w') as f:
        json.dump(report, f)


main()
memview_status = 0
