package shapelaw.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a checked-in file. `-Dgolden.update=true` writes the file instead: look at
/// the difference before committing it.
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/shapelaw/report");

  private Golden() {}

  /// Fails unless `actual` is the content of the golden file `name`.
  public static void assertMatches(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
