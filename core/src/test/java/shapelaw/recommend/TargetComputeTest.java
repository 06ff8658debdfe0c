package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetComputeTest {

  @Test
  void readsEveryUnit() {
    assertThat(TargetCompute.parse("9e12 GFLOPs").forwardGflops()).isEqualTo(9e12);
    assertThat(TargetCompute.parse("1.5TFLOPs").forwardFlops()).isEqualTo(1.5e12);
    assertThat(TargetCompute.parse("1e21 FLOPs").forwardFlops()).isEqualTo(1e21);
  }

  /// 40e9 examples of So400m/14 are the paper's "9T GFLOPs".
  @Test
  void reproducesThePapersNineTeraGigaflops() {
    assertThat(TargetCompute.like("So400m/14@40e9 examples").forwardGflops())
        .isCloseTo(9e12, Percentage.withPercentage(2));
  }

  @Test
  void readsAResolution() {
    assertThat(TargetCompute.like("B/16@384@1e6 examples"))
        .isGreaterThan(TargetCompute.like("B/16@1e6 examples"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9e12", "GFLOPs", "1..2 FLOPs", "-1 FLOPs", "0 FLOPs", "1e999 FLOPs"})
  void refusesWhatIsNoCompute(String text) {
    assertThatThrownBy(() -> TargetCompute.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"B/16", "X/16@1e9 examples", "B/16@1e9", "B/0@1e9 examples"})
  void refusesWhatIsNoNamedBudget(String text) {
    assertThatThrownBy(() -> TargetCompute.like(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be");
  }
}
