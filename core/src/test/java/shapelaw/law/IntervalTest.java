package shapelaw.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalTest {

  private static final double[] REPLICATES =
      IntStream.rangeClosed(0, 1000).mapToDouble(i -> i / 1000.0).toArray();

  @Test
  void replicatesAroundTheirEstimateGivePlainPercentiles() {
    Interval interval = Interval.biasCorrected(0.5, REPLICATES, 0.95);
    assertThat(interval.low()).isCloseTo(0.025, within(1e-9));
    assertThat(interval.high()).isCloseTo(0.975, within(1e-9));
  }

  /// With 69.15 % of the replicates below the estimate z_0 = 0.5: Φ(1 − 1.96) = 0.1685, Φ(1 + 1.96)
  /// = 0.99846.
  @Test
  void replicatesBelowTheirEstimateMoveTheIntervalUp() {
    Interval interval = Interval.biasCorrected(0.6915, REPLICATES, 0.95);
    assertThat(interval.low()).isCloseTo(0.1685, within(1e-3));
    assertThat(interval.high()).isCloseTo(0.99846, within(1e-3));
  }

  @Test
  void replicatesAllOnOneSideOrInfiniteStillGiveAnInterval() {
    Interval beside = Interval.biasCorrected(2, REPLICATES, 0.95);
    assertThat(beside.low()).isCloseTo(1, within(1e-2));
    assertThat(beside.high()).isEqualTo(2); // the estimate is never left out
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Interval.biasCorrected(1, new double[] {0.9, 1, 1.1, infinity}, 0.95).high())
        .isEqualTo(infinity);
    assertThat(Interval.biasCorrected(0, new double[] {0, 0, 0}, 0.95).width()).isZero();
  }
}
