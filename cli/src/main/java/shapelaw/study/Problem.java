package shapelaw.study;

import java.util.Comparator;

/// One thing that is wrong in a study file, and where.
///
/// @param file the file as the user named it
/// @param line line in it, counted from 1
/// @param column column in the line, counted from 1
/// @param message what must hold, what was found, maybe a way out; one line
public record Problem(String file, int line, int column, String message)
    implements Comparable<Problem> {

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /// `file:line:column: message`, as compilers write it, so that editors can jump there.
  @Override
  public String toString() {
    return "%s:%d:%d: %s".formatted(file, line, column, message);
  }
}
