package io.memview.benchmarks;

import io.memview.View;
import io.memview.layout.Index;
import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.view.Views;
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
import org.tensorflow.ndarray.index.Indices;

/** Makes views of views: {@code [1::2, ::3]} of a matrix of doubles, and its transpose. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {ManyObjects.LEAST, ManyObjects.MOST, ManyObjects.YOUNG})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class Slices {
  private static final int SIZE = 1000;

  private View view;
  private DoubleNdArray tensorflow;
  private Img<DoubleType> imglib2;
  private NDArray<Double, D2> multik;

  /** Makes the same matrix for all, and checks one item of each result. */
  @Setup
  public void make() {
    Kinds kinds = new Kinds(SIZE);
    kinds.pollute();
    view = kinds.view("double[]");
    tensorflow = NdArrays.wrap(Shape.of(SIZE, SIZE), DataBuffers.of(kinds.doubles, false, false));
    imglib2 = ArrayImgs.doubles(kinds.doubles, SIZE, SIZE);
    multik = KotlinLoops.multik(kinds.doubles, SIZE);
    double item = view.getDouble(9, 21);
    ItemAccess.check(slice().getDouble(4, 7), item);
    ItemAccess.check(sliceTensorflow().getDouble(4, 7), item);
    ItemAccess.check(sliceImglib2().getAt(7, 4).get(), item);
    ItemAccess.check(transpose().getDouble(21, 9), item);
    ItemAccess.check(transposeImglib2().getAt(9, 21).get(), item);
    ItemAccess.check(KotlinLoops.get(transposeMultik(), 21, 9), item);
  }

  /** A stepped slice. */
  @Benchmark
  public View slice() {
    return view.slice(Index.range(1, SIZE, 2), Index.every(3));
  }

  /** Reference: TensorFlow's arrays. */
  @Benchmark
  public DoubleNdArray sliceTensorflow() {
    return tensorflow.slice(Indices.odd(), Indices.step(3));
  }

  /** Reference: ImgLib2, whose first dimension is the last one here. */
  @Benchmark
  public RandomAccessibleInterval<DoubleType> sliceImglib2() {
    return Views.subsample(
        Views.interval(imglib2, new long[] {0, 1}, new long[] {SIZE - 1, SIZE - 1}), 3, 2);
  }

  /** A transpose. */
  @Benchmark
  public View transpose() {
    return view.transpose();
  }

  /** Reference: ImgLib2. */
  @Benchmark
  public RandomAccessibleInterval<DoubleType> transposeImglib2() {
    return Views.permute(imglib2, 0, 1);
  }

  /** Reference: Multik. */
  @Benchmark
  public NDArray<Double, D2> transposeMultik() {
    return KotlinLoops.transpose(multik);
  }
}
