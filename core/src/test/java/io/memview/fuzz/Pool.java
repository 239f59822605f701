package io.memview.fuzz;

import io.memview.Lease;
import io.memview.Memory;
import io.memview.Mirror;
import io.memview.OwnedMemory;
import io.memview.View;
import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The objects that one sequence of calls has made. */
final class Pool {
  /** Views that repeat items can have more than anybody could walk over. */
  private static final long MOST_ITEMS = 4096;

  private final List<Object> objects = new ArrayList<>();
  private final Random random;

  Pool(Random random) {
    this.random = random;
  }

  /** Keeps what is given, if it can be worked with in reasonable time. */
  void add(@Nullable Object object) {
    switch (object) {
      case null -> {}
      case List<?> list -> list.forEach(this::add);
      case Number _, Boolean _, String _ -> {}
      case View view when !isSmall(view.layout()) -> {}
      case Memory memory when !isSmall(memory.layout()) -> {}
      case Lease lease -> {
        objects.add(lease);
        if (!lease.isReleased()) {
          add(lease.view());
        }
      }
      default -> objects.add(object);
    }
  }

  private static boolean isSmall(Layout layout) {
    long places = 1;
    for (long extent : layout.shape()) {
      places *=
          Math.min(extent, MOST_ITEMS) + 1; // also of no items, of which some dimensions have many
      if (places > 4 * MOST_ITEMS) {
        return false;
      }
    }
    return layout.itemCount() <= MOST_ITEMS && layout.itemSize() <= MOST_ITEMS;
  }

  /** Any object of a type; null if there is none. */
  @Nullable Object any(Class<?> type) {
    List<Object> fitting = objects.stream().filter(type::isInstance).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Ends what has an end; nothing may be lent behind that. */
  void close() {
    all(Mirror.class).forEach(Mirror::discard);
    all(Lease.class).forEach(Lease::close);
  }

  void free() {
    all(OwnedMemory.class).forEach(OwnedMemory::free);
  }
}
