package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs the small programs and checks what they print. */
class ProgramsTest {
  interface Program {
    void main(String[] args) throws Exception;
  }

  static String run(Program program) throws Exception {
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.main(new String[0]);
    } finally {
      System.setOut(stdout);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void firstSteps() throws Exception {
    assertEquals(
        """
        [[1.  9.5]
         [2.  5. ]
         [0.  0. ]]
        View['d', shape (3, 2), strides (8, 24), offset 0, item size 8]
        [1.0, 2.0, 0.0, 9.5, 5.0, 0.0]
        """,
        run(FirstSteps::main));
  }

  @Test
  void interop() throws Exception {
    assertEquals(
        """
        7 7
        [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]
        [[3 2 1]
         [6 5 4]]
        e5f4ed9e
        """,
        run(Interop::main));
  }

  @Test
  void records() throws Exception {
    assertEquals(
        """
        Sample[id=7, value=0.5, quality=255]
        View['<d', shape (1000,), strides (13,), offset 4, item size 8] sum 0.5
        bad format: column 10: expected a second ':' behind the name, found none
          <T{i:id:d:value}
                   ^
        [10.0, 200.0, 3000.0, 40.0, 500.0, 6000.0]
        [0.0, 2.0, 3.0, 0.0, 5.0, 6.0]
        """,
        run(Records::main));
  }

  @Test
  void growingLog() throws Exception {
    assertEquals(
        """
        11 bytes
        cannot append: 1 export is outstanding; release it first (-Dio.memview.leaks=traced tells where it was acquired)
        ByteStore[23 bytes, 0 exports]
        """,
        // one lease in 128 is watched, and then its place is told
        run(GrowingLog::main)
            .replaceAll(
                "first\\R  1 acquired at .*",
                "first (-Dio.memview.leaks=traced tells where it was acquired)"));
  }

  @Test
  void threads() throws Exception {
    assertArrayEquals(
        IntStream.range(0, 70).map(i -> (i / 10) / 7 * 7).toArray(), Threads.fill(7, 10, 1));
    assertArrayEquals(
        IntStream.range(0, 50).map(i -> new int[] {0, 1, 1, 3, 3}[i / 10]).toArray(),
        Threads.fill(5, 10, 3));
    assertEquals("sum 375000000\n", run(Threads::main));
  }

  @Test
  void rowImage() {
    RowImage image = new RowImage(4, 3);
    try (Lease lease = image.acquire(Request.FULL)) {
      View v = lease.view();
      assertArrayEquals(new long[] {3, 4, 3}, v.shape());
      assertArrayEquals(new long[] {0, -1, -1}, v.layout().suboffsets());
      v.setLong(2, 1, 0, 200);
    }
    assertEquals((byte) 200, image.row(2)[3]);
  }
}
