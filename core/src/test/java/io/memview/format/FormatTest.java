package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.fixture.UsualC;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Format strings: what they say, and what they are refused for. */
class FormatTest {

  // ---- sizes

  /** Sizes that {@code struct.calcsize} gives. */
  @ParameterizedTest
  @CsvSource({
    "bi, 8",
    "=bi, 5",
    "<bi, 5",
    ">bi, 5",
    "!bi, 5",
    "^bi, 5",
    "bi0i, 8",
    "ib, 5",
    "1024P, 8192",
    "?, 1",
    "c, 1",
    "b, 1",
    "B, 1",
    "h, 2",
    "H, 2",
    "i, 4",
    "I, 4",
    "l, 8",
    "L, 8",
    "=l, 4",
    "=L, 4",
    "q, 8",
    "Q, 8",
    "n, 8",
    "N, 8",
    "P, 8",
    "e, 2",
    "f, 4",
    "d, 8",
    "s, 1",
    "0s, 0",
    "10s, 10",
    "10p, 10",
    "0i, 0",
    "3i, 12",
    "x, 1",
    "0x, 0",
    "7x, 7",
    "b3xh, 6",
    "bh, 4",
    "bq, 16",
    "bhiq, 16",
    "b0q, 8",
    "ci, 8",
    "hbi, 8",
    "ix, 5",
    "=ix, 5",
    "^qb, 9",
    "qb, 9",
    "ib0l, 8",
    "3h2x4b, 12",
    "' b  i ', 8",
    "'2h 3b', 7",
  })
  void sizesAreThoseOfStruct(String format, long size) {
    UsualC.assume();
    assertEquals(size, Format.parse(format).itemSize());
  }

  /** Offsets and sizes of records; NumPy's are those of C structs. */
  @ParameterizedTest
  @CsvSource({
    "'T{b:a:i:b:}', '0 4', 8",
    "'T{i:a:b:b:}', '0 4', 8",
    "'T{=b:a:i:b:}', '0 1', 5",
    "'T{<i:a:b:b:}', '0 4', 5",
    "'T{b:a:=i:b:b:c:b:d:b:e:T{b:f0:xxxi:f1:}:sub:}', '0 1 5 6 7 8', 16",
    "'T{b:a:xxxi:b:3b:c:xi:d:}', '0 4 8 12', 16",
    "'T{d:a:i:b:}', '0 8', 16",
    "'T{=d:a:i:b:}', '0 8', 12",
    "'T{d:a:=i:b:d:c:}', '0 8 12', 20",
    "'T{i:a:8x}', '0', 12",
    "'T{b:a:8xi:b:}', '0 12', 16",
    "'T{B:r:B:g:B:b:}', '0 1 2', 3",
    "'i:a:=h:b:@i:c:', '0 4 8', 12",
    "'?i?', '0 4 8', 9",
    "'<i>h', '0 4', 6",
    "'i:ival:(16,4)d:data:', '0 8', 520",
    "'b:a:T{b:x:i:y:}:s:', '0 4', 12",
    "'i:ival: T{H:sval: B:bval: B:cval:}:sub:', '0 4', 8",
    "'x3T{xi}', '4', 28",
    "'^x3T{xi}', '1', 16",
    "'eb', '0 2', 3",
    "'be', '0 2', 4",
    "'xi', '4', 8",
    "'(0)I:a:f:b:', '0 0', 4",
  })
  void offsetsOfFields(String format, String offsets, long size) {
    Struct struct = assertInstanceOf(Struct.class, Format.parse(format));
    List<String> ours = struct.fields().stream().map(f -> Long.toString(f.offset())).toList();
    assertEquals(offsets, String.join(" ", ours));
    assertEquals(size, struct.itemSize());
  }

  /** As NumPy reads and writes arrays of arrays; a second shape it only writes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "T{(2)(5)d:c:}             | T{(2)(5)d:c:}              | T{(2,5)d:c:}",
        "T{(2) (5) d:c:}           | T{(2)(5)d:c:}              | T{(2,5)d:c:}",
        "T{(2)5d:c:}               | T{(2)(5)d:c:}              | T{(2,5)d:c:}",
        "T{(1,2)(3)(4,5)i:c:d:d:}  | T{(1,2)(3)(4,5)i:c:d:d:}   | T{(1,2,3,4,5)i:c:d:d:}",
        "T{>(2)(5)d:c:}            | T{(2)(5)>d:c:}             | T{>(2,5)d:c:}",
        "T{(2)(3)T{i:a:}:c:}       | T{(2)(3)T{i:a:}:c:}        | T{(2,3)T{i:a:}:c:}",
        "T{(2)(3)T{(1)2i:a:}:c:}   | T{(2)(3)T{(1)(2)i:a:}:c:}  | T{(2,3)T{(1,2)i:a:}:c:}",
        "T{(2)(0)d:c:}             | T{(2)(0)d:c:}              | T{(2,0)d:c:}",
        "T{(2)(3)5s:c:}            | T{(2)(3)5s:c:}             | T{(2,3)5s:c:}",
        "(2)5d                     | (2)5d                      | (2,5)d",
        "(2)(5)d                   | (2)5d                      | (2,5)d",
        "(2)(5,2)T{i:a:}           | (2)(5,2)T{i:a:}            | (2,5,2)T{i:a:}",
        "<(2) (5)(3)d              | (2)(5)<3d                  | (2,5,3)<d",
        "d(2)(5,3)ib               | d(2)(5,3)ib                | d(2,5,3)ib",
        ">(2)5d                    | (2)>5d                     | (2,5)>d",
        "(2,3)0d                   | (2,3)0d                    | (2,3,0)d",
        "(2)3T{i:a:}               | (2)3T{i:a:}                | (2,3)T{i:a:}",
        "(2)3&i                    | (2)3&i                     | (2,3)&i",
        "(2)=3X{}                  | (2)=3X{}                   | (2,3)=X{}",
        "d(2)5d                    | T{d(2)(5)d}                | d(2,5)d",
        "d(2)>5ib                  | T{d(2)(5)>ib}              | d(2,5)>ib",
        "(2)5ib                    | (2)5ib                     | (2,5)ib",
        "b(2)^3h@i(2)5T{i}b        | b(2)^3h3x@i(2)5T{i}b       | b(2,3)^h@i(2,5)T{i}b",
      })
  void arraysOfArraysStayNested(String text, String printed, String flat) {
    Format format = Format.parse(text);
    assertEquals(printed, format.toString());
    checkPrinted(format);
    Format once = format.flattened();
    assertEquals(Format.parse(flat), once);
    assertNotEquals(format, once);
    assertSame(once, once.flattened());
    assertEquals(format.itemSize(), once.itemSize());
    assertEquals(format.alignment(), once.alignment());
  }

  /** Each is refused with its column, however records, pointers and arrays are mixed. */
  @Test
  void nestingOfEveryKindIsRefusedWhereItIsTooDeep() {
    Format.parse("&".repeat(64) + "i");
    assertTooDeep(65, "&".repeat(65) + "i");
    Format.parse("X{".repeat(64) + "}".repeat(64));
    assertTooDeep(129, "X{".repeat(65) + "}".repeat(65));
    Format.parse("T{".repeat(64) + "i" + ":a:}".repeat(64));
    assertTooDeep(129, "T{".repeat(65) + "i" + ":a:}".repeat(65));
    String records = "T{".repeat(60);
    String ends = ":a:}".repeat(60);
    Format.parse(records + "(1)".repeat(5) + "i" + ends);
    assertTooDeep(121, records + "(1)".repeat(6) + "i" + ends);
    assertTooDeep(3, "T{" + "(1)".repeat(65) + "i:a:}");
    String deepest = "(1)2" + "T{".repeat(63) + "i" + "}".repeat(63);
    Format.parse(deepest);
    assertTooDeep(1, deepest + "i");
  }

  /** As many as a view can have: 64, those of arrays in arrays together. */
  @Test
  void dimensionsOfArraysInArraysCountTogether() {
    String half = "(" + "1,".repeat(31) + "1)";
    assertEquals(4, Format.parse("T{" + half + half + "i:a:}").itemSize());
    FormatException e =
        assertThrows(FormatException.class, () -> Format.parse("T{" + half + half + "(1)i:a:}"));
    assertEquals(3, e.column());
    assertTrue(e.getMessage().contains("at most 64 dimensions"), e.getMessage());
  }

  private static void assertTooDeep(int column, String format) {
    FormatException refusal = assertThrows(FormatException.class, () -> Format.parse(format));
    assertTrue(
        refusal.getMessage().startsWith("bad format: column %d: ".formatted(column)),
        refusal.getMessage());
    assertTrue(refusal.getMessage().contains("nested at most 64 deep"), refusal.getMessage());
  }

  @Test
  void spaceMayStandBehindPointersAndInFunctions() {
    assertEquals(Format.parse("&i"), Format.parse("& i"));
    assertEquals(Format.parse("X{}"), Format.parse("X{ }"));
    assertEquals(Format.parse("X{i->d}"), Format.parse("X{ i -> d }"));
  }

  @Test
  void arraysOfArraysCountAmongWhatIsNested() {
    int[] known = new int[2];
    Seeds.forEach(
        FormatTest.class,
        3000,
        random -> {
          StringBuilder text = new StringBuilder();
          StringBuilder end = new StringBuilder();
          int levels = 55 + random.nextInt(15);
          while (levels > 0) {
            switch (random.nextInt(4)) {
              case 0 -> {
                boolean isNamed = random.nextBoolean();
                text.append("T{");
                end.insert(0, isNamed ? "i:b:}" : "}");
                levels--;
              }
              case 1 -> {
                text.append('&');
                levels--;
              }
              default -> {
                if (!end.isEmpty() && text.charAt(text.length() - 1) != ')') {
                  int count = Math.min(levels, 1 + random.nextInt(4));
                  text.append("(1)".repeat(count + 1));
                  levels -= count;
                }
              }
            }
          }
          String format = text + "i" + end;
          try {
            checkPrinted(Format.parse(format));
            known[0]++;
          } catch (FormatException e) {
            assertTrue(e.getMessage().contains("nested at most 64 deep"), e.getMessage());
            known[1]++;
          }
        });
    assertTrue(!Seeds.areAll() || Math.min(known[0], known[1]) > 100);
    Format i = Format.parse("i");
    Format deep = i;
    for (int d = 0; d < 64; d++) {
      deep = new SubArray(deep, List.of(1L));
    }
    assertEquals(Format.parse("(1" + ",1".repeat(63) + ")i"), deep.flattened());
    Format deepest = deep;
    assertThrows(IllegalArgumentException.class, () -> new SubArray(deepest, List.of(1L)));
  }

  /** What a pointer leads to is no part of the item. */
  @Test
  void whatIsFlatIsFlattenedToItself() {
    for (String text : List.of("i", "3t", "(2,3)i", "T{(2,3)i:a:}", "&(2)(3)i", "X{(2)(3)i}")) {
      Format format = Format.parse(text);
      assertSame(format, format.flattened());
    }
  }

  @Test
  void bytesOfNestedAndFlatArraysAreTheSameValues() {
    Seeds.forEach(
        FormatTest.class,
        2000,
        random -> {
          Format nested = record(random, 4);
          Format flat = nested.flattened();
          byte[] bytes = new byte[(int) Math.min(1 << 16, nested.itemSize())];
          random.nextBytes(bytes);
          if (nested.itemSize() > bytes.length) {
            return;
          }
          Object values;
          try {
            values = flat.get(MemorySegment.ofArray(bytes), 0);
          } catch (UnsupportedOperationException | ValueException e) { // O, X{} and no Unicode
            Class<? extends RuntimeException> same = e.getClass();
            assertThrows(same, () -> nested.get(MemorySegment.ofArray(bytes), 0));
            return;
          }
          byte[] ofNested = new byte[bytes.length];
          byte[] ofFlat = new byte[bytes.length];
          nested.set(MemorySegment.ofArray(ofNested), 0, values);
          flat.set(MemorySegment.ofArray(ofFlat), 0, nested.get(MemorySegment.ofArray(bytes), 0));
          assertArrayEquals(ofFlat, ofNested);
        });
  }

  @Test
  void alignmentIsThatOfTheWidestCodeUnderNativeAlignment() {
    assertEquals(8, Format.parse("T{b:a:d:b:}").alignment());
    assertEquals(1, Format.parse("T{=b:a:d:b:}").alignment());
    assertEquals(1, Format.parse("^d").alignment());
    assertEquals(2, Format.parse("3h").alignment());
    assertEquals(1, Format.parse("10s").alignment());
    assertEquals(8, Format.parse("T{b:a:T{h:x:q:y:}:b:}").alignment());
    assertEquals(4, Format.parse("b0i").alignment());
  }

  // ---- meaning

  @Test
  void aByteOrderLastsUntilTheNextAndLeaksOutOfARecord() {
    Struct both = (Struct) Format.parse("T{>i:a:}:r:i:b:");
    Scalar inner = (Scalar) ((Struct) both.fields().get(0).format()).fields().get(0).format();
    Scalar behind = (Scalar) both.fields().get(1).format();
    assertEquals(ByteOrder.BIG_ENDIAN, inner.mode().order());
    assertEquals(ByteOrder.BIG_ENDIAN, behind.mode().order());
    Struct packed = (Struct) Format.parse("@T{^i}xi");
    assertEquals(5, packed.fields().get(1).offset());
  }

  @Test
  void everyOrderCharacter() {
    for (String order : List.of("@", "^", "=", "<", ">", "!")) {
      Scalar scalar = (Scalar) Format.parse(order + "i");
      ByteOrder expected =
          switch (order) {
            case "<" -> ByteOrder.LITTLE_ENDIAN;
            case ">", "!" -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
          };
      assertEquals(expected, scalar.mode().order());
      assertEquals(order.equals("@"), scalar.mode().aligned());
      assertEquals(order.equals("@") || order.equals("^"), scalar.mode().nativeSizes());
    }
    assertEquals(Format.parse(">i"), Format.parse("!i"));
    assertEquals(Format.parse("i"), Format.parse("@i"));
    assertEquals(Format.parse("i"), Format.parse("=i"));
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    assertEquals(Format.parse("i"), Format.parse(little ? "<i" : ">i"));
    assertNotEquals(Format.parse("i"), Format.parse(little ? ">i" : "<i"));
  }

  @Test
  void countsAreLengthsOfBytesAndSubArraysOfOthers() {
    assertEquals(new Scalar(ScalarType.BYTES, ByteMode.NATIVE, 3), Format.parse("3s"));
    assertEquals(new Scalar(ScalarType.PASCAL, ByteMode.NATIVE, 3), Format.parse("3p"));
    Scalar i = new Scalar(ScalarType.INT32);
    assertEquals(new SubArray(i, List.of(3L)), Format.parse("3i"));
    assertEquals(i, Format.parse("1i"));
    assertEquals(new SubArray(i, List.of(1L)), Format.parse("(1)i"));
    assertEquals(new SubArray(i, List.of(2L, 3L)), Format.parse("(2,3)i"));
    assertEquals(new SubArray(i, List.of(2L, 3L)), Format.parse(" ( 2 , 3 ) i "));
    assertEquals(
        new SubArray(new Scalar(ScalarType.INT32, ByteMode.BIG), List.of(2L)),
        Format.parse("(2)>i"));
    SubArray strings = (SubArray) Format.parse("(2)5s");
    assertEquals(5, strings.element().itemSize());
    assertEquals(List.of(2L), strings.shape());
    assertEquals(10, strings.itemSize());
  }

  @Test
  void aShapeBeforeACountIsAnArrayOfArrays() {
    Scalar i = new Scalar(ScalarType.INT32);
    SubArray nested = new SubArray(new SubArray(i, List.of(3L)), List.of(2L, 4L));
    assertEquals(nested, Format.parse("(2,4)3i"));
    assertEquals(nested, Format.parse(nested.toString()));
    assertEquals(Format.parse("(2,4,3)i"), nested.flattened());
    assertEquals("(2)(4,3)i", new SubArray(Format.parse("(4,3)i"), List.of(2L)).toString());
  }

  @Test
  void oneUnnamedEntryIsTheFormatItself() {
    assertInstanceOf(Scalar.class, Format.parse("i"));
    assertInstanceOf(SubArray.class, Format.parse("2i"));
    assertInstanceOf(Struct.class, Format.parse("T{i}"));
    assertInstanceOf(Struct.class, Format.parse("i:a:"));
    assertInstanceOf(Struct.class, Format.parse("ix"));
    assertInstanceOf(Struct.class, Format.parse("ii"));
    assertEquals(Format.parse("T{i:a:}"), Format.parse("i:a:"));
    assertInstanceOf(Struct.class, Format.parse("T{3x}"));
    assertEquals(Format.parse("T{}"), Format.parse("0x"));
    assertEquals(Format.parse("T{3x}"), Format.parse("3x"));
    assertEquals(Format.parse("T{6x}"), Format.parse("(2)3x"));
    assertEquals(Format.parse("T{5x}"), Format.parse("3x2x"));
    assertEquals(Format.parse("i"), Format.parse("0xi"));
    assertEquals(0, Format.parse("T{}").itemSize());
  }

  @Test
  void namesAreAnythingBetweenColons() {
    Struct struct = (Struct) Format.parse("i: a b :i::i:größe 🎈:i:T{:");
    assertEquals(
        List.of(" a b ", "", "größe 🎈", "T{"),
        struct.fields().stream().map(Struct.Field::name).toList());
    assertEquals(4, struct.field("").orElseThrow().offset());
    assertTrue(struct.field("a b").isEmpty());
  }

  @Test
  void formatsOfTheSameBytesAndMeaningAreEqual() {
    UsualC.assume();
    String[][] equal = {
      {"l", "q", "n", "=q"},
      {"L", "Q", "N", "P"},
      {"=l", "i", "^i"},
      {"b", "<b", ">b"},
      {"T{i:a:}", "T{=i:a:}", "T{^i:a:}"},
      {"T{b:a:i:b:}", "T{=b:a:3xi:b:}", "T{b:a:xxxi:b:}"},
      {"bi", "b3x=i"},
      {"2i", "(2)i", "(2)=i"},
    };
    for (String[] group : equal) {
      for (String a : group) {
        for (String b : group) {
          assertEquals(Format.parse(a), Format.parse(b), a + " and " + b);
          assertEquals(Format.parse(a).hashCode(), Format.parse(b).hashCode(), a + " and " + b);
        }
      }
    }
    String[] different = {
      "b",
      "B",
      "c",
      "?",
      "s",
      "p",
      "h",
      ">h",
      "<h",
      "i",
      "I",
      "f",
      "d",
      "e",
      "q",
      "Q",
      "2s",
      "2i",
      "(1)i",
      "(1,1)i",
      "g",
      "Zf",
      "Zd",
      ">Zd",
      "Zg",
      "2u",
      "2w",
      ">2w",
      "2t",
      "3t",
      "O",
      "&i",
      "&d",
      "&&d",
      "X{}",
      "X{i}",
      "X{->i}",
      "T{2x:a:}",
      "T{2s:a:}",
      "T{i:a:}",
      "T{i:b:}",
      "T{i}",
      "ii",
      "T{i:a:4x}",
      "bi",
      "=bi",
      "x",
      "2x"
    };
    for (String a : different) {
      for (String b : different) {
        if (!a.equals(b) && !isNativeTwin(a, b)) {
          assertNotEquals(Format.parse(a), Format.parse(b), a + " and " + b);
        }
      }
    }
  }

  private static boolean isNativeTwin(String a, String b) {
    String twin = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "<h" : ">h";
    return (a.equals("h") && b.equals(twin)) || (b.equals("h") && a.equals(twin));
  }

  // ---- printing

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d",
        ">d",
        "<i",
        "=i",
        "^i",
        "3s",
        "1s",
        "0s",
        "7p",
        "(3)i",
        "(2,3)>f",
        "ii",
        "bi",
        "=bi",
        "ib",
        "ix",
        "i3x",
        "xi",
        "x",
        "5x",
        "T{5x}",
        "2x3x",
        "T{}",
        "T{i:a:}",
        "T{b:a:i:b:}",
        "T{i:a:8x}",
        "T{ix}",
        "3T{ix}",
        "^x3T{xi}",
        "T{d:a:=i:b:d:c:}",
        "T{>i:a:}:r:i:b:",
        "b0i",
        "i0q",
        "(2,4)3i",
        "T{T{T{i:x:}:y:}:z:}",
        "T{b:a:5xi:b:}",
        "=b2xh:n:",
        "(0)I:a:f:b:",
        "(2)3s",
        "i:T{:",
        "T{3x}",
        "3x",
        "(2)3x",
        "T{3x:a:2x}",
        "Zf",
        ">Zd",
        "^Zg",
        "bg",
        "3u",
        ">1w",
        "(2)3w",
        "O",
        "3t",
        "3t5t",
        "T{3t:a:7t:b:i:c:}",
        "T{3t:a:0x5t:b:3x}",
        "T{8t:a:8t:b:}",
        "T{3t:a:2xt:b:}",
        "&i",
        "&<i",
        "<&>i",
        "&&T{i:a:}",
        "&(2)3i",
        "b&i",
        "X{}",
        "X{ii}",
        "X{->d}",
        "X{<i(2)d&b->T{i:x:}}",
        "T{b:a:X{}:f:}",
        "T{i:a:^0x}",
        "T{i:a:^b:b:}",
        "T{T{i:a:^b:b:}:c:@i:d:}",
        "T{i:a:=h:b:@2x}"
      })
  void whatIsPrintedParsesToTheSame(String format) {
    checkPrinted(Format.parse(format));
  }

  private static void checkPrinted(Format format) {
    String printed = format.toString();
    Format again = Format.parse(printed);
    assertEquals(format, again, () -> "printed as " + printed);
    assertEquals(format.hashCode(), again.hashCode());
    assertEquals(format.alignment(), again.alignment(), () -> "alignment of " + printed);
    assertEquals(format.itemSize(), again.itemSize());
    assertEquals(printed, again.toString());
  }

  @Test
  void whatIsPrintedOfRandomTreesParsesToTheSame() {
    Seeds.forEach(FormatTest.class, 20_000, random -> checkPrinted(said(item(random, 3))));
  }

  /** Of arrays in arrays, outside of records only a count can be said. */
  private static Format said(Format format) {
    return format instanceof SubArray array && array.element() instanceof SubArray
        ? new Struct(
            List.of(new Struct.Field("a", format, 0)), format.itemSize(), format.alignment())
        : format;
  }

  private static final ByteMode[] MODES = ByteMode.values();
  private static final List<ScalarType> TYPES =
      Arrays.stream(ScalarType.values()).filter(type -> type != ScalarType.BFLOAT16).toList();

  /** A format as the parser can give it, made by hand. */
  private static Format tree(Random random, int depth) {
    switch (depth == 0 ? 0 : random.nextInt(7)) {
      case 0:
        ScalarType type = TYPES.get(random.nextInt(TYPES.size()));
        ByteMode mode = MODES[random.nextInt(MODES.length)];
        if (!type.existsIn(mode)) {
          mode = ByteMode.NATIVE;
        }
        return new Scalar(type, mode, type.hasLength() ? random.nextInt(20) : 1);
      case 1:
        List<Long> shape = new ArrayList<>();
        for (int d = random.nextInt(3); d >= 0; d--) {
          shape.add((long) random.nextInt(4));
        }
        return new SubArray(tree(random, depth - 1), shape);
      case 2:
        return new Pointer(item(random, depth - 1), MODES[random.nextInt(MODES.length)]);
      case 3:
        List<Format> arguments = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          arguments.add(item(random, depth - 1));
        }
        return new FunctionPointer(
            arguments,
            random.nextBoolean() ? item(random, depth - 1) : null,
            MODES[random.nextInt(MODES.length)]);
      default:
        return record(random, depth);
    }
  }

  /** What may stand by itself. */
  private static Format item(Random random, int depth) {
    if (random.nextInt(6) == 0) {
      return new Bits(1 + random.nextInt(64), 0);
    }
    Format format = tree(random, depth);
    return Nesting.isPadding(format) ? new Scalar(ScalarType.OBJECT) : format;
  }

  private static Struct record(Random random, int depth) {
    List<Struct.Field> fields = new ArrayList<>();
    long end = 0;
    long bitEnd = -1;
    long alignment = 1;
    boolean named = random.nextBoolean();
    for (int i = random.nextInt(5); i > 0; i--) {
      boolean hasName = named || random.nextInt(5) == 0;
      boolean joins = bitEnd >= 0 && random.nextBoolean();
      Format format = joins ? new Bits(1 + random.nextInt(20), 0) : item(random, depth - 1);
      long at = end + (random.nextInt(3) == 0 ? random.nextInt(10) : 0);
      long rest = at % format.alignment();
      at += rest == 0 ? 0 : format.alignment() - rest;
      if (joins) {
        format = new Bits(((Bits) format).width(), (int) (bitEnd % 8));
        at = bitEnd / 8;
      }
      fields.add(new Struct.Field(hasName ? "f" + i : null, format, at));
      end = at + format.itemSize();
      bitEnd = format instanceof Bits bits ? 8 * at + bits.shift() + bits.width() : -1;
      alignment = Math.max(alignment, format.alignment());
    }
    alignment = random.nextInt(4) == 0 ? 1 : alignment;
    long size = end + (random.nextInt(3) == 0 ? random.nextInt(10) : 0);
    long rest = size % alignment;
    return new Struct(fields, size + (rest == 0 ? 0 : alignment - rest), alignment);
  }

  @Test
  void whitespaceBetweenEntriesDoesNotMatter() {
    String[] parts = {"T{", "b", ":a:", "(2,3)", "<", "i", ":b:", "xx", "4s", ":c:", "}"};
    Format plain = Format.parse(String.join("", parts));
    assertEquals(plain, Format.parse(String.join(" ", parts)));
    assertEquals(plain, Format.parse("\t\n " + String.join(" \t\n", parts) + "\n"));
    for (String space : List.of("\t", "\n", "\u000B", "\f", "\r")) {
      assertEquals(
          plain, Format.parse(String.join(space, parts)), () -> Character.getName(space.charAt(0)));
    }
  }

  // ---- errors

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''           | 1 | expected a format code, found the end",
        "'  '         | 3 | expected a format code, found the end",
        "'<'          | 2 | expected a format code, found the end",
        "'i!'         | 3 | expected a format code, found the end",
        "'T{i<}'      | 5 | found '}'",
        "'T{<}'       | 4 | found '}'",
        "'y'          | 1 | found 'y'",
        "'ii!ia'      | 5 | found 'a'",
        "'3'          | 2 | expected a format code after the count, found the end",
        "'i 2'        | 4 | expected a format code after the count, found the end",
        "'2 i'        | 2 | right after the count, found white space",
        "'(2,3)'      | 6 | expected a format code after the count, found the end",
        "'-1i'        | 1 | found '-'",
        "'=n'         | 2 | expected a code with a standard size after '=', found 'n', which has a"
            + " native size only",
        "'<N'         | 2 | expected a code with a standard size after '<', found 'N'",
        "'i>P'        | 3 | expected a code with a standard size after '>', found 'P'",
        "'T'          | 2 | expected '{' after 'T', found the end",
        "'Ti'         | 2 | expected '{' after 'T', found 'i'",
        "'T{i'        | 4 | expected '}' for the 'T{' of column 1, found the end",
        "'iT{iT{i}'   | 9 | expected '}' for the 'T{' of column 2, found the end",
        "'i}'         | 2 | found '}' without 'T{'",
        "'T{i}}'      | 5 | found '}' without 'T{'",
        "'T{2}'       | 4 | found '}'",
        "'T{(2)}'     | 6 | found '}'",
        "'i:a'        | 2 | expected a second ':' behind the name",
        "'i:'         | 2 | expected a second ':' behind the name",
        "':a:'        | 1 | found ':'",
        "'i:a::b:'    | 5 | found ':'",
        "'T{i:a:f:a:}'| 8 | expected a name of its own, found 'a', which another field has",
        "'()i'        | 2 | expected an extent of the sub-array, found ')'",
        "'(2,)i'      | 4 | expected an extent of the sub-array, found ')'",
        "'(,2)i'      | 2 | expected an extent of the sub-array, found ','",
        "'(-2)i'      | 2 | expected an extent of the sub-array, found '-'",
        "'(2;3)i'     | 3 | expected ',' or ')', found ';'",
        "'(2'         | 3 | expected ')' for the '(' of column 1, found the end",
        "'b('         | 3 | expected an extent of the sub-array, found the end",
        "'<(2)>i'     | 5 | found '>'",
        "'3(2)i'      | 2 | found '('",
        "'(2)3(2)i'   | 5 | found '('",
        "'<>i'        | 2 | found '>'",
        "'@@i'        | 2 | found '@'",
        "'99999999999999999999i'   | 1 | expected a count up to 2^63-1",
        "'i(99999999999999999999)i'| 3 | expected a count up to 2^63-1",
        "'9223372036854775807i'    | 1 | expected an item of at most 2^63-1 bytes",
        "'b9223372036854775807s'   | 2 | expected an item of at most 2^63-1 bytes",
        "'i9223372036854775807x'   | 2 | expected an item of at most 2^63-1 bytes",
        "'(4294967296,4294967296)b'| 1 | expected an item of at most 2^63-1 bytes",
        "'i (3037000500,3037000500)b' | 3 | expected an item of at most 2^63-1 bytes",
        "'Z'          | 2 | expected one of e f d g after 'Z', found the end",
        "'Zi'         | 2 | expected one of e f d g after 'Z', found 'i'",
        "'Z d'        | 2 | expected one of e f d g after 'Z', found ' '",
        "'=g'         | 2 | expected a code with a standard size after '=', found 'g'",
        "'>Zg'        | 2 | expected a code with a standard size after '>', found 'Zg'",
        "'2305843009213693952w' | 1 | expected an item of at most 2^63-1 bytes",
        "'0t'         | 2 | expected 1 to 64 bits before 't', found 0",
        "'b65t'       | 4 | expected 1 to 64 bits before 't', found 65",
        "'(2)t'       | 4 | expected a code of whole bytes after a shape, found 't'",
        "'&'          | 2 | expected a format code, found the end",
        "'i&}'        | 3 | found '}'",
        "'&x'         | 2 | expected what '&' points to, found padding",
        "'X'          | 2 | expected '{' after 'X', found the end",
        "'X{i'        | 4 | expected '}' for the 'X{' of column 1, found the end",
        "'X{i->}'     | 6 | found '}'",
        "'X{->id}'    | 6 | expected '}' after the result, found 'd'",
        "'X{x}'       | 3 | expected the format of an argument or a result, found padding",
        "'X{i:a:}'    | 4 | found ':'",
        "'(1000000000)0s'| 1 | expected at most 1024 items without bytes, found a sub-array of"
            + " more",
        "'b1000000000T{}'| 2 | expected at most 1024 items without bytes",
        "'(1000000000,0)i'| 1 | expected at most 1024 items without bytes",
        "'(40)T{(40)0s}'| 1 | expected at most 1024 items without bytes",
        "'ié'         | 2 | found 'é'",
      })
  void errorsNameTheColumnAndShowACaretUnderIt(String format, int column, String problem) {
    FormatException e = assertThrows(FormatException.class, () -> Format.parse(format));
    assertEquals(column, e.column(), e.getMessage());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    List<String> lines = e.getMessage().lines().toList();
    assertEquals(3, lines.size(), e.getMessage());
    assertTrue(lines.get(0).startsWith("bad format: column " + column + ": "), e.getMessage());
    assertEquals("  " + format, lines.get(1));
    assertEquals(" ".repeat(2 + column - 1) + "^", lines.get(2));
  }

  @Test
  void aLongStringIsShownAsAWindowAroundTheColumn() {
    String format = "i".repeat(500) + "!" + "?".repeat(20) + "y" + "d".repeat(500);
    FormatException e = assertThrows(FormatException.class, () -> Format.parse(format));
    assertEquals(522, e.column());
    List<String> lines = e.getMessage().lines().toList();
    assertTrue(lines.get(1).length() < 80, e.getMessage());
    assertTrue(lines.get(1).startsWith("  …") && lines.get(1).endsWith("…"), e.getMessage());
    assertEquals('y', lines.get(1).charAt(lines.get(2).indexOf('^')));
  }

  @Test
  void nulIsNoPartOfAFormat() {
    for (String format : List.of("\0", "\0i", "\0i\0")) {
      FormatException e = assertThrows(FormatException.class, () -> Format.parse(format));
      assertEquals(1, e.column());
      assertTrue(e.getMessage().contains("expected a format without NUL"), e.getMessage());
    }
  }

  @Test
  void controlCharactersDoNotReachTheMessage() {
    for (char control : new char[] {0, 1, 7, 27, 127}) {
      FormatException e =
          assertThrows(FormatException.class, () -> Format.parse("i" + control + "i"));
      assertEquals(2, e.column());
      assertTrue(
          e.getMessage().chars().noneMatch(c -> c == control), "raw control character in message");
      assertEquals("  i·i", e.getMessage().lines().toList().get(1));
    }
  }

  // ---- hostile strings

  @Test
  @Timeout(60)
  void hostileStringsAreRefusedInBoundedTimeAndMemory() {
    String digits = "1" + "0".repeat(20);
    List<String> hostile =
        List.of(
            digits + "i",
            digits + "x",
            "9".repeat(1_000_000) + "s",
            "(" + digits + ")i",
            "(" + "9,".repeat(500_000) + "9)i",
            "T{".repeat(1_000_000),
            "(" + "1,".repeat(500_000) + "1)i",
            "T{".repeat(1_000_000) + "i" + "}".repeat(1_000_000),
            "(2)T{".repeat(100_000),
            "9T{".repeat(70) + "d" + "}".repeat(70),
            "i".repeat(1_000_000) + "\0",
            ":".repeat(1_000_001),
            "i:" + "n".repeat(1_000_000),
            "}".repeat(1_000_000),
            " ".repeat(1_000_000),
            "<".repeat(1_000_000),
            "(".repeat(1_000_000),
            "&".repeat(1_000_000) + "i",
            "X{".repeat(1_000_000),
            "&X{T{".repeat(300_000),
            "&T{".repeat(40) + "i" + "}".repeat(40),
            "i" + "T{".repeat(64) + "}".repeat(64),
            "i\0",
            "i:a\0:",
            "2".repeat(18) + "T{" + "4".repeat(18) + "d}",
            "T{" + "9223372036854775807x".repeat(2) + "}",
            "\uD83C",
            "🎈",
            "\uFEFFi",
            "\u0130",
            "٣i",
            "i\u0000",
            "i:a:".repeat(100_000),
            ("i:" + "n".repeat(1_000_000) + ":").repeat(2));
    for (String format : hostile) {
      String what = format.substring(0, Math.min(20, format.length()));
      FormatException e = assertThrows(FormatException.class, () -> Format.parse(format), what);
      assertTrue(e.getMessage().length() < 400, () -> "long message for " + what);
    }
  }

  @Test
  void largeFormatsThatAreGoodAreRead() {
    StringBuilder many = new StringBuilder("T{");
    for (int i = 0; i < 20_000; i++) {
      many.append("i:f").append(i).append(':');
    }
    Struct struct = (Struct) Format.parse(many + "}");
    assertEquals(80_000, struct.itemSize());
    assertEquals(79_996, struct.field("f19999").orElseThrow().offset());
    assertEquals(64, Format.parse("T{".repeat(64) + "64s" + "}".repeat(64)).itemSize());
    assertEquals(Long.MAX_VALUE, Format.parse("9223372036854775807s").itemSize());
    assertEquals(0, Format.parse("(0,9223372036854775807,9223372036854775807)d").itemSize());
  }

  @Test
  void randomStringsEitherParseAndPrintOrAreFormatExceptions() {
    String alphabet = "@^=<>!T{}(),:x0123 9bihqdfspcPn?gZtuwO&X->";
    Seeds.forEach(
        FormatTest.class,
        200_000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          Format format;
          try {
            format = Format.parse(text.toString());
          } catch (FormatException e) {
            assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
            return;
          }
          checkPrinted(format);
        });
  }

  @Test
  void formatsOfRecentStringsAreKept() {
    String text = "T{i:kept:d:x:}";
    Format first = Format.parse(text);
    assertSame(first, Format.parse(new StringBuilder(text).toString()));
    for (int i = 0; i < 1000; i++) {
      assertEquals("T{i:n" + i + ":}", Format.parse("T{i:n" + i + ":}").toString());
    }
    assertEquals(first, Format.parse(text));
    assertEquals(Format.parse("T{i", Leniency.NUMPY), Format.parse("T{i", Leniency.NUMPY));
    assertThrows(FormatException.class, () -> Format.parse("T{i"));
  }

  /** What only the lenient grammar takes. */
  @Test
  void strictAndLenient() {
    for (String format :
        List.of("", " ", "}", "T{", "T{i:a:", "T{i:a:}}", "i}y", "2 i", "Z d", "T {i}")) {
      assertThrows(FormatException.class, () -> Format.parse(format), format);
      Format.parse(format, Leniency.NUMPY);
    }
    assertEquals(0, Format.parse("", Leniency.NUMPY).itemSize());
    assertEquals(Format.parse("12i"), Format.parse("1 2 i", Leniency.NUMPY));
    assertEquals(Format.parse("i"), Format.parse("i}y", Leniency.NUMPY));
    assertEquals(Format.parse("T{T{i:a:}}"), Format.parse("T{T{i:a:", Leniency.NUMPY));
  }
}
