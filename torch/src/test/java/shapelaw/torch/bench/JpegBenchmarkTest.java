package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.JpegLibrary;

class JpegBenchmarkTest {

  @TempDir Path folder;

  /// ImageNet's training files have 110 kB on average.
  @Test
  void syntheticPhotosAreAsLargeAsImageNets() throws IOException {
    JpegFiles files = JpegFiles.synthetic(folder, 3);
    assertThat(files.meanBytes()).isBetween(90_000.0, 120_000.0);
    assertThat(files.width()).isEqualTo(500);
    assertThat(files.height()).isEqualTo(375);
    assertThat(files.synthetic()).isTrue();
  }

  @Test
  void filesBelowAFolderAreFoundByTheirEnding() throws IOException {
    JpegFiles made = JpegFiles.synthetic(folder, 2);
    Path deeper = Files.createDirectories(folder.resolve("a/b"));
    Files.move(made.files().get(1), deeper.resolve("1.JPEG"));
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    assertThat(JpegFiles.in(folder).files())
        .containsExactlyInAnyOrder(folder.resolve("0.jpg"), deeper.resolve("1.JPEG"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> JpegFiles.in(empty))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(empty.toString());
  }

  @Test
  void decodingAndCroppingMakeUpTheTimeOfAnImage() throws Exception {
    JpegBenchmark.Result result =
        JpegBenchmark.measure(JpegFiles.synthetic(folder, 2), 64, 2, Duration.ofMillis(40));
    assertThat(result.threads()).isEqualTo(2);
    assertThat(result.pipelines()).hasSameSizeAs(JpegLibrary.present());
    for (JpegBenchmark.Pipeline pipeline : result.pipelines()) {
      double parts = pipeline.decodeSeconds() + pipeline.augmentSeconds();
      // Medians of the parts need not come from the round with the median rate.
      assertThat(parts * pipeline.imagesPerSecond()).isCloseTo(1, within(0.7));
      assertThat(pipeline.imagesPerSecondWithThreads()).isPositive();
    }
    result.peer().ifPresent(peer -> assertThat(peer.imagesPerSecond()).isPositive());
  }
}
