package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveChooserTest {

  private static CurveChoice choice(List<CurvePoint> points) {
    return switch (CurveChooser.choose(points, CurveFitOptions.DEFAULT)) {
      case CurveChoiceOutcome.Chosen(CurveChoice choice) -> choice;
      case CurveChoiceOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static final CurveLaw LEVELLING = new OffsetPowerLaw(0.8, 0.6, 0.3).rescaled(1e7, 1);

  @Test
  void sharesSumToOneAndFollowTheHeldOutErrors() {
    CurveChoice choice = choice(CurveFitterTest.curve(LEVELLING, 0.003, 0));
    assertThat(choice.candidates()).hasSize(CurveForm.values().length);
    assertThat(choice.heldOutErrors()).hasSize(3);
    assertThat(choice.candidates().stream().mapToDouble(CurveCandidate::weight).sum())
        .isCloseTo(1, within(1e-12));
    for (CurveCandidate c : choice.candidates()) {
      assertThat(c.heldOutRmse().orElseThrow())
          .isGreaterThanOrEqualTo(choice.chosen().heldOutRmse().orElseThrow());
      assertThat(c.weight() * c.heldOutRmse().orElseThrow())
          .isCloseTo(
              choice.chosen().weight() * choice.chosen().heldOutRmse().orElseThrow(),
              within(1e-12));
    }
  }

  @Test
  void aCurveThatLevelsOffIsNotGivenToThePurePowerLaw() {
    CurveChoice choice = choice(CurveFitterTest.curve(LEVELLING, 0.003, 1));
    assertThat(choice.chosen().form()).isNotEqualTo(CurveForm.POWER);
    assertThat(choice.candidates().getFirst().weight()).isLessThan(0.1);
    double next = 1.5e10;
    assertThat(Math.log(choice.loss(next) / LEVELLING.loss(next))).isCloseTo(0, within(0.05));
  }

  @Test
  void theForecastLiesWithinThatOfTheLaws() {
    CurveChoice choice = choice(CurveFitterTest.curve(LEVELLING, 0.01, 2));
    for (double x : new double[] {1e7, 1e9, 1e11}) {
      List<Double> losses =
          choice.candidates().stream().map(c -> c.fit().law().loss(x)).sorted().toList();
      assertThat(choice.loss(x)).isBetween(losses.getFirst(), losses.getLast());
    }
    assertThat(choice.limitLoss()).isLessThan(choice.loss(1e12)).isPositive();
  }

  @Test
  void whatIsHeldOutIsNotSeen() {
    List<CurvePoint> points = CurveFitterTest.curve(LEVELLING, 0.01, 3);
    var spoilt = new ArrayList<>(points);
    spoilt.set(59, new CurvePoint(points.get(59).x(), 3 * points.get(59).loss()));
    double cut = points.getLast().x() / 2;
    HeldOut latest = HeldOut.splits(spoilt).getFirst();
    assertThat(latest.fit())
        .allMatch(p -> p.x() <= cut)
        .isEqualTo(HeldOut.splits(points).getFirst().fit());
    assertThat(latest.score()).allMatch(p -> p.x() > cut).contains(spoilt.get(59));
    assertThat(HeldOut.splits(points).get(1).score()).allMatch(p -> p.x() <= cut);
  }

  @Test
  void aCurveOfLessThanADoublingIsCutBehindTwoThirds() {
    var points = new ArrayList<CurvePoint>();
    for (int i = 0; i < 12; i++) {
      points.add(new CurvePoint(100 + i, LEVELLING.loss(1e6 * (100 + i))));
    }
    HeldOut only = HeldOut.splits(points).getFirst();
    assertThat(HeldOut.splits(points)).hasSize(1);
    assertThat(only.fit()).hasSize(8);
    assertThat(only.score()).hasSize(4);
  }

  @Test
  void aShortCurveIsFittedByTheLawsThatItDetermines() {
    CurveChoice choice =
        choice(List.of(new CurvePoint(1, 0.9), new CurvePoint(2, 0.7), new CurvePoint(4, 0.6)));
    assertThat(choice.candidates().stream().map(CurveCandidate::form))
        .containsExactly(CurveForm.POWER, CurveForm.OFFSET_POWER, CurveForm.SATURATING_POWER);
    assertThat(choice.heldOutErrors()).isEmpty();
    assertThat(choice.candidates()).allMatch(c -> c.weight() == 1 / 3.0);
    assertThat(choice.refused().get(CurveForm.BROKEN_POWER)).contains("at least 6 different x");
    assertThat(choice.loss(8)).isBetween(0.4, 0.6);
  }

  @Test
  void aCurveThatNoLawFitsIsRefused() {
    assertThat(
            CurveChooser.choose(
                List.of(new CurvePoint(1, 0.9), new CurvePoint(1, 0.8)), CurveFitOptions.DEFAULT))
        .isInstanceOf(CurveChoiceOutcome.Refused.class);
    assertThat(
            CurveChooser.choose(
                List.of(CurveForm.SIGMOIDAL),
                List.of(new CurvePoint(1, 0.9), new CurvePoint(2, 0.8)),
                CurveFitOptions.DEFAULT))
        .isInstanceOf(CurveChoiceOutcome.Refused.class);
  }
}
