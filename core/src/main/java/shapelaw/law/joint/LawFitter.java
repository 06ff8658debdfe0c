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

/// Fits joint laws by variable projection: the exponents are sought by a bounded Newton method with
/// analytic derivatives from several seeded starts; for given exponents the coefficients are a
/// non-negative least-squares problem that is solved exactly. Huber's objective goes on from there
/// with coefficients and exponents together. A start that does not converge never gives the answer.
public final class LawFitter {

  /// With more rows than this, the starts are tried on a thinned table and only the best goes on
  /// with all rows.
  private static final int MANY_ROWS = 4000;

  /// How many of the thinned table's minima are tried on all rows.
  private static final int FINALISTS = 3;

  private LawFitter() {}

  /// Fits a law to all rows.
  public static LawFitOutcome fit(LawForm form, Measurements data, LawFitOptions options) {
    Optional<String> refusal = JointIdentifiability.refusal(form, data);
    if (refusal.isPresent()) {
      return new LawFitOutcome.Refused(refusal.get());
    }
    var generator = new SplittableRandom(options.seed());
    var design = new Design(form, data);
    List<Found> minima = minima(design, data, options, generator.split());
    Optional<Found> best = minima.stream().reduce((a, b) -> b.value() < a.value() ? b : a);
    if (best.isEmpty()) {
      return new LawFitOutcome.Refused(
          "at least one of %d starts must reach a minimum of %s but none did. Maybe use more starts or a simpler law."
              .formatted(options.starts(), form.name()));
    }
    var search = new LawFit.Search(options.starts(), minima.size(), reached(best.get(), minima));
    return withReplicates(design, data, best.get(), search, options, generator.split());
  }

  private static int reached(Found best, List<Found> minima) {
    double limit = best.value() * (1 + MultiStart.SAME_OPTIMUM) + 1e-24;
    return (int) minima.stream().filter(m -> m.value() <= limit).count();
  }

  /// The converged minima from all starts, on all rows.
  private static List<Found> minima(
      Design design, Measurements data, LawFitOptions options, SplittableRandom generator) {
    if (data.rows() <= MANY_ROWS) {
      return descend(design, data, options, starts(design, options, generator));
    }
    int[] kept = generator.split().ints(0, data.rows()).distinct().limit(MANY_ROWS / 2).toArray();
    Arrays.sort(kept);
    Measurements thinned = data.where(i -> Arrays.binarySearch(kept, i) >= 0);
    var thinnedDesign = new Design(design.form(), thinned);
    List<Found> rough =
        descend(thinnedDesign, thinned, options, starts(thinnedDesign, options, generator));
    List<double[]> finalists =
        rough.stream()
            .sorted((a, b) -> Double.compare(a.value(), b.value()))
            .map(Found::exponents)
            .limit(FINALISTS)
            .toList();
    return descend(design, data, options, finalists);
  }

  private static List<double[]> starts(
      Design design, LawFitOptions options, SplittableRandom generator) {
    var starts = new ArrayList<double[]>();
    for (int s = 0; s < options.starts(); s++) {
      starts.add(LawSearch.randomExponents(design.form(), generator));
    }
    return starts;
  }

  private static List<Found> descend(
      Design design, Measurements data, LawFitOptions options, List<double[]> starts) {
    var search = new LawSearch(design, options.objective());
    search.setData(data.losses(), data.weights());
    return starts.stream().map(search::descend).filter(Found::converged).toList();
  }

  private static LawFitOutcome withReplicates(
      Design design,
      Measurements data,
      Found best,
      LawFit.Search search,
      LawFitOptions options,
      SplittableRandom generator) {
    JointLaw law = design.law(best.coefficients(), best.exponents());
    Noise noise = noise(law, data);
    var resampling = new LawReplicates(design, data, best, law, noise, options);
    List<JointLaw> replicates = resampling.laws(generator);
    if (2 * replicates.size() < options.replicates()) {
      return new LawFitOutcome.Refused(
          "at least half of the %d bootstrap fits of %s must converge but %d did, so no interval can be trusted. Maybe add shapes or choose a simpler law."
              .formatted(options.replicates(), design.form().name(), replicates.size()));
    }
    return new LawFitOutcome.Fitted(
        new LawFit(
            law,
            data,
            options.objective(),
            best.value(),
            search,
            noise,
            replicates,
            options.level(),
            JointFindings.about(law, search)));
  }

  /// Scatter of a row of weight 1, from all rows.
  private static Noise noise(JointLaw law, Measurements data) {
    double squares =
        IntStream.range(0, data.rows())
            .mapToDouble(i -> data.weight(i) * Math.pow(law.loss(data, i) / data.loss(i) - 1, 2))
            .sum();
    int rows = (int) IntStream.range(0, data.rows()).filter(i -> data.weight(i) > 0).count();
    int left = rows - law.form().parameters();
    return left > 0 ? new Noise(Math.sqrt(squares / left), left) : new Noise(0, 0);
  }
}
