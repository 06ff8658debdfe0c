package shapelaw.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.cost.TrainingMemory;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.Trunk;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.Executor;
import shapelaw.runs.ProgressPrinter;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.slurm.SlurmExecutor;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreLocation;
import shapelaw.runs.store.StudyLock;
import shapelaw.runs.tracking.Trackers;
import shapelaw.study.Study;
import shapelaw.sweep.Plan;

/// Performs a study's plan.
final class Execution {

  /// Width of the progress lines when the terminal does not say its own.
  private static final int DEFAULT_COLUMNS = 80;

  /// Trunks that are listed one by one at the end.
  private static final int MOST_LISTED = 20;

  /// Shapes that are named on one line.
  private static final int MOST_NAMED = 8;

  /// A trial holds its tensors outside the Java heap, which has to take decoded images; a user's
  /// own -Xmx comes later and wins.
  private static final String TRIAL_HEAP = "-Xmx1536m";

  private Execution() {}

  /// Stores the plan and makes every run that has no result yet; what failed before is tried again.
  ///
  /// @throws CommandFailure if they need a GPU that this machine does not have, or runs of several
  ///   shapes fail for one and the same reason
  static ExecutionSummary run(StudyFolder folder, Plan plan, PrintWriter out)
      throws InterruptedException {
    return run(folder.study(), planned(plan), folder.store(), folder.trials(), out);
  }

  /// The trunks to train, as the store keeps them.
  static List<PlannedTrunk> planned(Plan plan) {
    return plan.distinct().stream()
        .map(p -> new PlannedTrunk(p.trunk(), p.purpose().label()))
        .toList();
  }

  /// Stores trunks and makes every run that has no result yet, by a study's trainer and workers.
  ///
  /// @param location database of the results
  /// @param trials folder of the trials
  /// @throws CommandFailure if they need a GPU that this machine does not have, or runs of several
  ///   shapes fail for one and the same reason
  static ExecutionSummary run(
      Study study, List<PlannedTrunk> planned, StoreLocation location, Path trials, PrintWriter out)
      throws InterruptedException {
    out.flush();
    List<Trunk> trunks = planned.stream().map(PlannedTrunk::trunk).toList();
    ExecutorChoice place = ExecutorChoice.parse(study.workers().on());
    LocalSettings settings = settings(study);
    Executor executor = place.executor(study, settings, trials);
    try (RunStore store = RunStore.open(location);
        StudyLock _ = store.lock()) {
      store.useTrainer(study.trainer());
      requireSameSimulation(study, store);
      if (!(place instanceof ExecutorChoice.Slurm)) {
        SlurmExecutor.warning(store.attemptsUnderWay()).ifPresent(out::println);
        out.flush();
      }
      if (UsableGpu.isAskedFor(study) && hasOpenRun(planned, store)) {
        UsableGpu.refusal(settings.javaCommandPrefix())
            .ifPresent(why -> {
              throw new CommandFailure(why);
            });
      }
      store.replacePlan(planned, study.planMark());
      store.forgetFailed();
      ExecutionListener progress = progress();
      ExecutionListener trackers =
          Trackers.of(
              study.name(),
              study.infrastructure().tracking(),
              planned,
              store::results,
              Execution::warn);
      ExecutionListener both =
          event -> {
            progress.on(event);
            trackers.on(event);
          };
      var watch = new FailureWatch(both, Thread.currentThread());
      try {
        ExecutionSummary summary = executor.execute(trunks, store, watch);
        failOnCommonReason(watch);
        return summary;
      } catch (InterruptedException e) {
        failOnCommonReason(watch);
        throw e;
      }
    }
  }

  /// Fits would take results of two laws for results of one.
  private static void requireSameSimulation(Study study, RunStore store) {
    if (!study.trainer().equals(SimulatedTrainer.NAME)) {
      return;
    }
    Map<String, String> now = SimulateCommand.trainer(study).provenance().settings();
    store.finished().stream()
        .map(store::result)
        .flatMap(Optional::stream)
        .filter(RunResult.Done.class::isInstance)
        .findFirst()
        .map(result -> result.provenance().settings())
        .filter(then -> !then.equals(now))
        .ifPresent(then -> {
          throw new CommandFailure(
              "the results of a simulated study must be of one law but those that are there were simulated with %s, and study.yaml now says %s. Maybe say the law of the results under 'simulation', or simulate in another folder."
                  .formatted(then, now));
        });
  }

  /// Whether a run is still to be made. What failed is made again, what was cancelled is not.
  private static boolean hasOpenRun(List<PlannedTrunk> planned, RunStore store) {
    Map<RunId, RunResult> results = store.results();
    Set<String> cancelled = store.cancelled().keySet();
    return planned.stream()
        .filter(p -> !cancelled.contains(p.trunk().id()))
        .flatMap(p -> p.trunk().runs().stream())
        .map(run -> results.get(run.id()))
        .anyMatch(result -> result == null || result instanceof RunResult.Failed);
  }

  /// The progress line may stand on the terminal, without an end.
  private static void warn(String message) {
    System.err.printf("%nWarning: %s%n", message);
  }

  private static void failOnCommonReason(FailureWatch watch) {
    watch
        .common()
        .ifPresent(reason -> {
          throw new CommandFailure(
              reason
                  + " Stopped, since other shapes fail the same way, and would again until that is mended; finished runs are kept.");
        });
  }

  /// How this machine is used for a study.
  static LocalSettings settings(Study study) {
    return new LocalSettings(
        study.workers().count(Runtime.getRuntime().availableProcessors()),
        study.workers().threads(),
        javaCommand(
            study.trainer().equals(SimulatedTrainer.NAME)
                ? SimulateCommand.javaFlags(study)
                : List.of()),
        study.trainer(),
        study.workers().checkpointSeconds(),
        study.workers().maxAttempts(),
        study.workers().device(),
        study.workers().recomputesActivations(),
        study.workers().keepsWeights(),
        memoryBytes(study.workers().memoryGib()));
  }

  private static OptionalLong memoryBytes(OptionalDouble gib) {
    return gib.isPresent()
        ? OptionalLong.of(Math.round(gib.getAsDouble() * TrainingMemory.BYTES_PER_GIB))
        : OptionalLong.empty();
  }

  /// This very Java with this class path, and the flags that matter to a trial.
  static List<String> javaCommand() {
    return javaCommand(List.of());
  }

  private static List<String> javaCommand(List<String> moreFlags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(TRIAL_HEAP);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(Execution::isForTrials)
        .forEach(command::add);
    command.addAll(moreFlags);
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  /// Spark's properties are the coordinator's alone: among them may be a secret, and a trial's
  /// command line is seen by everybody on its machine, and stands in the scripts of Slurm's jobs.
  static boolean isForTrials(String flag) {
    return (flag.startsWith("-D") && !flag.startsWith("-Dspark."))
        || flag.startsWith("--")
        || flag.startsWith("-XX:AOTCache")
        || flag.startsWith("-Xlog:")
        || flag.startsWith("-Xmx");
  }

  private static ProgressPrinter progress() {
    PrintStream out = System.out;
    return isTerminal() ? ProgressPrinter.terminal(out, columns()) : ProgressPrinter.plain(out);
  }

  /// JDK 25 is back to no console where none is, unlike JDK 22 to 24, which the suppressed check
  /// knows.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("\\d{2,4}")
        ? Integer.parseInt(columns)
        : DEFAULT_COLUMNS;
  }

  /// What became of the trunks.
  static String text(ExecutionSummary summary, StudyFolder folder) {
    var text = new StringBuilder();
    text.append(
        "%s done, %d diverged, %d failed.%n"
            .formatted(Count.of(summary.done(), "run"), summary.diverged(), summary.failed()));
    text.append(unfinished(summary.unfinished()));
    text.append(cancelled(summary.cancelled()));
    if (!summary.cancelled().isEmpty()) {
      text.append("What is cancelled is left alone until: %s%n".formatted(folder.command("retry")));
    }
    return text.toString();
  }

  private static String unfinished(List<ExecutionSummary.Unfinished> trunks) {
    var text = new StringBuilder();
    for (ExecutionSummary.Unfinished trunk :
        trunks.subList(0, Math.min(MOST_LISTED, trunks.size()))) {
      text.append(
          "Not finished: %s %s: %s%n"
              .formatted(
                  trunk.planned().purpose(),
                  TrunkSelection.shape(trunk.planned()),
                  trunk.reason()));
    }
    if (trunks.size() > MOST_LISTED) {
      text.append("Not finished: %,d more%n".formatted(trunks.size() - MOST_LISTED));
    }
    return text.toString();
  }

  /// A line for each reason, for example `Cancelled: 48/2/96, 64/2/96 and 12 more (no time)`.
  private static String cancelled(List<ExecutionSummary.Unfinished> trunks) {
    var shapes = new LinkedHashMap<String, List<String>>();
    trunks.forEach(trunk ->
        shapes
            .computeIfAbsent(trunk.reason(), _ -> new ArrayList<>())
            .add(TrunkSelection.shape(trunk.planned())));
    var text = new StringBuilder();
    shapes.forEach((reason, names) -> {
      int more = names.size() - MOST_NAMED;
      text.append(
          "Cancelled: %s%s (%s)%n"
              .formatted(
                  names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                  more > 0 ? " and %,d more".formatted(more) : "",
                  reason));
    });
    return text.toString();
  }
}
