package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.TrainingSpeed;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.local.SpeedProbe;
import shapelaw.study.Study;
import shapelaw.sweep.Plan;
import shapelaw.torch.LibtorchTrainer;

/// Measures how fast this machine trains a study's models, which takes about a minute, and says so
/// first.
final class MachineSpeed {

  /// How the command that measures can do without.
  static final String WITHOUT = "--no-timing leaves it out";

  /// Why a command measures that was not asked for times.
  static final String FOR_BUDGET = "budget.max_hours asks for it";

  private final PrintWriter err;
  private final String reason;

  /// @param err told that measuring begins
  /// @param reason why it is measured, or how not to
  MachineSpeed(PrintWriter err, String reason) {
    this.err = err;
    this.reason = reason;
  }

  /// False for a study that trains nothing, or elsewhere: this machine's speed says nothing about a
  /// cluster's nodes.
  static boolean matters(Study study) {
    return study.trainer().equals(LibtorchTrainer.NAME) && isHere(study);
  }

  static boolean isHere(Study study) {
    return ExecutorChoice.parse(study.workers().on()) instanceof ExecutorChoice.Local;
  }

  /// The speed at a study's plan; empty where it does not matter.
  ///
  /// @throws CommandFailure if the study asks for a GPU that this machine does not have
  Optional<TrainingSpeed> of(Study study, Plan plan)
      throws TrainingFailure, IOException, InterruptedException {
    return of(study, longest(plan));
  }

  /// The speed at such runs; empty where it does not matter.
  Optional<TrainingSpeed> of(Study study, List<RunSpec> runs)
      throws TrainingFailure, IOException, InterruptedException {
    return matters(study)
        ? Optional.of(measure(study, runs, Execution.settings(study).workers()))
        : Optional.empty();
  }

  /// The speed of one worker, who has this machine to itself, wherever the study's trials run;
  /// empty for a study that trains nothing.
  Optional<TrainingSpeed> ofOneWorker(Study study, Plan plan)
      throws TrainingFailure, IOException, InterruptedException {
    return study.trainer().equals(LibtorchTrainer.NAME)
        ? Optional.of(measure(study, longest(plan), 1))
        : Optional.empty();
  }

  private static List<RunSpec> longest(Plan plan) {
    return plan.distinct().stream().map(p -> p.trunk().longest()).toList();
  }

  private TrainingSpeed measure(Study study, List<RunSpec> runs, int workers)
      throws TrainingFailure, IOException, InterruptedException {
    UsableGpu.refusal(study.workers().device())
        .ifPresent(why -> {
          throw new CommandFailure(
              "this machine's speed cannot be measured (%s): %s".formatted(reason, why));
        });
    err.printf("Measuring this machine's speed (about a minute; %s) ...%n", reason);
    err.flush();
    LocalSettings settings = Execution.settings(study);
    try (NativeWork work = NativeWork.stoppable()) {
      TrainingSpeed speed =
          SpeedProbe.measure(
              new LibtorchTrainer(), runs, settings.trial(), workers, work::stopRequested);
      return speed.withLaterStart(SpeedProbe.processSeconds(settings.javaCommandPrefix()));
    }
  }
}
