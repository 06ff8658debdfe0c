package shapelaw.runs.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.local.LocalSettings;

/// The contract of executors, with Slurm's commands replaced by doubles that run real processes.
@Execution(ExecutionMode.CONCURRENT)
class SlurmExecutorIT extends ExecutorContractTest {

  static final SlurmPace BRISK =
      new SlurmPace(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofMillis(200));

  private FakeSlurm slurm;

  @BeforeEach
  void startSlurm() throws IOException {
    slurm = FakeSlurm.in(Files.createDirectory(folder.resolve("cluster")));
  }

  @AfterEach
  void endSlurm() throws IOException {
    slurm.close();
  }

  @Override
  public Executor executor(LocalSettings settings, Path trials) {
    return new SlurmExecutor(
        settings, SlurmSettings.ofJobs(settings.workers()), trials, slurm.commands(), BRISK);
  }
}
