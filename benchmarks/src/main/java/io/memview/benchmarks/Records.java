package io.memview.benchmarks;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Ten thousand packed records of 13 bytes, as objects of a Java record: by a bound class, and by
 * hand from the segment.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Records {
  private static final int COUNT = 10_000;
  private static final int SIZE = 13;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  record Sample(int a, double b, short c) {}

  @Param({"heap", "native"})
  String kind;

  MemorySegment segment = MemorySegment.NULL;
  RecordView<Sample> records;
  Sample[] objects = {};

  /** Shows the accessors both kinds of memory, and checks that both ways read the same. */
  @Setup
  public void fill() {
    use(MemorySegment.ofArray(new byte[COUNT * SIZE]));
    use(Arena.ofAuto().allocate(COUNT * SIZE));
    use(kind.equals("heap") ? MemorySegment.ofArray(new byte[COUNT * SIZE]) : segment);
  }

  private void use(MemorySegment memory) {
    segment = memory;
    Lease lease = MemoryExporter.of(memory, "<T{i:a:d:b:B:c:}").acquire(Request.FULL.scoped());
    records = RecordView.of(lease.view(), Sample.class);
    objects = new Sample[COUNT];
    for (int i = 0; i < COUNT; i++) {
      objects[i] = new Sample(i, i / 2.0, (short) (i % 256));
      records.set(i, objects[i]);
      if (!byHand(i).equals(objects[i]) || !records.get(i).equals(objects[i])) {
        throw new AssertionError(records.get(i));
      }
    }
  }

  private Sample byHand(int i) {
    long at = (long) SIZE * i;
    return new Sample(
        segment.get(INT, at),
        segment.get(DOUBLE, at + 4),
        (short) (segment.get(ValueLayout.JAVA_BYTE, at + 12) & 0xFF));
  }

  private Sample[] readAllByHand() {
    Sample[] all = new Sample[COUNT];
    for (int i = 0; i < COUNT; i++) {
      all[i] = byHand(i);
    }
    return all;
  }

  private Sample[] readAll() {
    Sample[] all = new Sample[COUNT];
    for (int i = 0; i < COUNT; i++) {
      all[i] = records.get(i);
    }
    return all;
  }

  private void writeAllByHand() {
    for (int i = 0; i < COUNT; i++) {
      Sample sample = objects[i];
      long at = (long) SIZE * i;
      if (sample.c < 0 || sample.c > 255) {
        throw new IllegalArgumentException();
      }
      segment.set(INT, at, sample.a);
      segment.set(DOUBLE, at + 4, sample.b);
      segment.set(ValueLayout.JAVA_BYTE, at + 12, (byte) sample.c);
    }
  }

  private void writeAll() {
    for (int i = 0; i < COUNT; i++) {
      records.set(i, objects[i]);
    }
  }

  /** Reading by the bound class, and by hand. */
  @Benchmark
  public void read(Interleaved turns, Blackhole hole) {
    turns.take(() -> hole.consume(readAll()), () -> hole.consume(readAllByHand()));
  }

  /** Writing by the bound class, and by hand. */
  @Benchmark
  public void write(Interleaved turns) {
    turns.take(this::writeAll, this::writeAllByHand);
  }
}
