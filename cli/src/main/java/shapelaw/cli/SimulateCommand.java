package shapelaw.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.study.Study;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;
import shapelaw.sweep.SweepResults;

/// `shapelaw simulate`: the study as planned, with losses from a known law instead of training.
@Command(
    name = "simulate",
    description =
        "Play the plan through with a known law plus noise instead of training. Stores nothing.")
final class SimulateCommand implements Callable<Integer> {

  /// Which law is true.
  enum Truth {
    /// Eq. 3 of the paper, with the constants of the study file.
    EQ3,
    /// The structural law, with exact FLOPs.
    STRUCTURAL
  }

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Option(names = "--truth", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Truth truth = Truth.EQ3;

  @Option(
      names = "--noise",
      description = "Relative standard deviation of a loss (default: the study file's).")
  private @Nullable Double noise;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    SimulatedTruth law = law(folder.study());
    double relativeNoise = noise == null ? folder.study().simulation().noise() : noise;
    var trainer = new SimulatedTrainer(law, relativeNoise, folder.study().seed());
    Plan plan = folder.plan();
    var results = new HashMap<RunId, RunResult>();
    plan.distinct().stream()
        .flatMap(planned -> planned.trunk().runs().stream())
        .forEach(run -> results.put(run.id(), trainer.result(run)));
    var sweep = new SweepResults(plan, results);
    MeasuredStudy measured = MeasuredStudy.of(folder, sweep);
    var arguments = new FitArguments();
    Analysis analysis = measured.analysis(arguments);
    out.print(headline(truth, relativeNoise));
    out.print(AnalysisText.of(measured, arguments, analysis));
    out.print(Recommendations.byDefault(measured, analysis));
    Recommendations.comparison(measured, analysis)
        .ifPresent(comparison -> out.print(judged(law, comparison, folder, analysis)));
    return 0;
  }

  /// What stands above all that is told of a study whose file says `trainer: simulated`; empty for
  /// one that is trained.
  static String headline(Study study) {
    return study.trainer().equals(SimulatedTrainer.NAME)
        ? headline(Truth.EQ3, study.simulation().noise())
        : "";
  }

  private static String headline(Truth truth, double relativeNoise) {
    return "Simulated, not trained: %s with %.2g %% noise%n%n"
        .formatted(truth, 100 * relativeNoise);
  }

  /// The trainer of a study whose file says `trainer: simulated`.
  static SimulatedTrainer trainer(Study study) {
    return new SimulatedTrainer(
        eq3(study.simulation()),
        study.simulation().noise(),
        study.seed(),
        study.simulation().runSeconds());
  }

  /// The same for a process of its own: flags of its Java.
  static List<String> javaFlags(Study study) {
    return List.of(
        "-D%s=%s".formatted(SimulatedTrainer.TRUTH_PROPERTY, eq3(study.simulation()).text()),
        "-D%s=%s".formatted(SimulatedTrainer.NOISE_PROPERTY, study.simulation().noise()),
        "-D%s=%s".formatted(SimulatedTrainer.SEED_PROPERTY, study.seed()),
        "-D%s=%s".formatted(SimulatedTrainer.SECONDS_PROPERTY, study.simulation().runSeconds()));
  }

  private SimulatedTruth law(Study study) {
    return switch (truth) {
      case STRUCTURAL -> SimulatedTruth.Structural.SMALL;
      case EQ3 -> eq3(study.simulation());
    };
  }

  private static SimulatedTruth.Decomposable eq3(Study.Simulation simulation) {
    Map<Dimension, SimulatedTruth.Power> capacity = new LinkedHashMap<>();
    Map<Dimension, SimulatedTruth.Power> slowdown = new LinkedHashMap<>();
    simulation
        .terms()
        .forEach((dimension, term) -> {
          capacity.put(dimension, new SimulatedTruth.Power(term.alpha(), term.a()));
          slowdown.put(dimension, new SimulatedTruth.Power(term.beta(), term.b()));
        });
    return new SimulatedTruth.Decomposable(
        capacity, slowdown, simulation.xi(), simulation.c(), simulation.epsilon());
  }

  /// What only a simulation can say: how far each rule's true loss is above the best.
  private static String judged(
      SimulatedTruth law, ShapeComparison comparison, StudyFolder folder, Analysis analysis) {
    Compute t = Recommendations.defaultBudgetOf(analysis).orElseThrow();
    VisionTransformer template = folder.template();
    SimulatedOptimum best = SimulatedOptimum.search(law, template, t);
    var table = new Table("rule", "true loss", "above the best");
    for (ShapeComparison.Row row : comparison.shown()) {
      double loss = law.loss(template.withShape(shape(row, template.shape()), 1), t);
      table.row(
          row.rule().label(),
          "%.5f".formatted(loss),
          "%.2f %%".formatted(100 * (loss / best.loss() - 1)));
    }
    return "\nThe truth: the best shape for this budget is %s with loss %.5f\n%s\n%s"
        .formatted(best.shape(), best.loss(), outOfReach(best.shape(), analysis), table);
  }

  /// That no rule could recommend the best shape, if so.
  private static String outOfReach(Shape best, Analysis analysis) {
    var sizes = new LinkedHashMap<String, Double>();
    best.values().forEach((dimension, size) -> sizes.put(dimension.name(), size.doubleValue()));
    String outside =
        SizeRange.around(analysis.evidence().all(), SizeRange.DEFAULT_FACTOR).outside(sizes);
    return outside.isEmpty()
        ? ""
        : "It lies outside of the search (%s), where no rule can find it: the recommended sizes are then the search's ends. Maybe plan larger sizes, or a truth (simulation:) whose best sizes grow more slowly.\n"
            .formatted(outside);
  }

  private static Shape shape(ShapeComparison.Row row, Shape of) {
    var sizes = new LinkedHashMap<Dimension, Integer>();
    of.dimensions()
        .forEach(d -> sizes.put(d, Math.toIntExact(Math.round(row.shape().size(d.name())))));
    return new Shape(sizes);
  }
}
