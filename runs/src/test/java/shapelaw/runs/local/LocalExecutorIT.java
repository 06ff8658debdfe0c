package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;

@Execution(ExecutionMode.CONCURRENT)
class LocalExecutorIT extends ExecutorContractTest {

  @Override
  public Executor executor(LocalSettings settings, Path trials) {
    return new LocalExecutor(settings, trials);
  }

  @Test
  void aKilledChildIsLostAndTriedAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.KILLED_ONCE, 20, 60));
    execute(1, trunks);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).startsWith("killed by signal 9.");
    assertThat(store.attempts().getFirst().handle()).isPresent();
  }

  @Test
  void everyAttemptsLogIsKept() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.CRASHES_ONCE, 20, 60));
    execute(1, trunks);
    Path log = AttemptLogs.beside(trials()).file(store.attempts().getFirst());
    assertThat(log).isEqualTo(folder.resolve("logs/" + trunks.getFirst().id() + "-1.log"));
    assertThat(Files.readString(log)).contains("out of luck", "\tat ");
  }

  @Test
  void anUnknownTrainerIsNamedWithTheKnownOnes() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20));
    var settings = new LocalSettings(1, 1, ChildJvm.command(), "libtorche", 1, 1);
    ExecutionSummary summary =
        new LocalExecutor(settings, trials()).execute(trunks, store, events::add);
    assertThat(summary.unfinished().getFirst().reason())
        .contains("the trainer must be one of", "counting", "but was 'libtorche'");
    assertThat(store.results()).isEmpty();
  }

  @Test
  void aJavaThatCannotStartIsTold() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, 20));
    var command = new ArrayList<>(ChildJvm.command());
    command.add(1, "-XX:NoSuchFlag=1");
    var settings = new LocalSettings(1, 1, command, CountingTrainer.NAME, 1, 1);
    ExecutionSummary summary =
        new LocalExecutor(settings, trials()).execute(trunks, store, events::add);
    assertThat(summary.unfinished().getFirst().reason()).contains("exit code 1", "NoSuchFlag");
    // The folder stays, so that the log can be read and the trunk can go on.
    assertThat(Files.readString(TrialFolder.of(trials(), trunks.getFirst()).log()))
        .contains("NoSuchFlag");
  }
}
