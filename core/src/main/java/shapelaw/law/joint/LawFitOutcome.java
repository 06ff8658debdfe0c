package shapelaw.law.joint;

/// What came of fitting a joint law.
public sealed interface LawFitOutcome {

  /// The law and its intervals.
  record Fitted(LawFit fit) implements LawFitOutcome {}

  /// The data cannot say.
  ///
  /// @param reason one sentence or two for people: what is missing and maybe a way out
  record Refused(String reason) implements LawFitOutcome {}
}
