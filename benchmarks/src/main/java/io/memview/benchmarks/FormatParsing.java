package io.memview.benchmarks;

import io.memview.format.Format;
import io.memview.format.Struct;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record of 21 fields as a string: read for the first time, and read again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class FormatParsing {
  private static final String RECORD =
      "T{i:id%d:d:x:d:y:d:z:f:vx:f:vy:f:vz:B:red:B:green:B:blue:B:alpha:Q:time:16s:name:?:valid:"
          + "h:row:h:column:(3,3)d:rotation:T{d:lon:d:lat:}:at:Zd:phase:>I:crc:8x:rest:}";

  /** More strings than are kept. */
  private final String[] records = new String[4096];

  private int next;

  /** Makes the strings, and checks that they are what is said. */
  @Setup
  public void make() {
    for (int i = 0; i < records.length; i++) {
      records[i] = RECORD.formatted(i);
    }
    Struct format = (Struct) Format.parse(records[7]);
    if (format.fields().size() != 21 || format.field("id7").isEmpty()) {
      throw new AssertionError(format);
    }
  }

  /** A string that is new. */
  @Benchmark
  public Format first() {
    next = (next + 1) % records.length;
    return Format.parse(records[next]);
  }

  /** A string that was read before. */
  @Benchmark
  public Format again() {
    return Format.parse(records[7]);
  }
}
