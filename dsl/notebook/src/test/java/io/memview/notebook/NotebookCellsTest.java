package io.memview.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.View;
import io.memview.dsl.notebook.NotebookIntegration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The cells of a notebook, in one kernel; none has an import. Its Kotlin is too old for the dsl,
 * and reads it nevertheless when it is told not to look at the version.
 */
class NotebookCellsTest {
  private static Kernel kernel;

  @BeforeAll
  static void start() throws IOException {
    Path jars = Path.of(System.getProperty("memview.kernel"));
    kernel = new Kernel(jars, jars.resolveSibling("notebook"));
    ok(
        "@file:CompilerArgs(\"-Xskip-metadata-version-check\")",
        dependsOn(View.class),
        dependsOn(NotebookIntegration.class));
  }

  @AfterAll
  static void stop() {
    kernel.close();
  }

  @Test
  void javaIsThatOfMemview() throws IOException {
    assertEquals("true", ok("Runtime.version().feature() >= 25").data("text/plain"));
  }

  @Test
  void exporterIsATable() throws IOException {
    Kernel.Cell cell = ok("doubleArrayOf(1.5, 2.0).export()");
    assertContains("<td>1.5</td><td>2. </td>", cell.data("text/html"));
    assertEquals("[1.5 2. ]", cell.data("text/plain"));
  }

  @Test
  void viewIsATable() throws IOException {
    ok(
        "val months = Exporters.of(Array(3) { i -> IntArray(4) { j -> 10 * i + j } })",
        "val lease = months.acquire(Request.FULL)",
        "val table = lease.view()");
    Kernel.Cell part = ok("table[1, 1..end - 1]");
    assertContains("<td>11</td><td>12</td><td>13</td>", part.data("text/html"));
    assertEquals("[11 12 13]", part.data("text/plain"));
    assertEquals("138", ok("months.use<Int, _> { m -> m.sum() }").data("text/plain"));
    ok("months.use<Int, _> { m -> m[0, all] = 7 }");
    assertEquals("[7 7 7 7]", ok("table[0, all]").data("text/plain"));
  }

  @Test
  void bytesOfRedGreenAndBlueAreAPicture() throws IOException {
    Kernel.Cell cell =
        ok(
            "val pixels = MemoryExporter.of(Memory.ofUnsigned(ByteArray(32 * 20 * 3))"
                + ".withShape(20, 32, 3))",
            "pixels.useView { v -> v.setObject(3, 6, 1, 200) }",
            "pixels");
    byte[] png = Base64.getDecoder().decode(cell.data("image/png"));
    var image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(32, image.getWidth());
    assertEquals(20, image.getHeight());
    assertEquals(0xFF00C800, image.getRGB(6, 3));
  }

  @Test
  void memoryIsDrawn() throws IOException {
    Kernel.Cell cell = ok("zeros<Short>(2, 3).useView { v -> HTML(v.layoutSvg()) }");
    assertContains("<svg", cell.data("text/html"));
  }

  @Test
  void mistakesSayWhatIsWrong() throws IOException {
    Kernel.Cell thrown = kernel.run("zeros<Double>(2, 3).useView { v -> v[5, 0] }");
    assertEquals("error", thrown.status());
    assertEquals("index (5, 0) is out of bounds for shape (2, 3)", thrown.error());
    Kernel.Cell refused = kernel.run("zeros<Double>(2, 3).useView { v -> v + 1 }");
    assertEquals("error", refused.status());
    assertContains("memview has no arithmetic of whole views", refused.error());
  }

  @Test
  void whatIsReleasedSaysSo() throws IOException {
    Kernel.Cell cell = ok("zeros<Double>(2, 3).useView { v -> v }");
    assertContains("released", cell.data("text/plain"));
  }

  private static Kernel.Cell ok(String... lines) throws IOException {
    Kernel.Cell cell = kernel.run(lines);
    assertEquals("ok", cell.status(), cell.error());
    return cell;
  }

  private static String dependsOn(Class<?> type) {
    return "@file:DependsOn(\"" + Kernel.place(type) + "\")";
  }

  private static void assertContains(String part, String whole) {
    assertTrue(whole.contains(part), whole);
  }
}
