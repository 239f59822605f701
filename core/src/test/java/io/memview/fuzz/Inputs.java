package io.memview.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;

/** Inputs in files of text: one a line, letters and digits as they are, other bytes as %XX. */
final class Inputs {
  private Inputs() {}

  static String line(byte[] input) {
    return URLEncoder.encode(new String(input, ISO_8859_1), ISO_8859_1);
  }

  static byte[] parse(String line) {
    return URLDecoder.decode(line, ISO_8859_1).getBytes(ISO_8859_1);
  }

  /** What earlier runs found or reached: {@code fuzz/NAME.txt} among the resources. */
  static List<byte[]> kept(Target target) throws IOException {
    try (InputStream in = Inputs.class.getResourceAsStream("/fuzz/" + target.name() + ".txt")) {
      return in == null
          ? List.of()
          : new String(in.readAllBytes(), ISO_8859_1)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(Inputs::parse)
              .toList();
    }
  }
}
