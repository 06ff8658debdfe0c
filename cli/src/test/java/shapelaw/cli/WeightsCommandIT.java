package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `shapelaw weights` as users call it, on files of timm and Hugging Face.
final class WeightsCommandIT {

  private static final Path FIXTURES =
      Path.of("../torch/src/test/resources/shapelaw/torch/weights").toAbsolutePath().normalize();

  @TempDir private Path folder = Path.of("set by JUnit");

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private static String fixture(String name) {
    return FIXTURES.resolve(name).resolve("model.safetensors").toString();
  }

  @Test
  void showSaysWhichModelItIs() {
    Outcome outcome = run("weights", "show", fixture("hf-siglip"));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains(
            "hf-siglip",
            "width 12, depth 2, mlp_dim 20, 3 heads, patch 4, 13 px (9 tokens)",
            "tanh approximation",
            "heads: 3, from config.json",
            "text_model.*");
  }

  @Test
  void showListsTensors() {
    Outcome outcome = run("weights", "show", "--tensors", "--heads", "3", fixture("timm-gap"));
    assertThat(outcome.out()).contains("blocks.1.attn.qkv.weight").contains("[36, 12]");
  }

  @Test
  void convertWritesOtherNamesAndSaysHowToLoadThem() {
    Path to = folder.resolve("out.safetensors");
    Outcome outcome =
        run("weights", "convert", fixture("hf-siglip"), "--names", "timm", "--to", to.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("in timm: VisionTransformer(img_size=13, patch_size=4");
    assertThat(run("weights", "show", to.toString()).out()).contains("names          timm");
    // The way back ends in the same numbers; another program's metadata are not ours to keep.
    Outcome again =
        run("weights", "convert", fixture("hf-siglip"), "--names", "timm", "--to", to.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("must not exist yet").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timm-class-token | must have patch tokens only but has cls_token",
        "timm-fc-norm     | normalises their mean",
        "hf-vit           | must have patch tokens only but has vit.embeddings.cls_token",
        "timm-map         | Maybe give --heads",
        "none             | must exist but does not",
      })
  void whatCannotBeUsedIsOneMessage(String name, String message) {
    Outcome outcome = run("weights", "show", fixture(name));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
  }

  @Test
  void aFileThatIsNoSafetensorsFileIsOneMessage() throws IOException {
    Path file = Files.writeString(folder.resolve("a.pt"), "PK and much more that is not weights");
    Outcome outcome = run("weights", "show", file.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("Maybe this is no safetensors file").hasLineCount(1);
  }

  /// 16 px images on a model of 13 px: one more row and column of patches.
  @Test
  void evaluateMeasuresAnybodysWeightsOnAStudy() throws IOException {
    assertThat(run("init", folder.toString()).code()).isZero();
    Outcome outcome =
        run(
            "weights",
            "evaluate",
            fixture("hf-siglip"),
            folder.toString(),
            "--threads=1",
            "--shots=2,5",
            "--test-examples=5");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("position embeddings resampled from 3 x 3 to")
        .contains("Few-shot error on ")
        .containsPattern("2 +0\\.\\d{4} +-\n5 +0\\.\\d{4} +0\\.\\d{4}\n");
  }

  @Test
  void evaluateWantsImagesOnce() {
    assertThat(run("weights", "evaluate", fixture("hf-siglip")).err())
        .contains("images must be given once");
  }

  @Test
  void exportSaysWhereWeightsShouldBe() throws IOException {
    assertThat(run("init", folder.toString()).code()).isZero();
    Outcome unknown =
        run("weights", "export", folder.toString(), "zz", "--names", "timm", "--to", "x");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("'zz' is that of 0").hasLineCount(1);
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    Outcome outcome = run("weights");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("show", "convert", "evaluate", "export");
  }
}
