package io.memview.internal;

/** What {@code try} does in the end, and throws nothing that is checked. */
@FunctionalInterface
public interface Closing extends AutoCloseable {
  @Override
  void close();
}
