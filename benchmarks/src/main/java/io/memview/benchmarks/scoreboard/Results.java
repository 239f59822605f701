package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file of a run. */
final class Results {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Files of other versions can be compared, too.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Results() {}

  static void write(Path file, List<Result> results) throws IOException {
    JSON.writeValue(file.toFile(), results);
  }

  static List<Result> read(Path file) throws IOException {
    return List.of(JSON.readValue(file.toFile(), Result[].class));
  }
}
