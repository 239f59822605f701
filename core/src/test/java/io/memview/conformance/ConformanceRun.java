package io.memview.conformance;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Asks all vectors of a folder and keeps the score. Files are read line by line. */
final class ConformanceRun {
  private static final int REPORTED = 20;
  private static final int SHOWN = 1000;

  private final VectorFolder folder;
  private final List<String> lines = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long unreported;

  private ConformanceRun(VectorFolder folder) {
    this.folder = folder;
  }

  static ConformanceRun of(VectorFolder folder) throws IOException {
    return of(folder, VectorKind.ALL);
  }

  static ConformanceRun of(VectorFolder folder, List<VectorKind> kinds) throws IOException {
    ConformanceRun run = new ConformanceRun(folder);
    List<String> names = folder.names();
    for (String name : names) {
      if (kinds.stream().noneMatch(kind -> kind.path().equals(name))) {
        run.report("%s: no check knows this file".formatted(name));
      }
    }
    for (VectorKind kind : kinds) {
      if (kind.shared() || folder.isEmbedded() || names.contains(kind.path())) {
        run.ask(kind);
      }
    }
    return run;
  }

  private void ask(VectorKind kind) throws IOException {
    long passed = 0;
    long failed = 0;
    long skipped = 0;
    long number = 0;
    try (BufferedReader file = folder.open(kind.path())) {
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        number++;
        String id = "line " + number;
        try {
          Vector vector = Vector.parse(line);
          id = vector.has("id") ? vector.string("id") : id;
          kind.check().check(vector, folder);
          passed++;
        } catch (TestAbortedException skip) {
          skipped++;
          report("%s %s: skipped, %s".formatted(kind.name(), id, skip.getMessage()));
        } catch (Exception | AssertionError | StackOverflowError failure) {
          failed++;
          report("%s %s: %s in %s".formatted(kind.name(), id, failure, shortened(line)));
        }
      }
      if (number == 0) {
        report("%s: no vectors in it".formatted(kind.path()));
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      report("%s is missing".formatted(kind.path()));
    }
    lines.add(
        "conformance %s: %d passed, %d failed, %d skipped"
            .formatted(kind.name(), passed, failed, skipped));
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }

  private void report(String failure) {
    if (failures.size() < REPORTED) {
      failures.add(failure);
    } else {
      unreported++;
    }
  }

  /** The score of each kind. */
  List<String> lines() {
    return lines;
  }

  boolean hasPassed() {
    return failures.isEmpty();
  }

  /** What went wrong: the first ones, and how many more there are. */
  String failures() {
    String all = String.join(System.lineSeparator(), failures);
    return unreported == 0 ? all : "%s%n… and %d more".formatted(all, unreported);
  }
}
