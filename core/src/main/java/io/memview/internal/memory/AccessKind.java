package io.memview.internal.memory;

import io.memview.internal.NumberCodec;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
      boolean mayBeMapped) {
    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Traits that
          && segment == that.segment
          && path == that.path
          && mayBeMapped == that.mayBeMapped
          && Objects.equals(codec, that.codec);
    }

    @Override
    public int hashCode() {
      int ofSegment = segment == null ? 0 : segment.hashCode();
      int ofCodec = codec == null ? 0 : codec.hashCode();
      return (ofSegment * 31 + ofCodec) * 31 + path.ordinal();
    }
  }

  private static final Map<Traits, AccessKind> KINDS = new ConcurrentHashMap<>();

  private final Traits traits;

  /** Read without the lock by which it is made: it is safe to publish, having final fields only. */
  private @Nullable Object prototype;

  /** Of what is behind all pointers; found when it is first asked for. */
  private @Nullable AccessKind direct;

  private AccessKind(Traits traits) {
    this.traits = traits;
  }

  static AccessKind of(Storage storage, @Nullable NumberCodec codec, AccessPath path) {
    return of(
        new Traits(
            storage.segmentClass(),
            codec != null && codec.isNumeric() ? codec : null,
            path,
            storage.mayBeMapped()));
  }

  private static AccessKind of(Traits traits) {
    AccessKind known = KINDS.get(traits);
    if (known != null) {
      return known;
    }
    AccessKind made = new AccessKind(traits);
    AccessKind raced = KINDS.putIfAbsent(traits, made);
    return raced == null ? made : raced;
  }

  /**
   * The kind of access to the same items behind all pointers, where all segments are of a class.
   */
  AccessKind direct() {
    AccessKind known = direct;
    if (known == null) {
      known = of(new Traits(traits.segment, traits.codec, AccessPath.DIRECT, traits.mayBeMapped));
      direct = known;
    }
    return known;
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

  /** What makes views of this kind; null until that has been {@linkplain #note noted}. */
  public @Nullable Object prototype() {
    return prototype;
  }

  /** Notes what makes views of this kind; gives what has been noted before, if it has. */
  public synchronized Object note(Object made) {
    Object known = prototype;
    if (known != null) {
      return known;
    }
    prototype = made;
    return made;
  }

  @Override
  public String toString() {
    return traits.toString();
  }
}
