package io.memview.cpython;

import io.memview.cpython.CApi.CFunction;
import org.jspecify.annotations.Nullable;

/**
 * What items are, by their type in Python. A format string does not always say it: ctypes writes
 * {@code B} for unions and packed structures, leaves out the fields of base classes and repeats the
 * storage of bit fields; NumPy leaves out the padding behind records. Types know where their fields
 * lie.
 */
final class ItemTypes {
  /**
   * Defines {@code ask(owner, said, size)}: the format of the items in a buffer of the owner, in
   * which every place is said and none follows from an alignment; None if the owner's types are
   * unknown. Its record {@code T{…}} is aligned if each field lies at a multiple of its alignment,
   * else packed. What has no format, such as a union, is opaque bytes ({@code x} with a name).
   */
  private static final String SOURCE =
      """
      import sys, weakref

      NUMBERS = {('i', 1): 'b', ('i', 2): 'h', ('i', 4): 'i', ('i', 8): 'q',
                 ('u', 1): 'B', ('u', 2): 'H', ('u', 4): 'I', ('u', 8): 'Q',
                 ('f', 2): 'e', ('f', 4): 'f', ('f', 8): 'd', ('b', 1): '?'}
      LONG = {'g': 'g', 'G': 'Zg'}
      DOUBLE = {('g', 8): 'd', ('G', 16): 'D'}  # where long doubles are doubles by another name
      SWAPPED = '>' if sys.byteorder == 'little' else '<'

      class Node:
          # Two texts: one for where alignment holds, and one for everywhere.
          def __init__(self, size, aligned, packed, align):
              self.size, self.aligned, self.packed, self.align = size, aligned, packed, align

          def array(self, shape):
              if not shape:
                  return self
              extents, size = '(%s)' % ','.join(map(str, shape)), self.size
              for n in shape:
                  size *= n
              return Node(size, extents + self.aligned, extents + self.packed, self.align)

      def opaque(size):
          return Node(size, '%dx' % size, '%dx' % size, 1)

      def native(code, size, align=None):
          return Node(size, '@' + code, '^' + code, align or size)

      def number(code, size, swapped):
          if not swapped or size == 1:
              return native(code, size)
          return Node(size, SWAPPED + code, SWAPPED + code, 1)

      class Record:
          def __init__(self, size):
              self.size, self.end, self.bits, self.parts = size, 0, None, []
              self.align, self.is_aligned, self.fits = 1, True, True

          def pad(self, offset, even_none=False):
              if offset < self.end:
                  self.fits = False
              elif offset > self.end or even_none:
                  self.both('%dx' % (offset - self.end))

          def both(self, text):
              self.parts.append((text, text))

          def name(self, name):
              if ':' not in name and '\\0' not in name:
                  self.both(':%s:' % name)

          def field(self, name, offset, node):
              self.pad(offset)
              self.parts.append((node.aligned, node.packed))
              self.name(name)
              self.end, self.bits = offset + node.size, None
              self.align = max(self.align, node.align)
              self.is_aligned = self.is_aligned and offset % node.align == 0

          # From a bit on, counted from the lowest of the first byte.
          def bit_field(self, name, first, width):
              if first != self.bits:
                  self.pad(first // 8, self.bits is not None)
                  self.fits = self.fits and first % 8 == 0
              self.both('%dt' % width)
              self.name(name)
              self.bits = first + width
              self.end = (self.bits + 7) // 8

          def node(self):
              if not self.fits or self.end > self.size:
                  return opaque(self.size)
              end = '%dx}' % (self.size - self.end)
              packed = 'T{' + ''.join(part[1] for part in self.parts) + '^' + end
              if not self.is_aligned or self.size % self.align:
                  return Node(self.size, packed, packed, 1)
              text = 'T{' + ''.join(part[0] for part in self.parts) + '@' + end
              return Node(self.size, text, packed, self.align)

      # ---- NumPy

      def of_dtype(dtype):
          size, kind = dtype.itemsize, dtype.kind
          if dtype.subdtype is not None:
              return of_dtype(dtype.subdtype[0]).array(dtype.subdtype[1])
          if dtype.names is not None:
              record = Record(size)
              for name in dtype.names:
                  field = dtype.fields[name]
                  record.field(name, field[1], of_dtype(field[0]))
              return record.node()
          swapped = dtype.byteorder == SWAPPED
          if kind == 'U':
              text = '%dw' % (size // 4)
              if swapped:
                  return Node(size, SWAPPED + text, SWAPPED + text, 1)
              return native(text, size, 4)
          if kind == 'S':
              return native('%ds' % size, size, 1)
          char = DOUBLE.get((dtype.char, size), dtype.char)
          if char in LONG and not swapped and size % 16 == 0:
              return native(LONG[char], size, 16)
          if char == 'O':
              return native('O', size)
          if char in 'FD':
              node = number('Z' + char.lower(), size, swapped)
              node.align = min(node.align, size // 2)
              return node
          code = NUMBERS.get((kind, size)) if char in '?bBhHiIlLqQefdnNpP' else None
          return number(code, size, swapped) if code else opaque(size)

      # ---- ctypes

      SIMPLE = dict(b='i', h='i', i='i', l='i', q='i', B='u', H='u', I='u', L='u', Q='u',
                    f='f', d='f', v='i')
      SIMPLE['?'] = 'b'
      field_type = None

      def is_swapped(type):
          return getattr(type, '__ctype_be__' if SWAPPED == '>' else '__ctype_le__', None) is type

      def of_simple(type, code, size):
          code = DOUBLE.get((code, size), code)
          if code in SIMPLE:
              return number(NUMBERS[SIMPLE[code], size], size, is_swapped(type))
          if code == 'c':
              return native('c', 1)
          if code in 'PzZ':
              return native('P', 8)
          if code == 'u':
              return native('w' if size == 4 else 'u', size)
          if code in 'gO' and size == {'g': 16, 'O': 8}[code]:
              return native(code, size)
          if code in 'FDG' and (code != 'G' or size == 32):
              return native('Z' + code.lower(), size, size // 2)
          return opaque(size)

      def of_pointer(ctypes, type):
          marks, target = '', type
          while issubclass(target, ctypes._Pointer) and len(marks) < 8:
              marks, target = marks + '&', getattr(target, '_type_', ctypes.Structure)
          if not issubclass(target, ctypes._SimpleCData):
              return native('P', 8)
          node = of_simple(target, target._type_, ctypes.sizeof(target))
          if node.aligned.endswith('x'):
              return native('P', 8)
          return Node(8, '@' + marks + node.aligned, '^' + marks + node.packed, 8)

      def of_structure(ctypes, type):
          fields, record = {}, Record(ctypes.sizeof(type))
          for base in reversed(type.__mro__):
              for field in vars(base).get('_fields_', ()):
                  fields.pop(field[0], None)  # a name of the base that is hidden
                  fields[field[0]] = vars(base)[field[0]], field
          for name, (place, field) in fields.items():
              if not isinstance(place, field_type):
                  return opaque(record.size)
              if len(field) == 2:
                  node = of_ctype(field[1])
                  if node.size != place.size:
                      return opaque(record.size)
                  record.field(name, place.offset, node)
              elif not of_bits(record, name, place, field[1], ctypes.sizeof(field[1])):
                  return opaque(record.size)
          return record.node()

      # Bits are unsigned in a format, and counted from the lowest of the first byte.
      def of_bits(record, name, place, type, size):
          width, low = place.size >> 16, place.size & 0xffff
          kind = SIMPLE.get(type._type_)
          if low + width > 8 * size or width < 1 or kind != 'u' and (kind != 'b' or width > 1):
              return False
          at = low // 8
          if is_swapped(type) != (SWAPPED == '<'):  # the highest byte comes first
              if (low + width - 1) // 8 != at:
                  return False
              at = size - 1 - at
          record.bit_field(name, 8 * (place.offset + at) + low % 8, width)
          return True

      def of_ctype(type):
          ctypes = sys.modules['_ctypes']
          size = ctypes.sizeof(type)
          if issubclass(type, ctypes.Array):
              shape, element = (), type
              while issubclass(element, ctypes.Array):  # of C's dimensions, which do not nest
                  shape, element = shape + (element._length_,), element._type_
              node = of_ctype(element).array(shape)
              return node if node.size == size else opaque(size)
          if issubclass(type, ctypes.Structure):
              return of_structure(ctypes, type)
          if issubclass(type, ctypes._Pointer):
              return of_pointer(ctypes, type)
          if issubclass(type, ctypes.CFuncPtr):
              return native('X{}', 8)
          if issubclass(type, ctypes._SimpleCData):
              return of_simple(type, type._type_, size)
          return opaque(size)

      # ---- buffers

      known_ctypes = weakref.WeakKeyDictionary()
      known_dtypes = {}

      def known(table, key, make):
          node = table.get(key)
          if node is None:
              node = make(key)
              if len(table) > 1000:
                  table.clear()
              table[key] = node
          return node

      def of_item(owner):
          global field_type
          owner_type, numpy, ctypes = type(owner), sys.modules.get('numpy'), sys.modules.get('_ctypes')
          if ctypes and issubclass(owner_type, ctypes._SimpleCData.__mro__[1]):
              while issubclass(owner_type, ctypes.Array):
                  owner_type = owner_type._type_
              if field_type is None:
                  class Byte(ctypes._SimpleCData):
                      _type_ = 'b'
                  class Probe(ctypes.Structure):
                      _fields_ = [('a', Byte)]
                  field_type = type(Probe.a)
              return known(known_ctypes, owner_type, of_ctype)
          for base in numpy and (numpy.ndarray, numpy.generic) or ():
              if issubclass(owner_type, base):
                  return known(known_dtypes, base.dtype.__get__(owner), of_dtype)

      def ask(owner, said, size, own_type):
          direct = owner
          while type(owner) is memoryview:
              owner = owner.obj
          if type(owner) is own_type:
              return said
          node = of_item(owner)
          if node is None or node.size != size:
              return None
          if owner is not direct:
              with memoryview(owner) as view:  # what lies between may have changed the items
                  if view.format != said or view.itemsize != size:
                      return None
          return node.aligned
      """;

  private final Python python;
  private final long ask;
  private final long ownType;

  /**
   * Defines the function; the GIL is held.
   *
   * @param ownType the class of what memview exports, whose strings are true
   */
  ItemTypes(Python python, long ownType) {
    this.python = python;
    this.ownType = ownType;
    ask = python.define(SOURCE, "ask");
  }

  /**
   * The format of the items in a buffer, with every place written out; the GIL is held.
   *
   * @param owner the object that gave the buffer
   * @param said the format string that it gave
   * @param itemSize the size of an item that it gave
   * @return null if the owner is nobody whose types are known, or does not tell
   */
  @Nullable String ask(long owner, String said, long itemSize) {
    Gil.checkStack();
    CApi c = python.c();
    long arguments = c.pointer(CFunction.PyTuple_New, 4);
    try {
      if (arguments == 0) {
        throw python.raised();
      }
      c.incRef(owner);
      c.incRef(ownType);
      // The tuple takes the references over, even if it fails.
      python.check(c.integer(CFunction.PyTuple_SetItem, arguments, 0, owner));
      python.check(c.integer(CFunction.PyTuple_SetItem, arguments, 3, ownType));
      long text = python.checked(c.ofString(said));
      python.check(c.integer(CFunction.PyTuple_SetItem, arguments, 1, text));
      long size = python.checked(c.pointer(CFunction.PyLong_FromLongLong, itemSize));
      python.check(c.integer(CFunction.PyTuple_SetItem, arguments, 2, size));
      long answer = python.checked(c.pointer(CFunction.PyObject_CallObject, ask, arguments));
      try {
        return answer == python.none() ? null : python.str(answer);
      } finally {
        c.decRef(answer);
      }
    } catch (PythonException e) { // whoever cannot tell does not
      return null;
    } finally {
      c.decRef(arguments);
    }
  }
}
