package shapelaw.law.joint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.FDistribution;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;

/// Intervals of exponents by profile likelihood: the exponent is held at a value while all other
/// parameters are fitted anew, and the values whose sum of squares stays below
///
/// ```text
/// RSS(p) ≤ RSS_min (1 + F(1, ν) / ν)
/// ```
///
/// make up the interval, F(1, ν) being the quantile of Fisher's distribution at the fit's level and
/// ν the rows less the parameters (Bates and Watts, *Nonlinear Regression Analysis*, 1988, §6.1).
/// Needs no replicates. An end that the data leave open is the bound of the search.
public final class ProfileLikelihood {

  /// First step away from the estimate, in ln p; each further one is twice as long.
  private static final double FIRST_STEP = 0.05;

  /// Ends of an interval are found to this, in ln p.
  private static final double ACCURACY = 1e-4;

  private static final int MOST_STEPS = 100;

  private final LawFit fit;
  private final Design design;
  private final ProjectedRelativeError error;
  private final double[] lower;
  private final double[] upper;
  private final double[] estimate;

  /// Profiles of a fit.
  ///
  /// @throws IllegalArgumentException if the fit did not minimise the relative error
  public ProfileLikelihood(LawFit fit) {
    if (!(fit.objective() instanceof Objective.RelativeError)) {
      throw new IllegalArgumentException(
          "a profile likelihood needs a fit of the relative error but the objective was "
              + fit.objective()
              + ". Maybe use replicates instead.");
    }
    this.fit = fit;
    Measurements data = fit.data();
    design = new Design(fit.law().form(), data);
    error = new ProjectedRelativeError(design);
    error.setData(
        Arrays.stream(data.losses()).map(loss -> loss / design.lossScale()).toArray(),
        data.relativeWeights());
    lower = design.form().exponents().stream().mapToDouble(e -> Math.log(e.low())).toArray();
    upper = design.form().exponents().stream().mapToDouble(e -> Math.log(e.high())).toArray();
    estimate = Arrays.stream(fit.law().exponents()).map(Math::log).toArray();
  }

  /// Intervals of all exponents by name, in the order of the form.
  public Map<String, Interval> exponents() {
    var intervals = new LinkedHashMap<String, Interval>();
    for (Exponent exponent : design.form().exponents()) {
      intervals.put(exponent.name(), exponent(exponent.name()));
    }
    return intervals;
  }

  /// Interval of an exponent.
  ///
  /// @throws IllegalArgumentException if the form has none of that name
  public Interval exponent(String name) {
    int k = design.form().exponentIndex(name);
    Exponent exponent = design.form().exponents().get(k);
    int left = design.rows() - design.form().parameters();
    if (left <= 0 || !JointFindings.isTold(fit.law(), exponent)) {
      return new Interval(exponent.low(), fit.law().exponent(name), exponent.high(), fit.level());
    }
    double quantile = new FDistribution(1, left).inverseCumulativeProbability(fit.level());
    double least = error.value(estimate);
    double most = least * (1 + quantile / left) + error.resolution(least);
    return new Interval(
        Math.exp(new Side(k, most, lower[k]).end()),
        fit.law().exponent(name),
        Math.exp(new Side(k, most, upper[k]).end()),
        fit.level());
  }

  /// The way from the estimate of exponent k to one bound. Each fit starts from the last.
  private final class Side {

    private final int k;
    private final double most;
    private final double bound;
    private double[] last = estimate;

    Side(int k, double most, double bound) {
      this.k = k;
      this.most = most;
      this.bound = bound;
    }

    double end() {
      double inside = estimate[k];
      double[] lastInside = last;
      double step = Math.copySign(FIRST_STEP, bound - inside);
      while (inside != bound) {
        double next = Math.abs(bound - inside) <= Math.abs(step) ? bound : inside + step;
        if (excess(next) > 0) {
          last = lastInside;
          return root(inside, next);
        }
        inside = next;
        lastInside = last;
        step *= 2;
      }
      return bound;
    }

    private double root(double inside, double outside) {
      if (!(excess(inside) < 0)) {
        return inside;
      }
      return new BrentSolver(ACCURACY)
          .solve(MOST_STEPS, this::excess, Math.min(inside, outside), Math.max(inside, outside));
    }

    /// How much the least error with ln p_k = `u` exceeds what the interval allows.
    private double excess(double u) {
      Minimum followed = minimum(last, u);
      Minimum fresh = minimum(estimate, u);
      Minimum better = followed.value() <= fresh.value() ? followed : fresh;
      last = better.point();
      return better.value() - most;
    }

    private Minimum minimum(double[] start, double u) {
      double[] low = lower.clone();
      double[] high = upper.clone();
      low[k] = u;
      high[k] = u;
      return new BoundedNewton(error, low, high).minimise(start);
    }
  }
}
