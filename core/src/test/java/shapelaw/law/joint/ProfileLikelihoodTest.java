package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.law.joint.LawFitOptions.Resampling.PARAMETRIC;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.law.Interval;

class ProfileLikelihoodTest {

  private static final LawFitOptions OPTIONS = LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 0);

  private static Measurements data(LawForm form, int dimensions, double noise, long seed) {
    Measurements design = SimulatedTable.design(dimensions, 40, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(form, design);
    return SimulatedTable.measured(truth, design, noise, new SplittableRandom(seed));
  }

  @Test
  void agreesWithTheParametricBootstrapWhereTheDataAreGood() {
    LawForm form = LawForms.product(SimulatedTable.dimensions(2));
    Measurements data = data(form, 2, 0.002, 3);
    LawFit fit =
        SimulatedTable.fitted(form, data, LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 600));

    Map<String, Interval> profiles = new ProfileLikelihood(fit).exponents();

    assertThat(profiles).hasSize(5);
    profiles.forEach((name, profile) -> {
      Interval bootstrap = fit.exponent(name);
      // Ends of 600 replicates scatter by about a tenth of the width.
      assertThat(profile.low())
          .as(name)
          .isCloseTo(bootstrap.low(), within(0.2 * bootstrap.width()));
      assertThat(profile.high())
          .as(name)
          .isCloseTo(bootstrap.high(), within(0.2 * bootstrap.width()));
      assertThat(profile.contains(fit.law().exponent(name))).isTrue();
    });
  }

  @Test
  void ninetyFivePercentIntervalsCoverTheTruth() {
    LawForm form = LawForms.shapeAndExamples(SimulatedTable.dimensions(2));
    Measurements design = SimulatedTable.design(2, 40, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(form, design);
    int covered = 0;
    int repetitions = 150;
    for (int seed = 0; seed < repetitions; seed++) {
      Measurements data =
          SimulatedTable.measured(truth, design, 0.01, new SplittableRandom(1000 + seed));
      LawFit fit = SimulatedTable.fitted(form, data, OPTIONS.withStarts(3));
      Interval interval = new ProfileLikelihood(fit).exponent("a_x1");
      covered += interval.contains(truth.exponent("a_x1")) ? 1 : 0;
    }

    // Binomial: 95 % of 150 is 142.5 ± 2.7.
    assertThat(covered).isBetween(134, 149);
  }

  @Test
  void eachEndIsWhereTheRefittedErrorReachesFishersThreshold() {
    LawForm form = LawForms.chinchilla();
    Measurements data = data(form, 1, 0.01, 4);
    LawFit fit = SimulatedTable.fitted(form, data, OPTIONS);

    Interval interval = new ProfileLikelihood(fit).exponent("alpha");

    // F(1, 155) at 95 % is 3.902. Ends are found to 1e-4 in ln alpha, over which the error changes
    // by
    // about half of that.
    double threshold = fit.value() * (1 + 3.902 / 155);
    for (double end : List.of(interval.low(), interval.high())) {
      LawForm held =
          new LawForm(
              "held",
              form.equation(),
              form.source(),
              List.of(
                  new LawForm.Exponent("alpha", end, Math.nextUp(end) * (1 + 1e-12)),
                  LawForm.Exponent.of("beta")),
              form.terms());
      assertThat(SimulatedTable.fitted(held, data, OPTIONS).value())
          .isCloseTo(threshold, within(1e-4 * threshold));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.99})
  void higherLevelIsWider(double level) {
    LawForm form = LawForms.chinchilla();
    Measurements data = data(form, 1, 0.01, 4);
    LawFit usual = SimulatedTable.fitted(form, data, OPTIONS);
    LawFit other = SimulatedTable.fitted(form, data, OPTIONS.withLevel(level));

    double width = new ProfileLikelihood(usual).exponent("beta").width();

    assertThat(new ProfileLikelihood(other).exponent("beta").width() > width)
        .isEqualTo(level > usual.level());
  }

  @Test
  void whatTheDataLeaveOpenEndsAtTheBoundOfTheSearch() {
    // Noise far above the effect of model size.
    LawForm form = LawForms.chinchilla();
    Measurements design = SimulatedTable.design(1, 12, 4, new SplittableRandom(1));
    JointLaw truth =
        new Design(form, design).law(new double[] {0.002, 0.3, 0.3}, new double[] {0.3, 0.4});
    Measurements data = SimulatedTable.measured(truth, design, 0.02, new SplittableRandom(2));
    LawFit fit = SimulatedTable.fitted(form, data, OPTIONS);

    Interval alpha = new ProfileLikelihood(fit).exponent("alpha");

    assertThat(alpha.low()).isCloseTo(LawForm.LEAST_EXPONENT, within(1e-12));
    assertThat(alpha.high()).isCloseTo(LawForm.GREATEST_EXPONENT, within(1e-12));
  }

  @Test
  void noiselessDataGiveNoWidth() {
    LawForm form = LawForms.product(SimulatedTable.dimensions(2));
    LawFit fit = SimulatedTable.fitted(form, data(form, 2, 0, 1), OPTIONS);

    new ProfileLikelihood(fit)
        .exponents()
        .forEach((name, interval) -> assertThat(interval.width()).as(name).isLessThan(1e-5));
  }

  @Test
  void hubersObjectiveHasNoSuchIntervals() {
    LawForm form = LawForms.chinchilla();
    LawFit fit =
        SimulatedTable.fitted(
            form, data(form, 1, 0.01, 4), OPTIONS.withObjective(new Objective.HuberLog(1e-3)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProfileLikelihood(fit))
        .withMessageContaining("relative error");
  }
}
