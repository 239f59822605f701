package io.memview.conformance;

import static io.memview.conformance.Vector.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.NumpyDescr;
import io.memview.layout.Order;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Files that NumPy wrote: read, compared with what NumPy has in them, and written again. */
final class NpyChecks {
  private NpyChecks() {}

  /** One file, which stays as it is. */
  static void check(Vector vector, VectorFolder folder) throws IOException {
    Path scratch = Files.createTempDirectory("npy");
    Path file = scratch.resolve("given.npy");
    Path copy = scratch.resolve("saved.npy");
    try {
      Files.write(file, folder.bytes("npy/" + vector.string("file")));
      OwnedMemory memory = NpyFile.map(file);
      try {
        memory.doWithView(Request.FULL_RO, view -> check(vector, file, copy, view));
      } finally {
        memory.free();
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(copy);
      Files.delete(scratch);
    }
  }

  private static void check(Vector vector, Path file, Path copy, View view) throws IOException {
    assertArrayEquals(vector.longs("shape"), view.shape(), "shape");
    Order order = vector.bool("fortran") ? Order.FORTRAN : Order.C;
    assertTrue(view.layout().isContiguous(order), "fortran");
    byte[] bytes = Files.readAllBytes(file);
    String header = new String(bytes, StandardCharsets.UTF_8);
    String descr = NumpyDescr.of(view.format());
    if (vector.fields().get("descr") instanceof Map<?, ?> type) {
      assertEquals(type.get("str"), descr, "descr");
    } else {
      assertEquals("record", vector.string("descr"));
      assertTrue(header.contains("'descr': " + descr + ", "), descr);
    }
    assertSame(vector.values("values"), withoutZeros(view.toList()), "values");
    NpyFile.save(copy, view);
    byte[] again = Files.readAllBytes(copy);
    if (again[6] == bytes[6]) {
      assertArrayEquals(bytes, again, "bytes written again");
      return;
    }
    // Written in a later version than needed: what differs is the length and the blanks behind it.
    assertEquals(content(header), content(new String(again, StandardCharsets.UTF_8)), "header");
    int data = Math.toIntExact(view.layout().byteLength());
    assertArrayEquals(
        Arrays.copyOfRange(bytes, bytes.length - data, bytes.length),
        Arrays.copyOfRange(again, again.length - data, again.length),
        "data written again");
  }

  private static String content(String file) {
    return file.substring(file.indexOf('{'), file.indexOf('}') + 1);
  }

  /** NumPy's bytes end before the zeros at their end. */
  private static Object withoutZeros(Object item) {
    return switch (item) {
      case List<?> list -> list.stream().map(NpyChecks::withoutZeros).toList();
      case byte[] bytes -> {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
          end--;
        }
        yield Arrays.copyOf(bytes, end);
      }
      default -> item;
    };
  }
}
