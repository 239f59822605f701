package io.memview.fuzz;

import java.util.List;

/** All that is fuzzed. */
final class Targets {
  private Targets() {}

  static List<Target> all() {
    return List.of(
        new FormatTarget(),
        new SliceTarget(),
        new DescrTarget(),
        new TimeTarget(),
        new LiteralTarget(),
        new ArrowTarget(),
        new NpyTarget(),
        new NpzTarget(),
        new LayoutTarget(),
        new ViewsTarget(),
        new CallsTarget());
  }
}
