package io.memview.contract;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every exporter promises, as tests of one exporter: see the {@linkplain io.memview.contract
 * package}.
 */
public final class Contract {
  private static final int CHAINS = 2;
  private static final int LONGEST = 4;

  /** The same chains each time, and others with {@code -Dmemview.seed=N}. */
  private static final long SEED = Long.getLong("memview.seed", 1);

  private static final Map<String, Promise> PROMISES = new LinkedHashMap<>();

  static {
    PROMISES.putAll(ExporterContract.promises());
    PROMISES.putAll(ViewContract.promises());
    PROMISES.putAll(LeaseContract.promises());
    PROMISES.putAll(ThreadContract.promises());
    System.out.printf("contract: chains of seed %d; -Dmemview.seed=N samples others%n", SEED);
  }

  private Contract() {}

  /** Makes the exporter anew, with all that the contract has to know of it. */
  @FunctionalInterface
  public interface Maker {
    /**
     * A new exporter with all that is declared of it.
     *
     * @return a new fixture, which the contract closes
     * @throws Exception if the exporter cannot be made
     */
    Fixture open() throws Exception;
  }

  /**
   * All tests of one exporter: as it is, transformed in every way that it allows, and transformed
   * by a few chains of those that a seed chooses. To be returned from a method with {@code
   * TestFactory}.
   *
   * @param name what failures call the exporter
   * @param maker makes the exporter for each test
   * @return one test for each promise about the exporter as it is, and one for each transformation
   *     and chain, of all promises together
   */
  public static Stream<DynamicTest> of(String name, Maker maker) {
    Set<List<Transformation>> chains = new LinkedHashSet<>();
    for (Transformation each : Transformation.values()) {
      if (declares(maker, each::appliesTo)) {
        chains.add(List.of(each));
      }
    }
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < CHAINS; i++) {
      List<Transformation> chain = sample(maker, random);
      if (chain.size() > 1) {
        chains.add(chain);
      }
    }
    Stream<DynamicTest> plain =
        PROMISES.entrySet().stream()
            .filter(promise -> declares(maker, promise.getValue().applies()))
            .map(
                promise ->
                    dynamicTest(
                        promise.getKey(), () -> keep(name, promise.getKey(), maker, List.of())));
    Stream<DynamicTest> race =
        declares(maker, f -> f.isResizable() && f.exportCount() == null)
            ? Stream.of(dynamicTest(ThreadContract.MOVES, () -> race(name, maker)))
            : Stream.empty();
    return Stream.of(plain, race, chains.stream().map(chain -> transformed(name, maker, chain)))
        .flatMap(Function.identity());
  }

  private static void race(String name, Maker maker) {
    try {
      ThreadContract.race(maker);
    } catch (Throwable failure) {
      throw new AssertionError(
          "%s: %s: %s".formatted(name, ThreadContract.MOVES, failure), failure);
    }
  }

  private static DynamicTest transformed(String name, Maker maker, List<Transformation> chain) {
    return dynamicTest(
        titles(chain),
        () -> {
          for (Map.Entry<String, Promise> promise : PROMISES.entrySet()) {
            if (promise.getValue().isOfAllThatIsMade()) {
              keep(name, promise.getKey(), maker, chain);
            }
          }
        });
  }

  private static String titles(List<Transformation> chain) {
    return chain.stream().map(Transformation::toString).collect(Collectors.joining(", "));
  }

  /** Each test has a fixture of its own, and leaves no export behind. */
  private static void keep(String name, String title, Maker maker, List<Transformation> chain) {
    Promise promise = Objects.requireNonNull(PROMISES.get(title), title);
    try (Fixture fixture = open(maker, chain)) {
      if (promise.applies().test(fixture)) {
        promise.check().check(fixture);
        fixture.assertExports(0);
      }
    } catch (Throwable failure) {
      // Reports of builds show numbers where the names should be.
      throw new AssertionError(
          "%s%s: %s: %s"
              .formatted(name, chain.isEmpty() ? "" : ", " + titles(chain), title, failure),
          failure);
    }
  }

  private static Fixture open(Maker maker, List<Transformation> chain) throws Exception {
    Fixture fixture = maker.open();
    try {
      for (Transformation each : chain) {
        fixture = each.apply(fixture);
      }
    } catch (Throwable failure) {
      fixture.close();
      throw failure;
    }
    return fixture;
  }

  private static boolean declares(Maker maker, Predicate<Fixture> capability) {
    try (Fixture fixture = maker.open()) {
      return capability.test(fixture);
    } catch (Exception e) {
      throw new AssertionError("the exporter cannot be made", e);
    }
  }

  /**
   * A few transformations in a row, each of what the ones before it have left. An exporter that
   * cannot even be transformed fails in the tests, not here.
   */
  private static List<Transformation> sample(Maker maker, Random random) {
    List<Transformation> chain = new ArrayList<>();
    int length = random.nextInt(2, LONGEST + 1);
    while (chain.size() < length) {
      List<Transformation> allowed = new ArrayList<>();
      try (Fixture fixture = open(maker, chain)) {
        for (Transformation each : Transformation.values()) {
          if (each.appliesTo(fixture)) {
            allowed.add(each);
          }
        }
      } catch (Exception | AssertionError failure) {
        return chain;
      }
      if (allowed.isEmpty()) {
        return chain;
      }
      chain.add(allowed.get(random.nextInt(allowed.size())));
    }
    return chain;
  }
}
