package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.store.RunStore;

/// A learning rate chosen by real training in child processes.
final class LearningRateIT {

  private static final String STUDY =
      """
      name: brief
      seed: 3
      data:
        fractals: {image_size: 8, pretrain_classes: 8, evaluation_classes: 4, validation_images: 64}
      model:
        patch_size: 4
        pooling: gap
        heads: {size: 8}
      star:
        centre: {width: 32, depth: 4, mlp_dim: 32}
        arms: {width: [8, 16, 24], depth: [1, 2, 3], mlp_dim: [8, 16, 24]}
        examples: [2048, 4096]
      grid: {width: [8, 16, 24], depth: [1], mlp_dim: [8], examples: [1024, 2048]}
      recipe: # brief
        batch_size: 16
        optimizer: sgd
        learning_rate: 0.02 # to be chosen
        warmup_steps: 2
        cooldown_steps: 16
        clip_norm: 0
      evaluation: {metric: validation_error, shots: [2], metric_shots: 2, test_examples_per_class: 8, draws: 2}
      workers: {count: 2, threads: 1}
      """;

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private Outcome run(String... options) {
    var arguments = new java.util.ArrayList<>(java.util.List.of("learning-rate", folder + ""));
    arguments.addAll(java.util.List.of(options));
    return Outcome.run(arguments.toArray(String[]::new));
  }

  @Test
  void theLargestStableRateIsFoundStoredAndWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("study.yaml"), STUDY);
    Outcome chosen = run("--rates", "0.003,0.01,1e30");
    assertThat(chosen.err()).isEmpty();
    assertThat(chosen.out())
        .containsPattern("1000000000000000000000000000000 .* diverged .* diverged")
        .contains("Learning rate: 0.01\n")
        .contains("It is the largest rate that is stable for every shape: at 10000")
        .contains("has 0.02. Maybe write it there");
    assertThat(chosen.code()).isZero();
    assertThat(file).hasContent(STUDY);
    int attempts = attempts();
    assertThat(attempts).isEqualTo(6);

    Outcome written = run("--rates", "0.003,0.01,1e30", "--write");
    assertThat(written.code()).isZero();
    assertThat(attempts()).as("nothing finished is repeated").isEqualTo(attempts);
    assertThat(file)
        .hasContent(STUDY.replace("learning_rate: 0.02 # to be", "learning_rate: 0.01 # to be"));
    assertThat(folder.resolve("study.db")).as("the study's own store").doesNotExist();
    assertThat(run("--rates", "0.003,0.01,1e30", "--write").out()).contains("has it already.");
  }

  private int attempts() {
    try (RunStore store = RunStore.open(folder.resolve("learning-rate/study.db"))) {
      return store.attempts().size();
    }
  }

  @Test
  void wherePredictionsNeverStartNoRateIsChosen() throws IOException {
    Files.writeString(folder.resolve("study.yaml"), STUDY);
    Outcome outcome = run("--rates", "1e30,2e30", "--examples", "512");
    assertThat(outcome.out())
        .contains("No learning rate is chosen.")
        .contains("the smallest that was tried");
    assertThat(outcome.code()).isEqualTo(1);
  }

  @Test
  void theTimeOfTheSweepIsEstimatedHere() throws IOException {
    Files.writeString(folder.resolve("study.yaml"), STUDY);
    Outcome outcome = run("--plan", "--from", "1e-3", "--to", "1e-2", "--per-decade", "2");
    assertThat(outcome.err())
        .isEqualTo(
            "Measuring this machine's speed (about a minute; --no-timing leaves it out) ...\n");
    assertThat(outcome.out()).contains("6 runs of 1,024 examples", "Estimated time: 0 min");
    assertThat(folder.resolve("learning-rate")).doesNotExist();
  }
}
