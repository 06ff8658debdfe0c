package shapelaw.law;

/// What came of fitting a star sweep.
public sealed interface StarFitOutcome {

  /// The laws and their intervals.
  record Fitted(StarFit fit) implements StarFitOutcome {}

  /// The data cannot say.
  ///
  /// @param reason one sentence or two for people: what is missing and maybe a way out
  record Refused(String reason) implements StarFitOutcome {}
}
