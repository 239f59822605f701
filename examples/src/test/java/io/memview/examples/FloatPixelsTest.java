package io.memview.examples;

import io.memview.Exporters;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import java.awt.image.DataBufferFloat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FloatPixelsTest {
  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "DataBufferFloat",
        () -> {
          DataBufferFloat pixels = new DataBufferFloat(new float[9], 5, 2);
          return Fixture.of(Exporters.of(pixels), "f", 5)
              .peek(at -> pixels.getElemDouble((int) at[0]))
              .poke(
                  (at, value) -> pixels.setElemDouble((int) at[0], ((Number) value).doubleValue()));
        });
  }
}
