"""Runs CPython's test_buffer or test_memoryview, imported from the installed Python, with memview in
the place of what they test. Arguments: module, mode, report file.

export     what _testbuffer.ndarray(items, ...) makes lies in memory of the JVM that memview exports
roundtrip  memoryview(x) is memoryview(what memview exports of what it imported from x)
import     the suite as it is; what verify() is given, and what is compared, is asked of memview, too
view       memoryview is a class whose answers are those of memview's View
"""
import gc
import importlib
import io
import json
import os
import random
import struct
import sys
import time
import traceback
import types
import unittest

import _testbuffer as tb

import bridge
import suite
from bridge import is_exported, j
from comparing import counts, items_overlap, note, origin, real_memoryview, same_format, stands_for, struct_reads
from departures import not_applicable

MODULE, MODE, REPORT = memview_args
suite.mode = MODE
mod = suite.module = importlib.import_module('test.' + MODULE)

from exports import Ndarray, real_ndarray
from imports import check_equal, check_import
from roundtrips import Roundtrip
from views import View, unwrap, unwrapping

EXPORT = MODE == 'export'


verifying = None
per_test = {}


def patch():
    for name, cls in list(vars(mod).items()):
        if isinstance(cls, type) and issubclass(cls, unittest.TestCase) and cls.__module__ == mod.__name__:
            for method in ('assertIs', 'assertEqual', 'assertNotEqual', 'run'):
                if method not in vars(cls):
                    setattr(cls, method, rebind(method))
    if EXPORT:
        mod.ndarray = Ndarray
    if MODE == 'roundtrip':
        mod.memoryview = Roundtrip
    if MODE == 'view':
        mod.memoryview = View
        if hasattr(mod, 'gencastshapes'):
            # For time: a third of the lengths from 0 to 31, and both shapes of several dimensions.
            shapes = mod.gencastshapes
            mod.gencastshapes = lambda: [s for i, s in enumerate(shapes()) if i % 3 == 0 or len(s) > 1]
        for name in ('get_pointer', 'get_contiguous', 'cmp_contig', 'is_contiguous', 'py_buffer_to_contiguous'):
            if hasattr(mod, name):
                original = getattr(tb, name)
                if name == 'get_contiguous':
                    def get_contiguous(x, request, order, original=original):
                        return original(unwrap(x), request, order)
                    mod.get_contiguous = get_contiguous
                else:
                    setattr(mod, name, unwrapping(original))
        if hasattr(mod, 'ndarray'):
            mod.ndarray = Ndarray
        mod.str = type('str_', (), {'__new__': lambda cls, *a: str(*map(unwrap, a)) if len(a) > 1 else str(a[0])})

        class BytesIO(io.BytesIO):
            def __init__(self, x=b''):
                super().__init__(unwrap(x))

            def readinto(self, x):
                return super().readinto(unwrap(x))
        mod.io = types.SimpleNamespace(**{**vars(io), 'BytesIO': BytesIO})
    if getattr(mod, 'numpy_array', None):
        class numpy_array(mod.numpy_array):
            """With a method that the suite calls, and NumPy 2 has under another name only."""
            def tostring(self, order='C'):
                return self.tobytes(order)
        mod.numpy_array = numpy_array
    if hasattr(mod, 'TestBufferProtocol'):
        cls = mod.TestBufferProtocol
        original = cls.verify

        def verify(self, result, *, obj, itemsize, fmt, readonly, ndim, shape, strides, lst,
                   sliced=False, cast=False):
            e = dict(obj=obj, itemsize=itemsize, fmt=fmt, readonly=readonly, ndim=ndim, shape=shape,
                     strides=strides, lst=lst, sliced=sliced, cast=cast)
            if EXPORT | (MODE == 'roundtrip') and result.suboffsets and strides and strides[0] < 0 and backed(result):
                note('the table of pointers runs forwards')
                e['strides'] = (-strides[0],) + tuple(strides[1:])
            if MODE in ('export', 'roundtrip', 'view') and fmt == '' and len(shape) == 0 and itemsize != 1 and backed(result) and result.itemsize == 1:
                note('the item size in an answer to SIMPLE is 1')  # DESIGN, requests
                e['itemsize'] = 1
            if EXPORT and fmt and result.format != fmt and same_format(result.format, fmt, itemsize):
                note('a format is written otherwise, with the same meaning')
                e['fmt'] = result.format
            if fmt and result.format != fmt and (type(result) is View or MODE == 'roundtrip' and backed(result)) and same_format(result.format, fmt, itemsize):
                note('a format is written otherwise, with the same meaning')
                e['fmt'] = result.format
            global verifying
            outer, verifying = verifying, result
            try:
                original(self, result, **e)
            finally:
                verifying = outer
            counts['verified'] = counts.get('verified', 0) + 1
            if MODE == 'import':
                n = per_test[suite.running] = per_test.get(suite.running, 0) + 1
                if n <= 150 or n % 20 == 0:
                    check_import(result, original, self, e)
        cls.verify = verify


def backed(result):
    obj = result.obj
    while isinstance(obj, (real_ndarray, real_memoryview)):
        obj = obj.obj
    return is_exported(obj)


def rebind(name):
    """The method, with what it replaces by the name of base."""
    original = {n: getattr(unittest.TestCase, n) for n in BODIES}

    class Base:
        def __init__(self, test):
            for n, f in original.items():
                setattr(self, n, types.MethodType(f, test))

    def method(self, *args, **kwargs):
        return BODIES[name](self, Base(self), *args, **kwargs)
    method.__name__ = name
    return method


def _assertIs(self, base, a, b, msg=None):
    if is_exported(a) and (stands_for(a, b) or (b is None and EXPORT and id(a) in origin)):
        return
    base.assertIs(a, b, msg)


def _assertEqual(self, base, a, b, msg=None):
    if is_exported(a) and stands_for(a, b):
        return
    if verifying is not None and MODE != 'import' and a != b:
        if type(a) is str and type(b) is str and a and b and struct_reads(b) \
                and same_format(a, b, struct.calcsize(b)):
            note('a format is written otherwise, with the same meaning')
            return
        if type(a) is tuple and type(b) is tuple and a[:1] == (8,) and b == (-8,) + a[1:] and verifying.suboffsets:
            note('the table of pointers is made anew')
            return
        if a is True and b is False and items_overlap(real_memoryview(unwrap(verifying))):
            note('memory whose items overlap is read-only')
            return
    base.assertEqual(a, b, msg)
    if MODE == 'import' and a is not b \
            and (isinstance(a, real_memoryview) or isinstance(b, real_memoryview)):
        check_equal(a, b, True)


def _assertNotEqual(self, base, a, b, msg=None):
    base.assertNotEqual(a, b, msg)
    if MODE == 'import' and (isinstance(a, real_memoryview) or isinstance(b, real_memoryview)):
        check_equal(a, b, False)


def _run(self, base, result=None):
    suite.running = self._testMethodName
    if MODULE == 'test_memoryview':
        gc.collect()  # what earlier tests left behind; these count references
    random.seed(self.id())
    return base.run(result)


BODIES = {'assertIs': _assertIs, 'assertEqual': _assertEqual, 'assertNotEqual': _assertNotEqual, 'run': _run}


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcome = {}
        self.why = {}
        self.started = {}

    @staticmethod
    def name(test):
        test = getattr(test, 'test_case', test)
        return '.'.join(test.id().split('.')[2:]) if test.id().startswith('test.') else test.id()

    def startTest(self, test):
        super().startTest(test)
        self.outcome[self.name(test)] = 'passed'
        self.started[self.name(test)] = time.time()

    def stopTest(self, test):
        super().stopTest(test)
        if self.name(test) in self.started:
            self.started[self.name(test)] = time.time() - self.started[self.name(test)]

    def _bad(self, test, err):
        self.outcome[self.name(test)] = 'failed'
        frames = [f for f in traceback.extract_tb(err[2])
                  if f.filename in (mod.__file__, memview_script) and f.name != 'method']
        text = '\n'.join('%s:%d %s: %s' % (os.path.basename(f.filename), f.lineno, f.name, f.line) for f in frames)
        text += '\n' + ''.join(traceback.format_exception_only(*err[:2])).strip()[:1500]
        self.why.setdefault(self.name(test), text)

    def addError(self, test, err):
        if 'memoryview_from_buffer(): ndarray must be original' in str(err[1]) and EXPORT:
            self.outcome[self.name(test)] = 'inapplicable'
            self.why[self.name(test)] = 'memoryview_from_buffer() takes nothing but what _testbuffer made'
            return
        self._bad(test, err)

    def addFailure(self, test, err):
        self._bad(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._bad(test, err)

    def addSkip(self, test, reason):
        self.outcome[self.name(test)] = 'skipped'
        self.why[self.name(test)] = 'the suite skips it: ' + reason


def main():
    patch()
    chosen = unittest.TestSuite()
    inapplicable = {}
    skipped = {}
    for group in unittest.defaultTestLoader.loadTestsFromModule(mod):
        for test in group:
            name = Result.name(test)
            reason = not_applicable(MODULE, MODE, name)
            if reason:
                inapplicable[name] = reason
            else:
                chosen.addTest(test)
    result = Result()
    start = time.time()
    chosen.run(result)
    outcome = dict(result.outcome)
    failed = {n: result.why[n] for n, o in outcome.items() if o == 'failed'}
    for n, o in outcome.items():
        if o == 'skipped':
            skipped[n] = result.why[n]
        if o == 'inapplicable':
            inapplicable[n] = result.why[n]
    if result.errors or result.failures:
        failed['?'] = str(result.errors + result.failures)
    if bridge.crashes:
        failed['(undocumented exceptions of memview)'] = '\n'.join(sorted(set(bridge.crashes))[:20])
    gc.collect()
    report = {
        'suite': '%s, %s' % (MODULE, MODE), 'python': '%d.%d.%d' % sys.version_info[:3],
        'passed': sum(o == 'passed' for o in outcome.values()), 'failed': failed,
        'inapplicable': inapplicable, 'skipped': skipped, 'seconds': round(time.time() - start, 1),
        'calls': bridge.calls, 'counts': counts,
        'open': j('open'), 'slowest': sorted(((round(s, 1), n) for n, s in result.started.items()), reverse=True)[:5]}
    with open(REPORT, 'w') as out:
        json.dump(report, out)


main()
memview_status = 0
