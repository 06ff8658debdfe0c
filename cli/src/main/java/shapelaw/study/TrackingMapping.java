package shapelaw.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import shapelaw.runs.tracking.TrackingTarget;
import tools.jackson.databind.JsonNode;

/// Reads `tracking` of a checked document.
final class TrackingMapping {

  static final String TENSORBOARD = "tensorboard";
  static final String MLFLOW = "mlflow";
  static final String EXPERIMENT = "experiment";

  private TrackingMapping() {}

  /// @param folder where relative paths start
  /// @param study its name, which is the experiment's where nothing else is said
  static List<TrackingTarget> of(JsonNode tracking, Path folder, String study) {
    var targets = new ArrayList<TrackingTarget>();
    for (JsonNode target : tracking) {
      targets.add(
          target.has(TENSORBOARD)
              ? new TrackingTarget.TensorBoard(
                  folder.resolve(target.get(TENSORBOARD).stringValue()))
              : TrackingTarget.mlflow(
                  target.get(MLFLOW).stringValue(),
                  target.path(EXPERIMENT).asString(study),
                  folder));
    }
    return targets;
  }
}
