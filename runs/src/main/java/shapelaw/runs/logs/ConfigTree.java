package shapelaw.runs.logs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Settings in JSON or YAML as flat names and texts: `{"model": {"width": 64}}` is `model.width`.
///
/// An anchor of YAML is not followed, so that a few lines cannot become millions; nesting is
/// bounded by the parser.
final class ConfigTree {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private ConfigTree() {}

  /// Reads a text as its file's name says, JSON or YAML.
  ///
  /// @throws LogException if it is neither
  static JsonNode read(Path file, String text) {
    return file.toString().endsWith(".json") ? json(file, text) : yaml(file, text);
  }

  private static JsonNode yaml(Path file, String text) {
    return parse(file, text, YAML, "YAML");
  }

  /// Reads JSON, whatever the file is called.
  ///
  /// @throws LogException if it is not
  static JsonNode json(Path file, String text) {
    return parse(file, text, JSON, "JSON");
  }

  private static JsonNode parse(Path file, String text, ObjectMapper mapper, String language) {
    try {
      JsonNode tree = mapper.readTree(text);
      if (tree == null || !tree.isObject()) {
        throw new LogException(
            "%s must hold keys and values in %s but does not.".formatted(file, language));
      }
      return tree;
    } catch (JacksonException e) {
      throw new LogException(
          "%s must be %s but is not: %s"
              .formatted(
                  file,
                  language,
                  String.valueOf(e.getOriginalMessage()).strip().replaceAll("\\s+", " ")),
          e);
    }
  }

  /// The leaves of a tree by their path; lists are left as their text.
  static Map<String, String> flat(String prefix, JsonNode tree) {
    var flat = new LinkedHashMap<String, String>();
    flatten(prefix, tree, flat);
    return flat;
  }

  private static void flatten(String prefix, JsonNode tree, Map<String, String> flat) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(prefix + entry.getKey() + ".", value, flat);
      } else if (!value.isNull()) {
        flat.put(prefix + entry.getKey(), value.isArray() ? value.toString() : value.asString());
      }
    }
  }
}
