package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.TimeType.Kind;
import io.memview.format.TimeType.Unit;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What NumPy and Arrow call times, both ways. */
class TimeTypeTest {
  /** A field that has a dot in its name is no field of a field. */
  @Test
  void dotsInNames() {
    for (String descr :
        List.of(
            "[('a.b', '<i8'), ('a', [('b', '<M8[D]')])]",
            "[('a.b', '<M8[s]'), ('a', [('b', '<m8[D]')])]",
            "[('a.b', '<M8[s]'), ('a', [('b', '<i8')])]",
            "[('a\\\\', [('b', '<M8[s]')]), ('a\\\\.b', '<i8')]")) {
      assertEquals(
          descr, NumpyDescr.of(NumpyDescr.toFormat(descr), NumpyDescr.times(descr)), descr);
    }
    assertEquals(Map.of("a\\.b", TimeType.parse("M8[s]")), NumpyDescr.times("[('a.b', '<M8[s]')]"));
  }

  @Test
  void everyUnitOfNumpys() {
    for (String kind : List.of("M8", "m8")) {
      for (Unit unit : Unit.values()) {
        for (int count :
            unit == Unit.GENERIC ? new int[] {1} : new int[] {1, 25, Integer.MAX_VALUE}) {
          String brackets = (count == 1 ? "" : "" + count) + unit.code();
          String text = kind + (brackets.isEmpty() ? "" : "[" + brackets + "]");
          TimeType type =
              new TimeType(kind.equals("M8") ? Kind.DATE_TIME : Kind.DURATION, count, unit, "");
          assertEquals(type, TimeType.parse(text));
          assertEquals(text, type.toString());
          for (String order : List.of("<", ">")) {
            assertEquals(type, TimeType.parse(order + text));
            assertEquals(Map.of("", type), NumpyDescr.times(order + text));
            Format format = Format.parse(order + "q");
            assertEquals(format, NumpyDescr.toFormat(order + text));
            assertEquals(order + text, NumpyDescr.of(format, Map.of("", type)));
          }
        }
      }
    }
    assertEquals(TimeType.parse("M8[D]"), TimeType.parse("datetime64[D]"));
    assertEquals(TimeType.parse("m8"), TimeType.parse("timedelta64[generic]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "M8[",
        "M8[]",
        "M8[x]",
        "M8[0s]",
        "M8[-1s]",
        "M8[2147483648s]",
        "M8[99999999999s]",
        "M8[25]",
        "M8[5generic]",
        "<q",
        "i8",
        "M4[s]",
        "M8[s",
        "M8[s]]",
        " M8[s]",
        "M8[s]\n"
      })
  void whatIsNoTime(String text) {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> TimeType.parse(text))
            .getMessage()
            .contains("'M8[ns]'"));
    assertEquals(Map.of(), NumpyDescr.times(text.isEmpty() ? "|V1" : text));
  }

  @Test
  void fieldsByTheirNames() {
    String descr =
        "[('t', '<M8[ns]'), ('span', [('begin', '>m8[25s]', (2,)), ('n', '<i8')]), ('v', '<f8')]";
    Map<String, TimeType> times =
        Map.of("t", TimeType.parse("M8[ns]"), "span.begin", TimeType.parse("m8[25s]"));
    assertEquals(times, NumpyDescr.times(descr));
    Format format = NumpyDescr.toFormat(descr);
    assertEquals(descr, NumpyDescr.of(format, times));
    assertEquals(descr.replace("M8[ns]", "i8").replace("m8[25s]", "i8"), NumpyDescr.of(format));
    for (String wrong : List.of("", "T", "span", "span.x", "t.begin", "begin")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> NumpyDescr.of(format, Map.of(wrong, TimeType.parse("M8"))));
    }
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> NumpyDescr.of(format, Map.of("v", TimeType.parse("M8"))))
            .getMessage()
            .contains("use 'q'"));
  }

  /** What the messages say is done. */
  @Test
  void whatNumpyHasNot() {
    Format q = Format.parse("<q");
    TimeType zoned = new TimeType(Kind.DATE_TIME, 1, Unit.SECONDS, "UTC");
    assertTrue(refusal(q, zoned).contains("'M8[s]'"));
    assertEquals("<M8[s]", NumpyDescr.of(q, Map.of("", TimeType.parse("M8[s]"))));
    assertTrue(refusal(q, TimeType.of(Kind.TIME_OF_DAY, Unit.SECONDS)).contains("'m8[s]'"));
    assertEquals("<M8[D]", NumpyDescr.of(q, Map.of("", TimeType.of(Kind.DATE, Unit.DAYS))));
  }

  private static String refusal(Format format, TimeType time) {
    return assertThrows(
            UnsupportedOperationException.class, () -> NumpyDescr.of(format, Map.of("", time)))
        .getMessage();
  }

  @Test
  void whatCannotBe() {
    assertThrows(
        IllegalArgumentException.class, () -> new TimeType(Kind.DURATION, 0, Unit.DAYS, ""));
    assertThrows(
        IllegalArgumentException.class, () -> new TimeType(Kind.DURATION, 2, Unit.GENERIC, ""));
    assertThrows(
        IllegalArgumentException.class, () -> new TimeType(Kind.DATE, 1, Unit.DAYS, "UTC"));
  }

  @Test
  void unitsOfThePlatform() {
    assertEquals(Optional.of(ChronoUnit.NANOS), Unit.NANOSECONDS.chronoUnit());
    assertEquals(Optional.empty(), Unit.GENERIC.chronoUnit());
    for (Unit unit : Unit.values()) {
      unit.chronoUnit()
          .ifPresent(
              same -> assertEquals(unit.name().substring(0, 4), same.name().substring(0, 4)));
    }
  }

  // ---- Arrow's

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tdD|i|date M8[D]",
        "tdm|q|date M8[ms]",
        "tts|i|TIME_OF_DAY[s]",
        "ttm|i|TIME_OF_DAY[ms]",
        "ttu|q|TIME_OF_DAY[us]",
        "ttn|q|TIME_OF_DAY[ns]",
        "tss:|q|M8[s]",
        "tsm:|q|M8[ms]",
        "tsu:UTC|q|DATE_TIME[us] UTC",
        "tsn:Europe/Berlin|q|DATE_TIME[ns] Europe/Berlin",
        "tDs|q|m8[s]",
        "tDm|q|m8[ms]",
        "tDu|q|m8[us]",
        "tDn|q|m8[ns]",
        "tiM|i|m8[M]"
      })
  void everyTypeOfArrows(String arrow, String format, String time) {
    TimeType type = ArrowFormat.time(arrow).orElseThrow();
    assertEquals(time, type.toString());
    assertEquals(Format.parse(format), ArrowFormat.toFormat(arrow));
    assertEquals(arrow, ArrowFormat.of(Format.parse(format), type));
    String other = format.equals("i") ? "q" : "i";
    assertThrows(
        UnsupportedOperationException.class, () -> ArrowFormat.of(Format.parse(other), type));
    for (String wrong : List.of("d", "L", "I", ">q", "4s", "T{q:a:}", "(2)q")) {
      assertThrows(
          UnsupportedOperationException.class, () -> ArrowFormat.of(Format.parse(wrong), type));
    }
  }

  @Test
  void intervalsAreRecords() {
    for (String arrow : List.of("tiD", "tin")) {
      assertEquals(arrow, ArrowFormat.of(ArrowFormat.toFormat(arrow)));
      assertEquals(Optional.empty(), ArrowFormat.time(arrow));
    }
    assertEquals(8, ArrowFormat.toFormat("tiD").itemSize());
    assertEquals(16, ArrowFormat.toFormat("tin").itemSize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"td", "tdx", "tt", "ttD", "ts", "tss", "tsx:", "tD", "tDD", "ti", "tix", "t"})
  void whatArrowHasNot(String arrow) {
    assertEquals(Optional.empty(), ArrowFormat.time(arrow));
    assertThrows(UnsupportedOperationException.class, () -> ArrowFormat.toFormat(arrow));
  }

  @ParameterizedTest
  @ValueSource(strings = {"M8", "M8[25s]", "M8[D]", "M8[ps]", "m8[Y]"})
  void whatArrowCannotCount(String numpy) {
    for (String format : List.of("i", "q")) {
      assertThrows(
          UnsupportedOperationException.class,
          () -> ArrowFormat.of(Format.parse(format), TimeType.parse(numpy)));
    }
  }
}
