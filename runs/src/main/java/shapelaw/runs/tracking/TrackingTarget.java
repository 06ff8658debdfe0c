package shapelaw.runs.tracking;

import java.nio.file.Path;
import shapelaw.runs.logs.EventFileWriter;
import shapelaw.runs.logs.MlflowFolderWriter;
import shapelaw.runs.logs.MlflowServerWriter;
import shapelaw.runs.logs.RunWriter;

/// Where runs are logged.
public sealed interface TrackingTarget {

  /// TensorBoard's event files.
  ///
  /// @param folder `--logdir`
  record TensorBoard(Path folder) implements TrackingTarget {}

  /// MLflow's store in a folder.
  ///
  /// @param store usually `mlruns`
  /// @param experiment its name
  record MlflowFolder(Path store, String experiment) implements TrackingTarget {}

  /// An MLflow tracking server.
  ///
  /// @param address like `http://host:5000`
  /// @param experiment its name
  record MlflowServer(String address, String experiment) implements TrackingTarget {}

  /// MLflow by a server's address, or else a folder.
  ///
  /// @param base what a relative folder starts from
  static TrackingTarget mlflow(String place, String experiment, Path base) {
    return place.matches("(?i)https?://.*")
        ? new MlflowServer(place, experiment)
        : new MlflowFolder(base.resolve(place), experiment);
  }

  /// A writer to it.
  ///
  /// @throws shapelaw.runs.logs.LogException if an address is none
  default RunWriter writer() {
    return switch (this) {
      case TensorBoard(Path folder) -> new EventFileWriter(folder);
      case MlflowFolder(Path store, String experiment) -> new MlflowFolderWriter(store, experiment);
      case MlflowServer(String address, String experiment) ->
          MlflowServerWriter.at(address, experiment);
    };
  }
}
