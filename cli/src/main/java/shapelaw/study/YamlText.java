package shapelaw.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JsonPointer;

/// Reads a study file's text: UTF-8, of a size that a person could have written.
final class YamlText {

  /// Largest study file.
  static final int MAX_BYTES = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private YamlText() {}

  /// The text of `file`.
  static String read(Path file) throws StudyException {
    var problems = new Problems(file.toString());
    String text = "";
    try {
      if (Files.isDirectory(file)) {
        refuse(problems, "a study must be a file but was a folder. Maybe " + insteadOf(file));
      } else if (Files.size(file) > MAX_BYTES) {
        refuse(
            problems,
            "a study file must be at most 1 MiB but was %d bytes.".formatted(Files.size(file)));
      } else {
        text = decode(Files.readAllBytes(file), problems);
      }
    } catch (NoSuchFileException e) {
      refuse(problems, "there is no such file. Maybe write one with 'shapelaw init'.");
    } catch (AccessDeniedException e) {
      refuse(
          problems,
          "the file must be readable but permission was denied. Maybe: chmod u+r '%s'"
              .formatted(file));
    } catch (IOException e) {
      refuse(problems, "the file cannot be read: " + e.getMessage() + ".");
    }
    problems.throwIfAny();
    return text;
  }

  /// A way out for whoever has a folder where a study file must be.
  private static String insteadOf(Path folder) {
    Path inside = folder.resolve(StudyTemplates.STUDY_FILE);
    return Files.isRegularFile(inside)
        ? inside + "."
        : "rename the folder; 'shapelaw init' writes a study file.";
  }

  private static void refuse(Problems problems, String message) {
    problems.add(JsonPointer.empty(), Place.START, message);
  }

  private static String decode(byte[] bytes, Problems problems) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var input = ByteBuffer.wrap(bytes);
    try {
      String text = decoder.decode(input).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      problems.add(
          JsonPointer.empty(),
          placeOf(bytes, input.position()),
          "a study file must be UTF-8 text but byte %d is not. Maybe save it as UTF-8."
              .formatted(input.position()));
      return "";
    }
  }

  private static Place placeOf(byte[] bytes, int offset) {
    String before = new String(bytes, 0, offset, StandardCharsets.UTF_8);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return new Place(line, offset == 0 ? 1 : before.length() - before.lastIndexOf('\n'));
  }
}
