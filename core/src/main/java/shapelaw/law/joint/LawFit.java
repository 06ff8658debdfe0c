package shapelaw.law.joint;

import java.util.List;
import java.util.function.ToDoubleFunction;
import shapelaw.law.Interval;
import shapelaw.law.Noise;
import shapelaw.law.NoisyMixture;
import shapelaw.law.joint.LawForm.Exponent;

/// A fitted joint law with the replicates from which its intervals are read.
///
/// @param law the best fit
/// @param data what it was fitted to
/// @param objective what was minimised
/// @param value of the objective at the law: ½ Σ of squared relative errors, or Σ of Huber's ρ
/// @param search how surely it is the best
/// @param noise scatter of the measured losses around the law, for a row of the mean weight
/// @param replicates laws refitted to resampled data; empty if none were asked for
/// @param level nominal coverage of the intervals
/// @param findings sentences on what the data leave open, most serious first
public record LawFit(
    JointLaw law,
    Measurements data,
    Objective objective,
    double value,
    Search search,
    Noise noise,
    List<JointLaw> replicates,
    double level,
    List<String> findings) {

  public LawFit {
    replicates = List.copyOf(replicates);
    findings = List.copyOf(findings);
  }

  /// How the best fit was found.
  ///
  /// @param starts starting points that were tried
  /// @param converged how many descents converged
  /// @param atOptimum how many of them reached the best value
  public record Search(int starts, int converged, int atOptimum) {}

  /// Interval of an exponent, by its name in the equation. A replicate in which all terms that use
  /// it have vanished says nothing about it and counts at both bounds of the search.
  ///
  /// @throws IllegalArgumentException if the form has none of that name
  /// @throws IllegalStateException if no replicates were asked for
  public Interval exponent(String name) {
    Exponent exponent = law.form().exponents().get(law.form().exponentIndex(name));
    Interval lowest =
        interval(of -> JointFindings.isTold(of, exponent) ? of.exponent(name) : exponent.low());
    Interval highest =
        interval(of -> JointFindings.isTold(of, exponent) ? of.exponent(name) : exponent.high());
    return new Interval(lowest.low(), law.exponent(name), highest.high(), level);
  }

  /// Interval of the law's loss: where the noiseless loss lies.
  ///
  /// @param value of each variable
  public Interval loss(ToDoubleFunction<String> value) {
    return interval(law -> law.loss(value));
  }

  /// Where one **measured** loss should lie: a prediction interval, which holds the scatter of a
  /// measurement besides the uncertainty of the law.
  ///
  /// @param value of each variable
  /// @throws IllegalStateException if no replicates were asked for
  public Interval predictedLoss(ToDoubleFunction<String> value) {
    double[] means = sample(law -> law.loss(value));
    return new NoisyMixture(means, noise).interval(law.loss(value), level);
  }

  /// Interval of any quantity that a law tells. A replicate that leaves it open says so with an
  /// infinity.
  ///
  /// @throws IllegalStateException if no replicates were asked for
  public Interval interval(ToDoubleFunction<JointLaw> quantity) {
    return Interval.biasCorrected(quantity.applyAsDouble(law), sample(quantity), level);
  }

  private double[] sample(ToDoubleFunction<JointLaw> quantity) {
    if (replicates.isEmpty()) {
      throw new IllegalStateException("an interval needs replicates but the fit was made without.");
    }
    return replicates.stream().mapToDouble(quantity).toArray();
  }

  /// Root mean square of ln(law) − ln(measured) over the data.
  public double logError() {
    return law.logError(data);
  }
}
