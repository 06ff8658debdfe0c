package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.Parametrization;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.TrainingSpeed;
import shapelaw.study.Study;
import shapelaw.sweep.LearningRateChoice;
import shapelaw.sweep.LearningRateChoice.Judged;
import shapelaw.sweep.LearningRateChoice.Trial;
import shapelaw.sweep.LearningRateSweep;

/// The brief runs that choose a learning rate, and the choice, as text for a terminal.
///
/// @param study the study
/// @param sweep its brief runs
record LearningRateText(Study study, LearningRateSweep sweep) {

  /// The runs, their cost and their time.
  ///
  /// @param speed of this machine; empty to leave times out
  String plan(Optional<TrainingSpeed> speed) {
    var table = new Table("shape", "size", "parameters", "forward GFLOPs a run");
    row(table, "smallest", sweep.smallest());
    row(table, "largest", sweep.largest());
    return "%d runs of %,d examples: both shapes at the learning rates %s%n%n%s%nTogether %s forward GFLOPs.%n%s"
        .formatted(
            sweep.trunks().size(),
            sweep.smallest().examples(),
            String.join(", ", sweep.rates().stream().map(LearningRateChoice::text).toList()),
            table,
            Table.number(sweep.forwardFlops() / FLOPS_PER_GFLOP),
            speed
                .map(s -> "Estimated time: %s.%n".formatted(PlanText.duration(seconds(s))))
                .orElse(""));
  }

  private static void row(Table table, String name, RunSpec run) {
    table.row(
        name,
        run.model().shape().compact(),
        "%,d".formatted(CostModel.parameters(run.model())),
        Table.number(run.compute().forwardGflops()));
  }

  private double seconds(TrainingSpeed speed) {
    int workers = study.workers().count(Runtime.getRuntime().availableProcessors());
    return speed.seconds(sweep.trunks(), workers);
  }

  /// Why the study's budget refuses these runs; empty if it does not.
  ///
  /// @param speed of this machine; empty if hours are not bounded
  Optional<String> refusal(Optional<TrainingSpeed> speed) {
    double hours = speed.map(this::seconds).orElse(0.0) / 3600;
    return study.budget().refusal(hours, new Compute(sweep.forwardFlops()));
  }

  /// What was measured, rate by rate.
  ///
  /// @param choice the verdicts; empty if some run has none
  String table(Map<RunId, RunResult> results, Optional<LearningRateChoice> choice) {
    String small = sweep.smallest().model().shape().compact();
    String large = sweep.largest().model().shape().compact();
    var table =
        new Table(
            "learning rate",
            small + " loss",
            "error",
            "verdict",
            large + " loss",
            "error",
            "verdict");
    for (double rate : sweep.rates()) {
      RunSpec first = LearningRateSweep.at(sweep.smallest(), rate);
      RunSpec second = LearningRateSweep.at(sweep.largest(), rate);
      Optional<RunResult> ofFirst = Optional.ofNullable(results.get(first.id()));
      Optional<RunResult> ofSecond = Optional.ofNullable(results.get(second.id()));
      table.row(
          LearningRateChoice.text(rate),
          loss(ofFirst),
          error(ofFirst),
          verdict(first, choice),
          loss(ofSecond),
          error(ofSecond),
          verdict(second, choice));
    }
    return table.toString();
  }

  private static String loss(Optional<RunResult> result) {
    return result
        .map(r ->
            switch (r) {
              case RunResult.Done done -> "%.4g".formatted(done.trainingLoss());
              case RunResult.Diverged diverged -> "step %,d".formatted(diverged.step());
              case RunResult.Failed _ -> "failed";
            })
        .orElse("not run");
  }

  private static String error(Optional<RunResult> result) {
    return result.orElse(null) instanceof RunResult.Done done
        ? "%.3f".formatted(done.errorRate())
        : "-";
  }

  private static String verdict(RunSpec run, Optional<LearningRateChoice> choice) {
    return choice
        .flatMap(c ->
            c.trials().stream()
                .filter(j ->
                    j.trial().shape().equals(run.model().shape())
                        && j.trial().rate() == run.recipe().learningRate())
                .findFirst())
        .map(LearningRateText::verdict)
        .orElse("-");
  }

  private static String verdict(Judged judged) {
    double percent = 100 * judged.excess().orElse(0);
    return switch (judged.verdict()) {
      case STABLE -> percent == 0 ? "best" : "stable, +%.1f %%".formatted(percent);
      case SLOW -> "slow, +%.1f %%".formatted(percent);
      case UNSTABLE -> "unstable, +%.1f %%".formatted(percent);
      case DIVERGED -> "diverged";
    };
  }

  /// The trials to judge; empty if a run failed or is missing.
  Optional<List<Trial>> trials(Map<RunId, RunResult> results) {
    var trials = new ArrayList<Trial>();
    for (Trunk trunk : sweep.trunks()) {
      RunSpec run = trunk.longest();
      Optional<RunResult> result = Optional.ofNullable(results.get(run.id()));
      if (result.isEmpty() || result.get() instanceof RunResult.Failed) {
        return Optional.empty();
      }
      trials.add(
          new Trial(run.model().shape(), run.recipe().learningRate(), trainingLoss(result.get())));
    }
    return Optional.of(trials);
  }

  private static OptionalDouble trainingLoss(RunResult result) {
    return result instanceof RunResult.Done done && Double.isFinite(done.trainingLoss())
        ? OptionalDouble.of(done.trainingLoss())
        : OptionalDouble.empty();
  }

  /// The choice with its reason.
  String choice(LearningRateChoice choice) {
    var text = new StringBuilder();
    text.append(
        choice.rate().isPresent()
            ? "Learning rate: %s%n".formatted(LearningRateChoice.text(choice.rate().getAsDouble()))
            : "No learning rate is chosen.%n".formatted());
    text.append("  ").append(choice.reason()).append('\n');
    choice.findings().forEach(finding -> text.append("  - ").append(finding).append('\n'));
    if (study.recipe().parametrization() instanceof Parametrization.MaximalUpdate) {
      text.append(
          "  - The study uses the maximal update parametrization: the best rate is about the same at every width, so that one rate transfers.\n");
    }
    return text.append(
            "A rate is unstable if it diverges, or lies above the shape's best and ends more than %.3g %% above its training loss; one above an unstable rate does not count.%n"
                .formatted(100 * choice.tolerance()))
        .toString();
  }
}
