package shapelaw.study;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.walk.WalkConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Checks a document against the JSON Schema of studies, and fills in the schema's defaults, which
/// are written nowhere else.
final class StudySchema {

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(StudyTemplates.schema());

  /// Adds to `problems` what the schema has against `document`, then fills in defaults.
  void check(YamlDocument document, Problems problems) {
    List<Error> errors = schema.validate(document.root());
    Set<JsonPointer> meant = new HashSet<>();
    for (Error error : errors) {
      if (error.getKeyword().equals("additionalProperties")) {
        unknownKey(error, document, problems).ifPresent(meant::add);
      }
    }
    for (Error error : errors) {
      switch (error.getKeyword()) {
        case "additionalProperties" -> {}
        case "required" -> {
          if (!meant.contains(child(error))) {
            missingKey(error, document, problems);
          }
        }
        case "uniqueItems" -> repeatedItems(error, document, problems);
        default -> wrongValue(error, document, problems);
      }
    }
    if (document.root().isObject()) {
      applyDefaults(document.root());
    }
  }

  private void applyDefaults(JsonNode root) {
    var config =
        WalkConfig.builder().applyDefaultsStrategy(s -> s.applyPropertyDefaults(true)).build();
    schema.walk(root, false, (ExecutionContext context) -> context.setWalkConfig(config));
  }

  /// Reports a key that is not in the schema; answers the missing key that was meant, if so.
  private Optional<JsonPointer> unknownKey(Error error, YamlDocument document, Problems problems) {
    List<String> known = List.copyOf(schemaAround(error).path("properties").propertyNames());
    Optional<String> near = NearestName.of(error.getProperty(), known);
    JsonPointer parent = instance(error);
    String where = parent.matches() ? "" : " in " + Pointers.dotted(parent);
    problems.add(
        child(error),
        document.keyPlace(child(error)),
        "unknown key '%s'%s. %s"
            .formatted(
                error.getProperty(),
                where,
                near.map(n -> "Maybe '" + n + "'.")
                    .orElse("It may be " + Wording.either(known) + ".")));
    return near.map(parent::appendProperty);
  }

  private static void missingKey(Error error, YamlDocument document, Problems problems) {
    problems.add(
        child(error),
        document.keyPlace(child(error)),
        "%s must be given but is missing.".formatted(Pointers.dotted(child(error))));
  }

  private static void repeatedItems(Error error, YamlDocument document, Problems problems) {
    var seen = new ArrayList<JsonNode>();
    int index = 0;
    for (JsonNode item : error.getInstanceNode()) {
      JsonPointer pointer = instance(error).appendIndex(index++);
      if (seen.contains(item)) {
        problems.add(
            pointer,
            document.valuePlace(pointer),
            "%s must have distinct values but %s came twice."
                .formatted(Pointers.dotted(instance(error)), Wording.found(item)));
      }
      seen.add(item);
    }
  }

  private void wrongValue(Error error, YamlDocument document, Problems problems) {
    JsonPointer pointer = instance(error);
    if (!problems.isKnown(pointer)) {
      String name = pointer.matches() ? "a study" : Pointers.dotted(pointer);
      problems.add(
          pointer,
          document.valuePlace(pointer),
          Wording.wrongValue(name, error, schemaAround(error)));
    }
  }

  /// The part of the schema that holds the keyword which failed.
  private JsonNode schemaAround(Error error) {
    return schema
        .getSchemaNode()
        .at(JsonPointer.compile(error.getSchemaLocation().getFragment().toString()).head());
  }

  private static JsonPointer instance(Error error) {
    return JsonPointer.compile(error.getInstanceLocation().toString());
  }

  private static JsonPointer child(Error error) {
    return instance(error).appendProperty(error.getProperty());
  }
}
