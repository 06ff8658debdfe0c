package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StudyLock;

/// Running a simulated study, and what steers it.
@Timeout(120)
final class ExecutionCommandsTest {

  /// 10 star shapes at two durations and 9 grid shapes at two.
  static final String STUDY =
      """
      name: steered
      data:
        fractals: {image_size: 32}
      model:
        patch_size: 4
        pooling: gap
        heads: {size: 16}
      star:
        centre: {width: 192, depth: 8, mlp_dim: 384}
        arms: {width: [32, 64, 128], depth: [1, 2, 4], mlp_dim: [32, 64, 128]}
        examples: [256000, 512000]
      grid:
        width: [32, 48, 64]
        depth: [2]
        mlp_dim: [16, 32, 48]
        examples: [1280000, 2560000]
      recipe: {batch_size: 64, warmup_steps: 100, cooldown_steps: 100}
      trainer: simulated
      simulation: {noise: 0}
      """;

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("study.yaml"), STUDY);
  }

  private String study() {
    return folder.toString();
  }

  @Test
  void anUnknownPlaceIsNoPlaceToRun() {
    Outcome outcome = run("run", "--on", "moon", study());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("'moon' is not a place to run").hasLineCount(1);
    assertThat(run("run", "--max-attempts", "0", study()).err())
        .contains("--max-attempts must be at least 1 but was 0");
    assertThat(folder.resolve("study.db")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--on, slrum:gpu, slurm:gpu",
    "--on, slrum, slurm",
    "--on, sprk://head:7077, spark://head:7077",
    "--track, tensorbord:tb, tensorboard:tb",
    "--track, mlflo:http://head:5000, mlflow:http://head:5000",
  })
  void wordsThatAreMistypedAreOfferedWithTheRest(String flag, String typed, String meant) {
    assertThat(run("run", flag, typed, study()).err().strip()).endsWith(". Maybe: " + meant);
  }

  @ParameterizedTest
  @CsvSource({
    "--on, slurm:",
    "--on, spark",
    "--on, sprk",
    "--on, spark:head",
    "--on, locl:gpu",
    "--track, mlflow",
    "--track, tensorboard:",
    "--track, mlflo",
  })
  void nothingIsOfferedThatWouldBeRefusedAgain(String flag, String typed) {
    assertThat(run("run", flag, typed, study()).err())
        .contains("'%s'".formatted(typed))
        .hasLineCount(1)
        .doesNotContain("Maybe");
  }

  @Test
  void whatIsCancelledIsLeftAloneUntilItIsOpenedAgain() {
    assertThat(run("cancel", study(), "--purpose", "grid", "--reason", "no time").out())
        .startsWith("Cancelled 9 trunks; finished runs stay.")
        .contains("shapelaw retry")
        .doesNotContain("is being run");
    assertThat(run("status", study()).out()).containsPattern("all +38 +0");
    assertThat(run("cancel", study(), "--purpose", "grid").out())
        .contains("Nothing to cancel: of 9 trunks 0 have all their results and 9 were cancelled");
    Outcome first = run("run", study());
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .contains("20 runs done, 0 diverged, 0 failed.")
        .contains(
            "Cancelled: 32/2/16, 32/2/32, 32/2/48, 48/2/16, 48/2/32, 48/2/48, 64/2/16, 64/2/32 and 1 more (no time)\n")
        .contains("left alone until: shapelaw retry " + study());
    assertThat(run("retry", study(), "--shape", "64/2/48").out())
        .contains("Opened 1 trunk: 1 cancelled, 0 failed.", "Next: shapelaw run");
    assertThat(run("run", study()).out()).contains("22 runs done");
    assertThat(run("retry", study()).out()).contains("Opened 8 trunks: 8 cancelled");
    assertThat(run("run", study()).out()).contains("38 runs done").doesNotContain("Cancelled");
    assertThat(run("retry", study()).out())
        .contains("Nothing to open: of 19 trunks", "19 have all their results");
    assertThat(run("cancel", study()).out()).contains("19 have all their results");
  }

  @Test
  void resultsOfTwoLawsAreNotMixed() throws IOException {
    assertThat(run("cancel", study(), "--purpose", "grid").code()).isZero();
    assertThat(run("run", study()).code()).isZero();
    assertThat(run("run", study()).code()).as("the same law").isZero();
    Files.writeString(folder.resolve("study.yaml"), STUDY.replace("noise: 0", "noise: 0.01"));
    Outcome other = run("run", study());
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err())
        .contains("must be of one law", "relativeNoise=0.0", "relativeNoise=0.01", "Maybe say")
        .hasLineCount(1);
  }

  @Test
  void aSimulationSaysSoFirstAndACompleteOneWhatComesNext() throws IOException {
    String first = "Simulated, not trained: EQ3 with 0.0 % noise\n";
    assertThat(run("plan", "--no-timing", study()).out()).startsWith(first);
    assertThat(run("run", study()).out())
        .startsWith(first)
        .contains("Next: shapelaw fit %1$s, shapelaw report %1$s\n".formatted(study()));
    for (String command : new String[] {"status", "fit", "report"}) {
      assertThat(run(command, study()).out()).as(command).startsWith(first);
    }
    assertThat(run("recommend", "--compute", "1e6 GFLOPs", study()).out()).startsWith(first);
    assertThat(run("status", "--json", study()).out()).contains("\"trainer\":\"simulated\"");
    assertThat(folder.resolve("report/report.html"))
        .content()
        .contains("<p class=\"simulated\">Simulated, not trained")
        .contains("<dt>Simulated, not trained</dt><dd>38 runs</dd>");
  }

  @Test
  void whyATrunkWasCancelledCanBeAsked() {
    run("cancel", study(), "--purpose", "grid", "--reason", "budget cut");
    assertThat(run("status", study()).out())
        .contains(
            "Cancelled\n  9 trunks: budget cut\n  Left alone until: shapelaw retry " + study());
    assertThat(run("status", study(), "--json").out()).contains("\"budget cut\":9");
    assertThat(run("logs", study(), "64/2/48").err()).contains("it was cancelled: budget cut.");
    run("retry", study());
    assertThat(run("status", study()).out()).doesNotContain("budget cut");
  }

  @Test
  void whatFailedByItsAttemptsIsSaidToBeTriedAgain() throws IOException {
    run("cancel", study(), "--shape", "32/2/16"); // the store hears of the plan
    run("retry", study());
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      for (int trunk = 0; trunk < 3; trunk++) {
        Attempt attempt = store.beginAttempt(store.planned().get(trunk).trunk(), "here");
        store.endAttempt(
            attempt.token(),
            AttemptStatus.FAILED,
            "out of memory: 0.2%d GiB used of 0.25 (workers.memory_gib)".formatted(6 + trunk));
      }
    }
    assertThat(run("retry", study()).out())
        .isEqualTo(
            "Nothing to open: 3 trunks whose last attempt failed or was lost are tried again by the next run anyway: shapelaw run %s\n"
                .formatted(study()));
    assertThat(run("status", study()).out())
        .contains("failed, 3 trunks: out of memory: 0.26 GiB used of 0.25")
        .doesNotContain("0.27 GiB");
  }

  @Test
  void aStudyWithoutResultsIsToldToBeRun() {
    assertThat(run("fit", study()).out())
        .contains("sizes but had 0. Maybe: shapelaw run " + study())
        .doesNotContain("Maybe add");
    assertThat(run("report", study()).out())
        .contains("Nothing is measured yet", "Maybe: shapelaw run " + study())
        .doesNotContain("1 figures");
  }

  @Test
  void statusNamesTheStudyInWhatItAdvises() throws IOException {
    run("cancel", study(), "--purpose", "grid");
    run("run", study());
    run("retry", study());
    assertThat(run("status", study()).out())
        .contains("No coordinator runs this study. Maybe: shapelaw run " + study() + "\n");
    Files.writeString(folder.resolve("study.yaml"), STUDY.replace("[32, 48, 64]", "[32, 48, 96]"));
    assertThat(run("status", study()).out()).contains("Maybe: shapelaw plan " + study() + "\n");
  }

  @Test
  void aShapeInAStudysPlaceMeansTheStudyInThisFolder() throws IOException {
    for (String selection : new String[] {"64/2/48", "0123abcd"}) {
      assertThat(TrunkSelection.isSelection(Path.of(selection), folder)).isTrue();
      assertThat(TrunkSelection.isSelection(Path.of(selection), folder.resolve("elsewhere")))
          .isFalse();
      Files.createDirectories(folder.resolve(selection));
      assertThat(TrunkSelection.isSelection(Path.of(selection), folder)).isFalse();
    }
    assertThat(TrunkSelection.isSelection(Path.of("my-study"), folder)).isFalse();
  }

  @Test
  void doctorGoesOnAfterAStoreThatIsDamaged() throws IOException {
    Files.writeString(folder.resolve("study.db"), "no database at all, but text".repeat(100));
    Outcome outcome = run("doctor", study());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern("(?m)^--  run store +\\S.*study\\.db")
        .containsPattern("(?m)^(ok|--)  JPEG decoder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry", "logs"})
  void aStudyIsSteeredInItsOwnStore(String command) throws IOException {
    Files.writeString(
        folder.resolve("study.yaml"), STUDY + "store: postgresql://localhost:1/nobody\n");
    Outcome outcome = run(command, study());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("localhost:1/nobody", "must be reachable");
    assertThat(folder.resolve("study.db")).doesNotExist();
  }

  @Test
  void whoOnlyLooksForACoordinatorDoesNotBecomeOne() throws Exception {
    run("cancel", study(), "--purpose", "grid");
    Path owner = folder.resolve("study.db.lock");
    String before = Files.readString(owner);
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      StoredTrunks stored = StoredTrunks.of(StudyFolder.open(folder), store);
      Files.writeString(owner, "untouched");
      assertThat(stored.hasCoordinator()).isFalse();
      assertThat(owner).hasContent("untouched");
      Files.writeString(owner, before);
      try (StudyLock _ = store.lock()) {
        assertThat(stored.hasCoordinator()).isTrue();
      }
    }
  }

  @Test
  void whatIsUnderWayIsSteeredAfterTheStudyFileWasEdited() throws Exception {
    Path file = folder.resolve("study.yaml");
    try (RunStore store = RunStore.open(folder.resolve("study.db"));
        StudyLock _ = store.lock()) {
      StudyFolder begun = StudyFolder.open(folder);
      store.replacePlan(Execution.planned(begun.plan()), begun.study().planMark());
      String running =
          TrunkSelection.named(store.planned(), List.of("64/2/48")).getFirst().trunk().id();
      Files.writeString(file, STUDY.replace("warmup_steps: 100", "warmup_steps: 50"));

      assertThat(run("cancel", study(), running, "--reason", "no time").out())
          .startsWith("Cancelled 1 trunk;")
          .contains("since the run under way began: of these 1 are in the plan as it was then, 0")
          .contains("what is under way writes a checkpoint");
      assertThat(store.cancelled()).containsOnlyKeys(running);
      assertThat(run("cancel", study(), "--purpose", "grid").out())
          .startsWith("Cancelled 17 trunks;")
          .contains("of these 8 are in the plan as it was then, 9 in the file alone");
      assertThat(store.cancelled()).hasSize(18);
      assertThat(store.status().plannedRuns()).as("the plan that is run").isEqualTo(38);

      String edited =
          StoredTrunks.of(StudyFolder.open(folder), store).inFile().getFirst().trunk().id();
      assertThat(run("cancel", study(), edited).out())
          .startsWith("Cancelled 1 trunk;")
          .contains("of these 0 are in the plan as it was then, 1 in the file alone")
          .contains("without any of these: it goes on");
      assertThat(run("retry", study(), running).out())
          .startsWith("Opened 1 trunk: 1 cancelled, 0 failed.")
          .contains("of these 1 are in the plan as it was then");
      assertThat(store.cancelled()).hasSize(18).doesNotContainKey(running);
    }
    // The next run leaves alone what was cancelled of its own plan: 9 grid shapes and one more.
    assertThat(run("run", study()).out()).contains("18 runs done");
    assertThat(run("retry", study()).out()).contains("Opened 10 trunks: 10 cancelled");
  }

  @Test
  void whoGoesOnElsewhereHearsOfTheJobsThatAreLeft() {
    run("cancel", study(), "--purpose", "grid");
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      long token = store.beginAttempt(store.planned().getFirst().trunk(), "here").token();
      store.attachHandle(token, "slurm:812_5");
    }
    Outcome outcome = run("run", study());
    assertThat(outcome.out())
        .contains("\nJobs of this study are left with Slurm (1)")
        .contains("Maybe cancel the jobs (scancel 812), or go on with them: --on slurm.")
        .contains("20 runs done");
    assertThat(run("run", study()).out()).doesNotContain("Slurm");
  }

  @Test
  void whoCancelsWithoutACoordinatorHearsHowToEndJobs() {
    run("cancel", study(), "--purpose", "grid");
    run("retry", study());
    String first;
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      var planned = store.planned();
      first = planned.getFirst().trunk().id();
      for (int index = 0; index < 3; index++) {
        String handle = index < 2 ? "slurm:812_" + index : "slurm:813_0";
        store.attachHandle(store.beginAttempt(planned.get(index).trunk(), "here").token(), handle);
      }
      try (StudyLock _ = store.lock()) {
        assertThat(run("cancel", study(), "--purpose", "grid").out()).doesNotContain("scancel");
      }
    }
    assertThat(run("cancel", study(), first).out())
        .contains("No coordinator is there to end their jobs (1)", ": scancel 812_0. The next run");
    assertThat(run("cancel", study()).out()).contains("jobs (3)", ": scancel 812 813. The next");
    assertThat(run("cancel", study()).out())
        .startsWith("Nothing to cancel")
        .contains(": scancel 812 813. The next");
  }

  @Test
  void whatIsNotPlannedIsNamedWithWhatIs() {
    assertThat(run("cancel", study(), "--shape", "1/2/3").err())
        .contains("no planned shape is '1/2/3'", "Maybe one of: 32/8/384");
    assertThat(run("cancel", study(), "0123456789abcdef").err())
        .contains("no planned run, trunk or shape is '0123456789abcdef'");
    assertThat(run("retry", study(), "--purpose", "moon").err())
        .contains(
            "must be one of centre, grid, star, star:depth, star:mlp_dim, star:width but was");
    assertThat(run("cancel", study(), "--purpose", "star").out()).contains("Cancelled 9 trunks");
  }

  @Test
  void logsShowTheKeptLogOfAnAttempt() throws IOException {
    assertThat(run("logs", study()).out()).startsWith("No attempt was made yet.");
    assertThat(run("logs", study(), "64/2/48").err()).contains("No attempt was made yet.");
    assertThat(folder.resolve("study.db")).doesNotExist();
    run("cancel", study(), "--purpose", "star");
    run("cancel", study(), "centre", "--purpose", "centre");
    run("run", study());
    Attempt attempt;
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      attempt = store.attempts().getFirst();
    }
    assertThat(attempt.status()).isEqualTo(AttemptStatus.DONE);
    Path log = folder.resolve("logs/%s-1.log".formatted(attempt.trunk()));
    Files.createDirectories(log.resolveSibling(""));
    Files.writeString(log, "step 1\nstep 2\n");
    assertThat(run("logs", study()).out()).contains(attempt.trunk(), "done after");
    assertThat(run("logs", study(), attempt.trunk().substring(0, 8)).out())
        .contains("trunk " + attempt.trunk() + ", attempt 1", "done after")
        .endsWith("step 1\nstep 2\n");
    assertThat(run("logs", study(), attempt.trunk(), "--attempt", "2").err())
        .contains("the attempt must be from 1 to 1 but was 2");
  }

  @Test
  void aGridWhoseBestLiesOnAnEdgeGrowsUntilItLiesInside() throws IOException {
    Files.writeString(folder.resolve("study.yaml"), STUDY.replace("[16, 32, 48]", "[4, 8, 16]"));
    Outcome plain = run("run", study());
    assertThat(plain.out())
        .contains("lies on its upper edge of", "Maybe: shapelaw run", "--extend");
    assertThat(run("fit", study()).out()).contains("--extend");
    assertThat(folder.resolve("grid-extension.json")).doesNotExist();

    Outcome once = run("run", study(), "--extend", "1");
    assertThat(once.out())
        .contains("Extending the grid, round 1 of at most 1.")
        .contains(
            "The grid is not extended: that was done for 1 round already, and --extend allows 1.");
    assertThat(run("plan", "--no-timing", study()).out())
        .contains("Grid        extended in 1 round by");

    Outcome more = run("run", study(), "--extend", "20");
    assertThat(more.code()).isZero();
    assertThat(more.out()).doesNotContain("the limit");
    assertThat(run("fit", study()).out())
        .contains("inside the grid")
        .doesNotContain("No interior shape", "--extend");
    assertThat(run("status", study()).out()).doesNotStartWith("38 of");

    // The same command again has nothing to do: what was added belongs to the study.
    assertThat(run("run", study(), "--extend", "20").out()).doesNotContain("Extending");
  }

  /// Of shapes that all guess the smallest, on the grid's lower edge, would seem best.
  @Test
  void aGridAtChanceLevelIsNotExtendedButToBeTrainedForLonger() throws IOException {
    Files.writeString(
        folder.resolve("study.yaml"),
        STUDY.replace("simulation: {noise: 0}", "simulation: {noise: 0, xi: 1.0e+4}"));
    Outcome outcome = run("run", study(), "--extend");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "The grid is not extended. Runs of the grid at chance level (",
            "Maybe longer durations: grid.examples in study.yaml.")
        .doesNotContain("One more step", "Extending");
    assertThat(folder.resolve("grid-extension.json")).doesNotExist();
    assertThat(run("fit", study()).out())
        .contains(
            "No start shape: every run of the grid is at chance level, so that none of its shapes is better than another. Maybe longer durations: grid.examples in study.yaml.")
        .doesNotContain("Extend the grid", "--extend");
  }

  @Test
  void anExtensionAboveTheBudgetIsNotMade() throws IOException {
    Files.writeString(
        folder.resolve("study.yaml"), STUDY + "budget: {max_forward_gflops: 1.0e7}\n");
    String costs = run("plan", "--no-timing", study()).out();
    assertThat(costs).doesNotContain("must cost at most");
    Files.writeString(
        folder.resolve("study.yaml"),
        STUDY + "budget: {max_forward_gflops: %s}\n".formatted(justEnough(costs)));
    assertThat(run("run", study(), "--extend").out())
        .contains("The grid is not extended: the sweep must cost at most");
    assertThat(folder.resolve("grid-extension.json")).doesNotExist();
  }

  /// The first number of the summary's GFLOPs, rounded up.
  private static String justEnough(String plan) {
    String row =
        plan.lines().filter(line -> line.startsWith("this plan")).findFirst().orElseThrow();
    String gflops = row.strip().split("\\s{2,}", -1)[2].replace(",", "");
    return Double.toString(Double.parseDouble(gflops) + 1);
  }

  @Test
  void aDamagedExtensionIsToldWithAWayOut() throws IOException {
    Files.writeString(folder.resolve("grid-extension.json"), "{\"rounds\": 0}");
    Outcome outcome = run("status", study());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("grid-extension.json must be as", "Maybe delete it");
  }
}
