package shapelaw.cli;

/// Numbers of things in words.
final class Count {

  private Count() {}

  /// For example `1 run`, `12,000 runs`.
  ///
  /// @param one of them; their plural has an s more
  static String of(long count, String one) {
    return "%,d %s".formatted(count, count == 1 ? one : one + "s");
  }
}
