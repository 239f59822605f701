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
    EVERY,
    TRACED
  }

  private static volatile Mode mode = configured();

  private final Cleaner.Cleanable cleanable;

  LeakTracker(Lease lease, Pin pin) {
    boolean traced = mode != Mode.EVERY || isSample();
    Throwable place = traced ? new Throwable("acquired here") : null;
    cleanable = Watch.CLEANER.register(lease, new Forgotten(pin, place));
  }

  /** Whether the next lease is to be watched. */
  static boolean isDue(Request request) {
    if (request.isScoped()) {
      return false;
    }
    Mode now = mode;
    return now != Mode.OFF && (now != Mode.SAMPLED || isSample());
  }

  private static boolean isSample() {
    return ThreadLocalRandom.current().nextInt(SAMPLE) == 0;
  }

  /** For tests. */
  static void setMode(Mode newMode) {
    mode = newMode;
  }

  /** The lease was closed: there is nothing to watch any more. */
  void returned() {
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
            "{0}={1} is none of off, sampled, every, traced; taking sampled",
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
    private final Pin pin;
    private final long ticket;
    private final @Nullable Throwable acquired;

    Forgotten(Pin pin, @Nullable Throwable acquired) {
      this.pin = pin;
      this.ticket = pin.ticket();
      this.acquired = acquired;
    }

    @Override
    public void run() {
      Throwable shown = acquired;
      try {
        if (!pin.release(ticket)) {
          return; // it was closed
        }
      } catch (Throwable failure) {
        if (shown == null) {
          shown = failure;
        } else {
          shown.addSuppressed(failure);
        }
      }
      logger()
          .log(
              System.Logger.Level.WARNING,
              "a lease was collected without being closed and has been given back to its exporter; "
                  + "close it, or use withView"
                  + (acquired == null
                      ? "; -D%s=traced tells where it was acquired".formatted(PROPERTY)
                      : ""),
              shown);
    }
  }
}
