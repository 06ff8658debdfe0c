package shapelaw.study;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A parsed YAML text that remembers where every key and value stands. Anchors that are used
/// (aliases) are refused rather than expanded, so a short file stays short.
final class YamlDocument {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Problems problems;
  private final Map<JsonPointer, Place> keys = new HashMap<>();
  private final Map<JsonPointer, Place> values = new HashMap<>();
  private JsonNode root = MissingNode.getInstance();

  private YamlDocument(Problems problems) {
    this.problems = problems;
  }

  /// Parses `text`. What is wrong with it as YAML goes to `problems`, and then ends the reading if
  /// there is no tree.
  static YamlDocument parse(String text, Problems problems) throws StudyException {
    var document = new YamlDocument(problems);
    try {
      document.locate(text);
      document.root = MAPPER.readTree(text);
    } catch (JacksonException e) {
      document.unparsable(e);
    }
    if (document.root.isMissingNode() || document.root.isNull()) {
      if (problems.isSound(JsonPointer.empty())) {
        problems.add(
            JsonPointer.empty(),
            Place.START,
            "a study must have keys but the file is empty. Maybe write one with 'shapelaw init'.");
      }
      problems.throwIfAny();
    }
    return document;
  }

  /// The whole document; never missing.
  JsonNode root() {
    return root;
  }

  /// Where the key of the value at `pointer` stands; for an item of a list, the item; for what is
  /// not in the text, the nearest thing around it.
  Place keyPlace(JsonPointer pointer) {
    @Nullable JsonPointer p = pointer;
    while (p != null && !p.matches()) {
      Place place = keys.getOrDefault(p, values.get(p));
      if (place != null) {
        return place;
      }
      p = p.head();
    }
    return Place.START;
  }

  /// Where the value at `pointer` stands; for what is not in the text, the nearest thing around it.
  Place valuePlace(JsonPointer pointer) {
    JsonNode value = root.at(pointer);
    // The parser places an empty value, or a block, after its key: the key is what the user looks
    // for.
    boolean byKey = value.isNull() || value.isMissingNode() || value.isObject();
    @Nullable Place place = byKey ? null : values.get(pointer);
    return place == null ? keyPlace(pointer) : place;
  }

  /// True if the value at `pointer` stands in the text; false if it is a default.
  boolean isGiven(JsonPointer pointer) {
    return values.containsKey(pointer);
  }

  private void locate(String text) {
    try (var parser = (YAMLParser) MAPPER.createParser(text)) {
      int roots = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        JsonPointer pointer = parser.streamReadContext().pathAsPointer();
        var location = parser.currentTokenLocation();
        var place = new Place(location.getLineNr(), location.getColumnNr());
        if (token == JsonToken.PROPERTY_NAME) {
          key(pointer, place);
        } else if (token.isStructStart() || token.isScalarValue()) {
          if (pointer.matches() && ++roots > 1) {
            problems.add(
                pointer, place, "a study must be one YAML document but another starts here.");
            return;
          }
          values.putIfAbsent(pointer, place);
          value(parser, token, pointer, place);
        }
      }
    }
  }

  private void key(JsonPointer pointer, Place place) {
    Place earlier = keys.putIfAbsent(pointer, place);
    if (earlier != null) {
      problems.add(
          pointer,
          place,
          "%s must come once but was already on line %d."
              .formatted(Pointers.dotted(pointer), earlier.line()));
    }
  }

  private void value(YAMLParser parser, JsonToken token, JsonPointer pointer, Place place) {
    if (parser.isCurrentAlias()) {
      problems.add(
          pointer,
          place,
          "%s must be written out but was the alias *%s."
              .formatted(Pointers.dotted(pointer), parser.getString()));
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(parser.getDoubleValue())) {
      problems.add(
          pointer,
          place,
          "%s must be a finite number but was %s."
              .formatted(Pointers.dotted(pointer), parser.getString()));
    }
  }

  private void unparsable(JacksonException e) {
    root = MissingNode.getInstance();
    if (e.getCause() instanceof MarkedYamlEngineException marked
        && marked.getProblemMark().isPresent()) {
      var mark = marked.getProblemMark().get();
      String while_ = marked.getContext() == null ? "" : " " + marked.getContext();
      problems.add(
          JsonPointer.empty(),
          new Place(mark.getLine() + 1, mark.getColumn() + 1),
          "this is not YAML:%s %s.".formatted(while_, oneLine(marked.getProblem())));
    } else {
      var location = e.getLocation();
      Place place =
          location == null || location.getLineNr() < 1
              ? Place.START
              : new Place(location.getLineNr(), Math.max(1, location.getColumnNr()));
      problems.add(
          JsonPointer.empty(), place, "this is not YAML: " + oneLine(e.getOriginalMessage()));
    }
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
