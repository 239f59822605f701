package io.memview;

import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Watches one lease: if it is collected before it is closed, says so once and gives it back. */
final class LeakTracker {
  private static final String PROPERTY = "io.memview.leaks";
  private static final int SAMPLE = 128;

  enum Mode {
    OFF,
    SAMPLED,
    EVERY
  }

  private static volatile Mode mode = configured();

  private final Cleaner.Cleanable cleanable;
  private final Forgotten forgotten;

  private LeakTracker(Lease lease, ExportCount exports, int place) {
    forgotten = new Forgotten(exports, place);
    cleanable = Watch.CLEANER.register(lease, forgotten);
  }

  static @Nullable LeakTracker track(Lease lease, ExportCount exports, int place) {
    Mode now = mode;
    return now == Mode.EVERY
            || (now == Mode.SAMPLED && ThreadLocalRandom.current().nextInt(SAMPLE) == 0)
        ? new LeakTracker(lease, exports, place)
        : null;
  }

  /** For tests. */
  static void setMode(Mode newMode) {
    mode = newMode;
  }

  /** The lease was closed: there is nothing to watch any more. */
  void returned() {
    forgotten.closed = true;
    cleanable.clean();
  }

  private static Mode configured() {
    String value = System.getProperty(PROPERTY, "sampled").toUpperCase(Locale.ROOT);
    for (Mode known : Mode.values()) {
      if (known.name().equals(value)) {
        return known;
      }
    }
    logger()
        .log(
            System.Logger.Level.WARNING,
            "{0}={1} is none of off, sampled, every; taking sampled",
            PROPERTY,
            value);
    return Mode.SAMPLED;
  }

  private static System.Logger logger() {
    return System.getLogger("io.memview");
  }

  /** Started by the first tracked lease. */
  private static final class Watch {
    static final Cleaner CLEANER = Cleaner.create();
  }

  /** Holds no reference to the lease, so that the lease can be collected. */
  private static final class Forgotten implements Runnable {
    private final ExportCount exports;
    private final int place;
    private final Throwable acquired = new Throwable("acquired here");
    private volatile boolean closed;

    Forgotten(ExportCount exports, int place) {
      this.exports = exports;
      this.place = place;
    }

    @Override
    public void run() {
      if (closed) {
        return;
      }
      try {
        exports.end(place);
      } catch (Throwable failure) {
        acquired.addSuppressed(failure);
      }
      logger()
          .log(
              System.Logger.Level.WARNING,
              "a lease was collected without being closed and has been given back to its exporter; "
                  + "close it, or use withView",
              acquired);
    }
  }
}
