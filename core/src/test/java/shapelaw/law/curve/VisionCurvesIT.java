package shapelaw.law.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Extrapolation on the 72 vision curves, as their authors measure it: per curve the root of the
/// mean square of ln prediction − ln loss over the rows that are not for training, then the mean
/// over the curves.
class VisionCurvesIT {

  private static final List<VisionCurves.Curve> CURVES = VisionCurves.read();

  private static double mean(ToDoubleFunction<VisionCurves.Curve> error) {
    return CURVES.stream().mapToDouble(error).average().orElseThrow();
  }

  private static double error(CurveForm form, VisionCurves.Curve curve, CurveFitOptions options) {
    return switch (CurveFitter.fit(form, curve.training(), options)) {
      case CurveFitOutcome.Fitted(CurveFit fit) -> curve.logRmse(fit.law()::loss);
      case CurveFitOutcome.Refused(String reason) ->
          throw new AssertionError(curve.name() + ": " + reason);
    };
  }

  private static CurveChoice choice(VisionCurves.Curve curve) {
    return switch (CurveChooser.choose(curve.training(), CurveFitOptions.DEFAULT)) {
      case CurveChoiceOutcome.Chosen(CurveChoice choice) -> choice;
      case CurveChoiceOutcome.Refused(String reason) ->
          throw new AssertionError(curve.name() + ": " + reason);
    };
  }

  @Test
  void allCurvesAreThere() {
    assertThat(CURVES).hasSize(72);
    assertThat(CURVES.stream().mapToInt(c -> c.training().size() + c.beyond().size()).sum())
        .isEqualTo(18_883);
  }

  @Test
  void aPlainPowerLawErrsAsItsAuthorsReport() {
    // M1 is linear regression in logarithms for us as for them: their 0.1046 to its last digit.
    assertThat(mean(c -> error(CurveForm.POWER, c, CurveFitOptions.PLAIN)))
        .isCloseTo(0.1046, within(5e-5));
  }

  @Test
  void plainLawsErrNoMoreThanTheirAuthorsFits() {
    // They minimise other errors (of ln (loss − limit) for M2) and report 0.0823 and 0.0615.
    assertThat(mean(c -> error(CurveForm.OFFSET_POWER, c, CurveFitOptions.PLAIN)))
        .isLessThan(0.0823);
    assertThat(mean(c -> error(CurveForm.SATURATING_POWER, c, CurveFitOptions.PLAIN)))
        .isLessThan(0.0615);
  }

  @Test
  void theChoiceFromTheTrainingPartBeatsEveryPublishedLaw() {
    List<CurveChoice> choices = CURVES.stream().map(VisionCurvesIT::choice).toList();
    var blend = new ArrayList<Double>();
    var chosen = new ArrayList<Double>();
    for (int i = 0; i < choices.size(); i++) {
      blend.add(CURVES.get(i).logRmse(choices.get(i)::loss));
      chosen.add(CURVES.get(i).logRmse(choices.get(i).chosen().fit().law()::loss));
    }
    // The best published is M4's 0.0415; the last tenths are room for another platform's rounding.
    assertThat(average(blend, 0, 1)).isLessThan(0.030);
    assertThat(average(chosen, 0, 1)).isLessThan(0.034);
    // No half of the curves carries it.
    assertThat(average(blend, 0, 2)).isLessThan(0.036);
    assertThat(average(blend, 1, 2)).isLessThan(0.036);
  }

  private static double average(List<Double> errors, int first, int step) {
    return IntStream.iterate(first, i -> i < errors.size(), i -> i + step)
        .mapToDouble(errors::get)
        .average()
        .orElseThrow();
  }

  @Test
  void everyLawConvergesOnEveryCurveWithTypicalValues() {
    for (CurveForm form : CurveForm.values()) {
      for (VisionCurves.Curve curve : CURVES) {
        assertThat(CurveFitter.fit(form, curve.training(), CurveFitOptions.DEFAULT))
            .as("%s on %s", form, curve.name())
            .isInstanceOf(CurveFitOutcome.Fitted.class);
      }
    }
  }
}
