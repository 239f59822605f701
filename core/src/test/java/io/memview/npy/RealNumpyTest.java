package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NumPy itself reads what memview writes and the other way round, where it is installed. */
class RealNumpyTest {
  @TempDir private Path folder;

  @BeforeAll
  static void numpyIsThere() throws Exception {
    boolean is;
    try {
      Process process = new ProcessBuilder("python3", "-c", "import numpy").start();
      is = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      is = false;
    }
    assumeTrue(is, "python3 with NumPy is not installed: nothing to compare with");
  }

  private List<String> python(String program) throws Exception {
    Path out = folder.resolve("out");
    Path script = Files.writeString(folder.resolve("script.py"), program);
    Process process =
        new ProcessBuilder("python3", "-W", "ignore", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "python3 does not end");
    List<String> lines = Files.readAllLines(out);
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    return lines;
  }

  private static MemoryExporter filled(String format, long... shape) {
    MemoryExporter exporter = MemoryExporter.allocate(Format.parse(format), shape);
    exporter.doWithView(
        Request.FULL,
        view -> {
          byte[] bytes = new byte[Math.toIntExact(view.layout().byteLength())];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (format.contains("w") ? i % 4 == 0 ? 'a' + i % 26 : 0 : i % 50);
          }
          view.copyFrom(MemorySegment.ofArray(bytes), Order.C);
        });
    return exporter;
  }

  /** NumPy writes what it read again: the same bytes, so the same header. */
  @Test
  void numpyReadsWhatIsWritten() throws Exception {
    StringBuilder many = new StringBuilder("T{");
    for (int i = 0; i < 3000; i++) {
      many.append("b:field").append(i).append(':');
    }
    List<String> formats =
        List.of(
            "?",
            "b",
            ">h",
            "<I",
            "q",
            "e",
            ">f",
            "d",
            "Zf",
            ">Zd",
            "5s",
            "3w",
            "n",
            "T{b:a:i:b:3x(2,3)>f:c:T{2s:x:5x:y:}:d:7x}",
            "T{i:it's:i:ÿ:i:名:}",
            "T{(2)(5)d:c:(3)(2,1)T{b:a:(2)>2h:b:}:e:}",
            many + "}");
    List<String> descrs = new ArrayList<>();
    for (int i = 0; i < formats.size(); i++) {
      MemoryExporter exporter = filled(formats.get(i), 2, 3);
      NpyFile.save(folder.resolve("c%d.npy".formatted(i)), exporter);
      exporter.doWithView(
          Request.FULL,
          view -> {
            NpyFile.save(folder.resolve("f.npy"), view.transpose());
            NpyFile.save(folder.resolve("s.npy"), view.at(1));
          });
      for (String kind : List.of("f", "s")) {
        Files.move(folder.resolve(kind + ".npy"), folder.resolve(kind + i + ".npy"));
      }
      OwnedMemory made =
          NpyFile.create(
              folder.resolve("m%d.npy".formatted(i)), Format.parse(formats.get(i)), Order.C, 2, 3);
      made.doWithView(Request.FULL, view -> view.copyFrom(exporter));
      made.free();
      descrs.add(NumpyDescr.of(Format.parse(formats.get(i))));
    }
    List<String> lines =
        python(
            """
            import glob, numpy as np
            for i in range(%d):
                for kind in "cfsm":
                    name = f"{kind}{i}.npy"
                    a = np.load(name, max_header_size=10**6)
                    np.save("again", a)
                    same = open(name, "rb").read() == open("again.npy", "rb").read()
                    print(name, same, a.shape, a.flags.f_contiguous)
                    if kind == "c":
                        print(np.lib.format.dtype_to_descr(a.dtype))
            """
                .formatted(formats.size()));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < formats.size(); i++) {
      expected.add("c%d.npy True (2, 3) False".formatted(i));
      expected.add(descrs.get(i));
      expected.add("f%d.npy True (3, 2) True".formatted(i));
      expected.add("s%d.npy True (3,) True".formatted(i));
      expected.add("m%d.npy True (2, 3) False".formatted(i));
    }
    assertEquals(expected, lines);
  }

  @Test
  void archivesBothWays() throws Exception {
    Map<String, Exporter> arrays = new LinkedHashMap<>();
    arrays.put("z", MemoryExporter.of(Memory.ofArray(new int[] {1, 2, 3})));
    arrays.put("名", filled("T{b:a:d:b:}", 2));
    NpzFile.save(folder.resolve("stored.npz"), arrays);
    NpzFile.saveCompressed(folder.resolve("deflated.npz"), arrays);
    assertEquals(
        List.of("['z', '名'] [1 2 3] float64", "['z', '名'] [1 2 3] float64"),
        python(
            """
            import numpy as np, sys
            sys.stdout.reconfigure(encoding="utf-8")
            for name in "stored", "deflated":
                z = np.load(name + ".npz")
                print(z.files, z["z"], z["名"]["b"].dtype)
            a = np.arange(12, dtype=">i2").reshape(3, 4)
            for save in np.savez, np.savez_compressed:
                save(save.__name__, a, x=a.T, é=np.array(1.5), r=np.zeros(2, [("p", "U2"), ("q", "?")]))
            """));
    for (String name : List.of("savez", "savez_compressed")) {
      NpzFile npz = NpzFile.open(folder.resolve(name + ".npz"));
      assertEquals(Set.of("arr_0", "é", "r", "x"), Set.copyOf(npz.names()));
      OwnedMemory x = npz.load("x");
      x.doWithView(
          Request.FULL_RO,
          view -> {
            assertTrue(view.layout().isContiguous(Order.FORTRAN));
            assertEquals(List.of(0L, 4L, 8L), view.at(0).toList());
          });
      x.free();
      OwnedMemory scalar = npz.load("é");
      assertEquals(1.5, scalar.withView(Request.FULL_RO, View::toList));
      scalar.free();
      OwnedMemory records = npz.load("r");
      assertEquals(
          List.of(List.of("", false), List.of("", false)),
          records.withView(Request.FULL_RO, View::toList));
      records.free();
    }
  }

  @Test
  void itemsWrittenInPlace() throws Exception {
    python("import numpy as np; np.save('a', np.zeros((2, 3), '>f8', order='F'))");
    OwnedMemory memory = NpyFile.mapWritable(folder.resolve("a.npy"));
    memory.doWithView(Request.FULL, view -> view.setDouble(1, 0, 2.5));
    memory.free();
    assertEquals(
        List.of("[[0.0, 0.0, 0.0], [2.5, 0.0, 0.0]]"),
        python("import numpy as np; print(np.load('a.npy').tolist())"));
    assertArrayEquals(new long[] {2, 3}, shape(folder.resolve("a.npy")));
  }

  private static long[] shape(Path file) throws IOException {
    OwnedMemory memory = NpyFile.map(file);
    try {
      return memory.withView(Request.FULL_RO, View::shape);
    } finally {
      memory.free();
    }
  }
}
