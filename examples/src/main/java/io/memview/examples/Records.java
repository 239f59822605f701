package io.memview.examples;

import io.memview.Cursor;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Mirror;
import io.memview.RecordView;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.layout.Order;
import java.util.Arrays;

/** Records as objects, one field of all records, and loops over all items. */
public final class Records {
  private Records() {}

  // @start region="record"
  record Sample(int id, double value, short quality) {}

  // @end

  /** Runs the program. */
  public static void main(String[] args) {
    records();
    mistakes();
    items();
    mirrors();
  }

  private static void records() {
    // @start region="records"
    Format format = Format.parse("<T{i:id:d:value:B:quality:}"); // 13 bytes, little-endian, packed
    MemoryExporter table = MemoryExporter.allocate(format, 1000);
    try (Lease lease = table.acquire(Request.FULL)) {
      RecordView<Sample> samples = RecordView.of(lease.view(), Sample.class);
      samples.set(2, new Sample(7, 0.5, (short) 255)); // quality is checked: B ends at 255
      IO.println(samples.get(2));
      View values = lease.view().field("value"); // all values, 13 bytes apart
      IO.println(values + " sum " + values.doubleStatistics().getSum());
    }
    // @end
  }

  private static void mistakes() {
    try {
      Format.parse("<T{i:id:d:value}");
    } catch (FormatException e) {
      IO.println(e.getMessage());
    }
  }

  private static void items() {
    // @start region="items"
    double[] prices = {1, 2, 3, 4, 5, 6};
    double[] factors = {10, 100, 1000};
    try (Lease p = PrimitiveArrays.export(prices, 2, 3).acquire(Request.FULL);
        Lease f = PrimitiveArrays.export(factors).acquire(Request.FULL_RO)) {
      Cursor both = Cursor.over(Order.C, p.view(), f.view()); // f is repeated for each row of p
      while (both.next()) {
        both.setDouble(0, both.getDouble(0) * both.getDouble(1));
      }
    }
    IO.println(Arrays.toString(prices));
    // @end
  }

  private static void mirrors() {
    // @start region="mirrors"
    double[] cells = {1, 2, 3, 4, 5, 6};
    PrimitiveArrays.export(cells, 2, 3)
        .doWithView(
            Request.FULL,
            v ->
                Mirror.doWithView(
                    v.transpose(), Order.C, c -> c.asSegment().asSlice(0, 16).fill((byte) 0)));
    IO.println(Arrays.toString(cells));
    // @end
  }
}
