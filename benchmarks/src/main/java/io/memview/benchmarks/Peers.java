package io.memview.benchmarks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.concurrent.TimeUnit;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.type.numeric.real.DoubleType;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.jetbrains.kotlinx.multik.ndarray.data.D2;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
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
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.DoubleDataBuffer;

/**
 * Other libraries, and what the platform has, at the work of {@link ItemAccess#read}: the sum of a
 * 1000 x 1000 matrix over a {@code double[]}, one item at a time by its indices, in a program that
 * has used memview and each of them with several kinds of memory before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Peers {
  private static final int SIZE = 1000;

  private DoubleNdArray tensorflow;
  private Img<DoubleType> imglib2;
  private DoubleIndexer javacpp;
  private NDArray<Double, D2> multik;
  private MemorySegment segment;
  private ByteBuffer buffer;

  /** Shows every library several kinds of memory, and checks the sums. */
  @Setup
  public void make() {
    Kinds kinds = new Kinds(SIZE);
    kinds.pollute();
    double[] array = kinds.doubles;
    double expected = kinds.sum();
    ByteBuffer direct = ByteBuffer.allocateDirect(8 * SIZE * SIZE).order(ByteOrder.nativeOrder());
    direct.asDoubleBuffer().put(array);
    ByteBuffer heap = ByteBuffer.allocate(8 * SIZE * SIZE).order(ByteOrder.nativeOrder());
    heap.asDoubleBuffer().put(array);
    Img<DoubleType> cells = new CellImgFactory<>(new DoubleType(), 100).create(SIZE, SIZE);
    double sum = 0;
    for (int i = 0; i < 20 * SIZE; i++) {
      sum += item(array, i % SIZE);
      sum += item(direct.asDoubleBuffer(), direct, i % SIZE);
      sum += item(heap.asDoubleBuffer(), heap, i % SIZE);
      sum += item(cells, i % SIZE);
    }
    if (Double.isNaN(sum)) {
      throw new AssertionError("no item is NaN");
    }
    tensorflow = NdArrays.wrap(Shape.of(SIZE, SIZE), DataBuffers.of(array, false, false));
    imglib2 = ArrayImgs.doubles(array, SIZE, SIZE);
    javacpp = DoubleIndexer.create(array, SIZE, SIZE);
    multik = KotlinLoops.multik(array, SIZE);
    segment = MemorySegment.ofArray(array);
    buffer = heap;
    ItemAccess.check(tensorflow(), expected);
    ItemAccess.check(imglib2Cursor(), expected);
    ItemAccess.check(imglib2RandomAccess(), expected);
    ItemAccess.check(javacpp(), expected);
    ItemAccess.check(multik(), expected);
    ItemAccess.check(segment(), expected);
    ItemAccess.check(byteBuffer(), expected);
  }

  /** Reads an item of an array by all; the loops that are measured see one kind of memory only. */
  private static double item(double[] array, int i) {
    return item(ArrayImgs.doubles(array, SIZE, SIZE), i)
        + item(DataBuffers.of(array, false, false), i)
        + DoubleIndexer.create(array, SIZE, SIZE).get(i, i)
        + item(MemorySegment.ofArray(array), i);
  }

  private static double item(DoubleBuffer doubles, ByteBuffer bytes, int i) {
    return item(DataBuffers.of(doubles), i)
        + DoubleIndexer.create(doubles, SIZE, SIZE).get(i, i)
        + item(MemorySegment.ofBuffer(bytes), i)
        + bytes.getDouble(Double.BYTES * i);
  }

  private static double item(DoubleDataBuffer buffer, int i) {
    return NdArrays.wrap(Shape.of(SIZE, SIZE), buffer).getDouble(i, i);
  }

  private static double item(Img<DoubleType> image, int i) {
    return image.cursor().next().get() + image.randomAccess().setPositionAndGet(i, i).get();
  }

  private static double item(MemorySegment memory, int i) {
    return memory.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
  }

  /** TensorFlow's arrays. */
  @Benchmark
  public double tensorflow() {
    double sum = 0;
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        sum += tensorflow.getDouble(i, j);
      }
    }
    return sum;
  }

  /** ImgLib2, which goes along the items by itself. */
  @Benchmark
  public double imglib2Cursor() {
    double sum = 0;
    Cursor<DoubleType> cursor = imglib2.cursor();
    while (cursor.hasNext()) {
      sum += cursor.next().get();
    }
    return sum;
  }

  /** ImgLib2 by indices. */
  @Benchmark
  public double imglib2RandomAccess() {
    double sum = 0;
    RandomAccess<DoubleType> access = imglib2.randomAccess();
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += access.setPositionAndGet(j, i).get();
      }
    }
    return sum;
  }

  /** An indexer of JavaCPP. */
  @Benchmark
  public double javacpp() {
    double sum = 0;
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        sum += javacpp.get(i, j);
      }
    }
    return sum;
  }

  /** Multik, with a loop in Kotlin. */
  @Benchmark
  public double multik() {
    return KotlinLoops.sum(multik);
  }

  /** A segment without a library, read in the loop itself. */
  @Benchmark
  public double segment() {
    double sum = 0;
    for (long i = 0; i < SIZE; i++) {
      for (long j = 0; j < SIZE; j++) {
        sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i * SIZE + j);
      }
    }
    return sum;
  }

  /** A buffer without a library, read in the loop itself. */
  @Benchmark
  public double byteBuffer() {
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += buffer.getDouble(Double.BYTES * (i * SIZE + j));
      }
    }
    return sum;
  }
}
