package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AxisLayoutTest {

  private static AxisLayout log(double low, double high, int most) {
    return AxisLayout.of(
        Axis.log("").showing(new Span(low, high)),
        DoubleStream.empty(),
        DoubleStream.empty(),
        most);
  }

  @Test
  void ticksOfADecadeAreRoundNumbers() {
    assertThat(log(30, 700, 7).ticks())
        .extracting(AxisLayout.Tick::text)
        .containsExactly("50", "100", "200", "500");
  }

  @ParameterizedTest
  @CsvSource({"1, 1.2", "0.31, 0.33", "0.5, 900", "1e-9, 1e12", "600, 2000", "1e5, 1.0001e5"})
  void everyRangeHasBetweenTwoAndTheMostTicksInsideIt(double low, double high) {
    var ticks = log(low, high, 8).ticks();
    assertThat(ticks).hasSizeBetween(2, 9);
    assertThat(ticks)
        .allSatisfy(t -> assertThat(t.value()).isBetween(low * (1 - 1e-9), high * (1 + 1e-9)));
    assertThat(ticks).extracting(AxisLayout.Tick::text).doesNotHaveDuplicates();
  }

  @Test
  void anEndlessIntervalDoesNotFlattenThePoints() {
    AxisLayout axis =
        AxisLayout.of(
            Axis.log(""), DoubleStream.of(1, 10), DoubleStream.of(0, Double.MAX_VALUE), 8);
    assertThat(axis.fraction(10) - axis.fraction(1)).isGreaterThan(0.15);
    assertThat(axis.fraction(Double.MAX_VALUE)).isGreaterThan(1);
    assertThat(axis.fraction(0)).isLessThan(0);
  }

  @Test
  void intervalsThatAreNotMuchWiderThanThePointsAreShownWhole() {
    AxisLayout axis =
        AxisLayout.of(Axis.linear(""), DoubleStream.of(0, 1), DoubleStream.of(-0.5, 1.5), 8);
    assertThat(axis.fraction(-0.5)).isCloseTo(0.05 / 1.1, within(0.01));
    assertThat(axis.fraction(1.5)).isLessThan(1);
  }
}
