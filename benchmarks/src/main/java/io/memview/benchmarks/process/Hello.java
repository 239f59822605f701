package io.memview.benchmarks.process;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The smallest programs that do a thing once, and what they are without memview. Each is a class,
 * so that none loads what another one needs.
 */
final class Hello {
  private Hello() {}

  private static double[] doubles() {
    return new double[] {1, 42, 3, 4};
  }

  /** Nothing. */
  static final class Empty {
    private Empty() {}

    public static void main(String[] args) {
      System.out.println(doubles()[1]);
    }
  }

  /** An item of a segment. */
  static final class Segment {
    private Segment() {}

    public static void main(String[] args) {
      MemorySegment segment = MemorySegment.ofArray(doubles());
      System.out.println(segment.getAtIndex(ValueLayout.JAVA_DOUBLE, 1));
    }
  }

  /** An item of a view. */
  static final class Item {
    private Item() {}

    public static void main(String[] args) {
      try (Lease lease = PrimitiveArrays.export(doubles()).acquire(Request.FULL_RO)) {
        System.out.println(lease.view().getDouble(1));
      }
    }
  }

  /** A view as text. */
  static final class Show {
    private Show() {}

    public static void main(String[] args) {
      try (Lease lease = PrimitiveArrays.export(doubles(), 2, 2).acquire(Request.FULL_RO)) {
        System.out.println(lease.view().show());
      }
    }
  }

  /** A segment as text. */
  static final class SegmentShow {
    private SegmentShow() {}

    public static void main(String[] args) {
      MemorySegment segment = MemorySegment.ofArray(doubles());
      System.out.println(Arrays.toString(segment.toArray(ValueLayout.JAVA_DOUBLE)));
    }
  }

  /** A copy to native memory. */
  static final class Copy {
    private Copy() {}

    public static void main(String[] args) {
      try (Arena arena = Arena.ofConfined();
          Lease from = PrimitiveArrays.export(doubles()).acquire(Request.FULL_RO);
          Lease to = MemoryExporter.of(arena.allocate(32, 8), "d").acquire(Request.FULL)) {
        View copy = to.view();
        copy.copyFrom(from.view());
        System.out.println(copy.getDouble(1));
      }
    }
  }

  /** The platform's copy. */
  static final class SegmentCopy {
    private SegmentCopy() {}

    public static void main(String[] args) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment copy = arena.allocate(32, 8).copyFrom(MemorySegment.ofArray(doubles()));
        System.out.println(copy.getAtIndex(ValueLayout.JAVA_DOUBLE, 1));
      }
    }
  }

  /** A record of a view. */
  static final class Records {
    private Records() {}

    record Sample(int count, double value) {}

    public static void main(String[] args) {
      MemorySegment segment = MemorySegment.ofArray(new long[4]);
      try (Lease lease =
          MemoryExporter.of(segment, "<T{i:count:4xd:value:}").acquire(Request.FULL)) {
        RecordView<Sample> records = RecordView.of(lease.view(), Sample.class);
        System.out.println(records.get(1).value());
      }
    }
  }

  /** A record by hand. */
  static final class SegmentRecords {
    private SegmentRecords() {}

    record Sample(int count, double value) {}

    public static void main(String[] args) {
      MemorySegment segment = MemorySegment.ofArray(new long[4]);
      Sample sample =
          new Sample(
              segment.get(ValueLayout.JAVA_INT, 16), segment.get(ValueLayout.JAVA_DOUBLE, 24));
      System.out.println(sample.value());
    }
  }
}
