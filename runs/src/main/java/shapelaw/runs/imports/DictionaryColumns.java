package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Spreads columns whose cells are dictionaries, as W&B's API and pandas write them (`{'width': 64,
/// 'optimizer': {'lr': 0.001}}`), into columns with a dot: `config.optimizer.lr`.
///
/// Python's dictionaries of plain values are YAML, and so are JSON objects.
final class DictionaryColumns {

  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private DictionaryColumns() {}

  /// The table with its dictionaries spread; the same if it has none.
  static TableCells spread(TableCells cells, TableCells empty) {
    List<Integer> columns = new ArrayList<>();
    var parsed = new HashMap<Integer, List<@Nullable JsonNode>>();
    for (int column = 0; column < cells.names().size(); column++) {
      List<@Nullable JsonNode> nodes = dictionaries(cells, column);
      if (!nodes.isEmpty()) {
        columns.add(column);
        parsed.put(column, nodes);
      }
    }
    if (columns.isEmpty()) {
      return cells;
    }
    var kept = new HashMap<Integer, Integer>();
    for (int column = 0; column < cells.names().size(); column++) {
      if (!columns.contains(column)) {
        kept.put(column, empty.addColumn(cells.names().get(column)));
      }
    }
    for (int row = 0; row < cells.rows(); row++) {
      empty.startRow(cells.line(row));
      for (Map.Entry<Integer, Integer> column : kept.entrySet()) {
        String text = cells.cell(row, column.getKey());
        if (text != null) {
          empty.set(column.getValue(), text);
        }
      }
      for (int column : columns) {
        JsonNode node = parsed.getOrDefault(column, List.of()).get(row);
        if (node != null) {
          flatten(cells.names().get(column) + ".", node, empty);
        }
      }
    }
    return empty;
  }

  /// A dictionary for each row, null where the cell is empty; none at all if a cell is something
  /// else.
  private static List<@Nullable JsonNode> dictionaries(TableCells cells, int column) {
    var nodes = new ArrayList<@Nullable JsonNode>();
    boolean any = false;
    for (int row = 0; row < cells.rows(); row++) {
      String text = cells.cell(row, column);
      if (text == null) {
        nodes.add(null);
        continue;
      }
      JsonNode node = text.startsWith("{") && text.endsWith("}") ? parse(text) : null;
      if (node == null) {
        return List.of();
      }
      nodes.add(node);
      any = true;
    }
    return any ? nodes : List.of();
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      JsonNode node = YAML.readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JacksonException e) {
      return null; // the column stays as it is
    }
  }

  private static void flatten(String prefix, JsonNode object, TableCells cells) {
    object
        .properties()
        .forEach(entry -> {
          if (entry.getValue().isObject()) {
            flatten(prefix + entry.getKey() + ".", entry.getValue(), cells);
          } else if (!entry.getValue().isNull()) {
            JsonNode value = entry.getValue();
            cells.set(
                cells.column(prefix + entry.getKey()),
                value.isArray() ? value.toString() : value.asString());
          }
        });
  }
}
