package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class LoadedTrainingBenchmarkIT {

  @TempDir Path folder;

  @Test
  void trainsOnFilesAndKnowsHowLongItWaited() throws Exception {
    var model = new VisionTransformer(Shape.vit(64, 2, 256), 2, 16, 64, 3, Pooling.MAP, 5);
    LoadedTrainingBenchmark.Result result =
        LoadedTrainingBenchmark.measure(
            model, JpegFiles.synthetic(folder, 4), 8, 2, Duration.ofMillis(300));
    assertThat(result.generatorThreads()).isEqualTo(1);
    assertThat(result.images()).isPositive();
    assertThat(result.images() % 8).isZero();
    assertThat(result.seconds()).isGreaterThanOrEqualTo(0.3);
    assertThat(result.waitingShare()).isBetween(0.0, 1.0);
  }
}
