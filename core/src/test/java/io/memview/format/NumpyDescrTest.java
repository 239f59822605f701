package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Json;
import io.memview.fixture.UsualC;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyDescrTest {

  // ---- what NumPy says of its dtypes

  static List<String> dtypes() throws IOException {
    try (InputStream in = NumpyDescrTest.class.getResourceAsStream("/npy/dtypes.jsonl")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertTrue(lines.size() > 100, "only " + lines.size());
      return lines;
    }
  }

  @ParameterizedTest
  @MethodSource("dtypes")
  void asNumpy(String line) {
    UsualC.assume();
    Map<?, ?> dtype = (Map<?, ?>) Json.parse(line);
    String descr = (String) dtype.get("descr");
    if (dtype.get("refused") instanceof String word) {
      UnsupportedOperationException refusal =
          assertThrows(UnsupportedOperationException.class, () -> NumpyDescr.toFormat(descr));
      assertTrue(refusal.getMessage().contains(word), refusal::getMessage);
      return;
    }
    if (dtype.get("times") instanceof Map<?, ?> units) {
      Map<String, TimeType> times = new HashMap<>();
      units.forEach((path, unit) -> times.put((String) path, TimeType.parse((String) unit)));
      assertEquals(times, NumpyDescr.times(descr));
      assertEquals(descr, NumpyDescr.of(NumpyDescr.toFormat(descr), times));
      return;
    }
    String given = dtype.get("given") instanceof String other ? other : descr;
    Format format = NumpyDescr.toFormat(given);
    assertEquals(dtype.get("itemsize"), format.itemSize());
    assertEquals(1, format.alignment());
    checkLayout((Map<?, ?>) dtype.get("layout"), format);
    // NumPy itself has one description for a record without fields and another for plain bytes.
    String expected =
        descr.matches("\\[\\('', '\\|V[0-9]+'\\)]") ? "|V" + format.itemSize() : descr;
    assertEquals(expected.equals("[]") ? "|V0" : expected, NumpyDescr.of(format));
    boolean isEmpty = format instanceof Struct record && record.fields().isEmpty();
    Format again = NumpyDescr.toFormat(NumpyDescr.of(format));
    assertEquals(
        isEmpty ? new Scalar(ScalarType.VOID, ByteMode.NATIVE, format.itemSize()) : format, again);
    if (dtype.get("format") instanceof String exported) {
      Format parsed = Format.parse(exported, Leniency.NUMPY);
      Format sized = parsed instanceof Struct s ? s.withItemSize(format.itemSize()) : parsed;
      assertEquals(NumpyDescr.of(format), NumpyDescr.of(sized), exported);
      boolean isOther = // whose values are others, though the bytes are the same
          sized.equals(new Scalar(ScalarType.CHAR))
              || (!(format instanceof Struct) && sized instanceof Struct);
      assertEquals(format, isOther ? format : sized, exported);
    }
  }

  private static void checkLayout(Map<?, ?> layout, Format format) {
    if (layout.get("array") instanceof List<?> shape) {
      SubArray array = assertInstanceOf(SubArray.class, format);
      assertEquals(shape, array.shape());
      checkLayout((Map<?, ?>) layout.get("of"), array.element());
      return;
    }
    assertEquals(layout.get("size"), format.itemSize());
    if (layout.get("fields") instanceof List<?> fields) {
      Struct struct = assertInstanceOf(Struct.class, format);
      assertEquals(fields.size(), struct.fields().size());
      for (int i = 0; i < fields.size(); i++) {
        List<?> expected = (List<?>) fields.get(i);
        Struct.Field field = struct.fields().get(i);
        assertEquals(expected.get(0), field.name());
        assertEquals(expected.get(1), field.offset());
        checkLayout((Map<?, ?>) expected.get(2), field.format());
      }
      return;
    }
    if (layout.get("kind").equals("V") && format instanceof Struct bytes) {
      assertEquals(List.of(), bytes.fields());
      return;
    }
    Scalar scalar = assertInstanceOf(Scalar.class, format);
    String kind =
        switch (scalar.type().kind()) {
          case BOOL -> "b";
          case SIGNED -> "i";
          case UNSIGNED -> "u";
          case FLOAT, EXTENDED -> "f";
          case COMPLEX -> "c";
          case BYTES -> "S";
          case TEXT -> "U";
          case VOID -> "V";
          default -> "none of NumPy's";
        };
    assertEquals(layout.get("kind"), kind);
    if (!layout.get("order").equals("|")) {
      ByteOrder order =
          layout.get("order").equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      assertEquals(order, scalar.mode().order());
    }
  }

  // ---- what is lost

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "c ; S1 ; s",
        "3s ; S3 ; 3s",
        "P ; u8 ; Q",
        "n ; i8 ; q",
        "l ; i8 ; q",
        "<l ; i4 ; <i",
        "?? ; [('f0', '|b1'), ('f1', '|b1')] ; ?:f0:?:f1:",
        "b:f1:bb:f0:b ; [('f1', '|i1'), ('f2', '|i1'), ('f0', '|i1'), ('f3', '|i1')]"
            + " ; b:f1:b:f2:b:f0:b:f3:",
        "T{b:a:T{2x}:e:} ; [('a', '|i1'), ('e', [('', '|V2')])] ; T{b:a:T{2x}:e:}",
        "T{b:a:2x:v:} ; [('a', '|i1'), ('v', '|V2')] ; T{b:a:2x:v:}",
        "T{b:a:2xb:c:} ; [('a', '|i1'), ('', '|V2'), ('c', '|i1')] ; T{b:a:2xb:c:}",
      })
  void whatIsLost(String from, String descr, String back) {
    UsualC.assume();
    String order = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    String expected = descr.startsWith("[") ? descr : (descr.startsWith("S") ? "|" : order) + descr;
    expected = from.startsWith("<") ? "<" + descr : expected;
    assertEquals(expected, NumpyDescr.of(Format.parse(from)));
    assertEquals(Format.parse(back), NumpyDescr.toFormat(expected));
  }

  @Test
  void alignmentIsLostAndOffsetsAreNot() {
    Format aligned = Format.parse("T{b:a:i:b:b:c:}");
    Format back = NumpyDescr.toFormat(NumpyDescr.of(aligned));
    assertEquals(aligned, NumpyDescr.toFormat(NumpyDescr.of(aligned)).padded());
    assertEquals(4, aligned.alignment());
    assertEquals(1, back.alignment());
    assertEquals(12, back.itemSize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ze | reinterpret it as '2e'",
        "5p | use 's'",
        "5u | use 'w'",
        "O | Python object",
        "&i | use 'Q'",
        "X{} | use 'Q'",
        "3t | such as 'B'",
        "T{i:a:5t:b:} | such as 'B'",
        "T{T{(2)5u:t:}:a:} | use 'w'",
        "T{b:a:3x::} | name them",
        "T{b:a:(2)3x::} | name them",
      })
  void formatsThatNumpyHasNot(String format, String remedy) {
    UnsupportedOperationException refusal =
        assertThrows(
            UnsupportedOperationException.class, () -> NumpyDescr.of(Format.parse(format)));
    assertTrue(refusal.getMessage().startsWith("NumPy has no type"), refusal::getMessage);
    assertTrue(refusal.getMessage().contains(remedy), refusal::getMessage);
  }

  @Test
  void bfloat16() {
    assertTrue(
        assertThrows(
                UnsupportedOperationException.class,
                () -> NumpyDescr.of(new Scalar(ScalarType.BFLOAT16)))
            .getMessage()
            .contains("reinterpret it as 'H'"));
  }

  /** What the messages say can be done from here. */
  @Test
  void whatHasNoFormatCanBeReadOtherwise() {
    String other = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ">" : "<";
    assertTrue(refusal(other + "f16").endsWith("its bytes can be read as '|V16'"));
    assertEquals(16, NumpyDescr.toFormat("|V16").itemSize());
  }

  private static String refusal(String descr) {
    return assertThrows(UnsupportedOperationException.class, () -> NumpyDescr.toFormat(descr))
        .getMessage();
  }

  /** As {@code numpy.dtype} takes them, and headers of others' files have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "f8; d",
        "'f8'; d",
        "float64; d",
        "int32; i",
        "?; ?",
        "bool; ?",
        "<f; f",
        "|?; ?",
        ">d; >d",
        "u'f4'; f",
        "e; e",
        "i; i",
        "l; q",
        "uint8; B",
        "longdouble; g",
        "complex64; Zf",
        ">h; >h",
        "S3; 3s",
        "U2; 2w",
        "=i4; i",
        "c; 1s",
        "('f8', (2, 3)); (2,3)d",
        "[('a', 'float32'), ('b', '?')]; ^T{f:a:?:b:}",
        "('<f8', {'unit': 'm'}); d",
        "[('a', '<f8'), ('b', ('|S3', {'some': 'stuff'}))]; ^T{d:a:3s:b:}",
        "[('a', ('>i2', {'some': 'stuff'}), (2,))]; T{>(2)h:a:}",
      })
  void otherSpellings(String descr, String format) {
    UsualC.assume();
    assertEquals(Format.parse(format), NumpyDescr.toFormat(descr));
  }

  @Test
  void bytesWithoutATypeAreOpaque() {
    Scalar two = (Scalar) NumpyDescr.toFormat("<V2");
    assertEquals(ScalarType.VOID, two.type());
    assertEquals("|V2", NumpyDescr.of(two));
    assertEquals(new Scalar(ScalarType.BFLOAT16), NumpyDescr.toFormat("bfloat16"));
  }

  // ---- what is no description

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<",
        "<f3",
        "<f12",
        "<i16",
        "<c4",
        "<f8 ",
        " <f8",
        "<f8<f8",
        "<float64",
        "<bfloat16",
        "float7",
        "??",
        "float8_e5m2",
        "!f8",
        "<f999999999999999999999",
        "|S",
        "<U-1",
        "<t1",
        "|a5",
        "<T16",
        "i4,f8",
        "3f4",
        "'[]'",
        "'<f8', ",
        "None",
        "8",
        "open('/etc/passwd').read()",
        "<M9",
        "<m",
        "|O4"
      })
  void typesThatAreNone(String descr) {
    RuntimeException refusal =
        assertThrows(RuntimeException.class, () -> NumpyDescr.toFormat(descr));
    assertTrue(
        refusal instanceof UnsupportedOperationException
            || refusal instanceof IllegalArgumentException,
        refusal::toString);
    assertTrue(refusal.getMessage().length() > 20, refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "['<i4']; a field is a tuple",
        "[('a',)]; a field is a tuple",
        "[('a', '<i4', (2,), 3)]; a field is a tuple",
        "[('a', 4)]; a type such as",
        "[('a', None)]; a type such as",
        "[(1, '<i4')]; the name of a field",
        "[(None, '<i4')]; the name of a field",
        "[('a', '<i4', '2')]; the shape of a sub-array",
        "[('a', '<i4', (2, True))]; the shape of a sub-array",
        "[('a', '<i4', [2])]; the shape of a sub-array",
        "[('a', '<i4', -1)]; shape of a sub-array",
        "[('a', '<i4', (2, -1))]; shape of a sub-array",
        "[('a', '<i4'), ('a', '<i4')]; two fields have the name 'a'",
        "[('', '<i4'), ('', '<i4')]; two fields have the name ''",
        "[('a:b', '<i4')]; no ':'",
        "('<i4', (2,), 3); a type such as",
        "('a', '<i4'); has no format",
        "(); a type such as",
        "{'names': ['a'], 'formats': ['<i4']}; a type such as",
        "[('a', '<i4'); expected",
        "[('a', '|S999999999999999999', (99,))]; 2^63-1",
        "('|V1', (4611686018427387904, 4)); 2^63-1",
        "[('a', '|S0', (99, 99))]; without bytes",
      })
  void literalsThatAreNone(String descr, String reason) {
    RuntimeException refusal =
        assertThrows(RuntimeException.class, () -> NumpyDescr.toFormat(descr));
    boolean isUnknownType = refusal instanceof UnsupportedOperationException;
    assertEquals(reason.equals("has no format"), isUnknownType, refusal::toString);
    assertEquals(!isUnknownType, refusal instanceof IllegalArgumentException, refusal::toString);
    assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
  }

  @Test
  void depthIsBounded() {
    for (int depth : new int[] {65, 99, 150, 100_000}) {
      String descr = "[('a', ".repeat(depth) + "'<i4'" + ")]".repeat(depth);
      assertThrows(IllegalArgumentException.class, () -> NumpyDescr.toFormat(descr));
    }
    String dimensions = "(".repeat(65) + "'<i4'" + ", (1,))".repeat(65);
    assertThrows(IllegalArgumentException.class, () -> NumpyDescr.toFormat(dimensions));
  }

  @Test
  void sizesAreBounded() {
    String large = "('a%d', '|S999999999999999999')";
    StringBuilder fields = new StringBuilder("[");
    for (int i = 0; i < 10; i++) {
      fields.append(large.formatted(i)).append(", ");
    }
    String descr = fields + "]";
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> NumpyDescr.toFormat(descr))
            .getMessage()
            .contains("2^63-1"));
  }
}
