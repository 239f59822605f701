package io.memview.benchmarks.scoreboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Runs the Python script, which times CPython and NumPy. */
final class PythonRunner {
  private static final JsonMapper JSON = new JsonMapper();

  /** A line that the script prints. */
  private record Line(String row, double[] ns) {}

  private PythonRunner() {}

  /**
   * Runs rows of the script. Rows whose library is not installed are left out.
   *
   * @param seconds how long to measure each of them
   * @param each told of every row as it is measured
   * @return the exit status of the script
   * @throws IOException if there is no Python
   */
  static int run(
      Path script, double seconds, Collection<Work.Python> rows, BiConsumer<Work, Figure> each)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("python3", script.toString(), Double.toString(seconds)));
    rows.forEach(row -> command.add(row.row()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // NumPy uses one thread for these anyway; its linear algebra is not to start more.
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Line measured = JSON.readValue(line, Line.class);
        each.accept(new Work.Python(measured.row()), Figure.of(new Samples(measured.ns())));
      }
    }
    return process.waitFor();
  }
}
