package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunResult;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.study.StudyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A plan that is exported, trained by someone else and imported again.
///
/// Its star's centre is not above the grid, and star and grid share shapes, so that the shapes
/// alone do not tell which run was planned for what.
final class PlanRoundTripTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void aPlanThatIsTrainedHereAndElsewhere() throws IOException, StudyException {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    assertThat(run("init", study()).code()).isZero();
    Path file = folder.resolve("study/study.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("trainer: libtorch", "trainer: simulated")
            .replace("  width: [48, 64, 80]\n", "  width: [64, 96, 128]\n")
            .replace("  depth: [2, 3, 4]\n", "  depth: [3, 5, 8]\n")
            .replace("  mlp_dim: [64, 96, 128]\n", "  mlp_dim: [128, 224, 384]\n"));
    assertThat(run("run", study()).code()).isZero();
    assertThat(run("export", study(), "--as", "json").code()).isZero();
    train();
  }

  private static String study() {
    return folder.resolve("study").toString();
  }

  /// Another trainer: reads the runs, and writes the loss of each beside it, or into a table of its
  /// own, with and without the run's id.
  private static void train() throws IOException, StudyException {
    Map<String, Double> errors =
        StudyFolder.open(folder.resolve("study")).stored().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().hex(), e -> ((RunResult.Done) e.getValue()).errorRate()));
    var runs = new ArrayList<ObjectNode>();
    var named = new StringBuilder("name,val_error\n");
    var shapes = new StringBuilder("hidden_size,num_layers,mlp_dim,images,val_error\n");
    for (var row : JSON.readTree(Files.readString(folder.resolve("study/export/json/runs.json")))) {
      String id = row.get("run").asString();
      double error = errors.getOrDefault(id, 0.0);
      runs.add(((ObjectNode) row).put("val_error", error));
      named.append("out/%s/final,%s%n".formatted(id, error));
      shapes.append(
          "%d,%d,%d,%d,%s%n"
              .formatted(
                  row.get("width").asInt(),
                  row.get("depth").asInt(),
                  row.get("mlp_dim").asInt(),
                  row.get("examples").asLong(),
                  error));
    }
    Files.writeString(folder.resolve("runs.json"), JSON.writeValueAsString(runs));
    Files.writeString(folder.resolve("named.csv"), named);
    Files.writeString(folder.resolve("shapes.csv"), shapes);
  }

  private static Outcome imported(String table) {
    return run(
        "import",
        folder.resolve(table).toString(),
        "--to",
        folder.resolve("of-" + table).toString(),
        "--plan",
        study());
  }

  /// What does not depend on the study's name or on where its runs were trained.
  private static String recommended(String study) {
    Outcome outcome = run("recommend", study, "--compute", "1e7 GFLOPs", "--explain");
    assertThat(outcome.err()).isEmpty();
    String text = outcome.out().substring(outcome.out().indexOf("Recommended for"));
    return text.replaceFirst("(?s)\nThe grid's best shape .* Maybe: .*", "");
  }

  @Test
  void theRecommendationIsThatOfTheNativeStore() {
    String here = recommended(study());
    assertThat(here).contains("The paper's rule, step by step");
    for (String table : List.of("named.csv", "shapes.csv")) {
      assertThat(imported(table).err()).isEmpty();
      assertThat(recommended(folder.resolve("of-" + table).toString())).isEqualTo(here);
    }
  }

  @Test
  void runsThatAreHeldOutTakeNothingElseIntoTheStar() {
    assertThat(imported("named.csv").err()).isEmpty();
    String to = folder.resolve("of-named.csv").toString();
    for (String of : List.of(to, study())) {
      assertThat(run("fit", of).out()).containsPattern("(?m)^width +12 ");
      assertThat(run("fit", of, "--hold-out", "width <= 40").out())
          .as("the least of four widths of the arm is held out")
          .containsPattern("(?m)^width +9 ");
    }
    assertThat(run("fit", to, "--hold-out", "width <= 40").out())
        .contains("By the plan of", " runs 33 are on the arms of a star");
  }

  @Test
  void aRunThatComesAgainByAnotherNameIsThere() throws IOException {
    List<String> named = Files.readAllLines(folder.resolve("named.csv"));
    Files.write(folder.resolve("half.csv"), named.subList(0, 51));
    assertThat(imported("half.csv").err()).isEmpty();
    Outcome all =
        run(
            "import",
            folder.resolve("shapes.csv").toString(),
            "--to",
            folder.resolve("of-half.csv").toString(),
            "--plan",
            study(),
            "--append");
    assertThat(all.out()).contains(": 90 runs (40 new; 50 rows were there already).");
  }

  @Test
  void whereTheSearchEndsTheStepsOfThePapersRuleNameNoShape() {
    String[] far = {
      "recommend", study(), "--replicates=10", "--compute=1e40 GFLOPs", "--explain", "--range=10"
    };
    assertThat(run(far).out())
        .contains(
            "tau^(s_k/D): not shown, since its shape has mlp_dim",
            "No shape to build for 1.00",
            " beyond ")
        .doesNotContain("Its shape for");
    far[far.length - 1] = "--range=1e15";
    assertThat(run(far).out())
        .contains("Its shape for 1.00")
        .doesNotContain("not shown", "far from every measured size");
  }

  @Test
  void noErrorRateIsAboveOne() {
    String above = "is above 1, which no error rate can be: too little compute for this law.";
    assertThat(run("recommend", study(), "--compute", "10 GFLOPs").out()).contains(above);
    assertThat(run("recommend", study(), "--compute", "1e5 GFLOPs").out()).doesNotContain(above);
    assertThat(run("recommend", study(), "--target-loss", "0.5").err()).isEmpty();
    for (String target : List.of("1", "1.5")) {
      assertThat(run("recommend", study(), "--target-loss", target).err())
          .contains(
              "the loss to be reached must be below 1, since these losses are error rates, but was "
                  + target
                  + ".");
    }
  }

  @Test
  void aGridOfWhichRunsAreMissingIsToBeCompletedNotExtended() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("named.csv"));
    int all = lines.size() - 1;
    for (int missing : List.of(1, 43)) { // the grid's 54 runs are the plan's last
      Files.write(folder.resolve("part.csv"), lines.subList(0, 1 + all - missing));
      assertThat(imported("part.csv").err()).isEmpty();
      String part = folder.resolve("of-part.csv").toString();
      String told =
          "The start shape may change: %d of the plan's 54 grid runs have a result; make or import the rest first."
              .formatted(54 - missing);
      assertThat(run("fit", part).out()).contains(told).doesNotContain("Extend the grid");
      assertThat(run("recommend", part, "--compute", "1e5 GFLOPs", "--explain").out())
          .contains(told)
          .doesNotContain("extend the grid");
      deleteRecursively(Path.of(part));
    }
  }

  private static void deleteRecursively(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void theShapesAloneWouldNotGiveItBack() {
    String to = folder.resolve("unplanned").toString();
    Outcome outcome =
        run(
            "import",
            folder.resolve("shapes.csv").toString(),
            "--to",
            to,
            "--patch=4",
            "--pixels=32");
    assertThat(outcome.err()).isEmpty();
    assertThat(run("fit", to).out()).doesNotContain("36 are on the arms of a star");
  }

  @Test
  void exportedJsonThatATrainerCompletedNeedsNoFlags() {
    Outcome outcome =
        run(
            "import",
            folder.resolve("runs.json").toString(),
            "--to",
            folder.resolve("plain").toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("--dimension width='width'", "Took 90 of 90 rows", "--run 'run'")
        .doesNotContain("specification", "Maybe take one");
    assertThat(imported("runs.json").err()).isEmpty();
    assertThat(recommended(folder.resolve("of-runs.json").toString()))
        .isEqualTo(recommended(study()));
  }

  @Test
  void aReportGoesWhereItIsWanted() throws IOException {
    Path there = folder.resolve("elsewhere");
    Outcome outcome = run("report", study(), "--output", there.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Report: " + there.resolve("report.html"));
    assertThat(there.resolve("tables/fits.csv")).exists();
    Path page = there.resolve("of/mine.html");
    assertThat(run("report", study(), "--output", page.toString()).out())
        .contains("Report: " + page);
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>");
    assertThat(there.resolve("of/tables/fits.csv")).exists();
    Path taken = Files.writeString(folder.resolve("taken.txt"), "mine");
    Outcome refused = run("report", study(), "--output", taken.toString());
    assertThat(refused.err())
        .isEqualTo(
            "--output must be a folder, or a page whose name ends with .html, but %s is another file.%n"
                .formatted(taken));
    assertThat(taken).hasContent("mine");
  }

  @Test
  void ourOwnTablesNeedNoFlags() {
    assertThat(run("report", study()).err()).isEmpty();
    assertThat(imported("named.csv").err()).isEmpty();
    for (String table : List.of("study/report/tables/runs.csv", "of-named.csv/results.csv")) {
      Outcome outcome =
          run(
              "import",
              folder.resolve(table).toString(),
              "--to",
              folder.resolve("again").toString());
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.out()).contains("Took 90 of ").doesNotContain("Maybe take one");
    }
  }

  @Test
  void theOutputSaysHowManyRowsAreOfWhichSweep() throws IOException {
    assertThat(imported("named.csv").out())
        .contains(
            "Among the 90 planned runs of study: 90 rows by their id. Rows taken for its sweeps: centre 3, grid 54, star:depth 12, star:mlp_dim 12, star:width 12 (3 for several).");
    assertThat(imported("shapes.csv").out()).contains("90 rows by their shape and duration.");
    assertThat(ImportedStudy.open(folder.resolve("of-shapes.csv")).plan()).isPresent();
    assertThat(run("fit", folder.resolve("of-shapes.csv").toString()).out())
        .startsWith(
            "By the plan of study: of 90 runs 36 are on the arms of a star, 3 at its centre, 54 in a grid.");
  }
}
