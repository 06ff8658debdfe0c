package shapelaw.runs;

/// Hears what happens during an execution, one event at a time. Must be quick: training waits for
/// it.
@FunctionalInterface
public interface ExecutionListener {

  /// Hears nothing.
  ExecutionListener SILENT = event -> {};

  /// Something happened.
  void on(ExecutionEvent event);
}
