package shapelaw.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeLocationTest {

  private static final String NAME = CodeLocation.class.getName();
  private static final String FILE = NAME.replace('.', '/') + ".class";

  @TempDir private Path folder;

  /// The class's bytes, whether it was loaded from a folder or a jar.
  private static byte[] bytes() throws IOException {
    try (InputStream in = CodeLocation.class.getResourceAsStream("CodeLocation.class")) {
      return requireNonNull(in).readAllBytes();
    }
  }

  private static void assertLocationIs(Path expected) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {expected.toUri().toURL()}, null)) {
      assertThat(CodeLocation.of(loader.loadClass(NAME))).isEqualTo(expected);
    }
  }

  @Test
  void aFolderWithSpacesIsItself() throws Exception {
    Path spaced = folder.resolve("my programs + 100%");
    Files.createDirectories(spaced.resolve(FILE).getParent());
    Files.write(spaced.resolve(FILE), bytes());
    assertLocationIs(spaced);
  }

  @Test
  void aJarWithSpacesIsItself() throws Exception {
    Path spaced = folder.resolve("my program + 100%.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(spaced))) {
      jar.putNextEntry(new JarEntry(FILE));
      jar.write(bytes());
    }
    assertLocationIs(spaced);
  }
}
