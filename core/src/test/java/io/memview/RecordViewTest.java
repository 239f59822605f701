package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.memview.format.Format;
import io.memview.format.RecordType;
import io.memview.format.ValueException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and Java records. */
class RecordViewTest {
  record Point(int x, double y) {}

  record Pixel(short red, short green, short blue) {}

  record Line(Point from, Point to, boolean dashed) {}

  record Matrix(double[] diagonal, int[][] cells, Pixel[] colors) {}

  record Everything(
      byte b,
      short h,
      int i,
      long q,
      float f,
      double d,
      boolean t,
      char c,
      long wide,
      float half) {}

  record First(double value) {}

  record Second(double value) {}

  record Boxed(byte[] name, Object any, Number number) {}

  private static View zeros(String format, long... shape) {
    MemoryExporter exporter = MemoryExporter.allocate(Format.parse(format), shape);
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  @Test
  void fieldsAreBoundByName() {
    View view = zeros("T{<d:y:<i:x:}", 2, 3);
    RecordView<Point> points = RecordView.of(view, Point.class);
    points.set(1, 2, new Point(7, 0.5));
    assertEquals(new Point(7, 0.5), points.get(1, 2));
    assertEquals(List.of(0.5, 7L), view.getObject(1, 2));
    assertEquals(new Point(0, 0), points.get(0, 0));
    List<Point> all = new ArrayList<>();
    points.forEach(all::add);
    assertEquals(6, all.size());
    assertEquals(new Point(7, 0.5), all.getLast());
  }

  @Test
  void packedUnalignedAndSwapped() {
    for (String format :
        List.of("<T{i:x:d:y:}", ">T{i:x:d:y:}", "T{i:x:d:y:}", "=T{d:y:3xi:x:2x}")) {
      View view = zeros(format, 5);
      RecordView<Point> points = RecordView.of(view, Point.class);
      for (int i = 0; i < 5; i++) {
        points.set(i, new Point(i - 2, i * 1e300));
      }
      for (int i = 0; i < 5; i++) {
        assertEquals(new Point(i - 2, i * 1e300), points.get(i));
        assertEquals(i - 2L, view.field("x").getObject(i));
        assertEquals(i * 1e300, view.field("y").getObject(i));
      }
      assertEquals(points.get(3), RecordView.of(view.flip(0), Point.class).get(1));
    }
  }

  @Test
  void everyPrimitiveType() {
    View view = zeros("T{b:b:h:h:i:i:q:q:f:f:d:d:?:t:H:c:I:wide:e:half:}", 1);
    RecordView<Everything> records = RecordView.of(view, Everything.class);
    Everything extreme =
        new Everything(
            Byte.MIN_VALUE,
            Short.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.MIN_VALUE,
            Double.MAX_VALUE,
            true,
            '\uFFFF',
            0xFFFF_FFFFL,
            -0.5f);
    records.set(0, extreme);
    assertEquals(extreme, records.get(0));
    assertEquals(
        List.of(
            -128L,
            -32768L,
            (long) Integer.MIN_VALUE,
            Long.MIN_VALUE,
            (double) Float.MIN_VALUE,
            Double.MAX_VALUE,
            true,
            65535L,
            0xFFFF_FFFFL,
            -0.5),
        view.getObject(0));
  }

  @Test
  void recordsInRecords() {
    View view = zeros("T{T{i:x:d:y:}:from:T{d:y:h:x:}:to:?:dashed:}", 3);
    Line line = new Line(new Point(1, 2), new Point(3, 4), true);
    RecordView<Line> lines = RecordView.of(view, Line.class);
    lines.set(2, line);
    assertEquals(line, lines.get(2));
    assertEquals(3L, view.field("to").field("x").getLong(2));
    assertEquals(new Point(3, 4), RecordView.of(view.field("to"), Point.class).get(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(2,3)i", "(2)(3)i"})
  void arrays(String cells) {
    View view =
        zeros("T{(2)d:diagonal:" + cells + ":cells:(2)T{B:red:B:green:B:blue:}:colors:}", 2);
    RecordView<Matrix> records = RecordView.of(view, Matrix.class);
    Matrix matrix =
        new Matrix(
            new double[] {1, 2},
            new int[][] {{1, 2, 3}, {4, 5, 6}},
            new Pixel[] {
              new Pixel((short) 1, (short) 2, (short) 255),
              new Pixel((short) 3, (short) 4, (short) 5)
            });
    records.set(1, matrix);
    Matrix read = records.get(1);
    assertArrayEquals(matrix.diagonal(), read.diagonal());
    assertTrue(Arrays.deepEquals(matrix.cells(), read.cells()));
    assertArrayEquals(matrix.colors(), read.colors());
    assertEquals(
        List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)), view.field("cells").at(1).toList());
    Matrix tooLong = new Matrix(new double[3], matrix.cells(), matrix.colors());
    assertRefused(ValueException.class, () -> records.set(0, tooLong), "diagonal", "2", "3");
    Matrix ragged = new Matrix(new double[2], new int[][] {{1, 2, 3}, {4}}, matrix.colors());
    assertRefused(ValueException.class, () -> records.set(0, ragged), "cells[]", "3", "1");
  }

  @Test
  void whatHasNoPrimitiveType() {
    View view = zeros("T{4s:name:Q:any:h:number:}", 1);
    RecordView<Boxed> records = RecordView.of(view, Boxed.class);
    records.set(0, new Boxed(new byte[] {65, 66}, Long.MAX_VALUE, 5));
    Boxed read = records.get(0);
    assertArrayEquals(new byte[] {65, 66, 0, 0}, read.name());
    assertEquals(java.math.BigInteger.valueOf(Long.MAX_VALUE), read.any());
    assertEquals(5L, read.number());
  }

  @Test
  void nothingIsWrittenIfSomethingDoesNotFit() {
    View view = zeros("T{B:red:B:green:B:blue:}", 2);
    RecordView<Pixel> pixels = RecordView.of(view, Pixel.class);
    Pixel bad = new Pixel((short) 1, (short) 2, (short) 256);
    assertRefused(ValueException.class, () -> pixels.set(0, bad), "256");
    assertEquals(new Pixel((short) 0, (short) 0, (short) 0), pixels.get(0));
    assertThrows(NullPointerException.class, () -> pixels.set(0, null));
    RecordView<Pixel> readOnly = RecordView.of(view.asReadOnly(), Pixel.class);
    assertThrows(BufferException.ReadOnly.class, () -> readOnly.set(0, pixels.get(0)));
    assertThrows(IndexOutOfBoundsException.class, () -> pixels.get(2));
    assertThrows(IndexOutOfBoundsException.class, () -> pixels.get(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> pixels.get(0, 0));
  }

  /** Formats that are equal keep their own rules, whichever of them is bound first. */
  @Test
  void equalFormatsRefuseDifferently() {
    RecordView<First> rounds = RecordView.of(zeros("T{f:value:}", 1), First.class);
    RecordView<First> refuses = RecordView.of(zeros("T{<f:value:}", 1), First.class);
    assertEquals(rounds.type().format(), refuses.type().format());
    rounds.set(0, new First(1e300));
    assertEquals(Double.POSITIVE_INFINITY, rounds.get(0).value());
    assertThrows(ValueException.class, () -> refuses.set(0, new First(1e300)));

    RecordView<Second> refusesFirst = RecordView.of(zeros("T{<f:value:}", 1), Second.class);
    RecordView<Second> roundsThen = RecordView.of(zeros("T{f:value:}", 1), Second.class);
    assertThrows(ValueException.class, () -> refusesFirst.set(0, new Second(1e300)));
    roundsThen.set(0, new Second(1e300));
    assertEquals(Double.POSITIVE_INFINITY, roundsThen.get(0).value());
  }

  @Test
  void whatCannotBeBound() {
    Class<IllegalArgumentException> refused = IllegalArgumentException.class;
    assertRefused(refused, () -> RecordView.of(zeros("T{i:x:}", 1), Point.class), "[x, y]", "[x]");
    assertRefused(
        refused,
        () -> RecordView.of(zeros("T{i:x:d:y:i:z:}", 1), Point.class),
        "[x, y]",
        "[x, y, z]");
    assertRefused(
        refused,
        () -> RecordView.of(zeros("T{I:x:d:y:}", 1), Point.class),
        "Point.x",
        "int",
        "'I'");
    assertRefused(
        refused,
        () -> RecordView.of(zeros("T{d:x:d:y:}", 1), Point.class),
        "Point.x",
        "int",
        "'d'");
    assertRefused(refused, () -> RecordView.of(zeros("i", 1), Point.class), "Point", "'i'");
    assertRefused(refused, () -> RecordView.of(zeros("T{i:x:}", 1), String.class), "String");
  }

  @Test
  void aClassHasAFormat() {
    RecordType<Line> lines = RecordType.of(Line.class);
    assertEquals(
        Format.parse("T{T{i:x:4xd:y:}:from:T{i:x:4xd:y:}:to:?:dashed:7x}"), lines.format());
    assertEquals(40, lines.format().itemSize());
    assertSame(lines, RecordType.of(Line.class, Format.parse(lines.format().toString())));
    assertRefused(
        IllegalArgumentException.class, () -> RecordType.of(Matrix.class), "diagonal", "double[]");
    assertThrows(IllegalArgumentException.class, () -> RecordType.of(Object.class));
  }

  @Test
  void ofASegment() {
    RecordType<Point> points = RecordType.of(Point.class);
    try (Arena arena = Arena.ofConfined()) {
      for (MemorySegment segment :
          List.of(arena.allocate(16), MemorySegment.ofArray(new byte[16]))) {
        points.set(segment, 0, new Point(1, 2));
        assertEquals(new Point(1, 2), points.get(segment, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> points.get(segment, 8));
        assertThrows(
            IndexOutOfBoundsException.class, () -> points.set(segment, 4, new Point(9, 9)));
        assertEquals(new Point(1, 2), points.get(segment, 0), "nothing half written");
      }
    }
  }

  @Test
  void aReleasedView() {
    MemoryExporter exporter = MemoryExporter.allocate(Format.parse("T{i:x:d:y:}"), 2);
    RecordView<Point> points;
    try (Lease lease = exporter.acquire(Request.FULL)) {
      points = RecordView.of(lease.view(), Point.class);
    }
    assertThrows(BufferException.Released.class, () -> points.get(0));
    assertThrows(BufferException.Released.class, () -> points.set(0, new Point(1, 1)));
  }

  @Test
  @Tag("class-files") // only a class of its own does
  void readingAllocatesTheRecordsAlone() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    RecordView<Point> points = RecordView.of(zeros("=T{i:x:d:y:}", 1000), Point.class);
    double sum = 0;
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 1000; i++) {
        sum += points.get(i).y();
      }
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 1000; i++) {
        sum += points.get(i).y();
      }
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100_000;
    assertTrue(each <= 24, () -> each + " bytes for each record of 24"); // header, int, double
    assertEquals(0, sum);
  }
}
