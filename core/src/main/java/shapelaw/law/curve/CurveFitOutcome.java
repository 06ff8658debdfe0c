package shapelaw.law.curve;

/// What came of fitting one law to a learning curve.
public sealed interface CurveFitOutcome {

  /// The law.
  record Fitted(CurveFit fit) implements CurveFitOutcome {}

  /// The data cannot say.
  ///
  /// @param reason one sentence or two for people: what is missing and maybe a way out
  record Refused(String reason) implements CurveFitOutcome {}
}
