package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.NioBuffers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views as NIO buffers: which there are, and what those that there are not are refused with. */
class NioViewsTest {
  private static final Map<String, Function<View, Buffer>> METHODS = new LinkedHashMap<>();

  static {
    METHODS.put("asByteBuffer()", View::asByteBuffer);
    METHODS.put("asCharBuffer()", View::asCharBuffer);
    METHODS.put("asShortBuffer()", View::asShortBuffer);
    METHODS.put("asIntBuffer()", View::asIntBuffer);
    METHODS.put("asLongBuffer()", View::asLongBuffer);
    METHODS.put("asFloatBuffer()", View::asFloatBuffer);
    METHODS.put("asDoubleBuffer()", View::asDoubleBuffer);
  }

  private static View direct(String format, long... shape) {
    Format item = Format.parse(format);
    Layout layout = Layout.contiguous(item.itemSize(), Order.C, shape);
    MemorySegment segment = Arena.ofAuto().allocate(layout.byteLength(), 8);
    return TestMemory.view(Memory.of(segment, item, layout));
  }

  /** What there is of a view; what is not there says so, and names all that is. */
  private static TreeSet<String> offered(View view) {
    TreeSet<String> offered = new TreeSet<>();
    TreeSet<String> refused = new TreeSet<>();
    METHODS.forEach(
        (name, method) -> {
          try {
            Buffer buffer = method.apply(view);
            assertEquals(0, buffer.position());
            assertEquals(buffer.capacity(), buffer.limit());
            assertEquals(view.isReadOnly(), buffer.isReadOnly(), () -> view + " " + name);
            assertEquals(
                name.equals("asByteBuffer()") ? view.layout().byteLength() : view.itemCount(),
                buffer.capacity());
            offered.add(name);
          } catch (BufferException.Refused e) {
            refused.add(e.getMessage());
          }
        });
    for (String message : refused) {
      for (String name : METHODS.keySet()) {
        boolean isNamed = message.contains("of this view there is") && message.contains(name);
        assertTrue(
            offered.contains(name) == isNamed || message.startsWith("no " + name),
            () -> message + " but there are " + offered);
      }
    }
    return offered;
  }

  private static void offers(View view, String... methods) {
    TreeSet<String> expected = new TreeSet<>();
    for (String method : methods) {
      expected.add("as" + method + "Buffer()");
    }
    assertEquals(expected, offered(view), view::toString);
  }

  @Test
  void nativeMemoryByItsFormat() {
    for (String order : List.of("", "<", ">", "=")) {
      offers(direct(order + "b", 2, 3), "Byte");
      offers(direct(order + "B", 2, 3), "Byte");
      offers(direct(order + "?", 3), "Byte");
      offers(direct(order + "c", 3), "Byte");
      offers(direct(order + "h", 3), "Byte", "Short");
      offers(direct(order + "H", 3), "Byte", "Short", "Char");
      offers(direct(order + "u", 3), "Byte", "Char");
      offers(direct(order + "e", 3), "Byte");
      offers(direct(order + "i", 3), "Byte", "Int");
      offers(direct(order + "I", 3), "Byte", "Int");
      offers(direct(order + "q", 3), "Byte", "Long");
      offers(direct(order + "Q", 3), "Byte", "Long");
      offers(direct(order + "f", 3), "Byte", "Float");
      offers(direct(order + "d", 2, 3), "Byte", "Double");
      offers(direct(order + "Zd", 3), "Byte");
      offers(direct(order + "2u", 3), "Byte");
      offers(direct(order + "(2)f", 3), "Byte");
      offers(direct("T{" + order + "i:x:d:y:}", 3), "Byte");
    }
    offers(direct("l", 3), "Byte", "Long");
    offers(direct("<l", 3), "Byte", "Int");
    offers(direct("T{<i:x:>d:y:}", 3));
    offers(direct("T{<i:x:>B:y:}", 3), "Byte");
    offers(direct("f"), "Byte", "Float");
    offers(direct("f", 0, 3), "Byte", "Float");
    offers(direct("f", 3, 3).slice(Index.range(1, 2)).asReadOnly(), "Byte", "Float");
    offers(direct("f", 3, 3).transpose());
    offers(direct("f", 3, 3).slice(Index.all(), Index.upTo(2)));
    offers(TestMemory.view(TestMemory.blocks("i", 1, 2, 3)));
    offers(TestMemory.view(TestMemory.blocks("i", 1, 2, 3)).at(1), "Byte", "Int");
  }

  @Test
  void arraysOfTheirTypeInNativeOrder() {
    offers(TestMemory.view(PrimitiveArrays.export(new byte[6])), "Byte");
    offers(TestMemory.view(PrimitiveArrays.export(new char[6])), "Char");
    offers(TestMemory.view(PrimitiveArrays.export(new short[6])), "Short");
    offers(TestMemory.view(PrimitiveArrays.export(new int[6])), "Int");
    offers(TestMemory.view(PrimitiveArrays.export(new long[6])), "Long");
    offers(TestMemory.view(PrimitiveArrays.export(new float[6], 2, 3)), "Float");
    offers(TestMemory.view(PrimitiveArrays.export(new double[6])).asReadOnly(), "Double");
    View ints = TestMemory.view(Memory.ofArray(new int[6]));
    offers(ints.reinterpret("I"), "Int");
    offers(ints.reinterpret("f"));
    offers(ints.reinterpret(TestMemory.zeros("<i").format().toString()), "Int");
    offers(ints.reinterpret(">i"));
    offers(ints.reinterpret("B").slice(Index.range(2, 10)).reinterpret("i"));
    offers(TestMemory.view(Memory.of(ints.asReadOnly().asSegment(), Format.parse("i"), 6)));
    View bytes = TestMemory.view(Memory.ofArray(new byte[24]));
    offers(bytes.reinterpret(">f"), "Byte", "Float");
    offers(bytes.reinterpret("i").asReadOnly(), "Byte", "Int");
    offers(
        TestMemory.view(Memory.of(bytes.asReadOnly().asSegment(), Format.parse("i"), 6)),
        "Byte",
        "Int");
  }

  @Test
  void theyAreTheMemory() {
    for (String order : List.of("<", ">")) {
      View view = direct(order + "f", 4, 3);
      view.setDouble(1, 2, 1.5);
      View row = view.at(1);
      assertEquals(1.5f, row.asFloatBuffer().get(2));
      assertEquals(1.5f, row.asByteBuffer().getFloat(8));
      row.asFloatBuffer().put(0, 7);
      assertEquals(7, view.getDouble(1, 0));
      assertTrue(row.asFloatBuffer().isDirect());
    }
    float[] array = {1, 2, 3, 4, 5, 6};
    View second = TestMemory.view(PrimitiveArrays.export(array, 2, 3)).at(1);
    FloatBuffer buffer = second.asFloatBuffer();
    assertSame(array, buffer.array());
    buffer.put(1, 9);
    assertEquals(9, array[4]);
    assertEquals(4, second.asReadOnly().asFloatBuffer().get(0));
    assertFalse(second.asReadOnly().asFloatBuffer().hasArray());
  }

  @Test
  void aBufferComesBackAsItWas() {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(24).order(order);
      assertEquals(order, TestMemory.view(NioBuffers.export(bytes)).asByteBuffer().order());
      View floats = TestMemory.view(NioBuffers.export(bytes, ScalarType.FLOAT32, 2, 3));
      assertEquals(order, floats.asFloatBuffer().order());
      assertEquals(order, floats.asByteBuffer().order());
      assertEquals(
          bytes.asIntBuffer(),
          floats.reinterpret(order == ByteOrder.BIG_ENDIAN ? ">i" : "<i").asIntBuffer());
    }
  }

  @Test
  @SuppressWarnings("restricted") // memory that is not there
  void whatIsTooLarge() {
    MemorySegment large = MemorySegment.NULL.reinterpret(3L << 30);
    View view = TestMemory.view(Memory.of(large, Format.parse("f"), 3L << 28));
    offers(view);
    String message = assertThrows(BufferException.Refused.class, view::asFloatBuffer).getMessage();
    assertTrue(message.contains("2147483647") && message.contains("slice"), message);
    offers(view.slice(Index.upTo(1 << 28)), "Byte", "Float");
  }

  @Test
  void buffersDieWithTheirMemory() {
    OwnedMemory memory = OwnedMemory.allocate("f", 3);
    FloatBuffer kept;
    View view;
    try (Lease lease = memory.acquire(Request.FULL)) {
      view = lease.view();
      kept = view.asFloatBuffer();
      kept.put(0, 1);
    }
    assertThrows(BufferException.Released.class, view::asFloatBuffer);
    assertEquals(1, kept.get(0));
    memory.free();
    assertThrows(IllegalStateException.class, () -> kept.get(0));
    Arena arena = Arena.ofShared();
    View closed = TestMemory.view(Memory.of(arena.allocate(8), Format.parse("f"), 2));
    arena.close();
    assertThrows(BufferException.Released.class, closed::asFloatBuffer);
    assertThrows(BufferException.Released.class, closed::asByteBuffer);
  }

  @Test
  void aKeeperIsAskedForThem(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    int[] asked = {0};
    ExportCount.Keeper keeper =
        new ExportCount.Keeper() {
          @Override
          public MemorySegment raw(MemorySegment segment) {
            asked[0]++;
            return segment;
          }

          @Override
          public void released(long remaining) {}
        };
    Memory memory = Memory.of(Arena.ofAuto().allocate(1 << 16), Format.parse("f"), 1 << 14);
    try (Lease lease = new ExportCount(this, keeper).lease(memory, Request.FULL)) {
      lease.view().asFloatBuffer();
      lease.view().asReadOnly().asByteBuffer();
      assertEquals(2, asked[0]);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        lease.view().writeTo(channel);
      }
      assertEquals(3, asked[0]);
    }
  }

  @Test
  void segmentsInOneOrder() {
    View view = direct("h", 2, 3);
    assertEquals(view.asSegment(), view.asSegment(Order.C));
    assertEquals(view.asSegment(), view.asSegment(Order.ANY));
    View turned = view.transpose();
    assertEquals(view.asSegment(), turned.asSegment(Order.FORTRAN));
    assertEquals(view.asSegment(), turned.asSegment());
    String message =
        assertThrows(BufferException.Refused.class, () -> turned.asSegment(Order.C)).getMessage();
    assertTrue(message.contains("transpose()"), message);
    assertEquals(view.asSegment(), turned.transpose().asSegment(Order.C));
    assertThrows(BufferException.Refused.class, () -> view.asSegment(Order.FORTRAN));
    View crop = view.slice(Index.all(), Index.upTo(2));
    for (Order order : Order.values()) {
      assertThrows(BufferException.Refused.class, () -> crop.asSegment(order));
    }
    assertArrayEquals(new long[] {2}, view.at(1).slice(Index.upTo(2)).shape());
  }
}
