package shapelaw.cli.bench;

/// A way of fitting one [LawProblem].
interface LawMethod {

  /// As the table shows it.
  String name();

  /// Makes fits on one thread.
  FitTask.Answer fit(FitTask task);
}
