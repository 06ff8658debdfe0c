package shapelaw.study;

import com.networknt.schema.Error;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Says in this project's words what a JSON Schema validator found: "X must be Y but was Z. Maybe
/// W."
final class Wording {

  private static final Pattern NUMBER_AS_WRITTEN =
      Pattern.compile("([0-9][0-9_, ']*(?:\\.[0-9]+)?)\\s*([kmg]?)", Pattern.CASE_INSENSITIVE);

  /// Position = power of 1000; no suffix is found at 0.
  private static final String SUFFIXES = " KMG";

  private static final int LONGEST_QUOTE = 60;

  private Wording() {}

  /// The message for a value that breaks one keyword of the schema.
  ///
  /// @param name the value's key
  /// @param error what the validator found
  /// @param schema the part of the schema that holds the keyword
  static String wrongValue(String name, Error error, JsonNode schema) {
    JsonNode bound = error.getSchemaNode();
    JsonNode value = error.getInstanceNode();
    String must =
        switch (error.getKeyword()) {
          case "type" -> "be " + kind(schema);
          case "enum" -> "be " + either(texts(bound));
          case "pattern" -> "be " + schema.path("$comment").asString("like " + bound);
          case "minLength" -> "not be empty";
          case "minimum" -> "be at least " + number(bound);
          case "maximum" -> "be at most " + number(bound);
          case "exclusiveMinimum" -> "be above " + number(bound);
          case "exclusiveMaximum" -> "be below " + number(bound);
          case "minItems" -> "have at least " + bound + " values";
          case "maxItems" -> "have at most " + bound + " values";
          case "minProperties", "maxProperties" ->
              "have exactly one of " + String.join(", ", schema.path("properties").propertyNames());
          default -> "be valid (" + error.getMessage() + ")";
        };
    String was =
        switch (error.getKeyword()) {
          case "minItems", "maxItems" -> "had " + value.size();
          case "minProperties" -> "had none";
          case "maxProperties" -> "had " + String.join(", ", value.propertyNames());
          default -> "was " + found(value);
        };
    return "%s must %s but %s.%s".formatted(name, must, was, maybe(error, value));
  }

  private static String maybe(Error error, JsonNode value) {
    Optional<String> hint =
        switch (error.getKeyword()) {
          case "enum" -> NearestName.of(value.asString(""), texts(error.getSchemaNode()));
          case "type" -> value.isString() ? plainNumber(value.stringValue()) : Optional.empty();
          default -> Optional.empty();
        };
    return hint.map(h -> " Maybe " + h + ".").orElse("");
  }

  /// YAML 1.2 knows neither 64_000 nor 64k.
  private static Optional<String> plainNumber(String text) {
    Matcher m = NUMBER_AS_WRITTEN.matcher(text.strip());
    if (!m.matches()) {
      return Optional.empty();
    }
    int power = Math.max(0, SUFFIXES.indexOf(m.group(2).toUpperCase(Locale.ROOT)));
    var digits = new BigDecimal(m.group(1).replaceAll("[^0-9.]", ""));
    return Optional.of(
        digits
            .movePointRight(m.group(2).isEmpty() ? 0 : 3 * power)
            .stripTrailingZeros()
            .toPlainString());
  }

  /// What was found, short enough for one line.
  static String found(JsonNode value) {
    if (value.isNull()) {
      return "empty";
    } else if (value.isArray()) {
      return "a list";
    } else if (value.isObject()) {
      return "a block of keys";
    } else if (value.isString()) {
      String text = value.stringValue().replaceAll("\\s+", " ");
      return "'"
          + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
          + "'";
    }
    return value.asString();
  }

  /// `a`, `a or b`, `a, b or c`.
  static String either(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  private static String kind(JsonNode schema) {
    String type = schema.path("type").asString("");
    return switch (type) {
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "string" -> "text";
      case "boolean" -> "true or false";
      case "array" -> "a list like [1, 2, 3]";
      case "object" -> "a block of keys";
      default -> schema.path("$comment").asString("of another type");
    };
  }

  private static String number(JsonNode bound) {
    return bound.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(n -> texts.add(n.asString()));
    return texts;
  }
}
