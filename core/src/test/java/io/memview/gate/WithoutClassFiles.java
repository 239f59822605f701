package io.memview.gate;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A system class loader that loads memview and its tests and gives nobody their class files, as a
 * native image does: {@code -Djava.system.class.loader=io.memview.gate.WithoutClassFiles}. The
 * profile "fallback" runs core's tests under it.
 */
public final class WithoutClassFiles extends ClassLoader {
  private static final String OURS = "io.memview.";

  static {
    registerAsParallelCapable();
  }

  public WithoutClassFiles(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    URL url = getParent().getResource(file);
    if (url == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = url.openStream()) {
      byte[] bytes = in.readAllBytes();
      String folder = url.toString().substring(0, url.toString().length() - file.length());
      CodeSource source = new CodeSource(URI.create(folder).toURL(), (Certificate[]) null);
      return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(source, null));
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith("io/memview/") && name.endsWith(".class");
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isHidden(name) ? null : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return isHidden(name) ? Collections.emptyEnumeration() : super.getResources(name);
  }
}
