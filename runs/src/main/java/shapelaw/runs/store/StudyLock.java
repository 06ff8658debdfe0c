package shapelaw.runs.store;

import java.util.function.Consumer;

/// The right to coordinate a study, held by one process at a time. It ends with its owner, however
/// that dies.
public interface StudyLock extends AutoCloseable {

  /// Calls `listener`, at most once and from a thread of its own, when the right was lost although
  /// nobody gave it back: the connection to a shared store broke. Somebody else may coordinate
  /// then, and what this process still writes is refused.
  void whenLost(Consumer<StoreException> listener);

  /// Gives the right back.
  @Override
  void close();
}
