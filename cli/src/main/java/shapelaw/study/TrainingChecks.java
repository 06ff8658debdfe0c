package shapelaw.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import shapelaw.run.DataSpec;
import tools.jackson.databind.JsonNode;

/// Checks of data, schedule and evaluation.
final class TrainingChecks {

  /// What `data` may hold.
  static final List<String> SOURCES = List.of("fractals", "folder", "images");

  private static final String METRIC = "/evaluation/metric";
  private static final String METRIC_SHOTS = "/evaluation/metric_shots";
  private static final String COOLDOWN = "/recipe/cooldown_steps";

  private final SoundValues values;
  private final Path folder;

  /// @param folder where relative paths start
  TrainingChecks(SoundValues values, Path folder) {
    this.values = values;
    this.folder = folder;
  }

  void check() {
    imageFolder();
    imageFiles();
    SOURCES.forEach(this::evaluationClasses);
    cooldown();
    parametrization();
    durations("/star/examples");
    durations("/grid/examples");
    metricShots();
    SOURCES.forEach(this::metric);
  }

  private void imageFolder() {
    Optional<JsonNode> images = values.value("/data/folder/path").flatMap(p -> source("folder"));
    images.ifPresent(node -> {
      Path path = DataMapping.path(folder, node);
      if (!Files.isDirectory(path)) {
        values.report(
            "/data/folder/path",
            "must be a folder with one sub-folder a class but %s %s."
                .formatted(path, Files.exists(path) ? "is a file" : "does not exist"));
      }
    });
  }

  private void imageFiles() {
    Optional<JsonNode> images =
        values
            .value("/data/images/path")
            .flatMap(p -> values.value("/data/images/format"))
            .flatMap(f -> source("images"));
    images.ifPresent(node -> {
      Path path = DataMapping.path(folder, node);
      boolean ofClasses = DataMapping.format(node) == DataSpec.ImageFormat.FOLDER;
      if (ofClasses ? !Files.isDirectory(path) : !Files.exists(path)) {
        values.report(
            "/data/images/path",
            "must be %s but %s %s."
                .formatted(
                    ofClasses
                        ? "a folder with one sub-folder a class"
                        : "a folder or a file of the format " + node.get("format").stringValue(),
                    path,
                    Files.exists(path) ? "is a file" : "does not exist"));
      }
    });
  }

  private Optional<JsonNode> source(String name) {
    return values.value("/data/" + name);
  }

  private void evaluationClasses(String source) {
    String pointer = "/data/" + source + "/evaluation_classes";
    if (values.integer(pointer).equals(Optional.of(1))) {
      values.report(pointer, "must be 0 (none) or at least 2 but was 1.");
    }
  }

  private void cooldown() {
    Optional<String> schedule = values.text("/recipe/schedule");
    if (schedule.isEmpty() || values.value("/recipe").isEmpty()) {
      return;
    }
    boolean cosine = schedule.get().equals(RecipeMapping.COSINE);
    Optional<Integer> cooldown = values.integer(COOLDOWN);
    if (cosine && cooldown.isPresent()) {
      values.report(
          COOLDOWN,
          "must be left out for the schedule cosine, which ends at zero by itself, but was %d."
              .formatted(cooldown.get()));
    } else if (!cosine && !values.has(COOLDOWN)) {
      values.report(
          COOLDOWN,
          "must be given for the schedule %s but is missing. Maybe a tenth of the shortest duration."
              .formatted(schedule.get()));
    }
  }

  private void parametrization() {
    Optional<Integer> baseWidth = values.integer("/recipe/mup_base_width");
    boolean sgd = values.text("/recipe/optimizer").equals(Optional.of("sgd"));
    if (baseWidth.isPresent() && sgd) {
      values.report(
          "/recipe/mup_base_width",
          "must be left out for the optimizer sgd but was %d. Maybe use adafactor or adamw."
              .formatted(baseWidth.get()));
    }
  }

  private void durations(String pointer) {
    Optional<Ends> ends = ends();
    if (ends.isEmpty()) {
      return;
    }
    int batch = ends.get().batchSize();
    var itemBySteps = new HashMap<Long, String>();
    for (String item : values.items(pointer)) {
      Optional<JsonNode> examples = values.value(item);
      if (examples.isPresent()) {
        long steps = StudyMapping.steps(examples.get().doubleValue(), batch);
        if (steps <= ends.get().steps()) {
          values.report(item, ends.get().tooShort(examples.get().asString()));
        } else if (itemBySteps.putIfAbsent(steps, item) != null) {
          values.report(
              item,
              "must differ by at least one step (%d examples) but %s rounds to %d steps like another."
                  .formatted(batch, examples.get().asString(), steps));
        }
      }
    }
  }

  /// What every duration has to hold.
  private Optional<Ends> ends() {
    Optional<Integer> batchSize = values.integer("/recipe/batch_size");
    Optional<Integer> warmup = values.integer("/recipe/warmup_steps");
    Optional<String> schedule = values.text("/recipe/schedule");
    boolean cosine = schedule.equals(Optional.of(RecipeMapping.COSINE));
    Optional<Integer> cooldown = cosine ? Optional.of(0) : values.integer(COOLDOWN);
    return batchSize.isPresent()
            && warmup.isPresent()
            && schedule.isPresent()
            && cooldown.isPresent()
        ? Optional.of(new Ends(batchSize.get(), warmup.get(), cooldown.get()))
        : Optional.empty();
  }

  /// Warm-up and cool-down of a run.
  ///
  /// @param cooldown its steps, 0 for a schedule that has none
  private record Ends(int batchSize, int warmup, int cooldown) {

    long steps() {
      return (long) warmup + cooldown;
    }

    String tooShort(String examples) {
      return cooldown == 0
          ? "must be more than warm-up takes (%d steps of %d = %d examples) but was %s. Maybe shorten recipe.warmup_steps."
              .formatted(warmup, batchSize, steps() * batchSize, examples)
          : "must be more than warm-up and cool-down take (%d + %d steps of %d = %d examples) but was %s. Maybe shorten recipe.warmup_steps or recipe.cooldown_steps."
              .formatted(warmup, cooldown, batchSize, steps() * batchSize, examples);
    }
  }

  private void metricShots() {
    Optional<JsonNode> shots = values.value("/evaluation/shots");
    Optional<Integer> metric = values.integer(METRIC_SHOTS);
    if (shots.isPresent() && metric.isPresent()) {
      List<String> known = shots.get().valueStream().map(n -> "" + n.intValue()).toList();
      if (!known.contains("" + metric.get())) {
        values.report(
            METRIC_SHOTS,
            "must be one of evaluation.shots (%s) but was %d%s."
                .formatted(String.join(", ", known), metric.get(), values.orDefault(METRIC_SHOTS)));
      }
    }
  }

  private void metric(String source) {
    Optional<String> metric = values.text(METRIC);
    if (metric.isEmpty() || source(source).isEmpty()) {
      return;
    }
    String data = "data." + source;
    boolean fewShot = metric.get().equals("few_shot_error");
    int classes = values.integer("/data/" + source + "/evaluation_classes").orElse(0);
    int images = values.integer("/data/" + source + "/validation_images").orElse(0);
    if (fewShot && classes == 0) {
      values.report(
          METRIC,
          "must be validation_error where no classes are held out (%s.evaluation_classes is 0) but was few_shot_error%s. Maybe hold out at least 2 classes."
              .formatted(data, values.orDefault(METRIC)));
    } else if (!fewShot && images == 0) {
      values.report(
          METRIC,
          "must be few_shot_error where no images are held out (%s) but was validation_error. Maybe %s."
              .formatted(
                  source.equals("folder")
                      ? data + " holds out classes only"
                      : data + ".validation_images is 0",
                  source.equals("folder")
                      ? "write it as data.images with format: folder and validation_images"
                      : "set " + data + ".validation_images to 1000 or more"));
    }
  }
}
