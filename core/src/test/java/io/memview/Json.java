package io.memview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as items are read: maps, lists, strings, Boolean, null, Long, and BigInteger where a
 * Long is too small.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** The value of one text. */
  public static Object parse(String text) {
    try {
      return widened(MAPPER.readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Object widened(Object value) {
    return switch (value) {
      case null -> null;
      case Integer small -> small.longValue();
      case List<?> list -> {
        List<Object> all = new ArrayList<>();
        list.forEach(each -> all.add(widened(each)));
        yield all;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> all = new LinkedHashMap<>();
        map.forEach((name, each) -> all.put(name, widened(each)));
        yield all;
      }
      default -> value;
    };
  }
}
