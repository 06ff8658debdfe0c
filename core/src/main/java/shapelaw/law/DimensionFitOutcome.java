package shapelaw.law;

/// What came of fitting one dimension on its own.
public sealed interface DimensionFitOutcome {

  /// The law and what it leaves open.
  record Fitted(DimensionFit fit) implements DimensionFitOutcome {}

  /// The data cannot say.
  ///
  /// @param reason one sentence or two for people: what is missing and maybe a way out
  record Refused(String reason) implements DimensionFitOutcome {}
}
