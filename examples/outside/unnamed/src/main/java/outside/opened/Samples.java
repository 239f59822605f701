package outside.opened;

/** Records that are not public, in a package that is open. */
public final class Samples {
  private Samples() {}

  record Hidden(int id, double value) {}

  private record Secret(int id, double value) {}

  public static Class<?>[] all() {
    return new Class<?>[] {Hidden.class, Secret.class, Outer.class};
  }
}

record Outer(int id, double value) {}
