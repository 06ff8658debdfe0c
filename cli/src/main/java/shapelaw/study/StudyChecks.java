package shapelaw.study;

import java.nio.file.Path;
import java.util.Optional;
import shapelaw.runs.store.StoreLocation;
import shapelaw.shape.Dimension;
import shapelaw.spark.SparkSettings;
import tools.jackson.databind.JsonNode;

/// Checks what a schema cannot say because it takes two values, or a look at the disk. Looks only
/// at values that are sound so far.
final class StudyChecks {

  private final SoundValues values;
  private final Path folder;

  /// @param folder where relative paths start
  StudyChecks(SoundValues values, Path folder) {
    this.values = values;
    this.folder = folder;
  }

  void check() {
    patches();
    widths();
    arms();
    gridInterior();
    jobTime();
    store();
    sparkProperties();
    tracking();
    new TrainingChecks(values, folder).check();
  }

  private void store() {
    values
        .value("/store")
        .ifPresent(url -> {
          try {
            StoreLocation.server(url.stringValue(), "study");
          } catch (IllegalArgumentException e) {
            values.report("/store", String.valueOf(e.getMessage()));
          }
        });
  }

  private void tracking() {
    for (String item : values.items("/tracking")) {
      boolean mlflow = values.has(item + "/" + TrackingMapping.MLFLOW);
      if (mlflow == values.has(item + "/" + TrackingMapping.TENSORBOARD)) {
        values.report(
            item,
            "must name one of 'tensorboard' and 'mlflow' but named %s."
                .formatted(mlflow ? "both" : "neither"));
      } else if (!mlflow && values.has(item + "/" + TrackingMapping.EXPERIMENT)) {
        values.report(
            item + "/" + TrackingMapping.EXPERIMENT,
            "is MLflow's and must not stand beside 'tensorboard'. Maybe leave it out.");
      }
    }
  }

  private void patches() {
    for (String source : TrainingChecks.SOURCES) {
      Optional<Integer> pixels = values.integer("/data/" + source + "/image_size");
      Optional<Integer> patch = values.integer("/model/patch_size");
      if (pixels.isPresent() && patch.isPresent() && patch.get() > pixels.get()) {
        values.report(
            "/model/patch_size",
            "must be at most the image size (%d) but was %d.".formatted(pixels.get(), patch.get()));
      }
    }
  }

  private void widths() {
    values
        .value("/model/heads")
        .map(StudyMapping::headRule)
        .ifPresent(rule -> new WidthChecks(values, rule).check());
  }

  private void arms() {
    for (Dimension dimension : StudyMapping.DIMENSIONS) {
      Optional<Integer> centre = values.integer("/star/centre/" + dimension);
      for (String item : values.items("/star/arms/" + dimension)) {
        Optional<Integer> value = values.integer(item);
        if (centre.isPresent() && value.isPresent() && value.get() >= centre.get()) {
          values.report(
              item,
              "must be below the centre's (%d) but was %d. Maybe leave it out or enlarge star.centre.%s."
                  .formatted(centre.get(), value.get(), dimension));
        }
      }
    }
  }

  private void gridInterior() {
    for (Dimension dimension : StudyMapping.DIMENSIONS) {
      String pointer = "/grid/" + dimension;
      if (values.items(pointer).size() == 2) {
        values.report(
            pointer,
            "must have one value (then it is not searched) or at least 3, so that one lies inside, but had 2.");
      }
    }
  }

  private void sparkProperties() {
    values
        .value("/spark/conf")
        .flatMap(conf -> SparkSettings.problem(SparkMapping.conf(conf)))
        .ifPresent(problem -> values.report("/spark/conf", "is not what it must be: " + problem));
  }

  /// Slurm tells a trial up to a minute before the moment that it was asked for.
  private void jobTime() {
    Optional<Long> time =
        values.value("/slurm/time").map(JsonNode::asString).map(SlurmMapping::seconds);
    Optional<Integer> signal = values.integer("/slurm/signal_seconds");
    if (time.isPresent() && signal.isPresent() && time.get() < signal.get() + 60L) {
      values.report(
          "/slurm/time",
          "must be at least a minute longer than slurm.signal_seconds (%d%s) but was %d seconds. Maybe lower slurm.signal_seconds."
              .formatted(signal.get(), values.orDefault("/slurm/signal_seconds"), time.get()));
    }
  }
}
