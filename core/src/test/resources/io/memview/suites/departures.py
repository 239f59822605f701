"""Tests that cannot apply, by name, with the reason; and those that demand what memview documents to
do otherwise (core/DESIGN.md, "Where memview departs")."""

CYCLE = 'cycles through the JVM are never collected (package documentation, Cycles)'
HASH = 'departure: the hash of a read-only view is that of the object'
TABLE = {
    # what exports
    ('test_buffer', ('export',), 'test_ndarray_exceptions'): 'the reference exporter\'s own constructor, push and pop',
    ('test_buffer', ('export',), 'test_ndarray_offset'): 'an offset into a block is no field of Py_buffer',
    ('test_buffer', ('roundtrip',), 'test_memoryview_release'):
        'memoryview(m) shares the managed buffer of m; an import is a consumer of m as any other',
    ('test_memoryview', ('roundtrip', 'view'), 'test_gc'): CYCLE,
    ('test_memoryview', ('import',), 'test_gc'): CYCLE,
    # NumPy
    ('numpy', ('buffers', 'arrays'), 'TestArrayCreationCopyArgument.test_order_mismatch'):
        'departure: obj is memview\'s exporter, and not the array that it was made of',
    ('numpy', ('buffers', 'arrays'), 'TestNewBufferProtocol.test_export_and_pickle_user_dtype'):
        'Python.export acquires with the format first, which NumPy refuses for user types (documented)',
    ('numpy', ('dlpack',), 'TestDLPack.test_dunder_dlpack_stream'):
        'the class of the exception is NumPy\'s own choice; the array API standard names BufferError',
    ('numpy', ('npy',), 'test_load_padded_dtype[dt4]'): 'titles of fields are refused (NumpyDescr)',
    ('numpy', ('npy',), 'test_large_archive'): 'takes minutes: an archive of 4 GB',
    # memoryview itself
    ('test_memoryview', ('view',), 'test_hash'): HASH,
    ('test_memoryview', ('view',), 'test_hash_writable'): HASH,
    ('test_memoryview', ('view',), 'test_pickle'): 'pickling',
    ('test_memoryview', ('view',), 'test_copy'): 'pickling',
    ('test_memoryview', ('view',), 'test_weakref'): 'weak references to the shim\'s class',
    ('test_memoryview', ('view',), 'test_picklebuffer_reference_loop'): 'pickling',
    ('test_memoryview', ('view',), 'test_buffer_reference_loop'): CYCLE,
    ('test_memoryview', ('view',), 'test_use_released_memory'):
        'departure: slices of a released view go on in memoryview; indices are evaluated before Java is called',
    ('test_buffer', ('view',), 'test_memoryview_hash'): HASH,
    ('test_buffer', ('view',), 'TestPythonBufferProtocol'):
        '`__buffer__` has to return a memoryview of CPython\'s, and not one of the shim\'s class',
    ('test_buffer', ('view',), 'test_memoryview_release'):
        'departure: releasing while somebody has acquired from the view succeeds',
    ('test_buffer', ('view',), 'test_memoryview_sizeof'): 'the size of CPython\'s struct',
}


def not_applicable(module, mode, name):
    for (m, modes, test), reason in TABLE.items():
        if m == module and mode in modes and (name == test or name.endswith('.' + test) or name.startswith(test + '.')):
            return reason
    return None
