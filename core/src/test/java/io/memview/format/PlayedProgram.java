package io.memview.format;

import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.internal.Platform;
import java.util.List;

/** Says what formats are on the platform that its JVM plays. */
final class PlayedProgram {
  private PlayedProgram() {}

  public static void main(String[] arguments) {
    System.out.println(Platform.current());
    for (String text : List.of("l", "L", "<l", "=L", "q", "n", "P", "g", "Zg", "3u", "3w")) {
      Format format = Format.parse(text);
      System.out.printf("%s %d %d%n", text, format.itemSize(), format.alignment());
    }
    for (String text : List.of("blq", "blb", "bgb", "^blg", "<blq", "T{h:a:L:b:Zg:c:}")) {
      Struct struct = (Struct) Format.parse(text);
      System.out.printf(
          "%s %d %s%n",
          text, struct.itemSize(), struct.fields().stream().map(Struct.Field::offset).toList());
    }
    for (String descr : List.of("l", "ulong", "longlong", "int_", "g", "G", "<f16", "c32")) {
      System.out.println(descr + " " + numpy(descr));
    }
    System.out.println(NumpyDescr.of(Format.parse("l")) + " " + NumpyDescr.of(Format.parse("g")));
    OwnedMemory longs = OwnedMemory.allocate("l", 3);
    try (Lease lease = longs.acquire(Request.FULL)) {
      View view = lease.view();
      view.setLong(1, Integer.MAX_VALUE);
      System.out.println(view.toList() + " " + written(view, 1L << 40));
    }
    OwnedMemory floats = OwnedMemory.allocate("g", 2);
    try (Lease lease = floats.acquire(Request.FULL)) {
      View view = lease.view();
      view.setObject(1, 0.5);
      System.out.println(view.show() + " " + view.getObject(1).getClass().getSimpleName());
    }
  }

  private static String numpy(String descr) {
    try {
      return NumpyDescr.toFormat(descr).toString();
    } catch (UnsupportedOperationException e) {
      return e.getMessage();
    }
  }

  private static String written(View view, long value) {
    try {
      view.setLong(0, value);
      return "written";
    } catch (ValueException e) {
      return "refused";
    }
  }
}
