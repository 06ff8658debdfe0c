package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.cost.CostModel;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class LatencyBenchmarkIT {

  private static final long BYTES_PER_FLOAT = 4;

  private static LatencyBenchmark.Task task(
      Precision precision, int rounds, VisionTransformer... models) {
    return new LatencyBenchmark.Task(
        List.of(models), 2, rounds, new ComputeSetting(DeviceChoice.CPU, precision, 1), List.of());
  }

  @Test
  void aCostlierModelTakesLongerAndModelsTakeTurns() {
    VisionTransformer small = NamedShapes.parse("mu/16@64");
    VisionTransformer large = NamedShapes.parse("S/16@64");
    var turns = new ArrayList<String>();
    LatencyBenchmark.Report report =
        LatencyBenchmark.measure(task(Precision.FLOAT32, 2, small, large), turns::add);

    assertThat(turns).hasSize(4);
    assertThat(turns.getFirst()).startsWith("round 1 of 2:").contains("32");
    LatencyBenchmark.Result first = report.results().getFirst();
    LatencyBenchmark.Result second = report.results().getLast();
    // 2,000 times the FLOPs; the small one's time is mostly the calls'.
    assertThat(second.latency().medianSeconds()).isGreaterThan(2 * first.latency().medianSeconds());
    assertThat(second.latency().lowSeconds()).isLessThanOrEqualTo(second.latency().medianSeconds());
    assertThat(second.imagesPerSecond()).isEqualTo(2 / second.latency().medianSeconds());
    assertThat(second.shareOfGemm()).isBetween(0.01, 1.2);
    assertThat(report.device()).isEqualTo("cpu");
    assertThat(report.peerVersion()).isEmpty();
  }

  @Test
  void memoryBeyondTheWeightsIsThatOfActivations() {
    VisionTransformer model = NamedShapes.parse("S/16@224");
    LatencyBenchmark.Result result =
        LatencyBenchmark.measure(task(Precision.FLOAT32, 1, model), turn -> {})
            .results()
            .getFirst();
    long weights = CostModel.parameters(model) * BYTES_PER_FLOAT;
    // One layer's tokens are the least; the weights (86 MB) are not counted.
    long tokens = 2L * model.tokens() * model.mlpDim() * BYTES_PER_FLOAT;
    assertThat(result.peakBytes()).isPresent();
    assertThat(result.peakBytes().getAsLong()).isBetween(tokens, weights + 30 * tokens);
  }

  @Test
  void bfloat16IsComputed() {
    LatencyBenchmark.Result result =
        LatencyBenchmark.measure(
                task(Precision.BFLOAT16, 1, NamedShapes.parse("mu/16@64")), turn -> {})
            .results()
            .getFirst();
    assertThat(result.latency().medianSeconds()).isPositive();
  }

  @Test
  void aModelThatDoesNotFitIsRefusedBeforeItIsLoaded() {
    VisionTransformer huge =
        new VisionTransformer(Shape.vit(65_536, 400, 262_144), 16, 14, 224, 3, Pooling.GAP, 0);
    assertThatThrownBy(() -> LatencyBenchmark.measure(task(Precision.FLOAT32, 1, huge), turn -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must fit into the memory that is free");
  }
}
