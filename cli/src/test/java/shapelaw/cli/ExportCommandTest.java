package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `shapelaw export` as a stranger calls it.
final class ExportCommandTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  @BeforeEach
  void aStudy() {
    assertThat(run("init", folder.toString()).code()).isZero();
  }

  private Outcome export(String... flags) {
    var arguments = new String[flags.length + 2];
    arguments[0] = "export";
    arguments[1] = folder.toString();
    System.arraycopy(flags, 0, arguments, 2, flags.length);
    return run(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "timm, timm.sh",
    "big_vision, big_vision_config.py",
    "json, runs.json",
    "slurm-script, runs.sbatch",
  })
  void everyPlannedRunIsWritten(String format, String file) throws IOException {
    Outcome outcome = export("--as", format);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    Path written = folder.resolve("export").resolve(format).resolve(file);
    assertThat(outcome.out()).contains("Wrote " + written).contains("93 runs.");
    assertThat(Files.readString(written).split("[0-9a-f]{16}", -1).length - 1)
        .isGreaterThanOrEqualTo(93);
  }

  @Test
  void aChoiceOfRunsIsWrittenWhereItIsWanted() {
    Path to = folder.resolve("there");
    Outcome outcome =
        export(
            "--as",
            "huggingface",
            "--to",
            to.toString(),
            "--purpose",
            "grid",
            "--shape",
            "64/3/96");
    assertThat(outcome.out()).contains("… and 1 more file\n").contains("2 runs.");
    assertThat(to.toFile().list()).hasSize(2);
    assertThat(export("--as", "json", "--purpose", "star").out()).contains("36 runs.");
    assertThat(export("--as", "json", "--purpose", "star", "--purpose", "grid").out())
        .contains("90 runs.");
    String run = Objects.requireNonNull(to.toFile().list())[0];
    assertThat(export("--as", "json", run.substring(0, 8)).out()).contains("\n1 run.");
    assertThat(export("--as", "json", "64/3/96", run).out()).contains("2 runs.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keras | --purpose=grid  | the format must be one of timm, huggingface, big_vision, json, slurm-script but was 'keras'.",
        "Tim   | --purpose=grid  | but was 'Tim'. Maybe: timm",
        "bigvision | --purpose=grid | Maybe: big_vision",
        "timm  | --purpose=stars | the purpose must be one of centre, grid, star, star:depth, star:mlp_dim, star:width but was 'stars'. Maybe: star",
        "timm  | --shape=1/1/1   | no planned shape is '1/1/1'",
        "timm  | 0123456789      | no planned run, trunk or shape is '0123456789'",
      })
  void whatCannotBeExportedIsOneMessageAndNothingIsWritten(
      String format, String flag, String message) {
    Outcome outcome = export("--as", format, flag);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    assertThat(folder.resolve("export")).doesNotExist();
  }
}
