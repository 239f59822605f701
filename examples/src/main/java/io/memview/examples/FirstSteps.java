package io.memview.examples;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import java.util.Arrays;

/** Export, acquire, slice, transpose, write, release. */
public final class FirstSteps {
  private FirstSteps() {}

  /** Runs the program. */
  public static void main(String[] args) {
    // @start region="first"
    double[] cells = {1, 2, 3, 4, 5, 6};
    MemoryExporter table = PrimitiveArrays.export(cells, 2, 3);
    try (Lease lease = table.acquire(Request.FULL)) {
      View v = lease.view();
      View column = v.slice(Index.all(), Index.at(-1));
      column.fill(0);
      View turned = v.transpose();
      turned.setDouble(0, 1, 9.5);
      IO.println(turned.show());
      IO.println(turned);
    }
    IO.println(Arrays.toString(cells));
    // @end
  }
}
