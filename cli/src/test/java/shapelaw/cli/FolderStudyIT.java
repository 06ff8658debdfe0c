package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunResult;
import shapelaw.runs.store.RunStore;

/// A study on a user's own images, from the file to the report, with real training in child
/// processes.
final class FolderStudyIT {

  private static final int CLASSES = 8;
  private static final int IMAGES = 16;

  private static final String STUDY =
      """
      name: own-images
      seed: 3
      data:
        folder: {path: images, image_size: 16, evaluation_classes: 4}
      model:
        patch_size: 8
        pooling: map
        heads: {size: 8}
      star:
        centre: {width: 32, depth: 4, mlp_dim: 32}
        arms: {width: [8, 16, 24], depth: [1, 2, 3], mlp_dim: [8, 16, 24]}
        examples: [128, 256, 512]
      grid: {width: [8, 16, 24], depth: [1], mlp_dim: [8], examples: [128, 256]}
      recipe:
        batch_size: 16
        optimizer: adafactor
        learning_rate: 0.003
        warmup_steps: 2
        cooldown_steps: 4
      evaluation: {shots: [2], metric_shots: 2, test_examples_per_class: 8, draws: 2}
      workers: {count: 2, threads: 1, keep_weights: true}
      """;

  @TempDir private Path folder = Path.of("set by JUnit");

  private Outcome run(String command) {
    return Outcome.run(command, folder.toString());
  }

  @BeforeEach
  void aFolderOfNoisyColours() throws IOException {
    Files.writeString(folder.resolve("study.yaml"), STUDY);
    var random = new SplittableRandom(1);
    for (int c = 0; c < CLASSES; c++) {
      Path images = Files.createDirectories(folder.resolve("images/class-" + c));
      for (int i = 0; i < IMAGES; i++) {
        var image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.getHSBColor((c + (float) random.nextDouble(1.5)) / CLASSES, 0.7f, 0.8f));
        pen.fillOval(random.nextInt(8), random.nextInt(8), 8 + c, 24 - 2 * c);
        pen.dispose();
        String format = i % 2 == 0 ? "png" : "jpg";
        ImageIO.write(image, format, images.resolve(i + "." + format).toFile());
      }
    }
  }

  @Test
  void aStudyOnAnImageFolderGoesFromTheFileToTheReport() throws IOException {
    Outcome trained = run("run");
    assertThat(trained.err()).isEmpty();
    assertThat(trained.code()).isZero();
    assertThat(trained.out()).contains("36 runs done, 0 diverged, 0 failed.");
    assertThat(run("status").out()).startsWith("36 of 36 planned runs have a result.");
    int attempts = attempts();

    assertThat(run("run").code()).isZero();
    assertThat(attempts()).as("nothing finished is repeated").isEqualTo(attempts);

    assertThat(run("fit").out()).contains("Grid sweep: start shape");
    assertThat(run("report").code()).isZero();
    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();
    assertThat(folder.resolve("report/tables/runs.csv")).content().hasLineCount(1 + 36);
    weightsLeaveAndMeasureTheSame();
  }

  /// The weights that a run left, exported under other names, have the error that the run had.
  private void weightsLeaveAndMeasureTheSame() {
    assertThat(Outcome.run("weights", "export", folder.toString()).out())
        .startsWith("Weights are kept of 36 of 36 runs.");
    RunResult.Done done;
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      done = (RunResult.Done) store.results().values().iterator().next();
    }
    String exported = folder.resolve("exported.safetensors").toString();
    Outcome export =
        Outcome.run(
            "weights",
            "export",
            folder.toString(),
            done.run().hex(),
            "--names=timm",
            "--to=" + exported);
    assertThat(export.err()).isEmpty();
    assertThat(export.out()).contains("in timm: VisionTransformer(img_size=16, patch_size=8");
    Outcome evaluated =
        Outcome.run("weights", "evaluate", exported, folder.toString(), "--threads=1");
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.out()).containsPattern("\n2 +%.4f ".formatted(done.errorRate()));
  }

  private int attempts() {
    try (RunStore store = RunStore.open(folder.resolve("study.db"))) {
      return store.attempts().size();
    }
  }

  @Test
  void aCorruptImageStopsTheStudyUntilItIsMended() throws IOException {
    for (int c = 0; c < CLASSES; c++) {
      Files.writeString(folder.resolve("images/class-" + c + "/0.png"), "no image at all");
    }
    Outcome trained = run("run");
    assertThat(trained.code()).isEqualTo(1);
    assertThat(trained.err())
        .contains("0.png must be a readable JPEG or PNG image", "finished runs are kept")
        .hasLineCount(1);

    for (int c = 0; c < CLASSES; c++) {
      Files.delete(folder.resolve("images/class-" + c + "/0.png"));
    }
    assertThat(run("run").out()).contains("36 runs done, 0 diverged, 0 failed.");
  }

  @Test
  void aMissingFolderIsNamedWithItsLine() throws IOException {
    Files.writeString(
        folder.resolve("study.yaml"), STUDY.replace("path: images", "path: not-there"));
    Outcome outcome = run("plan");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("study.yaml:4:").contains("not-there").hasLineCount(1);
  }
}
