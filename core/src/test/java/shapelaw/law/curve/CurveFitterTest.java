package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CurveFitterTest {

  private static final double FIRST = 4e6;

  /// 60 points from 4e6 to 1.5e9 examples, noise of ln loss normal with this standard deviation.
  static List<CurvePoint> curve(CurveLaw law, double noise, long seed) {
    var random = new SplittableRandom(seed);
    var points = new ArrayList<CurvePoint>();
    for (double x = FIRST; points.size() < 60; x *= 1.1) {
      points.add(new CurvePoint(x, law.loss(x) * Math.exp(noise * random.nextGaussian())));
    }
    return points;
  }

  /// Typical truths, in examples.
  static Stream<CurveLaw> truths() {
    return Stream.of(
        new PowerLaw(0.9, 0.2).rescaled(1e7, 1),
        new OffsetPowerLaw(0.8, 0.5, 0.2).rescaled(1e7, 1),
        new SaturatingPowerLaw(0.9, 0.4, 0.05).rescaled(1e7, 1),
        new SigmoidalLaw(0.8, 0.7, 0.25, 0.73, 1.5).rescaled(1e7, 1),
        new BrokenPowerLaw(0.2, 0.75, 0.05, 0.5, 2, 0.5).rescaled(1e7, 1));
  }

  private static CurveFit fit(CurveForm form, List<CurvePoint> points, CurveFitOptions options) {
    return switch (CurveFitter.fit(form, points, options)) {
      case CurveFitOutcome.Fitted(CurveFit fit) -> fit;
      case CurveFitOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static String refusal(CurveForm form, List<CurvePoint> points) {
    return switch (CurveFitter.fit(form, points, CurveFitOptions.DEFAULT)) {
      case CurveFitOutcome.Fitted(CurveFit fit) -> throw new AssertionError("fitted " + fit);
      case CurveFitOutcome.Refused(String reason) -> reason;
    };
  }

  @ParameterizedTest
  @MethodSource("truths")
  void recoversTheParametersWithoutNoise(CurveLaw truth) {
    CurveFit fit = fit(truth.form(), curve(truth, 0, 0), CurveFitOptions.PLAIN);
    double[] values = fit.law().values();
    for (int i = 0; i < values.length; i++) {
      // Newton's method stops at a promised decrease of 1e-11 of the value, which is itself near 0.
      assertThat(values[i] / truth.values()[i])
          .as("%s of %s", truth.form().parameters().get(i), truth)
          .isCloseTo(1, within(1e-3));
    }
    assertThat(fit.rmse()).isLessThan(1e-6);
    assertThat(fit.starts()).isEqualTo(CurveFitOptions.PLAIN.starts());
    assertThat(fit.atOptimum()).isBetween(1, fit.converged());
  }

  @ParameterizedTest
  @MethodSource("truths")
  void foreseesTheNextDoublingFromNoisyPoints(CurveLaw truth) {
    for (long seed = 0; seed < 5; seed++) {
      List<CurvePoint> points = curve(truth, 0.01, seed);
      CurveFit fit = fit(truth.form(), points, CurveFitOptions.DEFAULT);
      double next = 2 * points.getLast().x();
      // Some 16 points of 1 % noise count towards the end; six parameters take their toll.
      assertThat(Math.log(fit.law().loss(next) / truth.loss(next)))
          .as("%s, seed %d", truth, seed)
          .isCloseTo(0, within(0.04));
    }
  }

  @ParameterizedTest
  @MethodSource("truths")
  void typicalValuesHardlyMatterWhereTheDataSpeak(CurveLaw truth) {
    List<CurvePoint> points = curve(truth, 1e-3, 1);
    double x = 2 * points.getLast().x();
    CurveFit free = fit(truth.form(), points, CurveFitOptions.PLAIN);
    CurveFit drawn = fit(truth.form(), points, CurveFitOptions.PLAIN.withPriorStrength(1));
    assertThat(Math.log(drawn.law().loss(x) / free.law().loss(x))).isCloseTo(0, within(2e-3));
  }

  @ParameterizedTest
  @EnumSource(CurveForm.class)
  void theOrderOfThePointsDoesNotMatter(CurveForm form) {
    List<CurvePoint> points = curve(truths().toList().get(1), 0.01, 2);
    List<CurvePoint> reversed = new ArrayList<>(points);
    Collections.reverse(reversed);
    assertThat(fit(form, reversed, CurveFitOptions.DEFAULT))
        .isEqualTo(fit(form, points, CurveFitOptions.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(CurveForm.class)
  void unitsDoNotMatter(CurveForm form) {
    List<CurvePoint> points = curve(truths().toList().get(1), 0.01, 2);
    List<CurvePoint> percent =
        points.stream().map(p -> new CurvePoint(p.x() / 1e6, 100 * p.loss())).toList();
    double[] values = fit(form, points, CurveFitOptions.DEFAULT).law().rescaled(1e-6, 100).values();
    assertThat(fit(form, percent, CurveFitOptions.DEFAULT).law().values())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(values);
  }

  @Test
  void aWeightOfTwoIsAPointTwice() {
    List<CurvePoint> points = curve(truths().toList().get(1), 0.02, 3);
    var twice = new ArrayList<>(points);
    twice.add(points.get(40));
    var weighted = new ArrayList<>(points);
    weighted.set(40, new CurvePoint(points.get(40).x(), points.get(40).loss(), 2));
    assertThat(fit(CurveForm.OFFSET_POWER, weighted, CurveFitOptions.PLAIN).law().values())
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(fit(CurveForm.OFFSET_POWER, twice, CurveFitOptions.PLAIN).law().values());
  }

  @Test
  void oneOutlierHardlyMovesHubersFit() {
    CurveLaw truth = truths().toList().get(1);
    var points = curve(truth, 0.005, 4);
    points.set(55, new CurvePoint(points.get(55).x(), 2 * points.get(55).loss()));
    double next = 2 * points.getLast().x();
    CurveFitOptions plain = CurveFitOptions.PLAIN;
    double squares = fit(CurveForm.OFFSET_POWER, points, plain).law().loss(next);
    double huber = fit(CurveForm.OFFSET_POWER, points, plain.withHuber(0.01)).law().loss(next);
    assertThat(Math.abs(Math.log(huber / truth.loss(next)))).isLessThan(0.01);
    assertThat(Math.abs(Math.log(squares / truth.loss(next)))).isGreaterThan(0.02);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    List<CurvePoint> points = curve(truths().toList().get(4), 0.02, 5);
    assertThat(fit(CurveForm.BROKEN_POWER, points, CurveFitOptions.DEFAULT))
        .isEqualTo(fit(CurveForm.BROKEN_POWER, points, CurveFitOptions.DEFAULT));
  }

  @Test
  void aLimitThatTheDataDoNotShowIsSaid() {
    List<CurvePoint> points = curve(truths().toList().get(0), 0, 0);
    assertThat(fit(CurveForm.OFFSET_POWER, points, CurveFitOptions.PLAIN).findings())
        .contains(
            "The limit of M2 is below 1 % of the last loss: the data show no loss that remains.");
  }

  @Test
  void manyRowsTakeNoLongerThanSeconds() {
    CurveLaw truth = truths().toList().get(1);
    var random = new SplittableRandom(0);
    List<CurvePoint> points =
        DoubleStream.iterate(FIRST, x -> x * 1.0001)
            .limit(100_000)
            .mapToObj(x -> new CurvePoint(x, truth.loss(x) * Math.exp(0.1 * random.nextGaussian())))
            .toList();
    CurveFit fit = fit(CurveForm.OFFSET_POWER, points, CurveFitOptions.DEFAULT);
    double next = 2 * points.getLast().x();
    assertThat(Math.log(fit.law().loss(next) / truth.loss(next))).isCloseTo(0, within(0.02));
  }

  private static List<CurvePoint> points(double... xAndLoss) {
    return Stream.iterate(0, i -> i < xAndLoss.length, i -> i + 2)
        .map(i -> new CurvePoint(xAndLoss[i], xAndLoss[i + 1]))
        .toList();
  }

  @Test
  void degenerateDataAreRefusedWithTheReason() {
    assertThat(refusal(CurveForm.POWER, List.of()))
        .isEqualTo(
            "a learning curve must have at least 2 different x but had 0. Maybe evaluate at more steps.");
    assertThat(refusal(CurveForm.POWER, points(1, 0.5, 1, 0.4)))
        .contains("2 different x but had 1");
    assertThat(refusal(CurveForm.SIGMOIDAL, points(1, 0.9, 2, 0.8, 3, 0.7, 4, 0.65)))
        .isEqualTo(
            "M4 must have at least 5 different x, one a parameter, but had 4. Maybe use a law with fewer parameters.");
    assertThat(refusal(CurveForm.POWER, points(1, 0.5, 2, 0.5, 3, 0.5)))
        .contains("must vary along the curve but was constant (0.500000)");
    assertThat(refusal(CurveForm.POWER, points(1, 0.5, 2, Double.NaN)))
        .contains("every loss must be positive and finite but one was NaN (at x = 2.00000)");
    assertThat(refusal(CurveForm.POWER, points(1, 0.5, 2, 0))).contains("one was 0.0");
    assertThat(refusal(CurveForm.POWER, points(0, 0.5, 2, 0.4)))
        .isEqualTo("every x must be positive and finite but one was 0.0.");
    assertThat(refusal(CurveForm.POWER, points(1, Double.POSITIVE_INFINITY, 2, 0.4)))
        .contains("one was Infinity");
    assertThat(
            refusal(
                CurveForm.POWER, List.of(new CurvePoint(1, 0.5, -1), new CurvePoint(2, 0.4, 1))))
        .isEqualTo("every weight must be positive and finite but one was -1.0.");
  }

  @ParameterizedTest
  @EnumSource(CurveForm.class)
  void aLossThatRisesGivesALevelLaw(CurveForm form) {
    List<CurvePoint> rising = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      rising.add(new CurvePoint(i * 1e6, 2 + 0.05 * i));
    }
    CurveLaw law = fit(form, rising, CurveFitOptions.DEFAULT).law();
    assertThat(law.loss(24e6)).isBetween(2.2, 2.7);
  }

  @Test
  void optionsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CurveFitOptions.DEFAULT.withRecency(-1))
        .withMessage("recency must be ≥ 0 but was -1.0.");
    assertThat(
            Arrays.asList(
                CurveFitOptions.DEFAULT.withStarts(9).starts(),
                (int) CurveFitOptions.DEFAULT.withSeed(7).seed()))
        .containsExactly(9, 7);
  }
}
