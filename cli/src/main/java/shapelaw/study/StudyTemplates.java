package shapelaw.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import shapelaw.runs.files.DurableFiles;

/// Studies that come with Shapelaw, as text.
public final class StudyTemplates {

  private static final Pattern NAME = Pattern.compile("(?m)^name: \\S+");

  /// Name of a study file in a study's folder.
  public static final String STUDY_FILE = "study.yaml";

  /// Name of the schema beside it, which the example's first line names so that editors complete
  /// and check keys.
  public static final String SCHEMA_FILE = "study.schema.json";

  private StudyTemplates() {}

  /// The commented example that users start from; it holds every key.
  public static String example() {
    return resource("example.yaml");
  }

  /// The small study of `shapelaw demo`.
  public static String demo() {
    return resource("demo.yaml");
  }

  /// The JSON Schema (2020-12) of study files.
  public static String schema() {
    return resource(SCHEMA_FILE);
  }

  /// Writes the example study, named like its folder, and the schema into `folder`, creating it if
  /// need be.
  ///
  /// @return the files written
  /// @throws FileAlreadyExistsException if there is a study already; it is left as it is
  public static List<Path> write(Path folder) throws IOException {
    DurableFiles.makeFolder(folder);
    Path study = folder.resolve(STUDY_FILE);
    String text = NAME.matcher(example()).replaceFirst("name: " + name(folder));
    Files.writeString(study, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Path schema = folder.resolve(SCHEMA_FILE);
    Files.writeString(schema, schema());
    return List.of(study, schema);
  }

  /// A study's name of the characters that the schema allows. Shared stores and trackers know
  /// studies by their names.
  private static String name(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String allowed =
        last == null
            ? ""
            : last.toString().replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
    return allowed.isEmpty() ? "study" : allowed.substring(0, Math.min(64, allowed.length()));
  }

  private static String resource(String name) {
    try (InputStream in = StudyTemplates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the program must contain " + name + " but does not. Maybe build it again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
