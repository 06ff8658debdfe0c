package shapelaw.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Recommendation;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.SimulatedTruth;
import shapelaw.shape.Dimension;
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

  @Mixin private StudyArgument study = new StudyArgument();

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
    Analysis analysis = folder.analysis(sweep);
    out.printf("Simulated, not trained: %s with %.2g %% noise%n%n", truth, 100 * relativeNoise);
    out.print(AnalysisText.of(Optional.of(sweep), analysis));
    Recommendations.byDefault(folder, analysis)
        .ifPresent(recommendation -> {
          out.println();
          out.print(Recommendations.text(recommendation));
          out.print(judged(law, recommendation));
        });
    return 0;
  }

  /// The trainer of a study whose file says `trainer: simulated`.
  static SimulatedTrainer trainer(Study study) {
    return new SimulatedTrainer(eq3(study.simulation()), study.simulation().noise(), study.seed());
  }

  private SimulatedTruth law(Study study) {
    return switch (truth) {
      case STRUCTURAL -> SimulatedTruth.Structural.SMALL;
      case EQ3 -> eq3(study.simulation());
    };
  }

  private static SimulatedTruth eq3(Study.Simulation simulation) {
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

  /// What only a simulation can say: how far the recommended shape's true loss is above the best.
  private static String judged(SimulatedTruth law, Recommendation recommendation) {
    Compute t = recommendation.target();
    double loss = law.loss(recommendation.model(), t);
    SimulatedOptimum best = SimulatedOptimum.search(law, recommendation.model(), t);
    return "%nThe truth: the recommended shape has loss %.5f; the best is %.5f at %s. Excess %.2f %%.%n"
        .formatted(loss, best.loss(), best.shape(), 100 * (loss / best.loss() - 1));
  }
}
