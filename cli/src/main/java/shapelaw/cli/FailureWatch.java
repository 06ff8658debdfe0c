package shapelaw.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunResult;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.shape.Shape;

/// Ends an execution in which two shapes fail for one reason: what is wrong is then the data or the
/// machine, and every other shape would fail, too. A reason that concerns one shape only leaves the
/// others alone.
final class FailureWatch implements ExecutionListener {
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
    if (common == null
        && event
            instanceof ExecutionEvent.Finished(_, var run, RunResult.Failed(_, String reason, _), _)
        && isShared(reason, run.model().shape())) {
      common = reason;
      executing.interrupt();
    }
    if (common == null || event instanceof ExecutionEvent.Ended) {
      next.on(event);
    }
  }

  private boolean isShared(String reason, Shape shape) {
    Set<Shape> shapes = shapesByReason.computeIfAbsent(reason, r -> new HashSet<>());
    shapes.add(shape);
    return shapes.size() > 1;
  }
}
