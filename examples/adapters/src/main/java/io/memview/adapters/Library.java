package io.memview.adapters;

import io.memview.ExporterProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A library, by names only, so that it need not be there.
 *
 * <p>The adapters of those with large native parts are compiled by the profile "adapters" alone:
 * without it they are as absent as their libraries.
 */
enum Library {
  ARROW("arrow.ArrowVectors", "org.apache.arrow.vector.ValueVector"),
  DJL("djl.DjlArrays", "ai.djl.ndarray.NDArray"),
  IMGLIB2("imglib2.ImglibImages", "net.imglib2.img.NativeImg"),
  KOTLINX_IO("kotlinxio.KotlinxIoBytes", "kotlinx.io.Buffer", "kotlinx.io.bytestring.ByteString"),
  MULTIK("multik.MultikArrays", "org.jetbrains.kotlinx.multik.ndarray.data.NDArray"),
  NETTY("netty.NettyBuffers", "io.netty.buffer.ByteBuf"),
  OKIO("okio.OkioBytes", "okio.Buffer", "okio.ByteString"),
  ONNX("onnx.OnnxTensors", "ai.onnxruntime.OnnxTensor"),
  OPENCV("opencv.OpencvMats", "org.opencv.core.Mat"),
  TENSORFLOW(
      "tensorflow.TensorflowArrays",
      "org.tensorflow.ndarray.NdArray",
      "org.tensorflow.ndarray.buffer.DataBuffer");

  /** Looked for once: what is on the class or module path stays there. */
  private static final List<Library> PRESENT =
      Arrays.stream(values()).filter(Library::isPresent).toList();

  private final String adapterName;

  /** The types whose objects the adapter is asked for, as far as they are there. */
  private final List<Class<?>> types = new ArrayList<>();

  private volatile @Nullable ExporterProvider adapter;

  Library(String adapterName, String... typeNames) {
    this.adapterName = "io.memview.adapters." + adapterName;
    for (String name : typeNames) {
      Class<?> type = typeOrNull(name);
      if (type != null) {
        types.add(type);
      }
    }
  }

  /** The libraries that are there, with an adapter. */
  static List<Library> present() {
    return PRESENT;
  }

  private boolean isPresent() {
    return !types.isEmpty() && typeOrNull(adapterName) != null;
  }

  /** Whether an object is of the library. */
  boolean has(Object object) {
    return types.stream().anyMatch(type -> type.isInstance(object));
  }

  /** The library's adapter, which is made for its first object. */
  ExporterProvider adapter() {
    ExporterProvider known = adapter;
    return known == null ? adapter = make() : known;
  }

  private ExporterProvider make() {
    try {
      return Class.forName(adapterName)
          .asSubclass(ExporterProvider.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the adapter %s cannot be made".formatted(adapterName), e);
    }
  }

  private static @Nullable Class<?> typeOrNull(String name) {
    try {
      return Class.forName(name, false, Library.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
