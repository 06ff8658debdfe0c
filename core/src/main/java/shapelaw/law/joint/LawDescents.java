package shapelaw.law.joint;

/// Single descents of one law on one data set, for those who choose the starting points and count
/// the time themselves. [LawFitter] is what fits a law.
///
/// A workspace that allocates once; it works on the calling thread alone. Not thread-safe.
public final class LawDescents {

  private final Design design;
  private final Measurements data;
  private final LawSearch search;

  /// A workspace for a law, its data with their weights, and what is minimised.
  public LawDescents(LawForm form, Measurements data, Objective objective) {
    design = new Design(form, data);
    this.data = data;
    search = new LawSearch(design, objective);
    search.setData(data.losses(), data.weights());
  }

  /// Where a descent ended.
  ///
  /// @param law the last point
  /// @param value of the objective there; ½ Σ of squared relative errors, or Σ of Huber's ρ
  /// @param converged true if it is a minimum
  public record Ending(JointLaw law, double value, boolean converged) {}

  /// Weights of the rows from now on, `(rows)`: counts of draws for a bootstrap replicate.
  public void weigh(double[] weights) {
    search.setData(data.losses(), weights);
  }

  /// Descends from exponents alone, in the form's order; the coefficients that go with them are
  /// found first.
  public Ending from(double... exponents) {
    return ending(search.descend(exponents));
  }

  /// Descends from a law nearby.
  public Ending from(JointLaw law) {
    return ending(search.descend(design.scaledCoefficients(law), law.exponents()));
  }

  private Ending ending(LawSearch.Found found) {
    return new Ending(
        design.law(found.coefficients(), found.exponents()), found.value(), found.converged());
  }
}
