package shapelaw.runs;

/// How an attempt ended, as the back-end that carried it out saw it.
///
/// @param status what became of it
/// @param reason one sentence for people, may be empty
/// @param again whether another attempt could end better
record AttemptEnd(AttemptStatus status, String reason, boolean again) {

  static AttemptEnd done() {
    return new AttemptEnd(AttemptStatus.DONE, "", false);
  }

  static AttemptEnd failed(String reason) {
    return new AttemptEnd(AttemptStatus.FAILED, reason, true);
  }

  static AttemptEnd impossible(String reason) {
    return new AttemptEnd(AttemptStatus.FAILED, reason, false);
  }
}
