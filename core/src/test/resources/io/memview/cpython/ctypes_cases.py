"""Objects of ctypes, what ctypes itself reads in each of their fields, and what it writes there."""
import random
import sys
from ctypes import *


class Pair(Structure):
    _fields_ = [('i', c_int), ('b', c_byte)]


class Packed(Structure):
    _pack_ = 1
    _fields_ = [('a', c_byte), ('i', c_int), ('d', c_double)]


class Two(Structure):
    _pack_ = 2
    _fields_ = [('a', c_byte), ('q', c_longlong), ('p', Pair)]


class Either(Union):
    _fields_ = [('two', c_uint8 * 2), ('h', c_int16)]


class Big(BigEndianStructure):
    _fields_ = [('h', c_uint16), ('i', c_int), ('f', c_float), ('d', c_double * 2), ('b', c_ubyte)]


class Derived(Pair):
    _fields_ = [('h', c_short), ('c', c_char)]


class Hidden(Pair):
    _fields_ = [('i', c_double)]


class Node(Structure):
    pass


Node._fields_ = [('next', POINTER(Node)), ('value', c_long)]


class Number(c_int):
    pass


def structure(*fields, base=Structure, **attributes):
    return type('S', (base,), dict(attributes, _fields_=list(fields)))


class Case:
    """A type, and the paths of those of its parts that are bytes, since no format says them."""

    def __init__(self, type, *opaque):
        self.type, self.opaque = type, set(opaque)


CASES = {
    'natural': Case(structure(('b', c_byte), ('h', c_short), ('i', c_int), ('q', c_longlong), ('t', c_bool))),
    'unsigned': Case(structure(('B', c_ubyte), ('H', c_ushort), ('I', c_uint), ('L', c_ulong), ('z', c_size_t))),
    'floats': Case(structure(('f', c_float), ('d', c_double), ('g', c_longdouble), ('c', c_char))),
    'text': Case(structure(('c', c_char), ('name', c_char * 5), ('w', c_wchar), ('wide', c_wchar * 3))),
    'pointers': Case(structure(('b', c_byte), ('p', POINTER(c_int)), ('pp', POINTER(POINTER(c_double))),
                               ('s', POINTER(Pair)), ('z', c_char_p), ('Z', c_wchar_p), ('v', c_void_p))),
    'list': Case(Node),
    'nested': Case(structure(('a', c_byte), ('p', Pair), ('z', c_byte), ('q', Pair * 2), ('y', c_byte))),
    'arrays': Case(structure(('a', c_byte), ('m', c_int * 3 * 2), ('n', Pair * 2 * 2), ('e', c_int * 0))),
    'packed': Case(Packed),
    'packed to two': Case(Two),
    'packed inside': Case(structure(('h', c_short), ('p', Packed), ('i', c_int), ('all', Packed * 2))),
    'union first': Case(structure(('u', Either), ('x', c_uint8), ('y', c_uint8)), 'u'),
    'union': Case(Either, ''),
    'one byte': Case(Pair * 0),
    'unions': Case(structure(('x', c_uint8), ('u', Either * 2), ('y', c_uint16)), 'u.0', 'u.1'),
    'array of unions': Case(Either * 3, '0', '1', '2'),
    'anonymous': Case(structure(('x', c_int), ('in', Pair), _anonymous_=['in'])),
    'anonymous union': Case(structure(('x', c_int), ('in', Either), ('y', c_int), _anonymous_=['in']), 'in'),
    'derived': Case(Derived),
    'derived twice': Case(structure(('last', c_longlong), base=Derived)),
    'derived, packed': Case(structure(('i', c_int), base=Packed, _pack_=1)),
    'derived inside': Case(structure(('a', c_byte), ('d', Derived * 2), ('z', c_double))),
    'derived, no more fields': Case(type('S', (Derived,), {})),
    'a hidden name': Case(Hidden),
    'no fields': Case(structure(), ''),
    'big-endian': Case(Big),
    'big-endian inside': Case(structure(('b', c_byte), ('big', Big), ('all', Big * 2))),
    'native inside of big-endian': Case(structure(('h', c_short), ('p', Pair), base=BigEndianStructure)),
    'little-endian': Case(structure(('h', c_short), ('i', c_int), base=LittleEndianStructure)),
    'big-endian, packed': Case(structure(('b', c_byte), ('q', c_longlong), base=BigEndianStructure, _pack_=1)),
    'bits': Case(structure(('a', c_uint8, 4), ('b', c_uint8, 4), ('c', c_uint16))),
    'bits of 32': Case(structure(('a', c_uint, 3), ('b', c_uint, 17), ('c', c_uint, 12), ('d', c_int))),
    'bits of 64': Case(structure(('a', c_ulonglong, 1), ('b', c_ulonglong, 63))),
    'bits in two units': Case(structure(('a', c_uint8, 5), ('b', c_uint8, 6), ('c', c_uint8))),
    'bits and a bool': Case(structure(('a', c_uint8), ('t', c_bool, 1), ('h', c_uint16))),
    'bits, packed': Case(structure(('a', c_uint16, 12), ('b', c_uint8), ('c', c_uint32), _pack_=1)),
    'bits inside': Case(structure(('x', c_int), ('s', structure(('a', c_uint8, 3), ('b', c_uint8, 5)) * 2))),
    'bits behind a base': Case(structure(('a', c_uint8, 2), ('b', c_uint8, 6), base=Pair)),
    'signed bits': Case(structure(('a', c_int, 3), ('b', c_int, 5), ('c', c_byte)), ''),
    'signed bits inside': Case(structure(('x', c_int), ('s', structure(('a', c_int, 3))), ('y', c_int)), 's'),
    'big-endian bits': Case(structure(('a', c_uint16, 4), ('b', c_uint16, 12), ('c', c_uint32), base=BigEndianStructure),
                            ''),
    'big-endian byte of bits': Case(structure(('a', c_uint8, 8), ('c', c_uint16), base=BigEndianStructure)),
    'a name with a colon': Case(structure(('a', c_int), ('b', c_int))),
    'subclass of a number': Case(structure(('a', c_byte), ('n', Number))),
    'array of records': Case(Pair * 3),
    'array of packed records': Case(Packed * 2 * 2),
    'array of derived records': Case(Derived * 2),
    'array of bits': Case(structure(('a', c_uint8, 4), ('b', c_uint8, 4)) * 3),
    'long double': Case(c_longdouble),
    'long doubles': Case(c_longdouble * 2),
    'text pointer': Case(c_char_p),
    'text pointers': Case(c_char_p * 2),
    'wide text pointer': Case(c_wchar_p),
    'void pointer': Case(c_void_p),
    'pointer': Case(POINTER(c_int)),
    'wide character': Case(c_wchar),
    'truth': Case(c_bool),
    'big-endian number': Case(c_int.__ctype_be__),
    'big-endian numbers': Case(c_double.__ctype_be__ * 3),
    'number': Case(c_ulong),
    'a byte': Case(c_uint8),
    'bytes': Case(c_uint8 * 3),
    'a signed byte, packed': Case(structure(('v', c_int8), _pack_=1)),
    'signed bytes, packed': Case(structure(('v', c_int8), _pack_=1) * 2),
    'a truth, packed': Case(structure(('t', c_bool), _pack_=1)),
    'a character, packed': Case(structure(('c', c_char), _pack_=1)),
    'a byte of bits, packed': Case(structure(('a', c_uint8, 4), ('b', c_uint8, 4), _pack_=1)),
    'bytes of bits, packed': Case(structure(('a', c_uint8, 4), ('b', c_uint8, 4), _pack_=1) * 3),
    'derived from a packed byte': Case(type('S', (structure(('v', c_int8), _pack_=1),), {})),
    'a union of one byte': Case(type('U', (Union,), {'_fields_': [('i', c_int8), ('c', c_char)]}), ''),
    'unions of one byte': Case(type('U', (Union,), {'_fields_': [('i', c_int8), ('c', c_char)]}) * 2, '0', '1'),
}


def random_type(rng, depth=0):
    """Some structure: packed or not, of either byte order, with bits, unions, bases and arrays."""
    numbers = [c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_longlong, c_ulonglong, c_float, c_double]
    unsigned = [c_uint8, c_uint16, c_uint32, c_uint64]
    base = rng.choice([Structure, Structure, Structure, BigEndianStructure])
    if base is Structure and depth < 2 and rng.random() < .3:
        base = random_type(rng, depth + 1)
    fields = []
    for i in range(rng.randrange(1, 6)):
        name = 'f%d_%d_%d' % (depth, i, rng.randrange(10 ** 6))
        kind = rng.random()
        if kind < .25:
            type_ = rng.choice(unsigned)
            fields.append((name, type_, rng.randrange(1, 8 * sizeof(type_) + 1)))
            continue
        if kind < .35 and depth < 2:
            type_ = random_type(rng, depth + 1)
        elif kind < .42:
            type_ = type('U', (Union,), {'_fields_': [('a', rng.choice(numbers)), ('b', c_short * rng.randrange(1, 4))]})
        elif kind < .5 and not issubclass(base, BigEndianStructure):
            type_ = rng.choice([c_bool, c_char, c_void_p, c_wchar, c_longdouble])
        else:
            type_ = rng.choice(numbers)
        if rng.random() < .25:
            type_ = type_ * rng.randrange(1, 4)
        fields.append((name, type_))
    attributes = {'_fields_': fields}
    if rng.random() < .3:
        attributes['_pack_'] = rng.choice([1, 2, 4])
    try:
        made = type('R', (base,), attributes)
    except (TypeError, ValueError):  # no byte order but this machine's, or bits that do not fit
        return random_type(rng, depth)
    return made * rng.randrange(1, 4) if depth == 0 and rng.random() < .2 else made


def random_case(seed):
    return random_type(random.Random(seed))


# ---- the parts of an object

def fields_of(type_):
    fields = {}
    for base in reversed(type_.__mro__):
        for field in vars(base).get('_fields_', ()):
            fields.pop(field[0], None)
            fields[field[0]] = field
    return fields


def element(type_, step):
    return type_._type_ if issubclass(type_, Array) else fields_of(type_)[step][1]


def part(obj, step):
    """A part as an object of ctypes that shares the memory."""
    if isinstance(obj, Array):
        return obj._type_.from_buffer(obj, step * sizeof(obj._type_))
    return element(type(obj), step).from_buffer(obj, getattr(type(obj), step).offset)


def is_whole(type_):
    return not issubclass(type_, (Array, Structure))


def paths(type_, path=()):
    """The places of all values."""
    if is_whole(type_):
        yield path
    elif issubclass(type_, Array):
        for i in range(type_._length_):
            yield from paths(type_._type_, path + (i,))
    else:
        for name in fields_of(type_):
            yield from paths(element(type_, name), path + (name,))


def holder(obj, path):
    for step in path:
        obj = part(obj, step)
    return obj


def value(obj, path):
    """What ctypes reads, as it reads it: a field by its name in the structure."""
    kind = kind_of(obj, path)
    if kind == 'address':
        return kind, str(c_void_p.from_buffer(holder(obj, path)).value or 0)
    if path and isinstance(path[-1], str):
        found = getattr(holder(obj, path[:-1]), path[-1])
    else:
        found = holder(obj, path)
    if isinstance(found, Union):
        return 'bytes', bytes(found).hex()
    if isinstance(found, c_int.__mro__[1]):
        found = found.value
    if kind == 'float':
        return kind, float(found).hex()
    return kind, found.hex() if isinstance(found, bytes) else str(found)


def kind_of(obj, path):
    type_ = type(obj)
    for step in path:
        type_ = element(type_, step)
    if issubclass(type_, Union):
        return 'bytes'
    code = getattr(type_, '_type_', None)
    if not isinstance(code, str) or code in 'zZP':
        return 'address'
    return {'c': 'bytes', 'u': 'text', '?': 'bool', 'f': 'float', 'd': 'float', 'g': 'float'}.get(code, 'int')


def put(obj, path, kind, text):
    """Has ctypes write a value."""
    if kind == 'address':
        c_void_p.from_buffer(holder(obj, path)).value = int(text)
        return
    if kind == 'bytes' and kind_of(obj, path) == 'bytes' and isinstance(holder(obj, path), Union):
        memmove(addressof(holder(obj, path)), bytes.fromhex(text), len(text) // 2)
        return
    new = {'int': int, 'float': float.fromhex, 'bool': lambda t: t == 'True',
           'bytes': bytes.fromhex, 'text': str}[kind](text)
    if path and isinstance(path[-1], str):
        setattr(holder(obj, path[:-1]), path[-1], new)
    else:
        holder(obj, path).value = new


def some(obj, path, rng):
    """A value for a place."""
    kind = kind_of(obj, path)
    if kind == 'int':
        type_, width = type(obj), None
        for step in path:
            width = None if issubclass(type_, Array) else (fields_of(type_)[step] + (None,))[2]
            type_ = element(type_, step)
        bits = width or 8 * sizeof(type_)
        signed = type_(-1).value < 0
        new = rng.randrange(-(1 << bits - 1), 1 << bits - 1) if signed else rng.randrange(1 << bits)
        return kind, str(new)
    if kind == 'float':
        return kind, float(rng.randrange(-1000, 1000) / 8).hex()
    if kind == 'bool':
        return kind, str(rng.random() < .5)
    if kind == 'text':
        return kind, chr(rng.choice([0x41, 0xe9, 0x20ac, 0x1f600]))
    if kind == 'address':
        return kind, str(rng.randrange(1 << 48))
    return kind, bytes(rng.randrange(256) for _ in range(sizeof(holder(obj, path)))).hex()


class Subject:
    """One object, for the other side: its places by number."""

    def __init__(self, type_, opaque, seed):
        self.rng = random.Random(seed)
        self.object = type_()
        self.places = list(paths(type_))
        self.opaque = opaque
        for path in self.places:
            put(self.object, path, *some(self.object, path, self.rng))

    def path(self, i):
        return '.'.join(map(str, self.places[i]))

    def value(self, i):
        return '%s %s' % value(self.object, self.places[i])

    def new(self, i):
        return '%s %s' % some(self.object, self.places[i], self.rng)

    def put(self, i, text):
        put(self.object, self.places[i], *text.split(' ', 1))

    def all(self):
        return '\n'.join(self.path(i) + ' ' + self.value(i) for i in range(len(self.places)))

    def raw(self, path):
        """The bytes of a part."""
        steps = [int(s) if s.isdigit() else s for s in path.split('.')] if path else []
        return bytes(holder(self.object, steps)).hex()

    def is_opaque(self, path):
        return self.opaque is None or path in self.opaque


def subject(name):
    return Subject(CASES[name].type, CASES[name].opaque, name)


def random_subject(seed):
    return Subject(random_case(seed), None, seed)
