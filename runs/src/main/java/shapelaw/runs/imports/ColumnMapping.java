package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;

/// Which column of a table means what.
///
/// @param dimensions the column of each dimension of the shapes, in order; may be empty, and then
///   only laws in parameters and examples apply
/// @param compute where the training compute comes from
/// @param examples column of the examples (images, tokens) seen in training
/// @param parameters column of the trainable parameters
/// @param loss column of the measured loss or accuracy
/// @param metric what that column measures
/// @param run column that tells repeats apart: a run's name, or its seed
/// @param where rows to take: those that hold one of the values in each of these columns
public record ColumnMapping(
    Map<Dimension, String> dimensions,
    ComputeSource compute,
    Optional<String> examples,
    Optional<String> parameters,
    String loss,
    LossMetric metric,
    Optional<String> run,
    Map<String, List<String>> where) {

  /// Names of the columns beside the dimensions in an imported study.
  static final String FORWARD_GFLOPS = "forward_gflops";

  static final String LOSS = "loss";
  static final String RUN = "run";
  static final String SWEEP = "sweep";

  private static final Set<String> TAKEN =
      Set.of(
          Measurements.COMPUTE,
          Measurements.EXAMPLES,
          Measurements.PARAMETERS,
          FORWARD_GFLOPS,
          LOSS,
          RUN,
          SWEEP);

  /// Refuses what cannot be together.
  public ColumnMapping {
    for (Dimension dimension : dimensions.keySet()) {
      if (TAKEN.contains(dimension.name())) {
        throw new IllegalArgumentException(
            "a dimension must not be called '%s', which means something else here. Maybe %s_size."
                .formatted(dimension, dimension));
      }
    }
    if (compute.needsExamples() && examples.isEmpty()) {
      throw new IllegalArgumentException(
          "compute %s needs the examples of each run, but no column was named. Maybe --examples COLUMN."
              .formatted(compute.explanation()));
    }
    if (compute instanceof ComputeSource.SixNd && parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "6·N·D needs the parameters of each run, but no column was named. Maybe --parameters COLUMN.");
    }
    if (compute instanceof ComputeSource.VisionTransformerCount
        && !dimensions
            .keySet()
            .containsAll(List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM))) {
      throw new IllegalArgumentException(
          "counting a Vision Transformer's FLOPs needs the dimensions width, depth and mlp_dim but there were %s. Maybe --dimension mlp_dim=COLUMN, or give --compute."
              .formatted(dimensions.keySet()));
    }
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    where = Collections.unmodifiableMap(new LinkedHashMap<>(where));
  }

  /// Every column that is used, each once.
  public List<String> columns() {
    var columns = new ArrayList<>(dimensions.values());
    columns.addAll(compute.columns());
    examples.ifPresent(columns::add);
    parameters.ifPresent(columns::add);
    columns.add(loss);
    run.ifPresent(columns::add);
    columns.addAll(where.keySet());
    return columns.stream().distinct().toList();
  }
}
