package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.Texts;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items of arrays in arrays are those of one array of all dimensions, in all that is done. */
final class ArraysOfArraysTest {
  private static final String[] CODES = {"b", ">h", "d", "=i", "?", "Zf", "3s", "c"};

  private static Format element(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return record(random, depth - 1);
    }
    return Format.parse(CODES[random.nextInt(CODES.length)]);
  }

  /** A record that can be shown many times in a short time. */
  private static Format record(Random random) {
    Format record = record(random, 2);
    return record.itemSize() <= 2000 ? record : record(random);
  }

  private static Format record(Random random, int depth) {
    List<Struct.Field> fields = new ArrayList<>();
    long end = 0;
    for (int i = random.nextInt(3); i >= 0; i--) {
      Format format = element(random, depth);
      for (int level = random.nextInt(4); level > 0; level--) {
        List<Long> shape = new ArrayList<>();
        for (int d = random.nextInt(2); d >= 0; d--) {
          shape.add((long) 1 + random.nextInt(3));
        }
        format = new SubArray(format, shape);
      }
      end = (end + format.alignment() - 1) / format.alignment() * format.alignment();
      fields.add(new Struct.Field("f" + i, format, end));
      end += format.itemSize();
    }
    long alignment = fields.stream().mapToLong(field -> field.format().alignment()).max().orElse(1);
    return new Struct(fields, (end + alignment - 1) / alignment * alignment, alignment);
  }

  private static View view(Format format, byte[] bytes, long... shape) {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    return MemoryExporter.of(Memory.of(MemorySegment.ofArray(bytes), format, layout))
        .acquire(Request.FULL.scoped())
        .view();
  }

  @Test
  void nestedAndFlatAreReadShownComparedAndCopiedAlike() {
    PrintOptions few = PrintOptions.DEFAULT.withThreshold(4).withEdgeItems(1);
    Seeds.forEach(
        ArraysOfArraysTest.class,
        60,
        random -> {
          Format nested = record(random);
          byte[] bytes = new byte[(int) (3 * nested.itemSize())];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(64); // no NaN, which equals nothing
          }
          View one = view(nested, bytes, 3);
          View other = view(nested.flattened(), bytes.clone(), 3);
          assertSame(one, other);
          for (Struct.Field field : ((Struct) nested).fields()) {
            View part = one.field(field.name());
            assertArrayEquals(
                other.field(field.name()).layout().strides(), part.layout().strides());
            assertSame(part, other.field(field.name()));
          }
          assertEquals(one.show(few), other.show(few));
          View copy = view(nested, new byte[bytes.length], 3);
          copy.copyFrom(other);
          assertSame(one, copy);
          View flatCopy = view(nested.flattened(), new byte[bytes.length], 3);
          flatCopy.copyFrom(one);
          assertSame(one, flatCopy);
          copy.fill(other.getObject(2));
          flatCopy.fill(one.getObject(2));
          assertSame(copy, flatCopy);
          assertSame(copy.at(0), one.at(2));
        });
  }

  private static void assertSame(View one, View other) {
    assertArrayEquals(one.shape(), other.shape());
    assertEquals(one.show(), other.show());
    assertEquals(
        one.showHtml().replace(escaped(one.format()), ""),
        other.showHtml().replace(escaped(other.format()), ""));
    assertTrue(one.contentEquals(other));
    assertTrue(other.contentEquals(one));
  }

  /** As {@code numpy.zeros(3, dtype)['c'].shape} has it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "T{(2)(5)d:c:}          | (3, 2, 5)",
        "T{(2,3)(4)(1,5)h:c:}   | (3, 2, 3, 4, 1, 5)",
        "T{(4)3T{(2)2i:a:}:c:}  | (3, 4, 3)",
        "T{(2)(5)4s:c:}         | (3, 2, 5)",
      })
  void allDimensionsStandBehindThoseOfTheView(String text, String shape) {
    Format format = Format.parse(text);
    View field = view(format, new byte[(int) (3 * format.itemSize())], 3).field("c");
    assertEquals(shape, Texts.tuple(field.shape()));
    assertTrue(field.format() instanceof Scalar || field.format() instanceof Struct);
    assertNotEquals(format, format.flattened());
  }

  private static String escaped(Format format) {
    return format.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
