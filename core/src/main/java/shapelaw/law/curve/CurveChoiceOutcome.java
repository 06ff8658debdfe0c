package shapelaw.law.curve;

/// What came of choosing laws for a learning curve.
public sealed interface CurveChoiceOutcome {

  /// At least one law could be fitted.
  record Chosen(CurveChoice choice) implements CurveChoiceOutcome {}

  /// The data cannot say.
  ///
  /// @param reason one sentence or two for people: what is missing and maybe a way out
  record Refused(String reason) implements CurveChoiceOutcome {}
}
