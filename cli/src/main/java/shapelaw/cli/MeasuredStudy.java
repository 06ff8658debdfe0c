package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import shapelaw.cost.ShapeCost;
import shapelaw.law.StarFitOptions;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.FittedCost;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.imports.PlanRecord;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.study.StudyException;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.GridRuns;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Plateau;
import shapelaw.sweep.SweepPattern;
import shapelaw.sweep.SweepResults;

/// What fitting, recommending and reporting need of a study, whether it was trained here or
/// imported.
///
/// @param name of the study
/// @param folder where it lies
/// @param evidence the measurements
/// @param grid the grid sweep, planned or recognised
/// @param fitOptions how the star is fitted
/// @param template a model of the study, for everything but its shape; empty where nothing says
///   patch and image size
/// @param cost what shapes cost
/// @param heads how a width is split into heads, where the study says so
/// @param origin where the measurements come from
record MeasuredStudy(
    String name,
    Path folder,
    Evidence evidence,
    Optional<GridSweep> grid,
    StarFitOptions fitOptions,
    Optional<VisionTransformer> template,
    ShapeCost cost,
    Optional<HeadRule> heads,
    Origin origin) {

  /// With more measured runs than this, repeats are averaged before anything is fitted.
  private static final int MANY_RUNS = 4000;

  /// Heads of a table's models are not known; they change FLOPs by about 0.1 %.
  private static final int USUAL_HEAD_SIZE = 64;

  /// A model to count the others by; its own shape does not matter.
  private static final Shape USUAL_SHAPE = Shape.vit(USUAL_HEAD_SIZE, 1, USUAL_HEAD_SIZE);

  /// Where measurements come from.
  sealed interface Origin {
    /// Runs of a plan.
    record Trained(StudyFolder study, SweepResults results) implements Origin {}

    /// A table of someone's results.
    record Imported(ImportedStudy study) implements Origin {}
  }

  /// Opens a study by its folder or its file.
  ///
  /// @throws CommandFailure if there is none
  static MeasuredStudy open(Path path) throws StudyException, IOException {
    if (ImportedStudy.isAt(path)) {
      return of(ImportedStudy.open(path));
    }
    StudyFolder study = StudyFolder.open(path);
    return of(study, study.results());
  }

  /// A planned study with results, stored or simulated.
  static MeasuredStudy of(StudyFolder study, SweepResults results) {
    HeadRule heads = study.study().model().heads();
    // Of a plan that is there: to find it anew takes a look at the images.
    VisionTransformer template = results.plan().trunks().getFirst().trunk().longest().model();
    return new MeasuredStudy(
        study.study().name(),
        study.folder(),
        results.evidence(),
        Optional.of(study.study().grid().sweep()),
        study.fitOptions(),
        Optional.of(template),
        ShapeCost.of(template, heads),
        Optional.of(heads),
        new Origin.Trained(study, results));
  }

  private static MeasuredStudy of(ImportedStudy study) {
    return study.plan().map(plan -> planned(study, plan)).orElseGet(() -> unplanned(study));
  }

  /// Results of another trainer that are runs of a plan: they are fitted as its own would be.
  private static MeasuredStudy planned(ImportedStudy study, PlanRecord plan) {
    return new MeasuredStudy(
        study.name(),
        study.folder(),
        study.plannedEvidence().orElseThrow(),
        Optional.of(plan.gridSweep()),
        StudyFolder.fitOptions(plan.seed()),
        Optional.of(plan.template()),
        ShapeCost.of(plan.template(), plan.headRule()),
        Optional.of(plan.headRule()),
        new Origin.Imported(study));
  }

  private static MeasuredStudy unplanned(ImportedStudy study) {
    Measurements data = study.measurements();
    SweepPattern pattern = SweepPattern.of(data);
    Optional<VisionTransformer> template =
        study.visionTransformers().map(count -> count.model(USUAL_SHAPE));
    return new MeasuredStudy(
        study.name(),
        study.folder(),
        pattern.evidence(),
        pattern.grid(),
        StarFitOptions.DEFAULT.withShapeCorrelation(StudyFolder.TRUNK_CORRELATION),
        template,
        template
            .map(model -> ShapeCost.of(model, new HeadRule.FixedSize(USUAL_HEAD_SIZE)))
            .orElseGet(() -> FittedCost.of(data)),
        Optional.empty(),
        new Origin.Imported(study));
  }

  private static Evidence averagedIfMany(Evidence evidence) {
    return evidence.all().rows() > MANY_RUNS ? evidence.inOrder().averaged() : evidence;
  }

  /// What an analysis of this study averages before it fits, in a line; empty if nothing.
  Optional<String> averaged(Analysis analysis) {
    int runs = evidence.all().rows();
    int points = analysis.evidence().all().rows();
    return runs > MANY_RUNS && points < runs
        ? Optional.of(
            "%,d measured runs are fitted as %s: repeats of a shape and duration are averaged.%n%n"
                .formatted(runs, Count.of(points, "mean")))
        : Optional.empty();
  }

  /// What stands above all that is told of it if nothing was trained; else empty.
  String headline() {
    return switch (origin) {
      case Origin.Trained(StudyFolder study, var _) -> SimulateCommand.headline(study.study());
      case Origin.Imported _ -> "";
    };
  }

  /// Where the report, its figures and tables go.
  Path report() {
    return folder.resolve(StudyFolder.REPORT);
  }

  /// The plan's progress, where there is a plan.
  Optional<SweepResults> results() {
    return switch (origin) {
      case Origin.Trained(StudyFolder _, SweepResults results) -> Optional.of(results);
      case Origin.Imported _ -> Optional.empty();
    };
  }

  /// True if the losses are known to be error rates, of which none is above 1.
  boolean isErrorRate() {
    return switch (origin) {
      case Origin.Trained _ -> true;
      case Origin.Imported(ImportedStudy study) -> study.isErrorRate();
    };
  }

  /// What the runs of an imported study are, in a line, by its plan or, where nothing but the
  /// shapes says which run was made for what, by these. Empty for a study trained here.
  ///
  /// @param arguments say which runs are fitted
  Optional<String> recognised(FitArguments arguments) {
    if (!(origin instanceof Origin.Imported(ImportedStudy study))) {
      return Optional.empty();
    }
    String by =
        study
            .plan()
            .map(plan -> "By the plan of " + plan.study())
            .orElse("Recognised by their shapes");
    Evidence fitted = part(arguments).evidence();
    int arms = fitted.arms().values().stream().mapToInt(List::size).sum();
    return Optional.of(
        "%s: of %s %,d are on the arms of a star, %,d at its centre, %,d in a grid.%n%n"
            .formatted(
                by,
                Count.of(fitted.all().rows(), "run"),
                arms,
                fitted.centre().size(),
                fitted.grid().size()));
  }

  /// What makes the runs that are planned and have no result; empty if there are none.
  Optional<String> wayToMissingRuns() {
    return switch (origin) {
      case Origin.Trained(StudyFolder study, SweepResults results) ->
          results.missing() > 0 ? Optional.of(study.command("run")) : Optional.empty();
      case Origin.Imported _ -> Optional.empty();
    };
  }

  /// A reason why there is no fit, with the way out that is left while runs are missing: to make
  /// them, not to plan others.
  String advised(String reason) {
    return wayToMissingRuns()
        .map(way -> reason.replaceFirst(" Maybe .*$", "") + " Maybe: " + way)
        .orElse(reason);
  }

  /// Why some of the measurements may mislead: their runs saw images more than once.
  Optional<String> repeatedImages() {
    return switch (origin) {
      case Origin.Trained(StudyFolder study, SweepResults results) ->
          study.repeatedImages(results).warning();
      case Origin.Imported _ -> Optional.empty();
    };
  }

  /// Which of the runs that are fitted are not worth fitting, since they have not left chance
  /// level.
  Optional<String> plateau(FitArguments arguments) {
    Measurements all = evidence.all();
    Optional<Measurements> part =
        arguments.splits() ? Optional.of(arguments.trainingPart(all)) : Optional.empty();
    return switch (origin) {
      case Origin.Trained(StudyFolder _, SweepResults results) -> {
        Plateau plateau = Plateau.of(results);
        yield part.map(plateau::within).orElse(plateau).warning();
      }
      case Origin.Imported _ -> Plateau.of(part.orElse(all)).warning();
    };
  }

  /// True if star, grid, heads and models are those of a plan, whoever trained it.
  boolean hasPlan() {
    return switch (origin) {
      case Origin.Trained _ -> true;
      case Origin.Imported(ImportedStudy study) -> study.plan().isPresent();
    };
  }

  /// What is fitted. The runs of a plan stay what they were planned for.
  private SweepPattern part(FitArguments arguments) {
    if (!arguments.splits()) {
      return new SweepPattern(evidence, Optional.empty(), grid);
    }
    Measurements fitted = arguments.trainingPart(evidence.all());
    return hasPlan()
        ? new SweepPattern(evidence.within(fitted), Optional.empty(), grid)
        : SweepPattern.of(fitted);
  }

  /// What the measurements say.
  ///
  /// @throws IllegalArgumentException if the arguments ask for a law or a variable that is not
  ///   there
  Analysis analysis(FitArguments arguments) {
    SweepPattern part = part(arguments);
    Analysis analysis =
        Analysis.of(
            averagedIfMany(arguments.weighted(part.evidence())),
            part.grid(),
            arguments.options(fitOptions),
            arguments.law(),
            arguments.options(LawFitOptions.matching(fitOptions)));
    return part.grid().map(sweep -> analysis.choosingFrom(sweep, gridRuns())).orElse(analysis);
  }

  private GridRuns gridRuns() {
    return switch (origin) {
      case Origin.Trained(StudyFolder _, SweepResults results) -> GridRuns.of(results);
      case Origin.Imported(ImportedStudy study) -> study.gridRuns();
    };
  }
}
