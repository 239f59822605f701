package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.Format;
import io.memview.format.Leniency;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What memview reads although NumPy refuses it: one rule for each row of the table in the
 * documentation of {@code io.memview.format}, in the same order. {@link ReadOnPurposeTest} holds
 * the two together.
 */
enum ReadOnPurpose {
  ORDER_BEFORE_SHAPE(
      "[@^=<>!]\\s*\\(", text -> text.replaceAll("([@^=<>!])\\s*(\\([^)]*\\))", "$2$1")),
  SHAPE_BEHIND_SHAPE(
      "\\)\\s*\\(", text -> text.replaceAll("\\)\\s*\\(([0-9]+)\\)(?=[a-zA-Z&&[^spuwxt]])", ")$1")),
  UCS2("u"),
  BITS("t"),
  POINTER("&"),
  FUNCTION("X\\{"),
  PASCAL_OR_VOID_POINTER("[pP]"),
  COMPLEX_OF_STRUCT("[FD]", text -> text.replaceAll("F", "Zf").replaceAll("D", "Zd")),
  HALF_COMPLEX("Ze"),
  SIZE_IN_RECORD(".*[nN].+|.+[nN].*");

  private static final Pattern NAME = Pattern.compile(":[^:]*:");

  private final Pattern sign;
  private final UnaryOperator<String> respelt;

  ReadOnPurpose(String sign) {
    this(sign, UnaryOperator.identity());
  }

  /**
   * A rule.
   *
   * @param sign what a format that falls under it has somewhere outside of names
   * @param respelt NumPy's own spelling of such a format without names, if there is one
   */
  ReadOnPurpose(String sign, UnaryOperator<String> respelt) {
    this.sign = Pattern.compile(sign);
    this.respelt = respelt;
  }

  /** The rules that a format falls under. */
  static List<ReadOnPurpose> of(String text) {
    String unnamed = NAME.matcher(text).replaceAll("");
    return Arrays.stream(values()).filter(rule -> rule.sign.matcher(unnamed).find()).toList();
  }

  /** What was read is what NumPy reads in its own spelling, and what is printed of it. */
  void assertMeaning(String text, Format read) {
    assertEquals(read, Format.parse(read.toString()), () -> this + ": printed and parsed");
    String unnamed = NAME.matcher(text).replaceAll("");
    assertEquals(
        Format.parse(respelt.apply(unnamed), Leniency.NUMPY),
        Format.parse(unnamed, Leniency.NUMPY),
        () -> this + ": another spelling of the same");
  }
}
