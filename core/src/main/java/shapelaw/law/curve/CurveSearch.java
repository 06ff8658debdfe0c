package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.numerics.BoundedNewton;
import shapelaw.numerics.Minimum;
import shapelaw.numerics.MultiStart;

/// The search for the parameters of one law on one curve.
final class CurveSearch {

  /// Relative error of a loss that the first round assumes.
  static final double FIRST_NOISE = 0.02;

  /// Relative error of a loss below which no curve is believed to be.
  static final double LEAST_NOISE = 1e-3;

  private final CurveForm form;
  private final ScaledCurve curve;
  private final CurveFitOptions options;
  private final TypicalValues typical;
  private final CurveError error;
  private final BoundedNewton newton;

  CurveSearch(CurveForm form, ScaledCurve curve, CurveFitOptions options) {
    this.form = form;
    this.curve = curve;
    this.options = options;
    typical = TypicalValues.of(form, curve.startLoss());
    error = new CurveError(form, curve.x(), curve.loss(), curve.weight(), options.huber(), typical);
    newton = typical.minimiser(error);
  }

  /// From the typical law and random ones; empty if none converged.
  Optional<CurveFit> fit() {
    return search(starts()).map(this::result);
  }

  /// From where another fit of the same law to a similar curve ended; random starts only if that
  /// does not converge.
  Optional<CurveFit> fitFrom(CurveLaw nearby) {
    double[] values = nearby.rescaled(1 / curve.unitX(), 1 / curve.unitLoss()).values();
    double[] start = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      start[i] = Math.log(values[i]);
    }
    return search(List.of(start)).or(() -> search(starts())).map(this::result);
  }

  private List<double[]> starts() {
    var starts = new ArrayList<double[]>();
    starts.add(typical.typicalStart(form));
    var random = new SplittableRandom(options.seed());
    while (starts.size() < options.starts()) {
      starts.add(typical.randomStart(form, random));
    }
    return starts;
  }

  private Optional<MultiStart> search(List<double[]> starts) {
    if (options.priorStrength() == 0) {
      return MultiStart.minimise(error, this::descend, starts);
    }
    error.setPriorWeight(priorWeight(FIRST_NOISE * FIRST_NOISE));
    return MultiStart.minimise(error, this::descend, starts).flatMap(this::withOwnNoise);
  }

  /// Once more, with the noise that the first round leaves. A law of p parameters is taken to
  /// absorb p/2 of the points, since typical values determine about half of it.
  private Optional<MultiStart> withOwnNoise(MultiStart first) {
    double points = curve.effectivePoints();
    double left = Math.max(points - form.parameters().size() / 2.0, 1);
    double square = error.meanSquare(first.best().point()) * points / left;
    error.setPriorWeight(priorWeight(Math.max(square, LEAST_NOISE * LEAST_NOISE)));
    Minimum again = descend(first.best().point());
    return again.converged()
        ? Optional.of(new MultiStart(again, first.starts(), first.converged(), first.atOptimum()))
        : Optional.empty();
  }

  private Minimum descend(double[] start) {
    error.setExact(false);
    Minimum near = newton.minimise(start);
    if (near.converged()) {
      return near;
    }
    error.setExact(true);
    return newton.minimise(near.point());
  }

  private double priorWeight(double noiseSquare) {
    return options.priorStrength() * noiseSquare / curve.effectivePoints();
  }

  private CurveFit result(MultiStart found) {
    double[] point = found.best().point();
    CurveLaw law = error.law(point);
    return new CurveFit(
        law.rescaled(curve.unitX(), curve.unitLoss()),
        Math.sqrt(Math.max(0, error.meanSquare(point))),
        found.starts(),
        found.converged(),
        found.atOptimum(),
        CurveFindings.about(form, point, typical, found));
  }
}
