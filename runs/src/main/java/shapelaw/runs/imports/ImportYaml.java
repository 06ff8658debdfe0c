package shapelaw.runs.imports;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// The YAML files of imports: mappings that users write, and the record beside imported results.
final class ImportYaml {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private ImportYaml() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// Reads `text` as a `type`.
  ///
  /// @param file what to call it in messages
  /// @throws TableFileException if it is not YAML, or has a key too many, or a value of another
  ///   kind
  static <T> T read(Path file, String text, Class<T> type) {
    if (text.isBlank()) {
      throw new TableFileException("%s must have keys but is empty.".formatted(file));
    }
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new TableFileException("%s must have keys but holds none.".formatted(file));
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw new TableFileException(
          "%s: line %d: unknown key '%s'. It may be %s."
              .formatted(
                  file,
                  lineOfKey(text, e.getPropertyName()),
                  e.getPropertyName(),
                  String.join(
                      ", ", e.getKnownPropertyIds().stream().map(String::valueOf).toList())),
          e);
    } catch (JacksonException e) {
      throw new TableFileException(
          "%s: line %d: %s"
              .formatted(
                  file,
                  line(e),
                  String.valueOf(e.getOriginalMessage()).strip().replaceAll("\\s+", " ")),
          e);
    }
  }

  /// Where a key stands for the first time; Jackson would name the line where its block begins.
  private static long lineOfKey(String text, String key) {
    Matcher m = Pattern.compile("(?<![\\w-])" + Pattern.quote(key) + "['\"]?\\s*:").matcher(text);
    return m.find() ? 1 + text.substring(0, m.start()).chars().filter(c -> c == '\n').count() : 1;
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }
}
