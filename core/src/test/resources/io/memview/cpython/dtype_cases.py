"""Arrays of NumPy, and what NumPy itself reads and writes in each of their fields."""
import random
import numpy

inner = numpy.dtype('i4,u1', align=True)
CASES = {
    'aligned': numpy.dtype('u1,i8,i2', align=True),
    'packed': numpy.dtype('u1,i8,i2'),
    'nested, aligned': numpy.dtype([('b', inner), ('c', 'u1')], align=True),
    'nested': numpy.dtype([('b', inner), ('c', 'u1')]),
    'nested in the middle': numpy.dtype([('x', 'u1'), ('b', inner), ('c', 'i4'), ('d', 'u1')], align=True),
    'nested twice': numpy.dtype([('n', numpy.dtype([('b', inner), ('c', 'u1')], align=True)), ('d', 'u1')], align=True),
    'arrays of records': numpy.dtype([('a', 'u1'), ('b', inner, (2,)), ('c', 'u1')], align=True),
    'arrays of packed records': numpy.dtype([('b', numpy.dtype('i4,u1'), (2, 2)), ('c', 'u1')]),
    'arrays of arrays': numpy.dtype([('c', ('f8', (5,)), (2,))]),
    'arrays of arrays of records': numpy.dtype([('c', (inner, (2,)), (3,)), ('d', 'i2')]),
    'gaps': numpy.dtype({'names': ['a', 'b'], 'formats': ['u1', '>i4'], 'offsets': [3, 9], 'itemsize': 20}),
    'a gap inside': numpy.dtype({'names': ['a', 'b'], 'formats': [inner, 'u1'], 'offsets': [4, 24], 'itemsize': 32}),
    'titles': numpy.dtype([(('title of a', 'a'), 'u1'), (('title of b', 'b'), inner)], align=True),
    'orders': numpy.dtype([('a', '>i2'), ('b', '<f4'), ('c', '>f8'), ('d', '>U2'), ('e', 'S3')]),
    'long double': numpy.dtype([('a', 'u1'), ('g', 'g')], align=True),
    'long double, packed': numpy.dtype([('a', 'u1'), ('g', 'g')]),
    'opaque': numpy.dtype([('a', 'u1'), ('v', 'V5'), ('b', 'i4')]),
    'halves and truths': numpy.dtype([('e', 'e'), ('t', '?'), ('E', '>e')]),
    'void': numpy.dtype('V7'),
    'text': numpy.dtype([('a', 'u1'), ('u', 'U3'), ('s', 'S3')], align=True),
}


def random_dtype(rng, depth=0):
    fields = []
    for i in range(rng.randrange(1, 5)):
        if depth < 2 and rng.random() < .35:
            type_ = random_dtype(rng, depth + 1)
        else:
            type_ = rng.choice(['u1', 'i1', '<i2', '>u2', '<i4', '>i4', '<u8', '<f4', '>f8', 'e', '?', 'S2', 'U1', 'V3'])
        shape = tuple(rng.randrange(1, 3) for _ in range(rng.choice([0, 0, 0, 1, 2])))
        fields.append(('f%d' % i, type_) + ((shape,) if shape else ()))
    dtype = numpy.dtype(fields, align=rng.random() < .6)
    if rng.random() < .3:  # more room behind the fields and between them
        at, offsets = rng.randrange(4), []
        formats = [dtype.fields[n][0] for n in dtype.names]
        for f in formats:
            offsets.append(at)
            at += f.itemsize + rng.randrange(4)
        dtype = numpy.dtype({'names': dtype.names, 'formats': formats, 'offsets': offsets, 'itemsize': at + rng.randrange(9)})
    return dtype


def paths(dtype, path=()):
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        for index in numpy.ndindex(*shape):
            yield from paths(base, path + index)
    elif dtype.names is not None:
        for name in dtype.names:
            yield from paths(dtype.fields[name][0], path + (name,))
    else:
        yield path


class Subject:
    """An array of two items, for the other side: its places by number."""

    def __init__(self, dtype, seed):
        self.rng = random.Random(seed)
        self.object = numpy.zeros(2, dtype)
        self.places = [(i,) + path for i in range(2) for path in paths(dtype)]
        for i in range(len(self.places)):
            self.put(i, self.new(i))

    def part(self, path):
        """A part as an array that shares the memory, and the index of its value in that."""
        array, index = self.object, []
        for step in path:
            if isinstance(step, str):
                array, index = array[tuple(index) + (Ellipsis,)][step], []
            else:
                index.append(int(step))
        return array, tuple(index)

    def path(self, i):
        return '.'.join(map(str, self.places[i]))

    def value(self, i):
        array, index = self.part(self.places[i])
        kind = array.dtype.kind
        if kind == 'S':  # NumPy cuts zeros off
            return 'bytes ' + array[index + (Ellipsis,)].tobytes().hex()
        found = array[index]
        if kind == 'V':
            return 'bytes ' + found.tobytes().hex()
        if kind == 'f':
            return 'float ' + float(found).hex()
        return {'i': 'int', 'u': 'int', 'b': 'bool', 'U': 'text'}[kind] + ' ' + str(found)

    def new(self, i):
        dtype = self.part(self.places[i])[0].dtype
        if dtype.kind in 'SV':
            return 'bytes ' + bytes(self.rng.randrange(256) for _ in range(dtype.itemsize)).hex()
        if dtype.kind == 'f':
            return 'float ' + float(self.rng.randrange(-1000, 1000) / 8).hex()
        if dtype.kind == 'b':
            return 'bool ' + str(self.rng.random() < .5)
        if dtype.kind == 'U':
            return 'text ' + self.rng.choice('aé€\U0001F600') * (dtype.itemsize // 4)
        info = numpy.iinfo(dtype)
        return 'int %d' % self.rng.randrange(int(info.min), int(info.max))

    def put(self, i, value):
        kind, text = value.split(' ', 1)
        array, index = self.part(self.places[i])
        new = {'int': int, 'float': float.fromhex, 'bool': lambda t: t == 'True', 'text': str,
               'bytes': lambda t: numpy.frombuffer(bytes.fromhex(t), array.dtype)[0]}[kind](text)
        array[index] = new

    def all(self):
        return '\n'.join(self.path(i) + ' ' + self.value(i) for i in range(len(self.places)))

    def raw(self, path):
        array, index = self.part([s if s[0].isalpha() else int(s) for s in path.split('.')])
        return array[index].tobytes().hex()

    def is_opaque(self, path):
        array, index = self.part([s if s[0].isalpha() else int(s) for s in path.split('.')])
        return array.dtype.kind == 'V' and array.dtype.names is None


def subject(name):
    return Subject(CASES[name], name)


def random_subject(seed):
    return Subject(random_dtype(random.Random(seed)), seed)
