package io.memview.fuzz;

import io.memview.RandomLayouts;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Views of random memory, derived at random, against a model that knows no strides. */
final class ViewsTarget extends RandomTarget {
  @Override
  public String name() {
    return "views";
  }

  @Override
  @Nullable String check(Random random) {
    int levels = random.nextInt(4);
    RandomLayouts.run(random, levels, levels < 3 && random.nextInt(4) == 0);
    return null;
  }
}
