package shapelaw.law;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import shapelaw.shape.Dimension;

/// How often intervals hold the truth, over many noisy copies of one sweep whose truth is known.
final class CoverageStudy {

  static final double CENTRE_COMPUTE = PaperStar.compute(PaperStar.CENTRE, 2_000_000);

  /// A sweep and how it is fitted.
  ///
  /// @param name for the table
  /// @param truth the laws
  /// @param exact the noiseless losses
  /// @param noise relative standard deviation
  /// @param rho correlation of the noise of one size's runs
  /// @param options of the fit
  record Scenario(
      String name,
      Map<Dimension, SingleDimensionLaw> truth,
      Map<Dimension, List<Observation>> exact,
      double noise,
      double rho,
      StarFitOptions options) {}

  /// What was counted of one quantity.
  ///
  /// @param fraction of the repetitions in which the interval held the truth
  /// @param medianWidth of the interval
  record Coverage(double fraction, double medianWidth) {}

  private final Scenario scenario;
  private final Map<String, List<Double>> widths = new LinkedHashMap<>();
  private final Map<String, Integer> held = new LinkedHashMap<>();

  private CoverageStudy(Scenario scenario) {
    this.scenario = scenario;
  }

  /// Counts over `repetitions` seeds, which are 0, 1, 2 …
  static Map<String, Coverage> of(Scenario scenario, int repetitions) {
    var study = new CoverageStudy(scenario);
    for (int repetition = 0; repetition < repetitions; repetition++) {
      study.repeat(new SplittableRandom(repetition));
    }
    var coverage = new LinkedHashMap<String, Coverage>();
    study.widths.forEach((quantity, of) -> {
      Collections.sort(of);
      coverage.put(
          quantity,
          new Coverage(
              study.held.getOrDefault(quantity, 0) / (double) repetitions, of.get(of.size() / 2)));
    });
    return coverage;
  }

  private void repeat(SplittableRandom random) {
    var arms = PaperStar.noisy(scenario.exact(), scenario.noise(), scenario.rho(), random);
    // A refusal would end the study: no scenario gives a reason for one.
    var fitted =
        (StarFitOutcome.Fitted)
            StarFitter.fit(arms, scenario.options().withSeed(random.nextLong()));
    StarFit fit = fitted.fit();
    double later = 10 * CENTRE_COMPUTE;
    scenario
        .truth()
        .forEach((dimension, truth) -> {
          double centre = PaperStar.CENTRE.value(dimension);
          double measured =
              truth.loss(centre, CENTRE_COMPUTE) * (1 + scenario.noise() * random.nextGaussian());
          note("s " + dimension, fit.exponent(dimension), truth.exponent());
          note(
              "held-out centre " + dimension,
              fit.predictedLoss(dimension, centre, CENTRE_COMPUTE),
              measured);
          note("optimum at 10 t " + dimension, fit.optimum(dimension, later), truth.optimum(later));
        });
  }

  private void note(String quantity, Interval interval, double truth) {
    widths.computeIfAbsent(quantity, q -> new ArrayList<>()).add(interval.width());
    if (interval.contains(truth)) {
      held.merge(quantity, 1, Integer::sum);
    }
  }
}
