package io.memview;

import io.memview.internal.memory.Region;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches one lease: if it is collected before it is closed, says so and gives it back. Knows also
 * which watched leases are still open, and where they have been acquired as far as that has been
 * traced.
 */
final class LeakTracker {
  private static final String PROPERTY = "io.memview.leaks";
  private static final int SAMPLE = 128;

  /** How many places a message names. */
  private static final int NAMED = 3;

  /** How many frames tell a place. */
  private static final int FRAMES = 3;

  /** How many places are told apart in reports. */
  private static final int MOST_PLACES = 1000;

  /** Through which classes an acquisition comes here: no place where anything was forgotten. */
  static final Set<String> PASSED =
      Set.of(
          "io.memview.ByteSlice",
          "io.memview.ByteStore",
          "io.memview.Contiguous",
          "io.memview.CopyExporter",
          "io.memview.ExportCount",
          "io.memview.Exporter",
          "io.memview.HeldMemory",
          "io.memview.LeakTracker",
          "io.memview.Lease",
          "io.memview.MemoryExporter",
          "io.memview.Mirror",
          "io.memview.OwnedMemory",
          "io.memview.View");

  enum Mode {
    OFF,
    SAMPLED,
    EVERY,
    TRACED
  }

  private static volatile Mode mode = configured();

  /** The leases that are open and watched. */
  private static final Set<Watched> OPEN = ConcurrentHashMap.newKeySet();

  /** How many leases have been forgotten, by place. */
  private static final Map<String, AtomicLong> FORGOTTEN = new ConcurrentHashMap<>();

  private final Cleaner.Cleanable cleanable;

  LeakTracker(Lease lease) {
    boolean traced = mode != Mode.EVERY || isSample();
    Watched watched = new Watched(lease, traced ? new Throwable("acquired here") : null);
    OPEN.add(watched);
    cleanable = Watch.CLEANER.register(lease, watched);
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
    FORGOTTEN.clear();
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

  // ---- leases that are open

  /**
   * Where the leases that are in the way have been acquired, or how to find out; the end of a
   * sentence.
   */
  static String whereabouts(ExportCount exports, long leases) {
    Map<String, Long> places = new HashMap<>();
    long traced = 0;
    for (Watched each : OPEN) {
      if (each.pin.exports() == exports && each.acquired != null) {
        places.merge(place(each.acquired), 1L, Long::sum);
        traced++;
      }
    }
    long untraced = Math.max(0, leases - traced); // some may have ended meanwhile
    StringBuilder text = new StringBuilder();
    places.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(NAMED)
        .forEach(
            place ->
                text.append("%n  %d acquired at %s".formatted(place.getValue(), place.getKey())));
    if (places.size() > NAMED) {
      int others = places.size() - NAMED;
      text.append(
          "%n  and more at %d other %s".formatted(others, others == 1 ? "place" : "places"));
    }
    if (untraced == 0) {
      return text.toString();
    } else if (mode == Mode.TRACED) {
      return text
          + "%s%d of scopes (withView, use) that are still running"
              .formatted(text.isEmpty() ? ": " : "%n  ".formatted(), untraced);
    }
    String how =
        "-D%s=traced tells where %s acquired"
            .formatted(PROPERTY, untraced == 1 ? "it was" : "they were");
    return text.isEmpty()
        ? " (%s)".formatted(how)
        : text + "%n  %d that were not traced (%s)".formatted(untraced, how);
  }

  /** The innermost frames outside of memview, in one line. */
  private static String place(Throwable acquired) {
    return Arrays.stream(acquired.getStackTrace())
        .filter(frame -> !PASSED.contains(outermost(frame.getClassName())))
        .limit(FRAMES)
        .map(
            frame ->
                "%s.%s(%s:%d)"
                    .formatted(
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber()))
        .collect(Collectors.joining(", called by "));
  }

  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  // ---- leases that were forgotten

  /**
   * Reports the first lease from a place, the tenth, the hundredth, and so on: the log says how
   * many there are, and is not flooded by them.
   */
  private static void report(Watched lease, @Nullable Throwable shown) {
    Object owner = lease.pin.exports().owner();
    String type = owner.getClass().getTypeName();
    String place = lease.place();
    if (Watch.IS_RECORDABLE) {
      LeaseEvents.forgotten(owner, lease.region, place);
    }
    String key = place == null ? type : place;
    boolean isKnown = FORGOTTEN.size() < MOST_PLACES || FORGOTTEN.containsKey(key);
    long count =
        FORGOTTEN.computeIfAbsent(isKnown ? key : "", _ -> new AtomicLong()).incrementAndGet();
    if (!isPowerOfTen(count)) {
      return;
    }
    String what =
        "on %d bytes (%s) of %s@%x"
            .formatted(
                lease.region.layout().byteLength(),
                lease.region.describe(),
                type,
                System.identityHashCode(owner));
    String which =
        count == 1
            ? "a lease " + what + " was"
            : "%d leases %s, the last one %s, were"
                .formatted(
                    count,
                    !isKnown
                        ? "from many places"
                        : place == null ? "of such exporters" : "from one place",
                    what);
    logger()
        .log(
            System.Logger.Level.WARNING,
            "%s collected without being closed, and given back to the exporter; close it, or use withView; %s"
                .formatted(
                    which,
                    place == null
                        ? "-D%s=traced tells where it was acquired".formatted(PROPERTY)
                        : "it was acquired at " + place),
            shown);
  }

  private static boolean isPowerOfTen(long count) {
    long power = 1;
    while (power < count) {
      power *= 10;
    }
    return power == count;
  }

  // ---- Flight Recorder

  /** Records one of the watched leases of each exporter, and how many leases there are on it. */
  private static final class OpenLeases implements Runnable {
    @Override
    public void run() {
      Map<ExportCount, Watched> one = new IdentityHashMap<>();
      Map<ExportCount, Long> watched = new IdentityHashMap<>();
      for (Watched each : OPEN) {
        one.putIfAbsent(each.pin.exports(), each);
        watched.merge(each.pin.exports(), 1L, Long::sum);
      }
      one.forEach(
          (exports, lease) -> {
            long number = watched.getOrDefault(exports, 1L);
            LeaseEvents.open(exports.owner(), lease.region, lease.place(), exports.get(), number);
          });
    }
  }

  /** Started by the first watched lease. */
  private static final class Watch {
    static final Cleaner CLEANER = Cleaner.create();

    /** The module is missing from many a small runtime image. */
    static final boolean IS_RECORDABLE = isThere("jdk.jfr.FlightRecorder");

    static {
      if (IS_RECORDABLE) {
        LeaseEvents.recordOpen(new OpenLeases());
      }
    }

    private static boolean isThere(String name) {
      try {
        Class.forName(name, false, LeakTracker.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }
  }

  /** What is known of a lease, but not the lease, so that it can be collected. */
  private static final class Watched implements Runnable {
    private final Pin pin;
    private final long generation;
    private final Region region;
    private final @Nullable Throwable acquired;

    /** For the set of those that are open: the hash of an identity would be a call of the VM. */
    private final int hash = ThreadLocalRandom.current().nextInt();

    Watched(Lease lease, @Nullable Throwable acquired) {
      this.pin = lease.pin();
      this.generation = pin.generation();
      this.region = lease.region();
      this.acquired = acquired;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    /** Where it was acquired, if that was traced. */
    @Nullable String place() {
      return acquired == null ? null : LeakTracker.place(acquired);
    }

    /** The lease has been closed, or else collected. */
    @Override
    public void run() {
      OPEN.remove(this);
      Throwable shown = acquired;
      try {
        if (!pin.release(generation)) {
          return; // it was closed
        }
      } catch (Throwable failure) {
        if (shown == null) {
          shown = failure;
        } else {
          shown.addSuppressed(failure);
        }
      }
      report(this, shown);
    }
  }
}
