package shapelaw.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunResult;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.shape.Shape;

/// Ends an execution in which two shapes fail, or three are given up, for one reason: what is wrong
/// is then the data or the machine, and every other shape would fail, too. A reason that concerns
/// one shape only leaves the others alone.
final class FailureWatch implements ExecutionListener {
  private static final int FAILED_SHAPES = 2;

  /// More than of failed ones: attempts may be lost by bad luck.
  private static final int GIVEN_UP_SHAPES = 3;

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");

  private final ExecutionListener next;
  private final Thread executing;
  private final Map<String, Set<Shape>> shapesByReason = new HashMap<>();
  private @Nullable String common;

  /// @param next hears every event, until the end
  /// @param executing is interrupted to end the execution
  FailureWatch(ExecutionListener next, Thread executing) {
    this.next = next;
    this.executing = executing;
  }

  /// The reason that ended the execution, if one did.
  synchronized Optional<String> common() {
    return Optional.ofNullable(common);
  }

  @Override
  public synchronized void on(ExecutionEvent event) {
    if (common == null) {
      switch (event) {
        case ExecutionEvent.Finished(_, var run, RunResult.Failed(_, String reason, _), _) ->
            note(reason, run.model().shape(), FAILED_SHAPES);
        case ExecutionEvent.GaveUp(var planned, String reason, _) ->
            note(reason, planned.trunk().longest().model().shape(), GIVEN_UP_SHAPES);
        default -> {}
      }
    }
    if (common == null) {
      next.on(event);
    } else if (event instanceof ExecutionEvent.Ended(_, var overall)) {
      // It ended for its reason, which is told after this: to run it again is no way out.
      next.on(new ExecutionEvent.Ended(false, overall));
    }
  }

  /// A reason by which those that differ in numbers alone, such as bytes used, are one.
  static String withoutNumbers(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }

  private void note(String reason, Shape shape, int most) {
    Set<Shape> shapes =
        shapesByReason.computeIfAbsent(withoutNumbers(reason), r -> new HashSet<>());
    shapes.add(shape);
    if (shapes.size() >= most) {
      common = reason;
      executing.interrupt();
    }
  }
}
