package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.Memory;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Arrays of records, and views of one field. */
final class RecordChecks {
  private RecordChecks() {}

  static void check(Vector vector) {
    long itemSize = vector.integer("itemsize");
    Struct format = ((Struct) vector.format("format")).withItemSize(itemSize);
    assertEquals(format, Format.parse(format.toString()), "printed and parsed");
    String name = vector.string("field");
    Struct.Field field = format.field(name).orElseThrow();
    assertEquals(vector.integer("offset"), field.offset(), "offset");
    assertEquals(
        vector.list("subshape"),
        field.format() instanceof SubArray array ? array.shape() : List.of(),
        "subshape");
    Layout layout = Layout.contiguous(itemSize, Order.C, vector.longs("shape"));
    View records =
        Memories.view(Memory.of(MemorySegment.ofArray(vector.bytes("memory")), format, layout));
    Vector.assertSame(
        vector.values("record0"), records.getObject(new long[records.ndim()]), "record0");
    View values = records.field(name);
    assertArrayEquals(vector.longs("strides"), values.layout().strides(), "strides");
    Vector.assertSame(vector.values("values"), values.toList(), "values");
  }
}
