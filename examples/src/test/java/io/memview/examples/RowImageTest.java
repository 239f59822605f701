package io.memview.examples;

import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

// @start region="contract"
/** The image keeps the contract of exporters. */
class RowImageTest {
  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "RowImage",
        () -> {
          RowImage image = new RowImage(4, 3);
          return Fixture.of(image, "B", 3, 4, 3)
              .behindPointers()
              .peek(at -> image.row((int) at[0])[sample(at)] & 0xFFL)
              .poke((at, value) -> image.row((int) at[0])[sample(at)] = ((Long) value).byteValue());
        });
  }

  private static int sample(long[] at) {
    return (int) (3 * at[1] + at[2]);
  }
}
// @end
