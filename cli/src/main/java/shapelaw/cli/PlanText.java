package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.report.study.TrainingWords;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.runs.TrainingSpeed;
import shapelaw.study.Study;
import shapelaw.sweep.Plan;
import shapelaw.torch.data.DataSummary;

/// A plan as text for a terminal: its runs, their FLOPs and estimated time, and what brute force
/// would cost.
final class PlanText {
  private final Study study;
  private final Plan plan;
  private final Optional<TrainingSpeed> speed;
  private final int workers;

  /// @param speed of this machine; empty to leave times out
  PlanText(Study study, Plan plan, Optional<TrainingSpeed> speed) {
    this.study = study;
    this.plan = plan;
    this.speed = speed;
    this.workers = study.workers().count(Runtime.getRuntime().availableProcessors());
  }

  /// Measures speed only if the budget bounds hours, and the compute is within it.
  ///
  /// @param err told that speed is measured, or why it is not
  /// @throws CommandFailure if the plan costs more than the study's budget allows
  static void refuseAboveBudget(Study study, Plan plan, PrintWriter err)
      throws TrainingFailure, IOException, InterruptedException {
    new PlanText(study, plan, Optional.empty()).requireWithinBudget();
    if (study.budget().maxHours().isEmpty()) {
      return;
    }
    if (MachineSpeed.isHere(study)) {
      Optional<TrainingSpeed> speed =
          new MachineSpeed(err, MachineSpeed.FOR_BUDGET).of(study, plan);
      new PlanText(study, plan, speed).requireWithinBudget();
    } else {
      err.println(unknownHours(study));
      err.flush();
    }
  }

  private void requireWithinBudget() {
    refusal()
        .ifPresent(reason -> {
          throw new CommandFailure(reason);
        });
  }

  /// Why there are no times for trials on a cluster.
  private static String unknownHours(Study study) {
    return "Trials run elsewhere (%s), at a speed that is not known here%s."
        .formatted(
            study.workers().on(),
            study.budget().maxHours().isPresent() ? ": budget.max_hours is not checked" : "");
  }

  /// The images that were found, and how models are trained and judged.
  String study(DataSummary found) {
    return """
    Data        %s
    Found       %s
    Recipe      %s
    Evaluation  %s
    Device      %s
    """
        .formatted(
            TrainingWords.data(study.data()),
            found(found),
            TrainingWords.recipe(study.recipe()),
            TrainingWords.evaluation(study.evaluation()),
            device(study.workers()));
  }

  private static String found(DataSummary found) {
    return "%s training images of %s, %s, %s few-shot images of %s"
        .formatted(
            images(found.trainingImages()),
            classes(found.trainingClasses(), ""),
            Count.of(found.validationImages(), "validation image"),
            images(found.evaluationImages()),
            classes(found.evaluationClasses(), "held-out "));
  }

  private static String classes(long count, String which) {
    return "%,d %s%s".formatted(count, which, count == 1 ? "class" : "classes");
  }

  private static String images(long count) {
    return count == Long.MAX_VALUE ? "endless" : "%,d".formatted(count);
  }

  private static String device(Study.Workers workers) {
    return switch (workers.device()) {
          case AUTO -> "a GPU that can be used, else the CPU";
          case CPU -> "CPU";
          case CUDA -> "NVIDIA GPU";
        }
        + (workers.recomputesActivations() ? ", activations computed twice to save memory" : "")
        + (workers.keepsWeights() ? ", weights of every run kept" : "");
  }

  /// One row for each run.
  Table runs() {
    var table = new Table("purpose", "shape", "heads", "parameters", "examples", "forward GFLOPs");
    for (Plan.PlannedTrunk planned : plan.trunks()) {
      for (RunSpec run : planned.trunk().runs()) {
        table.row(
            planned.purpose().label(),
            run.model().shape().compact(),
            run.model().heads(),
            "%,d".formatted(CostModel.parameters(run.model())),
            "%,d".formatted(run.examples()),
            Table.number(run.compute().forwardGflops()));
      }
    }
    return table;
  }

  /// The whole plan beside what it saves.
  String summary() {
    var table = new Table("sweep", "runs", "forward GFLOPs", "ratio", "estimated time");
    row(
        table,
        plan.branches() ? "this plan (star + grid, trunks)" : "this plan (star + grid, no trunks)",
        plan.runs(),
        plan.trainedForwardFlops(),
        planned());
    row(
        table,
        "same runs, each from scratch",
        plan.runs(),
        plan.separateForwardFlops(),
        separate());
    row(
        table,
        "brute-force grid of the star's values",
        plan.bruteForce().size(),
        plan.bruteForceForwardFlops(),
        plan.bruteForce().stream().map(PlanText::alone));
    return table
        + "%nFLOPs count forward passes, as the paper does; training costs about %.0f times as many.%n"
            .formatted(Compute.FORWARDS_PER_TRAINING_STEP)
        + alone()
        + speed
            .map(s ->
                "Time: estimated from a few seconds of training and evaluation on this machine just now, with %s side by side, %s each (%.1f training GFLOP/s a worker).%n"
                    .formatted(
                        Count.of(workers, "worker"),
                        Count.of(study.workers().threads(), "thread"),
                        s.trainingFlopsPerSecond() / FLOPS_PER_GFLOP))
            .orElse(MachineSpeed.isHere(study) ? "" : unknownHours(study) + "%n".formatted());
  }

  /// What a schedule costs under which durations share nothing.
  private String alone() {
    return plan.branches()
        ? ""
        : "Under a cosine every duration is a training of its own. With cool-down branches the same runs would cost about %s forward GFLOPs, %.2f times as much, cool-downs aside (recipe.schedule: reciprocal_square_root or constant).%n"
            .formatted(
                Table.number(plan.longestForwardFlops() / FLOPS_PER_GFLOP),
                plan.longestForwardFlops() / plan.trainedForwardFlops());
  }

  private void row(Table table, String name, int runs, double forwardFlops, Stream<Trunk> trunks) {
    table.row(
        name,
        "%,d".formatted(runs),
        Table.number(forwardFlops / FLOPS_PER_GFLOP),
        "%.2f".formatted(forwardFlops / plan.trainedForwardFlops()),
        seconds(trunks).map(PlanText::duration).orElse("-"));
  }

  /// Wall-clock seconds of trunks that are spread over all workers.
  private Optional<Double> seconds(Stream<Trunk> trunks) {
    return speed.map(s -> s.seconds(trunks.toList(), workers));
  }

  private Stream<Trunk> planned() {
    return plan.distinct().stream().map(Plan.PlannedTrunk::trunk);
  }

  private Stream<Trunk> separate() {
    return plan.distinct().stream()
        .flatMap(planned -> planned.trunk().runs().stream())
        .map(PlanText::alone);
  }

  private static Trunk alone(RunSpec run) {
    return new Trunk(List.of(run));
  }

  /// Why the study's budget refuses this plan; empty if it does not.
  Optional<String> refusal() {
    double hours = seconds(planned()).orElse(0.0) / Duration.ofHours(1).toSeconds();
    return study.budget().refusal(hours, new Compute(plan.trainedForwardFlops()));
  }

  /// For example `2 h 05 min`.
  static String duration(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    return d.toHours() > 0
        ? "%d h %02d min".formatted(d.toHours(), d.toMinutesPart())
        : "%d min %02d s".formatted(d.toMinutes(), d.toSecondsPart());
  }
}
