package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a loop calls for each item is small enough to be inlined where it is hot: HotSpot does so up
 * to {@code FreqInlineSize} bytes of byte code, whatever of them is dead in a specialised class.
 */
final class InlinedSizeTest {
  private static final int FREQ_INLINE_SIZE = 325;

  private static Map<String, Integer> sizes(String template) throws IOException {
    Path file = Classes.root().resolve("io/memview/" + template + ".class");
    Map<String, Integer> sizes = new TreeMap<>();
    for (MethodModel method : ClassFile.of().parse(file).methods()) {
      String name = method.methodName().stringValue();
      if (!name.startsWith("<")) { // a class or an object is made once
        method
            .findAttribute(Attributes.code())
            .map(CodeAttribute::codeLength)
            .ifPresent(size -> sizes.put(name + method.methodType().stringValue(), size));
      }
    }
    return sizes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ViewTemplate", "CursorTemplate", "RecordViewTemplate"})
  void whatIsCalledForEachItemIsInlined(String template) throws IOException {
    Map<String, Integer> sizes = sizes(template);
    assertTrue(sizes.size() > 5, sizes::toString);
    List<String> large =
        sizes.entrySet().stream()
            .filter(method -> method.getValue() > FREQ_INLINE_SIZE)
            .map(method -> method.getKey() + ": " + method.getValue() + " bytes")
            .toList();
    assertEquals(List.of(), large);
  }
}
