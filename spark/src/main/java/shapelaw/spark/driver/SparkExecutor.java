package shapelaw.spark.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.WorkerExecutor;
import shapelaw.runs.local.LocalExecutor;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkSettings;
import shapelaw.spark.worker.TrialTask;

/// Trains each trunk in a task of a Spark cluster: one Spark job of one task for each attempt. The
/// task starts the same child process as on a single machine ([TrialMain]), which is heard through
/// its folder. A trial ends with its executor, and executors end with this coordinator.
final class SparkExecutor extends WorkerExecutor {

  private final SparkCluster cluster;
  private final SparkOrder order;
  private final Duration settling;

  /// @param cluster connected when the first trunk is to run
  SparkExecutor(SparkCluster cluster, SparkOrder order) {
    super(
        order.trial().trainer(),
        order.settings().maxTrials().orElse(1),
        order.trial().maxAttempts(),
        order.trials());
    this.cluster = cluster;
    this.order = order;
    this.settling = Duration.ofMillis(Math.round(order.settings().settlingSeconds() * 1000));
  }

  /// As many as the cluster serves, which only the cluster knows.
  @Override
  protected int workers() {
    int slots = cluster.slots();
    return Math.min(slots, order.settings().maxTrials().orElse(slots));
  }

  @Override
  protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
    return new SparkTrial(assignment, sink, cluster, settling).run(task(assignment));
  }

  private TrialTask task(Assignment assignment) {
    TrialFolder folder = assignment.folder();
    LocalSettings trial = order.trial();
    return new TrialTask(
        command(assignment),
        LocalExecutor.threadEnvironment(trial.threadsPerWorker()),
        folder.path().toString(),
        folder.trunkFile().toString(),
        folder.log().toString());
  }

  private List<String> command(Assignment assignment) {
    var command = new ArrayList<>(javaCommandPrefix(order.trial(), order.settings()));
    command.add(TrialMain.class.getName());
    TrialFolder folder = assignment.folder();
    command.addAll(
        new TrialArguments(
                folder.trunkFile(),
                folder.path(),
                order.trial().trainer(),
                order.trial().trial(),
                assignment.attempt().token(),
                OptionalLong.empty(), // the task knows its executor
                assignment.finished())
            .toCommandLine());
    return command;
  }

  /// The coordinator's Java command as it is on the workers.
  static List<String> javaCommandPrefix(LocalSettings trial, SparkSettings settings) {
    var command = new ArrayList<>(trial.javaCommandPrefix());
    settings.java().ifPresent(java -> command.set(0, java));
    settings.classPath().ifPresent(path -> command.set(command.lastIndexOf("-cp") + 1, path));
    return command;
  }
}
