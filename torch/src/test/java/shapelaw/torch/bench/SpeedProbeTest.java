package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.torch.bench.SpeedProbe.Sample;

class SpeedProbeTest {

  @Test
  void recoversOverheadAndRateFromExactTimes() {
    var samples = List.of(new Sample(1e6, 3e-5), new Sample(2e6, 5e-5), new Sample(8e6, 17e-5));

    TrainingSpeed speed = SpeedProbe.fit(samples);

    assertThat(speed.overheadSecondsPerImage()).isCloseTo(1e-5, within(1e-12));
    assertThat(speed.flopsPerSecond()).isCloseTo(5e10, within(1e3));
  }

  @Test
  void hasNoNegativeOverheadWhereLargeShapesAreSlower() {
    var samples = List.of(new Sample(1e6, 1e-5), new Sample(4e6, 6e-5));

    TrainingSpeed speed = SpeedProbe.fit(samples);

    assertThat(speed.overheadSecondsPerImage()).isZero();
    assertThat(1 / speed.flopsPerSecond()).isBetween(1e-11, 1.5e-11);
  }

  @Test
  void oneShapeGivesARateWithoutOverhead() {
    TrainingSpeed speed = SpeedProbe.fit(List.of(new Sample(1e6, 1e-5)));

    assertThat(speed.overheadSecondsPerImage()).isZero();
    assertThat(speed.flopsPerSecond()).isCloseTo(1e11, within(1.0));
  }
}
