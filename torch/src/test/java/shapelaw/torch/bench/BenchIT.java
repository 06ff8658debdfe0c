package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.shape.Pooling;
import shapelaw.torch.Samples;

class BenchIT {

  private static final Optimizer ADAMW = Optimizer.AdamW.USUAL;

  @Test
  void measuresTrainingBesideItsCeiling() {
    TrainingBenchmark.Result result =
        TrainingBenchmark.measure(task(ADAMW, Precision.FLOAT32, List.of()));

    assertThat(result.imagesPerSecond()).isGreaterThan(10);
    // The model is tiny, so it stays well below a large matrix product.
    assertThat(result.shareOfGemm()).isBetween(0.0001, 1.0);
    assertThat(result.peer()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void pytorchTrainsTheSameStep(Precision precision) {
    assumeThat(PythonTorch.find()).isPresent();
    for (Optimizer optimizer : List.of(ADAMW, Optimizer.Sgd.USUAL)) {
      TrainingBenchmark.Result result =
          TrainingBenchmark.measure(task(optimizer, precision, PythonTorch.interpreters()));

      if (precision == Precision.BFLOAT16) {
        // PyTorch 1 has no bfloat16 for all of these layers on the CPU.
        assumeThat(result.peer()).isPresent();
      }
      TrainingBenchmark.Ratio ratio = result.peer().orElseThrow().ratio();
      assertThat(ratio.median()).isBetween(0.01, 100.0);
      assertThat(ratio.lowest()).isLessThanOrEqualTo(ratio.median());
      assertThat(ratio.highest()).isGreaterThanOrEqualTo(ratio.median());
    }
  }

  private static TrainingBenchmark.Task task(
      Optimizer optimizer, Precision precision, List<String> interpreters) {
    return new TrainingBenchmark.Task(
        Samples.model(Pooling.MAP),
        32,
        optimizer,
        3,
        new ComputeSetting(DeviceChoice.CPU, precision, 1),
        interpreters);
  }
}
