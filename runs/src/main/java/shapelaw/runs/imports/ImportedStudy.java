package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.GridRuns;
import shapelaw.sweep.Measurement;
import shapelaw.sweep.Purpose;

/// A study whose runs were trained elsewhere: a folder with [#RECORD_FILE], which says where its
/// rows came from, and [#RESULTS_FILE], which holds them in Shapelaw's units.
///
/// @param folder where it lies
/// @param name what to call it
/// @param runs its runs, at least one
/// @param imports where they came from, in the order in which they came; at least one
/// @param plan what is kept of the plan that all of its runs were made by; empty if they had none
public record ImportedStudy(
    Path folder,
    String name,
    List<ImportedRun> runs,
    List<ImportRecord> imports,
    Optional<PlanRecord> plan) {

  /// What the study is and where its rows came from.
  public static final String RECORD_FILE = "imported.yaml";

  /// The rows.
  public static final String RESULTS_FILE = "results.csv";

  public ImportedStudy {
    runs = List.copyOf(runs);
    imports = List.copyOf(imports);
  }

  /// True if there is an imported study in `folder`.
  public static boolean isAt(Path folder) {
    return Files.exists(folder.resolve(RECORD_FILE));
  }

  /// Reads the study in `folder`.
  ///
  /// @throws java.nio.file.FileSystemException if a file cannot be opened
  /// @throws TableFileException if a file is damaged, or the two do not belong together
  public static ImportedStudy open(Path folder) throws IOException {
    Path file = folder.resolve(RECORD_FILE);
    Path results = folder.resolve(RESULTS_FILE);
    var record = ImportYaml.read(file, TableBytes.of(file).text(), ImportedStudyRecord.class);
    if (record.format() != ImportedStudyRecord.FORMAT) {
      throw new TableFileException(
          "%s must be of format %d but was %d. Maybe import again with this program."
              .formatted(file, ImportedStudyRecord.FORMAT, record.format()));
    }
    if (!Hashes.of(results).equals(record.resultsSha256())) {
      throw new TableFileException(
          "%s must be as it was imported but was changed since. Maybe change the original table and import it again."
              .formatted(results));
    }
    return new ImportedStudy(
        folder,
        record.name(),
        ResultsCsv.read(results),
        record.imports(),
        Optional.ofNullable(record.plan()));
  }

  /// The dimensions of its shapes; none if its tables say nothing of shapes.
  public List<Dimension> dimensions() {
    return List.copyOf(runs.getFirst().sizes().keySet());
  }

  /// How the FLOPs of its models were counted, if they were counted here.
  public Optional<ComputeSource.VisionTransformerCount> visionTransformers() {
    MappingRequest mapping = imports.getFirst().mapping();
    Integer patch = mapping.patch();
    Integer pixels = mapping.pixels();
    return patch == null || pixels == null
        ? Optional.empty()
        : Optional.of(
            new ComputeSource.VisionTransformerCount(patch, pixels, mapping.poolingOrDefault()));
  }

  /// True if its losses are known to be error rates.
  public boolean isErrorRate() {
    return imports.stream()
        .map(ImportRecord::mapping)
        .allMatch(m -> LossMetric.of(m.accuracy() != null, m.inPercent()).isErrorRate());
  }

  /// The runs as laws are fitted to them.
  ///
  /// @throws IllegalArgumentException if a number is not finite and above 0, which import refuses
  public Measurements measurements() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (Dimension dimension : dimensions()) {
      columns.put(dimension.name(), column(run -> run.sizes().getOrDefault(dimension, 0)));
    }
    columns.put(Measurements.COMPUTE, column(ImportedRun::forwardGflops));
    if (runs.getFirst().examples().isPresent()) {
      columns.put(Measurements.EXAMPLES, column(run -> run.examples().orElseThrow()));
    }
    if (runs.getFirst().parameters().isPresent()) {
      columns.put(Measurements.PARAMETERS, column(run -> run.parameters().orElseThrow()));
    }
    return Measurements.of(
        dimensions().stream().map(Dimension::name).toList(), columns, column(ImportedRun::loss));
  }

  /// The measurements sorted by what the plan made them for; empty if there was no plan.
  public Optional<Evidence> plannedEvidence() {
    return plan.map(known -> {
      var arms = new LinkedHashMap<Dimension, List<Observation>>();
      for (String arm : known.arms()) {
        var dimension = new Dimension(arm);
        arms.put(
            dimension,
            measured(new Purpose.Arm(dimension)).stream()
                .map(m -> observation(dimension, m))
                .toList());
      }
      return new Evidence(
          arms, measured(new Purpose.Centre()), measured(new Purpose.Grid()), measurements());
    });
  }

  /// How many runs of the plan's grid are there; unknown if there was no plan.
  public GridRuns gridRuns() {
    return plan.flatMap(known -> Optional.ofNullable(known.gridRuns()))
        .map(planned ->
            new GridRuns(planned, Math.min(planned, measured(new Purpose.Grid()).size()), Map.of()))
        .orElse(GridRuns.UNKNOWN);
  }

  private static Observation observation(Dimension dimension, Measurement m) {
    return new Observation(m.shape().value(dimension), m.compute().forwardGflops(), m.loss());
  }

  private List<Measurement> measured(Purpose purpose) {
    return runs.stream()
        .filter(run -> run.sweeps().contains(purpose))
        .map(run ->
            new Measurement(
                run.shape().orElseThrow(),
                Compute.ofForwardGflops(run.forwardGflops()),
                run.loss()))
        .toList();
  }

  private double[] column(ToDoubleFunction<ImportedRun> value) {
    return runs.stream().mapToDouble(value).toArray();
  }
}
