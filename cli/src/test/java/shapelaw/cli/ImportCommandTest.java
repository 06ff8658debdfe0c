package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.runs.imports.ImportedStudy;

/// `shapelaw import` as a stranger calls it.
final class ImportCommandTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private Outcome run(String file, String... flags) {
    var arguments = new String[flags.length + 4];
    arguments[0] = "import";
    arguments[1] = folder.resolve(file).toString();
    arguments[2] = "--to";
    arguments[3] = study().toString();
    System.arraycopy(flags, 0, arguments, 4, flags.length);
    return Outcome.run(arguments);
  }

  private Path study() {
    return folder.resolve("study");
  }

  private void fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImportCommandTest.class.getResourceAsStream(name))) {
      Files.copy(in, folder.resolve(name));
    }
  }

  private void table(String name, String lines) throws IOException {
    Files.writeString(folder.resolve(name), lines.replace('~', '\n') + "\n");
  }

  @Test
  void gemstonesAreImportedWithoutAnyFlag() throws IOException {
    fixture("gemstones.csv");
    Outcome outcome = run("gemstones.csv");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("--compute-unit training-flops, from the name 'flops_6nd'")
        .contains("Took 105 of 105 rows of gemstones.csv of 3 shapes.")
        .contains("Columns not used: response, step, num_nodes, seconds_per_step.")
        .contains("Next: shapelaw fit");
    ImportedStudy study = ImportedStudy.open(study());
    assertThat(study.measurements().shapeCount()).isEqualTo(3);
    // 6·N·D of its first row counts forward and backward passes: a third is forward.
    assertThat(study.runs().getFirst().forwardGflops()).isEqualTo(3.262010889464709e19 / 3 / 1e9);
  }

  @Test
  void pointsWithoutShapesAreImportedAndSoSaid() throws IOException {
    fixture("chinchilla.csv");
    Outcome outcome = run("chinchilla.csv");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("because 'C' is 6.00 × parameters × examples")
        .contains("Took 234 of 234 rows of chinchilla.csv.")
        .contains("says nothing of shapes");
    assertThat(ImportedStudy.open(study()).dimensions()).isEmpty();
  }

  @Test
  void flagsSayEverything() throws IOException {
    table(
        "a.tsv",
        "hs\tnl\tw/ex\timgs\ttop (%)\tset\tid~64\t2\t1e9\t1e6\t60\tval\ta~64\t2\t1e9\t1e6\t70\ttrain\tb");
    Outcome outcome =
        run(
            "a.tsv",
            "--dimension=width=hs",
            "--dimension=blocks=nl",
            "--compute-per-example=w/ex",
            "--compute-unit=forward-flops",
            "--examples=imgs",
            "--accuracy=top (%)",
            "--percent",
            "--run=id",
            "--where=set=val");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .doesNotContain("Guessed")
        .contains("Left out 1: not asked for by --where set=val (first: line 3, 'train').");
    assertThat(ImportedStudy.open(study()).runs().getFirst().toString())
        .isEqualTo(
            "ImportedRun[sizes={width=64, blocks=2}, forwardGflops=1000000.0, examples=OptionalDouble[1000000.0], parameters=OptionalDouble.empty, loss=0.4, run=a, sweeps=[]]");
  }

  @Test
  void aMappingFileSaysTheSameAndFlagsWin() throws IOException {
    table("a.csv", "hs,f,l1,l2~64,1e9,1,2");
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            "dimensions:\n  width: hs\ncompute: f\ncompute_unit: forward-flops\nloss: l1\n");
    assertThat(run("a.csv", "--mapping", mapping.toString(), "--loss", "l2").code()).isZero();
    assertThat(ImportedStudy.open(study()).runs().getFirst().loss()).isEqualTo(2);
  }

  @Test
  void importingAgainSaysWhatItDoes() throws IOException {
    table("a.csv", "width,6nd,loss~64,1e9,1~128,1e9,2");
    assertThat(run("a.csv").out()).contains("Wrote");
    assertThat(run("a.csv").out()).contains("Replaced").contains(": 2 runs.");
    table("a.csv", "width,6nd,loss~64,1e9,1~128,1e9,3");
    assertThat(run("a.csv", "--append").out())
        .contains("Appended to")
        .contains(": 3 runs (1 new; 1 row was there already).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,loss~1,2          |                    | but this is open:",
        "width,6nd,loss~1,2,x    |                    | must hold at least one usable row",
        "width,6nd,acc~1,2,60    |                    | Maybe it is in percent: --percent.",
        "width,6nd,loss~1,2,3    | --where=a          | --where must be COLUMN=VALUE but was 'a'.",
        "width,6nd,loss~1,2,3    | --compute-unit=ton | the compute unit must be one of",
        "width,6nd,loss~1,2,3    | --dimension=A=width | dimension name must match",
        "width,6nd,loss~1,2,3    | --mapping=no.yaml  | no.yaml: ",
        "1,2,3~1,2,3             |                    | the first line must name the columns",
      })
  void whatCannotBeImportedIsOneMessageAndNothingIsWritten(
      String lines, String flag, String message) throws IOException {
    table("a.csv", lines);
    Outcome outcome = flag == null ? run("a.csv") : run("a.csv", flag);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    assertThat(study()).doesNotExist();
  }

  @Test
  void damagedTablesEndInAStudyOrAMessageForUsers() throws IOException {
    fixture("gemstones.csv");
    byte[] sound = Files.readAllBytes(folder.resolve("gemstones.csv"));
    var random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      int length = random.nextBoolean() ? sound.length : random.nextInt(sound.length);
      byte[] damaged = Arrays.copyOf(sound, length);
      for (int k = random.nextInt(20); k > 0 && length > 0; k--) {
        // Half of the damage hits the header, where it hurts most.
        int most = random.nextBoolean() ? Math.min(length, 90) : length;
        damaged[random.nextInt(most)] = (byte) (random.nextBoolean() ? random.nextInt() : ',');
      }
      Files.write(folder.resolve("damaged.csv"), damaged);
      Outcome outcome = run("damaged.csv");
      refused += outcome.code();
      assertThat(outcome.code()).isBetween(0, 1);
      assertThat(outcome.err()).doesNotContain("\tat ", "should not have happened");
      assertThat(outcome.err().isEmpty()).isEqualTo(outcome.code() == 0);
    }
    assertThat(refused).isBetween(1, 199);
  }

  @Test
  void aTrainedStudyIsLeftAlone() throws IOException {
    table("a.csv", "width,6nd,loss~64,1e9,1");
    Files.createDirectories(study());
    Files.writeString(study().resolve("study.yaml"), "mine");
    assertThat(run("a.csv").err()).contains("must not be a study that is trained here");
    assertThat(study()).isDirectoryContaining("glob:**study.yaml");
    assertThat(study().resolve("results.csv")).doesNotExist();
  }
}
