package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `shapelaw recommend` on tables whose law is known.
final class RecommendTest {

  @TempDir static Path folder = Path.of("set by JUnit");

  private static final List<Double> DURATIONS = List.of(1e6, 4e6, 16e6);

  /// FLOPs of an invented net: 6 c² b, so that the best shape is known in closed form.
  private static double flops(double channels, double blocks) {
    return 6e3 * channels * channels * blocks;
  }

  private static double loss(double channels, double blocks, double images) {
    return 2 * Math.pow(channels, -0.5)
        + 0.3 * Math.pow(blocks, -0.8)
        + 30 * Math.pow(images, -0.4)
        + 0.1;
  }

  @BeforeAll
  static void importTheTables() throws IOException {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    var factorial = new StringBuilder("channels,blocks,images,flops,loss\n");
    for (double channels : new double[] {16, 32, 64, 128}) {
      for (double blocks : new double[] {2, 4, 8, 16}) {
        rows(factorial, channels, blocks);
      }
    }
    imported("factorial", factorial);
    // A star around (256, 24) and a small grid, as the paper has them.
    var sweeps = new StringBuilder("channels,blocks,images,flops,loss\n");
    rows(sweeps, 256, 24);
    for (double channels : new double[] {16, 32, 64, 128}) {
      rows(sweeps, channels, 24);
    }
    for (double blocks : new double[] {2, 4, 8, 16}) {
      rows(sweeps, 256, blocks);
    }
    for (double channels : new double[] {24, 28, 34, 40}) {
      for (double blocks : new double[] {3, 4, 5, 6}) {
        rows(sweeps, channels, blocks);
      }
    }
    imported("sweeps", sweeps);
  }

  private static void rows(StringBuilder table, double channels, double blocks) {
    for (double images : DURATIONS) {
      table.append(
          "%.0f,%.0f,%.0f,%.6e,%.9f%n"
              .formatted(
                  channels,
                  blocks,
                  images,
                  flops(channels, blocks) * images,
                  loss(channels, blocks, images)));
    }
  }

  private static void imported(String name, CharSequence table) throws IOException {
    Path file = folder.resolve(name + ".csv");
    Files.writeString(file, table);
    Outcome outcome =
        run(
            "import",
            file.toString(),
            "--to",
            study(name),
            "--dimension",
            "channels=channels",
            "--dimension",
            "blocks=blocks",
            "--examples",
            "images",
            "--compute",
            "flops",
            "--compute-unit",
            "forward-flops",
            "--loss",
            "loss");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
  }

  private static String study(String name) {
    return folder.resolve(name).toString();
  }

  /// An answer by the structural law.
  private static Outcome structural(String study, String... options) {
    String[] law = {"recommend", "--law=structural", "--replicates=50", study(study)};
    Outcome outcome = run(Stream.concat(Stream.of(law), Stream.of(options)).toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    return outcome;
  }

  /// The best whole sizes under the true law, by brute force.
  private static String best(double compute) {
    double least = Double.POSITIVE_INFINITY;
    String best = "";
    for (int channels = 16; channels <= 1024; channels += 16) {
      for (int blocks = 1; blocks <= 160; blocks++) {
        double loss = loss(channels, blocks, compute / flops(channels, blocks));
        if (loss < least) {
          least = loss;
          best = "channels %d, blocks %d".formatted(channels, blocks);
        }
      }
    }
    return best;
  }

  /// Above 4,000 runs repeats are averaged before anything is fitted.
  @Test
  void theReportOfManyRunsNamesThoseAtAPlateauAsTheFitDoes() throws IOException {
    var repeated = new StringBuilder("channels,blocks,images,flops,loss\n");
    for (double channels : new double[] {16, 32, 64, 128, 256}) {
      for (double images = 1e3; images <= 16e3; images *= 2) {
        for (int seed = 0; seed < 170; seed++) {
          double loss = Math.min(6.9, 40 * Math.pow(images, -0.22) + 10 / channels);
          repeated.append(
              "%.0f,2,%.0f,%.6e,%.9f%n"
                  .formatted(
                      channels, images, flops(channels, 2) * images, loss * (1 - 1e-6 * seed)));
        }
      }
    }
    imported("repeated", repeated);
    String fit = run("fit", "--replicates", "10", study("repeated")).out();
    assertThat(fit).contains("4,250 measured runs are fitted as 25 means");
    String warning =
        fit.lines().filter(line -> line.contains("have not left a plateau")).findFirst().orElse("");
    assertThat(warning).contains(" of 4,250 runs have not left a plateau");
    assertThat(run("report", "--replicates", "10", study("repeated")).code()).isZero();
    assertThat(Files.readString(Path.of(study("repeated"), "report", "report.html")))
        .contains(warning.substring(0, warning.indexOf(';')));
  }

  @Test
  void theLawsOfAFitStandByTheirHeldOutErrorAndTheOneInUseIsMarked() {
    Outcome outcome = run("fit", "--law", "product", "--replicates", "10", study("factorial"));
    assertThat(outcome.code()).isZero();
    List<String> laws =
        outcome.out().lines().filter(line -> line.matches("[* ] [a-z-]+ +\\d+ .* %")).toList();
    assertThat(laws).hasSizeGreaterThan(3);
    assertThat(laws.getFirst()).startsWith("  structural");
    assertThat(laws)
        .filteredOn(line -> line.startsWith("*"))
        .singleElement()
        .asString()
        .startsWith("* product");
    assertThat(laws)
        .extracting(line -> Double.parseDouble(line.replaceFirst(".* (\\S+) %$", "$1")))
        .isSorted();
    assertThat(outcome.out())
        .contains("(“product” was asked for; held-out runs prefer “structural”)")
        .contains("decomposable is the paper's form (Eq. 3).");
  }

  @Test
  void findsTheBestShapeOfANoiselessLawFarBeyondTheMeasurements() {
    Outcome outcome = structural("factorial", "--compute=1e18 FLOPs");
    assertThat(outcome.out())
        .contains("Recommended for 1.00 forward EFLOPs:")
        .contains("  " + best(1e18) + "\n")
        .contains("* direct minimum")
        .contains("  joint exponents")
        .contains("Rounding (channels to 16s) costs")
        .contains("comes within 1 % of the least loss");
  }

  @Test
  void anAnswerThatTheSearchBoundsSaysSo() {
    Outcome outcome = structural("factorial", "--compute=1e22 FLOPs", "--range=1");
    assertThat(outcome.out())
        .containsPattern(
            "Recommended for .* \\(bounded by the search in channels, blocks, see below\\):")
        .containsPattern(
            "channels: best \\d+, the end of the search, which says nothing of what is beyond;")
        .contains(
            "the least loss within the search that the structural law predicts for the budget")
        .contains(
            "- joint exponents: not shown, since its shape has channels beyond 128, blocks beyond 16, where the search ends")
        .contains("--range FACTOR")
        .doesNotContain("  joint exponents");
  }

  @Test
  void showsThePapersRuleAndTheUsersWeightsWhereThereIsStarAndGrid() {
    Outcome outcome =
        structural("sweeps", "--compute=1e17 FLOPs", "--weights=channels=0.3,blocks=0.7");
    assertThat(outcome.out())
        .contains("  paper's rule, tau^(s_k/D)")
        .contains("  user weights, tau^(w_k s_k)")
        .contains("  joint exponents")
        .contains("* direct minimum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-inference-flops=100 MFLOPs    | Recommended for endless training",
        "--target-loss=0.35                  | Reaching the loss takes",
        "--target-loss=0.36                  | within the search the best sizes are the cheapest that reach the loss by the structural law; rounded they miss it by 0.01 % with the same FLOPs and reach it with",
        "--target-loss=0.35,--serve-images=1e9 | training and serving of 1.00e+09 images",
        "--total-compute=1e18 FLOPs,--serve-images=1e9 | FLOPs for training (3 x forward) and serving",
        "--training-hours=10                 | 10.00 hours at 1.000 training TFLOPs a second",
      })
  void answersEveryKindOfBudget(String budget, String text) {
    String[] options = budget.split(",", 2);
    Outcome outcome =
        structural(
            "factorial",
            options[0],
            options.length > 1 ? options[1] : "--range=10",
            "--device-flops=1 TFLOPs");
    assertThat(outcome.out()).contains(text).contains("* direct minimum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--compute=1e17 FLOPs       | --serve-images=1e9 | --serve-images needs --total-compute or",
        "--max-inference-flops=1e9 FLOPs | --serve-images=1e9 | --serve-images needs --total-compute or",
        "--total-compute=1e18 FLOPs | --explain          | --total-compute needs --serve-images",
        "--training-hours=0         | --explain          | --training-hours must be above 0",
        "--training-hours=-3        | --explain          | --training-hours must be above 0",
        "--training-hours=NaN       | --explain          | --training-hours must be above 0",
        "--training-hours=1e10      | --explain          | at most 1e+09 but was 1.0E10",
      })
  void aBudgetThatMakesNoSenseIsRefused(String budget, String option, String message) {
    Outcome outcome =
        run("recommend", budget, option, "--device-flops=1 TFLOPs", study("factorial"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-parameters=1M        | the parameters of a shape must be known",
        "--max-memory-gib=4         | needs a study trained here",
        "--max-latency-ms=1         | Maybe: --device-flops",
        "--weights=channels=0.5     | weights must be 0 or more and sum to 1",
        "--weights=width=1          | weights must be of the dimensions [channels, blocks]",
        "--multiple=width=64        | multiples must be of the dimensions [channels, blocks]",
        "--max-inference-flops=1kFLOPs | must obey the limits and leave something to train with",
        "--law=best                 | law must be one of",
        "--law=Structrual           | Maybe: structural",
        "--range=0.5                | must be at least 1 but was 0.5",
      })
  void whatCannotBeAnsweredIsOneClearMessage(String option, String message) {
    Outcome outcome =
        run("recommend", "--compute=1e17 FLOPs", "--replicates=20", option, study("factorial"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
  }
}
