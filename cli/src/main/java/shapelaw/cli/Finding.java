package shapelaw.cli;

/// One line of `doctor`: what was looked for, and what was found.
///
/// @param present whether it is there and good
/// @param what was looked for
/// @param found in words
/// @param wayOut a sentence; empty if nothing is missing
record Finding(boolean present, String what, String found, String wayOut) {

  static Finding found(String what, String found) {
    return new Finding(true, what, found, "");
  }

  static Finding missing(String what, String reason, String wayOut) {
    return new Finding(false, what, reason, wayOut);
  }

  /// The line with its end.
  @Override
  public String toString() {
    return "%-4s%-17s%s%s%n"
        .formatted(present ? "ok" : "--", what, found, wayOut.isEmpty() ? "" : ". " + wayOut);
  }
}
