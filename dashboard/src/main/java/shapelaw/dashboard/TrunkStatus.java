package shapelaw.dashboard;

import java.util.Locale;
import shapelaw.runs.store.AttemptStatus;

/// What a trunk is up to, in the order in which people care.
enum TrunkStatus {
  /// An attempt is under way.
  RUNNING,
  /// It will be attempted, for the first time or again from a checkpoint.
  WAITING,
  /// Every run is measured.
  DONE,
  /// Every run has a result, and at least one diverged.
  DIVERGED,
  /// Its runs cannot be made, or its last attempt failed.
  FAILED,
  /// Its last attempt was killed or its coordinator died.
  LOST,
  /// Somebody asked to leave it alone.
  CANCELLED;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The status of a trunk with runs to make whose last attempt ended so.
  static TrunkStatus after(AttemptStatus last) {
    return switch (last) {
      case RUNNING -> RUNNING;
      case FAILED -> FAILED;
      case LOST -> LOST;
      case DONE, DIVERGED, CHECKPOINTED, CANCELLED -> WAITING;
    };
  }
}
