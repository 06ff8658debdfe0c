package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.TrialFolder;

/// What becomes of an attempt that outlived its coordinator.
@Timeout(30)
class AdoptionTest {

  @TempDir Path folder;
  private RunStore store;
  private final Trunk trunk = Specs.trunk(32, 20, 60);
  private final List<ExecutionEvent> events = new ArrayList<>();

  /// Gives every missing result at once; what it adopts does what the test says.
  private final class Adopting extends WorkerExecutor {
    private final Life life;

    Adopting(Life life) {
      super(CountingTrainer.NAME, 1, 2, folder.resolve("trials"));
      this.life = life;
    }

    @Override
    protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) {
      assignment.trunk().runs().stream()
          .filter(run -> !assignment.finished().contains(run.id()))
          .forEach(run -> sink.accept(CountingTrainer.expected(run, Specs.PROVENANCE)));
      return AttemptEnd.done();
    }

    @Override
    protected Optional<AttemptEnd> adopt(Assignment left, AttemptSink sink) {
      return life.of(sink);
    }
  }

  private interface Life {
    Optional<AttemptEnd> of(AttemptSink sink);
  }

  @BeforeEach
  void leaveAnAttempt() throws IOException {
    store = RunStore.open(folder.resolve("runs.db"));
    store.plan(List.of(new PlannedTrunk(trunk, "grid")));
    store.beginAttempt(trunk, "here");
    TrialFolder.of(folder.resolve("trials"), trunk).prepare(trunk);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private ExecutionSummary execute(Life life) throws InterruptedException {
    return new Adopting(life).execute(List.of(trunk), store, events::add);
  }

  private List<Attempt> started() {
    return events.stream()
        .filter(ExecutionEvent.Started.class::isInstance)
        .map(event -> ((ExecutionEvent.Started) event).attempt())
        .toList();
  }

  private RunResult.Failed failed() {
    return new RunResult.Failed(trunk.longest().id(), "no memory", Specs.PROVENANCE);
  }

  @Test
  void anAttemptThatLivesOnIsToldAsStartedAndCounted() throws Exception {
    ExecutionSummary summary =
        execute(sink -> {
          sink.progress(new TrainingContext.Progress(10, 60, 0.5, 100));
          trunk.runs().forEach(r -> sink.accept(CountingTrainer.expected(r, Specs.PROVENANCE)));
          return Optional.of(AttemptEnd.done());
        });
    assertThat(summary.done()).isEqualTo(2);
    assertThat(started()).extracting(Attempt::token).containsExactly(1L);
    assertThat(events)
        .filteredOn(ExecutionEvent.Progressed.class::isInstance)
        .allSatisfy(event -> assertThat(event.overall().runningTrunks()).isEqualTo(1));
    assertThat(events.getLast().overall().runningTrunks()).isZero();
  }

  @Test
  void anAttemptThatNothingIsHeardOfIsNotToldAsStarted() throws Exception {
    execute(_ -> Optional.empty());
    assertThat(started()).extracting(Attempt::token).containsExactly(2L);
  }

  @Test
  void whatFailedBeforeTheAdoptionIsTriedAgain() throws Exception {
    Path exit = TrialFolder.of(folder.resolve("trials"), trunk).path().resolve("exit-1");
    Files.writeString(exit, "2");
    ExecutionSummary summary =
        execute(sink -> {
          sink.accept(failed());
          return Optional.of(AttemptEnd.impossible("no memory"));
        });
    assertThat(summary).isEqualTo(new ExecutionSummary(2, 0, 0, List.of()));
  }

  @Test
  void whatFailsAfterTheAdoptionIsAResult() throws Exception {
    ExecutionSummary summary =
        execute(sink -> {
          sink.accept(failed());
          return Optional.of(AttemptEnd.impossible("no memory"));
        });
    assertThat(summary).isEqualTo(new ExecutionSummary(1, 0, 1, List.of()));
  }

  @Test
  void aRefusedResultEndsTheAttemptAndNotTheStudy() throws Exception {
    ExecutionSummary summary =
        execute(sink -> {
          sink.accept(Specs.done(Specs.trunk(48, 30).longest().id(), 0.99));
          return Optional.of(AttemptEnd.done());
        });
    assertThat(summary.done()).isEqualTo(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.FAILED, AttemptStatus.DONE);
  }
}
