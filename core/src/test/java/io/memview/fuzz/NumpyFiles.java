package io.memview.fuzz;

import io.memview.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Files as NumPy and others write them. */
final class NumpyFiles {
  private NumpyFiles() {}

  static List<byte[]> ofKind(String kind) throws IOException {
    try (InputStream in = NumpyFiles.class.getResourceAsStream("/npy/files.jsonl")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .map(line -> (Map<?, ?>) Json.parse(line))
          .filter(file -> kind.equals(file.get("kind")))
          .map(file -> Base64.getDecoder().decode((String) file.get("file")))
          .toList();
    }
  }
}
