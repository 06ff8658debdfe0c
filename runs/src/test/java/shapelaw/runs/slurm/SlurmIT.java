package shapelaw.runs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Trunk;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;

/// The contract of executors on a real Slurm of two nodes on this machine, where its packages are
/// installed; `scripts/slurm-test.sh` tries more, with the whole program.
@Timeout(120)
class SlurmIT extends ExecutorContractTest {

  private static final Path LOOPBACK =
      Path.of("../scripts/slurm-loopback.sh").toAbsolutePath().normalize();

  @TempDir static Path cluster;

  private static String configuration = "";

  @BeforeAll
  static void startSlurm() throws Exception {
    assumeTrue(
        call("check").code() == 0,
        "slurmctld, slurmd, their commands and munge must be installed for this test");
    CommandOutput started = call("start", cluster.toString());
    assertThat(started.code()).as(started.words()).isZero();
    configuration = started.out().strip();
  }

  @AfterAll
  static void endSlurm() throws Exception {
    if (!configuration.isEmpty()) {
      call("stop", cluster.toString());
    }
  }

  private static CommandOutput call(String... arguments) throws IOException, InterruptedException {
    // Daemons keep what they inherit open, so that a pipe would never end.
    Path output = Files.createTempFile("slurm-loopback", ".out");
    try {
      var command = new java.util.ArrayList<>(List.of(LOOPBACK.toString()));
      command.addAll(List.of(arguments));
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      return new CommandOutput(code, Files.readString(output, StandardCharsets.UTF_8), "");
    } finally {
      Files.delete(output);
    }
  }

  private static SlurmCommands commands() {
    return new SlurmCommands(Optional.empty(), Map.of("SLURM_CONF", configuration));
  }

  @Override
  public Executor executor(LocalSettings settings, Path trials) {
    return new SlurmExecutor(
        settings,
        SlurmSettings.ofJobs(settings.workers()),
        trials,
        commands(),
        SlurmExecutorIT.BRISK);
  }

  @Test
  void aKilledTrialIsLostAndTriedAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.KILLED_ONCE, 20, 60));
    execute(1, trunks);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).startsWith("killed by signal 9.");
    assertThat(store.attempts().getFirst().handle().orElseThrow()).matches("slurm:\\d+_0");
  }

  @Test
  void manyTrunksBecomeFewArrays() throws Exception {
    Trunk[] trunks = new Trunk[12];
    for (int i = 0; i < trunks.length; i++) {
      trunks[i] = Specs.trunk(32 + 16 * i, 20, 40);
    }
    List<Trunk> plan = plan(trunks);
    assertThat(execute(12, plan).done()).isEqualTo(24);
    assertResultsAreUndisturbed(plan);
    assertThat(store.attempts())
        .extracting(attempt -> attempt.handle().orElseThrow().replaceAll("_.*", ""))
        .hasSize(12)
        .satisfies(arrays -> assertThat(arrays.stream().distinct().count()).isLessThan(4));
  }
}
