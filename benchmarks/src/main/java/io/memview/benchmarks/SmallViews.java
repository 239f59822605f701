package io.memview.benchmarks;

import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import net.imglib2.RandomAccess;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.view.Views;
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
import org.tensorflow.ndarray.index.Indices;

/** Views of few items, which are made for an item or two: rows, and windows of 3 x 3. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SmallViews {
  private static final int SIZE = 1000;

  private final double[] few = {1, 2, 3};
  private View view;
  private View pointers;
  private View target;
  private DoubleNdArray tensorflow;
  private Img<DoubleType> imglib2;
  private DoubleNdArray tensorflowTarget;
  private int next;

  /** Makes the same matrix for all, and checks that all read the same. */
  @Setup
  public void make() {
    Kinds kinds = new Kinds(SIZE);
    kinds.pollute();
    view = kinds.view("double[]");
    pointers = kinds.view("double[][]");
    target = MemoryExporter.allocate(Format.parse("d"), 3, 3).acquire(Request.FULL).view();
    tensorflow = NdArrays.wrap(Shape.of(SIZE, SIZE), DataBuffers.of(kinds.doubles, false, false));
    tensorflowTarget = NdArrays.ofDoubles(Shape.of(3, 3));
    imglib2 = ArrayImgs.doubles(kinds.doubles, SIZE, SIZE);
    ItemAccess.check(again(this::row), again(this::rowOfPointers));
    ItemAccess.check(again(this::row), again(this::rowTensorflow));
    ItemAccess.check(again(this::row), again(this::rowImglib2));
    ItemAccess.check(again(this::window), again(this::windowTensorflow));
    ItemAccess.check(again(this::window), again(this::windowImglib2));
    ItemAccess.check(again(this::windowSum), again(this::windowSumTensorflow));
    ItemAccess.check(again(this::windowSum), again(() -> windowCopy().doubleSum()));
    ItemAccess.check(again(this::windowSum), again(this::windowSumOfCopy));
    ItemAccess.check(exporterOfArray().withView(Request.FULL, few -> few.getDouble(1)), 2);
  }

  /** What all positions together give. */
  private double again(DoubleSupplier read) {
    next = 0;
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += read.getAsDouble();
    }
    return sum;
  }

  private double windowSumOfCopy() {
    double[] sum = {0};
    windowCopyTensorflow().scalars().forEach(item -> sum[0] += item.getDouble());
    return sum[0];
  }

  private int position() {
    next = next >= SIZE - 4 ? 0 : next + 1;
    return next;
  }

  /** An item of a row. */
  @Benchmark
  public double row() {
    return view.at(position()).getDouble(3);
  }

  /** Reference: TensorFlow's arrays. */
  @Benchmark
  public double rowTensorflow() {
    return tensorflow.get(position()).getDouble(3);
  }

  /** Reference: ImgLib2, whose first dimension is the last one here. */
  @Benchmark
  public double rowImglib2() {
    RandomAccess<DoubleType> at = Views.hyperSlice(imglib2, 1, position()).randomAccess();
    at.setPosition(3, 0);
    return at.get().get();
  }

  /** An item of a row behind a pointer. */
  @Benchmark
  public double rowOfPointers() {
    return pointers.at(position()).getDouble(3);
  }

  /** A window of 3 x 3, and its middle. */
  @Benchmark
  public double window() {
    int i = position();
    return view.slice(Index.range(i, i + 3), Index.range(i, i + 3)).getDouble(1, 1);
  }

  /** Reference: TensorFlow's arrays. */
  @Benchmark
  public double windowTensorflow() {
    int i = position();
    return tensorflow.slice(Indices.range(i, i + 3), Indices.range(i, i + 3)).getDouble(1, 1);
  }

  /** Reference: ImgLib2. */
  @Benchmark
  public double windowImglib2() {
    int i = position();
    RandomAccess<DoubleType> at =
        Views.zeroMin(Views.interval(imglib2, new long[] {i, i}, new long[] {i + 2, i + 2}))
            .randomAccess();
    at.setPosition(1, 0);
    at.setPosition(1, 1);
    return at.get().get();
  }

  /** The sum of a window. */
  @Benchmark
  public double windowSum() {
    int i = position();
    return view.slice(Index.range(i, i + 3), Index.range(i, i + 3)).doubleSum();
  }

  /** Reference: TensorFlow's arrays, whose scalars are added one by one. */
  @Benchmark
  public double windowSumTensorflow() {
    int i = position();
    double[] sum = {0};
    tensorflow
        .slice(Indices.range(i, i + 3), Indices.range(i, i + 3))
        .scalars()
        .forEach(item -> sum[0] += item.getDouble());
    return sum[0];
  }

  /** A copy of a window. */
  @Benchmark
  public View windowCopy() {
    int i = position();
    target.copyFrom(view.slice(Index.range(i, i + 3), Index.range(i, i + 3)));
    return target;
  }

  /** Reference: TensorFlow's arrays. */
  @Benchmark
  public DoubleNdArray windowCopyTensorflow() {
    int i = position();
    tensorflow.slice(Indices.range(i, i + 3), Indices.range(i, i + 3)).copyTo(tensorflowTarget);
    return tensorflowTarget;
  }

  /** An exporter of an array, by its type. */
  @Benchmark
  public Exporter exporterOfArray() {
    return Exporters.of(few);
  }
}
