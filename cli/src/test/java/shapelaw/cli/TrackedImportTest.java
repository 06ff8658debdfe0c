package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.law.DimensionFit;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Analysis;
import shapelaw.run.RunResult;
import shapelaw.shape.Dimension;
import shapelaw.study.StudyException;
import shapelaw.sweep.SweepPattern;

/// A study's results on their way through trackers and tables, back into a study.
final class TrackedImportTest {

  /// An imported study has another seed for the starts of the search than the study it came from,
  /// and rows in another order. The minimum of a sum of squares is found up to about the root of a
  /// double's precision.
  private static final Offset<Double> SEARCH = Offset.offset(1e-6);

  @TempDir private static Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void aStudyThatWasTracked() throws IOException, StudyException {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Path study = folder.resolve("study");
    assertThat(run("init", study.toString()).code()).isZero();
    Path file = study.resolve("study.yaml");
    Files.writeString(
        file,
        Files.readString(file).replace("trainer: libtorch", "trainer: simulated")
            + "tracking:\n  - tensorboard: tb\n  - mlflow: mlruns\n");
    Outcome outcome = run("run", study.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    Files.writeString(study.resolve("wandb.csv"), wandb(StudyFolder.open(study)));
  }

  /// The table that W&B exports of runs with these configs and summaries.
  private static String wandb(StudyFolder study) {
    var text =
        new StringBuilder(
            "\"Name\",\"State\",\"Runtime\",\"model.width\",\"model.depth\",\"model.mlp_dim\",\"images_seen\",\"forward_gflops\",\"val_error\"\n");
    study
        .results()
        .rows()
        .forEach(row -> {
          var done = (RunResult.Done) row.result().orElseThrow();
          text.append(
              "\"%s\",\"finished\",\"7\",\"%d\",\"%d\",\"%d\",\"%d\",\"%s\",\"%s\"\n"
                  .formatted(
                      row.spec().id(),
                      row.spec().model().width(),
                      row.spec().model().depth(),
                      row.spec().model().mlpDim(),
                      row.spec().examples(),
                      row.spec().compute().forwardGflops(),
                      done.errorRate()));
        });
    return text.toString();
  }

  private static Path imported(String source, String... flags) {
    Path to = folder.resolve("imported-" + source + flags.length);
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("import", folder.resolve("study").resolve(source).toString()));
    arguments.addAll(List.of("--to", to.toString()));
    arguments.addAll(List.of(flags));
    Outcome outcome = run(arguments.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("93 runs.").doesNotContain("Maybe take one: --where");
    return to;
  }

  private static StarFit fit(Path study) throws IOException, StudyException {
    return ((StarFitOutcome.Fitted) MeasuredStudy.open(study).analysis(new FitArguments()).fit())
        .fit();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wandb.csv", "mlruns", "tb"})
  void anImportGivesTheFitOfTheNativeStore(String source) throws Exception {
    StarFit here = fit(folder.resolve("study"));
    StarFit there = fit(imported(source));
    for (Dimension d : List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM)) {
      DimensionFit expected = here.fit(d);
      DimensionFit found = there.fit(d);
      assertThat(found.law().a()).isCloseTo(expected.law().a(), SEARCH);
      assertThat(found.law().b()).isCloseTo(expected.law().b(), SEARCH);
      assertThat(found.law().c()).isCloseTo(expected.law().c(), SEARCH);
    }
  }

  @Test
  void aFitSaysWhatAnImportWasRecognisedAs() {
    String trained = run("fit", "--replicates", "0", folder.resolve("study").toString()).out();
    String imported =
        run("fit", "--replicates", "0", imported("wandb.csv", "--run", "Name").toString()).out();
    assertThat(imported).startsWith("Recognised by their shapes: of 93 runs ");
    assertThat(trained).doesNotContain("Recognised");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wandb.csv", "mlruns", "tb"})
  void theSameOrderAndSeedGiveTheSameFitToTheLastBit(String source) throws Exception {
    Measurements here = inOrder(folder.resolve("study"));
    Measurements there = inOrder(imported(source));
    assertThat(there.losses()).containsExactly(here.losses());
    assertThat(there.column(Measurements.COMPUTE))
        .containsExactly(here.column(Measurements.COMPUTE));
    assertThat(fitted(there)).isEqualTo(fitted(here));
  }

  @Test
  void theSameRowsGiveTheSameIntervalsInAnyOrder() throws Exception {
    Measurements all = MeasuredStudy.open(folder.resolve("study")).evidence().all();
    Analysis straight = analysed(all, IntStream.range(0, all.rows()).toArray());
    List<Integer> rows = new ArrayList<>(IntStream.range(0, all.rows()).boxed().toList());
    Collections.shuffle(rows, new Random(1));
    Analysis shuffled = analysed(all, rows.stream().mapToInt(row -> row).toArray());
    assertThat(shuffled.fit()).isEqualTo(straight.fit());
    assertThat(shuffled.centreChecks()).isEqualTo(straight.centreChecks());
    assertThat(shuffled.joint().fit().orElseThrow().replicates())
        .usingRecursiveComparison()
        .isEqualTo(straight.joint().fit().orElseThrow().replicates());
  }

  private static Analysis analysed(Measurements all, int[] order) {
    SweepPattern pattern = SweepPattern.of(inOrder(all, order));
    return Analysis.of(
        pattern.evidence(), pattern.grid(), StarFitOptions.DEFAULT.withReplicates(40));
  }

  /// The rows in the order of their compute, of which no two are equal.
  private static Measurements inOrder(Path study) throws IOException, StudyException {
    Measurements all = MeasuredStudy.open(study).evidence().all();
    int[] order =
        IntStream.range(0, all.rows())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> all.value(row, Measurements.COMPUTE)))
            .mapToInt(row -> row)
            .toArray();
    return inOrder(all, order);
  }

  private static Measurements inOrder(Measurements all, int[] order) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : List.of("width", "depth", "mlp_dim", Measurements.COMPUTE)) {
      columns.put(name, IntStream.of(order).mapToDouble(row -> all.value(row, name)).toArray());
    }
    return Measurements.of(
        List.of("width", "depth", "mlp_dim"),
        columns,
        IntStream.of(order).mapToDouble(all::loss).toArray());
  }

  private static List<DimensionFit> fitted(Measurements data) {
    SweepPattern pattern = SweepPattern.of(data);
    Analysis analysis = Analysis.of(pattern.evidence(), pattern.grid(), StarFitOptions.DEFAULT);
    StarFit fit = ((StarFitOutcome.Fitted) analysis.fit()).fit();
    return List.of(fit.fit(Dimension.WIDTH), fit.fit(Dimension.DEPTH), fit.fit(Dimension.MLP_DIM));
  }

  @Test
  void runsThatNameThePlanNeedNothingElse() throws Exception {
    Path to = imported("wandb.csv", "--plan", folder.resolve("study").toString());
    StarFit there = fit(to);
    assertThat(there.fit(Dimension.WIDTH).law().a())
        .isCloseTo(fit(folder.resolve("study")).fit(Dimension.WIDTH).law().a(), SEARCH);
  }

  @Test
  void anotherRunTellsTrackersNothingNew() throws IOException {
    Path study = folder.resolve("study");
    long files = count(study.resolve("tb")) + count(study.resolve("mlruns"));
    assertThat(run("run", study.toString()).code()).isZero();
    assertThat(count(study.resolve("tb")) + count(study.resolve("mlruns"))).isEqualTo(files);
  }

  private static long count(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.count();
    }
  }
}
