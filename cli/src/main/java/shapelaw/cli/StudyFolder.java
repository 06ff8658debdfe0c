package shapelaw.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import shapelaw.law.StarFitOptions;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.SimulatedTrainer;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreLocation;
import shapelaw.shape.VisionTransformer;
import shapelaw.study.GridExtension;
import shapelaw.study.Study;
import shapelaw.study.StudyException;
import shapelaw.study.StudyFile;
import shapelaw.study.StudyTemplates;
import shapelaw.sweep.Plan;
import shapelaw.sweep.RepeatedImages;
import shapelaw.sweep.SweepResults;
import shapelaw.torch.data.DataSummary;
import shapelaw.torch.data.ImageSources;

/// A study on disk: `study.yaml`, and beside it what came of it.
///
/// @param folder where everything lies
/// @param file the study file
/// @param study its content, its grid as long as [GridExtension] made it
/// @param sharedStore URL of the store that it takes if its file names none; empty for a file
record StudyFolder(Path folder, Path file, Study study, Optional<String> sharedStore) {

  /// Environment variable with the URL of a store that studies share.
  static final String STORE_VARIABLE = "SHAPELAW_STORE";

  /// What a shell takes as it is.
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w./+=:,@%][\\w./+=:,@%-]*");

  /// Folder of the report, its figures and tables.
  static final String REPORT = "report";

  /// Runs of one trunk share weights and images, so that their errors go together. How much is not
  /// known before it is measured with repeats; docs/paper/law.md has what one half does to
  /// coverage.
  static final double TRUNK_CORRELATION = 0.5;

  /// Opens a study by its folder or its file.
  ///
  /// @throws StudyException if the study file is not valid
  /// @throws CommandFailure if there is none, or one that was imported
  static StudyFolder open(Path path) throws StudyException {
    Path inside = path.resolve(StudyTemplates.STUDY_FILE);
    boolean named = path.endsWith(StudyTemplates.STUDY_FILE) && !Files.exists(inside);
    Path file = Files.isDirectory(path) && !named ? inside : path;
    if (!Files.exists(file)) {
      if (ImportedStudy.isAt(path)) {
        throw new CommandFailure(
            "%s must have a plan but this study was imported: it has no plan to run. Maybe: shapelaw fit %s"
                .formatted(path, path));
      }
      throw new CommandFailure(
          "a study must have a file %s but there is none at %s. Maybe make one with: shapelaw init %s"
              .formatted(StudyTemplates.STUDY_FILE, file, path));
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.resolveSibling("");
    Study study = GridExtension.read(folder).applied(StudyFile.read(file));
    Optional<String> shared =
        Optional.ofNullable(System.getenv(STORE_VARIABLE)).filter(url -> !url.isBlank());
    return new StudyFolder(folder, absolute, study, shared);
  }

  /// A command on this study, to be pasted where this program was started; the study is left out in
  /// its own folder.
  String command(String name) {
    Path here = Path.of("").toAbsolutePath();
    Path shortest = file.endsWith(StudyTemplates.STUDY_FILE) ? file.resolveSibling("") : file;
    if (shortest.equals(here)) {
      return "shapelaw " + name;
    }
    String path = (shortest.startsWith(here) ? here.relativize(shortest) : shortest).toString();
    boolean plain = PLAIN_WORD.matcher(path).matches();
    return "shapelaw %s %s"
        .formatted(name, plain ? path : "'%s'".formatted(path.replace("'", "'\\''")));
  }

  /// A variant of the study, with the same results.
  StudyFolder withStudy(Study variant) {
    return new StudyFolder(folder, file, variant, sharedStore);
  }

  /// The study with a store of its own, whatever the environment says.
  StudyFolder withoutSharedStore() {
    return new StudyFolder(folder, file, study, Optional.empty());
  }

  /// The database with plans, attempts and results: the study file's, else the shared one, else a
  /// file.
  ///
  /// @throws IllegalArgumentException if the environment's is no URL of a store
  StoreLocation store() {
    return study
        .infrastructure()
        .store()
        .or(() -> sharedStore)
        .<StoreLocation>map(url -> StoreLocation.server(url, study.name()))
        .orElseGet(() -> new StoreLocation.LocalFile(folder.resolve("study.db")));
  }

  /// Opens the store if there is one; none is made just to be read.
  Optional<RunStore> openStore() {
    return RunStore.openExisting(store());
  }

  /// Folders of the trials: checkpoints, logs, results on their way.
  Path trials() {
    return folder.resolve("trials");
  }

  /// Folder of the brief runs that choose the learning rate, with a store and trials of its own.
  Path learningRate() {
    return folder.resolve("learning-rate");
  }

  /// Every run of the study.
  Plan plan() {
    return study.design(study.pretrainClasses(ImageSources::trainingClasses)).plan();
  }

  /// The plan with what is stored so far.
  SweepResults results() {
    return new SweepResults(plan(), stored());
  }

  /// The images that the study finds.
  DataSummary data() {
    return ImageSources.summary(study.data());
  }

  /// The finished runs that saw images more than once.
  RepeatedImages repeatedImages(SweepResults results) {
    return repeatedImages(
        results.rows().stream()
            .filter(row -> row.result().orElse(null) instanceof RunResult.Done)
            .map(SweepResults.Row::spec)
            .toList());
  }

  /// Those among runs that see images more than once; a simulation sees none.
  RepeatedImages repeatedImages(List<RunSpec> runs) {
    boolean simulated = study.trainer().equals(SimulatedTrainer.NAME);
    return RepeatedImages.among(runs, simulated ? Long.MAX_VALUE : data().trainingImages());
  }

  /// Results of this study's runs, whatever recipe they were planned with.
  Map<RunId, RunResult> stored() {
    Optional<RunStore> existing = openStore();
    if (existing.isEmpty()) {
      return Map.of();
    }
    try (RunStore store = existing.get()) {
      return store.results();
    }
  }

  /// A model of the study: its patch size, resolution, pooling and classes.
  VisionTransformer template() {
    return study
        .runSpec(
            study.star().sweep().centre(),
            study.star().steps().getLast(),
            0,
            study.pretrainClasses(ImageSources::trainingClasses))
        .model();
  }

  StarFitOptions fitOptions() {
    return fitOptions(study.seed());
  }

  /// How stars of a study with this seed are fitted.
  static StarFitOptions fitOptions(long seed) {
    return StarFitOptions.DEFAULT.withSeed(seed).withShapeCorrelation(TRUNK_CORRELATION);
  }
}
