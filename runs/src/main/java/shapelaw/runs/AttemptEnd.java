package shapelaw.runs;

import shapelaw.runs.store.AttemptStatus;

/// How an attempt ended, as the back-end that carried it out saw it.
///
/// @param status what became of it; [AttemptStatus#RUNNING] if it goes on without its coordinator
/// @param reason one sentence for people, may be empty
/// @param again whether another attempt could end better
public record AttemptEnd(AttemptStatus status, String reason, boolean again) {

  public static AttemptEnd done() {
    return new AttemptEnd(AttemptStatus.DONE, "", false);
  }

  public static AttemptEnd failed(String reason) {
    return new AttemptEnd(AttemptStatus.FAILED, reason, true);
  }

  public static AttemptEnd impossible(String reason) {
    return new AttemptEnd(AttemptStatus.FAILED, reason, false);
  }

  /// It goes on without this coordinator: the next one adopts it.
  public static AttemptEnd left() {
    return new AttemptEnd(AttemptStatus.RUNNING, "", false);
  }
}
