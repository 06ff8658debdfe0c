package shapelaw.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RoundingTest {

  private static final Rounding TO_SIXTEEN = new Rounding(Map.of(Dimension.WIDTH, 16));

  @Test
  void roundsToTheNearestMultipleInRatio() {
    assertThat(TO_SIXTEEN.round(Dimension.WIDTH, 1148)).isEqualTo(1152);
    assertThat(TO_SIXTEEN.round(Dimension.WIDTH, 22.5)).isEqualTo(16); // sqrt(16·32) = 22.63
    assertThat(TO_SIXTEEN.round(Dimension.WIDTH, 22.7)).isEqualTo(32);
  }

  @Test
  void neverRoundsToZero() {
    assertThat(TO_SIXTEEN.round(Dimension.WIDTH, 0.01)).isEqualTo(16);
    assertThat(TO_SIXTEEN.round(Dimension.DEPTH, 0.01)).isEqualTo(1);
  }

  @Test
  void keepsAnExactMultiple() {
    assertThat(TO_SIXTEEN.round(Dimension.WIDTH, 1152)).isEqualTo(1152);
  }

  @Test
  void refusesASizeThatIsNoSize() {
    assertThatThrownBy(() -> TO_SIXTEEN.round(Dimension.WIDTH, Double.NaN))
        .hasMessageContaining("width must be above 0");
  }
}
