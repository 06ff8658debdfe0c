package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands as users call them, without training.
final class CommandsTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  /// What a command printed and how it ended.
  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private String initialised() {
    assertThat(run("init", folder.toString()).code()).isZero();
    return folder.toString();
  }

  private void edit(String from, String to) throws IOException {
    Path file = folder.resolve("study.yaml");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void aPlansTableWritesAllItsNumbersAlike() {
    Outcome plan = run("plan", "--no-timing", initialised());
    assertThat(plan.out())
        .containsPattern("star:width +32/8/384 +2 +274,344 +128,000 +4,696\n")
        .containsPattern("star:width +64/8/384 +4 +618,760 +128,000 +10,28\\d\n")
        .contains("0 validation images")
        .doesNotContain("e+0");
  }

  @Test
  void costPrintsTheCountsOfTableOne() {
    Outcome outcome = run("cost", "So400m/14", "1152/27/4304");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().toList().get(2)).contains("427,680,704", "220.9");
    // The free notation with the default heads, patch and resolution is the same model.
    assertThat(outcome.out().lines().toList().get(3)).contains("427,680,704", "220.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "XXL/14          | the name must be one of mu, Ti, S",
        "600/4/1200      | Maybe use 592 or 608.",
        "B16             | must be written name/patch",
      })
  void aWrongModelIsOneClearMessage(String model, String message) {
    Outcome outcome = run("cost", model);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
  }

  @Test
  void initThenPlanShowsEveryRunAndBruteForce() {
    Outcome outcome = run("plan", "--no-timing", initialised());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("star:width", "centre", "grid", "brute-force grid of the star's values")
        .contains("FLOPs count forward passes")
        .contains("endless training images of 200 classes", "0 validation images")
        .contains("Adafactor, learning rate 8×10⁻⁴", "reciprocal square root with 100 warm-up")
        .contains("linear few-shot error rate at 10 shots")
        .doesNotContain("Repeated images", "Under a cosine");
  }

  @Test
  void underACosineThePlanShowsWhatTrunksWouldHaveSaved() throws IOException {
    initialised();
    edit("schedule: reciprocal_square_root", "schedule: cosine");
    edit("  cooldown_steps: 100 ", "  # none ");
    Outcome outcome = run("plan", "--no-timing", folder.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .containsPattern("this plan \\(star \\+ grid, no trunks\\) .* 1\\.00 ")
        .containsPattern("same runs, each from scratch .* 1\\.00 ")
        .contains("Under a cosine every duration is a training of its own.")
        .containsPattern("would cost about [0-9,]+ forward GFLOPs, 0\\.[0-9]+ times as much");
  }

  @Test
  void thePlanWarnsWhereARunSeesImagesTwice() throws IOException {
    initialised();
    for (int c = 0; c < 4; c++) {
      Path images = Files.createDirectories(folder.resolve("images/" + c));
      for (int i = 0; i < 5; i++) {
        Files.createFile(images.resolve(i + ".png"));
      }
    }
    edit("  fractals: ", "  folder: {path: images, image_size: 32, evaluation_classes: 2} # ");
    Path file = folder.resolve("study.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll(
                "(?m)^    (image_size|pretrain_classes|evaluation_classes|valid.*): .*", ""));
    Outcome outcome = run("plan", "--no-timing", folder.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("10 training images of 2 classes", "10 few-shot images of 2 held-out classes")
        .contains("Repeated images: 93 runs see more examples than there are distinct training")
        .contains("256,000 examples are 2.56e+04 epochs (13 runs)");
  }

  @Test
  void initKeepsAStudyThatIsThere() throws IOException {
    initialised();
    edit("name: ", "name: mine-");
    assertThat(run("init", folder.toString()).code()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("study.yaml"))).contains("name: mine-");
  }

  @Test
  void aStudyThatIsNotThereNamesTheWayOut() {
    Outcome outcome = run("plan", folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("Maybe make one with: shapelaw init").hasLineCount(1);
  }

  private String imported() throws IOException {
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "width,flops,loss\n16,1e9,2.5\n32,2e9,2.2\n");
    Path study = folder.resolve("imported");
    Outcome outcome =
        run(
            "import",
            table.toString(),
            "--to",
            study.toString(),
            "--dimension=width=width",
            "--compute=flops",
            "--compute-unit=forward-flops",
            "--loss=loss");
    assertThat(outcome.err()).isEmpty();
    return study.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "status", "run", "simulate"})
  void anImportedStudyHasNoPlan(String command) throws IOException {
    Outcome outcome = run(command, imported());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("this study was imported: it has no plan to run")
        .doesNotContain("shapelaw init")
        .hasLineCount(1);
  }

  @Test
  void aFileSystemThatTakesNoFoldersIsTold() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs a /proc");
    for (String[] line : new String[][] {{"init", "/proc/x"}, {"demo", "--folder", "/proc/x"}}) {
      assertThat(run(line).err())
          .isEqualTo(
              "/proc/x: the file system there takes no new folder. Maybe choose another place.\n");
    }
  }

  @Test
  void initKeepsOutOfAnImportedStudy() throws IOException {
    String study = imported();
    Outcome outcome = run("init", study);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("must not hold an imported study").hasLineCount(1);
    assertThat(Path.of(study, "study.yaml")).doesNotExist();
  }

  @Test
  void onlyCommandsThatMeasureOfferImportedStudies() {
    for (String command : List.of("fit", "recommend", "report")) {
      assertThat(run(command, "--help").out()).as(command).contains("trained or imported");
    }
    for (String command : List.of("plan", "status", "run", "simulate")) {
      assertThat(run(command, "--help").out()).as(command).doesNotContain("imported");
    }
  }

  @Test
  void benchLawsRefusesAFileThatIsNotThere() {
    Outcome outcome = run("bench", "laws", folder.resolve("none.csv").toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("none.csv must exist but does not.").hasLineCount(1);
  }

  @Test
  void benchWithoutSubcommandMeasuresTraining() {
    assertThat(run("bench", "--batch", "0").err())
        .contains("batch and rounds must be at least 1 but were 0");
    assertThat(run("bench", "train", "--batch", "0").err())
        .contains("batch and rounds must be at least 1 but were 0");
  }

  @Test
  void anUnknownKeyIsNamedWithFileAndLine() throws IOException {
    initialised();
    edit("\nstar:", "\nstarr:");
    Outcome outcome = run("plan", folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .containsPattern("study\\.yaml:\\d+:\\d+: .*'starr'.*Maybe 'star'")
        .doesNotContain("\tat ");
  }

  @Test
  void aPlanAboveTheBudgetIsRefused() throws IOException {
    initialised();
    Files.writeString(
        folder.resolve("study.yaml"),
        Files.readString(folder.resolve("study.yaml"))
            .replaceAll("(?m)^budget:.*(\\n +.*)*", "budget: {max_forward_gflops: 1}"));
    Outcome outcome = run("plan", folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("budget.max_forward_gflops");
    assertThat(outcome.err()).as("nothing is timed for a plan that is refused").isEmpty();
  }

  @Test
  void aRunAboveTheComputeBudgetIsRefusedWithoutTiming() throws IOException {
    initialised();
    edit("max_forward_gflops: 1.0e8", "max_forward_gflops: 1.0");
    Outcome outcome = run("run", folder.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("budget.max_forward_gflops").hasLineCount(1);
  }

  @Test
  void theSpeedOfThisMachineIsNotMeasuredForACluster() {
    assumeTrue(System.getenv("SPARK_HOME") == null, "needs a machine without SPARK_HOME");
    Outcome outcome = run("run", "--on", "spark://nowhere:7077", initialised());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("Trials run elsewhere (spark://nowhere:7077)")
        .contains("budget.max_hours is not checked", "SPARK_HOME")
        .doesNotContain("Measuring");
  }

  @Test
  void pixelsThatFillNoPatchAreToldOf() throws IOException {
    String sentence =
        "The image size (32) is no multiple of the patch size (5): the last 2 pixels of every row and column are cut off.";
    initialised();
    assertThat(run("plan", "--no-timing", folder.toString()).out()).doesNotContain("cut off");
    edit("patch_size: 4", "patch_size: 5");
    assertThat(run("plan", "--no-timing", folder.toString()).out()).contains(sentence);
    assertThat(run("cost", "So400m/14").out()).doesNotContain("cut off");
    assertThat(run("cost", "So400m/15").out()).contains("So400m/15: ", "the last 14 pixels of");
  }

  @Test
  void withoutResultsEveryStepSaysWhatIsMissing() {
    String study = initialised();
    assertThat(run("fit", study).out())
        .contains(
            "No law of one dimension at a time was fitted", "No start shape: no grid run is done");
    Outcome recommend = run("recommend", "--like", "B/16@1e9 examples", study);
    assertThat(recommend.code()).isEqualTo(1);
    assertThat(recommend.err()).contains("a recommendation needs fitted laws").hasLineCount(1);
    assertThat(run("status", study).out()).startsWith("0 of ");
  }

  @Test
  void everyCommandAnswersHelp() {
    for (String command :
        Main.commandLine().getSubcommands().keySet().stream()
            .filter(name -> !name.equals("help"))
            .toList()) {
      Outcome outcome = run(command, "--help");
      assertThat(outcome.code()).as(command).isZero();
      assertThat(outcome.out()).as(command).startsWith("Usage: shapelaw " + command);
    }
  }

  @Test
  void recommendWantsExactlyOneBudget() {
    assertThat(run("recommend", initialised()).code()).isEqualTo(2);
  }

  @Test
  void noiselessSimulationPredictsItsHeldOutCentre() {
    Outcome outcome = run("simulate", "--noise", "0", initialised());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("Recommended for").contains("The truth: the best shape");
    assertThat(outcome.out().lines().filter(line -> line.matches(".* [+-]0\\.0 % .*"))).hasSize(9);
  }

  @Test
  void lossesAtChanceAreNamedBeforeTheFit() throws IOException {
    String study = initialised();
    edit("  epsilon: 0.1", "  epsilon: 0.6");
    Outcome outcome = run("simulate", study);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .containsPattern(
            "\\d+ of 93 runs cannot be told from chance level \\(an error rate of 0.950 ± [0-9.]+ among 20 classes: 2 standard errors of [0-9,]+ images\\): .*--hold-out 'loss >= 0.9")
        .containsSubsequence("chance level", "Star sweep:");
  }

  @Test
  void theSimulationOfAFreshStudyHasItsBestShapeWithinReach() throws IOException {
    String study = initialised();
    for (String seed : List.of("seed: 1 ", "seed: 2 ", "seed: 3 ")) {
      edit("seed: 1 ", seed);
      assertThat(run("simulate", study).out())
          .doesNotContain("bounded by the search", "outside of the search", "No interior shape")
          .containsPattern("direct minimum +0\\.\\d+ +[0-4]\\.\\d+ %");
      edit(seed, "seed: 1 ");
    }
  }

  @Test
  void aBestShapeThatNoRuleCanFindIsCalledSo() throws IOException {
    String study = initialised();
    edit(
        "depth: {alpha: 0.269, a: 1.69, beta: 0.111, b: 1.78}",
        "depth: {alpha: 0.9, a: 0.2, beta: 0.005, b: 0.2}");
    assertThat(run("simulate", study).out())
        .contains("It lies outside of the search (depth beyond 80), where no rule can find it");
  }

  @Test
  void simulationsRepeatThemselves() {
    String study = initialised();
    assertThat(run("simulate", study).out()).isEqualTo(run("simulate", study).out());
  }

  @Test
  void everyCommandHasHelp() {
    Main.commandLine()
        .getSubcommands()
        .keySet()
        .forEach(name -> {
          Outcome outcome = run("help", name);
          assertThat(outcome.code()).isZero();
        });
  }
}
