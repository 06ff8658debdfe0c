package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.torch.bench.LatencyBenchmark.Latency;

final class LatencyTest {

  @Test
  void aSlowRoundDoesNotChangeTheRatio() {
    var base = new Latency(List.of(List.of(1.0, 1.0), List.of(10.0), List.of(1.0)));
    var other = new Latency(List.of(List.of(2.0), List.of(20.0, 20.0, 20.0), List.of(2.0)));
    assertThat(other.over(base)).isEqualTo(2);
    // The medians of all passes, on the other hand, are of different rounds.
    assertThat(other.medianSeconds() / base.medianSeconds()).isEqualTo(20);
  }

  @Test
  void theRangeHoldsTheMedian() {
    var latency = new Latency(List.of(List.of(3.0, 1.0), List.of(2.0)));
    assertThat(latency.medianSeconds()).isEqualTo(2);
    assertThat(latency.lowSeconds()).isBetween(1.0, 2.0);
    assertThat(latency.highSeconds()).isBetween(2.0, 3.0);
  }
}
