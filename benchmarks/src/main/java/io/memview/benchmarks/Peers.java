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
    for (int round = 0; round < 5; round++) {
      for (DoubleBuffer other :
          new DoubleBuffer[] {direct.asDoubleBuffer(), heap.asDoubleBuffer()}) {
        tensorflow = NdArrays.wrap(Shape.of(SIZE, SIZE), DataBuffers.of(other));
        ItemAccess.check(tensorflow(), expected);
        javacpp = DoubleIndexer.create(other, SIZE, SIZE);
        ItemAccess.check(javacpp(), expected);
      }
      for (ByteBuffer other : new ByteBuffer[] {direct, heap}) {
        buffer = other;
        ItemAccess.check(byteBuffer(), expected);
        segment = MemorySegment.ofBuffer(other);
        ItemAccess.check(segment(), expected);
      }
      imglib2 = cells;
      ItemAccess.check(imglib2Cursor(), 0);
      ItemAccess.check(imglib2RandomAccess(), 0);

      tensorflow = NdArrays.wrap(Shape.of(SIZE, SIZE), DataBuffers.of(array, false, false));
      ItemAccess.check(tensorflow(), expected);
      javacpp = DoubleIndexer.create(array, SIZE, SIZE);
      ItemAccess.check(javacpp(), expected);
      imglib2 = ArrayImgs.doubles(array, SIZE, SIZE);
      ItemAccess.check(imglib2Cursor(), expected);
      ItemAccess.check(imglib2RandomAccess(), expected);
      multik = KotlinLoops.multik(array, SIZE);
      ItemAccess.check(multik(), expected);
      segment = MemorySegment.ofArray(array);
      ItemAccess.check(segment(), expected);
    }
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
