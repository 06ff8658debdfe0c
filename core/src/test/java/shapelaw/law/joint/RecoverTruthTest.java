package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.law.joint.LawFitOptions.Resampling.PARAMETRIC;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.law.joint.LawForm.Term;

class RecoverTruthTest {

  static Stream<LawForm> forms() {
    return Stream.of(1, 2, 3)
        .flatMap(d -> SimulatedTable.forms(SimulatedTable.dimensions(d)).stream())
        .distinct();
  }

  private static Measurements design(LawForm form) {
    int dimensions = (int) form.variables().stream().filter(v -> v.matches("x\\d")).count();
    return SimulatedTable.design(Math.max(1, dimensions), 40, 4, new SplittableRandom(1));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noiselessLawIsRecovered(LawForm form) {
    Measurements design = design(form);
    JointLaw truth = SimulatedTable.truth(form, design);
    Measurements data = SimulatedTable.measured(truth, design, 0, new SplittableRandom(2));

    LawFit fit =
        SimulatedTable.fitted(form, data, LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 0));

    for (Exponent exponent : form.exponents()) {
      assertThat(fit.law().exponent(exponent.name()))
          .as(exponent.name())
          .isCloseTo(truth.exponent(exponent.name()), within(1e-6));
    }
    for (Term term : form.terms()) {
      double expected = truth.coefficient(term.coefficient());
      assertThat(fit.law().coefficient(term.coefficient()))
          .as(term.coefficient())
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noisyLawIsRecoveredWithinIts95PercentIntervals(LawForm form) {
    Measurements design = design(form);
    JointLaw truth = SimulatedTable.truth(form, design);
    int covered = 0;
    int asked = 0;
    for (int seed = 0; seed < 8; seed++) {
      Measurements data =
          SimulatedTable.measured(truth, design, 0.01, new SplittableRandom(100 + seed));
      LawFit fit =
          SimulatedTable.fitted(
              form, data, LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 80).withStarts(8));
      for (Exponent exponent : form.exponents()) {
        Interval interval = fit.exponent(exponent.name());
        covered += interval.contains(truth.exponent(exponent.name())) ? 1 : 0;
        asked++;
      }
    }
    // Of 16 to 56 correlated intervals with 95 % coverage 80 % is far out in the tail.
    assertThat(covered).as("of " + asked).isGreaterThanOrEqualTo((int) Math.ceil(0.8 * asked));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void hubersObjectiveShrugsOffTenPercentOutliers(LawForm form) {
    Measurements design = design(form);
    JointLaw truth = SimulatedTable.truth(form, design);
    Measurements clean = SimulatedTable.measured(truth, design, 0.001, new SplittableRandom(3));
    double[] losses = clean.losses();
    for (int i = 0; i < losses.length; i += 10) {
      losses[i] *= 1.5;
    }
    Measurements data = clean.withLosses(losses);
    LawFitOptions options = LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 0);

    LawFit robust =
        SimulatedTable.fitted(form, data, options.withObjective(new Objective.HuberLog(1e-3)));
    LawFit relative = SimulatedTable.fitted(form, data, options);

    assertThat(robust.law().logError(clean)).isLessThan(0.002);
    assertThat(relative.law().logError(clean)).isGreaterThan(0.01);
    assertThat(List.of(robust.search().atOptimum())).doesNotContain(0);
  }
}
