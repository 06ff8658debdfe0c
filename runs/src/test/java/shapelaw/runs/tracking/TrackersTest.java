package shapelaw.runs.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingContext;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.ExecutionProgress;
import shapelaw.runs.Specs;
import shapelaw.runs.logs.LoggedRun;
import shapelaw.runs.logs.MetricPoint;
import shapelaw.runs.logs.MlflowDouble;
import shapelaw.runs.logs.MlflowFolder;
import shapelaw.runs.logs.RunFolders;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;

/// Executions as trackers see them.
final class TrackersTest {

  private static final ExecutionProgress OVERALL =
      new ExecutionProgress(0, 2, 1, 0.5, 10, Duration.ZERO, Optional.empty());

  @TempDir private Path folder = Path.of("set by JUnit");

  private final PlannedTrunk trunk = Specs.planned("grid", 64, 20, 40);
  private final Map<RunId, RunResult> stored = new HashMap<>();
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  private List<TrackingTarget> targets() {
    return List.of(
        new TrackingTarget.TensorBoard(folder.resolve("tb")),
        new TrackingTarget.MlflowFolder(folder.resolve("mlruns"), "study"));
  }

  private ExecutionListener listener(List<TrackingTarget> targets) {
    return listener(targets, Duration.ofSeconds(30));
  }

  private ExecutionListener listener(List<TrackingTarget> targets, Duration patience) {
    return listener(targets, InstantSource.system(), System::nanoTime, patience);
  }

  private ExecutionListener listener(
      List<TrackingTarget> targets, InstantSource clock, LongSupplier ticker, Duration patience) {
    return Trackers.of(
        "study",
        targets,
        List.of(trunk),
        () -> Map.copyOf(stored),
        warnings::add,
        clock,
        ticker,
        patience);
  }

  private static Attempt attempt(PlannedTrunk planned) {
    return new Attempt(
        1,
        planned.trunk().id(),
        1,
        Instant.EPOCH,
        Optional.empty(),
        AttemptStatus.RUNNING,
        "",
        "here",
        Optional.empty());
  }

  private RunSpec run(int index) {
    return trunk.trunk().runs().get(index);
  }

  private void begin(ExecutionListener listener) {
    listener.on(new ExecutionEvent.Began(OVERALL));
    listener.on(new ExecutionEvent.Started(trunk, attempt(trunk), OVERALL));
  }

  private void progress(ExecutionListener listener, long step) {
    listener.on(
        new ExecutionEvent.Progressed(
            trunk, new TrainingContext.Progress(step, 50, 1.5, 100), OVERALL));
  }

  private void finish(ExecutionListener listener, int index, RunResult result) {
    stored.put(result.run(), result);
    listener.on(new ExecutionEvent.Finished("grid", run(index), result, OVERALL));
  }

  private void end(ExecutionListener listener, boolean interrupted) {
    listener.on(new ExecutionEvent.Ended(interrupted, OVERALL));
  }

  private Map<String, LoggedRun> tensorBoard() throws IOException {
    return byId(RunFolders.read(folder.resolve("tb")));
  }

  private Map<String, LoggedRun> mlflow() throws IOException {
    return byId(MlflowFolder.read(folder.resolve("mlruns"), Optional.empty()));
  }

  private Map<String, LoggedRun> byId(List<LoggedRun> runs) {
    return runs.stream()
        .collect(
            Collectors.toMap(
                run ->
                    run.run().contains("-")
                        ? run.run().replaceFirst(".*-", "")
                        : Objects.requireNonNull(run.facts().get("tags.shapelaw.run")),
                run -> run));
  }

  private static List<Double> values(LoggedRun run, String metric) {
    return Objects.requireNonNullElse(run.metrics().get(metric), List.<MetricPoint>of()).stream()
        .map(MetricPoint::value)
        .toList();
  }

  @Test
  void aWholeExecutionIsThereInBothTrackers() throws IOException {
    ExecutionListener listener = listener(targets());
    begin(listener);
    progress(listener, 10);
    finish(listener, 0, Specs.done(run(0).id(), 0.1 + 0.2));
    finish(listener, 1, Specs.done(run(1).id(), 0.25));
    end(listener, false);
    assertThat(warnings).isEmpty();
    LoggedRun first = Objects.requireNonNull(tensorBoard().get(run(0).id().hex()));
    assertThat(values(first, "error_rate")).containsExactly(0.1 + 0.2); // all 64 bits
    assertThat(first.facts())
        .containsEntry("hparams.width", "64")
        .containsEntry("hparams.shapelaw.purpose", "grid")
        .containsEntry("status", "success");
    LoggedRun longest = Objects.requireNonNull(tensorBoard().get(run(1).id().hex()));
    assertThat(values(longest, "training_loss")).containsExactly(1.5);
    LoggedRun same = Objects.requireNonNull(mlflow().get(run(0).id().hex()));
    assertThat(values(same, "metrics.error_rate")).containsExactly(0.1 + 0.2);
    assertThat(same.facts())
        .containsEntry("experiment", "study")
        .containsEntry("status", "FINISHED")
        .containsEntry("params.examples", String.valueOf(run(0).examples()));
    assertThat(
            values(
                Objects.requireNonNull(mlflow().get(run(1).id().hex())), "metrics.training_loss"))
        .containsExactly(1.5);
  }

  @Test
  void aClockThatIsSetBackDoesNotEndALearningCurve() throws IOException {
    var clock = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    var ticks = new AtomicLong(Long.MAX_VALUE); // they may overflow
    ExecutionListener listener =
        listener(targets(), clock::get, ticks::get, Duration.ofSeconds(30));
    begin(listener);
    progress(listener, 10);
    progress(listener, 11);
    clock.set(clock.get().minus(Duration.ofHours(1)));
    ticks.addAndGet(Duration.ofSeconds(3).toNanos());
    progress(listener, 20);
    end(listener, true);
    LoggedRun longest = Objects.requireNonNull(tensorBoard().get(run(1).id().hex()));
    assertThat(values(longest, "training_loss")).hasSize(2);
  }

  @Test
  void anExecutionThatIsStoppedAndGoesOnHasNoRunTwice() throws IOException {
    ExecutionListener first = listener(targets());
    begin(first);
    finish(first, 0, Specs.done(run(0).id(), 0.5));
    end(first, true);
    assertThat(Objects.requireNonNull(mlflow().get(run(0).id().hex())).facts())
        .containsEntry("status", "FINISHED");
    assertThat(Objects.requireNonNull(mlflow().get(run(1).id().hex())).facts())
        .containsEntry("status", "KILLED")
        .containsEntry("tags.shapelaw.outcome", "stopped");
    ExecutionListener second = listener(targets());
    begin(second);
    finish(second, 1, Specs.done(run(1).id(), 0.25));
    end(second, false);
    end(listener(targets()), false);
    assertThat(mlflow()).hasSize(2);
    assertThat(tensorBoard()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      LoggedRun run = Objects.requireNonNull(mlflow().get(run(i).id().hex()));
      assertThat(values(run, "metrics.error_rate")).hasSize(1);
      assertThat(run.facts()).containsEntry("status", "FINISHED");
    }
  }

  @Test
  void divergedAndGivenUpRunsAreSaidToBe() throws IOException {
    ExecutionListener listener = listener(targets());
    begin(listener);
    finish(listener, 0, new RunResult.Diverged(run(0).id(), 7, Specs.PROVENANCE));
    listener.on(new ExecutionEvent.GaveUp(trunk, "no memory.", OVERALL));
    end(listener, false);
    assertThat(Objects.requireNonNull(mlflow().get(run(0).id().hex())).facts())
        .containsEntry("status", "FAILED")
        .containsEntry("tags.shapelaw.outcome", "diverged at step 7");
    assertThat(Objects.requireNonNull(mlflow().get(run(1).id().hex())).facts())
        .containsEntry("status", "KILLED")
        .containsEntry("tags.shapelaw.outcome", "given up for now: no memory.");
    assertThat(Objects.requireNonNull(tensorBoard().get(run(0).id().hex())).facts())
        .containsEntry("status", "failure");
  }

  @Test
  void aTrackerThatCatchesUpIsToldOfEarlierResults() throws IOException {
    stored.put(run(0).id(), Specs.done(run(0).id(), 0.5));
    ExecutionListener listener = listener(targets());
    listener.on(new ExecutionEvent.Began(OVERALL));
    end(listener, false);
    assertThat(
            values(Objects.requireNonNull(mlflow().get(run(0).id().hex())), "metrics.error_rate"))
        .containsExactly(0.5);
    assertThat(tensorBoard()).containsOnlyKeys(run(0).id().hex());
  }

  @Test
  void aServerThatFailsForAWhileGetsEverythingOnce() throws Exception {
    try (var server = new MlflowDouble()) {
      server.failures = 3;
      server.lostAnswers = 2;
      ExecutionListener listener =
          listener(List.of(TrackingTarget.mlflow(server.address(), "study", folder)));
      begin(listener);
      finish(listener, 0, Specs.done(run(0).id(), 0.5));
      finish(listener, 1, Specs.done(run(1).id(), 0.25));
      end(listener, false);
      assertThat(warnings).hasSize(1);
      assertThat(warnings.getFirst()).contains("training goes on and it is tried again");
      assertThat(server.runs()).hasSize(2);
      assertThat(server.runs().values()).allMatch(run -> run.status.equals("FINISHED"));
    }
  }

  @Test
  void aTrackerThatIsDownHoldsNothingUp() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    long began = System.nanoTime();
    ExecutionListener listener =
        listener(
            List.of(new TrackingTarget.TensorBoard(file.resolve("tb"))), Duration.ofMillis(200));
    begin(listener);
    for (int i = 0; i < 10_000; i++) {
      progress(listener, i);
    }
    finish(listener, 0, Specs.done(run(0).id(), 0.5));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    end(listener, false);
    assertThat(warnings).hasSize(2);
    assertThat(warnings.getLast()).contains("the next `shapelaw run` that tracks there");
  }
}
