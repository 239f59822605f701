package outside.exported;

/** A public record in a package that is exported. */
public record Sample(int id, double value) {

  /** One that is nested, and has parts of both kinds. */
  public record Pair(Sample first, Sample second, int[] marks) {}
}
