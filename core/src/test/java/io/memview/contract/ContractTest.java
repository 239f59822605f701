package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.fixture.Fixture;
import io.memview.fixture.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What every exporter promises, asked of every exporter. */
final class ContractTest {
  /** One promise. */
  @FunctionalInterface
  interface Promise {
    void check(Fixture fixture) throws Exception;
  }

  @TempDir private Path folder;

  private final AtomicInteger folders = new AtomicInteger();

  @TestFactory
  Stream<DynamicContainer> exporters() {
    return contract(ExporterContract.promises());
  }

  @TestFactory
  Stream<DynamicContainer> views() {
    return contract(ViewContract.promises());
  }

  @TestFactory
  Stream<DynamicContainer> leases() {
    return contract(LeaseContract.promises());
  }

  private Stream<DynamicContainer> contract(Map<String, Promise> promises) {
    List<Fixtures.Named> all = Fixtures.all();
    return all.stream()
        .map(
            named ->
                dynamicContainer(
                    named.name(),
                    promises.entrySet().stream()
                        .map(
                            promise ->
                                dynamicTest(promise.getKey(), () -> check(named, promise)))));
  }

  /** Each test has a fixture of its own, and leaves no export behind. */
  private void check(Fixtures.Named named, Map.Entry<String, Promise> promise) throws Exception {
    Path own = Files.createDirectory(folder.resolve("f" + folders.getAndIncrement()));
    try (Fixture fixture = named.open(own)) {
      promise.getValue().check(fixture);
      assertEquals(0, fixture.exports(), "exports are left");
    } catch (Throwable failure) {
      // The report of the build shows numbers where the names should be.
      throw new AssertionError(named + ": " + promise.getKey(), failure);
    }
  }
}
