package shapelaw.runs.imports;

import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads rows that are JSON objects: one after the other (JSON Lines), or in one array. NaN and
/// Infinity are let in, since Python writes them.
final class JsonRows {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path file;
  private final TableCells cells;

  private JsonRows(Path file) {
    this.file = file;
    this.cells = new TableCells(file);
  }

  static TableCells read(Path file, String text) {
    var rows = new JsonRows(file);
    try (JsonParser parser = MAPPER.createParser(text)) {
      rows.readAll(parser);
    } catch (JacksonException e) {
      var location = e.getLocation();
      throw new TableFileException(
          "%s: line %d: the text must be JSON, one object a row, but is not: %s"
              .formatted(
                  file,
                  location == null ? 1 : Math.max(1, location.getLineNr()),
                  e.getOriginalMessage().replaceAll("\\s+", " ")),
          e);
    }
    return rows.cells;
  }

  private void readAll(JsonParser parser) {
    JsonToken token = parser.nextToken();
    boolean inArray = token == JsonToken.START_ARRAY;
    if (inArray) {
      token = parser.nextToken();
    }
    for (; token != null && token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      int line = parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.START_OBJECT) {
        throw new TableFileException(
            "%s: line %d: a row must be a JSON object like {\"width\": 64, \"loss\": 0.5} but begins with %s."
                .formatted(file, line, parser.getString()));
      }
      cells.startRow(line);
      flatten("", parser.readValueAsTree());
    }
    if (inArray && parser.nextToken() != null) {
      throw new TableFileException(
          "%s: line %d: nothing must follow the array of rows but something does."
              .formatted(file, parser.currentTokenLocation().getLineNr()));
    }
  }

  private void flatten(String prefix, JsonNode object) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(name + ".", value);
      } else {
        int column = cells.column(name);
        if (!value.isNull()) {
          cells.set(column, value.isArray() ? value.toString() : value.asString());
        }
      }
    }
  }
}
