package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.study.StudyException;

/// `learning-rate` without training.
final class LearningRateCommandTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  @BeforeEach
  void aStudy() {
    assertThat(Outcome.run("init", folder.toString()).out())
        .contains("shapelaw learning-rate " + folder);
  }

  private Outcome run(String... options) {
    var arguments = new java.util.ArrayList<>(List.of("learning-rate", folder.toString()));
    arguments.addAll(List.of(options));
    return Outcome.run(arguments.toArray(String[]::new));
  }

  private void edit(String from, String to) throws IOException {
    Path file = folder.resolve("study.yaml");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void thePlanShowsBothShapesEveryRateAndTheCost() throws IOException {
    // Neither the hours that are allowed nor the device, which may not be here, keep it from that.
    edit("device: auto", "device: cuda");
    Outcome outcome = run("--plan", "--no-timing");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .startsWith(
            "18 runs of 32,000 examples: both shapes at the learning rates 0.0001, 0.00018, 0.00032, 0.00056, 0.001, 0.0018, 0.0032, 0.0056, 0.01\n")
        .containsPattern("smallest +48/2/64 +62,840 +217\\.2\n")
        .containsPattern("largest +192/8/384 +2,733,704 +11,011\n")
        .contains("Together 101,052 forward GFLOPs.")
        .doesNotContain("Estimated time");
    assertThat(folder.resolve("learning-rate")).doesNotExist();
  }

  @Test
  void ratesAndDurationCanBeAskedFor() throws IOException {
    edit("  max_hours: 12 ", "  # max_hours: 12 ");
    assertThat(run("--plan", "--no-timing", "--rates", "3e-3,1e-3", "--examples", "64000").out())
        .startsWith("4 runs of 64,000 examples: both shapes at the learning rates 0.001, 0.003\n");
    assertThat(
            run("--plan", "--no-timing", "--from", "1e-3", "--to", "1e-1", "--per-decade", "1")
                .out())
        .contains("at the learning rates 0.001, 0.01, 0.1\n");
    assertThat(run("--plan", "--rates", "1e-3", "--from", "1e-4").code()).isEqualTo(2);
  }

  @Test
  void whatCannotBeTriedIsRefusedWithAReason() throws IOException {
    edit("  max_hours: 12 ", "  # max_hours: 12 ");
    assertThat(run("--plan", "--examples", "12800").err())
        .contains("--examples must be more than warm-up and cool-down take (12,800) but was 12,800")
        .hasLineCount(1);
    assertThat(run("--plan", "--rates", "1e-3").err()).contains("at least 2 distinct numbers");
    assertThat(run("--plan", "--rates", "-1,1").err()).contains("must be a number above 0");
    assertThat(run("--plan", "--from", "1").err()).contains("must go up");
  }

  @Test
  void simulatedLossesChooseNoLearningRate() throws IOException {
    edit("trainer: libtorch ", "trainer: simulated ");
    Outcome outcome = run("--plan");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("must be chosen by training but the trainer is simulated")
        .hasLineCount(1);
  }

  @Test
  void aSweepAboveTheStudysBudgetIsRefused() throws IOException {
    edit("  max_hours: 12 ", "  # max_hours: 12 ");
    edit("max_forward_gflops: 1.0e8", "max_forward_gflops: 1.0e3");
    assertThat(run("--plan", "--no-timing").err()).contains("budget.max_forward_gflops");
  }

  @Test
  void aRateIsNotWrittenOverResultsUnlessForced() throws StudyException, IOException {
    edit("  max_hours: 12 ", "  # max_hours: 12 ");
    StudyFolder study = StudyFolder.open(folder);
    Trunk trunk = study.plan().trunks().getLast().trunk();
    try (var store = shapelaw.runs.store.RunStore.open(study.store())) {
      store.plan(List.of(new PlannedTrunk(trunk, "grid")));
      long token = store.beginAttempt(trunk, "here").token();
      store.accept(token, SimulateCommand.trainer(study.study()).result(trunk.runs().getFirst()));
    }
    assertThat(study.stored().values()).hasOnlyElementsOfType(RunResult.Done.class).hasSize(1);
    Outcome refused = run("--write", "--plan", "--no-timing");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("--write must come before the study's own runs but 1 have a result")
        .contains("--force");
    assertThat(run("--write", "--force", "--plan", "--no-timing").code()).isZero();
    assertThat(run("--plan", "--no-timing").code()).isZero();
  }
}
