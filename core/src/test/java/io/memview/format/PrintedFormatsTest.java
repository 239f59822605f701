package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.fixture.PrintedFormat;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every format that can be made prints as a string that is parsed to the same format. Not so what
 * no string says, as {@link Format#parse} has it.
 */
class PrintedFormatsTest {
  private static final int DEEPEST = 4;
  private static final int MADE = 300;
  private static final String[] NAMES = {"a", "b", "", " ", "T{", "größe", "\n", "x"};

  @Test
  void isParsedToTheSame() {
    int[] made = new int[1];
    Seeds.forEach(
        PrintedFormatsTest.class,
        20,
        random -> {
          for (int i = 0; i < MADE; i++) {
            Format format = made(random, 0);
            if (format != null && isSaid(format)) {
              PrintedFormat.assertRead(format);
              PrintedFormat.assertRead(format.padded());
              PrintedFormat.assertRead(format.flattened());
              made[0]++;
            }
          }
        });
    assertTrue(made[0] > MADE / 2, () -> made[0] + " formats");
  }

  private static boolean isSaid(Format format) {
    return !Nesting.isPadding(format) && !(format instanceof Bits bits && bits.shift() > 0);
  }

  /** To NumPy as well: it writes {@code 8x} of {@code V8}, and reads a record without fields. */
  @Test
  void opaqueBytesAloneAreReadAsPadding() {
    Scalar opaque = new Scalar(ScalarType.VOID, ByteMode.NATIVE, 8);
    assertEquals("8x", opaque.toString());
    assertEquals(new Struct(List.of(), 8, 1), Format.parse("8x"));
    PrintedFormat.assertRead(new Struct(List.of(new Struct.Field("a", opaque, 0)), 8, 1));
  }

  /** Any format of which the constructors let everything pass; null if one does not. */
  private static @Nullable Format made(Random random, int depth) {
    try {
      return switch (random.nextInt(depth == DEEPEST ? 3 : 8)) {
        case 0, 1 -> scalar(random);
        case 2 -> bits(random);
        case 3, 4 -> array(random, depth);
        case 5, 6 -> record(random, depth);
        default -> address(random, depth);
      };
    } catch (IllegalArgumentException | ArithmeticException refused) {
      return null;
    }
  }

  private static Format scalar(Random random) {
    ScalarType type = any(random, ScalarType.values());
    long length = type.hasLength() ? random.nextInt(4) : 1;
    return new Scalar(
        type == ScalarType.BFLOAT16 ? ScalarType.UINT16 : type,
        any(random, ByteMode.values()),
        length);
  }

  private static Format bits(Random random) {
    return new Bits(
        1 + random.nextInt(20),
        random.nextInt(8),
        random.nextBoolean(),
        random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private static @Nullable Format array(Random random, int depth) {
    Format element = made(random, depth + 1);
    return element == null
        ? null
        : new SubArray(element, random.longs(1 + random.nextInt(3), 0, 4).boxed().toList());
  }

  private static @Nullable Format record(Random random, int depth) {
    List<Struct.Field> fields = new ArrayList<>();
    long end = 0;
    long alignment = 1;
    for (int left = random.nextInt(5); left > 0; left--) {
      Format format = made(random, depth + 1);
      if (format != null) {
        long offset = FormatParser.alignUp(end + random.nextInt(3) / 2, format.alignment());
        if (format instanceof Bits bits && bits.shift() > 0 && random.nextBoolean()) {
          offset = Math.max(0, end - 1);
        }
        String name = random.nextInt(3) == 0 ? null : any(random, NAMES);
        fields.add(new Struct.Field(name, format, offset));
        end = offset + format.itemSize();
        alignment = Math.max(alignment, format.alignment());
      }
    }
    long size = end + random.nextInt(6) / 3;
    boolean isAligned = random.nextBoolean();
    return new Struct(
        fields,
        isAligned && random.nextBoolean() ? FormatParser.alignUp(size, alignment) : size,
        isAligned ? alignment : 1);
  }

  private static @Nullable Format address(Random random, int depth) {
    ByteMode mode = any(random, ByteMode.values());
    if (random.nextBoolean()) {
      Format target = made(random, depth + 1);
      return target == null ? null : new Pointer(target, mode);
    }
    List<Format> arguments =
        Stream.generate(() -> made(random, depth + 1))
            .limit(random.nextInt(3))
            .filter(each -> each != null)
            .toList();
    return new FunctionPointer(arguments, made(random, depth + 1), mode);
  }

  private static <T> T any(Random random, T[] all) {
    return all[random.nextInt(all.length)];
  }
}
