package shapelaw.runs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.runs.local.LocalSettings;

class SlurmScriptTest {

  private static final LocalSettings TRIALS =
      new LocalSettings(1, 4, List.of("/opt/jdk/bin/java", "-Dname=it's"), "libtorch", 30, 3);

  private static final SlurmSettings ALL =
      new SlurmSettings(
          64,
          Optional.of("gpu"),
          Optional.of("vision"),
          Optional.of("long"),
          Optional.of("12:00:00"),
          120,
          OptionalDouble.of(7.5),
          1,
          List.of("--constraint=a100"),
          List.of("module load cuda"),
          Optional.of("/sw/jdk-25/bin/java"),
          5,
          90);

  @TempDir Path folder;

  @Test
  void theScriptSaysEverythingThatTheStudyAsksFor() {
    assertThat(
            new SlurmScript(TRIALS, ALL).job("shapelaw-0a1b2c3d-17-0", Path.of("/data/a b/17-0")))
        .isEqualTo(
            """
            #!/bin/bash
            # Trials of a Shapelaw study, one a task; tasks.txt names the trunk of each index.
            #SBATCH --job-name=shapelaw-0a1b2c3d-17-0
            #SBATCH --output="/data/a b/17-0/%a.log"
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --signal=B:TERM@120
            #SBATCH --nodes=1
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=4
            #SBATCH --mem=7680M
            #SBATCH --time=12:00:00
            #SBATCH --partition=gpu
            #SBATCH --account=vision
            #SBATCH --qos=long
            #SBATCH --gres=gpu:1
            #SBATCH --constraint=a100

            task='/data/a b/17-0'/$SLURM_ARRAY_TASK_ID.task
            if [ ! -r "$task" ]; then
              echo "Nothing to do: this attempt has ended."
              exit 0
            fi
            # Sets trial (its folder) and arguments.
            . "$task"
            exec >>"$trial/trial.log" 2>&1

            export MKL_NUM_THREADS=4
            export OMP_NUM_THREADS=4
            module load cuda
            exec /sw/jdk-25/bin/java \\
              -XX:+DisplayVMOutputToStderr \\
              '-Dname=it'\\''s' \\
              shapelaw.runs.trial.TrialMain \\
              "${arguments[@]}"
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "", "with space", "it's", "$HOME `date` \\ \"x\" *", "zwei\nZeilen"})
  void everyWordComesThroughTheShellAsItIs(String word) throws IOException, InterruptedException {
    Path script = folder.resolve("script.sh");
    Files.writeString(script, "printf %s " + SlurmScript.quoted(word) + "\n");
    Process shell = new ProcessBuilder("sh", script.toString()).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(word);
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void anOptionThatIsNoneIsRefused() {
    assertThatThrownBy(() ->
            new SlurmSettings(
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                OptionalDouble.empty(),
                0,
                List.of("constraint=a100"),
                List.of(),
                Optional.empty(),
                1,
                90))
        .hasMessage("an option of sbatch must begin with '-' but was 'constraint=a100'.");
  }
}
