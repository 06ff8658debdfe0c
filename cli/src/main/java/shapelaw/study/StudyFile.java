package shapelaw.study;

import java.nio.file.Path;

/// Reads study files: text, then YAML, then the schema, then what a schema cannot say. Every stage
/// reports all that it finds; a later stage looks only at what the earlier ones left sound.
public final class StudyFile {

  private StudyFile() {}

  /// Reads the study in `file`. Relative paths in it start at the file's folder.
  ///
  /// @throws StudyException if the file cannot be used; it says everything that is wrong
  public static Study read(Path file) throws StudyException {
    return parse(file.toString(), YamlText.read(file), file.toAbsolutePath().resolveSibling(""));
  }

  /// Reads a study that is no file, for example [StudyTemplates#demo()].
  ///
  /// @param name what to call it in error messages
  /// @param text its YAML
  /// @param folder where relative paths start
  /// @throws StudyException if it cannot be used; it says everything that is wrong
  public static Study parse(String name, String text, Path folder) throws StudyException {
    var problems = new Problems(name);
    YamlDocument document = YamlDocument.parse(text, problems);
    new StudySchema().check(document, problems);
    new StudyChecks(new SoundValues(document, problems), folder).check();
    problems.throwIfAny();
    return new StudyMapping(document.root(), folder).study();
  }
}
