package shapelaw.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeLocationTest {

  @TempDir private Path folder;

  @Test
  void aPathWithSpacesIsItself() throws Exception {
    Path spaced = folder.resolve("my programs + 100%");
    String name = CodeLocation.class.getName();
    String file = name.replace('.', '/') + ".class";
    Files.createDirectories(spaced.resolve(file).getParent());
    Files.copy(CodeLocation.of(CodeLocation.class).resolve(file), spaced.resolve(file));
    try (var loader = new URLClassLoader(new URL[] {spaced.toUri().toURL()}, null)) {
      assertThat(CodeLocation.of(loader.loadClass(name))).isEqualTo(spaced);
    }
  }
}
