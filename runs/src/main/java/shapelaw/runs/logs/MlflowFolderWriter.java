package shapelaw.runs.logs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shapelaw.run.Sha256;
import shapelaw.runs.files.DurableFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Writes into MLflow's store in a folder ([MlflowFolder] has its layout). The folder of a run
/// follows from its id, so that a later process finds it again.
public final class MlflowFolderWriter implements RunWriter {

  private static final String NAME = "name";

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final Path store;
  private final String experiment;
  private @Nullable Path experimentFolder;

  /// A writer into a store.
  ///
  /// @param store folder of the store, which need not exist
  /// @param experiment name of the experiment, which need not exist
  public MlflowFolderWriter(Path store, String experiment) {
    this.store = store.toAbsolutePath().normalize();
    this.experiment = experiment;
  }

  @Override
  public String place() {
    return "MLflow in " + store;
  }

  @Override
  public void write(RunEntry entry) throws IOException {
    Path parent = experimentFolder();
    String id = hexadecimal(entry.id()).substring(0, 32);
    Path run = parent.resolve(id);
    Map<String, Object> before = Map.of();
    if (Files.exists(run.resolve(MlflowFolder.META))) {
      JsonNode meta = meta(run);
      if (meta.path("lifecycle_stage").asString("").equals("deleted")) {
        return; // the user does not want it
      }
      if (isTold(meta, entry)) {
        return;
      }
      before = YAML.convertValue(meta, new tools.jackson.core.type.TypeReference<>() {});
    }
    for (String part : List.of("params", "metrics", "tags", "artifacts")) {
      Files.createDirectories(run.resolve(part));
    }
    writeTexts(run.resolve("params"), entry.params());
    var tags = new LinkedHashMap<>(entry.tags());
    tags.put(MlflowFacts.RUN_TAG, entry.id());
    tags.put("mlflow.runName", entry.name());
    writeTexts(run.resolve("tags"), tags);
    for (Map.Entry<String, List<MetricPoint>> points : entry.points().entrySet()) {
      append(metric(run, points.getKey()), points.getValue());
    }
    for (Map.Entry<String, Double> result : entry.results().entrySet()) {
      Path file = metric(run, result.getKey());
      if (!Files.exists(file)) {
        append(file, List.of(new MetricPoint(entry.step(), entry.millis(), result.getValue())));
      }
    }
    DurableFiles.write(
        run.resolve(MlflowFolder.META), YAML.writeValueAsString(meta(run, id, entry, before)));
  }

  /// True if the results are there already.
  private static boolean isTold(JsonNode meta, RunEntry entry) {
    int finished = MlflowFacts.code(RunEntry.Status.FINISHED.name());
    return meta.path("status").asInt(0) == finished
        && entry.status() == RunEntry.Status.FINISHED
        && entry.points().isEmpty();
  }

  private static JsonNode meta(Path folder) throws IOException {
    Path file = folder.resolve(MlflowFolder.META);
    return ConfigTree.read(file, Files.readString(file));
  }

  private Map<String, Object> meta(
      Path run, String id, RunEntry entry, Map<String, Object> before) {
    var meta = new LinkedHashMap<String, Object>();
    meta.put("artifact_uri", run.resolve("artifacts").toUri().toString());
    meta.put("end_time", entry.status() == RunEntry.Status.RUNNING ? null : entry.millis());
    meta.put("entry_point_name", "");
    meta.put(
        "experiment_id",
        String.valueOf(experimentFolder == null ? "" : experimentFolder.getFileName()));
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", id);
    meta.put("run_name", entry.name());
    meta.put("run_uuid", id);
    meta.put("source_name", "shapelaw");
    meta.put("source_type", 4);
    meta.put("source_version", "");
    meta.put("start_time", before.getOrDefault("start_time", entry.millis()));
    meta.put("status", MlflowFacts.code(entry.status().name()));
    meta.put("tags", List.of());
    meta.put("user_id", System.getProperty("user.name", ""));
    return meta;
  }

  /// MLflow makes no difference between a name's slash and a folder's.
  private static Path metric(Path run, String name) throws IOException {
    Path file = run.resolve("metrics").resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private static void append(Path file, List<MetricPoint> points) throws IOException {
    Files.writeString(
        file,
        points.stream()
            .map(point ->
                point.millis()
                    + " "
                    + PythonNumbers.write(point.value())
                    + " "
                    + point.step()
                    + "\n")
            .collect(Collectors.joining()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void writeTexts(Path folder, Map<String, String> texts) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = folder.resolve(text.getKey());
      if (!Files.exists(file) || !Files.readString(file).equals(text.getValue())) {
        Files.writeString(file, text.getValue());
      }
    }
  }

  private Path experimentFolder() throws IOException {
    if (experimentFolder == null) {
      Files.createDirectories(store);
      Optional<Path> there = find();
      experimentFolder = there.isPresent() ? there.get() : create();
    }
    return experimentFolder;
  }

  private Optional<Path> find() throws IOException {
    try (Stream<Path> folders = Files.list(store)) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.isRegularFile(folder.resolve(MlflowFolder.META))
            && meta(folder).path(NAME).asString("").equals(experiment)) {
          return Optional.of(folder);
        }
      }
    }
    return Optional.empty();
  }

  /// Ids of experiments are numbers of 18 digits.
  private Path create() throws IOException {
    String id =
        new BigInteger(hexadecimal("experiment " + experiment), 16)
            .mod(BigInteger.TEN.pow(17))
            .add(BigInteger.TEN.pow(17))
            .toString();
    Path folder = store.resolve(id);
    Files.createDirectories(folder);
    long now = System.currentTimeMillis();
    var meta = new LinkedHashMap<String, Object>();
    meta.put("artifact_location", folder.toUri().toString());
    meta.put("creation_time", now);
    meta.put("experiment_id", id);
    meta.put("last_update_time", now);
    meta.put("lifecycle_stage", "active");
    meta.put(NAME, experiment);
    DurableFiles.write(folder.resolve(MlflowFolder.META), YAML.writeValueAsString(meta));
    return folder;
  }

  private static String hexadecimal(String text) {
    return java.util.HexFormat.of().formatHex(Sha256.of(text));
  }

  @Override
  public void close() {}
}
