package io.memview;

import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.Levels;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The class of cursors for some kinds of views: {@link CursorTemplate}. */
final class SpecializedCursors {
  /**
   * What a class is specialised for.
   *
   * @param views the class of each view, which tells format, kind of memory and the way to an item
   * @param paths the ways, one for each view
   * @param steps from one item of a row to the next, in bytes, for each view, if the items of all
   *     lie side by side; else empty, for any steps: a loop that sees both sees two classes, not
   *     one for every mixture
   */
  record Kind(List<Class<?>> views, List<AccessPath> paths, List<Long> steps) {
    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Kind that
          && views.equals(that.views)
          && paths.equals(that.paths)
          && steps.equals(that.steps);
    }

    @Override
    public int hashCode() {
      return (views.hashCode() * 31 + paths.hashCode()) * 31 + steps.hashCode();
    }

    /** Whether there is such a way to the items of some view. */
    boolean has(AccessPath path) {
      return paths.contains(path);
    }

    /** The step of a view; 0 if it may be any, or if there are not so many views. */
    long step(int number) {
      return number < steps.size() ? steps.get(number) : 0;
    }

    /** The class of a view; null if there are not so many. */
    @Nullable Class<?> view(int number) {
      return number < views.size() ? views.get(number) : null;
    }
  }

  /** So many views have fields of their own. */
  private static final int MOST_VIEWS = 3;

  /** So many kinds have a class of their own; what comes later is done in general. */
  private static final int MOST_KINDS = 1024;

  private static final Cursor GENERAL = new Cursor();

  private static final Map<Kind, Cursor> PROTOTYPES = new ConcurrentHashMap<>();

  private SpecializedCursors() {}

  /** What makes cursors over views of these classes. */
  static Cursor of(Levels levels, View... views) {
    if (views.length > MOST_VIEWS) {
      return GENERAL;
    }
    List<Class<?>> classes = new ArrayList<>(views.length);
    List<AccessPath> paths = new ArrayList<>(views.length);
    List<Long> steps = new ArrayList<>(views.length);
    boolean sideBySide = true;
    for (View view : views) {
      if (view.getClass() == View.class) {
        return GENERAL;
      }
      classes.add(view.getClass());
      paths.add(AccessPath.of(view.region.storage(), view.layout()));
      long step = levels.step(view.layout());
      steps.add(step);
      sideBySide &= step == view.layout().itemSize();
    }
    Kind kind = new Kind(classes, paths, sideBySide ? steps : List.of());
    Cursor known = PROTOTYPES.get(kind);
    if (known == null) {
      if (PROTOTYPES.size() >= MOST_KINDS) {
        return GENERAL;
      }
      known = PROTOTYPES.computeIfAbsent(kind, SpecializedCursors::define);
    }
    return known;
  }

  private static Cursor define(Kind kind) {
    Cursor made =
        HiddenClasses.define(MethodHandles.lookup(), Cursor.class, "CursorTemplate", kind);
    return made == null ? GENERAL : made;
  }
}
