package shapelaw.runs.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// MLflow's store in a folder, usually `mlruns`:
///
/// ```text
/// mlruns/<experiment>/meta.yaml                      name, lifecycle_stage
/// mlruns/<experiment>/<run>/meta.yaml                run_name, status, lifecycle_stage
/// mlruns/<experiment>/<run>/{params,tags}/<name>     one text a file
/// mlruns/<experiment>/<run>/metrics/<name>           lines "milliseconds value step"
/// ```
///
/// (`mlflow/store/tracking/file_store.py`). Names may hold slashes, which are folders. What was
/// deleted is passed over, as MLflow does.
public final class MlflowFolder {

  static final String META = "meta.yaml";

  private static final int MOST_META_BYTES = 1 << 20;
  private static final int MOST_TEXT_BYTES = 1 << 20;
  private static final int MOST_METRIC_BYTES = 1 << 28;

  private MlflowFolder() {}

  /// The store at a place: the folder itself, or `mlruns` in it, or one experiment of a store.
  public static Optional<Path> at(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return Optional.empty();
    }
    for (Path store : List.of(place, place.resolve("mlruns"))) {
      if (isExperiment(store) || !folders(store, MlflowFolder::isExperiment).isEmpty()) {
        return Optional.of(store);
      }
    }
    return Optional.empty();
  }

  /// An experiment's meta file names the place of its artefacts; a run's names its own.
  private static boolean isExperiment(Path folder) {
    Path meta = folder.resolve(META);
    try {
      return Files.isRegularFile(meta)
          && BoundedText.read(meta, MOST_META_BYTES).contains("artifact_location:");
    } catch (IOException | LogException e) {
      return false; // whoever reads it will say why
    }
  }

  private static List<Path> folders(Path parent, java.util.function.Predicate<Path> wanted)
      throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).filter(wanted).sorted().toList();
    }
  }

  /// Reads the runs of a store.
  ///
  /// @param store as [#at] answered
  /// @param experiment the only one whose runs are wanted, by its name
  /// @throws LogException if a file is damaged, or there is no such experiment
  /// @throws IOException if a file cannot be read
  public static List<LoggedRun> read(Path store, Optional<String> experiment) throws IOException {
    var runs = new ArrayList<LoggedRun>();
    var names = new ArrayList<String>();
    List<Path> experiments =
        isExperiment(store)
            ? List.of(store)
            : folders(store, folder -> Files.exists(folder.resolve(META)));
    for (Path folder : experiments) {
      JsonNode meta = meta(folder);
      String name = meta.path("name").asString(String.valueOf(folder.getFileName()));
      if (!isDeleted(meta)) {
        names.add(name);
        if (experiment.isEmpty() || experiment.get().equals(name)) {
          readExperiment(folder, name, runs);
        }
      }
    }
    if (experiment.isPresent() && !names.contains(experiment.get())) {
      throw new LogException(
          "%s must have the experiment '%s' but has %s."
              .formatted(store, experiment.get(), String.join(", ", names)));
    }
    return runs;
  }

  private static JsonNode meta(Path folder) throws IOException {
    Path file = folder.resolve(META);
    return ConfigTree.read(file, BoundedText.read(file, MOST_META_BYTES));
  }

  private static boolean isDeleted(JsonNode meta) {
    return meta.path("lifecycle_stage").asString("").equals("deleted");
  }

  private static void readExperiment(Path folder, String name, List<LoggedRun> runs)
      throws IOException {
    for (Path run : folders(folder, MlflowFolder::looksLikeRun)) {
      if (!Files.exists(run.resolve(META))) {
        throw new LogException(
            "%s must have a file %s, as every run of MLflow has, but has none. Maybe the store was not copied whole."
                .formatted(run, META));
      }
      JsonNode meta = meta(run);
      if (!isDeleted(meta)) {
        runs.add(run(run, meta, name));
      }
    }
  }

  private static boolean looksLikeRun(Path folder) {
    return Files.exists(folder.resolve(META))
        ? !isExperiment(folder)
        : Files.isDirectory(folder.resolve("params"))
            && Files.isDirectory(folder.resolve("metrics"));
  }

  private static LoggedRun run(Path folder, JsonNode meta, String experiment) throws IOException {
    String id = meta.path("run_id").asString(String.valueOf(folder.getFileName()));
    var facts = new LinkedHashMap<String, String>();
    MlflowFacts.add(
        facts, experiment, meta.path("run_name").asString(""), meta.path("status").asString(""));
    for (Map.Entry<String, Path> param : files(folder.resolve("params")).entrySet()) {
      facts.put("params." + param.getKey(), BoundedText.read(param.getValue(), MOST_TEXT_BYTES));
    }
    for (Map.Entry<String, Path> tag : files(folder.resolve("tags")).entrySet()) {
      if (MlflowFacts.isOfUser(tag.getKey())) {
        facts.put("tags." + tag.getKey(), BoundedText.read(tag.getValue(), MOST_TEXT_BYTES));
      }
    }
    var metrics = new LinkedHashMap<String, List<MetricPoint>>();
    for (Map.Entry<String, Path> metric : files(folder.resolve("metrics")).entrySet()) {
      List<MetricPoint> points = points(metric.getValue());
      if (!points.isEmpty()) {
        metrics.put("metrics." + metric.getKey(), points);
      }
    }
    return new LoggedRun(id, facts, metrics);
  }

  /// Files below a folder by their names as MLflow says them.
  private static Map<String, Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    var files = new TreeMap<String, Path>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(folder.relativize(file).toString().replace('\\', '/'), file));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
    return files;
  }

  private static List<MetricPoint> points(Path file) throws IOException {
    var points = new ArrayList<MetricPoint>();
    int number = 0;
    for (String line : BoundedText.read(file, MOST_METRIC_BYTES).lines().toList()) {
      number++;
      if (!line.isBlank()) {
        points.add(point(file, number, line.strip().split(" ")));
      }
    }
    points.sort(MetricPoint.ORDER);
    return points;
  }

  private static MetricPoint point(Path file, int line, String[] parts) {
    try {
      long step = parts.length < 3 ? 0 : Long.parseLong(parts[2]);
      return new MetricPoint(step, Long.parseLong(parts[0]), PythonNumbers.parse(parts[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new LogException(
          "%s: line %d: a metric must be 'milliseconds value step' but was '%s'."
              .formatted(file, line, String.join(" ", parts)),
          e);
    }
  }
}
