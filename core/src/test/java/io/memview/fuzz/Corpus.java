package io.memview.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one target that others are made of: its seeds, and of each kind of answer the first
 * that had it.
 */
final class Corpus {
  private static final int MOST = 3000;
  private static final int LONGEST = 4096;

  private final List<byte[]> inputs = new ArrayList<>();
  private final Set<String> traits = new HashSet<>();
  private final List<String> found = new ArrayList<>();
  private int saved;

  Corpus(List<byte[]> seeds) {
    inputs.addAll(seeds);
  }

  /** With what an earlier run has found and {@link #save saved}. */
  void load(Path file) throws IOException {
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        found.add(line);
        inputs.add(Inputs.parse(line));
      }
    }
  }

  void save(Path file) throws IOException {
    if (found.size() > saved) {
      Files.write(file, found);
      saved = found.size();
    }
  }

  int size() {
    return inputs.size();
  }

  List<byte[]> all() {
    return List.copyOf(inputs);
  }

  byte[] any(RandomGenerator random) {
    return inputs.isEmpty() ? new byte[0] : inputs.get(random.nextInt(inputs.size()));
  }

  /** The kind of answer that an input of the corpus itself has. */
  void know(@Nullable String trait) {
    if (trait != null) {
      traits.add(trait);
    }
  }

  /** Keeps an input if nothing had such an answer before. */
  void offer(byte[] input, @Nullable String trait) {
    if (trait != null && inputs.size() < MOST && input.length <= LONGEST && traits.add(trait)) {
      inputs.add(input);
      found.add(Inputs.line(input));
    }
  }
}
