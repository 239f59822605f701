package io.memview.format;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records by handles that are constants of its class, so that the JIT compiler
 * sees through them; {@link ConstantAccess} is the template of the classes.
 */
abstract class RecordAccess {
  abstract Object get(MemorySegment segment, long offset);

  abstract void set(MemorySegment segment, long offset, Object value);

  /** A class of its own for each call. */
  static RecordAccess define(ItemHandles handles) {
    ItemHandles general = generic(handles);
    try (InputStream in = RecordAccess.class.getResourceAsStream("ConstantAccess.class")) {
      if (in == null) {
        return new ConstantAccess(general);
      }
      MethodHandles.Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), general, true);
      MethodHandle constructor =
          hidden.findConstructor(
              hidden.lookupClass(), MethodType.methodType(void.class, ItemHandles.class));
      return (RecordAccess) constructor.invoke(general);
    } catch (IOException | UnsupportedOperationException e) {
      return new ConstantAccess(general);
    } catch (Throwable e) {
      throw new LinkageError("cannot define the access to records", e);
    }
  }

  private static ItemHandles generic(ItemHandles handles) {
    MethodHandle check = handles.check();
    return new ItemHandles(
        handles.read().asType(handles.read().type().changeReturnType(Object.class)),
        check == null ? null : check.asType(MethodType.methodType(void.class, Object.class)),
        handles.store().asType(handles.store().type().changeParameterType(2, Object.class)));
  }
}

/** No signature in here may name this class: a hidden class is not the class of that name. */
final class ConstantAccess extends RecordAccess {
  private static final @Nullable ItemHandles CONSTANT = constant();
  private final ItemHandles general;

  ConstantAccess(ItemHandles general) {
    this.general = general;
  }

  private static @Nullable ItemHandles constant() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", ItemHandles.class);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no class data", e);
    }
  }

  private ItemHandles handles() {
    return CONSTANT == null ? general : CONSTANT;
  }

  @Override
  Object get(MemorySegment segment, long offset) {
    try {
      return (Object) handles().read().invokeExact(segment, offset);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException("the constructor of the record threw", e);
    }
  }

  @Override
  void set(MemorySegment segment, long offset, Object value) {
    MethodHandle check = handles().check();
    try {
      if (check != null) {
        check.invokeExact(value);
      }
      handles().store().invokeExact(segment, offset, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException("an accessor of the record threw", e);
    }
  }
}
