package io.memview.internal.memory;

import io.memview.internal.NumberCodec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a class of views is specialised for. There is one object for each kind: some ten kinds of
 * memory, twenty codes and three ways to an item. It carries what makes views of that kind, whose
 * class is nothing that the engine knows.
 */
public final class AccessKind {
  private record Traits(
      @Nullable Class<?> segment,
      @Nullable NumberCodec codec,
      AccessPath path,
      boolean mayBeMapped) {}

  private static final Map<Traits, AccessKind> KINDS = new ConcurrentHashMap<>();

  private final Traits traits;

  /** Read without the lock by which it is made: it is safe to publish, having final fields only. */
  private @Nullable Object prototype;

  private AccessKind(Traits traits) {
    this.traits = traits;
  }

  static AccessKind of(Storage storage, @Nullable NumberCodec codec, AccessPath path) {
    return KINDS.computeIfAbsent(
        new Traits(
            storage.segmentClass(),
            codec != null && codec.isNumeric() ? codec : null,
            path,
            storage.mayBeMapped()),
        AccessKind::new);
  }

  /**
   * The class of the segments, which tells heap arrays, native and mapped memory apart; null if
   * there are several.
   */
  public @Nullable Class<?> segment() {
    return traits.segment;
  }

  /** The codec, if items are numbers or truth values. */
  public @Nullable NumberCodec codec() {
    return traits.codec;
  }

  /** The way to an item. */
  public AccessPath path() {
    return traits.path;
  }

  /** Whether a file may be behind the memory. */
  public boolean mayBeMapped() {
    return traits.mayBeMapped;
  }

  /** What makes views of this kind: made once. */
  public Object prototype(Function<AccessKind, ?> make) {
    Object known = prototype;
    return known == null ? made(make) : known;
  }

  private synchronized Object made(Function<AccessKind, ?> make) {
    Object known = prototype;
    if (known == null) {
      known = make.apply(this);
      prototype = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return traits.toString();
  }
}
