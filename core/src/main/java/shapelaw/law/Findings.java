package shapelaw.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hipparchus.analysis.solvers.BisectionSolver;
import shapelaw.numerics.MultiStart;
import shapelaw.shape.Dimension;

/// Sentences on what a fitted law leaves open.
final class Findings {

  /// An optimum is flat if sizes whose loss is within this fraction of the least …
  static final double NEAR_LEAST = 0.01;

  /// … span this factor or more.
  static final double FLAT_FACTOR = 4;

  /// Fewer than this fraction of the starts at the optimum is worth a warning.
  private static final double FEW_STARTS = 0.1;

  private static final double FARTHEST_FACTOR = 1000;

  private final Dimension dimension;
  private final SingleDimensionLaw law;
  private final List<Observation> observations;
  private final List<String> sentences = new ArrayList<>();

  private Findings(Dimension dimension, SingleDimensionLaw law, List<Observation> observations) {
    this.dimension = dimension;
    this.law = law;
    this.observations = observations;
  }

  /// Everything worth saying of `law`, most important first; empty if nothing.
  static List<String> about(
      Dimension dimension,
      SingleDimensionLaw law,
      List<Observation> observations,
      MultiStart search) {
    var findings = new Findings(dimension, law, observations);
    findings.openTerms();
    findings.exponentsAtBounds();
    findings.optimum();
    findings.zeroConstants();
    findings.fewStarts(search);
    return findings.sentences;
  }

  private void openTerms() {
    if (law.alpha() == 0) {
      sentences.add(
          "The data show no gain from a larger %s (α = 0): a, the optimum and the exponent s are open."
              .formatted(dimension));
    }
    if (law.beta() == 0) {
      sentences.add(
          "The data show no cost of a larger %s at the same compute (β = 0): b, the optimum and the exponent s are open."
              .formatted(dimension));
    }
  }

  private void exponentsAtBounds() {
    exponentAtBound("a", law.a(), law.alpha() > 0);
    exponentAtBound("b", law.b(), law.beta() > 0);
    exponentAtBound("c", law.c(), law.beta() > 0 || law.xi() > 0);
  }

  private void exponentAtBound(String name, double exponent, boolean used) {
    if (used && ExponentBounds.atBound(exponent)) {
      sentences.add(
          "Exponent %s of %s lies at the bound %s of the search: the data fix it on one side at most."
              .formatted(name, dimension, number(exponent)));
    }
  }

  private void zeroConstants() {
    if (law.epsilon() == 0) {
      sentences.add(
          "ε of %s is at zero: the data do not tell the loss that remains from slow decay."
              .formatted(dimension));
    }
    if (law.xi() == 0) {
      sentences.add(
          "ξ of %s is at zero: the data do not tell a part of the compute term that no size changes."
              .formatted(dimension));
    }
    if (law.beta() == 0 && law.xi() == 0) {
      sentences.add("The data show no gain from compute along %s: c is open.".formatted(dimension));
    }
  }

  private void fewStarts(MultiStart search) {
    if (search.atOptimum() < FEW_STARTS * search.starts()) {
      sentences.add(
          "Only %d of %d starts reached the best fit along %s: a better one may exist. Maybe use more starts."
              .formatted(search.atOptimum(), search.starts(), dimension));
    }
  }

  private void optimum() {
    double t = observations.stream().mapToDouble(Observation::compute).max().orElseThrow();
    double best = law.optimum(t);
    if (!(best > 0) || Double.isInfinite(best)) {
      return;
    }
    double leastX = observations.stream().mapToDouble(Observation::x).min().orElseThrow();
    double greatestX = observations.stream().mapToDouble(Observation::x).max().orElseThrow();
    if (best < leastX || best > greatestX) {
      sentences.add(
          "The best %s at the greatest measured compute (%s GFLOPs) is %s, outside of the measured %s to %s."
              .formatted(dimension, number(t), number(best), number(leastX), number(greatestX)));
    }
    double low = edge(best, t, 1 / FARTHEST_FACTOR);
    double high = edge(best, t, FARTHEST_FACTOR);
    if (high / low >= FLAT_FACTOR) {
      sentences.add(
          "The optimum is flat: at %s GFLOPs every %s from %s to %s comes within %s %% of the least loss."
              .formatted(
                  number(t), dimension, number(low), number(high), number(100 * NEAR_LEAST)));
    }
  }

  /// Where the loss, going from the optimum by up to `factor`, has risen by [#NEAR_LEAST]; f(·, t)
  /// is quasiconvex.
  private double edge(double best, double t, double factor) {
    double limit = law.loss(best, t) * (1 + NEAR_LEAST);
    double far = Math.log(factor);
    if (!(law.loss(best * factor, t) > limit)) {
      return best * factor;
    }
    double at =
        new BisectionSolver(1e-6)
            .solve(
                200,
                logFactor -> law.loss(best * Math.exp(logFactor), t) - limit,
                Math.min(0, far),
                Math.max(0, far));
    return best * Math.exp(at);
  }

  private static String number(double x) {
    String format = x >= 100 && x < 1e6 ? "%.0f" : "%.3g";
    return String.format(Locale.ROOT, format, x);
  }
}
