package shapelaw.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// The values of a document that nothing is known against, by JSON pointers like
/// `/recipe/batch_size`, and a place for what is found against them.
///
/// @param document the document, defaults filled in
/// @param problems what is wrong with it
record SoundValues(YamlDocument document, Problems problems) {

  Optional<JsonNode> value(String pointer) {
    JsonPointer p = JsonPointer.compile(pointer);
    JsonNode node = document.root().at(p);
    return node.isMissingNode() || !problems.isSound(p) ? Optional.empty() : Optional.of(node);
  }

  Optional<Integer> integer(String pointer) {
    return value(pointer).map(JsonNode::intValue);
  }

  Optional<String> text(String pointer) {
    return value(pointer).map(JsonNode::stringValue);
  }

  /// True if there is a value, sound or not.
  boolean has(String pointer) {
    return !document.root().at(pointer).isMissingNode();
  }

  /// Pointers to the items of a list, sound or not.
  List<String> items(String pointer) {
    JsonNode list = document.root().at(pointer);
    return list.isArray()
        ? IntStream.range(0, list.size()).mapToObj(i -> pointer + "/" + i).toList()
        : List.of();
  }

  /// `, the default` for a value that is not in the text.
  String orDefault(String pointer) {
    return document.isGiven(JsonPointer.compile(pointer)) ? "" : ", the default";
  }

  /// Adds a problem of a value.
  ///
  /// @param rest what follows its name
  void report(String pointer, String rest) {
    JsonPointer p = JsonPointer.compile(pointer);
    problems.add(p, document.valuePlace(p), Pointers.dotted(p) + " " + rest);
  }
}
