package shapelaw.runs.store;

import java.util.Locale;

/// What became of an attempt at a trunk.
public enum AttemptStatus {
  /// It is under way, or its coordinator ended without saying otherwise.
  RUNNING,
  /// Every run of the trunk has a result.
  DONE,
  /// Every run of the trunk has a result, and at least one diverged.
  DIVERGED,
  /// It ended by an error; its reason says which.
  FAILED,
  /// Its process was killed or its coordinator died.
  LOST,
  /// It was asked to stop, and wrote a checkpoint first.
  CHECKPOINTED,
  /// People cancelled its trunk; or it was asked to stop, and did so without a checkpoint.
  CANCELLED;

  /// This status of an attempt, which is lost if it was under way and lives no more.
  AttemptStatus orLost(boolean mayLive) {
    return this == RUNNING && !mayLive ? LOST : this;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AttemptStatus parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
