package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Requests, counting and holding. */
final class ExporterContract {
  private static final Map<String, Request> REQUESTS = new LinkedHashMap<>();

  static {
    REQUESTS.put("SIMPLE", Request.SIMPLE);
    REQUESTS.put("WRITABLE", Request.WRITABLE);
    REQUESTS.put("FORMAT", Request.FORMAT);
    REQUESTS.put("FORMAT|WRITABLE", Request.of(0x5));
    REQUESTS.put("ND", Request.ND);
    REQUESTS.put("ND|FORMAT", Request.of(0xc));
    REQUESTS.put("STRIDES", Request.STRIDES);
    REQUESTS.put("C_CONTIGUOUS", Request.C_CONTIGUOUS);
    REQUESTS.put("C_CONTIGUOUS|WRITABLE", Request.C_CONTIGUOUS.and(Request.WRITABLE));
    REQUESTS.put("F_CONTIGUOUS", Request.F_CONTIGUOUS);
    REQUESTS.put("ANY_CONTIGUOUS", Request.ANY_CONTIGUOUS);
    REQUESTS.put("INDIRECT", Request.INDIRECT);
    REQUESTS.put("INDIRECT|C_CONTIGUOUS", Request.INDIRECT.and(Request.C_CONTIGUOUS));
    REQUESTS.put("CONTIG", Request.CONTIG);
    REQUESTS.put("CONTIG_RO", Request.CONTIG_RO);
    REQUESTS.put("STRIDED", Request.STRIDED);
    REQUESTS.put("STRIDED_RO", Request.STRIDED_RO);
    REQUESTS.put("RECORDS", Request.RECORDS);
    REQUESTS.put("RECORDS_RO", Request.RECORDS_RO);
    REQUESTS.put("FULL", Request.FULL);
    REQUESTS.put("FULL_RO", Request.FULL_RO);
  }

  private ExporterContract() {}

  static Map<String, Promise> promises() {
    Map<String, Promise> promises = new LinkedHashMap<>();
    promises.put("answers to every request", Promise.always(ExporterContract::answers));
    promises.put("counts", Promise.when(Fixture::isCounted, ExporterContract::counts));
    promises.put(
        "counts re-exports at the manager",
        Promise.when(Fixture::isCounted, ExporterContract::reexports));
    promises.put("withView", Promise.always(ExporterContract::withView));
    promises.put("acquireAll", Promise.always(ExporterContract::acquireAll));
    promises.put("doWithView", Promise.always(ExporterContract::doWithView));
    promises.put("hold", Promise.always(ExporterContract::hold));
    promises.put(
        "blocks what moves the memory",
        Promise.when(Fixture::isResizable, ExporterContract::blocks));
    return promises;
  }

  /**
   * CPython's table, in the bits of {@code pybuffer.h}; nothing of it is taken from the library.
   */
  private static boolean grants(Fixture f, int flags) {
    boolean writes = (flags & 0x1) != 0;
    boolean format = (flags & 0x4) != 0;
    boolean shape = (flags & 0x8) != 0;
    boolean strides = (flags & 0x10) != 0;
    boolean inC = (flags & 0x20) != 0;
    boolean inFortran = (flags & 0x40) != 0;
    boolean any = (flags & 0x80) != 0;
    boolean suboffsets = (flags & 0x100) != 0;
    return !(writes && !f.isWritable())
        && !(inC && !f.isCContiguous())
        && !(inFortran && !f.isFortranContiguous())
        && !(any && !f.isCContiguous() && !f.isFortranContiguous())
        && !(f.hasPointers() && !suboffsets)
        && !(!strides && !f.isCContiguous())
        && !(format && !shape);
  }

  private static void answers(Fixture f) {
    REQUESTS.forEach(
        (name, request) -> {
          try {
            answer(f, request);
            f.assertExports(0);
          } catch (Throwable failure) {
            throw new AssertionError(name + ": " + failure, failure);
          }
        });
  }

  private static void answer(Fixture f, Request request) {
    int flags = request.toInt();
    if (!grants(f, flags)) {
      BufferException.Refused refusal =
          assertThrows(BufferException.Refused.class, () -> f.exporter().acquire(request));
      String message = String.valueOf(refusal.getMessage());
      assertTrue(message.contains("request " + request + " cannot be met"), message);
      f.assertExports(0);
      // What the message offers instead is granted.
      String offer = message.substring(message.lastIndexOf("request ") + 8);
      Request offered = parse(offer.substring(0, offer.indexOf(" would be")));
      f.exporter().acquire(offered).close();
      return;
    }
    try (Lease lease = f.exporter().acquire(request)) {
      View view = lease.view();
      f.assertExports(1);
      assertSame(f.owner(), lease.owner());
      assertSame(f.owner(), view.owner());
      assertEquals(flags, lease.request().toInt());
      assertEquals(flags, view.granted().toInt());
      assertEquals(!f.isWritable(), view.isReadOnly());
      if ((flags & 0x8) == 0) {
        assertEquals(Format.parse("B"), view.format());
        assertArrayEquals(
            new long[] {f.itemCount() * Format.parse(f.format()).itemSize()}, view.shape());
        assertArrayEquals(new long[] {1}, view.layout().strides());
        assertEquals(1, view.layout().itemSize());
      } else {
        assertEquals(Format.parse(f.format()), view.format());
        assertArrayEquals(f.shape(), view.shape());
        assertEquals(f.shape().length, view.ndim());
        assertEquals(f.itemCount(), view.itemCount());
      }
      assertEquals(f.hasPointers(), view.layout().suboffsets().length > 0);
    }
  }

  private static Request parse(String names) {
    Request all = Request.SIMPLE;
    for (String name : names.split("\\|", -1)) {
      all = all.and(Objects.requireNonNull(REQUESTS.get(name), name));
    }
    return all;
  }

  private static void counts(Fixture f) {
    Lease first = f.exporter().acquire(Request.FULL_RO);
    Lease second = f.exporter().acquire(Request.FULL_RO);
    f.assertExports(2);
    assertThrows(BufferException.Refused.class, () -> f.exporter().acquire(Request.FORMAT));
    f.assertExports(2);
    first.close();
    f.assertExports(1);
    second.close();
    f.assertExports(0);
  }

  private static void reexports(Fixture f) {
    Lease first = f.exporter().acquire(Request.FULL_RO);
    Lease second = first.view().acquire(Request.FULL_RO);
    Lease third = second.view().slice().acquire(Request.FULL_RO);
    f.assertExports(3);
    assertSame(f.owner(), second.owner());
    assertSame(f.owner(), third.owner());
    second.close();
    first.close();
    f.assertExports(1);
    assertArrayEquals(f.shape(), third.view().shape());
    third.close();
    f.assertExports(0);
  }

  private static void withView(Fixture f) {
    View[] escaped = new View[1];
    String result =
        f.exporter()
            .withView(
                Request.FULL_RO,
                view -> {
                  escaped[0] = view;
                  f.assertExports(1);
                  return "done";
                });
    assertEquals("done", result);
    f.assertExports(0);
    assertTrue(escaped[0].isReleased());
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                f.exporter()
                    .withView(
                        Request.FULL_RO,
                        view -> {
                          throw new IllegalStateException("body");
                        }));
    assertEquals("body", thrown.getMessage());
    f.assertExports(0);
  }

  private static void acquireAll(Fixture f) {
    List<Lease> leases = Exporter.acquireAll(Request.FULL_RO, f.exporter(), f.exporter());
    assertEquals(2, leases.size());
    f.assertExports(2);
    leases.forEach(Lease::close);
    Exporter refuses =
        request -> {
          f.assertExports(2);
          throw new BufferException.Refused("never");
        };
    BufferException.Refused refusal =
        assertThrows(
            BufferException.Refused.class,
            () ->
                Exporter.acquireAll(
                    Request.FULL_RO, f.exporter(), f.exporter(), refuses, f.exporter()));
    assertEquals("never", refusal.getMessage());
    f.assertExports(0);
  }

  private static void doWithView(Fixture f) {
    List<View> escaped = new ArrayList<>();
    f.exporter()
        .doWithView(
            Request.FULL_RO,
            outer ->
                outer.doWithView(
                    Request.FULL_RO,
                    inner -> {
                      escaped.addAll(List.of(outer, inner));
                      f.assertExports(2);
                      assertFalse(inner.isReleased());
                    }));
    f.assertExports(0);
    assertTrue(escaped.stream().allMatch(View::isReleased));
  }

  private static void hold(Fixture f) {
    Lease held = f.exporter().hold();
    f.assertExports(1);
    held.close();
    f.assertExports(0);
  }

  private static void blocks(Fixture f) {
    Lease first = f.exporter().acquire(Request.FULL_RO);
    Lease second = first.view().acquire(Request.FULL_RO);
    first.close();
    BufferException.Exported refusal = assertThrows(BufferException.Exported.class, f::resize);
    assertEquals(1, refusal.exports());
    Promise.assertSays(refusal, "1 export is outstanding");
    assertEquals(f.itemCount(), second.view().itemCount());
    second.close();
    f.resize();
  }
}
