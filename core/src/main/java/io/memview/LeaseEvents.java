package io.memview;

import io.memview.internal.Texts;
import io.memview.internal.memory.Region;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What Flight Recorder is told of leases, in a recording. Without one nothing is registered and
 * nothing is counted; without the module {@code jdk.jfr} this class is not loaded.
 */
final class LeaseEvents {
  private LeaseEvents() {}

  /** Has the open leases recorded as soon, and as often, as somebody wants them. */
  static void recordOpen(Runnable openLeases) {
    // Recordings are rare, and to prepare for one takes longer than many a program.
    FlightRecorder.addListener(
        new FlightRecorderListener() {
          @Override
          public void recorderInitialized(FlightRecorder recorder) {
            FlightRecorder.addPeriodicEvent(Open.class, openLeases);
          }
        });
  }

  /** A lease was collected without being closed. */
  static void forgotten(Object owner, Region region, @Nullable String place) {
    if (FlightRecorder.isInitialized()) {
      Forgotten event = new Forgotten();
      if (event.shouldCommit()) {
        event.describe(owner, region, place);
        event.commit();
      }
    }
  }

  /** Leases are open on an exporter, one of which is described. */
  static void open(Object owner, Region region, @Nullable String place, long leases, long watched) {
    Open event = new Open();
    event.describe(owner, region, place);
    event.leases = leases;
    event.watched = watched;
    event.commit();
  }

  /** What is said of a lease in each case. */
  @Category("memview")
  @StackTrace(false)
  abstract static class LeaseEvent extends Event {
    @Label("Owner")
    @Description("The class of who manages the memory")
    String owner = "";

    @Label("Identity")
    @Description("Its identity hash code, as its toString has it")
    String identity = "";

    @Label("Format")
    String format = "";

    @Label("Shape")
    String shape = "";

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Acquired at")
    @Description("Where the lease was acquired, if that was traced (-Dio.memview.leaks=traced)")
    @Nullable String acquiredAt;

    final void describe(Object leased, Region region, @Nullable String place) {
      owner = leased.getClass().getTypeName();
      identity = Integer.toHexString(System.identityHashCode(leased));
      format = region.format().toString();
      shape = Texts.tuple(region.layout().shape());
      bytes = region.layout().byteLength();
      acquiredAt = place;
    }
  }

  /** A watched lease that was collected without being closed. */
  @Name("io.memview.ForgottenLease")
  @Label("Forgotten Lease")
  @Description("A lease that was collected without being closed, and given back to the exporter")
  static final class Forgotten extends LeaseEvent {}

  /** The leases of one exporter. */
  @Name("io.memview.OpenLeases")
  @Label("Open Leases")
  @Description("How many leases are open on the memory of one owner; one that is watched is shown")
  @Period("10 s")
  static final class Open extends LeaseEvent {
    @Label("Leases")
    @Description("How many are open, watched or not")
    long leases;

    @Label("Watched")
    @Description("How many of them are watched: see the property io.memview.leaks")
    long watched;
  }
}
