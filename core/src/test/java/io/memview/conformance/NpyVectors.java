package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Order;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Complex;
import io.memview.format.NumpyDescr;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Files that NumPy wrote: read, compared with what NumPy has in them, and written again. */
final class NpyVectors {
  private NpyVectors() {}

  /**
   * What came of it.
   *
   * @param passed how many files were as NumPy says
   * @param skipped how many were not tried
   * @param failures a line for each of the others
   */
  record Outcome(int passed, int skipped, List<String> failures) {
    /** The line of the report. */
    String line() {
      return "conformance npy: %d passed, %d failed, %d skipped"
          .formatted(passed, failures.size(), skipped);
    }
  }

  /**
   * Checks every file that {@code index.jsonl} lists.
   *
   * @param folder has the index and the files, which stay as they are
   * @param scratch where files may be written
   */
  static Outcome check(Path folder, Path scratch) throws IOException {
    int passed = 0;
    List<String> failures = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
      Vector vector = Vector.parse(line);
      String name = vector.string("file");
      try {
        check(vector, folder.resolve(name), scratch.resolve(name));
        passed++;
      } catch (IOException | RuntimeException | AssertionError failure) {
        failures.add("%s: %s".formatted(name, failure));
      }
    }
    return new Outcome(passed, 0, failures);
  }

  private static void check(Vector vector, Path file, Path copy) throws IOException {
    OwnedMemory memory = NpyFile.map(file);
    try {
      memory.doWithView(Request.FULL_RO, view -> check(vector, file, copy, view));
    } finally {
      memory.free();
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
    assertEquals(value(vector.fields().get("values")), comparable(view.toList()), "values");
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

  /** What the index says, as memview reads it. */
  private static Object value(Object json) {
    return switch (json) {
      case List<?> list -> list.stream().map(NpyVectors::value).toList();
      case Map<?, ?> map when map.containsKey("re") ->
          new Complex((Double) Vector.value(map.get("re")), (Double) Vector.value(map.get("im")));
      case Map<?, ?> map when map.get("str") instanceof String text -> text;
      default -> Vector.value(json);
    };
  }

  /** What memview reads, as the index says it: NumPy's bytes end before the zeros at their end. */
  private static Object comparable(Object item) {
    return switch (item) {
      case List<?> list -> list.stream().map(NpyVectors::comparable).toList();
      case byte[] bytes -> {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
          end--;
        }
        yield new Vector.Bytes(HexFormat.of().formatHex(bytes, 0, end));
      }
      default -> Vector.comparable(item);
    };
  }
}
