package shapelaw.spark;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Spark's libraries in a class loader of their own, so that no other command is slowed down or
/// disturbed by them. They come from the user's own distribution: a driver must be of the same
/// version as its cluster, since both exchange serialized objects.
final class SparkLibraries extends URLClassLoader {

  /// Hadoop before 3.5, which Spark before 4.2 brings along, asks for the security manager that JDK
  /// 24 has no more (JEP 486).
  private static final List<Integer> LEAST_VERSION = List.of(4, 2);

  private static final Pattern CORE_JAR =
      Pattern.compile("spark-core_2\\.\\d+-(\\d+)\\.(\\d+)[^/]*\\.jar");
  private static final String CONTEXT = "org.apache.spark.SparkContext";
  private static final String MAYBE =
      " Maybe get the version that the cluster runs from https://spark.apache.org/downloads.html, unpack it and set SPARK_HOME to its folder.";

  /// Packages of this module that must be linked to Spark; all else comes from the parent.
  private static final List<String> LINKED =
      List.of("shapelaw.spark.driver.", "shapelaw.spark.worker.");

  private SparkLibraries(List<URL> jars, ClassLoader parent) {
    super("spark", jars.toArray(URL[]::new), parent);
  }

  static boolean areVisibleTo(ClassLoader loader) {
    try {
      Class.forName(CONTEXT, false, loader);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// Loads a distribution's libraries.
  ///
  /// @param home its folder
  /// @param parent loader of everything else
  /// @throws SparkUnavailableException if there is none, or one that does not fit
  static ClassLoader load(Optional<Path> home, ClassLoader parent) {
    if (home.isEmpty()) {
      throw new SparkUnavailableException(
          "Spark's libraries must be on this machine to run on Spark but SPARK_HOME is not set."
              + MAYBE);
    }
    List<Path> jars = jars(home.get());
    requireVersion(home.get(), jars);
    var urls = new ArrayList<URL>();
    urls.add(url(ownCode()));
    jars.stream().filter(SparkLibraries::isWanted).map(SparkLibraries::url).forEach(urls::add);
    return new SparkLibraries(urls, parent);
  }

  private static List<Path> jars(Path home) {
    try (Stream<Path> files = Files.list(home.resolve("jars"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new SparkUnavailableException(
          "SPARK_HOME must be the folder of a Spark distribution, with a folder jars in it, but was '%s'."
                  .formatted(home)
              + MAYBE,
          e);
    }
  }

  private static void requireVersion(Path home, List<Path> jars) {
    Matcher core =
        jars.stream()
            .map(jar -> CORE_JAR.matcher(String.valueOf(jar.getFileName())))
            .filter(Matcher::matches)
            .findFirst()
            .orElseThrow(() ->
                new SparkUnavailableException(
                    "SPARK_HOME must be the folder of a Spark distribution but '%s' has no spark-core in its folder jars."
                            .formatted(home)
                        + MAYBE));
    int major = Integer.parseInt(core.group(1));
    int minor = Integer.parseInt(core.group(2));
    boolean recent =
        major > LEAST_VERSION.get(0)
            || (major == LEAST_VERSION.get(0) && minor >= LEAST_VERSION.get(1));
    if (!recent) {
      throw new SparkUnavailableException(
          "Spark must be %d.%d or newer, because older ones do not run on JDK 25, but SPARK_HOME ('%s') is %d.%d."
              .formatted(LEAST_VERSION.get(0), LEAST_VERSION.get(1), home, major, minor));
    }
  }

  /// Spark logs through SLF4J, and Shapelaw brings the other end.
  private static boolean isWanted(Path jar) {
    return !String.valueOf(jar.getFileName()).startsWith("log4j-slf4j");
  }

  /// The jar, or while developing the folder, with this module's classes.
  static Path ownCode() {
    try {
      return new File(
              SparkLibraries.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toPath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (LINKED.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }
}
