package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Json;
import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.format.TimeType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any text is NumPy's description of a type or is refused; a format has one that reads as it. */
final class DescrTarget extends TextTarget {
  @Override
  public String name() {
    return "descr";
  }

  @Override
  List<String> texts() throws IOException {
    try (InputStream in = DescrTarget.class.getResourceAsStream("/npy/dtypes.jsonl")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .map(line -> String.valueOf(((Map<?, ?>) Json.parse(line)).get("descr")))
          .toList();
    }
  }

  @Override
  public List<String> words() {
    return List.of(
        "[",
        "]",
        "(",
        ")",
        ",",
        "'",
        "<",
        ">",
        "|",
        "=",
        "b1",
        "i4",
        "u8",
        "f2",
        "f16",
        "c8",
        "S3",
        "U2",
        "V5",
        "O",
        "M8",
        "m8",
        "[ns]",
        "[25s/3]",
        "('x', ",
        "'<f8'",
        "(2,)",
        "(('t', 'n'), ",
        "int32",
        "datetime64",
        "[us]",
        "M8[D]",
        ".",
        "\\\\",
        "''",
        "a0",
        "{",
        "}",
        "True");
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown.getClass() == IllegalArgumentException.class
        || thrown.getClass() == UnsupportedOperationException.class;
  }

  @Override
  @Nullable String answer(String text) {
    Format format = NumpyDescr.toFormat(text);
    Map<String, TimeType> times = NumpyDescr.times(text);
    String again = NumpyDescr.of(format, times);
    assertEquals(format.itemSize(), NumpyDescr.toFormat(again).itemSize(), again);
    assertEquals(again, NumpyDescr.of(NumpyDescr.toFormat(again), NumpyDescr.times(again)), again);
    assertEquals(times, NumpyDescr.times(again), again);
    assertTrue(format.itemSize() >= 0, text);
    return shape(again);
  }
}
