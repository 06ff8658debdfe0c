package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.time.Duration;
import java.util.Optional;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.study.Study;
import shapelaw.sweep.Plan;
import shapelaw.torch.bench.SpeedProbe;
import shapelaw.torch.bench.TrainingSpeed;

/// A plan as text for a terminal: its runs, their FLOPs and estimated time, and what brute force would cost.
final class PlanText {
  private final Study study;
  private final Plan plan;
  private final Optional<TrainingSpeed> speed;
  private final int workers;

  /// @param withoutTiming true to leave out the measurement of this machine's speed
  PlanText(StudyFolder folder, Plan plan, boolean withoutTiming) {
    this.study = folder.study();
    this.plan = plan;
    this.workers = study.workers().count(Runtime.getRuntime().availableProcessors());
    this.speed =
        withoutTiming
            ? Optional.empty()
            : Optional.of(
                SpeedProbe.measure(
                    plan.trunks().getFirst().trunk().longest(), workers, study.workers().threads()));
  }

  /// One row for each run.
  Table runs() {
    var table =
        new Table("purpose", "shape", "heads", "parameters", "examples", "forward GFLOPs", "trunk");
    for (Plan.PlannedTrunk planned : plan.trunks()) {
      for (RunSpec run : planned.trunk().runs()) {
        table.row(
            planned.purpose().label(),
            run.model().shape().compact(),
            run.model().heads(),
            "%,d".formatted(CostModel.parameters(run.model())),
            "%,d".formatted(run.examples()),
            "%.4g".formatted(run.compute().forwardGflops()),
            planned.trunk().id().substring(0, 8));
      }
    }
    return table;
  }

  /// The whole plan beside what it saves.
  String summary() {
    var table = new Table("sweep", "runs", "forward GFLOPs", "ratio", "estimated time");
    row(table, "this plan (star + grid, trunks)", plan.runs(), plan.trainedForwardFlops());
    row(table, "same runs, each from scratch", plan.runs(), plan.separateForwardFlops());
    row(table, "brute-force grid of the star's values", plan.bruteForce().size(), plan.bruteForceForwardFlops());
    return table
        + "%nFLOPs count forward passes, as the paper does; training costs about %.0f times as many.%n"
            .formatted(Compute.FORWARDS_PER_TRAINING_STEP)
        + speed
            .map(
                s ->
                    "Time is for %d workers with %d thread(s) each on this machine, measured: %s.%n"
                        .formatted(workers, study.workers().threads(), s))
            .orElse("");
  }

  private void row(Table table, String name, int runs, double forwardFlops) {
    table.row(
        name,
        "%,d".formatted(runs),
        "%,.4g".formatted(forwardFlops / FLOPS_PER_GFLOP),
        "%.2f".formatted(forwardFlops / plan.trainedForwardFlops()),
        seconds(forwardFlops).map(PlanText::duration).orElse("-"));
  }

  /// Wall-clock seconds of a sweep whose images cost what this plan's do on average.
  private Optional<Double> seconds(double forwardFlops) {
    return speed.map(
        s ->
            plan.distinct().stream()
                    .mapToDouble(p -> s.seconds(p.trunk().longest(), p.trunk().trainedSteps()))
                    .sum()
                / workers
                * forwardFlops
                / plan.trainedForwardFlops());
  }

  /// Why the study's budget refuses this plan; empty if it does not.
  Optional<String> refusal() {
    double hours = seconds(plan.trainedForwardFlops()).orElse(0.0) / Duration.ofHours(1).toSeconds();
    return study.budget().refusal(hours, new Compute(plan.trainedForwardFlops()));
  }

  private static String duration(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    return d.toHours() > 0
        ? "%d h %02d min".formatted(d.toHours(), d.toMinutesPart())
        : "%d min %02d s".formatted(d.toMinutes(), d.toSecondsPart());
  }
}
