package shapelaw.study;

import java.util.List;
import java.util.stream.Collectors;

/// A study file cannot be used. Its message holds every problem, one a line, sorted by line.
public final class StudyException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Problems are plain records of text and numbers.
  private final transient List<Problem> problems;

  StudyException(List<Problem> problems) {
    super(problems.stream().sorted().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = problems.stream().sorted().toList();
  }

  /// What is wrong, sorted by line; at least one.
  public List<Problem> problems() {
    return problems;
  }
}
