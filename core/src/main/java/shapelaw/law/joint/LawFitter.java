package shapelaw.law.joint;

/// Fits joint laws.
public final class LawFitter {

  private LawFitter() {}

  /// Fits a law to all rows.
  ///
  /// @throws IllegalArgumentException if `data` lack a variable of `form`
  public static LawFitOutcome fit(LawForm form, Measurements data, LawFitOptions options) {
    throw new UnsupportedOperationException(form + " " + data + " " + options);
  }
}
