package shapelaw.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.sweep.LearningRateChoice;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Changes the learning rate of a study file and nothing else: comments, order and layout stay.
public final class LearningRateEdit {

  private static final JsonPointer RECIPE = JsonPointer.compile("/recipe");
  private static final JsonPointer RATE = JsonPointer.compile("/recipe/learning_rate");
  private static final String KEY = "learning_rate: ";

  /// What a YAML number consists of.
  private static final Pattern NUMBER = Pattern.compile("[-+.0-9eE]+");

  private LearningRateEdit() {}

  /// Writes the rate into `file`, which is replaced as a whole or not at all.
  ///
  /// @throws StudyException if the file is no valid study
  /// @throws IllegalArgumentException if its layout is not understood; it is left as it is
  public static void write(Path file, double rate) throws StudyException, IOException {
    String text = YamlText.read(file);
    Path folder = file.toAbsolutePath().resolveSibling("");
    String changed = changed(file.toString(), text, folder, rate);
    boolean marked = Files.readString(file).startsWith("\uFEFF");
    Path target = file.toRealPath(); // a link stays a link
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.writeString(part, marked ? "\uFEFF" + changed : changed);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// A study's text with another learning rate.
  ///
  /// @param name what to call it in error messages
  /// @param folder where relative paths start
  static String changed(String name, String text, Path folder, double rate) throws StudyException {
    Study before = StudyFile.parse(name, text, folder);
    YamlDocument document = YamlDocument.parse(text, new Problems(name));
    String number = LearningRateChoice.text(rate);
    String changed =
        document.isGiven(RATE)
            ? replaced(text, document, number)
            : inserted(text, document, number);
    if (!isThatChange(before, changed, name, folder, rate)) {
      throw new IllegalArgumentException(
          "%s must have a recipe whose learning rate can be replaced but is laid out in an unusual way; it was left as it is. Maybe write learning_rate: %s there."
              .formatted(name, number));
    }
    return changed;
  }

  private static String replaced(String text, YamlDocument document, String number) {
    int start = offset(text, document.valuePlace(RATE));
    Matcher old = NUMBER.matcher(text).region(start, text.length());
    return old.lookingAt() ? text.substring(0, start) + number + text.substring(old.end()) : text;
  }

  /// Before the recipe's first key: on a line of its own in block style, else within the braces.
  private static String inserted(String text, YamlDocument document, String number) {
    JsonNode recipe = document.root().at(RECIPE);
    String first = recipe.propertyNames().iterator().next();
    int at = offset(text, document.keyPlace(RECIPE.appendProperty(first)));
    String lead = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
    String between = text.substring(offset(text, document.keyPlace(RECIPE)), at);
    boolean braces = between.replaceAll("#.*", "").contains("{");
    String entry = KEY + number;
    return text.substring(0, at)
        + (braces ? entry + ", " : entry + lineEnd(text) + lead)
        + text.substring(at);
  }

  private static String lineEnd(String text) {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  private static int offset(String text, Place place) {
    int start = 0;
    for (int line = 1; line < place.line(); line++) {
      start = text.indexOf('\n', start) + 1;
    }
    return start + place.column() - 1;
  }

  private static boolean isThatChange(
      Study before, String changed, String name, Path folder, double rate) {
    try {
      return StudyFile.parse(name, changed, folder).equals(before.withLearningRate(rate));
    } catch (StudyException e) {
      return false;
    }
  }
}
