package shapelaw.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The layout of every source is google-java-format's. Checked here and not by Spotless alone,
/// because Spotless parses with the JVM that runs Maven, which may be older than the language.
class FormatTest {

  @Test
  void everySourceIsLaidOutByGoogleJavaFormat() throws IOException {
    List<String> wrong =
        Project.sources().parallelStream()
            .filter(source -> !isFormatted(source))
            .map(source -> Project.ROOT.relativize(source).toString())
            .sorted()
            .toList();
    assertThat(wrong).as("sources to lay out: JAVA_HOME=<JDK 25> mvn -q spotless:apply").isEmpty();
  }

  private static boolean isFormatted(Path source) {
    try {
      String text = Files.readString(source);
      return laidOut(text).equals(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FormatterException e) {
      throw new AssertionError(source + " cannot be parsed", e);
    }
  }

  /// The steps of Spotless, in its order; long strings stay as they are, since messages are
  /// searched for.
  private static String laidOut(String text) throws FormatterException {
    String formatted = new Formatter().formatSource(text);
    String used = RemoveUnusedImports.removeUnusedImports(formatted);
    return ImportOrderer.reorderImports(used, JavaFormatterOptions.Style.GOOGLE);
  }
}
