package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// 100,000 rows: all laws and their intervals in seconds.
class LongTableIT {

  private static final List<String> DIMENSIONS = SimulatedTable.dimensions(3);

  /// Generous, for machines that others use as well; see `docs/paper/published-fits.md` for what it
  /// takes.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Measurements DATA = data();

  private static Measurements data() {
    Measurements design = SimulatedTable.design(3, 25_000, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(LawForms.shapeAndExamples(DIMENSIONS), design);
    return SimulatedTable.measured(truth, design, 0.01, new SplittableRandom(2));
  }

  static List<LawForm> forms() {
    return SimulatedTable.forms(DIMENSIONS);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachFormIsFittedWithIntervals(LawForm form) {
    for (Objective objective :
        List.of(new Objective.RelativeError(), new Objective.HuberLog(1e-3))) {
      LawFit fit =
          Assertions.assertTimeout(
              LIMIT,
              () ->
                  SimulatedTable.fitted(
                      form, DATA, LawFitOptions.DEFAULT.withObjective(objective)));
      assertThat(fit.logError()).isFinite();
      assertThat(fit.replicates()).hasSizeGreaterThanOrEqualTo(20);
    }
  }

  @Test
  void truthIsFoundToThreeDigits() {
    LawForm form = LawForms.shapeAndExamples(DIMENSIONS);
    JointLaw truth = SimulatedTable.truth(form, DATA);
    LawFit fit = SimulatedTable.fitted(form, DATA, LawFitOptions.DEFAULT);

    for (LawForm.Exponent exponent : form.exponents()) {
      double expected = truth.exponent(exponent.name());
      assertThat(fit.law().exponent(exponent.name())).isBetween(0.98 * expected, 1.02 * expected);
    }
  }

  @Test
  void lawIsChosen() {
    LawChoice choice =
        Assertions.assertTimeout(
            LIMIT, () -> new LawChooser(forms(), LawFitOptions.DEFAULT).choose(DATA));

    assertThat(choice.best()).isPresent();
  }
}
