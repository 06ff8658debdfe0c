package shapelaw.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import shapelaw.runs.files.DurableFiles;
import shapelaw.shape.Dimension;
import shapelaw.sweep.GridSweep;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Values that were added to a study's grid because its best shape lay on an edge. They are kept
/// beside the study file, which stays as its author wrote it, and belong to the study for every
/// command: deleting the file takes them back.
///
/// @param rounds how often the grid was extended
/// @param values what was added to each dimension, ascending
public record GridExtension(int rounds, Map<Dimension, List<Integer>> values) {

  /// Name of the file beside the study file.
  public static final String FILE = "grid-extension.json";

  /// Nothing was added.
  public static final GridExtension NONE = new GridExtension(0, Map.of());

  private static final String ROUNDS = "rounds";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public GridExtension {
    var copy = new LinkedHashMap<Dimension, List<Integer>>();
    values.forEach((dimension, added) -> copy.put(dimension, added.stream().sorted().toList()));
    values = copy;
  }

  /// What was added to the grid of the study in `folder`.
  ///
  /// @throws IllegalArgumentException if the file is not what [#write] wrote
  public static GridExtension read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      var values = new LinkedHashMap<Dimension, List<Integer>>();
      for (Dimension dimension : StudyMapping.DIMENSIONS) {
        var added = new ArrayList<Integer>();
        root.path(dimension.name()).forEach(value -> added.add(positive(value.intValue())));
        if (!added.isEmpty()) {
          values.put(dimension, added);
        }
      }
      return new GridExtension(positive(root.required(ROUNDS).intValue()), values);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s must be as 'shapelaw run --extend' wrote it but is not (%s). Maybe delete it: the grid is then the study file's."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static int positive(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("a number must be at least 1 but was " + value);
    }
    return value;
  }

  /// Keeps it beside the study file, whole or not at all.
  public void write(Path folder) throws IOException {
    ObjectNode root = MAPPER.createObjectNode().put(ROUNDS, rounds);
    values.forEach((dimension, added) -> added.forEach(root.withArray(dimension.name())::add));
    DurableFiles.write(
        folder.resolve(FILE),
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /// One more round: a step beyond each of the edges.
  public GridExtension with(List<GridSweep.Edge> edges) {
    var more = new LinkedHashMap<Dimension, List<Integer>>();
    for (Dimension dimension : StudyMapping.DIMENSIONS) {
      var added = new TreeSet<>(values.getOrDefault(dimension, List.of()));
      edges.stream()
          .filter(edge -> edge.dimension().equals(dimension))
          .forEach(edge -> added.add(edge.next()));
      if (!added.isEmpty()) {
        more.put(dimension, List.copyOf(added));
      }
    }
    return new GridExtension(rounds + 1, more);
  }

  /// The study with the longer grid.
  public Study applied(Study study) {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    study
        .grid()
        .sweep()
        .axes()
        .forEach((dimension, given) -> {
          var all = new TreeSet<>(given);
          all.addAll(values.getOrDefault(dimension, List.of()));
          axes.put(dimension, List.copyOf(all));
        });
    return study.withGrid(new GridSweep(axes));
  }

  /// For example `width 96, 112; depth 5`.
  public String text() {
    return values.entrySet().stream()
        .map(axis ->
            axis.getKey()
                + " "
                + axis.getValue().stream().map(String::valueOf).collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
