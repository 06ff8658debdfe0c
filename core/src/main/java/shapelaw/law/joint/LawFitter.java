package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import shapelaw.law.Noise;
import shapelaw.law.joint.LawSearch.Found;
import shapelaw.numerics.MultiStart;
import shapelaw.numerics.Quantiles;

/// Fits joint laws by variable projection: the exponents are sought by a bounded Newton method with
/// analytic derivatives from several seeded starts; for given exponents the coefficients are a
/// non-negative least-squares problem that is solved exactly. Huber's objective goes on from there
/// with coefficients and exponents together. A start that does not converge never gives the answer.
public final class LawFitter {

  /// With more rows than this, the starts are tried on a thinned table and only the best goes on
  /// with all rows.
  static final int MANY_ROWS = 4000;

  /// How many of the thinned table's minima may be tried on all rows.
  private static final int FINALISTS = 3;

  /// Standard deviation of a normal distribution over the median of its absolute values.
  private static final double NORMAL_OVER_MEDIAN = 1.4826;

  private LawFitter() {}

  /// Fits a law to all rows of a weight above zero.
  public static LawFitOutcome fit(LawForm form, Measurements all, LawFitOptions options) {
    Measurements data = all.weighted();
    Optional<String> refusal = JointIdentifiability.refusal(form, data);
    if (refusal.isPresent()) {
      return new LawFitOutcome.Refused(refusal.get());
    }
    var generator = new SplittableRandom(options.seed());
    var design = new Design(form, data);
    Optional<Sought> sought = seek(design, data, options, generator.split());
    if (sought.isEmpty()) {
      return new LawFitOutcome.Refused(
          "at least one of %d starts must reach a minimum of %s but none did. Maybe use more starts or a simpler law."
              .formatted(options.starts(), form.name()));
    }
    return withReplicates(design, data, sought.get(), options, generator.split());
  }

  /// The best minimum, and how surely it is the best.
  private record Sought(Found best, LawFit.Search search) {

    static Optional<Sought> among(List<Found> minima, int starts) {
      return least(minima)
          .map(best ->
              new Sought(best, new LawFit.Search(starts, minima.size(), reached(best, minima))));
    }

    private static int reached(Found best, List<Found> minima) {
      return (int) minima.stream().filter(m -> isSame(m, best)).count();
    }
  }

  private static Optional<Found> least(List<Found> minima) {
    return minima.stream().reduce((a, b) -> b.value() < a.value() ? b : a);
  }

  private static boolean isSame(Found minimum, Found best) {
    return minimum.value() <= best.value() * (1 + MultiStart.SAME_OPTIMUM) + 1e-24;
  }

  private static Optional<Sought> seek(
      Design design, Measurements data, LawFitOptions options, SplittableRandom generator) {
    if (data.rows() <= MANY_ROWS) {
      return Sought.among(descend(design, data, options, generator), options.starts());
    }
    Measurements thinned = data.sample(MANY_ROWS / 2, generator.split());
    var thinnedDesign = new Design(design.form(), thinned);
    List<Found> rough = descend(thinnedDesign, thinned, options, generator);
    var search = new LawSearch(design, options.objective());
    search.setData(data.losses(), data.relativeWeights());
    List<Found> minima =
        finalists(rough).stream()
            .map(found -> thinnedDesign.law(found.coefficients(), found.exponents()))
            .map(law -> search.descend(design.scaledCoefficients(law), law.exponents()))
            .filter(Found::converged)
            .toList();
    return least(minima)
        .flatMap(
            best -> Sought.among(rough, options.starts()).map(of -> new Sought(best, of.search())));
  }

  /// The best minima that differ.
  private static List<Found> finalists(List<Found> minima) {
    var finalists = new ArrayList<Found>();
    minima.stream()
        .sorted((a, b) -> Double.compare(a.value(), b.value()))
        .filter(found -> finalists.isEmpty() || !isSame(found, finalists.getLast()))
        .limit(FINALISTS)
        .forEachOrdered(finalists::add);
    return finalists;
  }

  /// The minima that descents from random starts converge to.
  private static List<Found> descend(
      Design design, Measurements data, LawFitOptions options, SplittableRandom generator) {
    var search = new LawSearch(design, options.objective());
    search.setData(data.losses(), data.relativeWeights());
    var minima = new ArrayList<Found>();
    for (int s = 0; s < options.starts(); s++) {
      Found found = search.descend(LawSearch.randomExponents(design.form(), generator));
      if (found.converged()) {
        minima.add(found);
      }
    }
    return minima;
  }

  private static LawFitOutcome withReplicates(
      Design design,
      Measurements data,
      Sought sought,
      LawFitOptions options,
      SplittableRandom generator) {
    Found best = sought.best();
    JointLaw law = design.law(best.coefficients(), best.exponents());
    Noise noise = noise(law, data, options.objective());
    var resampling = new LawReplicates(design, data, best, law, noise, options);
    List<JointLaw> replicates = resampling.laws(generator);
    if (2 * replicates.size() < resampling.count()) {
      return new LawFitOutcome.Refused(
          "at least half of the %d bootstrap fits of %s must converge but %d did, so no interval can be trusted. Maybe add shapes or choose a simpler law."
              .formatted(resampling.count(), design.form().name(), replicates.size()));
    }
    return new LawFitOutcome.Fitted(
        new LawFit(
            law,
            data,
            options.objective(),
            best.value() * data.usualWeight(),
            sought.search(),
            noise,
            replicates,
            options.level(),
            JointFindings.about(law, sought.search(), replicates.size(), resampling.count())));
  }

  /// Scatter of a row of the usual weight, from all rows. Under Huber's loss, which lets outliers
  /// pass, from the median of the residuals' sizes (1.4826 times it for normal noise).
  private static Noise noise(JointLaw law, Measurements data, Objective objective) {
    double[] weights = data.relativeWeights();
    double[] sizes =
        IntStream.range(0, data.rows())
            .mapToDouble(
                i -> Math.sqrt(weights[i]) * Math.abs(law.loss(data, i) / data.loss(i) - 1))
            .toArray();
    int left = data.rows() - law.form().parameters();
    if (left <= 0) {
      return new Noise(0, 0);
    }
    double meanSquare =
        switch (objective) {
          case Objective.RelativeError() ->
              Arrays.stream(sizes).map(r -> r * r).sum() / data.rows();
          case Objective.HuberLog _ -> Math.pow(NORMAL_OVER_MEDIAN * Quantiles.of(sizes, 0.5), 2);
        };
    return new Noise(Math.sqrt(meanSquare * data.rows() / left), left);
  }
}
