package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunResult;
import shapelaw.runs.trial.TrialFolder;

class RehearsalIT {

  @Test
  void everyCommandOfTheRehearsalEndsWellAndItsTrialTrains(@TempDir Path folder) throws Exception {
    var command = new ArrayList<>(Execution.javaCommand());
    command.add(Rehearsal.class.getName());
    command.add(folder.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("Report: ").doesNotContain("' ended with");
    assertThat(new TrialFolder(folder.resolve("trial")).results(1))
        .singleElement()
        .isInstanceOf(RunResult.Done.class);
  }
}
