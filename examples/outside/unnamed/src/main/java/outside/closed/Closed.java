package outside.closed;

/** A record in a package that is neither exported nor open. */
public record Closed(int id, double value) {}
