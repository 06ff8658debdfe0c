package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.shape.VisionTransformer;

/// `shapelaw recommend` with speeds that were measured elsewhere, on a study whose law is known.
final class HardwareTest {

  private static final double COMPUTE = 5e16;

  @TempDir private Path folder = Path.of("set by JUnit");

  private String study = "";

  @BeforeEach
  void importTheStudy() throws IOException {
    study = VitStudy.imported(folder);
  }

  private Outcome recommend(String... options) {
    var arguments =
        new ArrayList<>(
            List.of(
                "recommend",
                "--compute",
                COMPUTE + " FLOPs",
                "--law=structural",
                "--replicates=30"));
    arguments.addAll(List.of(options));
    arguments.add(study);
    return run(arguments.toArray(String[]::new));
  }

  private record Sizes(int width, int depth, int mlpDim, int heads) {
    VisionTransformer model() {
      return VitStudy.model(width, depth, mlpDim, heads);
    }
  }

  /// The candidates as the table of a recommendation without timings lists them.
  private List<Sizes> candidates() {
    return recommend()
        .out()
        .lines()
        .dropWhile(line -> !line.startsWith("Hardware"))
        .map(line -> line.replaceFirst("^[=*]+", "").strip())
        .filter(line -> line.matches("\\d+ .*"))
        .map(line -> line.split("\\s+"))
        .map(cells ->
            new Sizes(
                Integer.parseInt(cells[0]),
                Integer.parseInt(cells[1]),
                Integer.parseInt(cells[2]),
                Integer.parseInt(cells[3])))
        .toList();
  }

  /// Heads below 64 channels leave the rest of a tile of 64 empty.
  private static double imagesPerSecond(Sizes sizes) {
    double filled = Math.min(1, sizes.width() / (64.0 * sizes.heads()));
    return filled * 1e12 / VitStudy.forwardFlops(sizes.model());
  }

  private Path timings(List<Sizes> shapes, String more, String cell) throws IOException {
    var table = new StringBuilder("width,depth,mlp_dim,heads,images_per_second" + more + "\n");
    for (Sizes s : shapes) {
      table.append(
          "%d,%d,%d,%d,%s%s%n"
              .formatted(s.width(), s.depth(), s.mlpDim(), s.heads(), imagesPerSecond(s), cell));
    }
    return Files.writeString(folder.resolve("timings.csv"), table);
  }

  /// The best by the true law: every shape trains as long as the first one needs for the compute.
  private static Sizes byBruteForce(List<Sizes> shapes, Sizes reference) {
    double seconds =
        COMPUTE / VitStudy.forwardFlops(reference.model()) / imagesPerSecond(reference);
    Sizes best = reference;
    double least = Double.POSITIVE_INFINITY;
    for (Sizes s : shapes) {
      double loss = VitStudy.loss(s.width(), s.depth(), s.mlpDim(), imagesPerSecond(s) * seconds);
      if (loss < least) {
        least = loss;
        best = s;
      }
    }
    return best;
  }

  @Test
  void withoutTimingsRoundingsHaveAPriceAndNoSpeed() {
    Outcome outcome = recommend();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("Hardware: roundings near the recommended shape")
        .contains("= the recommended shape")
        .contains("was not measured")
        .doesNotContain("images/s");
    assertThat(candidates()).hasSizeGreaterThan(3);
  }

  @Test
  void timingsFromElsewhereNameTheShapeThatTheHardwareLikes() throws IOException {
    List<Sizes> shapes = candidates();
    Path file = timings(shapes, ",device,batch", ",made-up GPU,64");
    Outcome outcome = recommend("--timings", file.toString());
    assertThat(outcome.err()).isEmpty();
    Sizes reference =
        shapes.stream().filter(s -> s.width() / s.heads() == 16).findFirst().orElseThrow();
    Sizes best = byBruteForce(shapes, reference);
    assertThat(best.width() / best.heads()).isGreaterThanOrEqualTo(64);
    assertThat(outcome.out())
        .contains(
            "width %d, depth %d, mlp_dim %d, heads %d of %d is the shape your hardware likes"
                .formatted(
                    best.width(),
                    best.depth(),
                    best.mlpDim(),
                    best.heads(),
                    best.width() / best.heads()))
        .contains("made-up GPU, batch 64")
        .contains("The law knows nothing of heads");
    assertThat(Path.of(study, "timings.csv")).exists();
  }

  @Test
  void timingsThatAreNotUsedAreCountedWithTheReason() throws IOException {
    List<Sizes> shapes = new ArrayList<>(candidates());
    int used = shapes.size();
    assertThat(recommend("--timings", timings(shapes, "", "").toString()).out())
        .contains("All %d timed shapes are compared.".formatted(used));
    Sizes one = shapes.getFirst();
    shapes.add(new Sizes(8, 1, 16, 1));
    shapes.add(new Sizes(16, 1, 16, 1));
    shapes.add(new Sizes(one.width(), one.depth(), one.mlpDim(), one.width()));
    assertThat(recommend("--timings", timings(shapes, "", "").toString()).out())
        .contains(
            "Of %d timed shapes %d are compared, 3 are not: 2 are no rounding near the recommended shape (width 8, depth 1, mlp_dim 16, heads 1 of 8 …); 1 is such a rounding, but with other heads than those looked at (width %d"
                .formatted(used + 3, used, one.width()));
  }

  @Test
  void keptTimingsAreUsedAgainAndShownInTheReport() throws IOException {
    Path file = timings(candidates(), "", "");
    assertThat(recommend("--timings", file.toString()).code()).isZero();
    Files.delete(file);
    assertThat(recommend().out()).contains("is the shape your hardware likes");
    Outcome report =
        run(
            "report",
            "--law=structural",
            "--replicates=30",
            "--compute",
            COMPUTE + " FLOPs",
            study);
    assertThat(report.err()).isEmpty();
    assertThat(Files.readString(Path.of(study, "report", "report.html")))
        .contains("What hardware likes")
        .contains("Loss at equal time against speed");
    assertThat(Path.of(study, "report", "tables", "hardware.csv")).exists();
  }

  @Test
  void headsMayBeSaidForAStudyThatDoesNotSayThem() {
    Outcome outcome = recommend("--heads=4");
    assertThat(outcome.err()).isEmpty();
    // A quarter of the width, whatever it is, in every row of the study's own heads.
    assertThat(
            outcome
                .out()
                .lines()
                .filter(line -> line.matches("=?\\s+\\d+\\s+\\d+\\s+\\d+\\s+4\\s.*")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,depth,mlp_dim,heads,images_per_second~16,1,16,1,10 | timings must be of shapes near the recommended one but none of 1 is: 1 is no rounding near the recommended shape (width 16, depth 1, mlp_dim 16, heads 1 of 16). Maybe time width",
        "width,depth,mlp_dim,heads,images_per_second,pixels~64,2,64,1,10,224 | pixels must be the study's (16) but was 224",
        "width,depth,mlp_dim,heads~64,2,64,1 | must have one column images_per_second",
      })
  void timingsOfNoUseAreOneClearMessageAndAreNotKept(String lines, String message)
      throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), lines.replace('~', '\n') + "\n");
    Outcome outcome = recommend("--timings", file.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
    assertThat(Path.of(study, "timings.csv")).doesNotExist();
  }

  @Test
  void measuringAndGivenTimingsExcludeEachOther() throws IOException {
    Path file = timings(candidates(), "", "");
    Outcome outcome = recommend("--measure-shapes", "--timings", file.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("either measured here or their timings are given");
  }

  @Test
  void endlessTrainingHasNoHours() throws IOException {
    Path file = timings(candidates(), "", "");
    Outcome outcome =
        run(
            "recommend",
            "--max-parameters=1M",
            "--law=structural",
            "--replicates=30",
            "--timings",
            file.toString(),
            study);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("endless training has no hours to compare");
  }

  @Test
  void shapesNearNothingAreNotMeasured() {
    Outcome outcome = run("bench", "shapes");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("--like MODEL or --around STUDY");
  }

  @Test
  void aMultipleThatTheHeadsOverruleIsRefused() {
    assertThat(recommend("--heads=16", "--multiple=width=8").err())
        .contains(
            "--multiple width must be a multiple of 16 but was 8: 16 heads decide the width (the study's model.heads, or --heads). Maybe --multiple width=16.");
    assertThat(recommend("--heads=16", "--multiple=width=32").err()).isEmpty();
  }

  private Path importedWithOddWidths() throws IOException {
    var table = new StringBuilder("width,depth,mlp_dim,images,flops,loss\n");
    for (int width : new int[] {30, 42, 50, 66, 78}) {
      for (int depth : new int[] {2, 4, 8}) {
        for (double images : new double[] {2e4, 8e4, 3e5}) {
          double flops = 128.0 * depth * 12 * width * width;
          table.append(
              "%d,%d,%d,%.0f,%.6e,%.9f%n"
                  .formatted(
                      width,
                      depth,
                      4 * width,
                      images,
                      flops * images,
                      0.1
                          + 3 * Math.pow(width, -0.8)
                          + 0.3 * Math.pow(depth, -0.7)
                          + 60 * Math.pow(images, -0.5)));
        }
      }
    }
    Path file = Files.writeString(folder.resolve("odd.csv"), table);
    Path odd = folder.resolve("odd");
    Outcome outcome =
        run(
            "import",
            file.toString(),
            "--to=" + odd,
            "--dimension=width=width",
            "--dimension=depth=depth",
            "--examples=images",
            "--compute=flops",
            "--compute-unit=forward-flops",
            "--loss=loss");
    assertThat(outcome.err()).isEmpty();
    return odd;
  }

  private static Outcome recommendOdd(Path odd, String... more) {
    String[] usual = {
      "recommend", "--law=structural", "--replicates=20", "--compute=3e14 FLOPs", odd.toString()
    };
    return run(Stream.concat(Stream.of(usual), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void adviceForAWidthThatNoUsualHeadsSplitHelps() throws IOException {
    Path odd = importedWithOddWidths();
    Outcome outcome = recommendOdd(odd);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("cannot be split into usual heads. Maybe round it to widths that can: --multiple")
        .doesNotContain("--heads");
    String advice = outcome.out().replaceFirst("(?s).*(--multiple width=\\d+).*", "$1");
    assertThat(recommendOdd(odd, advice.split(" ")).out())
        .contains("= the recommended shape")
        .doesNotContain("cannot be split");
  }

  @Test
  void saidHeadsSplitTheRecommendedWidth() throws IOException {
    Path odd = importedWithOddWidths();
    assertThat(recommendOdd(odd, "--heads=6").out())
        .contains(", heads 6")
        .contains("width to 6s")
        .contains("= the recommended shape")
        .doesNotContain("cannot be split");
    assertThat(recommendOdd(odd, "--heads=64").err())
        .contains(
            "--heads must divide a measured width but was 64 and the widths are 30, 42, 50, 66, 78.");
  }
}
