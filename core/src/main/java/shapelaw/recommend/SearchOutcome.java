package shapelaw.recommend;

/// What came of a search for the best shape.
public sealed interface SearchOutcome {

  /// The best shape with its intervals.
  record Found(Optimum optimum) implements SearchOutcome {}

  /// There is none.
  ///
  /// @param reason one sentence or two for people: why, and maybe a way out
  record Refused(String reason) implements SearchOutcome {}
}
