package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Requests are CPython's flags: the values, what each is granted or refused, and in which words.
 */
class RequestTableTest {
  /** The values in CPython's {@code pybuffer.h}. */
  private static final Map<String, Integer> CPYTHON =
      Map.ofEntries(
          Map.entry("SIMPLE", 0),
          Map.entry("WRITABLE", 0x1),
          Map.entry("FORMAT", 0x4),
          Map.entry("ND", 0x8),
          Map.entry("STRIDES", 0x18),
          Map.entry("C_CONTIGUOUS", 0x38),
          Map.entry("F_CONTIGUOUS", 0x58),
          Map.entry("ANY_CONTIGUOUS", 0x98),
          Map.entry("INDIRECT", 0x118),
          Map.entry("CONTIG", 0x9),
          Map.entry("CONTIG_RO", 0x8),
          Map.entry("STRIDED", 0x19),
          Map.entry("STRIDED_RO", 0x18),
          Map.entry("RECORDS", 0x1d),
          Map.entry("RECORDS_RO", 0x1c),
          Map.entry("FULL", 0x11d),
          Map.entry("FULL_RO", 0x11c));

  /** Every request that can be asked. */
  private static List<Request> all() {
    List<Request> all = new ArrayList<>();
    for (int flags = 0; flags <= 0x1ff; flags++) {
      if (isKnown(flags)) {
        all.add(Request.of(flags));
      }
    }
    return all;
  }

  private static boolean isKnown(int flags) {
    boolean known = (flags & ~0x1fd) == 0;
    boolean beyondShape = (flags & 0x1f0) != 0;
    return known && (!beyondShape || (flags & 0x18) == 0x18);
  }

  @Test
  void valuesAreThoseOfCPython() throws ReflectiveOperationException {
    Map<String, Integer> ours = new HashMap<>();
    for (var field : Request.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        ours.put(field.getName(), ((Request) field.get(null)).toInt());
      }
    }
    assertEquals(CPYTHON, ours);
  }

  @Test
  void everyKnownCombinationComesFromAndBecomesAnInt() {
    for (Request request : all()) {
      Request same = Request.of(request.toInt());
      assertEquals(request, same);
      assertEquals(request.hashCode(), same.hashCode());
      assertEquals(request.toInt(), request.scoped().toInt());
      assertTrue(request.scoped().isScoped());
      assertFalse(request.isScoped());
      assertEquals(request.toInt() & ~1, request.readOnly().toInt());
      for (Request other : List.of(Request.WRITABLE, Request.FULL, Request.SIMPLE, Request.ND)) {
        assertEquals(request.toInt() | other.toInt(), request.and(other).toInt());
        assertTrue(request.and(other).includes(other));
      }
    }
  }

  @Test
  void unknownAndIncompleteBitsAreRefused() {
    for (int flags = 0; flags <= 0x1ff; flags++) {
      if (!isKnown(flags)) {
        int refused = flags;
        assertThrows(IllegalArgumentException.class, () -> Request.of(refused), "" + refused);
      }
    }
    for (int bit = 9; bit < 32; bit++) {
      int refused = 1 << bit | 0x18;
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Request.of(refused));
      assertTrue(e.getMessage().contains("0x%x".formatted(refused)), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Request.of(0x200));
    assertThrows(IllegalArgumentException.class, () -> Request.of(-1));
  }

  @Test
  void theNameSaysEveryFlagThatIsSet() {
    for (Request request : all()) {
      assertEquals(request, parse(request.toString()), request.toString());
    }
    assertEquals("SIMPLE", Request.SIMPLE.toString());
    assertEquals("INDIRECT|FORMAT|WRITABLE", Request.FULL.toString());
    assertEquals("STRIDES|FORMAT", Request.RECORDS_RO.toString());
    assertEquals("ND|WRITABLE", Request.CONTIG.toString());
  }

  private static Request parse(String names) {
    int flags = 0;
    for (String name : names.split("\\|", -1)) {
      flags |= CPYTHON.get(name);
    }
    return Request.of(flags);
  }

  /** One exporter of each kind that CPython's checks tell apart. */
  private static Memory slice(Memory memory, Index... indices) {
    return new Memory(memory.region.slice(indices));
  }

  private static List<Memory> kinds() {
    MemorySegment items = MemorySegment.ofArray(new double[24]);
    Format d = Format.parse("d");
    Memory c = Memory.of(items, d, 4, 6);
    List<Memory> kinds =
        new ArrayList<>(
            List.of(
                c,
                Memory.of(items, d, Layout.contiguous(8, Order.FORTRAN, 4, 6)),
                Memory.of(items, d, 24),
                Memory.of(items, d, 1, 24, 1),
                Memory.of(items, d, Layout.contiguous(8, Order.C)),
                Memory.of(items, d, 0, 3),
                slice(c, Index.every(2)),
                slice(c, Index.all(), Index.every(-1)),
                slice(c, Index.all(), Index.range(2, 2)),
                Memory.ofUnsigned(new byte[5]),
                Memory.of(MemorySegment.ofArray(new byte[5]), Format.parse("b")),
                Memory.of(items, Format.parse("T{i:a:i:b:}"), 24),
                TestMemory.blocks("d", 1, 3, 4),
                TestMemory.blocks("d", 1, 5),
                TestMemory.blocks("d", 2, 2, 3, 4),
                slice(TestMemory.blocks("d", 1, 3, 4), Index.all(), Index.range(1, 1))));
    List.copyOf(kinds).forEach(memory -> kinds.add(memory.asReadOnly()));
    return kinds;
  }

  /** The steps of CPython's {@code memory_getbuf}, in its order; null if it grants. */
  private static String refusal(Memory memory, Request request) {
    Layout layout = memory.layout();
    int flags = request.toInt();
    boolean c = isContiguous(memory, false);
    boolean f = isContiguous(memory, true);
    if ((flags & 0x1) != 0 && memory.isReadOnly()) {
      return "read-only";
    }
    if ((flags & 0x38) == 0x38 && !c) {
      return "not C contiguous";
    }
    if ((flags & 0x58) == 0x58 && !f) {
      return "not Fortran contiguous";
    }
    if ((flags & 0x98) == 0x98 && !c && !f) {
      return "not contiguous";
    }
    if ((flags & 0x118) != 0x118 && layout.hasPointers()) {
      return "suboffsets";
    }
    if ((flags & 0x18) != 0x18 && !c) {
      return "not C contiguous";
    }
    if ((flags & 0x8) != 0x8 && (flags & 0x4) != 0) {
      return "format";
    }
    return null;
  }

  private static boolean isContiguous(Memory memory, boolean fortran) {
    Layout layout = memory.layout();
    if (layout.hasPointers()) {
      return false;
    }
    long next = layout.offset();
    List<long[]> indices = TestMemory.indices(fortran ? reversed(layout.shape()) : layout.shape());
    for (long[] index : indices) {
      long[] at = fortran ? reversed(index) : index;
      long offset = layout.offset();
      for (int d = 0; d < at.length; d++) {
        offset += at[d] * layout.stride(d);
      }
      if (offset != next) {
        return false;
      }
      next += layout.itemSize();
    }
    return true;
  }

  private static long[] reversed(long[] numbers) {
    long[] all = new long[numbers.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = numbers[all.length - 1 - i];
    }
    return all;
  }

  private static final Pattern OFFER = Pattern.compile("; request (\\S+) would be(?:$|;)");
  private static final Pattern COPY =
      Pattern.compile("; ([A-Z][.\\w]+)\\(exporter, (?:request, )?Order\\.(\\w+)\\) gives a copy");

  @Test
  void everyKindGrantsAndRefusesAsCPython() {
    for (Memory memory : kinds()) {
      MemoryExporter exporter = MemoryExporter.of(memory);
      for (Request request : all()) {
        String what = memory + " asked for " + request;
        String refusal = refusal(memory, request);
        if (refusal == null) {
          try (Lease lease = exporter.acquire(request)) {
            checkGranted(memory, request, lease.view(), what);
          }
          continue;
        }
        BufferException.Refused e =
            assertThrows(BufferException.Refused.class, () -> exporter.acquire(request), what);
        String message = e.getMessage();
        assertTrue(message.startsWith("request " + request + " cannot be met: "), message);
        assertTrue(message.contains(refusal), message + " does not say " + refusal);
        assertTrue(message.contains(memory.describe()), message);
        Matcher offer = OFFER.matcher(message);
        assertTrue(offer.find(), message);
        exporter.acquire(parse(offer.group(1))).close();
        takeTheCopy(exporter, request, message);
        assertEquals(0, exporter.exports(), what);
      }
    }
  }

  /** A copy is offered, and meets the request, wherever the geometry alone stands in the way. */
  private static void takeTheCopy(Exporter exporter, Request request, String message) {
    Matcher copy = COPY.matcher(message);
    boolean both = request.includes(Request.C_CONTIGUOUS) && request.includes(Request.F_CONTIGUOUS);
    boolean geometry = !both && (request.includes(Request.ND) || !request.includes(Request.FORMAT));
    if (!copy.find()) {
      assertTrue(message.contains("read-only (") || !geometry, message);
      return;
    }
    Order order = Order.valueOf(copy.group(2));
    if (copy.group(1).equals("Contiguous.acquire")) {
      Contiguous.acquire(exporter, request, order).close();
    } else {
      try (Mirror mirror = Mirror.of(exporter, order)) {
        mirror.view().acquire(request).close();
      }
    }
  }

  private static void checkGranted(Memory memory, Request request, View view, String what) {
    assertEquals(request, view.granted(), what);
    assertEquals(memory.isReadOnly(), view.isReadOnly(), what);
    assertEquals(memory.layout().byteLength(), view.layout().byteLength(), what);
    if ((request.toInt() & 0x8) != 0) {
      assertEquals(memory.layout(), view.layout(), what);
      assertEquals(memory.format(), view.format(), what);
    } else {
      assertEquals("B", view.format().toString(), what);
      assertEquals(1, view.layout().itemSize(), what);
      assertEquals(
          List.of(memory.layout().byteLength()), List.of(view.shape(0)), what + ": bytes in 1-D");
      assertEquals(1, view.ndim(), what);
      assertEquals(1, view.layout().stride(0), what);
    }
  }

  /** One item or none is contiguous with any stride, but plain bytes have the stride 1. */
  @Test
  void plainBytesFollowEachOther() {
    for (int count = 0; count < 2; count++) {
      View bytes = TestMemory.zeros("B", 5).slice(Index.range(count, 0, -2));
      assertEquals(-2, bytes.layout().stride(0));
      try (Lease lease = bytes.acquire(Request.SIMPLE)) {
        checkGranted(new Memory(bytes.region), Request.SIMPLE, lease.view(), bytes.toString());
      }
    }
  }

  @Test
  void theOrderOfTheChecksShowsWhereSeveralFail() {
    MemoryExporter rows = MemoryExporter.of(TestMemory.blocks("d", 1, 3, 4).asReadOnly());
    assertEquals(
        "request C_CONTIGUOUS|WRITABLE cannot be met: the memory is read-only ('d', shape (3, 4), "
            + "strides (8, 8), suboffsets (0, -1), offset 0, item size 8, read-only); "
            + "request INDIRECT would be",
        message(rows, Request.C_CONTIGUOUS.and(Request.WRITABLE)));
    assertTrue(message(rows, Request.C_CONTIGUOUS).contains("is not C contiguous ("));
    assertTrue(message(rows, Request.F_CONTIGUOUS).contains("is not Fortran contiguous ("));
    assertTrue(message(rows, Request.ANY_CONTIGUOUS).contains("is not contiguous ("));
    assertTrue(message(rows, Request.SIMPLE).contains("needs suboffsets"));
    assertTrue(message(rows, Request.FORMAT).contains("needs suboffsets"));
  }

  private static String message(Exporter exporter, Request request) {
    return assertThrows(BufferException.Refused.class, () -> exporter.acquire(request))
        .getMessage();
  }
}
