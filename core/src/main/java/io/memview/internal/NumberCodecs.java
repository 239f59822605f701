package io.memview.internal;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of formats, for the engine alone. A format could show its codec to other packages by a
 * public method only, which users would see; so classes of formats leave here what makes codecs, as
 * those of the JDK leave it in {@code SharedSecrets}.
 */
public final class NumberCodecs {
  private static final Map<Class<?>, Function<Object, NumberCodec>> MAKERS =
      new ConcurrentHashMap<>();

  private NumberCodecs() {}

  /**
   * Called when a class of formats is initialized.
   *
   * @param <F> the class
   * @param type the class
   * @param maker gives the codec of a format
   */
  @SuppressWarnings("unchecked") // it is asked of formats of this class only
  public static <F> void makeBy(Class<F> type, Function<F, NumberCodec> maker) {
    MAKERS.put(type, (Function<Object, NumberCodec>) (Function<?, NumberCodec>) maker);
  }

  /**
   * The codec of a format.
   *
   * @param format the format
   * @return the codec; of kind {@code NONE} for scalars that are no numbers, and null for formats
   *     that are neither a scalar nor bits
   */
  public static @Nullable NumberCodec of(Object format) {
    Function<Object, NumberCodec> maker = MAKERS.get(format.getClass());
    return maker == null ? null : maker.apply(format);
  }

  /**
   * The codec of a scalar, or of bits.
   *
   * @param format the format, which has a codec
   * @return the codec
   */
  public static NumberCodec ofNumber(Object format) {
    return Objects.requireNonNull(of(format));
  }
}
