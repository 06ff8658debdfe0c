package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.Measurements;

final class SizeStepsTest {

  private static final Measurements DATA =
      Measurements.of(
          List.of("width", "depth", "mlp_ratio"),
          Map.of(
              "width", new double[] {256, 384, 512},
              "depth", new double[] {6, 8, 12},
              "mlp_ratio", new double[] {2, 2.5, 4}),
          new double[] {3, 2, 1});

  @Test
  void areLikeTheMeasuredSizes() {
    assertThat(SizeSteps.of(DATA).multiples()).isEqualTo(Map.of("width", 128, "depth", 1));
  }

  @Test
  void theUsersMultipleReplacesThem() {
    SizeSteps steps = SizeSteps.of(DATA).with("width", 48);
    assertThat(steps.around("width", 100, 2)).containsExactly(48.0, 96.0, 144.0, 192.0);
    assertThat(steps.around("width", 50, 2)).containsExactly(48.0, 96.0, 144.0);
    assertThat(steps.around("mlp_ratio", 2.718, 2)).containsExactly(2.718);
    assertThatThrownBy(() -> steps.with("width", 0)).hasMessageContaining("at least 1");
  }

  @Test
  void nearestIsNearestInRatio() {
    SizeSteps steps = new SizeSteps(Map.of("depth", 1));
    assertThat(steps.nearest("depth", 1.41)).isEqualTo(1);
    assertThat(steps.nearest("depth", 1.42)).isEqualTo(2); // √2 = 1.414
    assertThat(steps.nearest("depth", 0.1)).isEqualTo(1);
    assertThat(steps.nearest("other", 0.1)).isEqualTo(0.1);
    assertThat(steps.nearest("depth", 1e30)).isEqualTo(1e30);
  }
}
