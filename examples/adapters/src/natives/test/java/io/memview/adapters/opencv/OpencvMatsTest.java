package io.memview.adapters.opencv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.adapters.internal.Huge;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.layout.Index;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nu.pattern.OpenCV;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** Mats over views, and Mats as exporters. */
class OpencvMatsTest {
  private static final Map<Integer, String> CODES =
      Map.of(
          CvType.CV_8U, "B",
          CvType.CV_8S, "b",
          CvType.CV_16U, "H",
          CvType.CV_16S, "h",
          CvType.CV_32S, "i",
          CvType.CV_16F, "e",
          CvType.CV_32F, "f",
          CvType.CV_64F, "d");

  @BeforeAll
  static void load() {
    OpenCV.loadLocally();
  }

  private static double[] doubles(Object value) {
    return new double[] {((Number) value).doubleValue()};
  }

  @TestFactory
  Stream<DynamicTest> contractOfARegion() {
    return Contract.of(
        "a region of a Mat",
        () -> {
          Mat whole = Mat.zeros(5, 7, CvType.CV_16S);
          Mat mat = whole.submat(1, 4, 2, 6);
          return Fixture.of(Exporters.of(mat), "h", 3, 4)
              .managedBy(mat)
              .contiguous(false, false)
              .peek(at -> (long) mat.get((int) at[0], (int) at[1])[0])
              .poke((at, value) -> mat.put((int) at[0], (int) at[1], doubles(value)))
              .cleanup(whole::release)
              .cleanup(mat::release);
        });
  }

  @TestFactory
  Stream<DynamicTest> contractOfChannels() {
    return Contract.of(
        "a Mat of channels",
        () -> {
          Mat mat = Mat.zeros(2, 3, CvType.CV_32FC2);
          return Fixture.of(Exporters.of(mat), "f", 2, 3, 2)
              .managedBy(mat)
              .peek(at -> mat.get((int) at[0], (int) at[1])[(int) at[2]])
              .poke(
                  (at, value) -> {
                    double[] pixel = mat.get((int) at[0], (int) at[1]);
                    pixel[(int) at[2]] = ((Number) value).doubleValue();
                    mat.put((int) at[0], (int) at[1], pixel);
                  })
              .cleanup(mat::release);
        });
  }

  @TestFactory
  Stream<DynamicTest> contractOfAMatOverAView() {
    return Contract.of(
        "a part of a Mat over a crop",
        () -> {
          OwnedMemory memory = OwnedMemory.allocate("d", 6, 8);
          Lease lease = memory.acquire(Request.FULL);
          View crop = lease.view().slice(Index.range(1, 5), Index.range(2, 7));
          LeasedMat mat = OpencvMats.asMat(crop);
          Mat part = mat.submat(1, 3, 0, 3);
          return Fixture.of(Exporters.of(part), "d", 2, 3)
              .managedBy(part)
              .contiguous(false, false)
              .peek(at -> crop.getDouble(at[0] + 1, at[1]))
              .poke((at, value) -> crop.setDouble(at[0] + 1, at[1], ((Number) value).doubleValue()))
              .cleanup(memory::free)
              .cleanup(lease::close)
              .cleanup(mat::close)
              .cleanup(part::release);
        });
  }

  @TestFactory
  Stream<DynamicTest> typesAndChannels() {
    return CODES.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(1, 2, 3, 4)
                    .map(
                        channels ->
                            dynamicTest(
                                entry.getValue() + " " + channels,
                                () -> seen(entry.getKey(), entry.getValue(), channels))));
  }

  private static void seen(int depth, String code, int channels) {
    Mat mat = Mat.zeros(2, 3, CvType.makeType(depth, channels));
    long[] shape = channels == 1 ? new long[] {2, 3} : new long[] {2, 3, channels};
    Exporters.of(mat)
        .doWithView(
            Request.FULL,
            view -> {
              assertEquals(code, view.format().toString());
              assertArrayEquals(shape, view.shape());
              try (LeasedMat again = OpencvMats.asMat(view)) {
                assertEquals(mat.type(), again.type());
                assertEquals(mat.dataAddr(), again.dataAddr());
                assertEquals(mat.step1(), again.step1());
                assertTrue(again.isInPlace());
              }
            });
    mat.release();
  }

  @Test
  void manyDimensions() {
    Mat mat = new Mat(new int[] {2, 3, 4}, CvType.CV_32SC2, Scalar.all(0));
    mat.put(new int[] {1, 2, 3}, new int[] {5, 6});
    Exporters.of(mat)
        .doWithView(
            Request.FULL,
            view -> {
              assertArrayEquals(new long[] {2, 3, 4, 2}, view.shape());
              assertEquals(6, view.getLong(1, 2, 3, 1));
            });
  }

  @Test
  void emptyMats() {
    assertEquals(0L, Exporters.of(new Mat()).withView(Request.FULL, View::itemCount));
    Exporters.of(new Mat(0, 3, CvType.CV_8U))
        .doWithView(Request.FULL, view -> assertArrayEquals(new long[] {0, 3}, view.shape()));
    OwnedMemory memory = OwnedMemory.allocate("B", 4, 5);
    memory.doWithView(
        Request.FULL,
        view -> {
          try (LeasedMat mat = OpencvMats.asMat(view.slice(Index.range(2, 2)))) {
            assertEquals(0, mat.rows());
            assertEquals(1 + 1, memory.exports());
          }
        });
    memory.free();
  }

  /** OpenCV reads and writes a crop where it lies, and nothing else. */
  @Test
  void aCropIsWrittenInPlace() {
    OwnedMemory memory = OwnedMemory.allocate("B", 6, 8, 3);
    memory.doWithView(
        Request.FULL,
        view -> {
          View crop = view.slice(Index.range(1, 4), Index.range(2, 7));
          try (LeasedMat mat = OpencvMats.asMat(crop)) {
            assertEquals(crop.itemSegment(0, 0, 0).address(), mat.dataAddr());
            assertEquals(24, mat.step1());
            Core.bitwise_not(mat, mat);
            assertTrue(mat.isInPlace());
            assertTrue(crop.all());
            assertEquals(3 * 5 * 3 * 255, view.doubleSum());
          }
        });
    memory.free();
  }

  @Test
  void oneRowAndOneColumn() {
    OwnedMemory memory = OwnedMemory.allocate("h", 4, 6);
    memory.doWithView(
        Request.FULL,
        view -> {
          try (LeasedMat row = OpencvMats.asMat(view.slice(Index.range(3, 4)).flip(0));
              LeasedMat column =
                  OpencvMats.asMat(view.slice(Index.all(), Index.range(2, 3)).flip(1));
              LeasedMat others = OpencvMats.asMat(view.slice(Index.every(2)))) {
            column.setTo(Scalar.all(2));
            row.setTo(Scalar.all(3));
            others.setTo(Scalar.all(4));
          }
          assertEquals(2, view.getLong(1, 2));
          assertEquals(3, view.getLong(3, 5));
          assertEquals(4, view.getLong(2, 0));
          assertEquals(0, view.getLong(1, 0));
        });
    memory.free();
  }

  // ---- lifetimes

  /** Whatever becomes of the Mat, the pixels of a lease stay. */
  @TestFactory
  Stream<DynamicTest> pixelsStayUntilTheLastLease() {
    Map<String, java.util.function.Consumer<Mat>> ends =
        Map.of(
            "release", Mat::release,
            "create", mat -> mat.create(9, 9, CvType.CV_64F),
            "another result", mat -> new Mat(3, 3, CvType.CV_8U, Scalar.all(9)).copyTo(mat),
            "push_back", mat -> mat.push_back(Mat.zeros(500, 4, CvType.CV_32S)));
    return ends.entrySet().stream()
        .map(
            end ->
                dynamicTest(
                    end.getKey(),
                    () -> {
                      Mat mat = new Mat(400, 4, CvType.CV_32S, Scalar.all(7));
                      Exporter exporter = Exporters.of(mat);
                      Lease first = exporter.acquire(Request.FULL);
                      end.getValue().accept(mat);
                      new Mat(400, 4, CvType.CV_32S, Scalar.all(1)).release();
                      try (Lease second = exporter.acquire(Request.FULL)) {
                        first.close();
                        assertSame(mat, second.owner());
                        assertEquals(7 * 1600, second.view().doubleSum());
                        second.view().fill(8);
                      }
                      // The next first lease sees what the Mat has then.
                      exporter.doWithView(
                          Request.FULL, view -> assertEquals(mat.total(), view.itemCount()));
                    }));
  }

  @Test
  void theMatHoldsTheMemory() {
    for (boolean closes : new boolean[] {true, false}) {
      OwnedMemory memory = OwnedMemory.allocate("B", 4, 4);
      LeasedMat mat = memory.withView(Request.FULL, OpencvMats::asMat);
      assertEquals(1, memory.exports());
      assertThrows(BufferException.Exported.class, memory::free);
      if (closes) {
        mat.close();
      } else {
        mat.release();
      }
      mat.close();
      assertTrue(mat.empty());
      assertFalse(mat.isInPlace());
      memory.free();
    }
  }

  /** An exporter of a Mat over leased memory, or of a part of it, leases that. */
  @Test
  void whatIsExportedOfAPartHoldsTheMemory() {
    OwnedMemory memory = OwnedMemory.allocate("B", 4, 4);
    LeasedMat mat = memory.withView(Request.FULL, OpencvMats::asMat);
    Exporter part = Exporters.of(mat.submat(1, 3, 1, 3));
    try (Lease lease = part.acquire(Request.FULL)) {
      assertEquals(2, memory.exports());
      mat.close();
      assertThrows(BufferException.Exported.class, memory::free);
      lease.view().fill(6);
    }
    assertEquals(24, memory.withView(Request.FULL, View::doubleSum));
    memory.free();
  }

  /** A function with another result lets go of the memory; it is not written, and is told. */
  @Test
  void aResultOfAnotherSizeIsNotInPlace() {
    OwnedMemory memory = OwnedMemory.allocate("B", 4, 4);
    try (LeasedMat mat = memory.withView(Request.FULL, OpencvMats::asMat)) {
      new Mat(5, 5, CvType.CV_8U, Scalar.all(9)).copyTo(mat);
      assertFalse(mat.isInPlace());
      assertEquals(1, memory.exports());
    }
    assertFalse(memory.withView(Request.FULL, View::any));
    memory.free();
  }

  /** A Mat over memory that must not be written is exported so. */
  @Test
  void readOnlyStaysReadOnly() {
    OwnedMemory memory = OwnedMemory.allocate("B", 4, 4);
    memory.doWithView(
        Request.FULL,
        view -> {
          try (LeasedMat mat = OpencvMats.asInputMat(view.asReadOnly())) {
            view.fill(2);
            assertEquals(32, Core.sumElems(mat).val[0]);
            assertTrue(Exporters.of(mat).withView(Request.FULL_RO, View::isReadOnly));
          }
        });
    memory.free();
  }

  // ---- refusals

  @Test
  void whatCannotBeAMatIsSaid() {
    OwnedMemory memory = OwnedMemory.allocate("H", 4, 6);
    memory.doWithView(
        Request.FULL,
        view -> {
          refused(view.flip(0), "Core.flip");
          refused(view.flip(1), "Core.flip");
          refused(view.transpose(), "no gaps in a row");
          refused(view.slice(Index.all(), Index.every(2)), "no gaps in a row");
          refused(view.at(0), "(rows, columns)");
          refused(view.reshape(2, 2, 3, 2), "(rows, columns)");
          refused(view.slidingWindows(2, 2).at(0), "read-only");
          refused(view.rows(2, 0), "behind pointers");
          refused(view.reinterpret(">H"), "byte order");
          refused(view.reinterpret("?"), "b B h H i e f d");
          refused(view.asReadOnly(), "asInput");
          refused(view.reshape(4, 6, 1).slice(Index.all(), Index.all(), Index.upTo(0)), "channels");
        });
    assertEquals(0, memory.exports());
    memory.free();
    MemoryExporter.allocate("B", 4, 4).doWithView(Request.FULL, view -> refused(view, "heap"));
  }

  private static void refused(View view, String what) {
    String message =
        assertThrows(BufferException.Refused.class, () -> OpencvMats.asMat(view)).getMessage();
    for (String word : List.of(what, "copyFrom")) {
      assertTrue(message.contains(word) || message.contains("copy(format)"), message);
    }
  }

  /** OpenCV takes an address and a step: a picture may have more than 2 GB, in both directions. */
  @Test
  void moreThanTwoGigabytes(@TempDir Path folder) throws Exception {
    OwnedMemory memory = Huge.zeros(folder);
    memory.doWithView(
        Request.FULL,
        view -> {
          View pixels = view.reshape(-1, 1 << 16, 1).slice(Index.all(), Index.range(3, 9));
          long last = pixels.shape(0) - 1;
          try (LeasedMat mat = OpencvMats.asMat(pixels)) {
            mat.put((int) last, 5, new byte[] {7});
            assertEquals(7, pixels.getLong(last, 5, 0));
            Exporters.of(mat)
                .doWithView(Request.FULL, exported -> assertEquals(7, exported.getLong(last, 5)));
          }
        });
    memory.free();
  }
}
