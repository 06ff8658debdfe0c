package shapelaw.law.joint;

/// What a fit minimises over the rows, each counted with its weight.
public sealed interface Objective {

  /// Σ ((f − y) / y)²: the paper's relative error.
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
}
