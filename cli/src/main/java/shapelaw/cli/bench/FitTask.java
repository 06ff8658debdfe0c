package shapelaw.cli.bench;

/// Fits to make, one after the other: at least one, then as many as fit into the time.
///
/// @param kind where they start
/// @param first start or replicate; behind the last one they begin anew
/// @param seconds that they may take
/// @param most fits
record FitTask(Kind kind, int first, double seconds, int most) {

  /// Kinds of fits.
  enum Kind {
    /// From random starts, all rows.
    COLD,
    /// From the optimum, rows drawn with replacement.
    BOOTSTRAP
  }

  /// What came out.
  ///
  /// @param seconds that the fits took
  /// @param values of the objective where each ended
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(double seconds, double[] values) {}
}
