package io.memview.races.stress;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The stress itself, in one JVM. */
final class Run {
  /** How long the oracle may take to find what is wrong on purpose. */
  private static final long PROOF = 60;

  private Run() {}

  /**
   * The program.
   *
   * @param args what: "races" or "forgotten"; for how many seconds
   * @throws Exception if something forbidden has happened
   */
  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[1]);
    if (args[0].equals("forgotten")) {
      Logger reports = Logger.getLogger("io.memview");
      reports.setLevel(Level.OFF);
      Forgotten.run(Math.max(1, seconds / 10));
      return;
    }
    checkThatFaultsAreFound();
    stress(seconds);
    Transfers.run(Math.max(1, seconds / 10));
    ManyLeases.run();
  }

  /** An exporter with a known fault: whoever finds nothing there proves nothing elsewhere. */
  private static void checkThatFaultsAreFound() throws InterruptedException {
    Leases hasty = new Leases(Moved.hasty());
    if (Threads.run(PROOF, hasty::step) == null) {
      throw new AssertionError("memory that is looked up too early has not been found");
    }
  }

  private static void stress(long seconds) throws InterruptedException {
    List<Leases> all =
        List.of(
            new Leases(Moved.pooled()),
            new Leases(Moved.heard()),
            new Leases(new Resized()),
            new Leases(new Freed()),
            new Leases(new Held()),
            new Leases(new Kept()));
    Throwable failure =
        Threads.run(seconds, random -> all.get(random.nextInt(all.size())).step(random));
    if (failure != null) {
      throw new AssertionError(failure);
    }
    all.forEach(Leases::end);
    System.out.printf(
        "%,d leases and operations in %d seconds, nothing forbidden%n",
        all.stream().mapToLong(Leases::steps).sum(), seconds);
  }
}
