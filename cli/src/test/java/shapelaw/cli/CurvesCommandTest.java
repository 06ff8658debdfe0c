package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.law.curve.CurveLaw;
import shapelaw.law.curve.OffsetPowerLaw;

/// `shapelaw curves` as a stranger calls it.
final class CurvesCommandTest {

  private static final CurveLaw TRUTH = new OffsetPowerLaw(0.8, 0.5, 0.2).rescaled(1e7, 1);

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private Outcome run(String table, String... flags) throws IOException {
    Path file = folder.resolve("curves.csv");
    Files.writeString(file, table);
    var arguments = new String[flags.length + 2];
    arguments[0] = "curves";
    arguments[1] = file.toString();
    System.arraycopy(flags, 0, arguments, 2, flags.length);
    return Outcome.run(arguments);
  }

  /// Two models' curves, one noiseless, one constant; the last three points are to extrapolate to.
  private static String twoModels() {
    var text = new StringBuilder("model,task,seen,error,accuracy,training\n");
    double x = 1e7;
    for (int i = 0; i < 20; i++, x *= 1.3) {
      String training = i < 17 ? "1" : "0";
      double loss = TRUTH.loss(x);
      text.append("S,a,%s,%s,%s,%s\n".formatted(x, loss, 1 - loss, training));
      text.append("B,a,%s,0.5,0.5,%s\n".formatted(x, training));
    }
    return text.append("S,a,1e9,,,1\n").toString();
  }

  @Test
  void everyCurveGetsItsLawsOrItsReason() throws IOException {
    Outcome outcome =
        run(
            twoModels(),
            "--x=seen",
            "--loss=error",
            "--group=model,task",
            "--training=training",
            "--at=2e9",
            "--reach=0.3,0.1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("S / a: 17 points up to x = 6.654e+08, 3 beyond, 1 row without a number left out")
        .contains("* M2: beta x^-c + limit, with beta = ")
        .containsPattern("at x = 2.000e\\+09: loss 0\\.25\\d+, 95 % interval \\[0\\.2")
        .containsPattern("loss 0\\.3000: at x = 6\\.\\d+e\\+08 by M2")
        .containsPattern("loss 0\\.1000: never, M2 goes to 0\\.\\d+")
        .contains("B / a: 17 points")
        .contains("No law was fitted: the loss must vary along the curve but was constant")
        .containsPattern("M2 +1 +0\\.00\\d\\d +0\\.00")
        .containsPattern("2 curves, median [\\d.]+ ms a curve");
  }

  @Test
  void anAccuracyBecomesALoss() throws IOException {
    String table = twoModels();
    String[] common = {"--x=seen", "--group=model", "--training=training"};
    Outcome loss = run(table, common[0], common[1], common[2], "--loss=error");
    Outcome accuracy = run(table, common[0], common[1], common[2], "--accuracy=accuracy");
    assertThat(accuracy.out().lines().filter(line -> line.startsWith("* ")).toList())
        .isEqualTo(loss.out().lines().filter(line -> line.startsWith("* ")).toList())
        .hasSize(1);
  }

  @Test
  void oneCurveNeedsNoGroupAndNoSummary() throws IOException {
    String table = "x,loss\n1,0.9\n2,0.7\n4,0.6\n8,0.53\n16,0.48\n32,0.45\n64,0.43\n128,0.42\n";
    Outcome outcome = run(table, "--x=x", "--loss=loss", "--plain");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .startsWith("Learning curve: 8 points")
        .doesNotContain("curves, median");
  }

  @Test
  void aWrongColumnOrCellIsOneClearMessage() throws IOException {
    Outcome column = run("x,loss\n1,2\n", "--x=y", "--loss=loss");
    assertThat(column.code()).isEqualTo(1);
    assertThat(column.err()).contains("column 'y' must be there once").hasLineCount(1);
    assertThat(run("x,loss\n1,2\n", "--x=x", "--loss=los").err()).contains(" Maybe: loss");
    Outcome cell =
        run("x,loss,training\n1,2,maybe\n", "--x=x", "--loss=loss", "--training=training");
    assertThat(cell.err())
        .contains("line 2: training must be 1 (fit) or 0 (extrapolate) but was 'maybe'.")
        .hasLineCount(1);
    Outcome empty = run("x,loss\n", "--x=x", "--loss=loss");
    assertThat(empty.err()).contains("must hold at least one row but has none.").hasLineCount(1);
    assertThat(run("x,loss\n1,2\n", "--x=x").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "NaN", "1e9,-1"})
  void aForecastNeedsAPlaceAboveZero(String at) throws IOException {
    Outcome outcome = run(twoModels(), "--x=seen", "--loss=error", "--at=" + at);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("--at must be finite and above 0").hasLineCount(1);
  }
}
