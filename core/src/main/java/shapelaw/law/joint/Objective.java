package shapelaw.law.joint;

/// What a fit minimises over the rows, each counted with its weight.
public sealed interface Objective {

  /// ½ Σ ((f − y) / y)²: the paper's relative error.
  record RelativeError() implements Objective {}

  /// Σ ρ_δ(ln f − ln y) with Huber's ρ_δ(r) = r²/2 for |r| ≤ δ, δ (|r| − δ/2) beyond: outliers pull
  /// no harder than δ. The objective of "Training Compute-Optimal Large Language Models" (Hoffmann
  /// et al., 2022, δ = 1e-3) and of Gemstones (McLeish et al., 2025, δ = 1e-4).
  ///
  /// @param delta δ, > 0
  record HuberLog(double delta) implements Objective {
    public HuberLog {
      if (!(delta > 0) || Double.isInfinite(delta)) {
        throw new IllegalArgumentException(
            "delta must be a finite number above 0 but was " + delta + ".");
      }
    }
  }

  /// The objective of a law on the rows of a table, for example of a law that others published.
  default double value(JointLaw law, Measurements data) {
    double sum = 0;
    for (int i = 0; i < data.rows(); i++) {
      sum += data.weight(i) * ofRow(law.loss(data, i), data.loss(i));
    }
    return sum;
  }

  private double ofRow(double predicted, double measured) {
    return switch (this) {
      case RelativeError() -> {
        double error = predicted / measured - 1;
        yield error * error / 2;
      }
      case HuberLog(double delta) -> {
        double size = Math.abs(Math.log(predicted) - Math.log(measured));
        yield size <= delta ? size * size / 2 : delta * (size - delta / 2);
      }
    };
  }
}
