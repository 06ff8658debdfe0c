package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shapelaw.shape.Pooling;
import shapelaw.torch.Samples;

class BenchIT {

  @Test
  void measuresTrainingBesideItsCeiling() {
    TrainingBenchmark.Result result = TrainingBenchmark.measure(Samples.model(Pooling.MAP), 32, 1);

    assertThat(result.imagesPerSecond()).isGreaterThan(100);
    // The model is tiny, so it stays well below a large matrix product.
    assertThat(result.shareOfGemm()).isBetween(0.001, 1.0);
    result.ratioToPeer().ifPresent(ratio -> assertThat(ratio).isBetween(0.1, 100.0));
  }
}
