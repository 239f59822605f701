package io.memview.benchmarks;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/**
 * What a row costs in a table of pointers to a hundred thousand rows of eight doubles, and in one
 * to a thousand: the same number of rows on both sides, in one large table and in a small one a
 * hundred times.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class PointerTables {
  private static final int SMALL = 1000;
  private static final int TIMES = 100;
  private static final int COLUMNS = 8;
  private static final Format ITEM = Format.parse("d");

  /** Where the rows are. */
  @Param({"heap", "native"})
  String kind;

  /** What is done with the table. */
  @Param({"make", "acquire", "toArray", "copy", "sum", "equals", "items"})
  String row;

  private Table large;
  private Table small;

  /** A table, and another one with the same items. */
  private record Table(List<Memory> rows, View items, View others) {
    static Table of(String kind, int rows) {
      View items = view(rows(kind, rows));
      View others = view(rows(kind, rows));
      for (int i = 0; i < rows; i++) {
        items.setDouble(i, COLUMNS - 1, i);
      }
      others.copyFrom(items);
      return new Table(rows(kind, rows), items, others);
    }

    private static List<Memory> rows(String kind, int rows) {
      Arena arena = Arena.ofAuto();
      return IntStream.range(0, rows)
          .mapToObj(
              _ ->
                  kind.equals("heap")
                      ? MemorySegment.ofArray(new double[COLUMNS])
                      : arena.allocate(Double.BYTES * COLUMNS, Double.BYTES))
          .map(row -> Memory.of(row, ITEM, COLUMNS))
          .toList();
    }

    private static View view(List<Memory> rows) {
      Exporter exporter = MemoryExporter.of(Memory.ofBlocks(rows));
      return exporter.acquire(Request.FULL.scoped()).view();
    }

    /** Does something with all rows; gives the sum of the items, or what shows that it was done. */
    double run(String work) {
      int count = rows.size();
      return switch (work) {
        case "make" -> Memory.ofBlocks(rows).layout().shape(0);
        case "acquire" ->
            items.withView(Request.FULL, view -> view.slice(Index.at(1)).getDouble(COLUMNS - 1));
        case "toArray" -> items.toArray(double[].class)[count * COLUMNS - 1];
        case "copy" -> {
          others.copyFrom(items);
          yield others.getDouble(count - 1, COLUMNS - 1);
        }
        case "sum" -> (Double) items.reduce(Reduction.SUM);
        case "equals" -> items.contentEquals(others) ? 1 : 0;
        case "items" -> {
          double sum = 0;
          for (int i = 0; i < count; i++) {
            sum += items.getDouble(i, COLUMNS - 1);
          }
          yield sum;
        }
        default -> throw new IllegalArgumentException(work);
      };
    }

    void check(String work) {
      double last = rows.size() - 1;
      double expected =
          switch (work) {
            case "make" -> last + 1;
            case "acquire", "equals" -> 1;
            case "sum", "items" -> last * (last + 1) / 2;
            default -> last;
          };
      ItemAccess.check(run(work), expected);
    }
  }

  /**
   * Makes both tables, and checks every answer; the work has seen the other kind of memory, too.
   */
  @Setup
  public void make() {
    for (String each : new String[] {"heap", "native", kind}) {
      large = Table.of(each, SMALL * TIMES);
      small = Table.of(each, SMALL);
      for (String work :
          new String[] {"make", "acquire", "toArray", "copy", "sum", "equals", "items"}) {
        large.check(work);
        small.check(work);
      }
    }
    System
        .gc(); // tables that live for long have been moved: rows that were made apart lie together
  }

  /** All rows of the large table, and as many in the small one. */
  @Benchmark
  public void rows(Interleaved turns) {
    turns.take(() -> large.run(row), this::smallRows);
  }

  private void smallRows() {
    int times = row.equals("acquire") ? 1 : TIMES; // which does not look at the rows
    for (int i = 0; i < times; i++) {
      small.run(row);
    }
  }
}
