package shapelaw.runs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Trunk;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExitReport;
import shapelaw.runs.Specs;
import shapelaw.runs.store.AttemptStatus;

/// A trial as a cluster starts it: without a coordinator at its side.
@Timeout(60)
class TrialMainIT {

  private static final long TOKEN = 3;
  private static final Trunk TRUNK = Specs.trunk(32, 20, 60);

  @TempDir Path folder;

  private int start(TrialFolder trial) throws IOException, InterruptedException {
    return launch(trial).waitFor();
  }

  private Process launch(TrialFolder trial) throws IOException {
    var command = new ArrayList<>(ChildJvm.command());
    command.add(TrialMain.class.getName());
    command.addAll(
        new TrialArguments(
                trial.trunkFile(),
                trial.path(),
                CountingTrainer.NAME,
                new TrialSettings(1, 1, DeviceChoice.CPU, false, false),
                TOKEN,
                OptionalLong.empty(),
                Set.of())
            .toCommandLine());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  @Test
  void startedAgainUnderTheSameTokenItKeepsTheResultsThatItWrote() throws Exception {
    TrialFolder trial = TrialFolder.of(folder.resolve("trials"), TRUNK);
    trial.prepare(TRUNK);
    trial.writeResult(CountingTrainer.expected(TRUNK.runs().getFirst(), Specs.PROVENANCE), TOKEN);
    assertThat(start(trial)).isEqualTo(ExitCode.DONE);
    assertThat(Files.readAllLines(folder.resolve("audit.log")))
        .containsExactly(TRUNK.longest().id().hex());
    assertThat(trial.results(TOKEN)).hasSize(2);
    assertThat(trial.exitCode(TOKEN)).hasValue(ExitCode.DONE);
    assertThat(trial.progress(TOKEN)).isPresent();
    assertThat(Files.readAllLines(folder.resolve("output")))
        .as("nobody listens to more")
        .singleElement()
        .asString()
        .matches("\\[\\d+\\.\\d s] run %s: error rate .*".formatted(TRUNK.longest().id()));
    assertThat(ExitReport.lastWords(folder.resolve("output"))).as("no reason").isEmpty();
  }

  @Test
  void whoeverCannotWriteACheckpointSaysSoWhenItIsAskedToStop() throws Exception {
    Trunk trunk = Specs.trunk(32, CountingTrainer.Behaviour.UNSAVED, 10_000);
    TrialFolder trial = TrialFolder.of(folder.resolve("trials"), trunk);
    trial.prepare(trunk);
    Process process = launch(trial);
    while (trial.progress(TOKEN).isEmpty()) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(ExitCode.NO_CHECKPOINT);
    assertThat(trial.exitCode(TOKEN)).hasValue(ExitCode.NO_CHECKPOINT);
    Path log = folder.resolve("output");
    assertThat(ExitReport.of(ExitCode.NO_CHECKPOINT, false, log))
        .isEqualTo(AttemptEnd.failed("stopped without a new checkpoint: the disk is full"));
    assertThat(ExitReport.of(ExitCode.NO_CHECKPOINT, true, log).status())
        .isEqualTo(AttemptStatus.CANCELLED);
  }

  @Test
  void anAttemptWhosePlaceAnotherTookDoesNothing() throws Exception {
    TrialFolder trial = TrialFolder.of(folder.resolve("trials"), TRUNK);
    trial.prepare(TRUNK);
    trial.admit(TOKEN + 1);
    assertThat(start(trial)).isEqualTo(ExitCode.CRASHED);
    assertThat(Files.readString(folder.resolve("output"))).contains("Nothing to do");
    assertThat(folder.resolve("audit.log")).doesNotExist();
    trial.admit(TOKEN);
    assertThat(start(trial)).isEqualTo(ExitCode.DONE);
  }
}
