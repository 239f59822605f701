import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Looks at what a build has staged as Maven Central does, and more closely: every fault in a line.
 *
 * <p>{@code java Staged.java FOLDER_OF_THE_BUILD VERSION}
 */
class Staged {
  /** The artifacts, and where their modules lie. */
  private static final Map<String, String> MODULES = new LinkedHashMap<>();

  static {
    MODULES.put("memview-bom", "core/bom");
    MODULES.put("memview-core", "core");
    MODULES.put("memview-contract", "core/contract");
    MODULES.put("memview-dsl", "dsl");
    MODULES.put("memview-adapters", "examples/adapters");
    MODULES.put("memview-spark", "examples/spark");
  }

  private static final Set<String> NAMED =
      Set.of("memview-core", "memview-contract", "memview-dsl");
  private static final Map<String, String> DIGESTS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

  private final Path build;
  private final Path staged;
  private final String version;
  private final List<String> faults = new ArrayList<>();
  private int files;

  private Staged(Path build, String version) {
    this.build = build.toAbsolutePath();
    this.staged = build.resolve("target/staging/io/memview");
    this.version = version;
  }

  public static void main(String[] args) throws Exception {
    Staged look = new Staged(Path.of(args[0]), args[1]);
    look.all();
    if (!look.faults.isEmpty()) {
      look.faults.forEach(System.err::println);
      System.err.println(look.faults.size() + " faults in what is staged");
      System.exit(1);
    }
    System.out.println(look.files + " files are staged, and complete");
  }

  private void all() throws Exception {
    expect(!version.contains("SNAPSHOT"), version, "is no version of a release");
    expect(names(staged).equals(MODULES.keySet()), "artifacts", "are " + names(staged));
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      String artifact = module.getKey();
      Path folder = staged.resolve(artifact).resolve(version);
      if (!Files.isDirectory(folder)) {
        fault(artifact, "is not there in version " + version);
        continue;
      }
      expect(names(folder.getParent()).equals(Set.of(version)), artifact, "has other versions");
      boolean isPom = artifact.equals("memview-bom");
      Set<String> expected = new TreeSet<>();
      for (String kind :
          isPom
              ? List.of(".pom")
              : List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
        Path file = folder.resolve(artifact + "-" + version + kind);
        expected.add(file.getFileName().toString());
        if (Files.exists(file)) {
          signed(file);
          digested(file);
        } else {
          fault(file, "is missing");
        }
      }
      Set<String> found = new TreeSet<>();
      for (String name : names(folder)) {
        if (!name.matches(".*\\.(asc|md5|sha1|sha256|sha512)")) {
          found.add(name);
        }
      }
      expect(found.equals(expected), artifact, "has the files " + found);
      Path base = folder.resolve(artifact + "-" + version);
      pom(Path.of(base + ".pom"), artifact, isPom);
      if (!isPom) {
        jar(Path.of(base + ".jar"), artifact);
        sources(Path.of(base + "-sources.jar"), build.resolve(module.getValue()));
        documentation(Path.of(base + "-javadoc.jar"));
        materials(Path.of(base + "-cyclonedx.json"), artifact);
      }
    }
  }

  private void signed(Path file) throws IOException, InterruptedException {
    files++;
    Path signature = Path.of(file + ".asc");
    if (!Files.exists(signature)) {
      fault(file, "is not signed");
      return;
    }
    Process gpg =
        new ProcessBuilder("gpg", "--batch", "--verify", signature.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gpg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    expect(gpg.waitFor() == 0, file, "has no good signature: " + said.strip());
  }

  private void digested(Path file) throws IOException, GeneralSecurityException {
    for (Map.Entry<String, String> digest : DIGESTS.entrySet()) {
      Path sum = Path.of(file + "." + digest.getKey());
      if (!Files.exists(sum)) {
        fault(sum, "is missing");
        continue;
      }
      byte[] bytes = MessageDigest.getInstance(digest.getValue()).digest(Files.readAllBytes(file));
      expect(
          Files.readString(sum).strip().equals(HexFormat.of().formatHex(bytes)),
          sum,
          "is not that of the file");
    }
  }

  private void pom(Path file, String artifact, boolean isPom) throws Exception {
    if (!Files.exists(file)) {
      return;
    }
    Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    Element root = pom.getDocumentElement();
    for (String path :
        List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/url")) {
      expect(!text(root, path).isEmpty(), file, "does not say " + path);
    }
    expect(text(root, "groupId").equals("io.memview"), file, "has another group");
    expect(text(root, "artifactId").equals(artifact), file, "has another name");
    expect(text(root, "version").equals(version), file, "has another version");
    for (String no : List.of("parent", "build", "profiles", "repositories", "properties")) {
      expect(children(root, no).isEmpty(), file, "has " + no);
    }
    expect(isPom || children(root, "dependencyManagement").isEmpty(), file, "manages libraries");
    String all = Files.readString(file);
    for (String no : List.of("SNAPSHOT", "${", build.toString())) {
      expect(!all.contains(no), file, "contains " + no);
    }
    List<Element> dependencies = children(root, "dependencies/dependency");
    if (isPom) {
      expect(dependencies.isEmpty(), file, "has dependencies");
      dependencies = children(root, "dependencyManagement/dependencies/dependency");
      Set<String> ours =
          dependencies.stream().map(d -> text(d, "artifactId")).collect(Collectors.toSet());
      Set<String> others = new TreeSet<>(MODULES.keySet());
      others.remove(artifact);
      expect(ours.equals(others), file, "manages " + ours);
    }
    for (Element dependency : dependencies) {
      String name = text(dependency, "artifactId");
      expect(!text(dependency, "version").isEmpty(), file, "has no version of " + name);
      if (text(dependency, "groupId").equals("io.memview")) {
        expect(text(dependency, "version").equals(version), file, "has another version of " + name);
      }
    }
  }

  private void jar(Path file, String artifact) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Map<String, byte[]> entries = licensed(file);
    expect(
        entries.containsKey("module-info.class") == NAMED.contains(artifact),
        file,
        "should be a named module, or should not");
    expect(entries.keySet().stream().anyMatch(e -> e.endsWith(".class")), file, "has no class");
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String name = entry.getKey();
      expect(!name.matches(".*Test(\\$.*)?\\.class"), file, "has a test, " + name);
      expect(!name.matches(".*\\.(java|kt)"), file, "has a source, " + name);
    }
  }

  /** All that was compiled, and what was generated, too. */
  private void sources(Path file, Path module) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Map<String, byte[]> entries = licensed(file);
    int found = 0;
    for (String folder :
        List.of(
            "src/main/java",
            "src/main/module",
            "src/main/kotlin",
            "src/generated/kotlin",
            "src/natives/java")) {
      Path root = module.resolve(folder);
      if (Files.isDirectory(root)) {
        try (Stream<Path> paths = Files.walk(root)) {
          for (Path source : paths.filter(Files::isRegularFile).toList()) {
            String name = root.relativize(source).toString();
            expect(entries.containsKey(name), file, "lacks " + name);
            found++;
          }
        }
      }
    }
    expect(found > 0, file, "is empty");
    expect(entries.keySet().stream().noneMatch(e -> e.endsWith(".class")), file, "has classes");
  }

  private void documentation(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Map<String, byte[]> entries = licensed(file);
    expect(entries.containsKey("index.html"), file, "has no first page");
    expect(
        entries.keySet().stream().filter(e -> e.endsWith(".html")).count() > 3, file, "is empty");
    expect(
        entries.keySet().stream().noneMatch(e -> e.contains("/internal/")), file, "has internals");
  }

  private void materials(Path file, String artifact) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file);
      for (String part :
          List.of(
              "\"bomFormat\" : \"CycloneDX\"",
              "pkg:maven/io.memview/" + artifact + "@" + version,
              "Apache-2.0")) {
        expect(text.contains(part), file, "does not say " + part);
      }
      for (String no : List.of("SNAPSHOT", build.toString())) {
        expect(!text.contains(no), file, "contains " + no);
      }
    }
  }

  /** The entries of a jar, which has its licence, and says nothing of where it was built. */
  private Map<String, byte[]> licensed(Path file) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          byte[] previous = entries.put(entry.getName(), in.readAllBytes());
          expect(previous == null, file, "has twice " + entry.getName());
        }
      }
    }
    for (String name : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
      expect(entries.containsKey(name), file, "lacks " + name);
    }
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String name = entry.getKey();
      String bytes = new String(entry.getValue(), StandardCharsets.ISO_8859_1);
      expect(!bytes.contains(build.toString()), file, "says where it was built, in " + name);
      expect(!name.contains("target/"), file, "has a folder of the build, " + name);
      expect(
          !name.startsWith("META-INF/maven/") || !bytes.contains("SNAPSHOT"),
          file,
          "has a version that is no release, in " + name);
    }
    return entries;
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static List<Element> children(Element parent, String path) {
    List<Element> found = List.of(parent);
    for (String name : path.split("/")) {
      List<Element> next = new ArrayList<>();
      for (Element element : found) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
          if (child instanceof Element && child.getNodeName().equals(name)) {
            next.add((Element) child);
          }
        }
      }
      found = next;
    }
    return found;
  }

  private static String text(Element parent, String path) {
    List<Element> found = children(parent, path);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }

  private void expect(boolean holds, Object what, String fault) {
    if (!holds) {
      fault(what, fault);
    }
  }

  private void fault(Object what, String fault) {
    faults.add((what instanceof Path path ? path.getFileName() : what) + " " + fault);
  }
}
